"""What is asked on the day of a hearing: a session, a tick, what speaks for a milder outcome?"""

from typing import Any

from django import forms

from investigations.models import Person

from .base import Form


class MembersField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return person.name


class SessionForm(Form):
    starts_at = forms.DateTimeField(label="When did it start?")
    ends_at = forms.DateTimeField(
        label="When did it end?", required=False, help_text="Leave empty while it is going on."
    )
    members = MembersField(
        label="Which members were present throughout this session?",
        queryset=Person.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Who comes late or leaves early was not. Only who was there at every session decides.",
    )
    employee_attended = forms.BooleanField(label="The employee attended", required=False)
    companion = forms.CharField(
        label="Who accompanied the employee?",
        max_length=200,
        required=False,
        help_text="Name and union or workplace. Leave empty if the employee came alone.",
    )
    presenter_attended = forms.BooleanField(label="The presenting officer attended", required=False)
    advisers = forms.CharField(
        label="Which advisers attended?",
        max_length=300,
        required=False,
        help_text="HR, local authority, diocese or trust. They advise and have no vote.",
    )
    witnesses = forms.CharField(
        label="Which witnesses were heard, and when?",
        max_length=500,
        required=False,
        help_text="Each is there for their own evidence only.",
    )
    minutes = forms.CharField(
        label="Minutes",
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text="What was said for each side, in the order of the hearing. They can be written up afterwards.",
    )

    def __init__(self, *args: Any, sitting: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = sitting  # type: ignore[attr-defined]


class TickForm(Form):
    at = forms.DateTimeField(label="When was it done?")
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as who spoke, or what was asked for. The minutes come with the session.",
    )


class MitigationForm(Form):
    text = forms.CharField(
        label="What speaks for a milder outcome?",
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text="Such as how it came about, long service, what has been put right. The panel reads it only after it "
        "has found on every allegation: writing it admits nothing.",
    )
