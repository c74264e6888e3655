//! [`EndpointSource`]: where an endpoint comes from in the document, kept beside its create request.

use std::ops::Range as Bounds;
use std::rc::Rc;

use crate::entity::OperationSource;
use crate::schema::Loss;

/// Where an endpoint comes from.
#[derive(Debug, Clone)]
pub(super) struct EndpointSource {
    pub(super) operation: Rc<OperationSource>,
    /// The losses in the operation, among all.
    pub(super) losses: Bounds<usize>,
}

/// The sources of endpoints; the losses are in the order of their places.
pub(super) fn endpoint_sources(operations: Vec<Rc<OperationSource>>, losses: &[Loss]) -> Vec<EndpointSource> {
    let before = |offset: u32| losses.partition_point(|loss| loss.span.start < offset);
    let source = |operation: Rc<OperationSource>| {
        let (start, end) = (before(operation.span.start), before(operation.span.end));
        EndpointSource { operation, losses: start..end.max(start) }
    };
    operations.into_iter().map(source).collect()
}
