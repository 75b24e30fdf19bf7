"""The plan of a package: every name, annotation and import decided. Templates print it and decide nothing."""

from dataclasses import dataclass
from enum import StrEnum

from generator.filters import pyrepr
from generator.identifiers import ClassName, PythonIdentifier
from generator.settings import Settings


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type as Python text, and what the file that holds it must import: standard names and models."""

    text: str
    names: frozenset[str] = frozenset()
    models: frozenset[ClassName] = frozenset()


class Place(StrEnum):
    """Where an argument goes in the request."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"
    BODY = "body"


@dataclass(frozen=True, slots=True)
class Argument:
    """One parameter of a method. `name` is Python's, `json_name` the document's; `joined`: a list goes as `a,b`."""

    name: PythonIdentifier
    json_name: str
    place: Place
    annotation: Annotation
    required: bool
    docs: str
    joined: bool = False


class BodyStyle(StrEnum):
    """How a method takes the request body: not at all, its properties as keywords, or as one argument."""

    NONE = "none"
    FIELDS = "fields"
    WHOLE = "whole"
    CONTENT = "content"


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
class ResourceLink:
    """A resource as an attribute of the client or of its parent."""

    name: PythonIdentifier
    class_name: ClassName
    module: PythonIdentifier
    docs: str


@dataclass(frozen=True, slots=True)
class Resource:
    """A namespace of the client: one file. `trail` is how one reaches it: `client.datasets.versions`."""

    trail: tuple[PythonIdentifier, ...]
    class_name: ClassName
    module: PythonIdentifier
    docs: str
    methods: tuple[Method, ...]
    children: tuple[ResourceLink, ...]
    imports: tuple[str, ...]
    models: tuple["ModelLink", ...]


@dataclass(frozen=True, slots=True)
class ModelLink:
    """Where a model stands: its class, the module in the folder of models."""

    class_name: ClassName
    module: PythonIdentifier


@dataclass(frozen=True, slots=True)
class Field:
    """One property of a model. `json_name` is empty where it equals `name`."""

    name: PythonIdentifier
    json_name: str
    annotation: Annotation
    required: bool
    docs: str

    @property
    def written(self) -> str:
        """The annotation, with the JSON name where that differs."""
        text = self.annotation.text
        return f"Annotated[{text}, JsonName({pyrepr(self.json_name)})]" if self.json_name else text


@dataclass(frozen=True, slots=True)
class Model:
    """One schema with properties: one file. `cyclic` are models that refer back to it."""

    class_name: ClassName
    module: PythonIdentifier
    docs: str
    fields: tuple[Field, ...]
    imports: tuple[str, ...]
    models: tuple[ModelLink, ...]
    cyclic: tuple[ModelLink, ...]


@dataclass(frozen=True, slots=True)
class ServerVariable:
    """A part of the server's URL that the user chooses, as a keyword of the client."""

    name: PythonIdentifier
    json_name: str
    default: str | None
    docs: str


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
    scope: tuple[Argument, ...]
    resources: tuple[Resource, ...]
    roots: tuple[ResourceLink, ...]
    models: tuple[Model, ...]


@dataclass(frozen=True, slots=True)
class Handler:
    """One operation as a function of the mock. `status` is the answer's, as documented."""

    name: PythonIdentifier
    operation_id: str
    http_method: str
    path: str
    docs: str
    status: int


@dataclass(frozen=True, slots=True)
class HandlerModule:
    """The handlers of one resource: one file of the mock."""

    module: PythonIdentifier
    docs: str
    handlers: tuple[Handler, ...]


@dataclass(frozen=True, slots=True)
class MockPlan:
    """The whole mock."""

    settings: Settings
    title: str
    version: str
    document_version: str
    modules: tuple[HandlerModule, ...]
