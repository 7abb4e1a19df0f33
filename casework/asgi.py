"""The door for servers that speak ASGI. `make run` and compose.yaml use wsgi.py."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")
application = get_asgi_application()
