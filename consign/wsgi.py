"""Server entry: `gunicorn consign.wsgi`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consign.settings")
application = get_wsgi_application()
# Asked for once here, so that a server without its secret does not start.
settings.SECRET_KEY  # noqa: B018
