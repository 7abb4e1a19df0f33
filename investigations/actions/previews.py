"""How does each file that comes in get its preview?  Its row waits; a worker has it made in the child, and says how it ended.

Made after the file came in and not when a page asks for it: a list of forty thumbnails starts no decoder.  Whatever
the file does to the decoder, the exhibit ends in a state with a sentence; the file itself is never touched.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from investigations import audit
from investigations.documents.damage import note_damage
from investigations.documents.jobs import ask_worker
from investigations.models import Case, Evidence
from investigations.procedure.choices import PreviewState, ScanState
from investigations.procedure.sections import Section
from investigations.vault import pictures, texts
from investigations.vault.kinds import UNOPENED
from investigations.vault.refusals import Damaged, NoPreview, VaultRefusal

PREVIEW = "investigations.tasks.preview_exhibit"
#: The most that one sweep takes on; the next one goes on.
AT_ONCE = 20
LEASE = timedelta(minutes=3)
MOST_ATTEMPTS = 3
GAVE_UP = "Making a preview of this file failed three times, so it is not tried again. It can still be downloaded."
NO_KIND = "There is no preview for this kind of file. It can be downloaded."
HELD_BACK = (ScanState.PENDING, ScanState.SUSPECT)
log = logging.getLogger(__name__)


def wake_previewer(exhibit: Evidence) -> None:
    """Ask a worker, once the exhibit is committed; what waits for the scanner is found by the sweep afterwards."""
    if not exhibit.is_held_back:
        transaction.on_commit(lambda: ask_worker(PREVIEW, str(exhibit.pk)))


def want_preview(exhibit: Evidence) -> None:
    """Somebody has a list before them with an exhibit that came in before there were such jobs: it waits from now on."""
    mine = Evidence.objects.filter(pk=exhibit.pk, preview=PreviewState.NOT_YET)
    if mine.update(preview=PreviewState.WAITING, preview_attempts=0, preview_lease=None):
        wake_previewer(exhibit)


def make_waiting() -> int:
    """Make what waits and nobody makes.  Returns how many were settled."""
    keys = Evidence.objects.filter(_waits(timezone.now())).order_by("received_at").values_list("pk", flat=True)
    return sum(make_preview(pk) for pk in list(keys[:AT_ONCE]))


def make_preview(pk: object) -> bool:
    """May be called twice at once: one of the callers makes it.  True where the exhibit has its state now."""
    now = timezone.now()
    mine = Evidence.objects.filter(_waits(now), pk=pk)
    if not mine.update(preview_lease=now + LEASE, preview_attempts=F("preview_attempts") + 1):
        return False
    exhibit = Evidence.objects.select_related("case__school").get(pk=pk)
    if exhibit.preview_attempts > MOST_ATTEMPTS:
        return _settle(exhibit, PreviewState.NONE, GAVE_UP)
    try:
        prepare(exhibit)
    except NoPreview as why:
        if str(why) == pictures.TOO_SLOW and exhibit.preview_attempts < MOST_ATTEMPTS:
            return False  # the machine may have been busy: again when the lease has run out
        return _settle(exhibit, PreviewState.NONE, str(why))
    except Damaged as found:
        note_damage(exhibit, found.what)
        return _settle(exhibit, PreviewState.NOT_YET, "")
    except VaultRefusal as refused:
        log.warning("The preview of exhibit %s waits: %s", exhibit.pk, type(refused).__name__)
        return False
    return _settle(exhibit, PreviewState.MADE, "")


def prepare(exhibit: Evidence) -> None:
    """Everything that its page and the lists show of it, made and kept.  NoPreview, or another refusal of the vault."""
    if exhibit.is_opaque:
        raise NoPreview(UNOPENED)
    key, kind = exhibit.vault_key, exhibit.content_type
    if kind in pictures.PICTURED:
        pictures.number_of_pages(key, kind)
        for width in (pictures.THUMBNAIL, pictures.PAGE):
            pictures.preview(key, kind, width=width)
    elif kind in texts.READ:
        texts.text_of(key, kind)
    else:
        raise NoPreview(NO_KIND)


def _settle(exhibit: Evidence, state: PreviewState, says: str) -> bool:
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=exhibit.case_id)
        mine = Evidence.objects.filter(pk=exhibit.pk, preview=PreviewState.WAITING)
        if not mine.update(preview=state, preview_says=says[:300], preview_lease=None):
            return False
        if state is not PreviewState.NOT_YET:
            audit.record(
                case,
                "evidence.previewed",
                section=Section.EVIDENCE,
                facts={"exhibit": exhibit.number, "sha256": exhibit.sha256, "preview": state.value, "says": says},
                says=f"A preview of exhibit {exhibit.number} was made"
                if state is PreviewState.MADE
                else f"No preview of exhibit {exhibit.number}: {says}",
            )
    return True


def _waits(now: datetime) -> Q:
    free = Q(preview_lease=None) | Q(preview_lease__lt=now)
    return Q(preview=PreviewState.WAITING) & ~Q(scan__in=HELD_BACK) & free
