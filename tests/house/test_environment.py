import ast
import re

from tests.house.reading import ROOT, called

READERS = {"env.text", "env.flag", "env.number", "env.names", "env.secret"}


def asked_for(source: str) -> set[str]:
    """The variables that settings read from the environment."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and called(node) in READERS
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    }


def test_the_example_names_every_variable_and_no_other() -> None:
    named = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.MULTILINE)
    settings = (ROOT / "consign" / "settings.py").read_text("utf-8")
    assert sorted(named) == sorted(asked_for(settings))


def test_every_kind_of_variable_is_seen() -> None:
    source = "A = env.text('A', 'x')\nB = env.secret('B', stand_in='', needed=not env.flag('C'))"
    assert asked_for(source) == {"A", "B", "C"}
