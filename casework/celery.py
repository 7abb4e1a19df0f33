"""The work done behind the pages: which tasks there are, and when the clock calls which.

Jobs are rows in our database; a message only says "look". So a lost message costs seconds, never a job.
"""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "casework.settings")

app = Celery("casework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["investigations", "investigations.documents"])
# Read here and not in the settings, which this module is loaded before: the lease of JOB_LEASE and this are a minute.
SWEEP = float(os.environ.get("JOB_SWEEP", 10))  # seconds
app.conf.beat_schedule = {
    "take back what an earlier process left": {"task": "investigations.tasks.sweep_jobs", "schedule": SWEEP},
    "make redacted copies": {"task": "investigations.tasks.make_renditions", "schedule": SWEEP},
    "scan what nobody scanned": {"task": "investigations.tasks.scan_waiting", "schedule": SWEEP},
    "show what nobody has pictured": {"task": "investigations.tasks.preview_waiting", "schedule": SWEEP},
    "read what was not compared for long": {"task": "investigations.tasks.check_fixity", "schedule": 5 * 60.0},
    "send what waits in the outbox": {"task": "investigations.tasks.send_mail", "schedule": SWEEP},
    "write the daily mails": {"task": "investigations.tasks.write_daily_mail", "schedule": 5 * 60.0},
    "settle the uploads that nobody waits for": {"task": "investigations.tasks.sweep_uploads", "schedule": 60.0},
    "clear what killed children left": {"task": "investigations.tasks.clear_work_folders", "schedule": 60 * 60.0},
    "remove sealed files without a row": {"task": "investigations.tasks.sweep_vault", "schedule": 24 * 60 * 60.0},
    "end exports that have lain long enough": {"task": "investigations.tasks.end_old_exports", "schedule": 60 * 60.0},
    "look at the clocks": {"task": "investigations.tasks.look_at_clocks", "schedule": 15 * 60.0},
    "look at what is to be signed": {"task": "investigations.tasks.look_at_sign_offs", "schedule": 60 * 60.0},
}


@worker_ready.connect
def look_at_once(**_) -> None:
    """A worker that was away asks what it missed, and does not wait for the clock."""
    app.send_task("investigations.tasks.sweep_jobs")
