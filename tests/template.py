"""A database with all migrations, kept as a file: the next run begins with a copy of it.

Only for SQLite, and only while no file of the program has changed: then it cannot be out of date.
"""

import hashlib
import shutil
import tempfile
from pathlib import Path

import django
from django.db import connection

from consign.settings import BASE
from tests.settings import TEST_NAME

# Beside a database of SQLite, these hold what is not yet in its file.
BESIDE = ("", "-wal", "-shm")


def template() -> Path:
    """Where the file is, or would be."""
    told = hashlib.sha256(django.get_version().encode())
    for path in sorted((BASE / "consign").rglob("*.py")):
        told.update(str(path.relative_to(BASE)).encode() + path.read_bytes())
    return Path(tempfile.gettempdir()) / f"{TEST_NAME}-{told.hexdigest()[:16]}.template"


def begin_with_copy() -> bool:
    """Put a copy in the place of the tests' database; False where there is none to copy."""
    if connection.vendor != "sqlite" or not template().exists():
        return False
    remove()
    shutil.copyfile(template(), _place())
    return True


def keep_copy() -> None:
    """Keep the tests' database, which nothing but its migrations has touched, for the next run."""
    if connection.vendor != "sqlite" or template().exists():
        return
    for old in template().parent.glob(f"{TEST_NAME}-*.template"):
        old.unlink(missing_ok=True)
    with tempfile.NamedTemporaryFile(dir=template().parent, delete=False) as file:
        written = Path(file.name)
    written.unlink()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(written)])
    # At once, for another run may look for it meanwhile.
    written.replace(template())


def remove() -> None:
    """Leave nothing of the tests' database."""
    for end in BESIDE:
        Path(f"{_place()}{end}").unlink(missing_ok=True)


def _place() -> str:
    return str(connection.settings_dict["TEST"]["NAME"])
