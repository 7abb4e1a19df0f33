"""What becomes of a report in the making?  Kept page by page, with its files, and then sent once or thrown away."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from investigations.models import Appointment, Case, ConcernDraft, DraftFile, Person, User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Role
from investigations.vault.store import discard

from .appointments import introduce
from .concerns import Concern, log_concern
from .evidence import KeptFile, receive
from .refusals import Refused

MOST_ALLEGATIONS = 20
MOST_FILES = 200


class Gone(Exception):
    """The report was sent or thrown away in the meantime."""


#: What stood in the boxes of a page, as a browser posts it: kept as typed, so that nothing wrong is lost either.
Typed = Mapping[str, list[str]]


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Somebody the school has no entry for, as the report names them."""

    kind: PersonKind
    name: str = ""


def start_draft(by: Person) -> ConcernDraft:
    """A new report; one that was begun and left without a word is taken up again."""
    untouched = ConcernDraft.objects.filter(by=by, school=by.school, answers={}, files=None).first()
    return untouched or ConcernDraft.objects.create(by=by, school=by.school)


def keep_answers(draft: ConcernDraft, page: str, typed: Typed, *, allegation: int | None = None) -> ConcernDraft:
    """Keep what was typed on one page; with `allegation` (1, 2 ...) on the page of that allegation."""
    with transaction.atomic():
        draft = locked_draft(draft)
        answers: dict[str, Any] = draft.answers
        if allegation is not None:
            claims = answers.setdefault("claims", [])
            if allegation > min(len(claims) + 1, MOST_ALLEGATIONS):
                raise Refused(f"A report holds up to {MOST_ALLEGATIONS} allegations, one after the other.")
            if allegation > len(claims):
                claims.append({})
            answers = claims[allegation - 1]
        answers[page] = {name: list(values) for name, values in typed.items()}
        _save(draft)
    return draft


def remove_allegation(draft: ConcernDraft, number: int) -> ConcernDraft:
    """Take one allegation out.  The title stands with the first, and goes to the next when that one is removed."""
    with transaction.atomic():
        draft = locked_draft(draft)
        claims = draft.answers.get("claims", [])
        if 1 <= number <= len(claims):
            removed = claims.pop(number - 1)
            if number == 1 and claims:
                claims[0].setdefault("what", {}).setdefault("title", removed.get("what", {}).get("title", [""]))
            _save(draft)
    return draft


def add_file(draft: ConcernDraft, file: UploadedFile) -> DraftFile:
    """Keep a file with the draft, in the folder that will be the case's.  Raises the vault's refusals."""
    refuse_more_files(draft)
    kept = receive(file, folder=draft.pk.hex)
    try:
        with transaction.atomic():
            return enter_file(locked_draft(draft), kept)
    except BaseException:
        discard(kept.vault_key)
        raise


def refuse_more_files(draft: ConcernDraft) -> None:
    if draft.files.count() >= MOST_FILES:
        raise Refused(f"A report holds up to {MOST_FILES} files: add the others once it is sent.")


def enter_file(draft: ConcernDraft, kept: KeptFile) -> DraftFile:
    """The row of a file that lies in the vault.  Runs inside the transaction of its caller."""
    return draft.files.create(**{name: getattr(kept, name) for name in KeptFile.__dataclass_fields__})


def remove_file(draft: ConcernDraft, pk: uuid.UUID) -> None:
    with transaction.atomic():
        file = locked_draft(draft).files.filter(pk=pk).first()
        if file is not None:
            file.delete()
            transaction.on_commit(lambda: discard(file.vault_key))


def discard_draft(draft: ConcernDraft) -> None:
    """Throw a report away that was never sent, with its files."""
    with transaction.atomic():
        draft = locked_draft(draft)
        keys = list(draft.files.values_list("vault_key", flat=True))
        draft.delete()
        transaction.on_commit(lambda: [discard(key) for key in keys])


def send(
    draft: ConcernDraft,
    concern: Concern,
    *,
    subject: Person | Newcomer | None,
    told_by: Person | Newcomer | None,
    by: User,
    at: Person,
) -> Case:
    """Make a case of the draft; the draft is gone with the same transaction, its files become exhibits.

    Raises `Gone` where it was sent before, and then nothing changes: `was_sent_by` knows.
    """
    with transaction.atomic():
        draft = locked_draft(draft)
        files = tuple(
            KeptFile(**{name: getattr(file, name) for name in KeptFile.__dataclass_fields__})
            for file in draft.files.all()
        )
        complete = replace(concern, id=draft.pk, subject=_met(subject, at), reported_by=_met(told_by, at), files=files)
        case = log_concern(complete, by=by, at=at)
        draft.delete()
    return case


def was_sent_by(person: Person, pk: uuid.UUID) -> bool:
    """Whether this person sent a draft of that key: so that the page that thanks them can be opened again.

    They entered themselves, as the one who reported it or as the one it is about.
    """
    entered = Appointment.objects.of(Role.REPORTER, Role.SUBJECT)
    return entered.filter(case=pk, person=person, appointed_by=person).exists()


def _met(somebody: Person | Newcomer | None, at: Person) -> Person | None:
    if isinstance(somebody, Newcomer):
        return introduce(at.school, kind=somebody.kind, name=somebody.name)
    return somebody


def locked_draft(draft: ConcernDraft) -> ConcernDraft:
    """Behind the lock; `Gone` where it was sent or thrown away."""
    locked = ConcernDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        raise Gone
    return locked


def _save(draft: ConcernDraft) -> None:
    draft.updated_at = timezone.now()
    draft.save(update_fields=["answers", "updated_at"])
