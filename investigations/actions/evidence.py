"""How is evidence received, described, and read?  Hashed as it comes in, numbered once, and every reading recorded."""

from dataclasses import dataclass
from typing import Any

from django.core.files import File
from django.db import models, transaction

from investigations import audit
from investigations.access import Standing
from investigations.models import Allegation, Case, Evidence, EvidenceBearing, Person, User
from investigations.procedure.choices import PreviewState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working
from investigations.vault.kinds import HEAD, recognise
from investigations.vault.names import clean_name
from investigations.vault.scanning import first_state
from investigations.vault.store import discard, keep, write
from investigations.vault.uploads import upload_limit

from .meanwhile import refuse_if_changed, words_of
from .previews import wake_previewer
from .refusals import BadAnswers, Refused
from .scanning import wake_scanner

DESCRIBED = ("description", "source", "dated", "withheld_because")


@dataclass(frozen=True, kw_only=True)
class KeptFile:
    """A file in the vault, with what was found out about it at receipt."""

    file_name: str
    content_type: str
    kind_label: str
    size: int
    sha256: str
    vault_key: str


def receive(file: File, *, folder: str, key: str = "", is_export: bool = False) -> KeptFile:
    """Look at a file and keep it in the vault.  Raises the vault's refusals, which are sentences for a person.

    `key` names its place where the same file may be kept a second time after a crash, and must not lie there twice.
    """
    name = clean_name(file.name or "")
    file.seek(0)
    head = file.read(HEAD)
    kind = recognise(name, head, file, is_export=is_export)  # type: ignore[arg-type]
    stream: Any = file
    limit = upload_limit()
    kept = write(stream, key=key, limit=limit) if key else keep(stream, folder=folder, limit=limit)
    return KeptFile(
        file_name=name,
        content_type=kind.content_type,
        kind_label=kind.label,
        size=kept.size,
        sha256=kept.sha256,
        vault_key=kept.key,
    )


def add_evidence(case: Case, file: File, *, by: User, is_export: bool = False, **about: Any) -> Evidence:
    """Receive one file as the next exhibit.  `about` may give description, source and dated."""
    standing = Standing.of(by, case)
    refuse_to_add(standing)
    kept = receive(file, folder=case.pk.hex, is_export=is_export)
    try:
        with transaction.atomic():
            locked = Case.objects.select_for_update().get(pk=case.pk)
            standing = Standing.of(by, locked)
            refuse_to_add(standing)
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
        scan=first_state(),
        preview=PreviewState.WAITING,
        **about,
    )
    wake_scanner(exhibit)
    wake_previewer(exhibit)
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


def describe(
    exhibit: Evidence, bearings: dict[Allegation, str], *, by: User, seen: str | None = None, **about: Any
) -> None:
    """Say what an exhibit is, where it comes from, and which way it speaks on each allegation.

    `about` gives description, source, dated and withheld_because; the file itself is never changed.  `seen` is the
    fingerprint of `description_of` when the person's page was drawn.
    """
    with transaction.atomic():
        case = Case.objects.select_for_update().select_related("school").get(pk=exhibit.case_id)
        standing = Standing.of(by, case)
        if refusal := standing.work_refusal(Working.describe_evidence):
            raise Refused(refusal)
        exhibit.refresh_from_db()
        refuse_if_changed(seen, description_of(exhibit), None)
        before = exhibit.description
        changed = [name for name in DESCRIBED if name in about]
        for name in changed:
            setattr(exhibit, name, about[name])
        if changed:
            exhibit.save(update_fields=changed)
        exhibit.bearings.all().delete()
        _record_description(case, exhibit, standing.person, before, _bear(exhibit, bearings))


def description_of(exhibit: Evidence) -> dict[str, Any]:
    """What is said about an exhibit, by the names of the form's fields: for `fingerprint`."""
    bearings = exhibit.bearings.select_related("allegation")
    return words_of(exhibit, DESCRIBED) | {f"bearing_{row.allegation.position}": row.bearing for row in bearings}


