"""The plan of the TypeScript client: every name and every piece of source decided. Templates print it."""

from dataclasses import dataclass
from typing import Any

from generator.identifiers import ClassName, ScriptIdentifier
from generator.plan import ErrorHint
from generator.settings import Settings


@dataclass(frozen=True, slots=True)
class ScriptMethod:
    """One operation as a method. `tag` stands below its docs; `values` are the names of path parameters.

    `parameters` and `arguments` are source: what it declares, and what it gives to the function `sends` of the runtime.
    What is `long` is written over several lines.
    """

    name: ScriptIdentifier
    docs: str
    tag: str
    values: tuple[ScriptIdentifier, ...]
    parameters: tuple[str, ...]
    result: str
    sends: str
    arguments: tuple[str, ...]
    long_head: bool
    long_call: bool


@dataclass(frozen=True, slots=True)
class ScriptWaiter:
    """A method that asks another one (`polled`) until its answer has a state. `parameters`, `description`, `values`,
    `given` (what the other one gets) and `ending` are source."""

    name: ScriptIdentifier
    polled: ScriptIdentifier
    docs: str
    parameters: tuple[str, ...]
    result: str
    ending: str
    description: tuple[str, ...]
    values: str
    given: str


@dataclass(frozen=True, slots=True)
class ScriptLink:
    """A resource as a property of the client or of its parent. `module` is its file, without suffix."""

    name: ScriptIdentifier
    class_name: ClassName
    module: str
    docs: str


@dataclass(frozen=True, slots=True)
class ScriptResource:
    """A namespace of calls: one file. `types` are those of the runtime that its methods name."""

    class_name: ClassName
    module: str
    docs: str
    methods: tuple[ScriptMethod, ...]
    waiters: tuple[ScriptWaiter, ...]
    children: tuple[ScriptLink, ...]
    paged: bool
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScriptOption:
    """Something that the client is told once: a variable of the address, or a path parameter of all calls."""

    name: ScriptIdentifier
    json_name: str
    default: str | None
    docs: str


@dataclass(frozen=True, slots=True)
class ScriptModel:
    """A name for a schema of the document; `current` is the one that it has now, empty where this is it."""

    class_name: ClassName
    schema: str
    current: str


@dataclass(frozen=True, slots=True)
class ScriptExamples:
    """Calls that the README shows, as source: a list that pages and one that gives a thing; empty where none is."""

    paged: str
    shown: str


@dataclass(frozen=True, slots=True)
class ScriptPlan:
    """The whole TypeScript client. `types` is the file of types, `calls` is data of its tests."""

    settings: Settings
    class_name: ClassName
    title: str
    docs: str
    version: str
    document_version: str
    server: str
    variables: tuple[ScriptOption, ...]
    scope: tuple[ScriptOption, ...]
    hints: tuple[ErrorHint, ...]
    resources: tuple[ScriptResource, ...]
    roots: tuple[ScriptLink, ...]
    models: tuple[ScriptModel, ...]
    examples: ScriptExamples
    types: str
    calls: tuple[dict[str, Any], ...]

    @property
    def options(self) -> tuple[ScriptOption, ...]:
        """What the client is told beside what every client takes."""
        return self.variables + self.scope
