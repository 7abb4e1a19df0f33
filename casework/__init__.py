"""The site as it is run. The Celery app is loaded with it, so that a shared task finds its broker."""

from casework.celery import app as celery_app

__all__ = ["celery_app"]
