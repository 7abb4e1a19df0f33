"""What do the steps of a letter do, and which letter does any other step put in the tray?

A step that asks how its letter was served issues and serves it at once; every other leaves a draft for its writer.
"""

from typing import TYPE_CHECKING

from django.utils import timezone

from investigations.access import Standing
from investigations.documents.letter_paper import content_of, fingerprint_of, is_as_issued
from investigations.models import CaseLetter, Person, Served
from investigations.procedure.choices import EmployerType, Level
from investigations.procedure.letter_track import (
    GOES_OUT_AFTER,
    LETTER_CLOCKS,
    LETTER_OF_LEVEL,
    LetterProcedure,
    serves_its_letter,
)
from investigations.procedure.letters import Addressee, Letter
from investigations.procedure.merge import gaps
from investigations.procedure.roles import Role
from investigations.procedure.sections import SEES, Section
from investigations.procedure.states import LetterState

from .anonymity import letter_refusal
from .checks import Bad, checks
from .clocks import noon_of, service_date, start_clock, stop_clock
from .duties import lado_refusal
from .effects import effect
from .letters import Writer, begin
from .refusals import BadAnswers

if TYPE_CHECKING:
    from investigations.models import StepTaken

    from .take import Move

#: In which appointment somebody holds the role that follows from chairing.
APPOINTED_AS = {Role.PANEL_CHAIR: Role.PANEL, Role.APPEAL_CHAIR: Role.APPEAL_PANEL}


# ---- The steps of a letter ----------------------------------------------------------------------------------------------


@checks(LetterProcedure.issue_letter)
def _it_can_go_out(move: "Move") -> Bad:
    letter = move.record
    if not letter.recipient:
        return {"": "Say first to whom the letter goes."}
    if missing := gaps(f"{letter.subject}\n{letter.text}"):
        return {"": _fill_in(missing)}
    return _not_before_its_step(move)


def _fill_in(missing: list[str]) -> str:
    shown = "; ".join(missing[:3])
    more = f", and {len(missing) - 3} more" if len(missing) > 3 else ""
    return f"The letter still has gaps. Fill in: {shown}{more}."


def _not_before_its_step(move: "Move") -> Bad:
    fact, sentence = GOES_OUT_AFTER.get(move.record.kind, ("", ""))
    if fact and not getattr(move.standing.facts, fact):
        return {"": sentence}
    held = lado_refusal(move.case, move.record.kind) or letter_refusal(move.record)
    return {"": held} if held else {}


@effect(LetterProcedure.issue_letter)
def freeze_the_letter(move: "Move") -> None:
    """Freezes everything that stands on paper and keeps its fingerprint; the words are not changed after that."""
    issue(move.record, by=move.by, office=office_of(move.standing, move.record.kind), move=move)


def issue(letter: CaseLetter, *, by: Person, office: str, move: "Move") -> None:
    letter.issued_by, letter.issued_at = by, move.at
    letter.frozen = content_of(letter, sender=by, office=office, at=move.at)
    letter.sha256 = fingerprint_of(letter.frozen)
    letter.state = LetterState.ISSUED
    letter.save(update_fields=["issued_by", "issued_at", "frozen", "sha256", "state"])
    move.facts |= {"letter": letter.number, "letter_sha256": letter.sha256}


def office_of(standing: Standing, code: Letter) -> str:
    """In which part they sign: the first of the letter's roles that they hold."""
    return next((role.label for role in code.writers if role in standing.roles), "")


@checks(LetterProcedure.serve_letter)
def _service_holds_together(move: "Move") -> Bad:
    letter, number = move.record, move.answer("proof_exhibit")
    if not letter.needs_service:
        return {"": "This letter is for the papers of the case: it is issued and not served."}
    if not is_as_issued(letter):
        return {"": "The stored words are no longer those that were issued. Ask whoever looks after the server."}
    if timezone.localdate(move.answer("served_at")) < timezone.localdate(letter.issued_at):
        return {"served_at": "The letter was issued after that day: enter when it was sent or handed over."}
    if number and not move.case.evidence.filter(number=number).exists():
        return {"proof_exhibit": "There is no exhibit of that number in this case."}
    return _not_before_its_step(move)


@effect(LetterProcedure.serve_letter)
def keep_the_service(move: "Move") -> None:
    """Keeps how and when it was served and what proves it; dates begin and end from that, and its addressee reads it."""
    letter, sent_at, method = move.record, move.answer("served_at"), move.answer("method")
    number = move.answer("proof_exhibit")
    letter.served = Served.objects.create(
        case=move.case,
        to=letter.to,
        to_name=letter.recipient,
        title=letter.subject,
        letter=letter.code,
        text=letter.text,
        method=method,
        address=move.answer("address") or "",
        sent_at=sent_at,
        served_on=service_date(move.case, sent_at, method),
        proof=move.answer("proof"),
        proof_exhibit=move.case.evidence.filter(number=number).first() if number else None,
        by=move.by,
    )
    letter.save(update_fields=["served"])


@effect(LetterProcedure.take_letter_back)
def open_it_again(move: "Move") -> None:
    """Opens the words again.  The fingerprint of what was issued stays in the record."""
    letter = move.record
    move.facts |= {"taken_back_sha256": letter.sha256}
    letter.issued_by = letter.issued_at = None
    letter.frozen, letter.sha256 = {}, ""
    letter.save(update_fields=["issued_by", "issued_at", "frozen", "sha256"])


