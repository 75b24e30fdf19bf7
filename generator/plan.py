"""The plan of a package: every name, annotation and import decided. Templates print it and decide nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from generator.filters import pyrepr
from generator.identifiers import ClassName, PythonIdentifier
from generator.pages_plan import ApiSection, ReadmeCalls
from generator.settings import Settings


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type as Python text, and what the file that holds it must import: standard names, models, and the typed dicts
    of models."""

    text: str
    names: frozenset[str] = frozenset()
    models: frozenset[ClassName] = frozenset()
    dicts: frozenset[ClassName] = frozenset()


class Place(StrEnum):
    """Where an argument goes in the request."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a method. `name` is Python's, `json_name` the document's; `joined`: a list goes as `a,b`.

    `sample` is a JSON value that the parameter takes, None where its schema has none.
    """

    name: PythonIdentifier
    json_name: str
    place: Place
    annotation: Annotation
    required: bool
    docs: str
    sample: Any = field(default=None, compare=False)
    joined: bool = False


class BodyStyle(StrEnum):
    """How a method takes the request body: not at all, its properties as keywords, or as one argument."""

    NONE = "none"
    FIELDS = "fields"
    WHOLE = "whole"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Paging:
    """How a method pages: the options of the runtime's `Pagination`, and the type of what pages hold."""

    options: tuple[tuple[str, Any], ...]
    item: Annotation


@dataclass(frozen=True, slots=True)
class Method:
    """One operation as a method. `scope` are path parameters that the client knows (the project, say)."""

    name: PythonIdentifier
    operation_id: str
    http_method: str
    path: str
    summary: str
    docs: str
    deprecated: bool
    positional: tuple[Argument, ...]
    keywords: tuple[Argument, ...]
    scope: tuple[Argument, ...]
    body_style: BodyStyle
    body_required: bool
    content_type: str
    result: Annotation
    cast_to: str
    paging: Paging | None = None

    @property
    def path_arguments(self) -> tuple[Argument, ...]:
        """The arguments that fill the path."""
        return self.positional + self.scope

    @property
    def query(self) -> tuple[Argument, ...]:
        """The keywords that go to the query string."""
        return self._at(Place.QUERY)

    @property
    def headers(self) -> tuple[Argument, ...]:
        """The keywords that go to headers."""
        return self._at(Place.HEADER)

    @property
    def cookies(self) -> tuple[Argument, ...]:
        """The keywords that go to cookies."""
        return self._at(Place.COOKIE)

    @property
    def body(self) -> tuple[Argument, ...]:
        """The keywords that make the body."""
        return self._at(Place.BODY)

    def _at(self, place: Place) -> tuple[Argument, ...]:
        return tuple(argument for argument in self.keywords if argument.place is place)


@dataclass(frozen=True, slots=True)
class Waiter:
    """A method that asks another one (`polled`) again and again; `gone`: until there is nothing any more.

    `positional` and `keywords` go to the polled method, each with the name that it has there. `alias` is a name for
    the type of one state (`states`), `state` annotates what is waited for, and `until` is its default, all as Python
    text. The rest is for the runtime, as in `x-waiter`.
    """

    name: PythonIdentifier
    polled: PythonIdentifier
    docs: str
    positional: tuple[tuple[PythonIdentifier, Argument], ...]
    keywords: tuple[tuple[PythonIdentifier, Argument], ...]
    alias: str
    states: str
    state: Annotation
    until: str
    interval: float
    timeout: float
    result: Annotation
    thing: str
    field: str
    success: tuple[str | int, ...]
    failure: tuple[str | int, ...]
    final: bool
    labels: Mapping[str, str]
    error_codes: tuple[str, ...]
    gone: bool

    @property
    def constant(self) -> str:
        """The name in its module of what the runtime must know."""
        return f"_{self.name.upper()}"


@dataclass(frozen=True, slots=True)
class ResourceLink:
    """A resource as an attribute of the client or of its parent."""

    name: PythonIdentifier
    class_name: ClassName
    module: PythonIdentifier
    docs: str


@dataclass(frozen=True, slots=True)
class MethodAlias:
    """An old name of a method, or of a waiter, in the resource where it was. `resource` is where it is now, None for
    this one; `former` and `current` are how one reached it then and does now."""

    name: PythonIdentifier
    method: Method | Waiter
    resource: ResourceLink | None
    former: str
    current: str

    @property
    def message(self) -> str:
        """What a program that uses the old name is told."""
        return f"{self.former} is called {self.current} now"


