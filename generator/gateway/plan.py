"""The plan of the gateways' configuration: what is routed in which order, decided once for all of them."""

from dataclasses import dataclass

from generator.gateway.paths import Segment
from generator.gateway.settings import GatewaySettings


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


@dataclass(frozen=True, slots=True)
class RoutedOperation:
    """One operation. `id` and `pointer` are the document's, for messages only; `name` is for configurations."""

    id: str
    name: RouteName
    method: str
    pointer: str


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
    def has_placeholders(self) -> bool:
        """Whether any segment is not literal."""
        return not all(segment.is_literal for segment in self.segments)

    @property
    def named(self) -> str:
        """The names of its operations, for a comment."""
        return ", ".join(operation.name for operation in self.operations)


@dataclass(frozen=True, slots=True)
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
