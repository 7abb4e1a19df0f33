"""How does a file come in by pieces, and when is it kept?  Acknowledged when it is on the disk and in its row.

A piece is sealed, synced, and then counted in one update that only succeeds from the offset at which it began: of two
senders of the same piece one is counted.  The whole becomes an exhibit through the same door as every other file: whoever
gathers evidence adds it, the employee concerned hands it in, and a report in the making keeps it until it is sent.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.files import File
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from investigations.access import Standing
from investigations.documents.jobs import lease
from investigations.models import Case, ConcernDraft, DraftFile, Evidence, Person, Upload, User
from investigations.procedure.choices import UploadState
from investigations.procedure.roles import Role
from investigations.procedure.work import Work, Working
from investigations.vault import pieces
from investigations.vault.kinds import HEAD, recognise, refuse_by_name
from investigations.vault.names import clean_name
from investigations.vault.pieces import Piece, Readable
from investigations.vault.refusals import Damaged, NoKey, NoRoom, OutOfReach, TooLarge, VaultRefusal
from investigations.vault.refusals import Refused as NotAccepted
from investigations.vault.store import discard
from investigations.vault.uploads import upload_limit

from .drafts import Gone, enter_file, locked_draft, refuse_more_files
from .employee import enter_handed_in
from .evidence import KeptFile, enter_exhibit, receive, refuse_to_add
from .refusals import Refused

#: On their way at the same time, for one person in one case.
MOST_AT_ONCE = 100
MOST_PIECES = 20_000
#: An upload to which nothing is added for so long is given up.
ABANDONED = timedelta(hours=24)
#: So long the page that sent a file has to ask for its exhibit, so that exhibits are numbered as they were chosen.
PAGES_TURN = timedelta(minutes=5)
AT_ONCE = 25
GIVEN_UP = "This file was given up meanwhile. Choose it again."
NOT_YET = "This file is not ready yet. Ask again in a moment."
DAMAGED = "This file was damaged while it waited here. Choose it again."


class NotYet(Refused):
    """It has not arrived in full, or somebody is making an exhibit of it at this moment."""


class WrongPlace(Exception):
    """The piece does not begin where the last one that counts ended: the sender asks where to go on."""


def unfinished(to: Case | ConcernDraft, by: User) -> QuerySet[Upload]:
    """What this person began to send and nothing has become of."""
    return to.uploads.filter(by__user=by, state__in=[UploadState.RECEIVING, UploadState.ARRIVED])


def start_upload(
    to: Case | ConcernDraft,
    *,
    by: User,
    name: str,
    size: int,
    modified: str = "",
    is_archive: bool = False,
    for_capture: bool = False,
) -> Upload:
    """A row to which pieces can be added.  What name and size alone forbid is refused here, before it is sent."""
    if size > upload_limit():
        raise TooLarge(upload_limit())
    refuse_by_name(name, is_export=is_archive)
    if not size:
        raise NotAccepted(f"{clean_name(name)} is empty.")
    with transaction.atomic():
        person = _sender(to, by)
        if unfinished(to, by).count() >= MOST_AT_ONCE:
            raise Refused(f"You have {MOST_AT_ONCE} files on their way already. Wait until some are kept.")
        return Upload.objects.create(
            **{"case" if isinstance(to, Case) else "draft": to},
            by=person,
            name=name.replace("\0", "") if len(name) <= 300 else clean_name(name),
            size=size,
            modified=modified[:20],
            is_archive=is_archive,
            for_capture=for_capture,
        )


def _sender(to: Case | ConcernDraft, by: User) -> Person:
    """Who hands in, behind the lock; Refused where they may not, or where the report holds what it can."""
    if isinstance(to, ConcernDraft):
        draft = locked_draft(to)
        refuse_more_files(draft)
        return draft.by
    standing = Standing.of(by, Case.objects.select_for_update().get(pk=to.pk))
    if refusal := standing.work_refusal(way_in(standing)):
        raise Refused(refusal)
    assert standing.person is not None
    return standing.person


def way_in(standing: Standing) -> Work:
    """As what this person's files come in."""
    return Working.hand_in if Role.SUBJECT in standing.roles else Working.add_evidence


