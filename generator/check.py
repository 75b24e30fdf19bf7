"""The second lock on generated Python: whatever the filters let through, a file with foreign code is never written."""

import ast
from collections.abc import Iterator
from pathlib import PurePosixPath

from generator.output import GenerationError, OutputFile

_COPIED = "_runtime"
"""The folder of files that are copied as they are: no text of a document is in them."""

_CALLS = frozenset({"super().__init__", "self._client.request", "serve", "main"})
"""What the templates call as a statement of its own; everything else is returned or given on."""

_VALUES = frozenset({"Field", "Route"})
"""What the templates call in the value of a name."""

_IMPORTS = frozenset({"builtins", "httpx"})
_STATEMENTS = (ast.ImportFrom, ast.Return, ast.If, ast.Raise, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def check_source(file: OutputFile) -> None:
    """Raise GenerationError for a Python file that does not parse, or has a statement that no template writes.

    A statement that is an expression must be a constant (a docstring) or a call of the templates.
    """
    path = PurePosixPath(file.path)
    if path.suffix != ".py" or _COPIED in path.parts:
        return
    try:
        tree = ast.parse(file.text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise GenerationError(f"{file.path} is no Python: {str(error)[:200]}") from error
    for statement in _statements(tree.body):
        if not _expected(statement):
            line = getattr(statement, "lineno", 0)
            raise GenerationError(f"{file.path}:{line} has a statement that no template writes")


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Give every statement at any depth; nothing else is walked, for speed."""
    pending = [*body]
    while pending:
        statement = pending.pop()
        yield statement
        pending += getattr(statement, "body", ())
        pending += getattr(statement, "orelse", ())


def _expected(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()):
            return True
        case ast.Expr(value=ast.Call(func=function) | ast.Await(value=ast.Call(func=function))):
            return ast.unparse(function) in _CALLS
        case ast.Import(names=names):
            return all(name.name in _IMPORTS for name in names)
        case ast.Assign(targets=[ast.Name()], value=value):
            return _plain(value)
        case ast.AnnAssign(target=ast.Name(), value=value):
            return value is None or _plain(value)
    return isinstance(statement, _STATEMENTS)


def _plain(value: ast.expr) -> bool:
    """Whether the value of a name calls nothing but what the templates call."""
    calls = (node.func for node in ast.walk(value) if isinstance(node, ast.Call))
    return all(isinstance(function, ast.Name) and function.id in _VALUES for function in calls)
