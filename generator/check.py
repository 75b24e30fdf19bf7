"""The second lock on generated Python: whatever the filters let through, a file with foreign code is never written."""

import ast
from collections.abc import Iterator

from generator.output import GenerationError, OutputFile

_CALLS = frozenset(
    {"super().__init__", "add_options", "call.check", "main", "poll_gone_async", "poll_gone_sync", "running", "serve"}
)
"""What the templates call as a statement of its own; everything else is returned or given on."""

_RAW = {f"{mode}_{what}" for mode in ("sync", "async") for what in ("raw", "stream", "with_raw", "with_stream")}
_VALUES = frozenset(
    {*_RAW, "Hint", "JsonName", "Profile", "Resource", "Route", "ServiceDescription", "TypedDict", "Waiter"}
)
"""What the templates call in the value of a name."""

_IMPORTS = frozenset({"builtins", "httpx", "pytest"})
_STATEMENTS = (ast.ImportFrom, ast.Return, ast.If, ast.Raise, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


def check_source(file: OutputFile) -> None:
    """Raise GenerationError for a Python file that does not parse, or has a statement that no template writes.

    A statement that is an expression must be a constant (a docstring) or a call of the templates.
    """
    if file.copied or not file.path.endswith(".py"):
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
        case ast.Expr(
            value=ast.Call(func=function)
            | ast.Await(value=ast.Call(func=function))
            | ast.YieldFrom(value=ast.Call(func=function))
        ):
            return ast.unparse(function) in _CALLS
        case ast.Import(names=names):
            return all(name.name in _IMPORTS for name in names)
        case ast.Assign(targets=[ast.Name() | ast.Attribute(value=ast.Name("self"))], value=value):
            return _plain(value)
        case ast.AnnAssign(target=ast.Name(), annotation=annotation, value=value):
            return _plain_type(annotation) and (value is None or _plain(value))
    return isinstance(statement, _STATEMENTS)


def _plain_type(annotation: ast.expr) -> bool:
    """Whether an annotation calls nothing but what the templates call, where it is quoted too: it is run as it stands
    in the quotes."""
    match annotation:
        case ast.Constant(value=str(text)):
            try:
                return _plain(ast.parse(text, mode="eval").body)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                return False
        case ast.Subscript(value=ast.Name("Annotated"), slice=ast.Tuple(elts=[first, *rest])):
            return _plain_type(first) and all(map(_plain, rest))
    return _plain(annotation)


def _plain(value: ast.expr) -> bool:
    """Whether the value of a name calls nothing but what the templates call, and no type in quotes does."""
    calls = [node for node in ast.walk(value) if isinstance(node, ast.Call)]
    dicts = [call.args[1] for call in calls if ast.unparse(call.func) == "TypedDict" and len(call.args) == 2]
    types = [item for node in dicts if isinstance(node, ast.Dict) for item in node.values]
    known = all(isinstance(call.func, ast.Name) and call.func.id in _VALUES for call in calls)
    return known and all(map(_plain_type, types))
