"""Parameters as every generator takes them: in place, each with a name of its own, nothing that needs a style."""

from typing import Any

from spec.model import Operation, copied
from spec.pointer import join
from spec.profiles.codegen.departures import Departures
from spec.profiles.codegen.identifiers import folded
from spec.profiles.codegen.reserved import NOT_SENT
from spec.rules.contract import Contract, as_dict, as_list

JsonObject = dict[str, Any]

_PLAIN_STYLES = {"path": "simple", "query": "form", "header": "simple"}
_TEXT: JsonObject = {"type": "string"}


class Unsayable(ValueError):
    """An operation that not every generator takes, and that no rule helps: the message says which rule it breaks."""

    way_out = "leave the operation out of the document with an overlay, or generate from the 3.0 document"


def simplify_parameters(contract: Contract, operation: Operation, departures: Departures) -> None:
    """Rewrite the parameters of an operation in place, those of its path among them. Raises Unsayable."""
    value, path_item = operation.value, operation.pointer.rpartition("/")[0]
    found: dict[tuple[str, str], tuple[str, JsonObject]] = {}
    for holder, place in ((operation.path_item, path_item), (value, operation.pointer)):
        for at, given in enumerate(as_list(holder.get("parameters"))):
            parameter = copied(contract.resolve(given))
            key = str(parameter.get("in", "")), str(parameter.get("name", ""))
            found[key] = join(place, "parameters", at), parameter
    kept = {}
    taken = {"body"} if "requestBody" in value else set()
    for key in sorted(found, key=lambda key: found[key][1].get("required") is not True):
        (place, name), (pointer, parameter) = key, found[key]
        if place not in _PLAIN_STYLES:
            _leave_out(name, parameter, pointer, "progenitor sends no cookies", departures)
            continue
        _plain(parameter, place, pointer, departures)
        if place != "path" and folded(name) in taken | NOT_SENT:
            why = "some language has no name for it, or the same as for another"
            _leave_out(name, parameter, pointer, why, departures)
            continue
        taken |= {folded(name)} if place != "path" else set()
        kept[key] = parameter
    value["parameters"] = [kept[key] for key in found if key in kept]
    if not kept:
        del value["parameters"]


def _leave_out(name: str, parameter: JsonObject, pointer: str, why: str, departures: Departures) -> None:
    if parameter.get("required") is True:
        raise Unsayable(f"the parameter {name[:80]} is required, where {why}")
    departures.add(pointer, f"the parameter is left out: {why}")


def _plain(parameter: JsonObject, place: str, pointer: str, departures: Departures) -> None:
    """Say what needs a style, or is itself JSON, as the text that is sent."""
    style = parameter.pop("style", _PLAIN_STYLES[place])
    explode = parameter.pop("explode", style == "form")
    schema = as_dict(parameter.get("schema"))
    if place == "path" and style != "simple":
        raise Unsayable(f"progenitor writes no path parameter in the style {str(style)[:20]}")
    is_list = schema.get("type") == "array"
    if "content" in parameter or (place == "query" and (style != "form" or (is_list and explode is not True))):
        parameter.pop("content", None)
        parameter["schema"] = dict(_TEXT)
        departures.add(pointer, "said as the text that is sent: not every client writes it that way")
    for key in ("allowReserved", "allowEmptyValue", "examples"):
        parameter.pop(key, None)
