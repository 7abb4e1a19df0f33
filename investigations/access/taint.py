"""Who may still judge, investigate or advise?  The taint register: facts of the case, read fresh, and what they mean.

Nothing is typed in.  `Register.of(case)` reads the facts once; `judge` asks the table of `procedure/taint.py` what they
mean for a role.  Every reason is kept, not only the one that decides.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from investigations.models import (
    Appointment,
    AuditEvent,
    Case,
    Declaration,
    Exclusion,
    ExclusionKind,
    Override,
    Person,
)
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import JUDGES, Office, Role
from investigations.procedure.sections import SEES
from investigations.procedure.states import ActionState
from investigations.procedure.taint import EVERYBODY, NEVER_SET_ASIDE, Taint, Tie, Verdict, means

#: Events that say that somebody read what is in a case.
READINGS = (
    "evidence.viewed", "evidence.played", "evidence.downloaded", "evidence.printed", "evidence.attached", "papers.read", "document.read", "document.made",
)  # fmt: skip
#: What a part in the case means here, in words; ended parts count.
PARTS: dict[Role, tuple[Taint, str]] = {
    Role.SUBJECT: (Taint.SUBJECT, "the case is about them"),
    Role.CASE_MANAGER: (Taint.MANAGED, "they have managed this case"),
    Role.INVESTIGATING_OFFICER: (Taint.INVESTIGATED, "they have investigated this case"),
    Role.PRESENTING_OFFICER: (Taint.PRESENTED, "they present the case"),
    Role.REPORTER: (Taint.REPORTER, "they reported the concern"),
    Role.WITNESS: (Taint.WITNESS, "they are a witness"),
    Role.HR_ADVISER: (Taint.ADVISED, "they have advised on this case"),
    Role.CLERK: (Taint.CLERKED, "they are the clerk"),
    Role.INCIDENT_GROUP: (Taint.INCIDENT_GROUP, "they belong to the incident group"),
    Role.EVIDENCE_CUSTODIAN: (Taint.CUSTODIAN, "they have handled evidence"),
    Role.COMPANION: (Taint.COMPANION, "they accompany the employee"),
    Role.PANEL: (Taint.SAT, "they sat on the first panel"),
    Role.APPEAL_PANEL: (Taint.SAT_ON_APPEAL, "they sit on the appeal panel"),
}
#: Bar from work in a case as well when they have ended; another part that ended asks for care there.
STAYS = frozenset({Taint.INVESTIGATED, Taint.SAT, Taint.SAT_ON_APPEAL})
A_PART = "they have a part in this case"
A_TIE = "they have a tie to somebody in this case"
#: A tie to one of these makes partial; the first three are told to nobody on the way.
CONCERNED = (Role.SUBJECT, Role.REPORTER, Role.WITNESS)


@dataclass(frozen=True)
class Reason:
    """One fact: what it means, in words that complete "because ...", and since when.

    `guarded` is said to whoever may not learn who took part: the clerk is told that a governor has a part, not which.
    """

    kind: Taint
    words: str
    on: date | None = None
    guarded: str = ""
    verdict: Verdict = Verdict.ELIGIBLE

    def said(self, *, in_full: bool) -> str:
        return self.words if in_full or not self.guarded else self.guarded

    @property
    def bars(self) -> bool:
        return self.verdict is Verdict.INELIGIBLE


@dataclass(frozen=True)
class Judgement:
    """One person for one role of one case: the verdict, and every reason, the worst first."""

    case: Case
    person: Person
    role: Role
    reasons: tuple[Reason, ...]
    override: Override | None = None
    holds: bool = False

    @property
    def verdict(self) -> Verdict:
        order = list(Verdict)
        return max((reason.verdict for reason in self.reasons), key=order.index, default=Verdict.ELIGIBLE)

    @property
    def is_set_aside(self) -> bool:
        """Barred, but every bar was set aside in writing."""
        return self.verdict is Verdict.INELIGIBLE and self.override is not None

    @property
    def is_eligible(self) -> bool:
        return self.verdict is not Verdict.INELIGIBLE or self.is_set_aside

    @property
    def may_be_set_aside(self) -> bool:
        barring = self.barring
        return bool(barring) and self.override is None and not any(one.kind in NEVER_SET_ASIDE for one in barring)

    @property
    def barring(self) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.bars)

    def why_not(self, *, in_full: bool) -> str:
        """The sentence that says why not, or nothing where they may."""
        if self.is_eligible:
            return ""
        words = list(dict.fromkeys(reason.said(in_full=in_full) for reason in self.barring))
        verb = {Role.INVESTIGATING_OFFICER: "investigate"}.get(self.role, "be appointed")
        return f"{self.person} cannot {'sit' if self.role in JUDGES else verb}: {'; '.join(words)}."

    @property
    def reason(self) -> str:
        return self.why_not(in_full=True)


def judge(case: Case, person: Person, role: Role) -> Judgement:
    """Read fresh each time: call it again inside the transaction that appoints, and in the one that decides."""
    return Register.of(case).judge(person, role)


@dataclass
class Register:
    """Everything a case remembers about who did what in it, by person."""

    case: Case
    parts: dict[UUID, list[Appointment]] = field(default_factory=lambda: defaultdict(list))
    facts: dict[UUID, list[Reason]] = field(default_factory=lambda: defaultdict(list))
    readings: dict[UUID, list[tuple[datetime, str, str]]] = field(default_factory=lambda: defaultdict(list))
    acts: dict[UUID, list[tuple[str, date]]] = field(default_factory=lambda: defaultdict(list))
    overrides: dict[tuple[UUID, str], list[Override]] = field(default_factory=lambda: defaultdict(list))
    texts: list[tuple[str, str]] = field(default_factory=list)

    @classmethod
    def of(cls, case: Case) -> "Register":
        register = cls(case)
        for appointment in case.appointments.select_related("person"):
            register.parts[appointment.person_id].append(appointment)
        register._read_what_they_did()
        register._read_ties()
        register._read_readings()
        for override in case.overrides.select_related("by"):
            register.overrides[override.person_id, override.role].append(override)
        register.texts = _texts(case)
        return register

    def everybody(self, role: Role) -> list[Judgement]:
        """Who could hold the role at all: for a panel those who sit on panels, for the rest the grown-ups known here."""
        order = list(Verdict)
        rows = [self.judge(person, role) for person in self.could_hold(role)]
        return sorted(rows, key=lambda row: (order.index(row.verdict), row.person.name))

    def could_hold(self, role: Role) -> list[Person]:
        people = Person.objects.at(self.case.school).grown_ups().filter(left_on=None).prefetch_related("offices")
        if role in JUDGES:
            return [person for person in people if any(office.may_judge for office in person.current_offices())]
        inside = (PersonKind.STAFF, PersonKind.GOVERNOR, PersonKind.ADVISER)
        return [person for person in people if person.kind in inside or person.user_id]

    def judge(self, person: Person, role: Role) -> Judgement:
        found = [
            *_about_the_person(self.case, person, role),
            *self._parts_of(person, role),
            *self.facts[person.pk],
            *self._acts_of(person, role),
            *self._readings_of(person, role),
            *self._namings_of(person),
        ]
        order, kinds = list(Verdict), list(Taint)
        weighed = [replace(reason, verdict=means(reason.kind, role)) for reason in found]
        telling = {(one.kind, one.words): one for one in weighed if one.verdict is not Verdict.ELIGIBLE}
        reasons = sorted(telling.values(), key=lambda one: (-order.index(one.verdict), kinds.index(one.kind)))
        holds = any(part.kind is role and part.is_live for part in self.parts[person.pk])
        return Judgement(self.case, person, role, tuple(reasons), self._override(person, role, reasons), holds)

    def _override(self, person: Person, role: Role, reasons: Iterable[Reason]) -> Override | None:
        """The newest that sets aside all that bars now: what came up since bars again."""
        barring = {reason.kind for reason in reasons if reason.bars}
        written = self.overrides.get((person.pk, role.value), [])
        fits = [one for one in written if barring <= one.set_aside - NEVER_SET_ASIDE]
        return fits[-1] if barring and fits else None

    # ---- Parts in the case, live and ended ------------------------------------------------------------------------

    def _parts_of(self, person: Person, role: Role) -> Iterable[Reason]:
        for part in self.parts[person.pk]:
            kind, words = PARTS[part.kind]
            since = timezone.localdate(part.appointed_at)
            if part.kind is role:
                if role in JUDGES and not part.is_live:
                    yield Reason(Taint.LEFT_THE_PANEL, "they stood down from this panel", since)
                elif role is Role.INVESTIGATING_OFFICER and not part.is_live:
                    yield Reason(kind, "they were the investigating officer before, and that has ended", since)
                continue
            guarded = A_PART if part.kind in (Role.REPORTER, Role.WITNESS, Role.EVIDENCE_CUSTODIAN) else ""
            if part.is_live or role in JUDGES or kind in STAYS:
                yield Reason(kind, words, since, guarded)
            else:
                yield Reason(Taint.ENDED_PART, f"they had a part before: {part.kind.in_sentence}", since, A_PART)

    # ---- What they did, were sent and were shut out of --------------------------------------------------------------

    def _read_what_they_did(self) -> None:
        shut_out = Exclusion.objects.filter(case=self.case, lifted_at=None).exclude(kind=ExclusionKind.SUBJECT)
        for row in shut_out:
            words = "they stood down" if row.kind == ExclusionKind.RECUSED else "they have a conflict of interest"
            self._add(row.person_id, Taint.SHUT_OUT, f"{words}, and are shut out of this case", row.made_at)
        for action in self.case.actions.all():
            if action.state == ActionState.PROPOSED or (action.approved_by_id is None and not action.is_open):
                words = f"action {action.number} of the governing body was meant for them, and never told to them"
                self._add(action.owner_id, Taint.ACTION_NOT_TOLD, words, action.proposed_at)
            else:
                self._add(action.owner_id, Taint.ACTIONS, GOVERNING, action.approved_at or action.proposed_at)
            self._add(action.proposed_by_id, Taint.ACTIONS, GOVERNING, action.proposed_at)
            if action.approved_by_id and action.approved_at:
                self._add(action.approved_by_id, Taint.ACTIONS, GOVERNING, action.approved_at)
        for taken in self.case.steps_taken.values("by", "table", "as_role", "at", "record"):
            if taken["by"] is None:
                continue
            if taken["table"] == "SuspensionProcedure":
                words = f"they took part in a decision on the suspension: they {taken['record']}"
                guarded = "they took an earlier decision in this case"
                self._add(taken["by"], Taint.SUSPENSION, words, taken["at"], guarded)
            elif taken["table"] == "ActionProcedure":
                self._add(taken["by"], Taint.ACTIONS, GOVERNING, taken["at"])
            else:
                self.acts[taken["by"]].append((taken["as_role"], timezone.localdate(taken["at"])))
        for suspension in self.case.suspensions.all():
            words = "they took part in a decision on the suspension: they proposed it"
            guarded = "they took an earlier decision in this case"
            self._add(suspension.proposed_by_id, Taint.SUSPENSION, words, suspension.proposed_at, guarded)
        for served in self.case.served.all():
            if served.to_id:  # what went to an agency went to nobody of the school
                self.readings[served.to_id].append((served.sent_at, "", f"they were sent “{served.title}”"))
        for statement in self.case.statements.all():
            on = statement.taken_on
            self.facts[statement.person_id].append(Reason(Taint.WITNESS, "they gave a statement", on, A_PART))

    def _acts_of(self, person: Person, role: Role) -> Iterable[Reason]:
        """Steps taken in a role that no appointment tells of; those of the panel that is asked about are its duty."""
        told = {part.role for part in self.parts[person.pk]}
        told |= {Role.MAKER.value, Role.ACTION_OWNER.value, Role.PANEL_CHAIR.value, Role.APPEAL_CHAIR.value}
        for as_role, on in self.acts[person.pk]:
            if as_role not in told:
                yield Reason(Taint.ACTED, "they took a step in this case", on)
                return

    # ---- What they read -----------------------------------------------------------------------------------------

    def _read_readings(self) -> None:
        for opening in self.case.openings.all():
            self.readings[opening.person_id].append((opening.at, "", "they opened this case"))
        events = AuditEvent.objects.filter(stream__name=f"case:{self.case.pk}", kind__in=READINGS).order_by("seq")
        for body, at, section in events.values_list("body", "at", "section"):
            if by := json.loads(bytes(body))["by"]:
                self.readings[UUID(by)].append((at, section, "they read papers of this case"))

    def _readings_of(self, person: Person, role: Role) -> Iterable[Reason]:
        """The first reading outside the panel's own duty: what a member is served is read in that duty."""
        mine = [part.appointed_at for part in self.parts[person.pk] if part.kind is role]
        since = min(mine) if role in JUDGES and mine else None
        for at, section, words in sorted(self.readings[person.pk]):
            is_duty = since is not None and at >= since and (not section or section in SEES[role])
            if not is_duty:
                kind = Taint.SERVED if words.startswith("they were sent") else Taint.OPENED
                guarded = "they were sent a letter of this case" if kind is Taint.SERVED else ""
                yield Reason(kind, words, timezone.localdate(at), guarded)
                return

    # ---- Ties, declared by them or about them ---------------------------------------------------------------------

    def _read_ties(self) -> None:
        concerned = {
            part.person_id: part.person
            for parts in list(self.parts.values())
            for part in parts
            if part.is_live and part.kind in CONCERNED
        }
        own = Declaration.objects.ties().filter(about__in=concerned).select_related("about")
        for row in own:
            words = f"they declared a tie to {row.about}: {Tie(row.kind).in_sentence}"
            self._add(row.person_id, _kind_of(row), words, row.declared_at, A_TIE)
        others = Declaration.objects.ties().filter(person__in=concerned).select_related("person")
        for row in others:
            if row.about_id and row.about_id not in concerned:
                words = f"{row.person} declared a tie to them: {Tie(row.kind).in_sentence}"
                self._add(row.about_id, Taint.TIE_SAID_BY_OTHERS, words, row.declared_at, A_TIE)
        for answer in self.case.declarations.answers().filter(has_interest=True):
            words = "they declared an interest when they were asked to sit"
            self._add(answer.person_id, Taint.TIE, words, answer.declared_at)

    # ---- Where their name stands ----------------------------------------------------------------------------------

    def _namings_of(self, person: Person) -> Iterable[Reason]:
        if len(person.name.split()) < 2:
            return  # a single word is too often another word
        looked_for = re.compile(rf"\b{re.escape(person.name)}\b", re.IGNORECASE)
        for where, text in self.texts:
            if looked_for.search(text):
                yield Reason(Taint.NAMED, f"their name stands in {where}", None, "their name stands in the case")
                return

    def _add(self, person: UUID, kind: Taint, words: str, at: datetime, guarded: str = "") -> None:
        self.facts[person].append(Reason(kind, words, timezone.localdate(at), guarded))


