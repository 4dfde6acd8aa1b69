"""The machine the project is set up on: its folders, its commands, its Debian packages."""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PIP = ("-m", "pip", "--disable-pip-version-check", "-qq", "install", "--require-hashes")
VAR = Path(os.environ.get("CONSIGN_VAR", str(ROOT / "var")))


class CannotGoOn(SystemExit):
    """The set-up stops here; the sentence says what a person can do about it."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


def run(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> None:
    """Run a command in the project's folder; its failure ends the set-up with its name."""
    done = subprocess.run(command, cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise CannotGoOn(f"This failed: {' '.join(map(str, command))}")


@cache
def as_root() -> tuple[str, ...] | None:
    """What to put before a command so that it runs as root; None where nothing helps."""
    if os.geteuid() == 0:
        return ()
    sudo = shutil.which("sudo")
    if not sudo:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return None if asked.returncode else (sudo, "-n")


@cache
def _package_lists() -> None:
    """Debian's lists of packages, read again once: a fresh machine has none."""
    subprocess.run([*(as_root() or ()), "apt-get", "update", "-qq"], check=False)


def install(*packages: str) -> bool:
    """Install Debian packages; False where this machine or this person cannot."""
    root = as_root()
    if root is None or not shutil.which("apt-get"):
        return False
    _package_lists()
    say(f"Installing Debian's {', '.join(packages)}")
    quiet = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-qq", "--yes")
    command = [*root, *quiet, "--no-install-recommends", *packages]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
    return done.returncode == 0
