"""The variables of a collection: where the service is, what most paths begin with, and credentials, which are empty."""

import re
from collections import Counter
from collections.abc import Collection, Container, Mapping
from typing import Any

from spec.postman.texts import in_path, shown, use, variable_name
from spec.postman.things import placeholders
from spec.samples import SampleRequest, SampleServer

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
BASE_URL = "baseUrl"
SIGNING = ("ak", "sk", "security_token")
"""What the script that signs reads."""


class Variables:
    """The variables, each with a name of its own, in the order in which they were asked for."""

    def __init__(self) -> None:
        self._made: dict[str, dict[str, str]] = {}
        self._servers: dict[SampleServer, str] = {}
        self._taken = {BASE_URL, "origin", *SIGNING}
        self._shared: dict[str, str] = {}

    def add(self, wanted: str, value: str, description: str) -> str:
        """Add a variable and give its name: the wanted one, with a number where that is taken."""
        name, number = variable_name(wanted), 2
        while name in self._taken:
            name = f"{variable_name(wanted)}_{number}"
            number += 1
        self._put(name, value, description)
        return name

    def add_signing(self) -> None:
        """Add what the script that signs reads."""
        words = ("access key, for signatures", "secret key, for signatures", "security token of temporary keys")
        for name, word in zip(SIGNING, words, strict=True):
            self._put(name, "", f"The {word}.")

    def share(self, requests: Collection[SampleRequest], things: Container[str]) -> None:
        """Make a variable of each path parameter that at least half of all requests have, and more than one; not of
        those at places that have a variable of their own."""
        within = [{name for name, at in placeholders(request.path) if at not in things} for request in requests]
        counts = Counter(name for names in within for name in sorted(names))
        for name, count in counts.items():
            if count > 1 and 2 * count >= len(requests):
                value = next(r.path_values[name] for r in requests if name in r.path_values)
                self._shared[name] = self.add(name, in_path(value), "In the path of most requests.")

    def shared(self, name: str) -> str:
        """Give the variable of a path parameter, empty where it has none."""
        return self._shared.get(name, "")

    def base_url(self, server: SampleServer) -> str:
        """Give the variable that holds the URL of a server."""
        if server not in self._servers:
            url = self._url_of(server)
            if self._servers:
                name = self.add(f"{BASE_URL}_{len(self._servers) + 1}", url, "Where some requests go.")
            else:
                name = BASE_URL
                self._put(name, url, "Where requests go.")
            self._servers[server] = name
        return self._servers[server]

    def as_list(self) -> list[dict[str, Any]]:
        """Give them as the collection has them."""
        return list(self._made.values())

    def _put(self, name: str, value: str, description: str) -> None:
        self._taken.add(name)
        self._made[name] = {"key": name, "value": value, "type": "string", "description": description}

    def _url_of(self, server: SampleServer) -> str:
        """Give the URL with a variable for each of the server's; one that is not absolute begins with `origin`."""
        values: Mapping[str, str | None] = dict(server.variables)
        names = {name: self._of_server(name, value or "") for name, value in values.items()}
        pieces = _PLACEHOLDER.split(server.url)
        url = "".join(use(names[p]) if at % 2 and p in names else shown(p) for at, p in enumerate(pieces))
        if re.match("https?://", server.url, re.IGNORECASE) or server.url.startswith("{"):
            return url
        self._put("origin", "", "The begin of all URLs, such as https://service.example.")
        return use("origin") + ("/" if url and not url.startswith("/") else "") + url

    def _of_server(self, name: str, default: str) -> str:
        known = self._made.get(variable_name(name))
        if known and known["value"] == shown(default) and known["description"] == _OF_SERVER:
            return known["key"]
        return self.add(name, shown(default), _OF_SERVER)


_OF_SERVER = "A part of the service's address."
