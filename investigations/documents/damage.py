"""What follows when a kept file is found damaged, or sound again?  It is written down and told once, until that changes."""

import json
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from investigations import audit
from investigations.access import Standing
from investigations.models import AuditEvent, Case, Document, DocumentKind, Evidence, Person, Rendition
from investigations.news import notify
from investigations.procedure.notices import NoticeKind
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

from .kinds import may_read

TOLD = (Role.CASE_MANAGER, Role.INVESTIGATING_OFFICER)
AFile = Evidence | Document | Rendition
NOT_AS_MADE = "its stored content is not what was made"
NOT_AS_HANDED_IN = "its stored content is not what was handed in"


def note_damage(kept: AFile, what: str) -> bool:
    """The file no longer is what was put into the vault.  False where that is known already.

    Who opened it is not said: the event stands where the exhibits are, and a panel's reading is not told there.
    """
    with transaction.atomic():
        if not _turned(kept, damaged_at=timezone.now(), damage=what[:200]):
            return False
        _record(kept, "damaged", {"what": what}, f"{_called(kept)} was found damaged: {what}")
        for person in _told(kept):
            notify(person, NoticeKind.EVIDENCE_DAMAGED, case=kept.case, record=kept)
    return True


def note_sound(kept: AFile) -> bool:
    """What was damaged is again, to the last bit, what was put there; False where it was not known to be damaged."""
    if not kept.is_damaged:
        return False
    with transaction.atomic():
        if not _turned(kept, damaged_at=None, damage=""):
            return False
        _record(kept, "sound", {}, f"{_called(kept)} is sound again: its file is, to the last bit, the one recorded")
    return True


def _turned(kept: AFile, *, damaged_at: datetime | None, damage: str) -> bool:
    """From sound to damaged or back; of two who find it at once, one turns it."""
    Case.objects.select_for_update().get(pk=kept.case_id)
    rows = type(kept)._default_manager.filter(pk=kept.pk, damaged_at__isnull=damaged_at is not None)
    turned = rows.update(damaged_at=damaged_at, damage=damage)
    if turned:
        kept.damaged_at, kept.damage = damaged_at, damage
    return bool(turned)


def _record(kept: AFile, kind: str, facts: dict[str, str], says: str) -> None:
    if isinstance(kept, Evidence):
        about = {"exhibit": kept.number, "sha256": kept.sha256}
        audit.record(kept.case, f"evidence.{kind}", section=Section.EVIDENCE, facts=about | facts, says=says)
        return
    if isinstance(kept, Rendition):
        about = {"exhibit": kept.evidence.number, "rendition": str(kept.pk), "sha256": kept.sha256}
        audit.record(kept.case, f"rendition.{kind}", section=Section.REDACTION, facts=about | facts, says=says)
        return
    about = {"document": str(kept.pk), "sha256": kept.sha256}
    audit.record(kept.case, f"document.{kind}", section=_section_of(kept), facts=about | facts, says=says)


def _section_of(document: Document) -> str:
    """Where its making was recorded: whoever does not know that it exists does not learn it from this."""
    made = AuditEvent.objects.filter(stream__name=f"case:{document.case_id}", kind="document.made")
    for event in made.order_by("-seq").iterator():
        if json.loads(bytes(event.body))["facts"]["document"] == str(document.pk):
            return event.section
    return str(document.letter.section) if document.letter else Section.DOCUMENTS.value


def _called(kept: AFile) -> str:
    if isinstance(kept, Evidence):
        return f"Exhibit {kept.number}"
    if isinstance(kept, Rendition):
        return f"The redacted copy of exhibit {kept.evidence.number} for “{kept.for_scope.label}”"
    name = f"Letter {kept.letter.number} as PDF" if kept.letter else DocumentKind(kept.kind).label
    return f"{name} of {timezone.localdate(kept.made_at):%d %m %Y}"


def _told(kept: AFile) -> list[Person]:
    """The case manager and the investigator; of a document those of them who may read it, and for whom it was made."""
    parts = kept.case.appointments.live().of(*TOLD).select_related("person__user")
    people = {part.person_id: part.person for part in parts}
    if not isinstance(kept, Document):
        return list(people.values())
    people[kept.made_for_id] = kept.made_for
    return [person for person in people.values() if person.user and may_read(Standing.of(person.user, kept.case), kept)]
