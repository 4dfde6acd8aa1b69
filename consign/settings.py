"""Settings: one file; every value that differs between places comes from the environment.

The defaults run on a fresh clone with SQLite.  What a coworking may change itself (its name, its
minimum payout) is a row, not a setting.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from consign import env

BASE = Path(__file__).resolve().parent.parent
VAR = Path(env.text("CONSIGN_VAR", str(BASE / "var")))

# --- where and how it runs --------------------------------------------------------------------
DEBUG = env.flag("DEBUG", default=False)
# The demo world: its sign-in page lets anyone be anyone, so it is never on by itself.
DEMO = env.flag("DEMO", default=False)
# With which everybody of the demo world signs at a shared tablet; its page says so.
DEMO_PIN = "2580"
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000").rstrip("/")
SECRET_KEY = env.secret(
    "SECRET_KEY", stand_in="only-for-a-demo-on-this-machine", needed=not (DEBUG or DEMO)
)
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
BEHIND_HTTPS = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 31_536_000 if BEHIND_HTTPS else 0)
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = BEHIND_HTTPS
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
# Subdomains and browsers' preload lists are the decision of whoever owns the domain, not ours.  A
# mail address has one account whatever its case: auth.E003 does not look at such a constraint.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "auth.E003"]
ROOT_URLCONF = "consign.urls"
WSGI_APPLICATION = "consign.wsgi.application"

# --- rooms ------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "csp",
    "consign.codes",
    "consign.journal",
    "consign.letters",
    "consign.people",
    "consign.agreements",
    "consign.stock",
    "consign.labels",
    "consign.slips",
    "consign.ledger",
    "consign.till",
    "consign.settlements",
    "consign.invoices",
    "consign.payouts",
    "consign.notices",
    "consign.web",
    "consign.console",
]
AUTH_USER_MODEL = "people.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "consign.web.headers.PermissionsPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "consign.web.each_day.EachDay",
    "consign.web.language.ReaderLanguage",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "consign.web.frame.frame",
            ],
        },
    }
]

# --- database: SQLite with nothing installed, PostgreSQL with one variable --------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR / 'consign.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers read while one writes; IMMEDIATE takes the write lock at the start of a
    # transaction instead of failing in its middle; FULL keeps every sale through a power cut.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }

# --- people and language ----------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
# English as it is written in Europe: Django's own puts the month before the day.
FORMAT_MODULE_PATH = ["consign.formats"]
TIME_ZONE = "Europe/Brussels"
USE_I18N = USE_TZ = True
LOGIN_URL = "signin"
CSRF_FAILURE_VIEW = "consign.web.errors.stale_form"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SIGNIN_LINK_MINUTES = 30

# --- mail -------------------------------------------------------------------------------------
EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = str(VAR / "mail")
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
# A mail server that hangs does not hold up a sale for longer.
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT", 10)
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
DEFAULT_FROM_EMAIL = env.text("MAIL_FROM", "Consign <consign@localhost>")

# --- files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE / "static", VAR / "vendor"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "consign.web.static_files.StaticFiles"},
}
WHITENOISE_MIMETYPES = {".wasm": "application/wasm", ".webmanifest": "application/manifest+json"}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# --- printers of labels -----------------------------------------------------------------------
# Queues of this machine's own print system, each with the coworking that may use it.
LABEL_QUEUES = env.names("LABEL_QUEUES")

# --- what a browser may do on our pages -------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # zxing-wasm compiles WebAssembly in its worker and is served from our own host.
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- API --------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.authentication.TokenAuthentication",
        "api.authentication.DeviceAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["api.permissions.Nobody"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_PAGINATION_CLASS": "api.paging.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.PerToken"],
    "DEFAULT_THROTTLE_RATES": {
        "token": "600/min",
        "anonymous": "60/min",
        "simulation": "60/min",
    },
    "EXCEPTION_HANDLER": "api.errors.problem",
    "COERCE_DECIMAL_TO_STRING": True,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Consign",
    "DESCRIPTION": "The shared window of a coworking: items, labels, sales, settlements.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "LegalEntityKind": "consign.people.models.Kind",
        "VatStatusEnum": "consign.people.models.VatStatus",
        "EntryKind": "consign.ledger.models.EntryKind",
        "AnnouncementState": "consign.stock.models.AnnouncementState",
        "PayoutState": "consign.payouts.models.PayoutState",
        "RemittanceState": "consign.payouts.models.RemittanceState",
        "PaymentRequestState": "consign.payouts.models.RequestState",
        "BankLineState": "consign.payouts.models.LineState",
        "BankAccountState": "api.legal_entities.ACCOUNT_STATES",
        "ConflictState": "consign.till.models.ConflictState",
        "ConflictReason": "api.sales_json.CONFLICT_REASONS",
        "DocumentKind": "api.papers_json.DOCUMENT_KINDS",
        "HealthAnswer": "api.health.ANSWERS",
        "SlipKind": "consign.slips.models.SlipKind",
        "SlipState": "consign.slips.models.SlipState",
        "PaidWith": "consign.till.models.Payment",
        "PaidWithSent": "api.sales_json.PAID_WITH_CHOICES",
        "Means": "api.sales_json.MEANS_CHOICES",
        "MeansBack": "api.sales_json.MEANS_BACK_CHOICES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