@dataclass(frozen=True, slots=True)
class ModelImport:
    """One import of models, or of typed dicts: the folder, the module in it, the names, sorted."""

    folder: str
    module: PythonIdentifier
    names: tuple[ClassName, ...]


@dataclass(frozen=True, slots=True)
class Resource:
    """A namespace of the client: one file. `trail` is how one reaches it: `client.datasets.versions`.

    `results` are imported when the file is loaded, `arguments` for type checkers alone.
    """

    trail: tuple[PythonIdentifier, ...]
    class_name: ClassName
    module: PythonIdentifier
    docs: str
    methods: tuple[Method, ...]
    waiters: tuple[Waiter, ...]
    aliases: tuple[MethodAlias, ...]
    waiter_aliases: tuple[MethodAlias, ...]
    children: tuple[ResourceLink, ...]
    imports: tuple[str, ...]
    results: tuple[ModelImport, ...]
    arguments: tuple[ModelImport, ...]

    @property
    def calls(self) -> list[PythonIdentifier]:
        """The names of all methods that send one request, old ones included."""
        return [method.name for method in self.methods] + [alias.name for alias in self.aliases]


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a model. `json_name` is empty where it equals `name`."""

    name: PythonIdentifier
    json_name: str
    annotation: Annotation
    required: bool
    docs: str
    quoted: bool = False

    @property
    def written(self) -> str:
        """The annotation, with the JSON name where that differs; quoted where it names what stands further down."""
        text = pyrepr(self.annotation.text) if self.quoted else self.annotation.text
        return f"Annotated[{text}, JsonName({pyrepr(self.json_name)})]" if self.json_name else text


@dataclass(frozen=True, slots=True)
class Model:
    """One schema with properties."""

    class_name: ClassName
    docs: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a typed dict. `name` is as in JSON."""

    name: str
    annotation: Annotation
    required: bool

    @property
    def written(self) -> str:
        """The annotation, with the word for keys that must be there."""
        return f"Required[{self.annotation.text}]" if self.required else self.annotation.text


@dataclass(frozen=True, slots=True)
class ModelDict:
    """The dict that may stand for a model in a request. `functional`: a key is no name that a class can hold."""

    class_name: ClassName
    model: ClassName
    keys: tuple[Key, ...]
    functional: bool


@dataclass(frozen=True, slots=True)
class ModelModule:
    """The models of one top-level resource, or those that several share, each after those that it holds: one file."""

    module: PythonIdentifier
    docs: str
    imports: tuple[str, ...]
    shared: tuple[ModelImport, ...]
    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class DictModule:
    """The typed dicts of one module of models: one file."""

    module: PythonIdentifier
    docs: str
    imports: tuple[str, ...]
    models: tuple[ModelImport, ...]
    shared: tuple[ModelImport, ...]
    dicts: tuple[ModelDict, ...]


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of the server's URL that the user chooses, as a keyword of the client."""

    name: PythonIdentifier
    json_name: str
    default: str | None
    docs: str


@dataclass(frozen=True, slots=True)
class ProfileFile:
    """The file in which the vendor's tools keep credentials."""

    path: str
    variable: str
    section: str


@dataclass(frozen=True, slots=True)
class ErrorHint:
    """What a refusal with this code, and all of the words in its message, usually comes from."""

    code: str
    words: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class ServicePlan:
    """What is known of the service beside its operations. `environments`: what a variable holds -> its name."""

    token_url: str
    environments: tuple[dict[str, str], ...]
    profile: ProfileFile | None
    hints: tuple[ErrorHint, ...]
    error_codes: dict[str, list[int]]


@dataclass(frozen=True, slots=True)
class ClientPlan:
    """The whole Python client."""

    settings: Settings
    title: str
    docs: str
    version: str
    document_version: str
    server: str
    variables: tuple[ServerVariable, ...]
    service: ServicePlan
    scope: tuple[Argument, ...]
    resources: tuple[Resource, ...]
    roots: tuple[ResourceLink, ...]
    models: tuple[ModelModule, ...]
    dicts: tuple[DictModule, ...]
    model_aliases: dict[ClassName, ClassName]
    api: tuple[ApiSection, ...]
    readme: ReadmeCalls | None
    calls: tuple[dict[str, Any], ...]

    @property
    def dict_aliases(self) -> dict[ClassName, ClassName]:
        """Old names of typed dicts: those of the models that have one."""
        there = {item.class_name for module in self.dicts for item in module.dicts}
        pairs = [(ClassName.of_dict(old), ClassName.of_dict(new)) for old, new in self.model_aliases.items()]
        return {old: new for old, new in pairs if new in there}
