"""How is a letter written?  Begun from the text in use with the fields of the case merged in, and changed until it is issued."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django.utils import timezone

from investigations.access import Standing
from investigations.documents.hidden import Hidden
from investigations.documents.letter_text import subject_and_text, template_for
from investigations.documents.merge import Source, values_for
from investigations.models import Case, CaseLetter, Person, Statement, StepTaken, User
from investigations.procedure.audiences import Scope
from investigations.procedure.letters import Addressee, Letter
from investigations.procedure.merge import MergeField, merged
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import LetterState
from investigations.procedure.work import Working

from .meanwhile import refuse_if_changed, words_of
from .refusals import BadAnswers, Refused
from .work import working

#: What the page of a draft shows and changes.
WORDS = ("subject", "text", "to_name", "to_address", "enclosures")
#: How somebody is called who is no person of the case.
USUAL_NAME: dict[Letter, str] = {
    Letter.LADO_REFERRAL: "The local authority designated officer",
    Letter.ICO_WORKSHEET: "The Information Commissioner’s Office",
    Letter.TRA_REFERRAL: "The Teaching Regulation Agency",
    Letter.DBS_REFERRAL: "The Disclosure and Barring Service",
    Letter.TAKEDOWN_RECORD: "The platform",
    Letter.POLICE_STATEMENT: "The police",
    Letter.LETTER_TO_PARENTS: "Parents and carers of the pupil",
    Letter.STATEMENT_TO_PARENTS: "Parents and carers",
    Letter.PRESS_LINE: "The press",
}
ROLE_OF = {
    Addressee.EMPLOYEE: Role.SUBJECT,
    Addressee.REPORTER: Role.REPORTER,
    Addressee.OFFICER: Role.INVESTIGATING_OFFICER,
}
#: Who the letter goes to is settled by the case; nobody types in another name.
GIVEN = frozenset(ROLE_OF)


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Whose letter it is: what they see decides what is merged."""

    person: Person | None
    sees: Callable[[Section], bool]


def write_letter(
    case: Case,
    code: Letter,
    *,
    by: User,
    to: Person | None = None,
    to_name: str = "",
    statement: Statement | None = None,
) -> CaseLetter:
    """Begin a letter by hand; its text is merged from the case as this person sees it."""
    with working(case, Working.write_letter, by=by) as writing:
        case, standing = writing.case, writing.standing
        section = section_of(case, code)
        if not code.is_written or not standing.writes(code) or not standing.sees(section):
            raise Refused("This letter is not yours to write.")
        if statement is not None and statement.case_id != case.pk:
            raise Refused("This statement belongs to another case.")
        if to is not None and not may_receive(case, to, standing):
            raise BadAnswers({"to": "Choose somebody who has a part in this case, or type in the name."})
        letter = begin(
            case, code, section, Writer(person=writing.by, sees=standing.sees),
            to=to, to_name=to_name, record=statement,
        )  # fmt: skip
        letter.written_by = writing.by
        letter.save(update_fields=["written_by"])
        writing.section = section
        writing.facts = {"letter": letter.number, "code": code.value}
        writing.says = f"began letter {letter.number}, {code.in_sentence}"
    return letter


def change_letter(letter: CaseLetter, *, by: User, seen: str | None = None, **words: str) -> None:
    """Change the words of a draft.  `seen` is the fingerprint of what the person's page showed."""
    with working(letter.case, Working.write_letter, by=by) as writing:
        letter.refresh_from_db()
        section = Section(letter.section)
        if not writing.standing.writes(letter.kind) or not writing.standing.sees(section):
            raise Refused("This letter is not yours to write.")
        if letter.status is not LetterState.DRAFT:
            raise Refused("The letter was issued: its words stand. Take it back first, if it has not been served.")
        refuse_if_changed(seen, words_of(letter, WORDS), letter.written_by)
        if not words.get("text", letter.text).strip():
            raise BadAnswers({"text": "A letter needs words."})
        changed = [name for name in WORDS if name in words]
        if letter.kind.to in GIVEN and letter.to_id:
            changed = [name for name in changed if name != "to_name"]
        for name in changed:
            setattr(letter, name, words[name].replace("\r\n", "\n"))
        if "to_name" in changed and letter.to and letter.to.name != letter.to_name:
            letter.to = None
        letter.written_by, letter.written_at = writing.by, timezone.now()
        letter.save(update_fields=[*changed, "to", "written_by", "written_at"])
        writing.section = section
        writing.facts = {"letter": letter.number}
        writing.says = f"changed letter {letter.number}, {letter.kind.in_sentence}"


def begin(
    case: Case,
    code: Letter,
    section: Section,
    writer: Writer,
    *,
    to: Person | None = None,
    to_name: str = "",
    answers: Mapping[str, Any] | None = None,
    record: Any = None,
    taken: StepTaken | None = None,
    waiting: CaseLetter | None = None,
) -> CaseLetter:
    """A draft with everything merged that the writer may see, or one that was `waiting` untouched, merged anew.

    Runs inside the transaction of its caller.
    """
    to = to or addressee_of(case, code, record)
    name = to.name if to else to_name or usual_name(case, code)
    template = template_for(case.school, code)
    source = Source(
        case=case, letter=code, section=section, sees=writer.sees, writer=writer.person, recipient=name,
        answers=answers or {}, record=record,
    )  # fmt: skip
    subject, text = subject_and_text(template.text, code)
    subject, text = merged(subject, _values(subject, source)), merged(text, _values(text, source))
    last = case.letters.aggregate(last=models.Max("number"))["last"] or 0
    letter = waiting or CaseLetter(case=case, number=last + 1, code=code, needs_service=code.is_sent)
    letter.section, letter.step = section, taken
    letter.to, letter.to_name = to, name[:200]
    letter.to_address = to.email if to else ""
    letter.subject, letter.text = subject[:200], text
    letter.record_id = str(record.pk) if record is not None and not isinstance(record, Case) else ""
    letter.template, letter.template_sha256 = template.own, template.sha256
    letter.written_at = timezone.now()
    letter.save()
    return letter


def _values(text: str, source: Source) -> Mapping[MergeField, str]:
    """Under pseudonyms for the employee, who reads the papers so."""
    values = values_for(text, source)
    if source.letter.to is not Addressee.EMPLOYEE:
        return values
    return cast(Mapping[MergeField, str], Hidden(source.case, Scope.PARTIES).words(values))


def section_of(case: Case, code: Letter) -> Section:
    """The part of the case it belongs to; what is written once there is an appeal, and could be of either, is of that."""
    return Section.APPEAL if code.names_the_appeal and hasattr(case, "appeal") else code.section


def addressee_of(case: Case, code: Letter, record: Any = None) -> Person | None:
    if code.to is Addressee.INTERVIEWED and isinstance(record, Statement):
        return record.person
    if code.to not in ROLE_OF:
        return None
    held = case.appointments.live().of(ROLE_OF[code.to]).select_related("person").first()
    return held.person if held else None


def usual_name(case: Case, code: Letter) -> str:
    if code.to is Addressee.AUTHORITY:
        return case.school.local_authority or case.school.trust
    if code.to is Addressee.FILE:
        return "The papers of the case"
    return USUAL_NAME.get(code, "")


def may_receive(case: Case, person: Person, standing: Standing) -> bool:
    """Whoever has a part in the case that the writer may know of, or holds evidence for the school."""
    rows = case.appointments.live().filter(person=person)
    return any(standing.knows(row.kind) for row in rows)
