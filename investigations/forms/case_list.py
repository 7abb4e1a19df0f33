"""How is the list of cases narrowed?  What can be chosen is only what occurs in cases the reader sees so."""

from itertools import groupby

from django import forms

from investigations.access import cases_for
from investigations.models import Clause, Person, School, User
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import Stage

from .base import Form

SORTS = (
    ("newest", "Newest first"),
    ("oldest", "Oldest first"),
    ("due", "Due first"),
    ("reference", "By reference"),
)
DUE = (("overdue", "Overdue"), ("week", "Overdue, or due this week"))
OPEN = (("open", "Open"), ("closed", "Closed"))
#: Clauses and people are offered from so many of the newest cases, so that a page costs the same beside 100,000.
NEWEST = 500


class CaseFilter(Form):
    marks_optional = False

    q = forms.CharField(
        label="Search",
        required=False,
        max_length=200,
        help_text="A reference, a name, or words",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    turn = forms.BooleanField(label="Waiting for me", required=False)
    due = forms.ChoiceField(label="Due", required=False, choices=[("", "Any date"), *DUE])
    stage = forms.ChoiceField(label="Stage", required=False, choices=[("", "Any stage"), *Stage.choices()])
    open = forms.ChoiceField(label="Open or closed", required=False, choices=[("", "Both"), *OPEN])
    clause = forms.ChoiceField(label="Clause", required=False)
    person = forms.ChoiceField(label="Employee concerned", required=False)
    since = forms.DateField(label="Reported from", required=False)
    until = forms.DateField(label="Reported until", required=False)
    sort = forms.ChoiceField(label="Order", required=False, choices=SORTS)

    def __init__(self, *args, user: User, school: School, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["clause"].choices = [("", "Any clause"), *clauses_cited(user, school)]
        self.fields["person"].choices = [("", "Anybody"), *people_concerned(user, school)]

    def clean(self):
        asked = super().clean()
        if asked.get("since") and asked.get("until") and asked["until"] < asked["since"]:
            self.add_error("until", "The last day cannot be before the first")
        return asked


def clauses_cited(user: User, school: School) -> list[tuple[str, list[tuple[str, str]]]]:
    """In groups: a version of a policy, and its clauses."""
    clauses = (
        Clause.objects.filter(allegations__case__in=_newest(user, school, Section.ALLEGATIONS))
        .select_related("version__policy")
        .order_by("version__policy__title", "-version__number", "position")
        .distinct()
    )
    return [
        (str(version), [(str(clause.pk), f"{clause.number}: {_short(clause.text)}") for clause in group])
        for version, group in groupby(clauses, key=lambda clause: clause.version)
    ]


def people_concerned(user: User, school: School) -> list[tuple[str, str]]:
    newest = _newest(user, school, Section.PEOPLE)
    people = Person.objects.filter(
        appointments__case__in=newest, appointments__role=Role.SUBJECT, appointments__ended_at=None
    )
    return [(str(pk), name) for pk, name in people.order_by("name").distinct().values_list("pk", "name")]


def _newest(user: User, school: School, section: Section):
    cases = cases_for(user, seeing=section).filter(school=school)
    return cases.order_by("-readers__reported_at", "readers__content_object_id").values("pk")[:NEWEST]


def _short(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[:length].rsplit(' ', 1)[0]}…"
