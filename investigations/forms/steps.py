"""How does a step ask its questions?  Each question of the table becomes one field; nothing else is read."""

from typing import Any

from django import forms

from investigations.access import Standing, candidates
from investigations.access.standing import Record
from investigations.actions.hearing_day import deciding_of
from investigations.models import Person
from investigations.procedure.asks import Ask, Kind, Question
from investigations.procedure.calendar import Service
from investigations.procedure.choices import AppealGround
from investigations.procedure.roles import Role
from investigations.procedure.steps import Step

from .base import Form


class PeopleField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.description.lower()}"


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.description.lower()}"


def step_form(step: Step, standing: Standing, record: Record | None = None, *, with_letter: bool = False) -> type[Form]:
    """The form of one step for one person.  Its hidden `revision` is the case's number when the page was drawn.

    `with_letter` adds the words of the letter that goes out with the step, once they are there to be read over.
    """
    role = standing.role_for(step, record)
    fields: dict[str, Any] = {
        question.name: field_for(question, standing)
        for question in step.asks
        if question.is_asked(standing.facts) and (question.today_for is None or question.today_for is not role)
    }
    fields["revision"] = forms.IntegerField(widget=forms.HiddenInput, initial=standing.case.revision)
    if with_letter:
        fields |= letter_fields()
    return type(Form)("StepForm", (Form,), fields)


def letter_fields() -> dict[str, forms.Field]:
    return {
        "letter_text": forms.CharField(
            label="The letter, as it will be sent",
            required=False,
            max_length=50_000,
            widget=forms.Textarea(attrs={"rows": 22}),
            help_text="Change what you like. “## ” begins a heading, “- ” an item of a list, and an empty line a new "
            "paragraph. What stands between ‹ and › has to be filled in.",
        ),
        "letter_made": forms.CharField(required=False, max_length=32, widget=forms.HiddenInput),
    }


def field_for(question: Question, standing: Standing) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    match question.kind:
        case Kind.LINE:
            return forms.CharField(max_length=200, **common)
        case Kind.TEXT:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 6}), max_length=50_000, **common)
        case Kind.DATE:
            return forms.DateField(**common)
        case Kind.MOMENT:
            return forms.DateTimeField(**common)
        case Kind.NUMBER:
            # Not type="number": a wheel would change it unseen, and what is no number would be lost unsaid.
            digits = forms.TextInput(
                attrs={"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}
            )
            return forms.IntegerField(min_value=question.low, max_value=question.high, widget=digits, **common)
        case Kind.CHOICE:
            return forms.ChoiceField(choices=_choices(question, standing), widget=forms.RadioSelect, **common)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(
                choices=_choices(question, standing), widget=forms.CheckboxSelectMultiple, **common
            )
        case Kind.YES:
            return forms.BooleanField(**common)
        case Kind.FILE:
            return forms.FileField(widget=forms.FileInput(attrs={"class": "govuk-file-upload"}), **common)
        case Kind.PEOPLE:
            return PeopleField(queryset=_eligible(question, standing), widget=forms.CheckboxSelectMultiple, **common)
        case Kind.CHAIR:
            return PersonField(
                queryset=_eligible(question, standing), widget=forms.RadioSelect, empty_label=None, **common
            )
        case Kind.ATTENDANCE:
            return PeopleField(
                queryset=_members(question, standing),
                widget=forms.CheckboxSelectMultiple,
                **common | {"required": False},
            )
        case Kind.VOTES:
            return PeopleField(queryset=_deciding(question, standing), widget=forms.CheckboxSelectMultiple, **common)
        case Kind.MEMBER:
            return PersonField(
                queryset=_members(question, standing), widget=forms.RadioSelect, empty_label=None, **common
            )
    raise AssertionError(question.kind)


def _choices(question: Question, standing: Standing) -> list[tuple[str, str]]:
    assert question.choices is not None
    if question is Ask.GROUNDS_UPHELD:  # only what was appealed on can be upheld
        return [(ground, AppealGround(ground).label) for ground in standing.case.appeal.grounds]
    return [(member.value, member.label) for member in question.choices if member is not Service.ON_THEIR_PAGE]


def _members(question: Question, standing: Standing) -> Any:
    assert question.role is not None
    sitting = standing.case.appointments.live().of(question.role).values("person")
    return Person.objects.filter(pk__in=sitting).prefetch_related("offices")


def _deciding(question: Question, standing: Standing) -> Any:
    """The members who were present at every session: they have a vote, and nobody else."""
    hearing = standing.case.hearings.filter(is_appeal=question.role is Role.APPEAL_PANEL).first()
    deciding = deciding_of(hearing) if hearing else []
    return Person.objects.filter(pk__in=[person.pk for person in deciding]).prefetch_related("offices")


def _eligible(question: Question, standing: Standing) -> Any:
    """Those who may sit, and those who sit already."""
    assert question.role is not None
    sitting = standing.case.appointments.live().of(question.role).values_list("person", flat=True)
    free = [row.person.pk for row in candidates(standing.case, question.role) if row.is_eligible]
    return Person.objects.filter(pk__in=[*free, *sitting]).prefetch_related("offices")
