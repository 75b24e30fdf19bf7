"""What a reference states outside its operations: its name and date, the error body, common headers.

Groups of pages.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from scraper.document import Code, Heading, Paragraph, Table
from scraper.extract.catalogue import read_error_codes, read_status_meanings
from scraper.extract.permissions import read_permissions
from scraper.extract.scopes import Outline, Scope
from scraper.profiles.profile import load_profile, squeeze
from scraper.reference import ErrorCode, ErrorEnvelope, Permission, StatusMeaning
from scraper.tables.lists import Taken
from scraper.tables.roles import column_roles
from spec.location import Location

FRONT_BLOCKS = 40
MIN_LINKS = 2

_LETTERS = re.compile(r"[^\w\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Claim:
    """What a page says of the place of another page, or of its own: `above` is the page above it, with its title.

    `listed` is how many pages the list has that it stands in, 0 where the page itself says what is above it.
    """

    page: str
    above: str
    title: str
    listed: int = 0


@dataclass(slots=True)
class Facts:
    """Facts of one document, or of a whole reference.

    `claims` say which page lies below which, and `groups`, of a whole reference, map a page's name to the titles of the
    pages above it, outermost first; `overview` maps a page's name or a title to the group of it in a list of all APIs.
    `places` says where facts stand: see ApiReference. `taken` says, of one document, which tables and rows were read
    whole.
    """

    title: str = ""
    version: str = ""
    envelope: ErrorEnvelope | None = None
    headers: list[str] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    overview: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    permissions: list[Permission] = field(default_factory=list)
    error_codes: list[ErrorCode] = field(default_factory=list)
    status_meanings: list[StatusMeaning] = field(default_factory=list)
    taken: Taken = field(default_factory=dict)


def read_facts(outline: Outline) -> Facts:
    """Collect the facts of one document."""
    facts = Facts()
    _front(outline, facts)
    facts.claims += _claims(outline)
    for scope in outline.scopes:
        if not scope.requests:
            chapter = Location(scope.document, scope.title.line, (scope.title.shown,))
            facts.places.setdefault(f"chapter {scope.title.text}", chapter)
            _general_scope(scope, facts)
            facts.permissions += read_permissions(scope, facts.taken)
            facts.error_codes += read_error_codes(scope, facts.taken)
            facts.status_meanings += read_status_meanings(scope, facts.taken)
    return facts


def join_facts(documents: Iterable[Facts]) -> Facts:
    """Give the facts of all documents together; the first that states one counts."""
    joined = Facts()
    for facts in documents:
        joined.title = joined.title or facts.title
        joined.version = joined.version or facts.version
        joined.envelope = joined.envelope or facts.envelope
        joined.headers += facts.headers
        joined.claims += facts.claims
        for page, group in facts.overview.items():
            joined.overview.setdefault(page, group)
        for key, place in facts.places.items():
            joined.places.setdefault(key, place)
        joined.permissions += facts.permissions
        joined.error_codes += facts.error_codes
        joined.status_meanings += facts.status_meanings
    parents = _parents(joined.claims)
    joined.groups = {page: tuple(reversed(list(_ancestors(page, parents)))) for page in parents}
    return joined


def title_key(title: str) -> str:
    """Give a title for comparing across documents: letters and digits only."""
    return _LETTERS.sub("", title).casefold()


def _front(outline: Outline, facts: Facts) -> None:
    profile = load_profile()
    blocks = [b for b in outline.document.blocks[:FRONT_BLOCKS] if isinstance(b, Paragraph | Heading)]
    front = "\n".join(b.text.plain for b in blocks)
    date = profile.match_line("date", front)
    if date and not facts.version:
        facts.version = date["date"]
        facts.places["version"] = Location(outline.document.name, _line_of(date["date"], blocks))
    service = profile.match_line("service", front)
    if service and not facts.title:
        facts.title = f"{service['service'].strip()} API"
        facts.places["title"] = Location(outline.document.name, _line_of(service["service"].strip(), blocks))


def _line_of(text: str, blocks: list[Paragraph | Heading]) -> int:
    return next((b.line for b in blocks if text in b.text.plain), blocks[0].line)


def _general_scope(scope: Scope, facts: Facts) -> None:
    secrets = {s.header.casefold(): s.header for s in load_profile().security}
    for mark in scope.marks:
        if isinstance(mark, Code) and facts.envelope is None:
            names = _envelope_fields(mark.text)
            if names:
                title = " ".join(filter(None, (scope.title.number, scope.title.text)))
                facts.envelope = ErrorEnvelope(names, Location(scope.document, mark.line, (title,)))
        elif isinstance(mark, Table) and mark.rows:
            roles = column_roles(mark.rows[0])
            if "name" in roles:
                column = roles.index("name")
                for row in mark.rows:
                    name = row.cells[column].text.plain.strip().casefold() if len(row.cells) > column else ""
                    if name in secrets:
                        facts.headers.append(secrets[name])
                        place = Location(scope.document, row.line, (scope.title.shown,))
                        facts.places.setdefault(f"header {name}", place)
            else:
                _overview(mark, facts, scope)


def _envelope_fields(text: str) -> tuple[str, ...]:
    """Give the field names of a JSON object that has nothing but the fields of an error body."""
    if len(text) > 2000 or "{" not in text:
        return ()
    try:
        body = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    known = load_profile().envelope_fields
    if (
        not isinstance(body, dict)
        or len(body) < 2
        or not all(k in known and isinstance(v, str) for k, v in body.items())
    ):
        return ()
    return tuple(body)


def _overview(table: Table, facts: Facts, scope: Scope) -> None:
    """Read a list of APIs by group: a column of groups, then one of links to pages."""
    for row in table.rows[1:]:
        if len(row.cells) >= 3 and row.cells[0].text and row.cells[1].text.links:
            link = row.cells[1].text.links[0]
            place = Location(scope.document, row.line, tuple(filter(None, (scope.title.shown,))))
            facts.places.setdefault(f"chapter {row.cells[0].text.plain}", place)
            facts.overview.setdefault(page_key(link.target), (row.cells[0].text.plain,))
            facts.overview.setdefault(title_key(link.text), (row.cells[0].text.plain,))


def page_key(name: str) -> str:
    """Give the page that a name or a link means: its file name without folder, suffix and anchor."""
    return PurePosixPath(name.partition("#")[0].replace("\\", "/")).stem


def _claims(outline: Outline) -> Iterator[Claim]:
    """Yield what a page says of its place: the topic above it, and the pages that it lists where it is such a list."""
    document = outline.document
    own = page_key(document.name)
    title = next((b.text.plain for b in document.blocks if isinstance(b, Heading)), "")
    children: list[str] = []
    for block in document.blocks:
        if not isinstance(block, Paragraph) or not block.text.links:
            continue
        parent = load_profile().match_line("parent", block.text.plain)
        if parent:
            yield Claim(own, page_key(block.text.links[0].target), parent["title"].strip())
        elif (
            block.item and len(block.text.links) == 1 and squeeze(block.text.links[0].text) == squeeze(block.text.plain)
        ):
            children.append(page_key(block.text.links[0].target))
    if len(children) >= MIN_LINKS and not any(isinstance(b, Table) for b in document.blocks):
        yield from (Claim(child, own, title, len(children)) for child in children if child != own)


def _parents(claims: Iterable[Claim]) -> dict[str, Claim]:
    """Give the claim that counts for each page: its own, else that of the shortest list, which is the nearest."""
    parents: dict[str, Claim] = {}
    for claim in claims:
        known = parents.get(claim.page)
        if known is None or claim.listed == 0 or known.listed > claim.listed:
            parents[claim.page] = claim
    return parents


def _ancestors(page: str, parents: dict[str, Claim]) -> Iterator[str]:
    seen = {page}
    while page in parents:
        claim = parents[page]
        page = claim.above
        if page in seen:
            return
        seen.add(page)
        yield claim.title
