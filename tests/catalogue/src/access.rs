//! Permissions: the policies of a new server of 1.12, as data, and their evaluation (stock.md#rights-and-deletion).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::answer::Response;
use crate::change::Members;
use crate::entity::{Entity, Kind};
use crate::people::{Actor, Rights};
use crate::refusal::Refusal;
use crate::store::{Store, id};

/// A rule of a policy.
struct Rule {
    name: &'static str,
    description: &'static str,
    effect: &'static str,
    operations: &'static [&'static str],
    condition: Option<&'static str>,
    policy: &'static str,
    role: Option<&'static str>,
}

const ALLOW: &str = "allow";

static BOT_ALLOW: Rule = Rule {
    name: "IngestionBotRule-Allow",
    description: "Allow ingestion bots to create/update/delete data entities",
    effect: ALLOW,
    operations: &["BulkCreate", "BulkUpdate", "Create", "Delete", "EditAll", "ViewAll"],
    condition: None,
    policy: "IngestionBotPolicy",
    role: Some("IngestionBotRole"),
};

/// The same before bulks had an operation of their own.
static BOT_ALLOW_1_6: Rule =
    Rule { operations: &["Create", "Delete", "EditAll", "ViewAll"], ..copy(&BOT_ALLOW) };

static BOT_DENY_NAMES: Rule = Rule {
    name: "DisplayName-Deny",
    description: "Deny bots to update display name",
    effect: "deny",
    operations: &["EditDisplayName"],
    condition: None,
    policy: "DefaultBotPolicy",
    role: Some("IngestionBotRole"),
};

static OWNER: Rule = Rule {
    name: "OrganizationPolicy-Owner-Rule",
    description: "Allow all the operations on an entity for the owner.",
    effect: ALLOW,
    operations: &["All"],
    condition: Some("isOwner()"),
    policy: "OrganizationPolicy",
    role: None,
};

static NO_OWNER: Rule = Rule {
    name: "OrganizationPolicy-NoOwner-Rule",
    description: "Allow any one to set the owner of an entity that has no owner set.",
    effect: ALLOW,
    operations: &["EditOwners"],
    condition: Some("noOwner()"),
    policy: "OrganizationPolicy",
    role: None,
};

static CONSUMER: Rule = Rule {
    name: "DataConsumerPolicy-EditRule",
    description: "Allow some of the edit operations on a resource for everyone.",
    effect: ALLOW,
    operations: &[
        "EditCertification",
        "EditDescription",
        "EditGlossaryTerms",
        "EditTags",
        "EditTier",
        "ViewAll",
    ],
    condition: None,
    policy: "DataConsumerPolicy",
    role: Some("DataConsumer"),
};

const fn copy(rule: &Rule) -> Rule {
    Rule {
        name: rule.name,
        description: rule.description,
        effect: rule.effect,
        operations: rule.operations,
        condition: rule.condition,
        policy: rule.policy,
        role: rule.role,
    }
}

impl Rule {
    /// Whether the rule covers an operation; `EditAll` and `ViewAll` cover all of their kind.
    fn covers(&self, operation: &str) -> bool {
        let all = |group: &str| self.operations.contains(&format!("{group}All").as_str());
        self.operations.iter().any(|one| *one == operation || *one == "All")
            || ["Edit", "View"].iter().any(|group| operation.starts_with(group) && all(group))
    }

    fn json(&self) -> Value {
        let mut out = json!({
            "name": self.name, "description": self.description, "effect": self.effect,
            "operations": self.operations, "resources": ["All"],
        });
        if let Some(condition) = self.condition {
            out["condition"] = json!(condition);
        }
        out
    }

    fn permission(&self, operation: &str, access: &str) -> Value {
        let mut out = json!({
            "operation": operation, "access": access, "rule": self.json(), "policy": self.policy,
        });
        if let Some(role) = self.role {
            out["role"] = json!(role);
        }
        out
    }
}

/// The operations of a kind of resource, by their names in `/permissions` (measured).
const OPERATIONS: &[&str] = &[
    "Create",
    "Delete",
    "ViewAll",
    "ViewBasic",
    "ViewCustomFields",
    "EditAll",
    "EditCustomFields",
    "EditDescription",
    "EditDisplayName",
    "EditOwners",
    "EditTags",
    "EditGlossaryTerms",
    "EditTier",
    "EditCertification",
];

/// Those of the audit log as a whole (measured).
const AUDIT_OPERATIONS: &[&str] = &[
    "Create",
    "Delete",
    "ViewAll",
    "ViewBasic",
    "EditAll",
    "EditDescription",
    "EditDisplayName",
    "EditGlossaryTerms",
    "EditTier",
    "AuditLogs",
];

const OPERATIONS_1_6: &[&str] = &["Create", "Delete", "ViewAll", "EditAll"];

/// The target of a permission.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target<'a> {
    /// A kind of resource as a whole.
    Kind,
    /// One entity.
    Entity(&'a Entity),
}

/// `GET /permissions/{resource}[/{id}]` (measured).
pub(crate) fn permissions(store: &Store, actor: &Actor, resource: &str, target: Target<'_>) -> Response {
    let operations = match resource {
        _ if !store.rules.policies => OPERATIONS_1_6,
        "auditLog" => AUDIT_OPERATIONS,
        _ => OPERATIONS,
    };
    let one = |operation: &&str| permission(store, actor, operation, target);
    let list: Vec<Value> = operations.iter().map(one).collect();
    Response::json(200, &json!({ "resource": resource, "permissions": list }))
}

