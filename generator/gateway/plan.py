"""The plan of the gateways' configuration: what is routed in which order, decided once for all of them."""

from dataclasses import dataclass
from functools import cached_property

from generator.gateway.paths import Segment
from generator.gateway.settings import GatewaySettings

_SIGN = "[^,[:space:]]"
"""What a value has at least one of: two empty headers are a comma where a gateway joins them."""
_SPACES = "[[:space:]]*"


class RouteName(str):
    """The name of an operation in a configuration: letters, digits, `_` and `-`, none that begins with a sign."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A part of the upstream's host that one sets where the gateway runs: the name of an environment variable."""

    name: str
    default: str


@dataclass(frozen=True, slots=True)
class Upstream:
    """Where requests go. `parts` of the host are texts and variables; the base path is part of every route."""

    scheme: str
    parts: tuple[str | Variable, ...]
    port: int

    @property
    def is_tls(self) -> bool:
        """Whether the service is reached over TLS."""
        return self.scheme == "https"

    @property
    def host(self) -> str:
        """The host with the default of each variable."""
        return "".join(part if isinstance(part, str) else part.default for part in self.parts)

    @property
    def authority(self) -> str:
        """The host, with the port where it is not the usual one."""
        return self.host if self.port == (443 if self.is_tls else 80) else f"{self.host}:{self.port}"

    @property
    def variables(self) -> tuple[Variable, ...]:
        """The variables of the host."""
        return tuple(part for part in self.parts if isinstance(part, Variable))

    def host_as(self, pattern: str) -> str:
        """Give the host with each variable written as a gateway does: `%(name)s` and `%(default)s` in the pattern."""
        parts = (
            part if isinstance(part, str) else pattern % {"name": part.name, "default": part.default}
            for part in self.parts
        )
        return "".join(parts)


@dataclass(frozen=True, slots=True, order=True)
class Credential:
    """Where credentials of a kind stand: in a `header`, the `query` or a `cookie`, under a plain name."""

    place: str
    name: str

    @property
    def header(self) -> str:
        """The header that it stands in, empty for the query."""
        return {"header": self.name, "cookie": "Cookie"}.get(self.place, "")

    @property
    def regex(self) -> str:
        """What is found in that header, or in the query as it was sent, where it came with a value."""
        cookie = f"(?:^|;){_SPACES}{self._named}={_SPACES}[^;[:space:]]"
        return {"header": _SIGN, "cookie": cookie}.get(self.place, f"(?:^|&){self._named}=[^&]")

    @property
    def whole_regex(self) -> str:
        """The same for the whole of the header, or of the request's path with its query."""
        cookie = f"(?:.*;)?{_SPACES}{self._named}={_SPACES}[^;[:space:]].*"
        return {"header": f".*{_SIGN}.*", "cookie": cookie}.get(self.place, f"[^?]*[?](?:.*&)?{self._named}=[^&].*")

    @property
    def _named(self) -> str:
        return self.name.replace(".", "[.]")


@dataclass(frozen=True, slots=True)
class Access:
    """What operations ask of a request: it is refused where it has none of one set of credentials. Those that ask for
    the same have one number; 0 is open to all."""

    number: int
    lacks: tuple[tuple[Credential, ...], ...]


OPEN = Access(0, ())


@dataclass(frozen=True, slots=True)
class Guard:
    """Methods of a path that are refused to a request without any of these credentials."""

    methods: tuple[str, ...]
    absent: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class RoutedOperation:
    """One operation. `id` and `pointer` are the document's, for messages only; `name` is for configurations."""

    id: str
    name: RouteName
    method: str
    pointer: str
    access: Access = OPEN


@dataclass(frozen=True, slots=True)
class PathRoute:
    """A path with all its operations. `refused`: methods that a less literal path takes of the same requests.

    Where requests fit several paths, the first of the plan counts, whatever its methods.
    """

    segments: tuple[Segment, ...]
    operations: tuple[RoutedOperation, ...]
    refused: tuple[str, ...]

    @property
    def shape(self) -> str:
        """The path with `*` for each placeholder: what it is called, unique."""
        return "/" + "/".join(segment.shape for segment in self.segments)

    @property
    def regex(self) -> str:
        """What fits the path, from its begin to its end, both left open."""
        return "/" + "/".join(segment.regex for segment in self.segments)

    @property
    def decoded_regex(self) -> str:
        """The same where a gateway decodes all but the signs that RFC 3986 reserves."""
        return "/" + "/".join(segment.decoded_regex for segment in self.segments)

    @property
    def methods(self) -> tuple[str, ...]:
        """The methods of its operations."""
        return tuple(operation.method for operation in self.operations)

    @property
    def guards(self) -> tuple[Guard, ...]:
        """Which requests of it are refused for want of credentials."""
        accesses = dict.fromkeys(operation.access for operation in self.operations)
        return tuple(
            Guard(tuple(o.method for o in self.operations if o.access == access), absent)
            for access in accesses
            for absent in access.lacks
        )

    @property
    def has_placeholders(self) -> bool:
        """Whether any segment is not literal."""
        return not all(segment.is_literal for segment in self.segments)

    @property
    def named(self) -> str:
        """The names of its operations, for a comment."""
        return ", ".join(operation.name for operation in self.operations)


@dataclass(frozen=True)
class GatewayPlan:
    """Everything that a configuration says. `service` is letters, digits and dashes."""

    service: str
    title: str
    upstream: Upstream
    routes: tuple[PathRoute, ...]
    settings: GatewaySettings

    @property
    def operations(self) -> int:
        """How many operations are routed."""
        return sum(len(route.operations) for route in self.routes)

    @cached_property
    def accesses(self) -> tuple[Access, ...]:
        """What operations ask for, by number; without those that are open."""
        found = {o.access.number: o.access for route in self.routes for o in route.operations if o.access.number}
        return tuple(found[number] for number in sorted(found))

    @property
    def unusual(self) -> tuple[RoutedOperation, ...]:
        """The operations that do not ask for what most ask for, the number 1."""
        return tuple(o for route in self.routes for o in route.operations if o.access.number != 1)

    @cached_property
    def credentials(self) -> tuple[Credential, ...]:
        """Every credential that some operation asks for."""
        return tuple(sorted({one for access in self.accesses for lacks in access.lacks for one in lacks}))
