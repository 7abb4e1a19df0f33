"""What is put before the governing body in confidence?  Words made from the case, changed by hand, kept with a hash."""

import hashlib

from investigations.documents.nameless import named_in, without_names
from investigations.models import Case, ConfidentialMinute, User
from investigations.procedure.calendar import long_date
from investigations.procedure.choices import AppealResult, Level
from investigations.procedure.letters import Letter
from investigations.procedure.minutes import PUBLIC_LINE, MinuteKind
from investigations.procedure.states import ActionState, State
from investigations.procedure.work import Working

from .refusals import BadAnswers, Refused
from .work import working

NOT_BEFORE_APPEALS_END = (
    "The governing body is told only when the case is concluded and no appeal is pending: until then its members have "
    "to stay free to judge."
)


def keep_minute(
    case: Case, kind: MinuteKind, *, words: str, minute_reference: str = "", by: User
) -> ConfidentialMinute:
    """Keep a paper as it is worded now.  One that names anybody of the case is refused, and the word is said."""
    with working(case, Working.keep_minute, by=by) as writing:
        if refusal := minute_refusal(writing.case, kind):
            raise Refused(refusal)
        words = words.strip()
        if not words:
            raise BadAnswers({"words": "Write the words that are to be kept."})
        if names := named_in(writing.case, words):
            listed = ", ".join(f"“{name}”" for name in names)
            raise BadAnswers({"words": f"This names somebody of the case: {listed}. Say what they are instead."})
        minute = ConfidentialMinute.objects.create(
            case=writing.case,
            kind=kind,
            letter=Letter("L43"),
            words=words,
            sha256=hashlib.sha256(words.encode()).hexdigest(),
            minute_reference=minute_reference.strip(),
            kept_by=writing.by,
        )
        writing.facts = {"kind": kind.value, "sha256": minute.sha256, "minute": minute.pk}
        writing.says = f"kept a paper for the governing body: {kind.in_sentence}"
    return minute


def minute_refusal(case: Case, kind: MinuteKind) -> str:
    """Why not yet.  The report waits for the end of every appeal; the item on the agenda says nothing and need not."""
    if kind is not MinuteKind.REPORT:
        return ""
    return (
        ""
        if case.status in (State.CONCLUDED, State.CLOSED) and not _appeal_is_pending(case)
        else NOT_BEFORE_APPEALS_END
    )


def _appeal_is_pending(case: Case) -> bool:
    appeal = getattr(case, "appeal", None)
    if appeal is None or appeal.result or appeal.withdrawn_because:
        return False
    return appeal.was_accepted is not False


def suggested(case: Case, kind: MinuteKind) -> str:
    """The words to begin with."""
    words = {MinuteKind.AGENDA: _agenda, MinuteKind.EXTRACT: _extract, MinuteKind.REPORT: _report}[kind](case)
    return without_names(case, words)


def _agenda(case: Case) -> str:
    return (
        f"On the agenda that anybody may read:\n{PUBLIC_LINE}\n\n"
        "For Part II:\nA confidential staffing matter is being dealt with under the school's disciplinary procedure. "
        "The governing body notes this, and nothing of it is discussed, so that governors stay free to sit on a panel."
    )


def _extract(case: Case) -> str:
    done = [
        action
        for action in case.actions.exclude(state=ActionState.PROPOSED)
        if action.state in (ActionState.APPROVED, ActionState.DONE)
    ]
    lines = [
        "Confidential minutes, Part II. Not to be published with the minutes.",
        "The governing body noted that a confidential staffing matter is being dealt with under the disciplinary "
        "procedure. No detail was given, and no governor who may be asked to sit on a panel took part in more.",
    ]
    if done:
        lines.append(
            "It noted these actions to protect people and the school:\n"
            + "\n".join(f"{action.number}. {action.title} ({action.status.label.lower()})" for action in done)
        )
    lines.append("In the minutes that anybody may read stands only: " + PUBLIC_LINE + ".")
    return "\n\n".join(lines)


def _report(case: Case) -> str:
    clauses = sorted({clause.number for row in case.allegations.all() for clause in row.clauses.all()})
    outcome, appeal = getattr(case, "outcome", None), getattr(case, "appeal", None)
    lines = [
        f"A concern was received on {long_date(case.received_on)} about the use of the school's social media account. "
        f"It was dealt with under the disciplinary procedure, and every stage of it is over.",
        f"Clauses of the policy that were in question: {', '.join(clauses)}." if clauses else "",
        f"{case.allegations.count()} allegation(s) were looked into; {case.statements.count()} statement(s) were taken.",
        f"Outcome of the hearing: {Level(appeal.first_level if appeal and appeal.first_level else outcome.level).label}."
        if outcome
        else "The case ended without a sanction.",
        f"There was an appeal: {AppealResult(appeal.result).label.lower()}." if appeal and appeal.result else "",
    ]
    actions = [f"{action.number}. {action.title}: {action.status.label.lower()}" for action in case.actions.all()]
    if actions:
        lines.append("What the governing body did to protect people and the school:\n" + "\n".join(actions))
    closing = case.steps_taken.filter(step="close").order_by("-pk").first()
    if closing and closing.answers.get("lessons"):
        lines.append(f"What the school has learned: {closing.answers['lessons']}")
    lines.append("People are not named, and governors are asked not to try to find out who they are.")
    return "\n\n".join(line for line in lines if line)
