"""Provenance through the passes: what a published document holds has the places that it had when it was scraped."""

from collections.abc import Iterator, Mapping
from typing import Any

from spec.location import Location
from spec.model import operations
from spec.passes import Passed
from spec.provenance import Provenance, all_of
from spec.rules.contract import as_dict, as_list

_TAGS = "/tags/"


def published_places(scraped: Provenance, before: Mapping[str, Any], published: Passed) -> Provenance:
    """Give the places of a published document from those of the scraped one, `before`.

    A 204 that became a 200 keeps its place; a tag has those of the chapter that it names as its title; what was taken
    out has none.
    """
    changes = {
        departure.pointer.removesuffix("200") + "204": departure.pointer
        for departure in published.departures
        if departure.pointer.endswith("/responses/200")
    }
    moved = scraped.moved(changes).within(published.document)
    tags = dict(_tags(scraped, before, published.document, moved))
    first = {pointer: place for pointer, place in moved.first.items() if not pointer.startswith(_TAGS)}
    also = {pointer: places for pointer, places in moved.also.items() if not pointer.startswith(_TAGS)}
    first |= {pointer: places[0] for pointer, places in tags.items()}
    return Provenance(first, also | {pointer: places[1:] for pointer, places in tags.items() if places[1:]})


def _tags(
    scraped: Provenance, before: Mapping[str, Any], after: dict[str, Any], moved: Provenance
) -> Iterator[tuple[str, tuple[Location, ...]]]:
    """Yield the places of each tag: of the chapter of its title, else of the first operation that has it."""
    chapters = {tag["name"]: f"{_TAGS}{number}" for number, tag in enumerate(before.get("tags", ()))}
    users: dict[str, str] = {}
    for operation in operations(after):
        for used in as_list(operation.value.get("tags")):
            users.setdefault(str(used), operation.pointer)
    for number, tag in enumerate(map(as_dict, as_list(after.get("tags")))):
        name = str(tag.get("name", ""))
        chapter = chapters.get(str(tag.get("x-title", name)), "")
        user = users.get(name, "")
        places = scraped.places(chapter) if chapter in scraped else (moved[user],) if user in moved else ()
        if places:
            yield f"{_TAGS}{number}", all_of(places)
