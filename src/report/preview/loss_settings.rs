//! Which settings keep what is lost: one table, of reasons and the settings of the config.
//!
//! A setting that is in the table makes the losses of its reason fewer; a test writes each of them.

use serde::Serialize;
use serde_json::Value;

use crate::config::ConfigKey;
use crate::config::keys::{self, ValueType};
use crate::entity::Catalog;
use crate::schema::Reason;

/// A setting that keeps what is lost.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct LossSetting {
    /// Its dotted path in the config.
    pub key: String,
    /// The value that keeps it.
    #[cfg_attr(feature = "typescript", ts(type = "string | number | boolean | string[]"))]
    pub value: Value,
    /// What it does, as an imperative: `Map webhooks`.
    pub title: String,
}

/// A row of the table: the setting, and its value and title for what was mapped; none if it would not help.
struct Row {
    reason: Reason,
    key: &'static ConfigKey,
    offer: fn(&Catalog) -> Option<(Value, String)>,
}

static TABLE: [Row; 6] = [
    Row { reason: Reason::External, key: &keys::HOSTS, offer: hosts },
    Row { reason: Reason::Cut, key: &keys::LIMIT_FIELDS, offer: fields },
    Row { reason: Reason::Cut, key: &keys::LIMIT_DEPTH, offer: depth },
    Row { reason: Reason::Status, key: &keys::RESPONSES, offer: responses },
    Row { reason: Reason::Header, key: &keys::RESPONSES, offer: headers },
    Row { reason: Reason::Webhook, key: &keys::WEBHOOKS, offer: webhooks },
];

/// The settings that keep the losses of a reason.
pub(super) fn settings_for(reason: Reason, catalog: &Catalog) -> Vec<LossSetting> {
    let rows = TABLE.iter().filter(|row| row.reason == reason);
    let setting = |row: &Row| {
        let (value, title) = (row.offer)(catalog)?;
        Some(LossSetting { key: row.key.path(), value, title })
    };
    rows.filter_map(setting).collect()
}

/// The highest limit of fields that is offered. The key takes a higher one, with which a document whose schemas refer to
/// each other takes minutes and gigabytes.
const MOST_FIELDS: u64 = 20_000;

fn hosts(catalog: &Catalog) -> Option<(Value, String)> {
    let title = match catalog.hosts.as_slice() {
        [] => return None,
        [.., last] if catalog.hosts_not_asked == 1 => format!("Read the external documents of {last}"),
        _ => format!("Read the external documents of {} more hosts", catalog.hosts_not_asked),
    };
    Some((catalog.hosts.clone().into(), title))
}

fn fields(catalog: &Catalog) -> Option<(Value, String)> {
    let value = more_fields(catalog.limits.fields)?;
    Some((value.into(), format!("Map up to {value} fields of each schema")))
}

/// The next limit of fields to try.
fn more_fields(limit: usize) -> Option<u64> {
    if limit as u64 >= MOST_FIELDS {
        return None;
    }
    Some(raised(&keys::LIMIT_FIELDS, limit, 4)?.min(MOST_FIELDS))
}

fn depth(catalog: &Catalog) -> Option<(Value, String)> {
    let value = raised(&keys::LIMIT_DEPTH, catalog.limits.depth, 4)?;
    Some((value.into(), format!("Map up to {value} levels of fields")))
}

/// A limit so many times as high, within what the key takes; none if it is that high already.
fn raised(key: &ConfigKey, limit: usize, times: u64) -> Option<u64> {
    let limit = u64::try_from(limit).ok()?;
    let ValueType::Int(_, most) = key.value_type else { return None };
    Some(limit.saturating_mul(times).min(most)).filter(|value| *value > limit)
}

fn responses(_: &Catalog) -> Option<(Value, String)> {
    Some(("all".into(), "Map all responses".to_owned()))
}

fn headers(_: &Catalog) -> Option<(Value, String)> {
    Some(("all".into(), "Map all responses with their headers".to_owned()))
}

