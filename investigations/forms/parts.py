"""What is the employee concerned asked?  Their answer, and who comes with them."""

from typing import Any

from django import forms

from investigations.models import Case, Person
from investigations.procedure.choices import PersonKind

from .base import Form


class AnswerForm(Form):
    text = forms.CharField(
        label="What do you want to say?",
        widget=forms.Textarea(attrs={"rows": 14}),
        max_length=100_000,
        help_text="Your words are kept exactly as you write them. You can send more than one answer.",
    )


class ColleagueField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return person.name


class CompanionForm(Form):
    person = ColleagueField(
        label="A colleague", queryset=Person.objects.none(), required=False, empty_label="Nobody on this list"
    )
    name = forms.CharField(
        label="Or somebody else: their name",
        max_length=200,
        required=False,
        help_text="Such as an official of your trade union.",
    )
    from_where = forms.CharField(
        label="Their trade union or workplace",
        max_length=200,
        required=False,
        help_text="So that the clerk can write to them.",
    )

    def __init__(self, *args: Any, case: Case, me: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Every colleague, whatever their part: a shorter list would tell who has one.
        colleagues = Person.objects.at(case.school).filter(kind=PersonKind.STAFF, left_on=None).exclude(pk=me.pk)
        self.fields["person"].queryset = colleagues  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("person") and given.get("name"):
            self.add_error("name", "Choose a colleague or enter a name, not both.")
        elif not given.get("person") and not given.get("name"):
            self.add_error("person", "Choose a colleague, or enter a name below.")
        return given
