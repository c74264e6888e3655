//! Who wrote a text, by all evidence: the hash, the versions, the audit log.
//!
//! In: the state of an entity with what was asked about it, and a path in it. Out: an [`Authorship`].

use crate::plan::authors::audit::Audit;
use crate::plan::authors::authorship::Authorship;
use crate::plan::current::state::State;
use crate::plan::model::rules::Rules;

impl State {
    /// Who wrote the text at that path by all evidence ([`authors`](crate::plan::authors)).
    pub(in crate::plan) fn authorship(&self, path: &str, rules: &Rules) -> Authorship {
        if self.is_proven(path) {
            return Authorship::Connector;
        }
        match self.author(path) {
            None => Authorship::Unknown,
            Some(author) if !rules.is_connector(author) => Authorship::Person,
            // The person whose token this is may have written it by hand as well.
            Some(author) if author == rules.me.name && !rules.me.is_bot => Authorship::Unknown,
            Some(_) if !rules.storage.hash_is_hidden => Authorship::Connector,
            Some(_) => {
                let by_audit =
                    |audit: &Audit| audit.authorship(path, self.texts().get(path).map(String::as_str));
                self.audit.as_ref().map_or(Authorship::Unknown, by_audit)
            }
        }
    }
}
