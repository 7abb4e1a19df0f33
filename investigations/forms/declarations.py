"""What is asked about ties between people, and of a governor who is asked to sit on a panel?"""

from typing import Any

from django import forms

from investigations.models import Person
from investigations.procedure.choices import PersonKind
from investigations.procedure.taint import Tie

from .base import Form

#: Who can be chosen: whoever everybody at the school may know of.  Parents and outsiders are known by cases only.
LISTED = (PersonKind.STAFF, PersonKind.GOVERNOR, PersonKind.ADVISER)


class TieForm(Form):
    about = forms.ChoiceField(label="Who is it?", widget=forms.Select)
    kind = forms.ChoiceField(
        label="What are they to you?", choices=[(tie.value, tie.label) for tie in Tie], widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="In a few words",
        required=False,
        max_length=1_000,
        help_text="For example, sister, or neighbour and friend. Leave it empty if the answer above says it.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    since = forms.DateField(label="Since when?", required=False)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.at(person.school).filter(left_on=None, kind__in=LISTED).exclude(pk=person.pk)
        self.people = {str(one.pk): one for one in people.prefetch_related("offices")}
        self.fields["about"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"),
            *[(key, f"{one.name}, {one.description.lower()}") for key, one in self.people.items()],
        ]

    def chosen(self) -> Person:
        return self.people[self.cleaned_data["about"]]


class EndTieForm(Form):
    until = forms.DateField(label="Until when was it so?")


class PanelAnswerForm(Form):
    answer = forms.ChoiceField(
        label="Could you judge a matter about a member of staff of this school with an open mind?",
        choices=[
            ("no_interest", "Yes. My list of ties is complete, and nothing else stands in the way"),
            ("interest", "No. Something stands in the way"),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label="If something stands in the way: what is it?",
        required=False,
        max_length=2_000,
        help_text="You need not go into detail. Your place on the panel ends at once.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> None:
        if self.cleaned_data.get("answer") == "interest" and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", "Say in a few words what stands in the way")


class SetAsideForm(Form):
    reason = forms.CharField(
        label="Why can nobody else be chosen?",
        max_length=5_000,
        help_text="Whom you asked besides, and how you make sure that it is fair. Printed in the case file.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
