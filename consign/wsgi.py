"""Server entry: `gunicorn consign.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "consign.settings")
application = get_wsgi_application()
