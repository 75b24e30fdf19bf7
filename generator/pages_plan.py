"""The part of a client's plan that people read: the calls that its README shows, and the list of all of them."""

from dataclasses import dataclass

from generator.identifiers import PythonIdentifier


@dataclass(frozen=True, slots=True)
class ApiLink:
    """A type as the list of all calls shows it, and the file that has its model, empty where it has none."""

    text: str
    path: str


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One method as the list of all calls shows it; one that waits sends what another method sends. `gives` stands
    before the type of the result."""

    signature: str
    http_method: str
    path: str
    summary: str
    gives: str
    result: ApiLink


@dataclass(frozen=True, slots=True)
class ApiSection:
    """The calls of one resource, its file, and the models that they take and give."""

    name: str
    path: str
    calls: tuple[ApiCall, ...]
    waits: tuple[ApiCall, ...]
    models: tuple[ApiLink, ...]


@dataclass(frozen=True, slots=True)
class ReadmeCall:
    """A call as the README shows it: how its resource is reached, the method, what it must be given, as Python text."""

    resource: str
    method: PythonIdentifier
    arguments: str


@dataclass(frozen=True, slots=True)
class ReadmeCalls:
    """The calls that the README shows: one that every document has, one whose answer is read in parts, one that waits,
    what deletes a thing and waits until it is gone, and a list that pages."""

    shown: ReadmeCall
    download: ReadmeCall
    wait: ReadmeCall | None
    until: str
    timeout: float
    deletion: tuple[ReadmeCall, ...]
    paged: str
