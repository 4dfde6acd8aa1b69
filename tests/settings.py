"""Settings of the tests: the real ones, with fast hashing, mail in memory and files in a corner."""

import tempfile
from pathlib import Path

from consign import env
from consign.settings import *  # noqa: F403
from consign.settings import DATABASES, MIDDLEWARE, STORAGES

DEBUG = False
DEMO = False
SECRET_KEY = "tests"
# Two test runs on one machine take two names, so that neither empties the other's database.
TEST_NAME = env.text("CONSIGN_TEST_DB", "consign-tests")
PUBLIC_URL = "https://vitrine.example"
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / f"{TEST_NAME}-media"
# Empty, but there: the server of static files warns where it is missing.
STATIC_ROOT = Path(tempfile.gettempdir()) / f"{TEST_NAME}-static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the races need connections of their own.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / f"{TEST_NAME}.sqlite3")
    }
    # Nothing here has to outlive a power cut, so nobody waits for the disk.
    DATABASES["default"]["OPTIONS"] = {
        **DATABASES["default"]["OPTIONS"],
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;",
    }

# The first page of a day would cost a query more than the next; its own test puts it back.
MIDDLEWARE = [one for one in MIDDLEWARE if one != "consign.web.each_day.EachDay"]
