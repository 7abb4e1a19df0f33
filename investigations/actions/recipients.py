"""For whom may a copy be prepared now?  Each recipient with the papers that would be theirs, and nobody else."""

from dataclasses import dataclass

from investigations.access import Standing, prepares
from investigations.access.standing import has_answered
from investigations.documents.board_report import kept_report
from investigations.models import Bundle, Case, DataRequest, Person
from investigations.procedure.audiences import SERVED_ALIKE, Audience
from investigations.procedure.data_rights import RequestKind, RequestState
from investigations.procedure.releases import COPIES
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import State

GOVERNING_BODY = "Governing body, Part II"
#: A reporter is told that it was dealt with once it was.
DEALT_WITH = (State.CONCLUDED, State.CLOSED)


@dataclass(frozen=True)
class Recipient:
    audience: Audience
    name: str
    person: Person | None = None
    bundle: Bundle | None = None
    request: DataRequest | None = None

    @property
    def is_appeal(self) -> bool:
        return bool(self.bundle and self.bundle.hearing.is_appeal)

    @property
    def section(self) -> Section:
        return COPIES[self.audience].where(is_appeal=self.is_appeal)

    @property
    def key(self) -> str:
        """The same person may be owed several copies: which one is meant."""
        of = self.bundle.pk if self.bundle else self.request.pk if self.request else ""
        return f"{self.audience.value}:{self.person.pk if self.person else ''}:{of}"

    @property
    def label(self) -> str:
        """ "Governor Ames, panel"."""
        what = self.audience.in_sentence if self.audience is not Audience.PART_II else "report without names"
        papers = "papers of the appeal" if self.is_appeal else "papers of the hearing"
        return f"{self.name}, {what}" + (f": {papers}" if self.audience in SERVED_ALIKE else "")


def recipients_for(standing: Standing) -> list[Recipient]:
    """Those for whom this person may prepare a copy."""
    return [row for row in recipients_of(standing.case) if prepares(standing, row.audience, row.section)]


def recipients_of(case: Case) -> list[Recipient]:
    return [*_of_papers(case), *_reporters(case), *_who_asked(case), *_governing_body(case)]


def _of_papers(case: Case) -> list[Recipient]:
    """Nobody before the employee: a panel gets what was served on them, and no more."""
    if case.subject is None:
        return []
    rows = []
    served = Bundle.objects.filter(hearing__case=case, served__to=case.subject).select_related("hearing").distinct()
    for bundle in served.order_by("hearing__is_appeal"):
        rows.append(Recipient(Audience.EMPLOYEE, case.subject.name, case.subject, bundle))
        for companion in case.appointments.live().of(Role.COMPANION).select_related("person"):
            if companion.papers_shared_at:
                rows.append(Recipient(Audience.COMPANION, companion.person.name, companion.person, bundle))
        role, audience = (
            (Role.APPEAL_PANEL, Audience.APPEAL_PANEL) if bundle.hearing.is_appeal else (Role.PANEL, Audience.PANEL)
        )
        barred = set(case.exclusions.filter(lifted_at=None).values_list("person", flat=True))
        for member in case.appointments.live().of(role).select_related("person", "declaration"):
            if has_answered(member) and member.person_id not in barred:
                rows.append(Recipient(audience, member.person.name, member.person, bundle))
    return rows


def _reporters(case: Case) -> list[Recipient]:
    if case.status not in DEALT_WITH:
        return []
    told = case.appointments.live().of(Role.REPORTER).select_related("person")
    return [Recipient(Audience.REPORTER, row.person.name, row.person) for row in told if row.person != case.subject]


def _who_asked(case: Case) -> list[Recipient]:
    """Whoever made a request for access whose answer is still owed, once it was made sure who they are."""
    owed = (RequestState.RECEIVED, RequestState.EXTENDED)
    asked = case.data_requests.filter(request_kind=RequestKind.ACCESS, state__in=owed, checked_on__isnull=False)
    newest = Bundle.objects.filter(hearing__case=case).select_related("hearing").order_by("-hearing__is_appeal").first()
    return [
        Recipient(
            Audience.SUBJECT_ACCESS,
            request.by_whom,
            request.person,
            newest if request.person and request.person == case.subject else None,
            request,
        )
        for request in asked.select_related("person")
    ]


def _governing_body(case: Case) -> list[Recipient]:
    return [Recipient(Audience.PART_II, GOVERNING_BODY)] if kept_report(case) else []
