"""What is asked when a statement is taken?  Who says it, when and how it was taken, and their words."""

from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from investigations.actions.statements import Newcomer
from investigations.models import Case, Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import JUDGES, Role

from .base import Form
from .days import not_in_the_future
from .meanwhile import SeenForm

NEWCOMERS = [(kind.value, kind.label) for kind in (PersonKind.PARENT, PersonKind.PUPIL, PersonKind.OTHER)]
PUPILS = (
    "A pupil has no name here and becomes “Pupil A”, or the next free letter. The safeguarding record of the school "
    "keeps who that is."
)


def text_field() -> forms.CharField:
    return forms.CharField(
        label="Statement",
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text="In the person's own words, in the order it happened. Write “Pupil A”, never a pupil's name.",
    )


def taken_on_field() -> forms.DateField:
    return forms.DateField(label="When was it taken?", validators=[not_in_the_future])


def how_taken_field() -> forms.CharField:
    return forms.CharField(
        label="How was it taken?",
        max_length=200,
        required=False,
        help_text="For example: at a meeting in the library, with Dora Slate taking notes.",
    )


class PersonChoice(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.description.lower()}"


class NewStatementForm(Form):
    marks_optional = False  # one of the first two has to be answered

    person = PersonChoice(
        queryset=Person.objects.none(),
        label="Who gives the statement?",
        required=False,
        empty_label="Choose a person, or enter somebody new below",
    )
    new_kind = forms.ChoiceField(
        label="Or somebody who is not in the list", choices=NEWCOMERS, required=False, widget=forms.RadioSelect
    )
    new_name = forms.CharField(
        label="Their name", max_length=200, required=False, help_text=f"Leave it empty for a pupil. {PUPILS}"
    )

    taken_on = taken_on_field()
    how_taken = how_taken_field()
    text = text_field()

    def __init__(self, *args: Any, case: Case, taker: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["person"]
        assert isinstance(people, forms.ModelChoiceField)
        people.queryset = may_give_one(case, taker)

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        known, kind, name = answers.get("person"), answers.get("new_kind"), answers.get("new_name")
        if known and (kind or name):
            self.add_error("person", "Choose a person of the list or enter a new one, not both")
        elif not known and "person" not in self.errors:
            if not kind and not name:
                self.add_error("person", "Choose who gives the statement, or enter somebody new")
            elif not kind:
                self.add_error("new_kind", "Say what the new person is to the school")
            elif kind == PersonKind.PUPIL and name:
                self.add_error("new_name", "Take the pupil's name out: a pupil gets a letter instead")
            elif kind != PersonKind.PUPIL and not name:
                self.add_error("new_name", "Enter the name of the new person")
        return answers

    def giver(self) -> Person | Newcomer:
        answers = self.cleaned_data
        return answers["person"] or Newcomer(kind=answers["new_kind"], name=answers["new_name"])


class StatementForm(SeenForm):
    """A statement that is still being written."""

    taken_on = taken_on_field()
    how_taken = how_taken_field()
    text = text_field()


def may_give_one(case: Case, taker: Person) -> "QuerySet[Person]":
    """Whoever belongs to the school, and who was entered for this case.

    A parent or pupil of another case is not offered: that they had a part there is nobody's business here.
    """
    belongs = Q(kind__in=[PersonKind.STAFF, PersonKind.GOVERNOR, PersonKind.ADVISER]) | Q(user__isnull=False)
    of_this_case = Q(appointments__case=case) | Q(statements__case=case)
    judging = case.appointments.filter(role__in=JUDGES).values("person")
    investigating = case.appointments.live().of(Role.INVESTIGATING_OFFICER).values("person")
    return (
        Person.objects.at(case.school)
        .filter(left_on=None)
        .filter(belongs | of_this_case)
        .exclude(pk=taker.pk)
        .exclude(pk__in=judging)
        .exclude(pk__in=investigating)
        .prefetch_related("offices")
        .distinct()
    )
