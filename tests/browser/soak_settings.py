"""The settings of a real server under a soak: those of the tests, and our scripts as they lie."""

from tests.settings import *  # noqa: F403

WHITENOISE_USE_FINDERS = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
