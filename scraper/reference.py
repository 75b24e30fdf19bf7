"""What a reference states, in its own words: operations, fields, structures, each with the place that states it.

Structures are held by id, beside the fields that refer to them, so that recursion is plain data.
"""

from dataclasses import dataclass, field

from scraper.contract.values import JsonValue
from scraper.document import Text
from scraper.phrases.reading import Kind
from spec.location import Location


@dataclass(frozen=True, slots=True)
class Type:
    """A documented type. An object with an `item` is a map of such values.

    `name` is the structure that the type cell names, `structure` the id of the table that describes it (None: none
    found).
    """

    kind: Kind
    format: str | None = None
    name: str = ""
    item: "Type | None" = None
    structure: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One row of a table of fields. `required` is None where the table does not say."""

    name: str
    type: Type
    required: bool | None
    description: Text
    location: Location
    default: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """One table that describes the fields of an object. `name` is the documented one, "" for a body."""

    id: str
    name: str
    fields: tuple[Field, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Body:
    """A request or response body: the structure of its fields, or of its elements where it is a bare array."""

    type: Type
    location: Location


@dataclass(frozen=True, slots=True)
class Response:
    """One documented status code. `description` is its label in the status table."""

    code: str
    description: str
    headers: tuple[Field, ...]
    body: Body | None
    location: Location


@dataclass(frozen=True, slots=True)
class Example:
    """One documented example.

    `role` is request or response; `code` the status that it was printed under; `request` its request line, "" where
    there is none; `values` what it shows, `text` the body as printed where that is no JSON.
    """

    role: str
    code: str
    title: str
    request: str
    values: tuple[JsonValue, ...]
    text: str
    location: Location


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the reference. `also` are the places of further descriptions that went into it."""

    method: str
    path: str
    title: str
    section: str
    chapters: tuple[str, ...]
    anchor: str
    legacy: bool
    description: str
    query_in_uri: tuple[str, ...]
    path_parameters: tuple[Field, ...]
    query_parameters: tuple[Field, ...]
    header_parameters: tuple[Field, ...]
    body: Body | None
    responses: tuple[Response, ...]
    examples: tuple[Example, ...]
    location: Location
    also: tuple[Location, ...] = ()

    @property
    def key(self) -> str:
        """Method and path, which is what an operation is known by."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class ErrorEnvelope:
    """The shape of error bodies that the reference states for all operations: field names in order."""

    fields: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Permission:
    """One row of a permission table, for one of the APIs that it names: the actions that a caller must be allowed.

    `method` and `path` are "" where the row names no API. `related` are actions that the first ones depend on. The last
    two say whether a policy may be limited to such a project; None where the table does not.
    """

    name: str
    method: str
    path: str
    actions: tuple[str, ...]
    related: tuple[str, ...]
    iam_project: bool | None
    enterprise_project: bool | None
    location: Location


@dataclass(frozen=True, slots=True)
class ErrorCode:
    """One error code that holds for all operations, with the HTTP status that it comes with, None where not stated."""

    code: str
    status: int | None
    location: Location


@dataclass(frozen=True, slots=True)
class StatusMeaning:
    """What a status code means for all operations; "" where the document has no words for it."""

    code: str
    meaning: str
    location: Location


@dataclass(frozen=True, slots=True)
class ApiReference:
    """Everything that one or more documents state about a service.

    `headers` are the names of headers that the documents list as common to all requests or per operation. `places` says
    where general facts stand: `title`, `version`, `chapter TITLE`, `header NAME` (in small letters).
    """

    title: str
    version: str
    operations: tuple[Operation, ...]
    structures: dict[str, Structure]
    headers: tuple[str, ...] = ()
    envelope: ErrorEnvelope | None = None
    places: dict[str, Location] = field(default_factory=dict)
    permissions: tuple[Permission, ...] = ()
    error_codes: tuple[ErrorCode, ...] = ()
    status_meanings: tuple[StatusMeaning, ...] = ()
