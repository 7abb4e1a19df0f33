"""What is asked to begin a letter, to change it, and to adjust a school's own texts?"""

from typing import Any

from django import forms

from investigations.access import Standing
from investigations.actions.letters import GIVEN, section_of
from investigations.models import CaseLetter, Person, Statement
from investigations.procedure.letters import Letter

from .base import Form
from .meanwhile import SeenForm


def codes_for(standing: Standing) -> list[Letter]:
    """The letters that this person may write in this case."""
    return [
        letter
        for letter in Letter
        if letter.is_written and standing.writes(letter) and standing.sees(section_of(standing.case, letter))
    ]


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {person.description.lower()}"


class StatementField(forms.ModelChoiceField):
    def label_from_instance(self, statement: Statement) -> str:
        return f"Statement {statement.number}, {statement.person}"


class LetterForm(Form):
    """To whom it goes is asked where the case does not settle it."""

    code = forms.ChoiceField(label="Which letter?", widget=forms.Select)
    to = PersonField(
        label="To whom, if they have a part in this case?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody else, or as the letter goes usually",
        help_text="What goes to the employee, the person who reported it or the investigating officer finds them by itself.",
    )
    to_name = forms.CharField(
        label="Otherwise: to whom?", required=False, max_length=200, help_text="An authority, an agency, a family."
    )
    statement = StatementField(
        label="About which statement?",
        queryset=Statement.objects.none(),
        required=False,
        empty_label="None",
        help_text="For interview notes that are to be agreed: their words are put in.",
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        case = standing.case
        grouped: dict[str, list[tuple[str, str]]] = {}
        for letter in codes_for(standing):
            grouped.setdefault(letter.section.label, []).append((letter.value, f"{letter.value} {letter.label}"))
        self.fields["code"].choices = [("", "Choose a letter"), *grouped.items()]
        known = [row.person_id for row in case.appointments.live() if standing.knows(row.kind)]
        self.fields["to"].queryset = Person.objects.filter(pk__in=known).prefetch_related("offices")
        if Letter.INTERVIEW_NOTES in codes_for(standing):
            self.fields["statement"].queryset = case.statements.select_related("person")
        else:
            del self.fields["statement"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("code") == Letter.INTERVIEW_NOTES and not given.get("statement"):
            self.add_error("statement", "Choose the statement whose notes are to be agreed")
        if given.get("code") and given["code"] != Letter.INTERVIEW_NOTES:
            given["statement"] = None
        return given


class LetterWordsForm(SeenForm):
    to_name = forms.CharField(label="To whom", max_length=200, required=False)
    to_address = forms.CharField(
        label="Address", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As it is to stand in the window of the envelope, a line each, or an e-mail address.",
    )  # fmt: skip
    subject = forms.CharField(label="Subject", max_length=200)
    text = forms.CharField(
        label="The letter", max_length=50_000, widget=forms.Textarea(attrs={"rows": 24}),
        help_text="“## ” begins a heading, “- ” an item of a list, and an empty line a new paragraph. What stands between "
        "‹ and › has to be filled in before it can be issued.",
    )  # fmt: skip
    enclosures = forms.CharField(
        label="Enclosed", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What goes with it, one a line, such as: the school’s disciplinary procedure.",
    )  # fmt: skip

    def __init__(self, *args: Any, letter: CaseLetter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if letter.kind.to in GIVEN and letter.to_id:
            del self.fields["to_name"]


class TemplateForm(SeenForm):
    text = forms.CharField(
        label="The text", max_length=50_000, widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "true"}),
        help_text="The first line begins with “Subject:”. Fields stand in double square brackets, gaps for the writer "
        "between ‹ and ›.",
    )  # fmt: skip


class LetterheadForm(SeenForm):
    header = forms.CharField(
        label="Below the school’s name and address", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="Telephone, e-mail, web address, one a line.",
    )  # fmt: skip
    reply_address = forms.CharField(
        label="Address for replies", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Where it differs from the school’s, such as the clerk’s.",
    )  # fmt: skip
    signature = forms.CharField(
        label="Below the name of whoever signs", required=False, max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}), help_text="Such as: for the governing body.",
    )  # fmt: skip
    footer = forms.CharField(
        label="At the end of the letter", required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as the support line for staff, or the company number of a trust.",
    )  # fmt: skip
