"""What a user decides about the gateways: names of them, where requests go, how long and how much."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

GATEWAYS = ("kong", "apisix", "krakend", "envoy", "nginx", "haproxy", "caddy", "traefik", "aws", "apig")
"""Every gateway that there is a configuration for."""

_FILE = re.compile(r"(/?[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9._-]+)*)?")


@dataclass(frozen=True, slots=True)
class GatewaySettings:
    """What holds for every route. Seconds, bytes and requests a second of one client; 0 for no limit of rate.

    `upstream` is the URL of the service, by default the first of the document's servers. `host` says which `Host` the
    service sees: the one that the `client` sent, which its signature covers, or that of the `upstream`. With a
    certificate and its key (files of the machine that the gateway runs on) the gateway listens for TLS. `credentials`
    that an operation documents are passed on unseen, or one `require`s that some came, else the answer is 401.
    ValueError tells of a value that none may have.
    """

    upstream: str = ""
    address: str = "0.0.0.0"  # noqa: S104 - a gateway is there to be reached
    port: int = 8080
    host: str = "client"
    credentials: str = "pass"
    connect_timeout: int = 5
    timeout: int = 29
    max_body: int = 10 * 1024 * 1024
    rate_limit: int = 0
    certificate: str = ""
    key: str = ""

    def __post_init__(self) -> None:
        ip_address(self.address)
        if self.host not in ("client", "upstream"):
            raise ValueError(f"host is neither client nor upstream: {self.host[:80]!r}")
        if self.credentials not in ("pass", "require"):
            raise ValueError(f"credentials is neither pass nor require: {self.credentials[:80]!r}")
        numbers = {"port": 65535, "connect_timeout": 600, "timeout": 3600, "max_body": 2**31 - 1, "rate_limit": 10**6}
        for name, most in numbers.items():
            least = 0 if name == "rate_limit" else 1
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is not between {least} and {most}")
        if bool(self.certificate) != bool(self.key):
            raise ValueError("certificate and key come together")
        for file in (self.certificate, self.key):
            if not _FILE.fullmatch(file):
                raise ValueError(f"not the name of a file without spaces and signs: {file[:80]!r}")
