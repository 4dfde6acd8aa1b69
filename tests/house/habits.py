"""What each habit forbids, as functions from a syntax tree to the lines that break it."""

import ast
from collections.abc import Iterator

from tests.house.reading import Offence, called

Function = ast.FunctionDef | ast.AsyncFunctionDef

CLOCKS = {
    "timezone.now",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
    "time.time",
    "time.time_ns",
}
# These read the clock only when they are given no moment.
CLOCKS_WITHOUT_A_MOMENT = {"localdate", "localtime"}
CLOCK_IMPORTS = {
    "django.utils.timezone": {"now"},
    "time": {"time", "time_ns"},
    "django.db.models.functions": {"Now"},
}
WRITES = {"create", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}
# The same words mean harmless things with a positional argument: a dictionary, a picture, a cache.
WRITES_OF_ROWS = {"save", "update", "delete"}
LOOSE_ENDS = {
    "GenericForeignKey": "a foreign key to anything is checked by nothing",
    "GenericRelation": "a foreign key to anything is checked by nothing",
    "CASCADE": "what has happened is never deleted along the way: PROTECT",
    "SET_NULL": "what has happened is never emptied along the way: PROTECT",
    "SET_DEFAULT": "what has happened is never changed along the way: PROTECT",
}
DATABASE_ERRORS = {
    "DatabaseError",
    "IntegrityError",
    "OperationalError",
    "ProgrammingError",
    "InternalError",
    "DataError",
}


def public_functions(tree: ast.Module) -> Iterator[Function]:
    for node in tree.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def positional_arguments(tree: ast.Module) -> Iterator[Offence]:
    """Public operations are called by keywords: nobody swaps two amounts by accident."""
    for function in public_functions(tree):
        arguments = function.args
        if arguments.posonlyargs or arguments.args or arguments.vararg:
            yield function.lineno, f"{function.name} takes positional arguments"


def nobody_and_no_time(tree: ast.Module) -> Iterator[Offence]:
    """Who did it and when come from the door."""
    for function in public_functions(tree):
        names = {argument.arg for argument in function.args.kwonlyargs}
        if not {"by", "at"} <= names:
            yield function.lineno, f"{function.name} does not take `by` and `at`"


def floats(tree: ast.Module) -> Iterator[Offence]:
    """Money is Decimal: a float anywhere near it is a cent lost one day."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            yield node.lineno, f"a float: {node.value}"
        elif isinstance(node, ast.Call) and called(node) in {"float", "round"}:
            yield node.lineno, f"{called(node)}()"


def quantizing(tree: ast.Module) -> Iterator[Offence]:
    """Cents are decided in one room."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "quantize":
            yield node.lineno, "quantize"


def clocks(tree: ast.Module) -> Iterator[Offence]:
    """Below the doors time is an argument, so that any day can be told again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if ".".join(called(node).split(".")[-2:]) in CLOCKS:
                yield node.lineno, called(node)
        elif isinstance(node, ast.ImportFrom):
            for imported in CLOCK_IMPORTS.get(node.module or "", set()) & names_of(node):
                yield node.lineno, f"{node.module}.{imported}"
        elif isinstance(node, ast.Call):
            yield from _clock_call(node)


def _clock_call(node: ast.Call) -> Iterator[Offence]:
    function = called(node).split(".")[-1]
    if function in CLOCKS_WITHOUT_A_MOMENT and not (node.args or node.keywords):
        yield node.lineno, f"{function}() without a moment"
    for keyword in node.keywords:
        if keyword.arg in {"auto_now", "auto_now_add"}:
            yield node.lineno, keyword.arg


def names_of(node: ast.Import | ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def writes(tree: ast.Module) -> Iterator[Offence]:
    """A door calls an operation; it does not touch rows."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        method = node.func.attr.removeprefix("a")
        if method in WRITES or (method in WRITES_OF_ROWS and not node.args):
            yield node.lineno, f".{node.func.attr}()"


def signals(tree: ast.Module) -> Iterator[Offence]:
    """What happens is called by its name, where it happens."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        start = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for module in (f"{start}{imported}" for imported in names_of(node)):
            if module.startswith("django.dispatch") or "signals" in module.split("."):
                yield node.lineno, f"a signal: {module}"


def loose_ends(tree: ast.Module) -> Iterator[Offence]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute):
            last = called(node).split(".")[-1]
            if last in LOOSE_ENDS:
                yield node.lineno, f"{last}: {LOOSE_ENDS[last]}"


def caught_in_a_transaction(tree: ast.Module) -> Iterator[Offence]:
    """PostgreSQL has given up the transaction by then; SQLite has not: the two would differ."""
    for node in ast.walk(tree):
        if _opens_transaction(node):
            for inner in ast.walk(node):
                if isinstance(inner, ast.ExceptHandler) and (error := _database_error(inner)):
                    yield inner.lineno, f"{error} is caught inside a transaction"


def _opens_transaction(node: ast.AST) -> bool:
    if isinstance(node, ast.With | ast.AsyncWith):
        opened: list[ast.expr] = [item.context_expr for item in node.items]
    elif isinstance(node, Function):
        opened = node.decorator_list
    else:
        return False
    return any(called(expression).split(".")[-1] == "atomic" for expression in opened)


def _database_error(handler: ast.ExceptHandler) -> str:
    if handler.type is None:
        return "everything"
    kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    names = (called(kind).split(".")[-1] for kind in kinds)
    return next((name for name in names if name in DATABASE_ERRORS | {"Exception"}), "")
