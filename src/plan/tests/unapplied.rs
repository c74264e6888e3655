//! Which fields a change did not apply, by the entity as it was read back.

use serde_json::{Value, json};

use super::super::{Action, Change, FieldChange, Kind, Snapshot, Unapplied, unapplied};

fn change(action: Action, fields: &[(&str, Value, Value)]) -> Change {
    let side = |value: &Value| (!value.is_null()).then(|| value.clone());
    let fields =
        fields.iter().map(|(path, old, new)| FieldChange::new((*path).to_owned(), side(old), side(new)));
    Change {
        action,
        kind: Kind::ApiEndpoint,
        fqn: "svc.c./a/get".to_owned(),
        id: Some("1".to_owned()),
        from: None,
        differences: fields.collect(),
        writes: Vec::new(),
    }
}

fn stored(members: &Value) -> Snapshot {
    let mut entity = json!({"id": "1", "fullyQualifiedName": "svc.c./a/get", "name": "/a/get"});
    let all = entity.as_object_mut().unwrap();
    all.extend(members.as_object().unwrap().clone());
    let mut snapshot = Snapshot::default();
    super::add(&mut snapshot, Kind::ApiEndpoint, entity);
    snapshot
}

#[test]
fn an_update_is_checked_by_the_fields_that_it_changes() {
    let fields =
        json!([{"name": "a.b", "dataType": "RECORD", "children": [{"name": "x", "dataType": "INT"}]}]);
    let schema = json!({"schemaFields": fields});
    let x = json!({"name": "x", "dataType": "INT"});
    let empty = json!({"schemaFields": []});
    let cases = [
        // Path, old, new, the stored members, whether the change is applied.
        ("endpointURL", json!("o"), json!("n"), json!({"endpointURL": "n"}), true),
        ("endpointURL", json!("o"), json!("n"), json!({"endpointURL": "o"}), false),
        ("endpointURL", json!("o"), json!("n"), json!({"endpointURL": "else"}), false),
        ("requestMethod", json!("POST"), json!("GET"), json!({}), true),
        ("requestMethod", json!("GET"), json!("POST"), json!({}), false),
        ("sourceHash", json!("o"), json!("n"), json!({"sourceHash": "o"}), false),
        ("description", Value::Null, json!("n"), json!({"description": "n"}), true),
        ("description", Value::Null, json!("n"), json!({}), false),
        ("description", json!("o"), json!("n"), json!({"description": "o"}), false),
        ("description", json!("o"), json!("n"), json!({"description": "a person's"}), true),
        ("description", json!("o"), Value::Null, json!({"description": "o"}), false),
        ("description", json!("o"), Value::Null, json!({}), true),
        ("responseSchema", Value::Null, schema.clone(), json!({"responseSchema": schema}), true),
        ("responseSchema", Value::Null, schema.clone(), json!({"responseSchema": empty}), false),
        ("responseSchema", Value::Null, schema.clone(), json!({}), false),
        ("responseSchema.\"a.b\".x", Value::Null, x.clone(), json!({"responseSchema": schema}), true),
        ("responseSchema.\"a.b\".x", x.clone(), Value::Null, json!({"responseSchema": schema}), false),
        ("responseSchema.\"a.b\".x", x, Value::Null, json!({"responseSchema": empty}), true),
        (
            "responseSchema.\"a.b\".x.dataType",
            json!("LONG"),
            json!("INT"),
            json!({"responseSchema": schema}),
            true,
        ),
        (
            "responseSchema.\"a.b\".x.dataType",
            json!("INT"),
            json!("LONG"),
            json!({"responseSchema": schema}),
            false,
        ),
        (
            "responseSchema.\"a.b\".x.dataType",
            json!("INT"),
            json!("LONG"),
            json!({"responseSchema": empty}),
            false,
        ),
        ("responseSchema.x.description", Value::Null, json!("n"), json!({"responseSchema": schema}), false),
    ];
    for (path, old, new, stored_members, expect) in cases {
        let snapshot = stored(&stored_members);
        let change = change(Action::Update, &[(path, old, new)]);
        let left = unapplied(&change, snapshot.states.first());
        let expected = (!expect).then(|| Unapplied::Fields(vec![path.to_owned()]));
        assert_eq!(left, expected, "{change:?} and {stored_members}");
    }
}

#[test]
fn existence_is_checked_first() {
    let (existing, deleted) = (stored(&json!({})), stored(&json!({"deleted": true})));
    let cases = [
        (Action::Create, None, false),
        (Action::Create, Some(&existing), true),
        (Action::Restore, Some(&deleted), false),
        (Action::Delete, None, true),
        (Action::Delete, Some(&deleted), true),
        (Action::Delete, Some(&existing), false),
    ];
    for (action, snapshot, expect) in cases {
        let state = snapshot.and_then(|snapshot| snapshot.states.first());
        assert_eq!(unapplied(&change(action, &[]), state).is_none(), expect, "{action:?} {state:?}");
    }
}
