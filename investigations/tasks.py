"""What does the clock do?  Celery beat's entry points, as thin as views; each may run twice without harm."""

from celery import shared_task

from investigations.actions.clock_warnings import note_warnings
from investigations.actions.exports import end_exports
from investigations.actions.fixity import check_due
from investigations.actions.orphans import sweep_orphans
from investigations.actions.overdue import note_overdue
from investigations.actions.previews import make_preview
from investigations.actions.previews import make_waiting as make_what_waits
from investigations.actions.renditions import make, make_waiting
from investigations.actions.scanning import scan
from investigations.actions.scanning import scan_waiting as scan_what_waits
from investigations.actions.sign_off_reminders import look_at_sign_offs as look
from investigations.actions.succession import pass_on_where_nobody_manages
from investigations.actions.uploads import sweep_uploads as sweep_what_came_in
from investigations.actions.warnings import end_warnings
from investigations.documents.apart import clear_abandoned
from investigations.documents.jobs import sweep
from investigations.documents.kept_parts import sweep_parts
from investigations.news.daily import write_daily
from investigations.news.mail import send_waiting
from investigations.vault.store import clear_unfinished


@shared_task(name="investigations.tasks.sweep_jobs")
def sweep_jobs() -> None:
    """Every few seconds, and when a process starts."""
    clear_abandoned()
    sweep()


@shared_task(name="investigations.tasks.clear_work_folders")
def clear_work_folders() -> None:
    """Every hour, and when a process starts: what broken-off uploads and killed children left behind."""
    clear_abandoned()
    clear_unfinished()
    sweep_parts()


@shared_task(name="investigations.tasks.sweep_vault")
def sweep_vault() -> None:
    """Every day: sealed files that a killed process left without a row."""
    sweep_orphans()


@shared_task(name="investigations.tasks.sweep_uploads")
def sweep_uploads() -> None:
    """Every minute: files that arrived and whose page is gone, and files that nobody came back for."""
    sweep_what_came_in()


@shared_task(name="investigations.tasks.look_at_clocks")
def look_at_clocks() -> None:
    """What is due comes first, what has passed after it: each is told once."""
    note_warnings()
    pass_on_where_nobody_manages()
    note_overdue()
    end_warnings()


@shared_task(name="investigations.tasks.scan_exhibit")
def scan_exhibit(pk: str) -> None:
    """Right after a file came in.  May be called twice: the second finds nothing to do."""
    scan(pk)


@shared_task(name="investigations.tasks.scan_waiting")
def scan_waiting() -> None:
    """Every few seconds: what a lost message or a scanner that was away left waiting."""
    scan_what_waits()


@shared_task(name="investigations.tasks.preview_exhibit")
def preview_exhibit(pk: str) -> None:
    """Right after a file came in."""
    make_preview(pk)


@shared_task(name="investigations.tasks.preview_waiting")
def preview_waiting() -> None:
    """Every few seconds: what a lost message or a killed worker left without its preview, and what was scanned since."""
    make_what_waits()


@shared_task(name="investigations.tasks.check_fixity")
def check_fixity() -> None:
    """Every few minutes a little: each kept file is compared with its fingerprint once in FIXITY_DAYS."""
    check_due()


@shared_task(name="investigations.tasks.send_mail")
def send_mail() -> None:
    """Every few seconds: so a page never waits for a mail server, nor for the broker."""
    send_waiting()


@shared_task(name="investigations.tasks.write_daily_mail")
def write_daily_mail() -> None:
    """Every few minutes, so that a machine that was off at seven is late and not silent."""
    write_daily()


@shared_task(name="investigations.tasks.look_at_sign_offs")
def look_at_sign_offs() -> None:
    """Every hour: whoever has to sign again is asked, and whoever was asked is reminded."""
    look()


@shared_task(name="investigations.tasks.make_rendition")
def make_rendition(pk: str) -> None:
    """Burn one redacted copy.  May be called twice: the second finds nothing to do."""
    make(pk)


@shared_task(name="investigations.tasks.make_renditions")
def make_renditions() -> None:
    """Every few seconds: the copies that a lost message or a killed worker left waiting."""
    make_waiting()


@shared_task(name="investigations.tasks.end_old_exports")
def end_old_exports() -> None:
    """Every hour: an export that has lain for seven days goes."""
    end_exports()
