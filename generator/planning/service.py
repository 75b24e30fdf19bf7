"""What a document says about its service as a whole: where tokens and credentials come from, what refusals mean.

Extensions of the security schemes (`x-token-request`, `x-credentials`) and of the document (`x-error-codes`,
`x-error-hints`). What is not of the form that is read here is left out.
"""

import re
from collections.abc import Mapping
from typing import Any

from generator.plan import ErrorHint, ProfileFile, ServicePlan
from generator.planning.document import object_of, text_of

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}", re.ASCII)
_PATH = re.compile(r"~?[A-Za-z0-9_./-]{1,200}", re.ASCII)
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,60}", re.ASCII)


def plan_service(root: Mapping[str, Any]) -> ServicePlan:
    """Give what the document says about its service."""
    schemes = object_of(object_of(root.get("components")).get("securitySchemes"))
    nodes = [object_of(scheme) for scheme in schemes.values()]
    urls = [text_of(object_of(node.get("x-token-request")).get("url")) for node in nodes]
    credentials = next(filter(None, (object_of(node.get("x-credentials")) for node in nodes)), {})
    families = credentials.get("environments")
    environments = [_variables(object_of(names)) for names in families] if isinstance(families, list) else []
    return ServicePlan(
        token_url=next((url for url in urls if url.startswith(("https://", "http://"))), ""),
        environments=tuple(names for names in environments if names),
        profile=_profile(object_of(credentials.get("profile"))),
        hints=tuple(_hints(root.get("x-error-hints"))),
        error_codes=_error_codes(root.get("x-error-codes")),
    )


def _variables(names: Mapping[str, Any]) -> dict[str, str]:
    """Give the names of environment variables by what they hold."""
    found = {str(what): text_of(name) for what, name in names.items()}
    return {what: name for what, name in found.items() if _KEY.fullmatch(what) and _VARIABLE.fullmatch(name)}


def _profile(node: Mapping[str, Any]) -> ProfileFile | None:
    path, variable, section = (text_of(node.get(key)) for key in ("path", "variable", "section"))
    sound = _PATH.fullmatch(path) and _VARIABLE.fullmatch(variable) and _KEY.fullmatch(section)
    return ProfileFile(path, variable, section) if sound else None


def _hints(nodes: object) -> list[ErrorHint]:
    hints = []
    for node in map(object_of, nodes if isinstance(nodes, list) else []):
        code, text, words = text_of(node.get("code")), text_of(node.get("hint")), node.get("words")
        if code and text:
            hints.append(ErrorHint(code, tuple(map(text_of, words if isinstance(words, list) else [])), text))
    return hints


def _error_codes(nodes: object) -> dict[str, list[int]]:
    """Give the documented statuses of each error code."""
    codes: dict[str, set[int]] = {}
    for node in map(object_of, nodes if isinstance(nodes, list) else []):
        code, status = text_of(node.get("code")), node.get("status")
        if code and isinstance(status, int) and not isinstance(status, bool):
            codes.setdefault(code, set()).add(status)
    return {code: sorted(statuses) for code, statuses in sorted(codes.items())}
