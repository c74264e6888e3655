//! Reports as Markdown for a pull request: the most important parts first, long lists folded, short enough for one comment.

mod check;
mod page;
mod plan;
mod preview;
mod run;
mod sections;

pub(super) use page::LARGEST;