def run_letter_clocks(letter: CaseLetter, move: "Move", taken: "StepTaken") -> None:
    """Dates that follow from service begin on the day it counts as served; what waited for the letter has ended."""
    if letter.served is None or letter.kind not in LETTER_CLOCKS:
        return
    on_service = LETTER_CLOCKS[letter.kind]
    for rule in on_service.stops:
        stop_clock(move.case, rule, at=letter.served.sent_at, by=taken, record=letter)
    for rule in on_service.starts:
        start_clock(
            move.case, rule, since=noon_of(letter.served.served_on), at=move.at, by=taken, record=letter
        )  # fmt: skip


# ---- The tray -----------------------------------------------------------------------------------------------------------


def put_in_the_tray(move: "Move", taken: "StepTaken") -> None:
    """The letters that a step calls for: served at once by a step that says how, a draft for the writer otherwise."""
    if isinstance(move.record, CaseLetter):
        run_letter_clocks(move.record, move, taken)
        return
    for code in letters_called_for(move):
        letter = _draft(move, taken, code)
        if serves_its_letter(move.step) and code is not Letter.DETERMINATION_TO_AUTHORITY and move.served:
            _serve_with_the_step(move, taken, letter)
    if move.letter_text and move.letter is None:
        raise BadAnswers({"letter_text": "This step sends no letter to anybody."})


def letters_called_for(move: "Move") -> list[Letter]:
    code = move.step.letter
    if code is None or not code.is_written or _nobody_to_write_to(move, code):
        return []
    codes = [code]
    if code is Letter.OUTCOME:
        level = Level(move.answer("level"))
        codes = [LETTER_OF_LEVEL[level]]
        if level.is_dismissal and move.case.school.employer is EmployerType.COMMUNITY:
            codes.append(Letter.DETERMINATION_TO_AUTHORITY)
    return codes


def _nobody_to_write_to(move: "Move", code: Letter) -> bool:
    """No acknowledgement where nobody else reported it or it was given; no ending for an employee who never knew."""
    case = move.case
    if code is Letter.ACKNOWLEDGEMENT_TO_REPORTER:
        others = case.appointments.live().of(Role.REPORTER).exclude(person=move.by)
        return bool(move.answer("acknowledged_on")) or not others.exists()
    if code is Letter.NO_CASE_TO_ANSWER:
        return case.subject is None or (
            case.employee_told_at is None and not case.served.filter(to=case.subject).exists()
        )
    return False


def _draft(move: "Move", taken: "StepTaken", code: Letter) -> CaseLetter:
    """A new draft; a step that serves its letter takes the one that waits, with its words where somebody changed them."""
    waiting = None
    if serves_its_letter(move.step):
        about = "" if move.record is move.case else str(move.record.pk)
        waiting = (
            move.case.letters.filter(code=code, state=LetterState.DRAFT, record_id=about).order_by("-number").first()
        )
        if waiting and waiting.written_by_id and waiting.to_id:
            return waiting
    section = Section.APPEAL if move.step.section is Section.APPEAL else code.section
    return begin(
        move.case, code, section, _writer(move, code), answers=taken.answers, record=move.record, taken=taken,
        waiting=waiting,
    )  # fmt: skip


def _writer(move: "Move", code: Letter) -> Writer:
    """Whoever takes the step, where the letter is theirs; otherwise whoever holds the first of its roles."""
    if move.standing.writes(code):
        return Writer(person=move.by, sees=move.standing.sees)
    for role in code.writers:
        held = move.case.appointments.live().of(APPOINTED_AS.get(role, role)).select_related("person__user")
        if role in APPOINTED_AS:
            held = held.filter(is_chair=True)
        if appointment := held.first():
            user = appointment.person.user
            if user:
                return Writer(person=appointment.person, sees=Standing.of(user, move.case).sees)
            sections = SEES.get(appointment.kind, frozenset())
            return Writer(person=appointment.person, sees=sections.__contains__)
    sections = SEES.get(APPOINTED_AS.get(code.writers[0], code.writers[0]), frozenset())
    return Writer(person=None, sees=sections.__contains__)


def _serve_with_the_step(move: "Move", taken: "StepTaken", letter: CaseLetter) -> None:
    """Issue and serve in the same transaction.  A letter that still has gaps, and that nobody has read over, stays a
    draft: then the employee has the short notice of the step, and the letter follows."""
    assert move.served is not None
    letter.step = taken
    if move.letter_text is not None:
        letter.text = move.letter_text.replace("\r\n", "\n").strip()
        letter.written_by, letter.written_at = move.by, move.at
    missing = gaps(f"{letter.subject}\n{letter.text}")
    if move.letter_text is not None and (missing or not letter.text):
        raise BadAnswers({"letter_text": _fill_in(missing) if missing else "A letter needs words."})
    move.letter = letter
    if missing or letter.to is None or letter.kind.to is not Addressee.EMPLOYEE:
        letter.save(update_fields=["step"])
        return
    letter.to_address = letter.to_address or move.served.address
    letter.save()
    issue(letter, by=move.by, office=office_of(move.standing, letter.kind), move=move)
    move.served.text, move.served.letter = letter.text, letter.code
    move.served.save(update_fields=["text", "letter"])
    letter.served, letter.state = move.served, LetterState.SERVED
    letter.save(update_fields=["served", "state"])
    run_letter_clocks(letter, move, taken)
