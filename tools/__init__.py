"""What prepares, serves and checks the project; every file here runs on Python alone at first."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - the one file an older Python reads before it stops
    raise SystemExit("Consign needs Python 3.11 or newer: make PYTHON=/path/to/python3.11 run")