def add_piece(upload: Upload, stream: Readable, *, offset: int) -> Upload:
    """Keep what the stream brings, which begins at `offset`.  When this returns, that much is durable.

    Raises WrongPlace where the piece does not follow the last, and the vault's refusals where it cannot be kept.
    """
    if offset != upload.offset or upload.upload_state is not UploadState.RECEIVING:
        raise WrongPlace
    if len(upload.pieces) >= MOST_PIECES:
        raise Refused("This file came in too many parts. Discard it and choose it again.")
    where = upload.pk.hex
    piece = pieces.keep_piece(stream, folder=upload.folder, upload=where, most=upload.size - offset)
    if piece is None:
        return upload
    end = offset + piece.size
    state = UploadState.ARRIVED if end == upload.size else UploadState.RECEIVING
    counted = Upload.objects.filter(pk=upload.pk, offset=offset, state=UploadState.RECEIVING).update(
        offset=end, pieces=[*upload.pieces, [piece.name, piece.size]], state=state, last_at=timezone.now()
    )
    if not counted:
        pieces.drop_piece(where, piece.name)
        raise WrongPlace
    upload.refresh_from_db()
    return upload


def enter_upload(upload: Upload, *, by: User) -> Evidence | DraftFile:
    """Make of a file that has arrived what it came for.  May be called twice: there is one exhibit all the same.

    Raises Refused or the vault's refusals; what is refused for good is discarded, and its row says why.
    """
    with mine_alone(upload):
        if upload.became is not None:
            return upload.became
        try:
            kept = keep_upload(upload)
            with transaction.atomic():
                became = _entered(upload, kept, by)
        except (NoRoom, NoKey, OutOfReach):
            raise  # it waits, and can be tried again
        except (Refused, VaultRefusal) as refused:
            _refuse(upload, DAMAGED if isinstance(refused, Damaged) else str(refused))
            upload.refresh_from_db()
            if upload.became is None:
                raise
            became = upload.became  # it took longer than the lease, and another was done first
    pieces.drop_upload(upload.pk.hex)
    return became


def _entered(upload: Upload, kept: KeptFile, by: User) -> Evidence | DraftFile:
    """Locks first what it goes to: a lease may have run out, and another may have been first."""
    if upload.draft is not None:
        draft = locked_draft(upload.draft)
        refuse_if_settled(upload)
        file = enter_file(draft, kept)
        settle(upload, draft_file=file)
        return file
    assert upload.case is not None
    case = Case.objects.select_for_update().get(pk=upload.case.pk)
    standing = Standing.of(by, case)
    if way_in(standing) is Working.add_evidence:
        refuse_to_add(standing)
    refuse_if_settled(upload)
    if way_in(standing) is Working.hand_in:
        exhibit = enter_handed_in(case, kept, by=by)
    else:
        assert standing.person is not None
        exhibit = enter_exhibit(case, kept, by=standing.person)
    settle(upload, exhibit=exhibit)
    return exhibit


def whole_upload(case: Case, file: File, *, by: User) -> Upload:
    """A file that came in one request, for a page that keeps it later: what is typed beside it may not do yet."""
    upload = start_upload(case, by=by, name=file.name or "", size=file.size, for_capture=True)
    try:
        file.seek(0)
        add_piece(upload, file, offset=0)
        look_at(upload)
    except BaseException:
        discard_upload(upload)
        raise
    return upload


def look_at(upload: Upload) -> None:
    """Tell whether a file that has arrived would be taken, for a page that keeps it later; discards what would not."""
    if upload.upload_state is not UploadState.ARRIVED:
        raise Refused(upload.says) if upload.says else NotYet(NOT_YET)
    try:
        with _whole(upload) as whole:
            recognise(upload.name, whole.read(HEAD), whole, is_export=upload.is_archive)  # type: ignore[arg-type]
    except VaultRefusal as refused:
        _refuse(upload, str(refused))
        raise


