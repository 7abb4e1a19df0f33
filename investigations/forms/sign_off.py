"""What is asked when a policy is signed or refused, and of whom a signature is wanted?"""

from typing import Any

from django import forms

from investigations.access import school_role_for
from investigations.access.at_school import SchoolRecord
from investigations.actions.sign_off import must_sign
from investigations.models import Person, School
from investigations.procedure.asks import Kind, Question
from investigations.procedure.labelled import Labelled
from investigations.procedure.sign_off import SignOffReason
from investigations.procedure.steps import SchoolStep

from .base import Form
from .steps import PersonField


class Standing(Labelled):
    OUTSTANDING = "outstanding", "Outstanding"
    OVERDUE = "overdue", "Overdue"
    REFUSED = "refused", "Refused"
    SIGNED = "signed", "Signed"


class SignOffFilter(Form):
    """Everything optional: what is not understood narrows nothing."""

    marks_optional = False
    standing = forms.ChoiceField(label="Show", choices=[("", "Everybody"), *Standing.choices()], required=False)
    policy = forms.ChoiceField(label="Policy", required=False)
    q = forms.CharField(label="Name", max_length=100, required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        policies = [(str(policy.pk), policy.title) for policy in school.policies.all()]
        self.fields["policy"].choices = [("", "All policies"), *policies]  # type: ignore[attr-defined]


class DrawnSignatureForm(Form):
    """The name typed, or the signature drawn: without scripts the typed name is all there is."""

    signature = forms.CharField(
        label="Type your full name to sign",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    drawing = forms.CharField(required=False, max_length=70_000, widget=forms.HiddenInput)
    marks_optional = False

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signature"].help_text = f"As it stands here: {name}"


class AskForm(Form):
    """To ask one person to sign what is in force."""

    person = PersonField(label="Who has to sign?", queryset=Person.objects.none(), empty_label="Choose a person")
    reason = forms.ChoiceField(
        label="Why now?",
        choices=[
            (reason.value, reason.label)
            for reason in (SignOffReason.RETURN, SignOffReason.JOINER, SignOffReason.ACCOUNT_ACCESS)
        ],
        widget=forms.RadioSelect,
        help_text="New versions and yearly renewals are asked for by themselves.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = must_sign(school).prefetch_related("offices")  # type: ignore[attr-defined]


def school_step_form(step: SchoolStep, record: SchoolRecord, person: Person) -> type[Form]:
    """The form of a step of the school's own records: each question of the row becomes one field."""
    assert school_role_for(step, record, person) is not None
    return type(Form)("SchoolStepForm", (Form,), {question.name: _field(question) for question in step.asks})


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {"label": question.label, "help_text": question.hint, "required": question.required}
    match question.kind:
        case Kind.LINE:
            return forms.CharField(max_length=200, **common)
        case Kind.DATE:
            return forms.DateField(**common)
        case Kind.YES:
            return forms.BooleanField(error_messages={"required": "Tick the box to go on"}, **common)
        case Kind.CHOICE:
            choices = [(member.value, member.label) for member in question.choices or ()]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)
        case _:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 5}), max_length=10_000, **common)
