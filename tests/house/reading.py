"""Read the project's files for the habit tests, and say where a habit is broken."""

import ast
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
Offence = tuple[int, str]
Checker = Callable[[ast.Module], Iterable[Offence]]


def python_files(*folders: str, without: tuple[str, ...] = ()) -> Iterator[Path]:
    """The project's Python files in these folders, less those under a path of `without`."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if not any(part in f"/{name(path)}" for part in without):
                yield path


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def broken(checker: Checker, paths: Iterable[Path]) -> list[str]:
    """`file:line: what is wrong` for every offence the checker finds in these files."""
    return [
        f"{name(path)}:{line}: {what}"
        for path in paths
        for line, what in checker(ast.parse(path.read_text("utf-8")))
    ]


def found(checker: Checker, source: str) -> list[str]:
    """What the checker says about a sample."""
    return [what for _line, what in checker(ast.parse(source))]


def called(node: ast.AST) -> str:
    """The dotted name of a function or class as written (`models.F`), empty when it has none."""
    if isinstance(node, ast.Call):
        return called(node.func)
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        return f"{called(node.value)}.{node.attr}".lstrip(".")
    return ""
