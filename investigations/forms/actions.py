"""What is asked of a governing-body action: which one, whom it protects, who does it, and by when?"""

from typing import Any

from django import forms

from investigations.actions.governing_body import may_own
from investigations.models import Case, Person
from investigations.procedure.catalogue import CATALOGUE, CatalogueAction
from investigations.procedure.choices import PersonKind, Protects

from .base import Form
from .steps import PersonField
from .widgets import ExplainedRadios

OWN = "own"


class ActionChoiceForm(Form):
    code = forms.ChoiceField(
        label="Which action is proposed?",
        choices=[
            *((action.code, f"{action.code}: {action.title}") for action in CATALOGUE),
            (OWN, "An action of our own"),
        ],
        widget=ExplainedRadios(
            hints={action.code: f"{action.by_default.label}. {action.when}." for action in CATALOGUE}
            | {OWN: "Something else that protects the people or the school."}
        ),
    )


class ActionForm(Form):
    title = forms.CharField(label="What is to be done?", max_length=300)
    protects = forms.MultipleChoiceField(
        label="Whose reputation or interest does it protect?",
        choices=Protects.choices(),
        widget=forms.CheckboxSelectMultiple,
    )
    owner = PersonField(
        label="Who does it?", queryset=Person.objects.none(), empty_label="Choose a person", help_text=""
    )
    due_on = forms.DateField(label="By when?")
    instructions = forms.CharField(
        label="What does the owner need to know?",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=10_000,
        required=False,
        help_text="They see this, and not the case. Name nobody who is not needed to do it.",
    )
    minute_reference = forms.CharField(label="Minute reference", max_length=120, required=False)

    def __init__(self, *args: Any, case: Case, chosen: CatalogueAction | None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", prefilled(case, chosen))
        super().__init__(*args, **kwargs)
        owners = owners_for(case)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
        if chosen:
            self.fields["owner"].help_text = f"Usually: {chosen.by_default.in_sentence}."
            self.fields["due_on"].help_text = f"{chosen.when}."


def prefilled(case: Case, chosen: CatalogueAction | None) -> dict[str, Any]:
    """The catalogue's words, and whoever holds the office that usually does it, where they may."""
    if chosen is None:
        return {}
    owner = next((person for person in owners_for(case).holding(chosen.by_default) if may_own(case, person)), None)
    return {"title": chosen.title, "protects": [str(value) for value in chosen.protects], "owner": owner}


def owners_for(case: Case) -> Any:
    """Everybody of the school who could carry out an action; the action itself refuses who may not."""
    people = Person.objects.at(case.school).grown_ups().filter(left_on=None).exclude(kind=PersonKind.PARENT)
    return people.prefetch_related("offices")
