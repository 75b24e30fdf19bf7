"""Names of path parameters for programs that take few signs and short names, and find paths by a tree."""

import re
from collections.abc import Iterable, Iterator

NAME_LENGTH = 32
"""Characters of a path parameter: what the strictest of the gateways takes."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


class PathNames:
    """What each path parameter is called: of paths with the same begin, one name at one position; letters, digits and
    `_`, at most NAME_LENGTH of them, no two the same in a path. The first path that has a position names it.

    A segment that is only partly a placeholder stays as it is.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._given: dict[tuple[str, ...], str] = {}
        self._pieces = {path: tuple(self._named(path)) for path in dict.fromkeys(paths)}

    def path(self, path: str) -> str:
        """Give one of the paths with the names."""
        return "/" + "/".join(self._pieces[path])

    def parameters(self, path: str) -> dict[str, str]:
        """Give the names of a path's parameters, in order, and what each is called in that path."""
        pairs = zip(self._pieces[path], segments(path), strict=True)
        return {piece[1:-1]: match[1] for piece, segment in pairs if (match := _PLACEHOLDER.fullmatch(segment))}

    def _named(self, path: str) -> Iterator[str]:
        taken: set[str] = set()
        begin: tuple[str, ...] = ()
        for segment in segments(path):
            match = _PLACEHOLDER.fullmatch(segment)
            begin = (*begin, "{}" if match else segment)
            if not match:
                yield segment
                continue
            name = self._given.get(begin) or _free_name(match[1], taken)
            self._given[begin] = name
            taken.add(name)
            yield f"{{{name}}}"


def segments(path: str) -> list[str]:
    """Give what stands between the slashes of a path."""
    return path.removeprefix("/").split("/")


def shape(path: str) -> str:
    """Give a path without the names of its placeholders: two with one shape take the same requests."""
    return _PLACEHOLDER.sub("{}", path)


def plain_name(raw: str) -> str:
    """Give a name of letters, digits and `_` that begins with a letter."""
    name = "_".join(re.findall("[A-Za-z0-9]+", raw)) or "value"
    return (name if name[0].isalpha() else f"n{name}")[:200]


def _free_name(raw: str, taken: set[str]) -> str:
    name = plain_name(raw)[:NAME_LENGTH]
    while name in taken:
        name = f"{name[: NAME_LENGTH - 6]}_other" if not name.endswith("_other") else f"x{name}"[:NAME_LENGTH]
    return name
