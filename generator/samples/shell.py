"""Words of a shell, as bash and zsh read them: whatever a text holds, the command gets it byte for byte."""

import re
from dataclasses import dataclass

from generator.identifiers import PythonIdentifier

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,100}", re.ASCII)
_BARE = re.compile(r"[A-Za-z0-9_@%+=:,./-]+", re.ASCII)
_MEANT = frozenset('"$`\\!')
"""What means something between double quotes; `!` does in a shell that people type in."""

_SPECIAL = frozenset(
    {"aliases", "argv", "builtins", "cdpath", "commands", "fignore", "fpath", "functions", "histchars", "history"}
    | {"mailpath", "manpath", "module_path", "options", "parameters", "path", "pipestatus", "prompt", "psvar"}
    | {"signals", "status", "watch", "words", "auto_resume"}
    | {f"{scheme}_proxy" for scheme in ("all", "ftp", "http", "https", "no")}
)
"""Names of variables that mean something to zsh, the usual shell of macOS, to bash, and to curl."""

_TAKEN = re.compile(
    r"(?:BASH|COLUMNS|DISPLAY|DYLD_|EDITOR|ENV$|E?UID|E?GID|GROUPS|HIST|HOME|HOST$|HOSTNAME|IFS|LANG|LC_|LD_|LINES|LOGNAME"
    r"|MAIL|OLDPWD|OPTARG|OPTIND|PPID|PROMPT|PS[1-4]|PWD|PYTHON|RANDOM|REPLY|SECONDS|SHELL|TE?MP|TERM|TZ|USER(NAME)?$)"
    r"|.*(?:PATH|_PROXY)$"
)
"""Names of the environment under which there is something else already."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of the shell, to stand for its value; without one that is `needed` nothing is run.

    ValueError tells of a text that is no name of one.
    """

    name: str
    needed: bool = False

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"no variable: {self.name[:80]!r}")


Word = tuple[str | Variable, ...]
"""One word of a command: texts and variables in a row."""


def local_name(raw: str) -> PythonIdentifier:
    """Give a name for a variable that a script sets: in lower case, none that a shell has a use for."""
    return PythonIdentifier(raw, _SPECIAL)


def environment_name(raw: str) -> str:
    """Give a name for a variable of the environment that a reader sets: in capitals, none that is set for others."""
    name = PythonIdentifier(raw).upper()
    return f"{name}_" if _TAKEN.match(name) else name


def shell(value: str | Variable | Word) -> str:
    """Give the word of a shell that stands for a text, or for texts and variables in a row.

    ValueError tells of a text that no argument of a command can be: one with NUL, or with half a character.
    """
    parts = value if isinstance(value, tuple) else (value,)
    parts = tuple(part for part in parts if part != "")
    if any(isinstance(part, Variable) for part in parts):
        return "".join(_quoted(parts))
    text = "".join(part for part in parts if isinstance(part, str))
    return text if _BARE.fullmatch(text) else _plain(text)


def _quoted(parts: Word) -> list[str]:
    """Give the pieces of a word with variables: what is between double quotes, and what must not be there."""
    pieces: list[str] = []
    inside = ""
    for index, part in enumerate(parts):
        if isinstance(part, Variable):
            following = parts[index + 1] if index + 1 < len(parts) else ""
            inside += _reference(part, following if isinstance(following, str) else "")
            continue
        for text in re.findall(r"""["$`\\!]+|[^"$`\\!]+""", part):
            if text[0] in _MEANT or not _is_visible(text):
                pieces += [f'"{inside}"'] if inside else []
                pieces.append(_plain(text))
                inside = ""
            else:
                inside += text
    return pieces + ([f'"{inside}"'] if inside else [])


def _reference(variable: Variable, following: str) -> str:
    """Give what stands for a variable before a text: in braces where that would belong to it, as a modifier of zsh."""
    if variable.needed:
        return f"${{{variable.name}:?}}"
    return f"${{{variable.name}}}" if re.match(r"[A-Za-z0-9_\[:]", following, re.ASCII) else f"${variable.name}"


def _plain(text: str) -> str:
    """Give a text in quotes between which nothing means anything; what does not show is written as its bytes."""
    if "\0" in text:
        raise ValueError("no argument of a command can hold NUL")
    if _is_visible(text):
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(map(_escaped, text)) + "'"


def _is_visible(text: str) -> bool:
    return text.replace("\n", "").isprintable()


def _escaped(char: str) -> str:
    if char in "\\'":
        return "\\" + char
    return char if char.isprintable() or char == "\n" else "".join(f"\\{byte:03o}" for byte in char.encode())
