"""Prepare a fresh clone: `python3 -m tools.prepare`, with `--dev` for the checks and tests.

Makes the virtual environment, installs the hash-locked packages, fetches the browser library and
compiles the translations.  What is already there is left alone, so it may run every time.
"""

import argparse
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.machine import PIP, PYTHON, ROOT, VENV, CannotGoOn, install, run, say


def main() -> None:
    parser = argparse.ArgumentParser(description="Prepare a fresh clone.")
    parser.add_argument("--dev", action="store_true", help="also what checks and tests need")
    chosen = parser.parse_args()
    virtual_environment()
    packages("requirements-dev.txt" if chosen.dev else "requirements.txt")
    run([PYTHON, "-m", "tools.assets"])
    run([PYTHON, "-m", "tools.messages", "compile"])


def virtual_environment() -> None:
    """A `.venv` with a working pip; one that is broken or half made is made again."""
    if _has_pip(PYTHON):
        return
    say("Making .venv")
    if importlib.util.find_spec("ensurepip") or install(f"python3.{sys.version_info.minor}-venv"):
        run([sys.executable, "-m", "venv", "--clear", VENV])
    else:
        _from_pypi()


def _has_pip(python: Path) -> bool:
    if not python.exists():
        return False
    asked = subprocess.run([python, "-c", "import pip"], capture_output=True, check=False)
    return asked.returncode == 0


def _from_pypi() -> None:
    """Debian's Python without its venv package, and nobody here is root: virtualenv will do."""
    if not _has_pip(Path(sys.executable)):
        raise CannotGoOn(
            "Python's venv is missing here and may not be installed by this user.\n"
            f"As root: apt-get install python3.{sys.version_info.minor}-venv, then try again."
        )
    with tempfile.TemporaryDirectory() as folder:
        locked = ROOT / "tools" / "requirements-virtualenv.txt"
        run([sys.executable, *PIP, "--target", folder, "-r", locked])
        run(
            [sys.executable, "-m", "virtualenv", "--quiet", "--clear", VENV],
            env={**os.environ, "PYTHONPATH": folder},
        )


def packages(listed: str) -> None:
    """Install a hash-locked list into `.venv`, only when the list has changed since."""
    wanted = ROOT / listed
    digest = hashlib.sha256(wanted.read_bytes()).hexdigest()
    stamp = VENV / f".installed-{wanted.name}"
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing the packages of {listed}")
    run([PYTHON, *PIP, "-r", wanted])
    stamp.write_text(digest)


if __name__ == "__main__":
    main()