def refuse_if_settled(upload: Upload) -> None:
    """Once the case is locked: a lease may have run out, and another may have been first."""
    if not Upload.objects.filter(pk=upload.pk, state=UploadState.ARRIVED).exists():
        raise Refused(GIVEN_UP)


def settle(upload: Upload, **became: Evidence | DraftFile) -> None:
    """It is an `exhibit` now, or a `draft_file`.  Runs inside the transaction that makes it."""
    settled = Upload.objects.filter(pk=upload.pk, state=UploadState.ARRIVED).update(
        state=UploadState.KEPT, lease=None, last_at=timezone.now(), **became
    )
    if not settled:
        raise Refused(GIVEN_UP)


def discard_upload(upload: Upload) -> None:
    """Whoever sends it does not want to any more, or never came back."""
    given_up, _ = Upload.objects.filter(pk=upload.pk).exclude(state=UploadState.KEPT).delete()
    if given_up:
        discard(place_of(upload))  # of a try that broke off between keeping the file and its row
    Upload.objects.filter(pk=upload.pk).delete()
    pieces.drop_upload(upload.pk.hex)


def sweep_uploads() -> None:
    """What arrived and nobody asked for becomes an exhibit; what nobody came back for goes, with all its pieces."""
    now = timezone.now()
    waiting = Upload.objects.filter(state=UploadState.ARRIVED, for_capture=False, last_at__lt=now - PAGES_TURN)
    for upload in waiting.filter(_is_free()).select_related("case", "draft", "by__user", "exhibit", "draft_file")[
        :AT_ONCE
    ]:
        if upload.by.user is None:
            discard_upload(upload)
            continue
        try:
            enter_upload(upload, by=upload.by.user)
        except (Refused, VaultRefusal, Gone):
            continue
    for upload in Upload.objects.filter(last_at__lt=now - ABANDONED)[: 40 * AT_ONCE]:
        discard_upload(upload)
    for left in pieces.left_behind(older_than=ABANDONED.total_seconds()):
        if not Upload.objects.filter(pk=left, state__in=[UploadState.RECEIVING, UploadState.ARRIVED]).exists():
            pieces.drop_upload(left)


def keep_upload(upload: Upload) -> KeptFile:
    """In the vault under a place of its own, which a second try overwrites."""
    with _whole(upload) as whole:
        return receive(whole, folder=upload.folder, key=place_of(upload), is_export=upload.is_archive)


def place_of(upload: Upload) -> str:
    return f"{upload.folder}/{upload.pk.hex}"


def _whole(upload: Upload) -> File:
    held = [Piece(name, size) for name, size in upload.pieces]
    return File(pieces.open_whole(held, folder=upload.folder, upload=upload.pk.hex), name=upload.name)


@contextmanager
def mine_alone(upload: Upload) -> Iterator[None]:
    """One of many callers makes the exhibit; the lease of one that was killed runs out."""
    taken = Upload.objects.filter(_is_free(), pk=upload.pk, state=UploadState.ARRIVED).update(
        lease=timezone.now() + lease()
    )
    upload.refresh_from_db()
    if not taken and upload.upload_state is not UploadState.KEPT:
        raise Refused(upload.says) if upload.says else NotYet(NOT_YET)
    try:
        yield
    finally:
        if taken:
            Upload.objects.filter(pk=upload.pk).update(lease=None)


def _refuse(upload: Upload, why: str) -> None:
    """Only what is still waiting: where another made an exhibit of it meanwhile, its file is evidence."""
    upload.says = why
    waiting = Upload.objects.filter(pk=upload.pk, state=UploadState.ARRIVED)
    if waiting.update(state=UploadState.REFUSED, says=why, pieces=[], last_at=timezone.now()):
        discard(place_of(upload))
        pieces.drop_upload(upload.pk.hex)


def _is_free() -> Q:
    return Q(lease=None) | Q(lease__lt=timezone.now())
