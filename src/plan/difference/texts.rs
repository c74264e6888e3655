//! Which text is written: the document's, or the one that somebody wrote on the server.
//!
//! In: the two texts, and the author of the stored one. Out: one of them. Texts follow the document until a person
//! writes them (design.md#who-owns-what); the author is decided by [`State::authorship`].

use serde_json::Value;

use crate::plan::authors::authorship::Authorship;
use crate::plan::current::state::State;
use crate::plan::model::change::FieldChange;
use crate::plan::model::rules::Rules;

/// Decides about the texts of one entity.
#[derive(Clone, Copy)]
pub(in crate::plan) struct Texts<'a> {
    baseline: Baseline<'a>,
    rules: &'a Rules,
}

/// What a desired entity is compared with.
#[derive(Clone, Copy)]
pub(in crate::plan) enum Baseline<'a> {
    /// The entity does not exist.
    Nothing,
    /// The entity itself.
    Itself(&'a State),
    /// The entity does not exist, but replaces one that is deleted.
    Predecessor(&'a State),
}

impl<'a> Baseline<'a> {
    /// The entity whose texts, tags and owners are taken over.
    pub(in crate::plan) fn state(self) -> Option<&'a State> {
        match self {
            Self::Nothing => None,
            Self::Itself(state) | Self::Predecessor(state) => Some(state),
        }
    }

    /// The entity that is overwritten.
    pub(in crate::plan) fn itself(self) -> Option<&'a State> {
        match self {
            Self::Itself(state) => Some(state),
            Self::Nothing | Self::Predecessor(_) => None,
        }
    }
}

impl<'a> Texts<'a> {
    pub(in crate::plan) fn new(baseline: Baseline<'a>, rules: &'a Rules) -> Self {
        Self { baseline, rules }
    }

    /// The text to write at that path.
    ///
    /// A person's text is kept; with `overrideMetadata` it is kept only if the document has none. A text whose author is
    /// unknown counts as a person's.
    pub(in crate::plan) fn resolve<'t>(
        self,
        path: &str,
        desired: Option<&'t str>,
        stored: Option<&'t str>,
    ) -> Option<&'t str> {
        let is_kept = stored.is_some() && stored != desired && !self.is_connectors(path);
        match is_kept && !(self.rules.override_metadata && desired.is_some()) {
            true => stored,
            false => desired,
        }
    }

    /// Whether a connector wrote the stored text at that path.
    fn is_connectors(self, path: &str) -> bool {
        self.baseline.state().is_some_and(|state| state.authorship(path, self.rules) == Authorship::Connector)
    }

    fn author(self, path: &str) -> Option<&'a str> {
        self.baseline.state().and_then(|state| state.author(path))
    }

    /// The change at that path, if there is one.
    pub(in crate::plan) fn compare(
        self,
        path: &str,
        desired: Option<&str>,
        stored: Option<&str>,
    ) -> Option<FieldChange> {
        let resolved = self.resolve(path, desired, stored);
        (resolved != stored).then(|| FieldChange {
            path: path.to_owned(),
            old: stored.map(Value::from),
            new: resolved.map(Value::from),
            by: stored.and_then(|_| self.author(path)).map(str::to_owned),
        })
    }
}

/// Whether it is a text of the entity itself, which a person may have written.
pub(in crate::plan) fn is_own_text(path: &str) -> bool {
    matches!(path, "displayName" | "description")
}
