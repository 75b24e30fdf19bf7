"""What the published document says otherwise than the page: its servers, and bodies under a status that has none."""

from http import HTTPStatus
from typing import Any

from spec import pointer as pointers
from spec.model import copied, operations
from spec.passes import Pass, Passed
from spec.report import Departure

DOCUMENTED_VERSION = "x-documented-version"
"""The version of the reference, as it is stated there."""

PHRASES = {str(status.value): status.phrase for status in HTTPStatus}


def with_server(url: str, variables: dict[str, dict[str, Any]], title: str = "") -> Pass:
    """Give a pass that sets the only server, and the title of the document where one is given."""

    def publish_server(document: dict[str, Any]) -> Passed:
        changed = copied(document)
        server: dict[str, Any] = {"url": url}
        if variables:
            server["variables"] = variables
        changed["servers"] = [server]
        made = [Departure("/servers", "publish", "the service's own address in place of a placeholder")]
        if title and changed["info"].get("title") != title:
            changed["info"]["title"] = title
            made.append(Departure("/info/title", "publish", "the name of the service"))
        return Passed(changed, tuple(made))

    return publish_server


def with_version(version: str) -> Pass:
    """Give a pass that sets the version of the document; that of the reference stays as `x-documented-version`."""

    def publish_version(document: dict[str, Any]) -> Passed:
        info = dict(document.get("info") or {})
        if str(info.get("version", "0")) != "0":
            info[DOCUMENTED_VERSION] = info["version"]
        made = Departure("/info/version", "publish", "the version on record, which follows the changes")
        return Passed({**document, "info": {**info, "version": version}}, (made,))

    return publish_version


def keep_documented_titles(document: dict[str, Any]) -> Passed:
    """Keep the title of each operation's page as `x-title`: an overlay may put an English summary in its place."""
    changed = copied(document)
    for operation in operations(changed):
        if operation.value.get("summary"):
            operation.value.setdefault("x-title", operation.value["summary"])
    return Passed(changed)


def name_responses_by_status(document: dict[str, Any]) -> Passed:
    """Call each response by the phrase of its status (RFC 9110, section 15); the documented words stay as `x-title`."""
    changed = copied(document)
    for operation in operations(changed):
        for code, response in operation.value.get("responses", {}).items():
            phrase = PHRASES.get(code)
            if phrase and response.get("description") not in (None, "", phrase):
                response.setdefault("x-title", response["description"])
                response["description"] = phrase
    return Passed(changed)


def bodies_have_a_status(document: dict[str, Any]) -> Passed:
    """Move a 204 response that documents a body to 200: HTTP forbids content with a 204 (RFC 9110, section 15.3.5)."""
    changed = copied(document)
    made: list[Departure] = []
    for operation in operations(changed):
        responses = operation.value.get("responses", {})
        if "content" not in responses.get("204", {}) or "200" in responses:
            continue
        renamed = {"200" if code == "204" else code: response for code, response in responses.items()}
        if renamed["200"].get("description") in ("", HTTPStatus.NO_CONTENT.phrase):
            renamed["200"]["description"] = HTTPStatus.OK.phrase
        operation.value["responses"] = renamed
        place = pointers.join(operation.pointer, "responses", "200")
        made.append(Departure(place, "publish", "documented as 204 with a body, which HTTP forbids"))
    return Passed(changed, tuple(made))
