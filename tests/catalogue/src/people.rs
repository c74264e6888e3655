//! Users, and which user a token belongs to.

use serde_json::{Value, json};

use crate::answer::Request;
use crate::change::Version;
use crate::entity::{Kind, Object, State};
use crate::refusal::Refusal;
use crate::store::Store;

/// The user of every token without another user.
const BOT: &str = "ingestion-bot";
const ADMIN: &str = "admin";
/// A plain user, with everybody's role only.
const ANNA: &str = "anna";

/// The token that cannot be decoded.
const BAD_TOKEN: &str = "bad-token";

/// The permissions of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rights {
    /// Everything.
    Admin,
    /// The policies of ingestion bots.
    Bot,
    /// Everybody's policies.
    Plain,
}

/// The sender of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) name: String,
    pub(crate) bot: bool,
    pub(crate) rights: Rights,
}

impl Actor {
    fn new(name: &str) -> Self {
        let rights = match name {
            BOT => Rights::Bot,
            ANNA => Rights::Plain,
            _ => Rights::Admin,
        };
        Self { name: name.to_owned(), bot: name == BOT, rights }
    }
}

/// Users, apart from their entities; a user is created at the first request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct People;

impl People {
    /// The bot, the administrator and the plain user.
    pub(crate) fn new(store: &mut Store) -> Self {
        for name in [BOT, ADMIN, ANNA] {
            make(store, name);
        }
        Self
    }

    /// The user of the request's token. `admin`, `anna` and `person…` are users of that name, and so are JWTs with
    /// such a subject; `person…` may do everything, as an administrator. `bad-token` is refused. Every other token, a
    /// real JWT too, is the bot's. Refusals are measured.
    pub(crate) fn authenticate(self, store: &mut Store, request: &Request) -> Result<Actor, Refusal> {
        let refuse = |why: &str| Refusal::Coded(401, format!("Not Authorized! {why}"));
        let header = request.header("authorization").unwrap_or_default();
        let token = header.strip_prefix("Bearer ").unwrap_or_default().trim();
        let subject = subject(token);
        let name = subject.as_deref().filter(|name| is_person(name)).unwrap_or(token);
        match name {
            "" => Err(refuse("Token not present")),
            BAD_TOKEN if store.rules.policies => Err(refuse("Invalid token.")),
            BAD_TOKEN => Err(refuse("Unable to decode the token.")),
            name if is_person(name) => {
                make(store, name);
                Ok(Actor::new(name))
            }
            _ => Ok(Actor::new(BOT)),
        }
    }
}

/// The subject of a JWT.
fn subject(token: &str) -> Option<String> {
    let payload = token.split('.').nth(1)?.replace('-', "+").replace('_', "/");
    let claims: Value = serde_json::from_slice(&crate::cursor::unbase64(&payload)?).ok()?;
    claims.get("sub")?.as_str().map(str::to_owned)
}

fn is_person(name: &str) -> bool {
    name == ADMIN || name == ANNA || name.starts_with("person")
}

fn make(store: &mut Store, name: &str) {
    if store.by_fqn(Kind::User, name).is_some() {
        return;
    }
    let mut json = Object::new();
    for (member, value) in [
        ("name", json!(name)),
        ("fullyQualifiedName", json!(name)),
        ("email", json!(format!("{name}@{}", store.rules.mail_host))),
        ("isBot", json!(name == BOT)),
        ("isAdmin", json!(name == ADMIN)),
    ] {
        json.insert(member.to_owned(), value);
    }
    if store.rules.neighbours {
        json.insert("allowImpersonation".to_owned(), json!(false));
        json.insert("personaPreferences".to_owned(), json!([]));
        if name == ANNA {
            json.insert("displayName".to_owned(), json!("Anna"));
            let no_change = crate::change::Changes::default().json(Version::FIRST);
            json.insert("incrementalChangeDescription".to_owned(), no_change);
        }
    } else if name != BOT {
        json.insert("isEmailVerified".to_owned(), json!(true));
    }
    let updated_by = if name == ANNA { ADMIN } else { name }.to_owned();
    let state = State { version: Version::FIRST, deleted: false, updated_at: 0, updated_by, json };
    store.insert(Kind::User, None, state);
}
