"""Settings of the tests: the real ones, with fast hashing, mail in memory and files in a corner."""

import tempfile
from pathlib import Path

from consign.settings import *  # noqa: F403
from consign.settings import DATABASES, STORAGES

DEBUG = False
DEMO = False
SECRET_KEY = "tests"
PUBLIC_URL = "https://vitrine.example"
ALLOWED_HOSTS = ["*"]
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = None
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.gettempdir()) / "consign-tests-media"
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the races need connections of their own.
    DATABASES["default"]["TEST"] = {
        "NAME": str(Path(tempfile.gettempdir()) / "consign-tests.sqlite3")
    }
