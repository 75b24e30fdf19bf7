"""Rules on references: each leads to something inside the document, and each component is reached by one."""

from collections.abc import Iterator

from spec import pointer as pointers
from spec.model import Part
from spec.rules.contract import Contract, Finding, as_dict, as_list


def check_reference_targets(contract: Contract) -> Iterator[Finding]:
    """Find references to nothing, to other documents, and to themselves."""
    known: dict[str, tuple[str, str] | None] = {}
    for place, reference in contract.references:
        if reference not in known:
            known[reference] = _judge(contract, reference)
        if (finding := known[reference]) is not None:
            yield Finding(finding[0], place, finding[1], reference)


def _judge(contract: Contract, reference: str) -> tuple[str, str] | None:
    if not reference.startswith("#"):
        return "SPC011", "the reference leaves the document"
    try:
        target = contract.target(reference)
    except LookupError:
        return "SPC010", "the reference leads to nothing"
    if isinstance(target, dict) and set(target) == {"$ref"} and not contract.resolve(target):
        return "SPC012", "the references never lead to an object"
    return None


def check_unused_components(contract: Contract) -> Iterator[Finding]:
    """Find components that no reference, mapping or security requirement names."""
    used = {tuple(pointers.split(reference)[:3]) for _, reference in contract.references}
    for node in contract.nodes[Part.SCHEMA]:
        for target in as_dict(as_dict(node.value.get("discriminator")).get("mapping")).values():
            used.add(tuple(pointers.split(str(target))[:3]) or ("components", "schemas", str(target)))
    for requirements in (contract.document, *(operation.value for operation in contract.operations)):
        for requirement in as_list(requirements.get("security")):
            used.update(("components", "securitySchemes", name) for name in as_dict(requirement))
    for section, components in as_dict(contract.document.get("components")).items():
        if section.startswith("x-"):
            continue
        for name in as_dict(components):
            if ("components", section, name) not in used:
                yield Finding("SPC050", pointers.join("/components", section, name), "nothing refers to it")
