"""Which sealed files belong to no row?  A process that was killed between keeping a file and its row leaves one.

Nobody was told that it was kept, so it is removed.  Never one that a row may still come to: those are younger than
`SAFE_AGE`, which is longer than any request, job or upload lives, or they are the place of an upload that is not settled.
"""

import logging
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.apps import apps

from investigations.models import Upload
from investigations.procedure.choices import UploadState
from investigations.vault import keys, store

from .uploads import place_of

SAFE_AGE = timedelta(days=2)
#: A killed process leaves one or two.  More than these at once say that the database is older than the files, say after
#: it was brought back from a backup: then they may be evidence, and somebody has to look.
MOST = 50
AT_ONCE = 500
log = logging.getLogger(__name__)


def sweep_orphans(*, older_than: timedelta = SAFE_AGE) -> list[str]:
    """Remove them, with the pictures made of them; gives their keys.  Removes none where there are too many."""
    found = list(islice(_orphans(older_than), MOST + 1))
    if len(found) > MOST:
        log.error("More than %s files in the vault have no row, so none was removed: is the database the newest?", MOST)
        return []
    for key in found:
        store.discard(key)
        log.warning("%s had no row and was removed: a process ended between keeping it and writing the row.", key)
    return found


def _orphans(older_than: timedelta) -> Iterator[str]:
    """Only in folders that have a key here: the storage may be shared with another site."""
    files = store.originals(older_than=older_than.total_seconds())
    while some := list(islice(files, AT_ONCE)):
        known = _with_a_row(some)
        yield from (key for key in some if key not in known and keys.has_key(store.folder_of(key)))


def _with_a_row(some: Iterable[str]) -> set[str]:
    names = {key.rpartition("/")[2] for key in some}
    waiting = Upload.objects.exclude(state__in=[UploadState.KEPT, UploadState.REFUSED]).filter(pk__in=names)
    known = {place_of(upload) for upload in waiting}
    for model in apps.get_models():
        if any(column.name == "vault_key" for column in model._meta.fields):
            known.update(model._default_manager.filter(vault_key__in=some).values_list("vault_key", flat=True))
    return known
