//! Which text shall stand at a place of an entity: the document's, or the one that somebody wrote.
//!
//! In: the two texts, and who wrote the one that is there. Out: one of them. Texts follow the document until a person
//! writes them (MAPPING, who owns what); who that was is in [`State::author`].

use serde_json::{Value, json};

use super::schema::string;
use super::{FieldChange, Rules, State};

/// Decides about the texts of one entity.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    beside: Beside<'a>,
    rules: &'a Rules,
}

/// What a wanted entity is compared with.
#[derive(Clone, Copy)]
pub(super) enum Beside<'a> {
    /// It is not there.
    Nothing,
    /// It is there.
    Itself(&'a State),
    /// It is not there, but comes from one that goes.
    Predecessor(&'a State),
}

impl<'a> Beside<'a> {
    /// The entity whose texts, tags and owners are carried over.
    pub(super) fn state(self) -> Option<&'a State> {
        match self {
            Self::Nothing => None,
            Self::Itself(state) | Self::Predecessor(state) => Some(state),
        }
    }

    /// The entity that is written over.
    pub(super) fn itself(self) -> Option<&'a State> {
        match self {
            Self::Itself(state) => Some(state),
            Self::Nothing | Self::Predecessor(_) => None,
        }
    }
}

impl<'a> Texts<'a> {
    pub(super) fn new(beside: Beside<'a>, rules: &'a Rules) -> Self {
        Self { beside, rules }
    }

    /// The text that shall stand at that path.
    ///
    /// What a person wrote stays; with `overrideMetadata` it stays only where the document says nothing. Whose text
    /// it is may not be known: then it counts as a person's.
    pub(super) fn settle<'t>(
        self,
        path: &str,
        wanted: Option<&'t str>,
        stored: Option<&'t str>,
    ) -> Option<&'t str> {
        let stays = stored.is_some() && stored != wanted && !self.is_connectors(path);
        match stays && !(self.rules.override_metadata && wanted.is_some()) {
            true => stored,
            false => wanted,
        }
    }

    /// Whether a connector wrote what stands at that path.
    fn is_connectors(self, path: &str) -> bool {
        self.beside.state().is_some_and(|state| authorship(state, path, self.rules) == Authorship::Connector)
    }

    fn author(self, path: &str) -> Option<&'a str> {
        self.beside.state().and_then(|state| state.author(path))
    }

    /// The change at that path, if there is one.
    pub(super) fn compare(
        self,
        path: &str,
        wanted: Option<&str>,
        stored: Option<&str>,
    ) -> Option<FieldChange> {
        let settled = self.settle(path, wanted, stored);
        (settled != stored).then(|| FieldChange {
            path: path.to_owned(),
            old: stored.map(string),
            new: settled.map(string),
            by: stored.and_then(|_| self.author(path)).map(str::to_owned),
        })
    }
}

/// Whether it is a text of the entity itself, which people may have written.
pub(super) fn is_text(path: &str) -> bool {
    matches!(path, "displayName" | "description")
}

/// Whose text stands somewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Authorship {
    /// A connector's: it follows the document.
    Connector,
    /// A person's: it stays.
    Person,
    /// Nobody can tell; it stays.
    Unknown,
}

/// Whose text stands at that path of an entity (see [`authors`](super::authors)).
pub(super) fn authorship(state: &State, path: &str, rules: &Rules) -> Authorship {
    if state.is_proven(path) {
        return Authorship::Connector;
    }
    match state.author(path) {
        None => Authorship::Unknown,
        Some(author) if !rules.is_connector(author) => Authorship::Person,
        // A person whose token this is may have written it by hand as well.
        Some(author) if author == rules.me.name && !rules.me.is_bot => Authorship::Unknown,
        Some(_) if !rules.storage.hash_is_hidden => Authorship::Connector,
        Some(_) => state.audit.as_ref().map_or(Authorship::Unknown, |audit| audit.authorship(state, path)),
    }
}

/// A text, a tag or an owner that a person gave to something that goes, or that is replaced.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Word {
    /// The entity.
    pub fqn: String,
    /// Where in it: `description`, `responseSchema.id.tags`.
    pub path: String,
    /// What it is.
    pub value: Value,
    /// Who gave it, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// What people gave to an entity, as far as it stands at a path that goes. Where its versions were asked for and do
/// not tell who wrote a text, that may have been a person.
pub(super) fn words(state: &State, rules: &Rules, goes: impl Fn(&str) -> bool) -> Vec<Word> {
    let word = |path: &str, value: Value, by: Option<&str>| Word {
        fqn: state.fqn.clone(),
        path: path.to_owned(),
        value,
        by: by.map(str::to_owned),
    };
    let texts = state.texts().into_iter().filter(|(path, _)| goes(path));
    let mut words: Vec<Word> = texts
        .filter_map(|(path, said)| {
            let author = state.author(&path).filter(|author| !rules.is_connector(author));
            let may_be_a_persons = match authorship(state, &path, rules) {
                Authorship::Connector => false,
                Authorship::Person => true,
                Authorship::Unknown => state.history.is_some(),
            };
            may_be_a_persons.then(|| word(&path, json!(said), author))
        })
        .collect();
    let lists = state.given().into_iter().filter(|(path, _)| goes(path));
    words.extend(lists.map(|(path, value)| word(&path, value, None)));
    words
}

/// What people wrote and the document's texts replace, of those differences: only with `overrideMetadata`.
pub(super) fn replaced(state: &State, differences: &[FieldChange], rules: &Rules) -> Vec<Word> {
    let is_text = |path: &str| matches!(path.rsplit('.').next(), Some("description" | "displayName"));
    let of_a_person = |change: &&FieldChange| {
        let was_said = change.old.as_ref().is_some_and(Value::is_string) && change.new.is_some();
        let by_connector = change.by.as_deref().is_some_and(|by| rules.is_connector(by));
        was_said && is_text(&change.path) && !by_connector
    };
    let differences = differences.iter().filter(|_| rules.override_metadata).filter(of_a_person);
    let word = |change: &FieldChange| Word {
        fqn: state.fqn.clone(),
        path: change.path.clone(),
        value: change.old.clone().unwrap_or_default(),
        by: change.by.clone(),
    };
    differences.map(word).collect()
}
