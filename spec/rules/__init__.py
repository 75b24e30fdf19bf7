"""Rules of our own, beside the standard's: one function per rule, all with one signature."""

from collections.abc import Callable, Iterator

from spec.rules import examples, operations, pagination, references, schemas, waiters
from spec.rules.contract import Contract, Finding

__all__ = ["RULES", "Contract", "Finding"]

RULES: tuple[Callable[[Contract], Iterator[Finding]], ...] = (
    references.check_reference_targets,
    references.check_unused_components,
    operations.check_operation_ids,
    operations.check_methods,
    operations.check_placeholders,
    operations.check_duplicate_parameters,
    operations.check_path_structures,
    operations.check_request_bodies,
    operations.check_responses,
    operations.check_response_descriptions,
    operations.check_tags,
    operations.check_security,
    pagination.check_pagination,
    waiters.check_waiters,
    schemas.check_vocabulary,
    schemas.check_enum_values,
    schemas.check_defaults,
    schemas.check_bounds,
    schemas.check_required,
    schemas.check_items,
    schemas.check_patterns,
    examples.check_examples,
)
"""Every rule, in the order in which they are run."""
