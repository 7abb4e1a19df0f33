"""As whom does one rehearse?  Signing in by choosing a person, where no real school is near."""

from collections import defaultdict
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from investigations.forms.base import lower_first
from investigations.models import Appointment, Case, Person, School, User
from investigations.procedure.roles import Office, Role
from investigations.rehearsal.personas import to_choose_from

from .sessions import begin_session

#: How a session of the rehearsal school was opened: nothing was proved.
REHEARSAL = "rehearsal"
#: What one can try as the holder of each office, in the order of the page.
TRY: dict[Office, str] = {
    Office.HEAD: "Report a concern, assess it, see to duties, appoint people, suspend, decide on the report, close the case.",
    Office.CHAIR: "Take over a case about the head teacher, end a suspension, and see counts of cases without any name.",
    Office.VICE_CHAIR: "Stand in for the chair of governors.",
    Office.CLERK: "See who may still judge and why, convene a panel, write and serve letters, keep the order of the hearing.",
    Office.HR_ADVISER: "Read a case and note advice in it.",
    Office.GOVERNOR: "Read the papers of a hearing, find on each allegation, decide the outcome or an appeal.",
    Office.ASSOCIATE: "Sit on a panel where the school has too few governors of its own.",
    Office.STAFF_GOVERNOR: "See that a governor who works for the school is never offered for a panel.",
    Office.BUSINESS_MANAGER: "Keep the register of people and the school's settings.",
    Office.IT_LEAD: "Hand in evidence that was secured, and keep the registers of devices and accounts, without seeing a case.",
    Office.DSL: "Report a concern, and do the part of a duty that concerns a pupil.",
    Office.DPO: "Do the part of a duty or a request that concerns personal data, without seeing the case.",
    Office.STAFF: "Sign a policy, report a concern, investigate, give a statement, or be the person concerned.",
}
#: Parts in a case that help to choose a person by.
TELLING = {
    Role.CASE_MANAGER: "manages",
    Role.INVESTIGATING_OFFICER: "investigates",
    Role.PRESENTING_OFFICER: "presents",
    Role.PANEL: "sits on the panel of",
    Role.APPEAL_PANEL: "sits on the appeal panel of",
    Role.SUBJECT: "is the person concerned in",
    Role.WITNESS: "is a witness in",
    Role.REPORTER: "reported",
}
NEWEST_CASES = 60
CASES_A_PERSON = 2


def is_rehearsal_only() -> bool:
    """Whether every school here is one for rehearsing; a single real one ends it."""
    return list(School.objects.order_by().values_list("is_rehearsal", flat=True).distinct()) == [True]


def nothing_real_is_near() -> bool:
    """Nor is there an account that belongs to no rehearsal school, such as a technical administrator's."""
    return is_rehearsal_only() and not User.objects.exclude(people__school__is_rehearsal=True).exists()


def rehearsal_url() -> str:
    return reverse("rehearsal") if is_rehearsal_only() else ""


@login_not_required
def rehearsal(request: HttpRequest) -> HttpResponse:
    if not nothing_real_is_near():
        raise Http404
    people = list(to_choose_from().prefetch_related("offices"))
    if request.method == "POST":
        return _enter_as(request, people)
    return render(request, "sign_in/rehearsal.html", {"groups": _groups(people), "is_rehearsal": True})


def _enter_as(request: HttpRequest, people: list[Person]) -> HttpResponse:
    chosen = next((person for person in people if str(person.pk) == request.POST.get("person")), None)
    if chosen is None or chosen.user is None:
        raise Http404
    login(request, chosen.user, backend="django.contrib.auth.backends.ModelBackend")
    record_authentication(request, chosen.user, REHEARSAL)
    begin_session(request, chosen.user)
    request.session["school"] = str(chosen.school_id)
    return redirect("my_work")


def _groups(people: list[Person]) -> list[dict[str, Any]]:
    parts = _parts(people)
    held: dict[Office | None, list[dict[str, Any]]] = defaultdict(list)
    for person in people:
        offices = sorted(person.current_offices(), key=list(TRY).index)
        office = offices[0] if offices else None
        also = person.job_title or ", ".join(lower_first(other.label) for other in offices[1:])
        held[office].append({"person": person, "also": also, "parts": parts[person.pk]})
    groups = [
        {"label": office.label, "try": words, "slug": office.value, "people": held[office]}
        for office, words in TRY.items()
        if held[office]
    ]
    if held[None]:
        groups.append({"label": "Other people", "try": "", "slug": "others", "people": held[None]})
    return groups


def _parts(people: list[Person]) -> dict[Any, list[tuple[str, str]]]:
    """ "investigates" case "ABCD-EFGH", for the newest cases: enough to choose by, whatever their number.

    The one page that looks at cases outside the gate: nobody is signed in, and nothing here is real.
    """
    newest = Case.objects.filter(school__is_rehearsal=True).open().newest_first().values_list("pk", flat=True)
    rows = (
        Appointment.objects.live()
        .of(*TELLING)
        .filter(case__in=list(newest[:NEWEST_CASES]), person__in=people)
        .select_related("case")
        .order_by("-case__reported_at")
    )
    order = list(TELLING)
    found: dict[Any, dict[Role, Appointment]] = defaultdict(dict)
    for row in rows:
        found[row.person_id].setdefault(row.kind, row)
    return defaultdict(
        list,
        {
            person: [
                ("chairs the panel of" if row.is_chair else TELLING[kind], row.case.reference)
                for kind, row in sorted(kinds.items(), key=lambda pair: order.index(pair[0]))[:CASES_A_PERSON]
            ]
            for person, kinds in found.items()
        },
    )
