"""What does the clock do?  Celery beat's entry points, as thin as views; each may run twice without harm."""

from celery import shared_task

from investigations.documents.apart import clear_abandoned
from investigations.documents.jobs import sweep


@shared_task(name="investigations.tasks.sweep_jobs")
def sweep_jobs() -> None:
    sweep()


@shared_task(name="investigations.tasks.clear_work_folders")
def clear_work_folders() -> None:
    clear_abandoned()
