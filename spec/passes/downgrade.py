"""OpenAPI 3.1 to 3.0.3, for the gateways and generators that read no other: derived, never written by hand."""

import re
from typing import Any, TypeAlias

from spec.model import CHILDREN, EVERY_KEY, Holds, Part, walk
from spec.passes import Passed
from spec.passes.order import order
from spec.passes.schemas_3_0 import loose_schemas, to_schema_3_0, without_unknown
from spec.pointer import escape, join
from spec.report import Departure
from spec.rules.contract import Contract, as_dict, as_list

VERSION = "3.0.3"

Value: TypeAlias = dict[str, Any]

_MOVED = {"#/webhooks/": "#/x-webhooks/", "#/components/pathItems/": "#/components/x-pathItems/"}
_LICENSE_ID = re.compile(r"[A-Za-z0-9.+-]{1,64}")
_REFERABLE = frozenset(Part) - {Part.SCHEMA, Part.PATH_ITEM, Part.DOCUMENT, Part.COMPONENTS}
_NOTHING = (Holds.ONE, None)


def to_3_0(document: dict[str, Any]) -> Passed:
    """Give a document of 3.0.3 that says what a valid one of 3.1 says; one of 3.0 is given back as it is.

    What a schema of 3.1 accepts, the derived one accepts. What 3.0 cannot say is left out, each with a departure whose
    pointer is that of the place in the given document.
    """
    if str(document.get("openapi", "")).startswith("3.0"):
        return Passed(document)
    downgrade = _Downgrade(document)
    derived = order(downgrade.convert(Part.DOCUMENT, document, "")).document
    if downgrade.loose or downgrade.departures:
        _open_lost_references(document, derived, downgrade.departures)
    return Passed(derived, tuple(downgrade.departures))


