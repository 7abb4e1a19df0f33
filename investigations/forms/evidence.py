"""What is asked about an exhibit?  One exhibit in full, many in a row, and which of them a list shows."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet

from investigations.models import Allegation, Evidence
from investigations.procedure.choices import Bearing

from .base import Form
from .days import not_in_the_future
from .later import add_field
from .meanwhile import SeenForm

ABOUT = ("description", "source", "dated")
FOR_ALL = {"source": "source_of_all", "dated": "date_of_all"}
PLURAL = {
    Bearing.SUPPORTS: "Support the allegation",
    Bearing.AGAINST: "Speak against it",
    Bearing.CONTEXT: "Are context",
}
NO_BEARING = [("", "No bearing on it")]
DESCRIPTION = "What it shows, in one line: “Screenshot of the post with the picture”. Write “Pupil A”, never a name."
SOURCE = "Who or what it comes from: “Screenshot by Dora Slate on her phone”, “Export from the account”."
DATED = "The day it was made or posted, not the day it was handed in."


class EvidenceForm(SeenForm):
    """One exhibit: what it is, which way it speaks on each allegation, and whether it goes into the hearing papers."""

    marks_optional = False

    description = forms.CharField(label="Description", max_length=300, help_text=DESCRIPTION)
    source = forms.CharField(label="Source", max_length=200, required=False, help_text=SOURCE)
    dated = forms.DateField(label="Date", required=False, help_text=DATED, validators=[not_in_the_future])

    def __init__(self, *args: Any, allegations: Iterable[Allegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.allegations = list(allegations)
        for allegation in self.allegations:
            add_field(self, f"bearing_{allegation.position}", _bearing_field(allegation))
        add_field(self, "is_withheld", _is_withheld(bool(self.initial.get("withheld_because"))))
        add_field(self, "withheld_because", _withheld_because())

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not answers.get("is_withheld"):
            answers["withheld_because"] = ""
        elif not answers.get("withheld_because"):
            self.add_error("withheld_because", "Say why it is left out of the hearing papers")
        return answers

    @property
    def bearings(self) -> dict[Allegation, str]:
        return {row: self.cleaned_data.get(f"bearing_{row.position}") or "" for row in self.allegations}


def _bearing_field(allegation: Allegation) -> forms.Field:
    return forms.ChoiceField(
        label=f"Which way does it speak on allegation {allegation.position}?",
        help_text=allegation.what[:300],
        choices=[*Bearing.choices(), *NO_BEARING],
        required=False,
        widget=forms.RadioSelect,
    )


def _bearing_of_all(allegation: Allegation) -> forms.Field:
    return forms.ChoiceField(
        label=f"On allegation {allegation.position}, all of them",
        help_text=allegation.what[:120],
        choices=[("", "Leave it open"), *((way.value, PLURAL[way]) for way in Bearing)],
        required=False,
    )


def _is_withheld(initial: bool) -> forms.Field:
    return forms.BooleanField(
        label="Leave this exhibit out of the hearing papers",
        required=False,
        initial=initial,
        help_text="Otherwise the employee and the panel get it like everything else.",
    )


def _withheld_because() -> forms.Field:
    return forms.CharField(
        label="Why it is left out",
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only where you ticked the box. The reason is kept with the exhibit.",
    )


class DescribeManyForm(Form):
    """Three questions for each exhibit that has no description yet, and some that answer for all of them."""

    marks_optional = False

    source_of_all = forms.CharField(label="Source of all of them", max_length=200, required=False)
    date_of_all = forms.DateField(label="Date of all of them", required=False, validators=[not_in_the_future])

    def __init__(
        self, *args: Any, exhibits: Iterable[Evidence], allegations: Iterable[Allegation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.allegations = list(allegations)
        for allegation in self.allegations:
            add_field(self, f"bearing_of_all_{allegation.position}", _bearing_of_all(allegation))
        self.exhibits = list(exhibits)
        self.asked = {exhibit.number: self._questions_on(exhibit) for exhibit in self.exhibits}
        for number, questions in self.asked.items():
            for name in questions:
                add_field(self, f"{name}_{number}", _field(name, number))

    def _questions_on(self, exhibit: Evidence) -> list[str]:
        """What is empty is asked for.  What was typed is read even where somebody filled it in meanwhile."""
        typed = {key.split("_")[0] + "_" + key.split("_")[1] for key in self.data if key.count("_")}
        return [name for name in ABOUT if not getattr(exhibit, name) or f"{name}_{exhibit.number}" in typed]

    def for_all(self) -> list[Any]:
        """For the page: the fields that answer for all of them."""
        bearings = [self[f"bearing_of_all_{allegation.position}"] for allegation in self.allegations]
        return [self["source_of_all"], self["date_of_all"], *bearings]

    @property
    def bearings(self) -> dict[Allegation, str]:
        return {row: self.cleaned_data.get(f"bearing_of_all_{row.position}") or "" for row in self.allegations}

    def rows(self) -> list[dict[str, Any]]:
        """For the page: each exhibit with the fields that are still to be filled in."""
        return [
            {"exhibit": exhibit, "fields": [self[f"{name}_{exhibit.number}"] for name in self.asked[exhibit.number]]}
            for exhibit in self.exhibits
        ]

    def answers(self) -> dict[int, dict[str, Any]]:
        """By number.  What is given for all of them fills the gaps of the exhibits that got a description."""
        given = {}
        for number, questions in self.asked.items():
            about = {name: self.cleaned_data.get(f"{name}_{number}") for name in questions}
            if about.get("description"):
                for name in set(questions) & FOR_ALL.keys():
                    about[name] = about[name] or self.cleaned_data.get(FOR_ALL[name])
            given[number] = about
        return given


def _field(name: str, number: int) -> forms.Field:
    if name == "dated":
        return forms.DateField(label=f"Date of exhibit {number}", required=False, validators=[not_in_the_future])
    length = 300 if name == "description" else 200
    return forms.CharField(label=f"{name.capitalize()} of exhibit {number}", max_length=length, required=False)


class EvidenceFilter(Form):
    """Which exhibits the list shows."""

    allegation = forms.ChoiceField(label="Allegation", required=False)
    undescribed = forms.BooleanField(label="Without a description only", required=False)

    def __init__(self, *args: Any, allegations: Iterable[Allegation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["allegation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "All exhibits"),
            *((str(row.position), f"On allegation {row.position}") for row in allegations),
            ("none", "On no allegation yet"),
        ]

    def narrow(self, exhibits: "QuerySet[Evidence]") -> "QuerySet[Evidence]":
        wanted = self.cleaned_data if self.is_valid() else {}
        if wanted.get("allegation") == "none":
            exhibits = exhibits.filter(bearings=None)
        elif wanted.get("allegation"):
            exhibits = exhibits.filter(bearings__allegation__position=wanted["allegation"])
        if wanted.get("undescribed"):
            exhibits = exhibits.filter(description="")
        return exhibits

    @property
    def is_on(self) -> bool:
        return self.is_valid() and any(self.cleaned_data.values())
