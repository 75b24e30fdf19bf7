"""The document as a collection: its folders, its variables, its authorization, and its scripts."""

from collections.abc import Iterator
from importlib import resources
from typing import Any

from spec.model import Operation
from spec.passes.upgrade import to_3_1
from spec.postman.auth import Security
from spec.postman.requests import Requests
from spec.postman.texts import identifier, shown
from spec.postman.things import things_of
from spec.postman.variables import Variables
from spec.rules.contract import Contract, as_dict, as_list
from spec.samples import sample_requests

JsonObject = dict[str, Any]
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def postman_collection(document: JsonObject) -> JsonObject:
    """Give a collection with one request for each operation of a document, in folders by its groups of tags and by the
    first tag of each; the document is not changed.

    Secrets are variables, all of them empty. Where the document knows signatures with an access key, a script of ours
    signs; another keeps the ids of what requests make for those that follow. Neither has a word of the document. The
    same document gives the same collection.
    """
    contract = Contract(to_3_1(document).document)
    samples = sample_requests(contract.document)
    info = as_dict(contract.document.get("info"))
    variables = Variables()
    for sample in samples:
        variables.base_url(sample.server)
    made = things_of(contract, samples)
    variables.share(samples, made)
    things = {at: variables.add(t.variable, t.value, "Set by the request that makes one.") for at, t in made.items()}
    security = Security(contract, variables)
    requests = Requests(contract, variables, security, things)
    items = {sample.pointer: requests.item(sample) for sample in samples}
    title = shown(str(info.get("title") or "API"))
    collection: JsonObject = {
        "info": {
            "_postman_id": identifier("collection", title),
            "name": title,
            "description": shown(str(info.get("description") or "")),
            "schema": SCHEMA,
        },
        "item": _Folders(contract, items, {place.rpartition("/")[0] for place in things}).top(),
        "auth": security.usual,
        "variable": variables.as_list(),
    }
    signing = [_script("prerequest", "sign.js")] if security.signs else []
    keeping = [_script("test", "keep.js")] if things else []
    return collection | ({"event": [*signing, *keeping]} if signing or keeping else {})


def _script(listen: str, name: str) -> JsonObject:
    text = resources.files("spec.postman").joinpath(name).read_text(encoding="utf-8")
    script = {"id": identifier("script", name), "type": "text/javascript", "exec": text.splitlines()}
    return {"listen": listen, "script": script}


class _Folders:
    """Puts items into folders: first what makes things, a POST of one of the paths in `makes`, then what works on them,
    at last what deletes them."""

    def __init__(self, contract: Contract, items: dict[str, JsonObject], makes: set[str]) -> None:
        self._tags = {str(tag.get("name")): tag for tag in map(as_dict, as_list(contract.document.get("tags")))}
        self._groups = [as_dict(group) for group in as_list(contract.document.get("x-tagGroups"))]
        self._by_tag: dict[str, list[JsonObject]] = {name: [] for name in self._tags}
        self._loose: list[JsonObject] = []
        for operation in sorted(contract.operations, key=lambda one: _rank(one, makes)):
            tags = [tag for tag in as_list(operation.value.get("tags")) if isinstance(tag, str)]
            within = self._by_tag.setdefault(tags[0], []) if tags else self._loose
            within.append(items[operation.pointer])

    def top(self) -> list[JsonObject]:
        """Give the folders of groups, then of tags that are in none, then requests without a tag; no empty ones."""
        left = dict.fromkeys(tag for tag, items in self._by_tag.items() if items)
        found: list[JsonObject] = []
        for at, group in enumerate(self._groups):
            tags = [tag for tag in as_list(group.get("tags")) if isinstance(tag, str) and tag in left]
            for tag in tags:
                left.pop(tag, None)
            if tags:
                name = shown(str(group.get("name")))
                folders = list(self._of(dict.fromkeys(tags)))
                found.append({"id": identifier("group", str(at), name), "name": name, "item": folders})
        return [*found, *self._of(left), *self._loose]

    def _of(self, tags: dict[str, None]) -> Iterator[JsonObject]:
        for name in tags:
            tag = self._tags.get(name, {})
            yield {
                "id": identifier("tag", name),
                "name": shown(str(tag.get("x-displayName") or name)),
                "description": shown(str(tag.get("description") or "")),
                "item": self._by_tag[name],
            }


def _rank(operation: Operation, makes: set[str]) -> int:
    return 2 if operation.method == "delete" else int(operation.method != "post" or operation.path not in makes)
