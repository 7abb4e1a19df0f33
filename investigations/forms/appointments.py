"""Who is to be appointed to what, who leaves, and what is asked about it?"""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Q

from investigations.access import Eligibility, Judgement, Register, eligibility
from investigations.access.eligibility import OFFERED_FROM
from investigations.models import Case, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import APPOINTED_BY_MANAGER, Role

from .base import Form, lower_first
from .widgets import ExplainedRadios

#: What an appointment means, for whoever chooses.
MEANS: dict[Role, str] = {
    Role.INVESTIGATING_OFFICER: "Gathers the evidence for and against and writes the report. Never decides.",
    Role.HR_ADVISER: "Reads the case and advises. Decides nothing.",
    Role.CLERK: "Convenes panels, serves papers and minutes. Sees the case once it is referred.",
    Role.PRESENTING_OFFICER: "Puts the case to the panel. Sees the allegations and papers once it is referred.",
    Role.INCIDENT_GROUP: "Governors who protect reputations. They see the governing-body actions, not the case.",
    Role.EVIDENCE_CUSTODIAN: "Hands in what lies on accounts and devices. Sees only what they handed in.",
    Role.WITNESS: "Gives a statement. Sees that statement and nothing else.",
    Role.SUBJECT: "The person it is about. They lose every other part in the case at once.",
    Role.REPORTER: "Told the school of it. Learns that it was dealt with, and nothing else.",
}
#: Known to the school only through a case: who may not see that case does not learn of them.
KNOWN_BY_A_CASE = (PersonKind.PARENT, PersonKind.PUPIL, PersonKind.OTHER)


@dataclass(frozen=True)
class Offered:
    """The people of the school for one role: who usually holds it, who else could, and who cannot, with the reason."""

    usual: list[Person]
    others: list[Person]
    barred: list[Eligibility]
    careful: list[Judgement]

    @property
    def people(self) -> list[Person]:
        return [*self.usual, *self.others]


#: So many people are radios; more are a list.
AT_A_GLANCE = 25


class RoleForm(Form):
    role = forms.ChoiceField(
        label="To what do you appoint somebody?",
        choices=[(role.value, role.label) for role in APPOINTED_BY_MANAGER],
        widget=ExplainedRadios(hints={role.value: words for role, words in MEANS.items()}),
    )


class PersonForm(Form):
    person = forms.ChoiceField(label="Who?", widget=forms.RadioSelect)
    reason = forms.CharField(
        label="Reason, or what they are asked to do",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, offered: Offered, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = offered
        if len(offered.people) > AT_A_GLANCE:
            self.fields["person"].widget = forms.Select()
        self.fields["person"].choices = self._choices()  # type: ignore[attr-defined]

    def _choices(self) -> list[Any]:
        """Radios while they can be seen at a glance; a list to type in where a school is large."""
        usual, others = (
            [(str(one.pk), in_words(one)) for one in people] for people in (self.offered.usual, self.offered.others)
        )
        first = [("", "Choose a person")] if len(self.offered.people) > AT_A_GLANCE else []
        if not (usual and others):
            return [*first, *usual, *others]
        return [*first, ("Usually", usual), ("Others", others)]

    def chosen(self) -> Person:
        return next(person for person in self.offered.people if str(person.pk) == self.cleaned_data["person"])


class ConflictForm(Form):
    person = forms.ChoiceField(label="Who has a conflict of interest?", widget=forms.Select)
    because = forms.CharField(
        label="What is the conflict?",
        max_length=5_000,
        help_text="For example, they are related to the employee. The reason is kept with the case.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, people: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"),
            *[(str(person.pk), in_words(person)) for person in people],
        ]

    def chosen(self) -> Person:
        return next(person for person in self.people if str(person.pk) == self.cleaned_data["person"])


class BecauseForm(Form):
    because = forms.CharField(
        label="Why?",
        max_length=5_000,
        help_text="The reason is kept with the case.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class StandDownForm(BecauseForm):
    """One click is enough: nobody has to say why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["because"].required = False
        self.fields["because"].help_text = "You need not say. What you say is kept with the case."


class NewcomerForm(Form):
    """Somebody without an entry at the school.  A pupil's name is never asked."""

    kind = forms.ChoiceField(
        label="Who is it?",
        choices=[
            (kind.value, kind.label)
            for kind in (PersonKind.PUPIL, PersonKind.PARENT, PersonKind.STAFF, PersonKind.OTHER)
        ],
        widget=ExplainedRadios(hints={PersonKind.PUPIL.value: "Is given a letter, such as Pupil A. No name is kept."}),
    )
    name = forms.CharField(label="Name", max_length=200, required=False, help_text="Leave it empty for a pupil.")
    job_title = forms.CharField(
        label="What they do, or how they are connected",
        max_length=200,
        required=False,
        help_text="For example, midday supervisor, or parent of Pupil A.",
    )
    role = forms.ChoiceField(
        label="What are they in this case?",
        choices=[(role.value, role.label) for role in (Role.WITNESS, Role.REPORTER, Role.SUBJECT)],
        initial=Role.WITNESS.value,
        widget=ExplainedRadios(hints={role.value: MEANS[role] for role in (Role.WITNESS, Role.REPORTER, Role.SUBJECT)}),
    )

    def clean(self) -> None:
        kind, role, name = (self.cleaned_data.get(key, "") for key in ("kind", "role", "name"))
        if kind == PersonKind.PUPIL and name:
            self.add_error("name", "Leave a pupil's name out: the pupil is given a letter")
        elif kind and kind != PersonKind.PUPIL and not name:
            self.add_error("name", "Enter their name")
        if role == Role.SUBJECT and kind and kind != PersonKind.STAFF:
            self.add_error("role", "Only somebody who works at the school can be the employee concerned")


def offered(case: Case, role: Role) -> Offered:
    """Everybody who may be known, sorted for one role.  Appointing asks again, inside its transaction."""
    people = known_people(case) if role in (Role.WITNESS, Role.REPORTER) else _grown_ups(known_people(case))
    register = Register.of(case)
    rows = [eligibility(case, person, role, register) for person in people]
    offices = OFFERED_FROM.get(role, ())
    free = [row.person for row in rows if row.is_eligible]
    return Offered(
        usual=[person for person in free if person.holds(*offices)],
        others=[person for person in free if not person.holds(*offices)],
        barred=[row for row in rows if not row.is_eligible],
        careful=[row.judgement for row in rows if row.is_eligible and row.judgement and row.judgement.reasons],
    )


def who_may_conflict(case: Case) -> list[Person]:
    """Those who could ever have a part, less the employee and whoever is shut out already."""
    gone = set(case.exclusions.filter(lifted_at=None).values_list("person", flat=True))
    return [person for person in _grown_ups(known_people(case)) if person.pk not in gone]


def known_people(case: Case) -> list[Person]:
    """The people of the school, less parents, pupils and outsiders of other cases: who met them there is secret."""
    met = case.appointments.values("person")
    known_otherwise = ~Q(kind__in=KNOWN_BY_A_CASE) | Q(user__isnull=False) | Q(pk__in=met)
    people = Person.objects.at(case.school).filter(known_otherwise, left_on=None)
    return list(people.prefetch_related("offices"))


def _grown_ups(people: list[Person]) -> list[Person]:
    return [person for person in people if person.kind != PersonKind.PUPIL]


def in_words(person: Person) -> str:
    return f"{person.name}, {lower_first(person.description)}"
