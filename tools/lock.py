"""Pin what the lists of requirements ask for, with the hash of every file: `python -m tools.lock`.

Pins that still fit stay; `--upgrade` takes the newest.  No address of an index is written down.
"""

import sys

from tools.machine import PYTHON, run

LISTS = (
    "requirements",
    "requirements-dev",
    "tools/requirements-node",
    "tools/requirements-postgres",
    "tools/requirements-virtualenv",
)
COMPILE = ("pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-emit-index-url")
# Without the extras, pip 23 asks for the newest release of what one is asked of, and finds no hash.
EXTRAS = "--no-strip-extras"
ANYWHERE = ("--universal", "--python-version", "3.11")


def main(more: list[str]) -> None:
    uv = PYTHON.parent / "uv"
    for name in LISTS:
        run([uv, *COMPILE, EXTRAS, *ANYWHERE, *more, f"{name}.in", "--output-file", f"{name}.txt"])


if __name__ == "__main__":
    main(sys.argv[1:])
