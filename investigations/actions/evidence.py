"""How is evidence received, described, and read?  Hashed as it comes in, numbered once, and every reading recorded."""

from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction

from investigations import audit
from investigations.access import Standing
from investigations.models import Allegation, Case, Evidence, EvidenceBearing, Person, User
from investigations.procedure.work import Working
from investigations.vault.kinds import HEAD, recognise
from investigations.vault.names import clean_name
from investigations.vault.store import discard, keep
from investigations.vault.uploads import upload_limit

from .refusals import Refused


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file in the vault, with what was found out about it at receipt."""

    file_name: str
    content_type: str
    kind_label: str
    size: int
    sha256: str
    vault_key: str


def receive(file: UploadedFile, *, folder: str) -> KeptFile:
    """Look at a file and keep it in the vault.  Raises the vault's refusals, which are sentences for a person."""
    name = clean_name(file.name or "")
    file.seek(0)
    head = file.read(HEAD)
    kind = recognise(name, head, file)  # type: ignore[arg-type]
    kept = keep(file, folder=folder, limit=upload_limit())  # type: ignore[arg-type]
    return KeptFile(
        file_name=name,
        content_type=kind.content_type,
        kind_label=kind.label,
        size=kept.size,
        sha256=kept.sha256,
        vault_key=kept.key,
    )


def add_evidence(case: Case, file: UploadedFile, *, by: User, **about: Any) -> Evidence:
    """Receive one file as the next exhibit.  `about` may give description, source and dated."""
    standing = Standing.of(by, case)
    _refuse(standing)
    kept = receive(file, folder=case.pk.hex)
    try:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            standing = Standing.of(by, locked)
            _refuse(standing)
            assert standing.person is not None
            return enter_exhibit(locked, kept, by=standing.person, **about)
    except BaseException:
        discard(kept.vault_key)
        raise


def enter_exhibit(case: Case, kept: KeptFile, *, by: Person, **about: Any) -> Evidence:
    """Give a kept file its number.  Runs inside the transaction of its caller."""
    last = case.evidence.aggregate(last=models.Max("number"))["last"] or 0
    exhibit = Evidence.objects.create(
        case=case,
        number=last + 1,
        file_name=kept.file_name,
        content_type=kept.content_type,
        kind_label=kept.kind_label,
        size=kept.size,
        sha256=kept.sha256,
        vault_key=kept.vault_key,
        received_by=by,
        **about,
    )
    audit.record(
        case,
        "evidence.received",
        by=by,
        section="evidence",
        facts={"exhibit": exhibit.number, "sha256": kept.sha256, "size": kept.size, "type": kept.content_type},
        says=f"{by} handed in exhibit {exhibit.number}, {kept.file_name}",
    )
    return exhibit


def same_file(exhibit: Evidence) -> Evidence | None:
    """An earlier exhibit of the case with the same bytes, for a warning: both stay."""
    return (
        Evidence.objects.filter(case=exhibit.case_id, sha256=exhibit.sha256, number__lt=exhibit.number)
        .order_by("number")
        .first()
    )


def describe(exhibit: Evidence, bearings: dict[Allegation, str], *, by: User, **about: Any) -> None:
    """Say what an exhibit is, where it comes from, and which way it speaks on each allegation.

    `about` gives description, source, dated and withheld_because; the file itself is never changed.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=exhibit.case_id)
        standing = Standing.of(by, case)
        if refusal := standing.work_refusal(Working.describe_evidence):
            raise Refused(refusal)
        allowed = {"description", "source", "dated", "withheld_because"}
        for name in allowed & about.keys():
            setattr(exhibit, name, about[name])
        exhibit.save(update_fields=sorted(allowed & about.keys()) or None)
        exhibit.bearings.all().delete()
        EvidenceBearing.objects.bulk_create(
            EvidenceBearing(evidence=exhibit, allegation=allegation, bearing=bearing)
            for allegation, bearing in bearings.items()
            if bearing
        )
        audit.record(
            case,
            "evidence.described",
            by=standing.person,
            section="evidence",
            facts={"exhibit": exhibit.number, "bears_on": sorted(allegation.position for allegation in bearings)},
            says=f"{standing.person} described exhibit {exhibit.number}",
        )


def record_reading(exhibit: Evidence, how: str, *, by: Person) -> None:
    """Write down that somebody looked at an exhibit (`how` is "viewed", "downloaded" or "printed")."""
    with transaction.atomic():
        audit.record(
            exhibit.case,
            f"evidence.{how}",
            by=by,
            section="evidence",
            facts={"exhibit": exhibit.number, "sha256": exhibit.sha256},
            says=f"{by} {how} exhibit {exhibit.number}",
        )


def _refuse(standing: Standing) -> None:
    if refusal := standing.work_refusal(Working.add_evidence):
        raise Refused(refusal)
