"""The tests, one file for each source file at the same path."""

import os

# The settings ask for a secret before tests.settings can replace it.
os.environ.setdefault("SECRET_KEY", "tests")
