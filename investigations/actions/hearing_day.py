"""What is recorded of the days of a hearing: sessions, the order, mitigation, who decides, how they voted."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Max
from django.utils import timezone

from investigations.models import Case, Disclosure, Hearing, HearingSession, Mitigation, OrderTick, Person, User, Vote
from investigations.procedure.calendar import long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.deciding import Count, who_decides, why_it_cannot_decide
from investigations.procedure.hearing_order import AppealOrder, HearingOrder
from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import Role
from investigations.procedure.work import Work, Working

from .refusals import BadAnswers, Refused
from .work import working

if TYPE_CHECKING:
    from .take import Move

Bad = dict[str, str]
APPEAL_STEPS = (
    CaseProcedure.hold_appeal,
    CaseProcedure.begin_appeal_again,
    CaseProcedure.name_appeal_chair,
    CaseProcedure.propose_appeal_day,
    CaseProcedure.decide_appeal,
)
WORDS = ("starts_at", "ends_at", "employee_attended", "companion", "presenter_attended", "advisers", "witnesses", "minutes")  # fmt: skip


# ---- Sessions and the order ------------------------------------------------------------------------------------------


def keep_session(
    hearing: Hearing, *, by: User, members: list[Person], session: HearingSession | None = None, **words: Any
) -> HearingSession:
    """Record one sitting, or put what was recorded of it right; `words` holds the fields of WORDS."""
    work = Working.keep_appeal_session if hearing.is_appeal else Working.keep_session
    with working(hearing.case, work, by=by) as writing:
        if session is not None:
            session.refresh_from_db()  # behind the lock: it may have been set aside meanwhile
        if bad := _what_is_wrong_with(hearing, members, words):
            raise BadAnswers(bad)
        if session is None:
            last = hearing.sessions.aggregate(last=Max("number"))["last"] or 0
            session = HearingSession(hearing=hearing, number=last + 1)
        elif session.set_aside_at:
            raise Refused("This session was set aside: it stays as it was recorded.")
        for name in WORDS:
            setattr(session, name, words.get(name, getattr(session, name)))
        session.recorded_by, session.recorded_at = writing.by, timezone.now()
        session.save()
        session.members.set(members)
        writing.facts = {
            "session": session.number,
            "is_appeal": hearing.is_appeal,
            "members": sorted(str(m.pk) for m in members),
        }
        writing.says = f"recorded session {session.number} of the {'appeal ' if hearing.is_appeal else ''}hearing"
    return session


def _what_is_wrong_with(hearing: Hearing, members: list[Person], words: dict[str, Any]) -> Bad:
    starts, ends = words.get("starts_at"), words.get("ends_at")
    if starts and timezone.localdate(starts) > timezone.localdate():
        return {"starts_at": "This day has not come yet: a session is recorded when it is held."}
    if starts and timezone.localdate(starts) < hearing.served_on:
        return {"starts_at": "The hearing cannot have begun before its notice was served."}
    if starts and ends and ends < starts:
        return {"ends_at": "The session cannot end before it starts."}
    sitting = {row.person_id for row in panel_of(hearing)}
    if any(member.pk not in sitting for member in members):
        return {"members": "Only members of this panel can be present as members."}
    return {}


def order_of(hearing: Hearing) -> type[Labelled]:
    return AppealOrder if hearing.is_appeal else HearingOrder


def tick_order(hearing: Hearing, part: Labelled, *, at: datetime, note: str, by: User) -> OrderTick:
    """Tick a part of the hearing, or put the time and the note of it right."""
    work = Working.tick_appeal_order if hearing.is_appeal else Working.tick_order
    with working(hearing.case, work, by=by) as writing:
        if timezone.localdate(hearing.starts_at) > timezone.localdate():
            raise Refused("The day of the hearing has not come yet.")
        if at > timezone.now():
            raise BadAnswers({"at": "This time has not come yet: enter the time at which it was done."})
        tick, _ = OrderTick.objects.update_or_create(
            hearing=hearing, part=part.value, defaults={"at": at, "note": note, "by": writing.by}
        )
        writing.facts = {"part": part.value, "is_appeal": hearing.is_appeal}
        writing.says = f"noted of the {'appeal ' if hearing.is_appeal else ''}hearing: {part.in_sentence}"
    return tick


def write_mitigation(case: Case, text: str, *, by: User) -> Mitigation:
    """What speaks for a milder outcome.  The panel reads it after its findings, with the live warnings."""
    with working(case, Working.write_mitigation, by=by) as writing:
        if writing.standing.facts.was_disclosed:
            raise Refused("It was put before the panel already, so it stays as it is.")
        if not text.strip():
            raise BadAnswers({"text": "Enter what speaks for a milder outcome"})
        mitigation, _ = Mitigation.objects.update_or_create(
            case=writing.case, by=writing.by, defaults={"text": text, "at": timezone.now()}
        )
    return mitigation


def session_work(hearing: Hearing) -> Work:
    return Working.keep_appeal_session if hearing.is_appeal else Working.keep_session


def order_work(hearing: Hearing) -> Work:
    return Working.tick_appeal_order if hearing.is_appeal else Working.tick_order


# ---- Who decides -----------------------------------------------------------------------------------------------------


def panel_of(hearing: Hearing) -> list[Any]:
    """The live appointments to the panel of this hearing, the chair first."""
    role = Role.APPEAL_PANEL if hearing.is_appeal else Role.PANEL
    return list(
        hearing.case.appointments.live().of(role).select_related("person").order_by("-is_chair", "person__name")
    )


def deciding_of(hearing: Hearing) -> list[Person]:
    """The members who were present at every session, and still sit."""
    sessions = [{person.pk for person in session.members.all()} for session in counting(hearing)]
    members = {row.person_id: row.person for row in panel_of(hearing)}
    return [members[pk] for pk in who_decides(members, sessions)]


def counting(hearing: Hearing) -> list[HearingSession]:
    return list(hearing.sessions.counting().prefetch_related("members"))


def why_nobody_decides(hearing: Hearing) -> str:
    """The sentence where those who remain cannot decide; empty where they can, or where nothing was held yet."""
    panel, deciding = panel_of(hearing), deciding_of(hearing)
    if not counting(hearing):
        return ""
    has_chair = any(row.is_chair and row.person in deciding for row in panel)
    return why_it_cannot_decide(len(panel), len(deciding), has_chair=has_chair)


def answers_on_record(move: "Move") -> dict[str, Any]:
    """What the sessions answer when the hearing is recorded, so that nobody is asked again."""
    if move.step not in (CaseProcedure.hold_hearing, CaseProcedure.hold_appeal):
        return {}
    if not move.standing.facts.has_sessions:
        return {}
    hearing = hearing_of(move)
    sessions = counting(hearing)
    last = max(sessions, key=lambda session: session.starts_at)
    return {
        "held_on": timezone.localdate(last.ends_at or last.starts_at),
        "employee_attended": any(session.employee_attended for session in sessions),
        "companion_present": next((session.companion for session in reversed(sessions) if session.companion), ""),
        "present": deciding_of(hearing),
        "minutes": minutes_of(sessions),
    }


def minutes_of(sessions: list[HearingSession]) -> str:
    """The minutes of all sessions in one text, each under its day where there are several."""
    if len(sessions) == 1:
        return sessions[0].minutes
    return "\n\n".join(
        f"Session {session.number}, {long_date(timezone.localdate(session.starts_at))}\n\n{session.minutes}"
        for session in sessions
    )


def hearing_of(move: "Move") -> Hearing:
    return Hearing.objects.get(case=move.case, is_appeal=move.step in APPEAL_STEPS)


def keep_as_one_session(move: "Move", hearing: Hearing) -> None:
    """Where no session was kept, the record of the hearing is its one session."""
    held_on = timezone.make_aware(
        datetime.combine(move.answer("held_on"), timezone.localtime(hearing.starts_at).time())
    )
    session = HearingSession.objects.create(
        hearing=hearing,
        number=(hearing.sessions.aggregate(last=Max("number"))["last"] or 0) + 1,
        starts_at=held_on,
        employee_attended=bool(move.answer("employee_attended")),
        companion=move.answer("companion_present") or "",
        presenter_attended=not hearing.is_appeal,
        minutes=move.answer("minutes"),
        recorded_by=move.by,
        recorded_at=move.at,
    )
    session.members.set(move.answer("present"))


# ---- Votes -----------------------------------------------------------------------------------------------------------


def count_votes(move: "Move") -> Count:
    """The votes for what the chair announces, of the members who decide."""
    hearing = hearing_of(move)
    deciding = deciding_of(hearing)
    votes = {person.pk for person in move.answer("votes") or []}
    chair = next((row.person_id for row in panel_of(hearing) if row.is_chair), None)
    return Count(
        deciding=len(deciding),
        votes_for=sum(person.pk in votes for person in deciding),
        chair_is_for=chair in votes,
    )


def why_it_is_not_carried(move: "Move") -> Bad:
    deciding = {person.pk for person in deciding_of(hearing_of(move))}
    if any(person.pk not in deciding for person in move.answer("votes") or []):
        return {"votes": "Only members who were present throughout have a vote."}
    sentence = count_votes(move).refusal
    return {"votes": sentence} if sentence else {}


def keep_the_votes(move: "Move") -> None:
    """Each member's vote, for those who see the deliberation; the chair's casting vote is marked as such."""
    hearing, count = hearing_of(move), count_votes(move)
    votes_for = {person.pk for person in move.answer("votes")}
    for row in panel_of(hearing):
        if row.person in deciding_of(hearing):
            Vote.objects.create(
                hearing=hearing,
                member=row.person,
                is_for=row.person_id in votes_for,
                is_casting=row.is_chair and count.by_casting_vote,
                by=move.by,
                at=move.at,
            )


def record_that_there_was_nothing(move: "Move") -> None:
    """Where there was nothing to disclose, that is recorded with the outcome."""
    if not move.standing.facts.was_disclosed:
        Disclosure.objects.create(case=move.case, by=None, at=move.at)
