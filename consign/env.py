"""Values from the environment, each with its type and a default that runs on a fresh clone."""

import os

TRUE = {"1", "true", "yes", "on"}
FALSE = {"", "0", "false", "no", "off"}


class BadEnvironment(Exception):
    """A variable of the environment is missing or has no usable value; the start is stopped."""


def text(name: str, default: str = "") -> str:
    """The variable's text, or `default` when it is unset."""
    return os.environ.get(name, default)


def flag(name: str, *, default: bool) -> bool:
    """A yes or no; anything else than the usual words stops the start."""
    word = os.environ.get(name)
    if word is None:
        return default
    if word.lower() in TRUE:
        return True
    if word.lower() in FALSE:
        return False
    raise BadEnvironment(f"{name} must be yes or no, not {word!r}")


def number(name: str, default: int) -> int:
    """A whole number; anything else stops the start."""
    word = os.environ.get(name)
    if word is None or word == "":
        return default
    try:
        return int(word)
    except ValueError:
        raise BadEnvironment(f"{name} must be a whole number, not {word!r}") from None


def names(name: str, default: str = "") -> list[str]:
    """A list of names separated by commas."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def secret(name: str, *, stand_in: str, needed: bool) -> str:
    """A secret; where it is needed and missing it is empty, elsewhere `stand_in` serves.

    Empty stops whatever uses it (Django refuses to sign, a server to start) and nothing else.
    """
    value = os.environ.get(name, "")
    return value or ("" if needed else stand_in)
