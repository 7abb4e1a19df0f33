"""The work done behind the pages: which tasks there are, and when the clock calls which.

Jobs are rows in our database; a message only says "look". So a lost message costs half a minute, never a job.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")

app = Celery("casework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["investigations", "investigations.documents"])
app.conf.beat_schedule = {
    "take back what an earlier process left": {"task": "investigations.tasks.sweep_jobs", "schedule": 30.0},
    "look at the clocks": {"task": "investigations.tasks.look_at_clocks", "schedule": 15 * 60.0},
}
