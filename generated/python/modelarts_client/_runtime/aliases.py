# Copied from apiscribe; do not edit.
"""Methods that are called otherwise now: the old name works, and warns."""

from __future__ import annotations

from functools import wraps
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any
from warnings import warn

if TYPE_CHECKING:
    from collections.abc import Callable

    from typing_extensions import deprecated as deprecated  # type checkers know it; Python has it since 3.13
else:

    def deprecated(message: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Make a function give a DeprecationWarning, of the line that calls it."""

        def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(function)
            def call(*args: Any, **kwargs: Any) -> Any:
                warn(message, DeprecationWarning, stacklevel=2)
                return function(*args, **kwargs)

            @wraps(function)
            async def call_async(*args: Any, **kwargs: Any) -> Any:
                warn(message, DeprecationWarning, stacklevel=2)
                return await function(*args, **kwargs)

            return call_async if iscoroutinefunction(function) else call

        return decorate
