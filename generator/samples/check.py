"""The second lock on samples: each is read back, and must be what the templates write and nothing else."""

import ast
import re

from generator.output import GenerationError, OutputFile
from generator.runtime.python.signing import ALGORITHM
from spec.model import METHODS

_NAME = r"[A-Za-z_][A-Za-z0-9_]*+"
_VARIABLE = rf"\$(?:{_NAME}|\{{{_NAME}(?::\?)?\}})"
_QUOTED = rf"""'[^'\0]*+'|\\'|\$'(?:[^'\\\0]|\\[0-7]{{3}}|\\[\\'])*'|"(?:[^"$`\\!\0]|{_VARIABLE})*\""""
_WORD = rf"(?:[A-Za-z0-9_@%+=:,./-]|{_QUOTED})+"
_VERB = rf"(?: -X (?:{'|'.join(method.upper() for method in METHODS)})| --head)?"
_OPTIONS = rf"(?: \\\n  (?:-H|-b|-u|--data-raw|--data-binary|--form-string) {_WORD})*"
_SETTINGS = rf"(?:{_NAME}={_WORD}\n)*"

_CURL = re.compile(rf"{_SETTINGS}curl(?: -g)?{_VERB} {_WORD}{_OPTIONS}\n")

_SIGNED = re.compile(
    re.escape("""(\nhex() { openssl dgst -sha256 "$@" | sed 's/.* //'; }\ndate=$(date -u +%Y%m%dT%H%M%SZ)\n""")
    + _SETTINGS
    + rf"request=\$\(printf '%s\\n' [A-Z]+ \"\$uri/?\"(?: {_WORD})* \\\n  "
    + r"(?:UNSIGNED-PAYLOAD|\"\$\(printf (?:%s \"\$body\"|'') \| hex\)\")\)\n"
    + re.escape(f"""signature=$(printf '{ALGORITHM}\\n%s\\n%s' "$date" "$(printf %s "$request" | hex)" | hex -hmac """)
    + rf"\"\$\{{{_NAME}:\?\}}\"\)\n"
    + rf"curl{_VERB} \"https?://\$host\$uri(?:\?\$query)?\" -H \"X-Sdk-Date: \$date\" \\\n  -H "
    + rf"\"Authorization: {ALGORITHM} Access=\$\{{{_NAME}:\?\}}, SignedHeaders=\$names, "
    + rf"Signature=\$\{{signature:\?\}}\"{_OPTIONS}\n\)\n"
)

_CALLS = frozenset({"httpx.BasicAuth", "print", "Token"})
_MODULES = frozenset({"httpx", "os"})
_NODES = (
    *(ast.Module, ast.With, ast.keyword, ast.alias, ast.ImportFrom, ast.Name, ast.Load, ast.Store, ast.Attribute),
    *(ast.Constant, ast.Dict, ast.List, ast.BinOp, ast.Add, ast.UnaryOp, ast.USub),
)


def check_shell(text: str) -> None:
    """Raise GenerationError for a script that is not what the templates write, whatever its words are."""
    if not (_CURL.fullmatch(text) or _SIGNED.fullmatch(text)):
        raise GenerationError(f"a sample has words that no template writes: {text[:200]!r}")


def check_python(file: OutputFile) -> None:
    """Raise GenerationError for a sample that does not parse, or does more than to make a client and call it."""
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise GenerationError(f"{file.path} is no Python: {str(error)[:200]}") from error
    for node in ast.walk(tree):
        if not _expected(node):
            line = getattr(node, "lineno", 0)
            raise GenerationError(f"{file.path}:{line} has a {type(node).__name__} that no template writes")


def _expected(node: ast.AST) -> bool:
    match node:
        case ast.Call(func=function):
            return _is_known(function)
        case ast.Import(names=names):
            return all(name.name in _MODULES for name in names)
        case ast.Subscript(value=value):
            return ast.unparse(value) == "os.environ"
        case ast.withitem(context_expr=ast.Call(func=ast.Name()), optional_vars=ast.Name("client")):
            return True
        case ast.Assign(targets=[ast.Name("answer")], value=ast.Call()) | ast.Expr(value=ast.Call()):
            return True
        case ast.withitem() | ast.Assign() | ast.Expr():
            return False
    return isinstance(node, _NODES)


def _is_known(function: ast.expr) -> bool:
    """Tell whether a function is one that samples call: the client's class, its methods, what makes credentials."""
    match function:
        case ast.Attribute(value=ast.Constant(value=str()), attr="encode"):
            return True
        case ast.Name(name) if name[:1].isupper():
            return True
    name = ast.unparse(function)
    return name in _CALLS or name.startswith("client.")