fn webhooks(_: &Catalog) -> Option<(Value, String)> {
    Some((true.into(), "Map webhooks to endpoints".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config;
    use crate::diagnostic::edited;
    use crate::report::options::PreviewOptions;
    use crate::report::preview::{PreviewLoader, PreviewReport};

    const CONFIG: &str = "source: {type: rest, serviceName: pets, serviceConnection: {config: {type: Rest, \
        openAPISchemaConnection: {openAPISchemaURL: https://a.test/api.yaml}}}, sourceConfig: {config: {type: \
        ApiMetadata}}}\nsink: {type: metadata-rest, config: {}}\nworkflowConfig: {openMetadataServerConfig: {hostPort: \
        'http://localhost:8585/api', securityConfig: {jwtToken: $T}}}\nx-metarest: {limits: {fields: 3, depth: 2}}\n";

    /// A document that has losses of every reason of the table.
    const DOCUMENT: &str = "openapi: 3.1.0
info: {title: t}
paths:
  /a:
    get:
      responses:
        '200':
          headers: {X-Rate: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Wide'}}}
        '404': {description: none, content: {application/json: {schema: {type: object, properties: {why: {type: string}}}}}}
  /b: {get: {responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Deep'}}}}}}}
  /c: {get: {responses: {'200': {content: {application/json: {schema: {$ref: 'https://b.test/x.yaml#/X'}}}}}}}
webhooks:
  changed: {post: {responses: {'200': {description: ok}}}}
components:
  schemas:
    Wide: {type: object, properties: {a: {type: string}, b: {type: string}, c: {type: string}, d: {type: string}, e: {type: string}}}
    Deep: {type: object, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: string}}}}}}}
";

    fn preview(config: &str) -> PreviewReport {
        preview_of(config, DOCUMENT)
    }

    fn preview_of(config: &str, document: &str) -> PreviewReport {
        let options =
            PreviewOptions { spec_file: "https://a.test/api.yaml".to_owned(), ..PreviewOptions::default() };
        let mut loader = PreviewLoader::begin(Some(config.as_bytes()), document.as_bytes(), &options, true);
        for text in loader.wanted() {
            assert_eq!(text.address, "https://b.test/x.yaml");
            loader.add(&text.address, b"X: {type: string}".to_vec());
        }
        loader.finish()
    }

    fn count(report: &PreviewReport, reason: Reason) -> usize {
        report.preview.losses.iter().filter(|loss| loss.reason == reason).count()
    }

    #[test]
    fn each_setting_makes_the_losses_of_its_reason_fewer() {
        let before = preview(CONFIG);
        for row in &TABLE {
            let of_reason = before.preview.reasons.iter().find(|found| found.reason == row.reason);
            let settings = &of_reason.unwrap_or_else(|| panic!("no loss {:?}", row.reason)).settings;
            let setting = settings.iter().find(|setting| setting.key == row.key.path()).unwrap();
            let edits = config::set(CONFIG, &setting.key, &setting.value).unwrap();
            let after = preview(&edited(CONFIG, &edits));
            let (was, is) = (count(&before, row.reason), count(&after, row.reason));
            assert!(is < was, "{setting:?}: {was} → {is}");
        }
    }

    #[test]
    fn what_is_cut_and_shown_elsewhere_has_its_setting_too() {
        let get = |name: &str| {
            format!(
                "{{get: {{responses: {{'200': {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/{name}'}}}}}}}}}}}}}}"
            )
        };
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: t}}\npaths:\n  /in: {}\n  /out: {}\ncomponents:\n  schemas:\n    In: \
             {{type: object, properties: {{a: {{type: string}}, b: {{type: string}}}}}}\n    Out: {{type: object, \
             properties: {{x: {{$ref: '#/components/schemas/In'}}, y: {{type: string}}}}}}\n",
            get("In"),
            get("Out"),
        );
        let report = preview_of(CONFIG, &document).preview;
        assert_eq!((report.coverage.losses, report.coverage.cut_schemas), (0, 1));
        let [cut] = report.reasons.as_slice() else { panic!("{:?}", report.reasons) };
        assert_eq!((cut.reason, cut.losses), (Reason::Cut, 0));
        let keys: Vec<&str> = cut.settings.iter().map(|setting| setting.key.as_str()).collect();
        assert_eq!(keys, ["x-metarest.limits.fields", "x-metarest.limits.depth"]);
        let edits = config::set(CONFIG, keys[0], &cut.settings[0].value).unwrap();
        let after = preview_of(&edited(CONFIG, &edits), &document).preview;
        assert!(after.reasons.is_empty() && after.coverage.cut_schemas == 0, "{:?}", after.reasons);
    }

    #[test]
    fn a_limit_that_is_the_highest_is_not_offered() {
        assert_eq!(raised(&keys::LIMIT_DEPTH, 290, 4), None);
        assert_eq!(raised(&keys::LIMIT_DEPTH, 200, 4), Some(290));
        assert_eq!(more_fields(2000), Some(8000));
        assert_eq!(more_fields(8000), Some(20_000));
        assert_eq!(more_fields(20_000), None);
    }

    #[test]
    fn a_reason_without_settings_has_none() {
        let report = preview(CONFIG);
        for found in &report.preview.reasons {
            let is_in_table = TABLE.iter().any(|row| row.reason == found.reason);
            assert_eq!(found.settings.is_empty(), !is_in_table, "{found:?}");
        }
    }
}
