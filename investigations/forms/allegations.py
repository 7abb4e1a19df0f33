"""What does an allegation say?  What, when, where, and the clauses of the versions in force on those days."""

from datetime import date
from typing import Any

from django import forms

from investigations.actions.concerns import versions_in_force
from investigations.models import Allegation, Case, Clause, PolicyVersion

from .base import Form
from .concerns import WORDS, clause_choices, no_later_than_today

OF_ANOTHER_DAY = "Another version was in force then: here are its clauses, choose again"


class AllegationForm(Form):
    """The clauses offered follow the days: chosen from another version, they have to be chosen again."""

    what = forms.CharField(
        label="What is alleged?",
        max_length=WORDS,
        help_text="One breach, as exactly as is known. The employee will be told in these words.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    happened_from = forms.DateField(label="Day", help_text="The day it happened, or the first of several.")
    happened_to = forms.DateField(label="Last day, if there was more than one", required=False)
    account = forms.CharField(label="Account", max_length=120, required=False)
    post_address = forms.CharField(label="Address of the post", max_length=500, required=False)
    device = forms.CharField(label="Device", max_length=200, required=False)
    clauses = forms.MultipleChoiceField(
        label="Clauses in force on that day",
        required=False,
        help_text="An investigation cannot be opened before every allegation names at least one.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": OF_ANOTHER_DAY},
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case = case
        self.versions = self._versions()
        self.fields["clauses"].choices = clause_choices(self.versions)  # type: ignore[attr-defined]

    def clean_happened_from(self) -> date:
        return no_later_than_today(self.cleaned_data["happened_from"])

    def clean_happened_to(self) -> date | None:
        return no_later_than_today(self.cleaned_data["happened_to"])

    def clean(self) -> None:
        first, last = self.cleaned_data.get("happened_from"), self.cleaned_data.get("happened_to")
        if first and last and last < first:
            self.add_error("happened_to", "The last day cannot be before the first")

    def chosen(self) -> tuple[Clause, ...]:
        return tuple(Clause.objects.filter(pk__in=self.cleaned_data["clauses"]))

    def _versions(self) -> list[PolicyVersion]:
        """By the days that are typed now, else by those that stood there."""
        first, last = self._day("happened_from"), self._day("happened_to")
        if first is None:
            return []
        found = versions_in_force(self.case.school, first, last)
        return list(found.select_related("policy").prefetch_related("clauses"))

    def _day(self, name: str) -> date | None:
        field = self.fields[name]
        typed = self.initial.get(name)
        if self.is_bound:
            typed = field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
        try:
            day: date | None = field.to_python(typed)
        except forms.ValidationError:
            return None
        return day


def typed_so_far(posted: Any, case: Case) -> AllegationForm:
    """The form with what was typed and the clauses of the days in it, before anything is found wrong."""
    form = AllegationForm(case=case)
    typed = {name: field.widget.value_from_datadict(posted, {}, name) for name, field in form.fields.items()}
    return AllegationForm(case=case, initial=typed)


def as_typed(allegation: Allegation) -> dict[str, Any]:
    """An allegation as the form shows it first."""
    names = ("what", "happened_from", "happened_to", "account", "post_address", "device")
    return {name: getattr(allegation, name) for name in names} | {
        "clauses": [str(clause.pk) for clause in allegation.clauses.all()]
    }
