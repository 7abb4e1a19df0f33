"""How does a policy come in, come into force, and get signed?"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date

from django.db import models, transaction
from django.utils import timezone

from investigations import audit
from investigations.models import (
    Clause,
    Passage,
    PassageKind,
    Person,
    Policy,
    PolicyImport,
    PolicyVersion,
    School,
)
from investigations.procedure.duties import DutyKind, opened_by, suggested_by
from investigations.reading.policy import PolicyReading, ReadClause

from .refusals import BadAnswers, Refused
from .sign_off import STATEMENT, countersign, may_countersign, open_campaign, sign

__all__ = [
    "STATEMENT", "begin_import", "countersign", "discard_version", "may_countersign", "publish", "save_import",
    "save_version", "sign",
]  # fmt: skip

LONGEST_NUMBER = 40


def save_version(
    school: School,
    reading: PolicyReading,
    source_text: str,
    *,
    effective_from: date,
    source_name: str = "",
    by: Person | None = None,
    adopted_on: date | None = None,
    minute_reference: str = "",
) -> PolicyVersion:
    """Save what was read as the next version of the policy of that title.  Not in force until it is published."""
    title = " ".join(reading.title.split())
    if not title:
        raise BadAnswers({"title": "Give the policy a title."})
    if len(title) > 300:
        raise BadAnswers({"title": "The title is longer than 300 characters: give the policy a shorter one."})
    if not reading.clauses:
        raise BadAnswers({"clauses": "No clause was found: mark at least one line as a clause."})
    if wrong := _wrong_number(reading.clauses):
        raise BadAnswers({"clauses": wrong})
    with transaction.atomic():
        policy, _ = Policy.objects.get_or_create(school=school, title=title)
        Policy.objects.select_for_update().get(pk=policy.pk)
        last = policy.versions.aggregate(last=models.Max("number"))["last"] or 0
        version = PolicyVersion.objects.create(
            policy=policy,
            number=last + 1,
            effective_from=effective_from,
            adopted_on=adopted_on,
            minute_reference=minute_reference,
            source_name=source_name[-200:],
            source_text=source_text,
            text_hash=hashlib.sha256(source_text.encode()).hexdigest(),
            imported_by=by,
        )
        Clause.objects.bulk_create(
            Clause(
                version=version,
                position=position,
                number=clause.number,
                text=clause.text,
                opens=opened_by(clause.text),
                suggests=suggested_by(clause.text),
            )
            for position, clause in enumerate(reading.clauses, start=1)
        )
        passages = {
            PassageKind.PROVISION: reading.provisions,
            PassageKind.COMPANION: reading.companion_policies,
            PassageKind.SIGN_OFF: reading.sign_off,
            PassageKind.BACKGROUND: reading.unplaced,
        }
        Passage.objects.bulk_create(
            Passage(version=version, kind=kind, position=position, text=text)
            for kind, texts in passages.items()
            for position, text in enumerate(texts, start=1)
        )
        audit.record_school(
            school,
            "policy.imported",
            by=by,
            facts={"version": str(version.pk), "number": version.number, "hash": version.text_hash},
            says=f"{by or 'Casework'} imported {version}",
        )
    return version


def _wrong_number(clauses: Sequence[ReadClause]) -> str:
    """Why a case could not cite these clauses by their numbers, or nothing."""
    for number, times in Counter(clause.number for clause in clauses).items():
        if not number:
            return "Every clause needs a number, so that a case can cite it."
        if len(number) > LONGEST_NUMBER:
            return f"The number “{number[:LONGEST_NUMBER]}…” is too long: use {LONGEST_NUMBER} characters or fewer."
        if times > 1:
            return f"{times} clauses have the number {number}: give each its own."
    return ""


def begin_import(school: School, source_text: str, *, source_name: str, by: Person) -> PolicyImport:
    """Keep a document that was read, so that it can be corrected before it becomes a version."""
    return PolicyImport.objects.create(school=school, by=by, source_name=source_name[-200:], source_text=source_text)


def save_import(
    begun: PolicyImport,
    reading: PolicyReading,
    *,
    effective_from: date,
    adopted_on: date | None,
    minute_reference: str,
    by: Person,
) -> PolicyVersion:
    """Save the corrected reading as a version, and be done with the import.  Twice pressed is once saved."""
    with transaction.atomic():
        kept = PolicyImport.objects.select_for_update().filter(pk=begun.pk).first()
        if kept is None:
            raise Refused("This document was saved or thrown away already. Look at the list of policies.")
        version = save_version(
            kept.school,
            reading,
            kept.source_text,
            effective_from=effective_from,
            source_name=kept.source_name,
            by=by,
            adopted_on=adopted_on,
            minute_reference=minute_reference,
        )
        kept.delete()
    return version


def publish(version: PolicyVersion, *, by: Person | None) -> None:
    """Put a version in force from its date.  From now on it is frozen."""
    with transaction.atomic():
        version = PolicyVersion.objects.select_for_update().select_related("policy__school").get(pk=version.pk)
        if version.is_published:
            raise Refused("This version is published already, and frozen.")
        version.published_at, version.published_by = timezone.now(), by
        version.save(update_fields=["published_at", "published_by"])
        audit.record_school(
            version.policy.school,
            "policy.published",
            by=by,
            facts={"version": str(version.pk), "hash": version.text_hash},
            says=f"{by or 'Casework'} published {version}",
        )
        if _newest(version):
            open_campaign(version, by=by)


def _newest(version: PolicyVersion) -> bool:
    """A version that is entered later but held earlier, such as one from before Casework, is signed by nobody now."""
    last = version.policy.versions.published().order_by("-effective_from", "-number").first()
    return last == version


def set_duties(clause: Clause, *, opens: list[str], suggests: list[str], by: Person) -> None:
    """Say which duties a clause opens by itself, and whose questions it points out, before it is in force."""
    with transaction.atomic():
        version = PolicyVersion.objects.select_for_update().select_related("policy__school").get(pk=clause.version_id)
        if version.is_published:
            raise Refused("This version is published already, and frozen.")
        clause.opens = [kind.value for kind in DutyKind if kind.value in opens]
        clause.suggests = [kind.value for kind in DutyKind if kind.value in suggests and kind.value not in opens]
        clause.save(update_fields=["opens", "suggests"])
        audit.record_school(
            version.policy.school,
            "policy.duties",
            by=by,
            facts={
                "version": str(version.pk),
                "clause": clause.number,
                "opens": clause.opens,
                "suggests": clause.suggests,
            },
            says=f"{by} set which duties clause {clause.number} of {version} opens",
        )


def discard_version(version: PolicyVersion, *, by: Person) -> None:
    """Throw an unpublished version away."""
    with transaction.atomic():
        version = PolicyVersion.objects.select_for_update().select_related("policy__school").get(pk=version.pk)
        if version.is_published:
            raise Refused("A published version is frozen and is kept.")
        audit.record_school(
            version.policy.school,
            "policy.discarded",
            by=by,
            facts={"version": str(version.pk), "hash": version.text_hash},
            says=f"{by} discarded {version}, which was never in force",
        )
        version.passages.all().delete()
        version.clauses.all().delete()
        policy = version.policy
        version.delete()
        if not policy.versions.exists():
            policy.delete()
