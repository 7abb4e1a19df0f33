"""How does each file that comes in get to the virus scanner?  Its row waits; whoever finds it waiting has it looked at.

A message only says "look".  A scanner that is away costs time and no file: after ten minutes the exhibit may be opened
as "could not be scanned", and it is tried again for as long as it takes.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from investigations import audit
from investigations.documents.jobs import ask_worker
from investigations.models import Case, Evidence
from investigations.news import notify
from investigations.procedure.choices import ScanState
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Role
from investigations.vault import scanning
from investigations.vault.clamd import ScannerAway
from investigations.vault.refusals import VaultRefusal

SCAN = "investigations.tasks.scan_exhibit"
#: The most that one sweep takes on; the next one goes on.
AT_ONCE = 25
LEASE = timedelta(minutes=5)
#: How long a file stays locked while nobody answers at the scanner's address.
PATIENCE = timedelta(minutes=10)
TRIED_AGAIN = timedelta(minutes=15)
UNREADABLE = "The stored file could not be read."
TOLD = (Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER)


def wake_scanner(exhibit: Evidence) -> None:
    """Ask a worker to look, once the exhibit is committed.  Without a broker the sweep finds it all the same."""
    if exhibit.scan_state is ScanState.PENDING:
        transaction.on_commit(lambda: ask_worker(SCAN, str(exhibit.pk)))


def scan_waiting() -> int:
    """Scan what waits, and what could not be scanned because nobody answered.  Returns how many got an answer."""
    if not scanning.is_configured():
        return 0
    now = timezone.now()
    waiting = Q(scan=ScanState.PENDING) | Q(
        scan=ScanState.COULD_NOT, scan_says=scanning.AWAY, scanned_at__lt=now - TRIED_AGAIN
    )
    keys = Evidence.objects.filter(waiting, _is_free(now)).order_by("received_at").values_list("pk", flat=True)
    return sum(scan(pk) for pk in list(keys[:AT_ONCE]))


def scan(pk: object) -> bool:
    """Have one exhibit looked at.  May be called twice at once: one of the callers does it.  True where it is settled."""
    now = timezone.now()
    mine = Evidence.objects.filter(_is_free(now), pk=pk).exclude(scan=ScanState.SUSPECT)
    if not scanning.is_configured() or not mine.update(scan_lease=now + LEASE, scan_attempts=F("scan_attempts") + 1):
        return False
    exhibit = Evidence.objects.select_related("case__school").get(pk=pk)
    try:
        state, says = scanning.look_into(exhibit.vault_key)
    except ScannerAway:
        if exhibit.scan_state is not ScanState.PENDING or now - exhibit.received_at < PATIENCE:
            Evidence.objects.filter(pk=pk).update(scan_lease=None, scanned_at=_moved_on(exhibit, now))
            return False
        state, says = ScanState.COULD_NOT, scanning.AWAY
    except VaultRefusal:
        state, says = ScanState.COULD_NOT, UNREADABLE
    _settle(exhibit, state, says)
    return True


def scan_unscanned() -> int:
    """What came in before there was a scanner, and whatever still waits."""
    return _scan_each(Evidence.objects.exclude(scan__in=[ScanState.SUSPECT, ScanState.CLEAN]))


def scan_again() -> int:
    """Everything once more, say with newer signatures; what is locked away stays so."""
    return _scan_each(Evidence.objects.exclude(scan=ScanState.SUSPECT))


def _scan_each(exhibits: QuerySet[Evidence]) -> int:
    return sum(scan(pk) for pk in list(exhibits.order_by("received_at").values_list("pk", flat=True)))


def _settle(exhibit: Evidence, state: ScanState, says: str) -> None:
    """The answer, its event, and the news of something found: all or nothing."""
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=exhibit.case_id)
        before = Evidence.objects.values_list("scan", "scan_says").get(pk=exhibit.pk)
        Evidence.objects.filter(pk=exhibit.pk).update(
            scan=state, scan_says=says, scanned_at=timezone.now(), scan_lease=None
        )
        if state is ScanState.SUSPECT:
            for appointment in case.appointments.live().of(*TOLD).select_related("person__user"):
                notify(appointment.person, NoticeKind.SUSPECT_FILE, case=case, record=exhibit)
        if before == (state, says) and state is not ScanState.CLEAN:
            return  # tried again to no effect: one event tells it
        audit.record(
            case,
            "evidence.scanned",
            section="evidence",
            facts={"exhibit": exhibit.number, "sha256": exhibit.sha256, "scan": state.value, "says": says},
            says=f"The virus scanner looked at exhibit {exhibit.number}: {_in_words(state, says)}",
        )


def _in_words(state: ScanState, says: str) -> str:
    if state is ScanState.SUSPECT:
        return f"it found {says}, and the file was locked away"
    return f"it could not be scanned. {says}" if state is ScanState.COULD_NOT else "nothing was found"


def _is_free(now: datetime) -> Q:
    return Q(scan_lease=None) | Q(scan_lease__lt=now)


def _moved_on(exhibit: Evidence, now: datetime) -> datetime | None:
    """A file that could not be scanned is not asked about at every sweep."""
    return now if exhibit.scan_state is ScanState.COULD_NOT else exhibit.scanned_at
