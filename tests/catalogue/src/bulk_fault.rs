//! Faults of single elements of a bulk request.

/// Which elements are affected, and how.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum BulkFault {
    /// None.
    #[default]
    Nothing,
    /// These FQNs and every nth element fail.
    Fail { fqns: Vec<String>, every: Option<usize> },
    /// Every second element, from the first on, is answered as passed and not stored.
    Drop,
    /// Every second element, from the first on, is neither stored nor mentioned in the answer.
    Omit,
}

impl BulkFault {
    pub(crate) fn fails(&self, index: usize, fqn: &str) -> bool {
        matches!(self, Self::Fail { fqns, every } if fqns.iter().any(|one| one == fqn)
            || every.is_some_and(|every| every > 0 && (index + 1).is_multiple_of(every)))
    }

    pub(crate) fn drops(&self, index: usize) -> bool {
        *self == Self::Drop && index.is_multiple_of(2)
    }

    pub(crate) fn omits(&self, index: usize) -> bool {
        *self == Self::Omit && index.is_multiple_of(2)
    }
}
