# Copied from apiscribe; do not edit.
"""Names of a package that load their module when they are first asked for, so that importing it costs nothing."""

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from warnings import warn

_NO_ALIASES: Mapping[str, str] = {}


def load(package: str, modules: Mapping[str, str], name: str, aliases: Mapping[str, str] = _NO_ALIASES) -> Any:
    """Give what a name of a package stands for, and remember it there; `modules` says in which module it is, and a
    module may be the thing itself. An old name, of `aliases`, gives a DeprecationWarning of the line that asks for it
    each time. AttributeError tells of a name that is not there."""
    if name in aliases:
        warn(f"{package}.{name} is called {aliases[name]} now", DeprecationWarning, stacklevel=3)
        name = aliases[name]
    if name not in modules:
        raise AttributeError(f"module {package!r} has no attribute {name!r}")
    module = import_module(modules[name], package)
    value = module if modules[name] == f".{name}" else getattr(module, name)
    setattr(sys.modules[package], name, value)
    return value
