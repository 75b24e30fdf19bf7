"""Is a document right? The standard's own rules, by a library, and then ours; every finding with its place."""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any

from spec import pointer as pointers
from spec.diagnostics import Diagnostic, in_order
from spec.location import Location
from spec.model import copied
from spec.rules import RULES, Contract, Finding

_VERSIONS = {"3.0": "OpenAPIV30SpecValidator", "3.1": "OpenAPIV31SpecValidator"}
_OBJECTS = ("info", "paths", "components")
# What a rule of ours finds too, and tells with the place that the library loses.
_OURS = ("UnresolvableParameterError", "DuplicateOperationIDError", "ExtraParametersError", "ParameterDuplicateError")
_PLACELESS_SCHEMA_CODES = frozenset(("SPC035", "SPC041", "SPC042", "SPC043", "SPC044", "SPC047", "SPC048"))
_REFERENCE_CODES = frozenset(("SPC010", "SPC011", "SPC012"))
_LONG_MESSAGE = 120


def validate(
    document: dict[str, Any],
    name: str = "openapi",
    provenance: Mapping[str, Location] | None = None,
    *,
    reference: bool = False,
) -> list[Diagnostic]:
    """Check an OpenAPI 3.0 or 3.1 document of JSON values against the standard's rules and ours.

    `name` is what findings call the document. `provenance` gives the place in the reference for pointers into the
    document; a finding gets the place of the nearest pointer above it. `reference` takes the reference implementation
    of the standard's rules, slower, in place of its faster twin. Never opens a socket or file: a reference out of the
    document is an error.
    """
    return in_order(_locate(finding, name, provenance or {}) for finding in _findings(document, reference))


def _findings(document: dict[str, Any], reference: bool) -> Iterator[Finding]:
    if reason := _not_json(document):
        yield Finding("SPC006", "", reason)
        return
    version = str(document.get("openapi", ""))[:3]
    if version not in _VERSIONS:
        yield Finding("SPC003", "", "`openapi` is neither 3.0 nor 3.1", document.get("openapi"))
        return
    broken = [key for key in _OBJECTS if key in document and not isinstance(document[key], dict)]
    for key in broken:
        yield Finding("SPC003", f"/{key}", "not an object", document[key])
    if broken:
        return
    contract = Contract(document)
    ours = [finding for rule in RULES for finding in rule(contract)]
    yield from ours
    yield from _standard_findings(_without_dead_references(document, ours), _VERSIONS[version], reference, ours)


def _not_json(document: dict[str, Any]) -> str:
    """Say why a document cannot be written as JSON in UTF-8, as both libraries need it; nothing where it can."""
    try:
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except UnicodeEncodeError:
        return "a string holds half of a surrogate pair"
    except (TypeError, ValueError, RecursionError) as error:
        return str(error)
    return ""


def _without_dead_references(document: dict[str, Any], ours: list[Finding]) -> dict[str, Any]:
    """Give the document, copied without the references that lead nowhere if there are any: they end the library's work.

    This also keeps the library from fetching what they name.
    """
    dead = [finding.pointer for finding in ours if finding.code in _REFERENCE_CODES]
    if dead:
        document = copied(document)
        for place in dead:
            del pointers.resolve(document, place)["$ref"]
    return document


def _standard_findings(
    document: dict[str, Any], validator_name: str, reference: bool, ours: list[Finding]
) -> Iterator[Finding]:
    """Run the library and give what our rules have not told."""
    library = import_module("openapi_spec_validator" if reference else "openapi_spec_validator_rs")
    errors: list[Any] = []
    stop: Exception | None = None
    try:
        errors.extend(getattr(library, validator_name)(document).iter_errors())
    except Exception as unexpected:
        # both libraries let several kinds of exceptions out where a document is not as they expect
        stop = unexpected
    told = [finding.pointer for finding in ours]
    codes = {finding.code for finding in ours}
    for error in errors:
        place = pointers.join("", *error.absolute_path)
        if type(error).__name__ in _OURS or error.message.startswith("Duplicate tag"):
            continue
        if not _stands_in(document, error, place):
            if codes.isdisjoint(_PLACELESS_SCHEMA_CODES):
                yield Finding("SPC004", "", _message(error))
        elif not any(pointer == place or pointer.startswith(place + "/") for pointer in told):
            yield Finding("SPC004", place, _message(error))
    if stop is not None:
        yield Finding("SPC005", "", f"{type(stop).__name__}: {stop}")


def _stands_in(document: dict[str, Any], error: Any, place: str) -> bool:
    """Tell whether an error's path leads through the document; for a schema the libraries give the path inside it."""
    if not error.absolute_path:
        return bool(error.instance == document)
    try:
        pointers.resolve(document, place)
    except LookupError:
        return False
    return True


def _message(error: Any) -> str:
    """Give an error's own message, unless that holds half the document."""
    if error.context:
        return "fits none of the forms that the standard has for it"
    message = str(error.message).partition("\n")[0]
    return message if len(message) <= _LONG_MESSAGE else "breaks the standard's schema"


def _locate(finding: Finding, name: str, provenance: Mapping[str, Location]) -> Diagnostic:
    subject = finding.subject
    if subject is not None and not isinstance(subject, str):
        subject = json.dumps(subject, ensure_ascii=False)
    place, location = finding.pointer, None
    while place and (location := provenance.get(place)) is None:
        place = place.rpartition("/")[0]
    return Diagnostic(finding.code, finding.message, location or Location(name), subject or "", finding.pointer)
