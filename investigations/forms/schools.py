"""What is asked about the school: its name, its terms, its closures, its own day counts?"""

from typing import Any

from django import forms

from investigations.models import Person, School
from investigations.procedure.choices import AppealScope, EmployerType
from investigations.procedure.clocks import Clock, ClockRule, NoticeDays
from investigations.procedure.roles import Office

from .base import Form
from .later import add_field


class SchoolForm(Form):
    name = forms.CharField(label="Name of the school", max_length=200)
    employer_type = forms.ChoiceField(
        label="Who employs the staff?",
        choices=EmployerType.choices(),
        widget=forms.RadioSelect,
        help_text="It decides who is told of a suspension, and who gives notice after a dismissal.",
    )
    local_authority = forms.CharField(label="Local authority", max_length=200, required=False)
    trust = forms.CharField(label="Trust", max_length=200, required=False, help_text="Of an academy.")
    address = forms.CharField(
        label="Address",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As it stands on letters.",
    )
    governors_sign = forms.BooleanField(
        label="Governors sign the policies too", required=False, help_text="They are asked within the hour."
    )
    appeal_scope = forms.ChoiceField(
        label="What is an appeal at this school?",
        choices=AppealScope.choices(),
        widget=forms.RadioSelect,
        required=False,
        help_text="By the school's disciplinary procedure. It stands in the notice of every appeal hearing from now on.",
    )
    tells_spent_for_safety = forms.BooleanField(
        label="An expired warning about the safety of children may be told to a panel",
        required=False,
        help_text="Only after its findings, and with a written reason each time. Otherwise an expired warning is never told.",
    )


class TermForm(Form):
    name = forms.CharField(
        label="Name", max_length=80, help_text="Such as Autumn 2026, first half. A half-term is the gap between two."
    )
    starts = forms.DateField(label="First day", error_messages={"required": "Enter the first day of the term"})
    ends = forms.DateField(label="Last day", error_messages={"required": "Enter the last day of the term"})

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("starts") and given.get("ends") and given["ends"] < given["starts"]:
            self.add_error("ends", "The last day cannot be before the first")
        return given


class ClosureForm(Form):
    day = forms.DateField(label="Day", error_messages={"required": "Enter the day"})
    reason = forms.CharField(
        label="Why",
        max_length=120,
        help_text="Such as training day, or polling station.",
        error_messages={"required": "Enter why the school is closed"},
    )


class NumbersForm(Form):
    """The school's figure for every clock that is the school's to set; what the law fixes has no field."""

    marks_optional = False
    notice_days = forms.ChoiceField(
        label="In which days is the notice of a hearing counted?",
        choices=NoticeDays.choices(),
        widget=forms.RadioSelect,
        help_text="It holds for the notice of a hearing, the papers served with it, and the notice of an appeal hearing.",
    )
    uses_verbal_warnings = forms.BooleanField(
        label="This school uses recorded verbal warnings",
        required=False,
        help_text="Many procedures begin with a first written warning. Switched off, no panel can choose one.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["notice_days"].initial = school.notice_days
        self.fields["uses_verbal_warnings"].initial = school.uses_verbal_warnings
        for rule in soft_clocks():
            add_field(
                self,
                rule.key,
                forms.IntegerField(
                    label=rule.label,
                    initial=school.amount(rule),
                    widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
                ),
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for rule in soft_clocks():
            if rule.key in given and (refusal := rule.check(given[rule.key])):
                self.add_error(rule.key, refusal)
        return given


def soft_clocks() -> list[ClockRule]:
    return [rule for rule in Clock.all() if not rule.is_hard]


class NamedGovernorForm(Form):
    person = forms.ChoiceField(
        label="Who is it?",
        required=False,
        widget=forms.RadioSelect,
        help_text="By a decision of the governing body. A case that head, chair and vice-chair cannot have passes to them.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"person": str(school.named_governor_id or "")})
        super().__init__(*args, **kwargs)
        people = Person.objects.at(school).holding(Office.GOVERNOR).filter(left_on=None, user__is_active=True)
        self.people = {str(person.pk): person for person in people.order_by("name")}
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            *((key, person.name) for key, person in self.people.items()),
            ("", "Nobody is named"),
        ]

    def chosen(self) -> Person | None:
        return self.people.get(self.cleaned_data["person"])
