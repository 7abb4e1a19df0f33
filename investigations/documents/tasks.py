"""What does a worker do when it is woken?  One thin task; the job's row tells the rest."""

from celery import shared_task

from .produce import produce


@shared_task(name="investigations.documents.tasks.make_document")
def make_document(pk: str) -> None:
    """Make the document of one job.  May be called twice: the second finds nothing to claim."""
    produce(pk)
