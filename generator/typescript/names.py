"""The names of the TypeScript client, made of those of the Python client."""

from collections.abc import Iterable
from dataclasses import dataclass

from generator.identifiers import ClassName, ScriptIdentifier, distinct_names
from generator.plan import Method, Resource

CLIENT_OPTIONS = frozenset({"auth", "baseUrl", "clock", "fetch", "headers", "maxRetries", "timeout"})
"""Options that every client has, whatever the document."""

RESERVED_MEMBERS = frozenset(
    {"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "request", "requestUntyped", "then"}
    | {"toJSON", "toLocaleString", "toString", "valueOf"}
)
"""Names that a method or resource may not have: every object, every promise or every client has them."""

RESERVED_WORDS = frozenset(
    {"arguments", "as", "async", "await", "body", "break", "case", "catch", "class", "const", "continue", "debugger"}
    | {"default", "delete", "do", "else", "enum", "eval", "export", "extends", "false", "finally", "for", "from"}
    | {"function", "headers", "if", "implements", "import", "in", "instanceof", "interface", "let", "new", "null", "of"}
    | {"options", "package", "private", "protected", "public", "query", "return", "static", "super", "switch", "this"}
    | {"throw", "true", "try", "type", "typeof", "undefined", "var", "void", "while", "with", "yield"}
    | {"ask", "more", "poll", "waiter"}
)
"""Names that an argument may not have: words of JavaScript, other arguments, what the source of a waiter names."""

_RUNTIME_CLASSES = frozenset(
    {"AccessKeyOptions", "Answer", "Asked", "Authorized", "BaseClient", "BaseOptions", "Body", "Caller", "Clock"}
    | {"Error", "HeaderFields", "Hint", "Item", "Object", "OperationId", "Outgoing", "PagedList", "Promise", "Query"}
    | {"Readonly", "Record", "RequestOptions", "Resource", "SERVICE", "Service", "String", "VERSION", "WaitOptions"}
)
"""Names that the class of the client and its options may not have beside those of Python's: other exports have them."""

Trail = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """The members of each resource by its trail and their Python names; classes and files of resources by trail."""

    members: dict[tuple[Trail, str], ScriptIdentifier]
    classes: dict[Trail, ClassName]
    modules: dict[Trail, str]

    @classmethod
    def of(cls, resources: Iterable[Resource]) -> "Names":
        """Name everything that the resources of a client hold."""
        resources = list(resources)
        held: dict[Trail, list[str]] = {(): []}
        for resource in resources:
            held.setdefault(resource.trail[:-1], []).append(resource.trail[-1])
            held.setdefault(resource.trail, []).extend(method.name for method in resource.methods)
            held[resource.trail].extend(waiter.name for waiter in resource.waiters)
            held[resource.trail].extend(alias.name for alias in resource.aliases)
        members = {
            (trail, raw): name
            for trail, raws in held.items()
            for raw, name in distinct_names(raws, _member_name, RESERVED_MEMBERS).items()
        }
        classes = distinct_names((" ".join(r.trail) for r in resources), lambda raw: ClassName(f"{raw} resource"))
        modules: dict[Trail, str] = {resource.trail: resource.module.replace("_", "-") for resource in resources}
        return cls(members, {r.trail: classes[" ".join(r.trail)] for r in resources}, modules)

    def call(self, resource: Resource, method: Method) -> str:
        """Give how a method is called: `client.datasets.versions.list`."""
        return ".".join(["client", *self.way(resource, method)])

    def dotted(self, python_call: str) -> str:
        """Give how what Python reaches as `client.export_tasks.get` is reached here."""
        first, *steps = python_call.split(".")
        return ".".join([first, *(self.members[tuple(steps[:depth]), step] for depth, step in enumerate(steps))])

    def way(self, resource: Resource, method: Method) -> list[ScriptIdentifier]:
        """Give the names that lead from the client to a method."""
        trail = resource.trail
        steps = [self.members[trail[:depth], trail[depth]] for depth in range(len(trail))]
        return [*steps, self.members[trail, method.name]]


def class_name_of(raw: str, resources: Iterable[str]) -> ClassName:
    """Give the name of the client's class, which stands beside the classes of its resources."""
    taken = _RUNTIME_CLASSES.union(resources)
    names = (raw, f"{raw}Client", f"{raw}ApiClient")
    return ClassName(next(name for name in names if taken.isdisjoint({name, f"{name}Options"})))


def argument_names(raws: Iterable[str]) -> dict[str, ScriptIdentifier]:
    """Give the names of path parameters as arguments, by those of the API."""
    return distinct_names(raws, lambda raw: ScriptIdentifier(raw, RESERVED_WORDS), RESERVED_WORDS)


def _member_name(raw: str) -> ScriptIdentifier:
    return ScriptIdentifier(raw, RESERVED_MEMBERS)