class _Downgrade:
    """One run: what is found in the document beforehand, and what was lost."""

    def __init__(self, document: Value) -> None:
        self.departures: list[Departure] = []
        self.loose = loose_schemas(document)
        schemes = as_dict(as_dict(document.get("components")).get("securitySchemes"))
        self.lost_schemes = {name for name, scheme in schemes.items() if as_dict(scheme).get("type") == "mutualTLS"}

    def lose(self, pointer: str, why: str) -> None:
        """Take note of a loss."""
        self.departures.append(_departure(pointer, why))

    def convert(self, part: Part, value: Any, pointer: str) -> Any:
        """Give a part anew, its inner parts first. What the standard does not describe is passed on as it is."""
        if part is Part.SCHEMA:
            return self._schema(value, pointer)
        if not isinstance(value, dict):
            return value
        if "$ref" in value and part in _REFERABLE:
            return self._reference(value, pointer)
        result = self._with_children(part, value, pointer)
        if rewrite := _REWRITES.get(part):
            rewrite(self, result, pointer)
        return result

    def _with_children(self, part: Part, value: Value, pointer: str) -> Value:
        children = CHILDREN.get(part)
        if not children:
            return dict(value)
        every = children.get(EVERY_KEY)
        result: Value = {}
        for key, item in value.items():
            holds, inner = children.get(key) or every or _NOTHING
            if inner is None or key.startswith("x-") or (key == "additionalProperties" and isinstance(item, bool)):
                result[key] = item
                continue
            place = f"{pointer}/{escape(key)}"
            if holds is Holds.LIST:
                result[key] = [
                    self.convert(inner, one, f"{place}/{number}") for number, one in enumerate(as_list(item))
                ]
            elif holds is Holds.MAP:
                result[key] = {
                    name: self.convert(inner, one, f"{place}/{escape(name)}") for name, one in as_dict(item).items()
                }
            else:
                result[key] = self.convert(inner, item, place)
        return result

    def _schema(self, value: Any, pointer: str) -> Any:
        if isinstance(value, bool):
            return {} if value else {"not": {}}
        if not isinstance(value, dict):
            return value
        kept = without_unknown(value, pointer, self.lose, self.loose)
        schema = self._with_children(Part.SCHEMA, kept, pointer)
        if "$ref" in schema:
            schema["$ref"] = _moved(schema["$ref"])
        to_schema_3_0(schema, pointer, self.lose, self.loose)
        return schema

    def _reference(self, value: Value, pointer: str) -> Value:
        if len(value) > 1:
            self.lose(pointer, "3.0 allows nothing beside a reference")
        return {"$ref": _moved(value["$ref"])}

    def _document(self, document: Value, pointer: str) -> None:
        document["openapi"] = VERSION
        document.setdefault("paths", {})
        if "jsonSchemaDialect" in document:
            del document["jsonSchemaDialect"]
            self.lose("/jsonSchemaDialect", "3.0 has one dialect of schemas")
        if "webhooks" in document:
            document["x-webhooks"] = document.pop("webhooks")
            self.lose("/webhooks", "3.0 has no webhooks: they stand under x-webhooks")
        self._security(document, pointer)

    def _info(self, info: Value, pointer: str) -> None:
        if "summary" in info:
            del info["summary"]
            self.lose(pointer + "/summary", "3.0 has no summary of the whole")
        license_ = info.get("license")
        if isinstance(license_, dict) and "identifier" in license_:
            info["license"] = {key: value for key, value in license_.items() if key != "identifier"}
            if "url" not in license_ and _LICENSE_ID.fullmatch(str(license_["identifier"])):
                info["license"]["url"] = f"https://spdx.org/licenses/{license_['identifier']}.html"
            else:
                self.lose(pointer + "/license/identifier", "3.0 knows licenses by name and address")

    def _components(self, components: Value, pointer: str) -> None:
        if "pathItems" in components:
            components["x-pathItems"] = components.pop("pathItems")
        if self.lost_schemes:
            schemes = components["securitySchemes"]
            components["securitySchemes"] = {n: s for n, s in schemes.items() if n not in self.lost_schemes}

    def _path_item(self, path_item: Value, pointer: str) -> None:
        if "$ref" in path_item:
            path_item["$ref"] = _moved(path_item["$ref"])

    def _operation(self, operation: Value, pointer: str) -> None:
        if not operation.get("responses"):
            operation["responses"] = {"default": {"description": "Not documented"}}
        self._security(operation, pointer)

    def _security(self, holder: Value, pointer: str) -> None:
        if not self.lost_schemes or "security" not in holder:
            return
        left = [one for one in as_list(holder["security"]) if self.lost_schemes.isdisjoint(as_dict(one))]
        if left != holder["security"]:
            self.lose(pointer + "/security", "3.0 has no mutual TLS")
            del holder["security"]
            if left:
                holder["security"] = left

    def _media_type(self, media_type: Value, pointer: str) -> None:
        """Convert the headers of the parts of a form, which the walk over a document leaves out."""
        for name, encoding in as_dict(media_type.get("encoding")).items():
            if headers := as_dict(as_dict(encoding).get("headers")):
                place = join(pointer, "encoding", name, "headers")
                converted = {n: self.convert(Part.HEADER, header, join(place, n)) for n, header in headers.items()}
                media_type["encoding"] = media_type["encoding"] | {name: encoding | {"headers": converted}}


_REWRITES = {
    Part.DOCUMENT: _Downgrade._document,
    Part.INFO: _Downgrade._info,
    Part.COMPONENTS: _Downgrade._components,
    Part.PATH_ITEM: _Downgrade._path_item,
    Part.OPERATION: _Downgrade._operation,
    Part.MEDIA_TYPE: _Downgrade._media_type,
}


def _departure(pointer: str, why: str) -> Departure:
    return Departure(pointer, "downgrade", why)


def _moved(reference: Any) -> Any:
    """Give a reference to where its target stands in the derived document."""
    if isinstance(reference, str):
        for before, after in _MOVED.items():
            if reference.startswith(before):
                return after + reference.removeprefix(before)
    return reference


def _open_lost_references(document: Value, derived: Value, departures: list[Departure]) -> None:
    """Let a schema be anything where it refers to an anchor, or a place that the derived document no longer has."""
    before, after = Contract(document), Contract(derived)
    lost: dict[str, bool] = {}
    for node in walk(derived):
        reference = node.value.get("$ref")
        if node.part is not Part.SCHEMA or not isinstance(reference, str) or not reference.startswith("#"):
            continue
        if reference not in lost:
            was_there = not reference.startswith("#/") or _resolves(before, reference)
            lost[reference] = was_there and not _resolves(after, reference)
        if lost[reference]:
            del node.value["$ref"]
            departures.append(_departure(node.pointer, "3.0 has no such place to refer to"))


def _resolves(contract: Contract, reference: str) -> bool:
    try:
        contract.target(reference)
    except (LookupError, ValueError):
        return False
    return True
