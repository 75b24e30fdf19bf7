# Copied from apiscribe; do not edit.
"""The two operations of OpenStack Identity v3 that clients of such a service use: tokens and projects."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .service import JSON_HEADERS, Answer, json_bytes
from .settings import Settings
from .tokens import Tokens

TOKENS_PATH = "/v3/auth/tokens"
_MAX_NAME = 128
_DEFAULT_PROJECT = "default"
_TIME = "%Y-%m-%dT%H:%M:%S.000000Z"


def tokens_path(document: Mapping[str, Any]) -> str:
    """Give the path at which the document says that tokens are made, else the usual one."""
    components = document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, Mapping) else None
    for scheme in schemes.values() if isinstance(schemes, Mapping) else ():
        request = scheme.get("x-token-request") if isinstance(scheme, Mapping) else None
        url = request.get("url") if isinstance(request, Mapping) else None
        if isinstance(url, str) and (path := urlsplit(url.replace("{", "").replace("}", "")).path).endswith("/tokens"):
            return path
    return TOKENS_PATH


class Identity:
    """Users by name and password, projects by name. Without projects every name is one, its id made of it."""

    def __init__(self, settings: Settings, tokens: Tokens, now: Callable[[], float], path: str = TOKENS_PATH) -> None:
        self._users = read_users(settings.users)
        self._projects = read_projects(settings.projects)
        self._life = settings.token_life
        self._tokens = tokens
        self._now = now
        self.tokens_path = path
        self.projects_path = path.removesuffix("/auth/tokens") + "/projects"

    def create_token(self, body: bytes) -> Answer:
        """Give a token for a user and a password (201, `X-Subject-Token`)."""
        try:
            auth = json.loads(body)["auth"]
            user = auth["identity"]["password"]["user"]
            name, password = _text(user["name"]), _text(user["password"])
            domain = _text(user.get("domain", {}).get("name", name))
            methods = auth["identity"]["methods"]
            scope = auth.get("scope", {})
            project = scope.get("project", {}) if isinstance(scope, dict) else {}
            stated = {key: _text(project[key]) for key in ("id", "name") if key in project}
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return identity_refusal(400, "the body is no request for a token by user and password")
        if methods != ["password"]:
            return identity_refusal(400, "tokens are made by the method password alone")
        known = self._users.get(name)
        if not hmac.compare_digest((known or "").encode(), password.encode()) or known is None:
            return identity_refusal(401, "the user or the password is wrong")
        owner = {"id": _made_id("domain", domain), "name": domain}
        scoped = self._scope(stated)
        if scoped is None:
            return identity_refusal(401, "the project does not exist here")
        return self._token_answer(name, owner, scoped)

    def list_projects(self, query: str) -> Answer:
        """Give the projects; with `name` in the query those of this name."""
        name = dict(parse_qsl(query, keep_blank_values=True)).get("name")
        if name is None:
            names = [*self._projects] or [_DEFAULT_PROJECT]
        else:
            names = [name[:_MAX_NAME]] if name in self._projects or (name and not self._projects) else []
        shown = [self._shown_project(each) for each in names]
        links = {"self": self.projects_path, "next": None, "previous": None}
        return Answer.of({"projects": shown, "links": links})

    def _scope(self, stated: Mapping[str, str]) -> dict[str, str] | None:
        """Give the project of a scope, None for one that does not exist; without a scope there is none."""
        if "id" in stated:
            names = [name for name, id in self._projects.items() if id == stated["id"]]
            if self._projects and not names:
                return None
            return {"id": stated["id"], "name": names[0] if names else stated.get("name", _DEFAULT_PROJECT)}
        if "name" in stated:
            if self._projects and stated["name"] not in self._projects:
                return None
            return {"id": self._project_id(stated["name"]), "name": stated["name"]}
        return {}

    def _token_answer(self, user: str, domain: Mapping[str, str], project: Mapping[str, str]) -> Answer:
        now = self._now()
        token = {
            "methods": ["password"],
            "issued_at": time.strftime(_TIME, time.gmtime(now)),
            "expires_at": time.strftime(_TIME, time.gmtime(now + self._life)),
            "user": {"id": _made_id("user", user), "name": user, "domain": domain},
            "roles": [],
            "catalog": [],
        }
        token |= {"project": {**project, "domain": domain}} if project else {"domain": domain}
        value = self._tokens.give({"user": user, **project}, now + self._life)
        return Answer(201, json_bytes({"token": token}), (*JSON_HEADERS, ("x-subject-token", value)))

    def _project_id(self, name: str) -> str:
        return self._projects.get(name) or _made_id("project", name)

    def _shown_project(self, name: str) -> dict[str, Any]:
        id = self._project_id(name)
        domain = _made_id("domain", "default")
        return {
            "id": id,
            "name": name,
            "domain_id": domain,
            "parent_id": domain,
            "is_domain": False,
            "enabled": True,
            "description": "",
            "links": {"self": f"{self.projects_path}/{id}"},
        }


def read_users(texts: Sequence[str]) -> dict[str, str]:
    """Read `NAME:PASSWORD`. ValueError tells of anything else, without showing it."""
    users = {}
    for text in texts:
        name, _, password = text.partition(":")
        if not name or not password:
            raise ValueError("a user is written NAME:PASSWORD")
        users[name] = password
    return users


def read_projects(texts: Sequence[str]) -> dict[str, str]:
    """Read `NAME:ID`, or `NAME`, whose id is made of it. ValueError tells of anything else, without showing it."""
    projects = {}
    for text in texts:
        name, _, id = text.partition(":")
        if not name:
            raise ValueError("a project is written NAME or NAME:ID")
        projects[name] = id or _made_id("project", name)
    return projects


def _made_id(kind: str, name: str) -> str:
    return hashlib.sha256(f"{kind} {name}".encode("utf-8", "replace")).hexdigest()[:32]


def _text(value: object) -> str:
    if not isinstance(value, str) or not value or len(value) > _MAX_NAME:
        raise ValueError("no text")
    value.encode()  # half a surrogate pair is a ValueError too
    return value


def identity_refusal(status: int, message: str) -> Answer:
    """Give an answer in the envelope of OpenStack Identity, which differs from that of the service."""
    title = {400: "Bad Request", 401: "Unauthorized"}[status]
    return Answer.of({"error": {"code": status, "message": message, "title": title}}, status)