def describe_many(
    case: Case, about: dict[int, dict[str, Any]], *, by: User, bearings: dict[Allegation, str] | None = None
) -> int:
    """Fill in description, source and date of several exhibits at once, by their numbers; says how many changed.

    It only fills what is empty.  Where somebody wrote something else meanwhile, `BadAnswers` shows it by
    `description_7`, and nothing at all is saved.  `bearings` goes to each exhibit that gets its description here and
    has no bearing on that allegation yet.
    """
    bad: dict[str, str] = {}
    described = 0
    with transaction.atomic():
        locked = Case.objects.select_for_update().select_related("school").get(pk=case.pk)
        standing = Standing.of(by, locked)
        if refusal := standing.work_refusal(Working.describe_evidence):
            raise Refused(refusal)
        for exhibit in locked.evidence.filter(number__in=about).prefetch_related("bearings"):
            given = {name: value for name, value in about[exhibit.number].items() if name in DESCRIBED and value}
            bad |= _taken_already(exhibit, given)
            changed = [name for name, value in given.items() if getattr(exhibit, name) != value]
            if bad or not changed:
                continue
            for name in changed:
                setattr(exhibit, name, given[name])
            exhibit.save(update_fields=changed)
            positions = _bear(exhibit, bearings or {}) if "description" in changed else []
            _record_description(locked, exhibit, standing.person, "", positions or None)
            described += 1
        if bad:
            raise BadAnswers(bad)
    return described


def _taken_already(exhibit: Evidence, given: dict[str, Any]) -> dict[str, str]:
    return {
        f"{name}_{exhibit.number}": (
            f"Somebody has written “{getattr(exhibit, name)}” for exhibit {exhibit.number} meanwhile. "
            "Leave this empty, and change it on the page of the exhibit."
        )
        for name, value in given.items()
        if getattr(exhibit, name) and getattr(exhibit, name) != value
    }


def _bear(exhibit: Evidence, bearings: dict[Allegation, str]) -> list[int]:
    """Add the bearings it does not have yet; gives the positions of those allegations."""
    if any(allegation.case_id != exhibit.case_id for allegation in bearings):
        raise Refused("That allegation belongs to another case.")
    held = {row.allegation_id for row in exhibit.bearings.all()}
    added = {allegation: way for allegation, way in bearings.items() if way and allegation.pk not in held}
    EvidenceBearing.objects.bulk_create(
        EvidenceBearing(evidence=exhibit, allegation=allegation, bearing=way) for allegation, way in added.items()
    )
    return [allegation.position for allegation in added]


def _record_description(
    case: Case, exhibit: Evidence, by: Person | None, before: str, bears_on: list[int] | None = None
) -> None:
    says = f"{by} described exhibit {exhibit.number}"
    if exhibit.description != before:
        says += f" as “{exhibit.description}”" + (f", before: “{before}”" if before else "")
    if exhibit.withheld_because:
        says += f"; it is left out of the hearing papers: {exhibit.withheld_because}"
    facts: dict[str, Any] = {"exhibit": exhibit.number, "withheld": bool(exhibit.withheld_because)}
    if bears_on is not None:
        facts["bears_on"] = sorted(bears_on)
    audit.record(case, "evidence.described", by=by, section=Section.EVIDENCE, facts=facts, says=says)


def record_reading(exhibit: Evidence, how: str, *, by: Person, section: Section = Section.EVIDENCE) -> None:
    """Write down that somebody looked at an exhibit (`how`: "viewed", "played", "downloaded" or "printed").

    `section` is where they got at it: a panel reads the served papers, and the investigator, who sees no section of
    the hearing, must not learn from the readings who sits on it.
    """
    with transaction.atomic():
        audit.record(
            exhibit.case,
            f"evidence.{how}",
            by=by,
            section=section,
            facts={"exhibit": exhibit.number, "sha256": exhibit.sha256},
            says=f"{by} {how} exhibit {exhibit.number}",
        )


def refuse_to_add(standing: Standing) -> None:
    if refusal := standing.work_refusal(Working.add_evidence):
        raise Refused(refusal)
