"""The web application, for any WSGI server: `amends serve` starts it under granian."""

import os

from django.core.wsgi import get_wsgi_application

from amends import environment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amends.settings")
environment.ensure_secret_key()  # before the settings are read

application = get_wsgi_application()