GOVERNING = "they take part in the governing body's actions on this matter"


def _kind_of(row: Declaration) -> Taint:
    if row.is_over:
        return Taint.TIE_ENDED
    return Taint.TIE if Tie(row.kind).is_close else Taint.PAY_LINE


def _texts(case: Case) -> list[tuple[str, str]]:
    rows = [("the report of the concern", f"{case.title}\n{case.how_it_came_to_light}\n{case.done_at_once}")]
    rows += [(f"allegation {row.position}", f"{row.what}\n{row.account}") for row in case.allegations.all()]
    rows += [("the chronology", row.text) for row in case.chronology.all()]
    return rows


def _about_the_person(case: Case, person: Person, role: Role) -> Iterable[Reason]:
    """What they are at the school, whatever the case."""
    if person.school_id != case.school_id:
        yield Reason(Taint.ELSEWHERE, "they do not belong to this school")
    if person.kind == PersonKind.PUPIL:
        yield Reason(Taint.PUPIL, "a pupil can be a witness or the person who reported, nothing else")
    if person.left_on:
        yield Reason(Taint.GONE, "they have left the school", person.left_on)
    offices = {Office(row.office): row for row in person.offices.all() if _is_current(row)}
    if held := offices.get(Office.HEAD):
        on_panels = "a head teacher never sits on a panel of governors"
        yield Reason(Taint.HEAD, on_panels if role in JUDGES else "a head teacher never is the clerk", held.starts)
    if role not in JUDGES:
        return
    if held := offices.get(Office.STAFF_GOVERNOR):
        yield Reason(Taint.STAFF_GOVERNOR, "a staff governor works for the school", held.starts)
    elif person.kind == PersonKind.STAFF or any(office.is_employed for office in offices):
        yield Reason(Taint.EMPLOYED, "they work for the school")
    else:
        before = [row for row in person.offices.all() if Office(row.office).is_employed and not _is_current(row)]
        if before:
            yield Reason(Taint.WAS_EMPLOYED, "they worked for the school before", before[-1].ends)
    if not any(office.may_judge for office in offices):
        yield Reason(Taint.NO_GOVERNOR, "they are not a governor")
    if held := offices.get(Office.CHAIR):
        yield Reason(Taint.CHAIR, "they chair the governors, and may have heard of the matter", held.starts)
    if person.user_id is None:
        yield Reason(Taint.NO_ACCOUNT, "they have no account, and read the papers on paper only")


def _is_current(row: object) -> bool:
    today = timezone.localdate()
    return row.starts <= today and (row.ends is None or row.ends >= today)  # type: ignore[attr-defined]


__all__ = ["EVERYBODY", "Judgement", "Reason", "Register", "judge"]