fn permission(store: &Store, actor: &Actor, operation: &str, target: Target<'_>) -> Value {
    match actor.rights {
        Rights::Admin => json!({ "operation": operation, "access": ALLOW }),
        Rights::Bot if !store.rules.policies => BOT_ALLOW_1_6.permission(operation, ALLOW),
        Rights::Bot if BOT_DENY_NAMES.covers(operation) => BOT_DENY_NAMES.permission(operation, "deny"),
        Rights::Bot if BOT_ALLOW.covers(operation) => BOT_ALLOW.permission(operation, ALLOW),
        Rights::Bot => json!({ "operation": operation, "access": "notAllow" }),
        Rights::Plain => plain_permission(store, actor, operation, target),
    }
}

fn plain_permission(store: &Store, actor: &Actor, operation: &str, target: Target<'_>) -> Value {
    if CONSUMER.covers(operation) {
        return CONSUMER.permission(operation, ALLOW);
    }
    match target {
        Target::Kind if NO_OWNER.covers(operation) => NO_OWNER.permission(operation, "conditionalAllow"),
        Target::Kind => OWNER.permission(operation, "conditionalAllow"),
        Target::Entity(entity) if owns(store, actor, entity) => OWNER.permission(operation, ALLOW),
        Target::Entity(entity) if NO_OWNER.covers(operation) && !is_owned(store, entity) => {
            NO_OWNER.permission(operation, ALLOW)
        }
        Target::Entity(_) => json!({ "operation": operation, "access": "notAllow" }),
    }
}

/// Refuses an operation that the user has no permission for.
pub(crate) fn require(
    store: &Store,
    actor: &Actor,
    operation: &str,
    target: Target<'_>,
) -> Result<(), Refusal> {
    require_all(store, actor, &BTreeSet::from([operation]), target)
}

/// Refuses a set of operations if the user has no permission for one of them.
pub(crate) fn require_all(
    store: &Store,
    actor: &Actor,
    operations: &BTreeSet<&str>,
    target: Target<'_>,
) -> Result<(), Refusal> {
    if !store.rules.policies {
        return Ok(());
    }
    let principal = format!("Principal: CatalogPrincipal{{name='{}'}}", actor.name);
    let denied = operations.iter().find(|one| actor.rights == Rights::Bot && BOT_DENY_NAMES.covers(one));
    if let Some(operation) = denied {
        let (policy, rule) = (BOT_DENY_NAMES.policy, BOT_DENY_NAMES.name);
        let by = format!("role IngestionBotRole, policy {policy}, rule {rule}");
        return Err(Refusal::Coded(403, format!("{principal} operation {operation} denied by {by}")));
    }
    let may = |operation: &str| permission(store, actor, operation, target)["access"] == ALLOW;
    let missing: Vec<&str> = operations.iter().copied().filter(|operation| !may(operation)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refusal::Coded(403, format!("{principal} operations [{}] not allowed", missing.join(", "))))
}

/// Whether the user owns an entity or one that contains it: owners are inherited.
fn owns(store: &Store, actor: &Actor, entity: &Entity) -> bool {
    let user = store.by_fqn(Kind::User, &actor.name).map(|user| json!(id(user.number)));
    owners(store, entity).iter().any(|owner| owner.get("id") == user.as_ref())
}

fn is_owned(store: &Store, entity: &Entity) -> bool {
    !owners(store, entity).is_empty()
}

fn owners<'a>(store: &'a Store, entity: &'a Entity) -> &'a [Value] {
    let own = entity.now.json.items("owners");
    match entity.parent.and_then(|parent| store.get(parent)) {
        Some(parent) if own.is_empty() && entity.kind == Kind::Endpoint => owners(store, parent),
        _ => own,
    }
}

/// The operations that a PATCH needs, by the members on its paths: one that needs `EditAll` needs nothing else, so a
/// bot may write a display name together with a hash (stock.md#patches).
pub(crate) fn patch_operations(operations: &Value) -> BTreeSet<&'static str> {
    let mut needed = BTreeSet::new();
    for operation in operations.as_array().into_iter().flatten() {
        let path = operation.get("path").and_then(Value::as_str).unwrap_or_default();
        let members = [
            ("displayName", "EditDisplayName"),
            ("description", "EditDescription"),
            ("owners", "EditOwners"),
            ("extension", "EditCustomFields"),
            ("certification", "EditCertification"),
        ];
        let on_path = |name: &str| path.split('/').any(|segment| segment == name);
        match members.iter().find(|(member, _)| on_path(member)) {
            Some((_, right)) => {
                needed.insert(*right);
            }
            None if on_path("tags") => label_rights(operation.get("value"), &mut needed),
            None => return BTreeSet::from(["EditAll"]),
        }
    }
    needed
}

/// Labels need an operation that depends on their kind.
fn label_rights(value: Option<&Value>, needed: &mut BTreeSet<&'static str>) {
    let mut open: Vec<&Value> = value.into_iter().collect();
    let mut found = false;
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items),
            Value::Object(label) => {
                found = true;
                needed.insert(match label.text("tagFQN").split('.').next() {
                    Some("Tier") => "EditTier",
                    Some("Certification") => "EditCertification",
                    _ if label.text("source") == "Glossary" => "EditGlossaryTerms",
                    _ => "EditTags",
                });
            }
            _ => {}
        }
    }
    if !found {
        needed.insert("EditTags");
    }
}
