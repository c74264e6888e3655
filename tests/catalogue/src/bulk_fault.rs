//! Elements of a bulk request that a planned fault picks out.

/// Which elements, and what becomes of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Spoil {
    /// None.
    #[default]
    Nothing,
    /// These FQNs and every nth element fail.
    Fail { fqns: Vec<String>, every: Option<usize> },
    /// Every second element, from the first on, passes without being stored.
    Drop,
    /// Every second element, from the first on, is neither stored nor mentioned in the answer.
    Forget,
}

impl Spoil {
    pub(crate) fn fails(&self, index: usize, fqn: &str) -> bool {
        matches!(self, Self::Fail { fqns, every } if fqns.iter().any(|one| one == fqn)
            || every.is_some_and(|every| every > 0 && (index + 1).is_multiple_of(every)))
    }

    pub(crate) fn drops(&self, index: usize) -> bool {
        *self == Self::Drop && index.is_multiple_of(2)
    }

    pub(crate) fn forgets(&self, index: usize) -> bool {
        *self == Self::Forget && index.is_multiple_of(2)
    }
}
