"""What is asked about somebody in the register, their offices and their account?"""

from typing import Any

from django import forms
from django.utils import timezone

from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

from .base import Form
from .days import not_in_the_future
from .widgets import ExplainedRadios

KIND_HINTS = {
    PersonKind.STAFF.value: "Works for the school",
    PersonKind.ADVISER.value: "From the local authority, the trust, an HR service or elsewhere",
    PersonKind.PUPIL.value: "Is given a letter, such as Pupil A: no name is kept",
}


class PersonFilter(Form):
    marks_optional = False

    q = forms.CharField(
        label="Name or job title",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label="Who", required=False, choices=[("", "Everybody"), *PersonKind.choices()])
    left = forms.BooleanField(label="Also who has left", required=False)


class PersonForm(Form):
    """A new entry."""

    marks_optional = False

    kind = forms.ChoiceField(
        label="Who is it?",
        choices=PersonKind.choices(),
        widget=ExplainedRadios(hints=KIND_HINTS),
        initial=PersonKind.STAFF.value,
    )
    name = forms.CharField(
        label="Name",
        max_length=200,
        required=False,
        help_text="First name and surname. Leave this empty for a pupil.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    job_title = forms.CharField(
        label="Job title",
        max_length=200,
        required=False,
        help_text="If they have one, such as Year 4 teacher",
    )
    office = forms.ChoiceField(
        label="Office",
        required=False,
        choices=[("", "The usual: member of staff, or governor"), *Office.choices()],
        help_text="What they hold at the school. More offices can be added afterwards.",
    )
    starts = forms.DateField(label="Holds it from", required=False, help_text="Today, if you leave this empty.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        is_pupil = given.get("kind") == PersonKind.PUPIL
        if is_pupil and (given.get("name") or given.get("job_title")):
            self.add_error("name", "No name is kept of a pupil: leave name and job title empty")
        if not is_pupil and "name" not in self.errors and not given.get("name"):
            self.add_error("name", "Enter a name")
        if is_pupil and given.get("office"):
            self.add_error("office", "A pupil holds no office")
        return given


class PersonChangeForm(Form):
    name = forms.CharField(label="Name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    job_title = forms.CharField(label="Job title", max_length=200, required=False)
    left_on = forms.DateField(
        label="Left the school on",
        required=False,
        validators=[not_in_the_future],
        help_text="Ends their offices on that day, and they can no longer sign in at this school.",
    )


class OfficeForm(Form):
    office = forms.ChoiceField(label="Office", choices=[("", "Choose an office"), *Office.choices()])
    starts = forms.DateField(
        label="From", initial=timezone.localdate, error_messages={"required": "Enter the first day"}
    )
    ends = forms.DateField(
        label="Until", required=False, help_text="The last day, where it is known already. You can end it later too."
    )


class OfficeEndForm(Form):
    ends = forms.DateField(label="What is the last day?", initial=timezone.localdate)


class AccountForm(Form):
    email = forms.EmailField(
        label="Email address",
        error_messages={"required": "Enter an email address"},
        max_length=254,
        help_text="They sign in with it. It cannot be changed here afterwards.",
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
