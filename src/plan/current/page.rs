//! A page of one of the server's lists → the [`State`]s in it.

use std::fmt;

use serde_json::Value;

use crate::plan::current::state::State;
use crate::plan::model::kind::Kind;

/// What a page has besides its entities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The cursor of the next page; none on the last.
    pub after: Option<String>,
    /// How many entities this page had.
    pub entities: usize,
}

/// Why an answer is not a page of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAPage {
    /// It has no array `data`.
    NoData,
    /// An entity in it has no text of that name.
    Missing {
        /// Its index in `data`, from 0.
        at: usize,
        /// `id` or `fullyQualifiedName`.
        member: &'static str,
    },
}

impl fmt::Display for NotAPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoData => f.write_str("the list has no `data`"),
            Self::Missing { at, member } => write!(f, "entity {at} of the list has no `{member}`"),
        }
    }
}

impl std::error::Error for NotAPage {}

impl State {
    /// The entities of a page, all of them or none.
    pub fn page(kind: Kind, mut page: Value) -> Result<(Vec<Self>, Page), NotAPage> {
        let data = page.get_mut("data").map(Value::take);
        let Some(Value::Array(data)) = data else { return Err(NotAPage::NoData) };
        let after = page.pointer("/paging/after").and_then(Value::as_str).map(str::to_owned);
        let page = Page { after, entities: data.len() };
        let states: Result<Vec<_>, _> =
            data.into_iter().enumerate().map(|(at, entity)| read(kind, at, entity)).collect();
        Ok((states?, page))
    }
}

fn read(kind: Kind, at: usize, entity: Value) -> Result<State, NotAPage> {
    let required = |member| {
        let text = entity.get(member).and_then(Value::as_str).filter(|text| !text.is_empty());
        text.map(str::to_owned).ok_or(NotAPage::Missing { at, member })
    };
    let (id, fqn) = (required("id")?, required("fullyQualifiedName")?);
    let mut state = State { id, fqn, ..State::bare(kind, entity) };
    state.created_by_bot = state.source_hash().map(|_| true);
    Ok(state)
}
