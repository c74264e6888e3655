//! The fingerprint of a config changes with every setting, and with no secret.

use metarest::config::keys::{ALL, ConfigKey, KeyUse, ValueType};
use metarest::config::{Config, Environment, parse};
use serde_json::{Value, json};

use super::edits::{FILES, at, read};

fn config(root: &Value) -> Option<Config> {
    parse(root.to_string().as_bytes(), &Environment::Unknown).config
}

/// Another value of the same type.
fn other(key: &ConfigKey, value: &Value) -> Option<Value> {
    let text = value.as_str().unwrap_or_default();
    Some(match key.value_type {
        ValueType::Text | ValueType::Url | ValueType::Secret => json!(format!("{text}x")),
        ValueType::Uuid => json!("123e4567-e89b-12d3-a456-426614174fff"),
        ValueType::Bool => {
            json!(!["true", "on", "yes", "Yes"].contains(&value.to_string().trim_matches('"')))
        }
        ValueType::Int(least, _) => json!(least + 3),
        ValueType::Enum(values) => json!(values.values.iter().find(|other| **other != text)?),
        ValueType::TextList => json!(["other"]),
        ValueType::Headers => {
            json!({ value.as_object()?.keys().next()?: "other" })
        }
        ValueType::TextOrObject => json!("0 4 * * *"),
        ValueType::Object | ValueType::AnyObject => return None,
    })
}

/// The file before and after another value for a key; none if that is not a valid config.
fn changed(root: &Value, key: &ConfigKey) -> Option<(Config, Config)> {
    let mut root = root.clone();
    let before = config(&root)?;
    let value = at(&mut root, &key.path())?;
    *value = other(key, value)?;
    Some((before, config(&root)?))
}

#[test]
fn a_fingerprint_changes_with_every_setting_and_with_no_secret() {
    let (mut settings, mut secrets) = (0, 0);
    for file in FILES {
        let root = read(file);
        for key in ALL.iter().filter(|key| key.usage == KeyUse::Used) {
            let Some((before, after)) = changed(&root, key) else { continue };
            let same = before.fingerprint() == after.fingerprint();
            // A key may be without effect here: the place of a secret, or a value that another key overrides.
            assert_eq!(same, format!("{before:?}") == format!("{after:?}"), "{file}: {}", key.path());
            match key.value_type {
                ValueType::Secret => secrets += usize::from(same),
                _ => settings += usize::from(!same),
            }
            assert!(key.value_type != ValueType::Secret || same, "{file}: {}", key.path());
        }
    }
    assert!(settings > 50 && secrets > 8, "{settings} settings, {secrets} secrets");
}

#[test]
fn a_fingerprint_is_of_settings_and_of_the_overridden_source() {
    let before = config(&read("full.yaml")).unwrap();
    let fingerprint = before.fingerprint();
    assert_eq!((fingerprint.len(), &fingerprint), (64, &before.clone().fingerprint()));
    let check = |change: fn(&mut Config)| {
        let mut after = before.clone();
        change(&mut after);
        assert_ne!(after.fingerprint(), fingerprint);
    };
    check(|config| config.batch_size += 1);
    check(|config| config.in_worker = true);
    check(|config| config.document_limits.nodes += 1);
    check(|config| config.guard.percent += 1);
    check(|config| config.read_from = Some(config.document.clone()));
    check(|config| config.document_token = None);
}
