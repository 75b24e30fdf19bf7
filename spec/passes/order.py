"""The order of keys: as the standard lists them, whatever order they came in; names keep the documented order."""

from typing import Any

from spec.model import CHILDREN, EVERY_KEY, METHODS, Holds, Part
from spec.passes import Passed

_KEYS: dict[Part, str] = {
    Part.DOCUMENT: "openapi info jsonSchemaDialect servers security tags paths webhooks components externalDocs",
    Part.INFO: "title summary description version termsOfService contact license",
    Part.SERVER: "url description variables",
    Part.TAG: "name description externalDocs",
    Part.PATH_ITEM: "$ref summary description servers parameters " + " ".join(METHODS),
    Part.OPERATION: "tags summary description operationId deprecated parameters requestBody responses callbacks"
    " security servers externalDocs",
    Part.PARAMETER: "$ref name in description required deprecated allowEmptyValue style explode allowReserved schema"
    " content example examples",
    Part.HEADER: "$ref description required deprecated style explode schema content example examples",
    Part.REQUEST_BODY: "$ref description required content",
    Part.RESPONSE: "$ref description headers content links",
    Part.MEDIA_TYPE: "schema example examples encoding",
    Part.EXAMPLE: "$ref summary description value externalValue",
    Part.SCHEMA: "$schema $id $ref title type format description enum const default deprecated readOnly writeOnly"
    " nullable minimum exclusiveMinimum maximum exclusiveMaximum multipleOf minLength maxLength pattern items"
    " prefixItems minItems maxItems uniqueItems required properties patternProperties additionalProperties"
    " minProperties maxProperties allOf oneOf anyOf not discriminator example examples",
    Part.SECURITY_SCHEME: "$ref type description name in scheme bearerFormat flows openIdConnectUrl",
    Part.LINK: "$ref operationRef operationId parameters requestBody description server",
    Part.COMPONENTS: "schemas responses parameters examples requestBodies headers securitySchemes links callbacks"
    " pathItems",
}
_RANKS = {part: {key: rank for rank, key in enumerate(keys.split())} for part, keys in _KEYS.items()}
_UNKNOWN, _EXTENSION = 1_000, 1_001


def order(document: dict[str, Any]) -> Passed:
    """Put the keys of every part in the standard's order, unknown ones behind them and extensions (`x-`) last.

    Names (of paths, properties, schemas, status codes) and the items of lists keep their order.
    """
    return Passed(_ordered(Part.DOCUMENT, document))


def _ordered(part: Part, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ranks, children = _RANKS.get(part, {}), CHILDREN.get(part, {})
    every = children.get(EVERY_KEY)
    result = {}
    for key in sorted(value, key=lambda key: ranks.get(key, _EXTENSION if key.startswith("x-") else _UNKNOWN)):
        item = value[key]
        child = children.get(key) or every
        if child is None or child.part is None:
            result[key] = item
        elif child.holds is Holds.LIST and isinstance(item, list):
            result[key] = [_ordered(child.part, one) for one in item]
        elif child.holds is Holds.MAP and isinstance(item, dict):
            result[key] = {name: _ordered(child.part, one) for name, one in item.items()}
        else:
            result[key] = _ordered(child.part, item)
    return result
