"""The plan of a mock: every name decided, and what each operation does. Templates print it and decide nothing."""

from dataclasses import dataclass

from generator.filters import pyrepr
from generator.identifiers import PythonIdentifier
from generator.settings import Settings


@dataclass(frozen=True, slots=True)
class MockResource:
    """One kind of thing as a constant. `parent` is the constant of what it belongs to, `options` are the other values
    of the runtime's `Resource`, as far as they are not the usual ones."""

    name: PythonIdentifier
    parent: "MockResource | None"
    options: tuple[tuple[str, str | int | tuple[str, ...]], ...]

    @property
    def constant(self) -> str:
        """What it is called in the source."""
        return self.name.upper()

    @property
    def written(self) -> str:
        """The value of the constant, as Python text."""
        parts = [f"{name}={_literal(value)}" for name, value in self.options]
        if self.parent:
            parts.append(f"parent={self.parent.constant}")
        return f"Resource({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Act:
    """A call of the runtime: `verb` is one of its own words, `names` are path parameters, `options` keywords."""

    verb: str
    resource: MockResource | None = None
    names: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    @property
    def written(self) -> str:
        """The call, as Python text."""
        parts = [self.resource.constant] if self.resource else []
        parts += [pyrepr(name) for name in self.names]
        parts += [f"{name}={pyrepr(value)}" for name, value in self.options]
        return f"call.{self.verb}({', '.join(parts)})"


@dataclass(frozen=True, slots=True)
class Handler:
    """One operation as a function of the mock. `status` is the answer's, as documented; `check` comes before `act`."""

    name: PythonIdentifier
    operation_id: str
    http_method: str
    path: str
    docs: str
    status: int
    act: Act
    check: Act | None = None


@dataclass(frozen=True, slots=True)
class HandlerModule:
    """The handlers of one resource: one file of the mock."""

    module: PythonIdentifier
    docs: str
    handlers: tuple[Handler, ...]

    @property
    def constants(self) -> list[str]:
        """The resources that the file names."""
        acts = [act for handler in self.handlers for act in (handler.act, handler.check) if act]
        return sorted({act.resource.constant for act in acts if act.resource})


@dataclass(frozen=True, slots=True)
class MockPlan:
    """The whole mock. Resources come after those that they belong to."""

    settings: Settings
    title: str
    version: str
    document_version: str
    resources: tuple[MockResource, ...]
    modules: tuple[HandlerModule, ...]

    @property
    def example(self) -> Handler:
        """An operation to show how one is overridden: one that shows a single thing, where there is one."""
        handlers = [handler for module in self.modules for handler in module.handlers]
        return next((handler for handler in handlers if handler.act.verb == "get"), handlers[0])


def _literal(value: str | int | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"({', '.join(map(pyrepr, value))}{',' * (len(value) == 1)})"
    return pyrepr(value)
