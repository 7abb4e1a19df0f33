"""Is everything in the vault still what was put there?  Each file is read whole, whatever has waited longest first.

A tick takes on little, so that it disturbs nobody; what is damaged is looked at again every day, in case it was put
back from a backup.
"""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from investigations.audit.in_use import is_in_use
from investigations.documents.damage import note_damage, note_sound
from investigations.models import Case, Document, Evidence, Rendition
from investigations.vault import keys, store
from investigations.vault.refusals import Damaged, KeyDestroyed, VaultRefusal

#: No further file is begun in a tick after so many of them, so many bytes, or so many seconds.
MOST_FILES, MOST_BYTES, MOST_SECONDS = 200, 512 * 1024 * 1024, 20.0
DAMAGED_EVERY = timedelta(days=1)
MOST_LISTED = 5000
log = logging.getLogger(__name__)

AFile = Evidence | Document | Rendition


@dataclass
class Checked:
    """What one round found: rows that are damaged, rows that are sound again, and how many could not be opened, by
    their case and the reason."""

    number: int = 0
    size: int = 0
    damaged: list[AFile] = field(default_factory=list)
    sound_again: list[AFile] = field(default_factory=list)
    not_opened: Counter[str] = field(default_factory=Counter)


def check_due() -> Checked:
    """A small round of the rolling check: everything is looked at once in FIXITY_DAYS."""
    done, started = Checked(), time.monotonic()
    for kept in chain.from_iterable(_due(*kind) for kind in _kinds()):
        if done.number >= MOST_FILES or done.size >= MOST_BYTES or time.monotonic() - started >= MOST_SECONDS:
            break
        check(kept, done)
    for why, files in done.not_opened.items():
        log.error("The rolling check could not open %s file(s) of %s", files, why)
    for case in lost_keys():
        log.error("The key of case %s is missing from the keystore: bring %s.key back.", case.reference, case.pk.hex)
    return done


def lost_keys() -> Iterator[Case]:
    """Cases with something that lies under a key which is no longer in the keystore."""
    for case in Case.objects.only("pk", "reference").order_by("reference").iterator():
        if not keys.has_key(case.pk.hex) and is_in_use(case.pk.hex):
            yield case


def check_all(case: Case | None = None) -> Iterator[Checked]:
    """Everything now, or everything of one case; gives its findings as they grow."""
    done = Checked()
    for rows, of_case, _ in _kinds():
        chosen = rows.filter(**{of_case: case}) if case else rows
        for pk in list(chosen.order_by(of_case, "pk").values_list("pk", flat=True)):
            check(rows.select_related(f"{of_case}__school").get(pk=pk), done)
            yield done


def _kinds() -> tuple[tuple[QuerySet, str, str], ...]:
    """The rows with a kept file, the way to their case, and since when it lies there."""
    return (
        (Evidence.objects.all(), "case", "received_at"),
        (Document.objects.all(), "case", "made_at"),
        (Rendition.objects.exclude(vault_key=""), "evidence__case", "made_at"),
    )


def check(kept: AFile, done: Checked) -> None:
    """Read one file whole, compare it with its row, and write down what has changed since the last time."""
    try:
        store.verify(kept.vault_key, kept.sha256, kept.size)
    except Damaged as found:
        note_damage(kept, found.what)
        done.damaged.append(kept)
    except KeyDestroyed:
        pass  # disposed of with its case
    except VaultRefusal as refused:
        # Its key is not to be had, which is not damage: asked again at the next tick.
        done.not_opened[f"case {kept.case.reference}: {refused}"] += 1
        return
    else:
        if note_sound(kept):
            done.sound_again.append(kept)
    done.number += 1
    done.size += kept.size
    type(kept)._default_manager.filter(pk=kept.pk).update(checked_at=timezone.now())


def _due(rows: QuerySet, of_case: str, since: str) -> Iterator[AFile]:
    """Whatever waited longest first; the day it was put there counts as its first check."""
    now = timezone.now()
    late = Q(last__lt=now - timedelta(days=settings.FIXITY_DAYS))
    hurt = Q(damaged_at__lt=now - DAMAGED_EVERY) & (Q(checked_at=None) | Q(checked_at__lt=now - DAMAGED_EVERY))
    due = rows.annotate(last=Coalesce(F("checked_at"), F(since))).filter(late | hurt).order_by("last")
    for pk in list(due.values_list("pk", flat=True)[:MOST_LISTED]):
        yield rows.select_related(f"{of_case}__school").get(pk=pk)
