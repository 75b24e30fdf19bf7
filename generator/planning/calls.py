"""For every method two calls, with the least and with all arguments, and what they must send: data of the tests.

What must be sent is made of the document's own names and values, not by the code that the tests are about.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from generator.plan import Argument, BodyStyle, Method, Place, Resource

JsonObject = dict[str, Any]


def plan_calls(resources: Iterable[Resource]) -> tuple[JsonObject, ...]:
    """Give the calls of every method, as JSON: which method, and for `required` and `all` the arguments and what they
    send. `answer` is the least that is no wrong answer. A method with an argument that has no sample is left out."""
    calls = []
    for resource in resources:
        for method in resource.methods:
            least = [*method.positional, *method.scope, *(a for a in method.keywords if a.required)]
            every = [*least, *(a for a in method.keywords if not a.required and _has_sample(a))]
            if all(_has_sample(argument) for argument in least):
                calls.append(
                    {
                        "call": ".".join((*resource.trail, method.name)),
                        "answer": [] if method.result.text.startswith("builtins.list") else {},
                        "path_parameters": [argument.name for argument in method.path_arguments],
                        "required": _call(method, least),
                        "all": _call(method, every),
                    }
                )
    return tuple(calls)


def _has_sample(argument: Argument) -> bool:
    in_url = argument.place is not Place.BODY
    return argument.sample is not None and not (in_url and _texts(argument) in ([""], ["."], [".."], None))


def _call(method: Method, arguments: list[Argument]) -> JsonObject:
    path = method.path
    for argument in arguments:
        if argument.place is Place.PATH:
            path = path.replace("{" + argument.json_name + "}", quote("".join(_texts(argument) or []), safe=""))
    query = [[a.json_name, text] for a in arguments if a.place is Place.QUERY for text in _texts(a) or []]
    headers = {a.json_name: ",".join(_texts(a) or []) for a in arguments if a.place is Place.HEADER}
    sent: JsonObject = {"method": method.http_method, "path": path, "query": query, "headers": headers}
    body = {a.json_name: a.sample for a in arguments if a.place is Place.BODY}
    if method.body_style is BodyStyle.FIELDS and (body or method.body_required):
        sent["body"] = body
    elif method.body_style is BodyStyle.WHOLE and body:
        sent["body"] = body["body"]
    elif method.body_style is BodyStyle.CONTENT and body:
        sent["content"] = body["content"]
    return {"arguments": {argument.name: argument.sample for argument in arguments}, "sent": sent}


def _texts(argument: Argument) -> list[str] | None:
    """Give the texts that a value is in a URL or header, None for one that has no usual form there."""
    values = argument.sample if isinstance(argument.sample, list) else [argument.sample]
    if any(isinstance(value, Mapping | list) or value is None for value in values):
        return None
    texts = [value if isinstance(value, str) else json.dumps(value) for value in values]
    return [",".join(texts)] if argument.joined else texts
