"""What is asked about duties: the questions that open them, who sees to them, and whether words may go out?"""

from typing import Any

from django import forms

from investigations.actions.duties import Given
from investigations.models import Case, Clause, Duty, Person
from investigations.procedure.duties import Answer, DutyKind, Occasion, QuestionList, questions

from .actions import owners_for
from .base import Form
from .steps import PersonField


class TriggerForm(Form):
    """One list of questions.  Each has its answer and, for a "no", its reason; one reason may serve for all of them."""

    marks_optional = False

    def __init__(
        self, *args: Any, occasion: Occasion, of: QuestionList, pointed_out: dict[str, str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = questions(occasion, of)
        for question in self.asked:
            hints = [hint for hint in (question.hint, (pointed_out or {}).get(question.key, "")) if hint]
            self.fields[question.key] = forms.ChoiceField(
                label=question.text,
                help_text=" ".join(hints),
                choices=Answer.choices(),
                widget=forms.RadioSelect,
                error_messages={"required": f"Answer the question “{question.text}”"},
            )
            self.fields[f"{question.key}_reason"] = forms.CharField(
                label="If no: why not?",
                max_length=2_000,
                required=False,
                # The same words stand under each question: read out, they say which.
                widget=forms.TextInput(attrs={"autocomplete": "off", "aria-label": f"If no: why not? {question.text}"}),
            )
        self.fields["all_no"] = forms.CharField(
            label="A reason for every “no” that has none of its own",
            max_length=2_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        )
        self.fields["aware_at"] = forms.DateTimeField(
            label="If anything is yes or not known yet: when did the school become aware of it?",
            required=False,
            help_text="To the minute. Clocks count from this moment, one of them through nights and weekends.",
        )
        # What the base class does for fields that stand in the class is done again for those of this list.
        self.speak()

    def given(self) -> dict[str, Given]:
        return {
            question.key: Given(
                answer=Answer(self.cleaned_data[question.key]), reason=self.cleaned_data[f"{question.key}_reason"]
            )
            for question in self.asked
        }


class DutyOwnerForm(Form):
    owner = PersonField(label="Who sees to it?", queryset=Person.objects.none(), empty_label="Choose a person")
    instructions = forms.CharField(
        label="What do they need to know?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=10_000,
        required=False,
        help_text="They see this, and not the case. Name nobody who is not needed to do it.",
    )

    def __init__(self, *args: Any, duty: Duty, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"owner": duty.owner_id, "instructions": duty.instructions})
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners_for(duty.case)  # type: ignore[attr-defined]
        self.fields["owner"].help_text = f"Usually: {duty.rule.owner.in_sentence}."


YES_NO = [("yes", "Yes"), ("no", "No")]


def _yes_no(label: str, hint: str = "") -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, help_text=hint, choices=YES_NO, coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )


class AnonymityForm(Form):
    about = forms.CharField(
        label="What is it?", max_length=200, help_text="For instance: letter to parents, line for the press."
    )
    action = forms.ModelChoiceField(
        label="Which governing-body action does it belong to?",
        queryset=None,
        required=False,
        empty_label="None",
    )
    text = forms.CharField(
        label="The words, exactly as they are to go out", widget=forms.Textarea(attrs={"rows": 10}), max_length=50_000
    )
    is_teacher = _yes_no("Is the employee a teacher?")
    alleges_offence = _yes_no(
        "Is an offence against a pupil of this school alleged?", "By a pupil, or on their behalf."
    )
    is_lifted = _yes_no(
        "Has the protection ended?",
        "By a charge, the teacher's own consent in writing, an order of a court, or a publication by the Secretary of "
        "State.",
    )
    identifies = _yes_no(
        "Could anybody know from these words who the teacher is?",
        "Also by a year group, a subject, a post or a date, or together with what is known in the village.",
    )
    note = forms.CharField(
        label="If something in the text points at them: why can nobody be known from it?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=5_000,
        required=False,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].queryset = case.actions.all()  # type: ignore[attr-defined]


class ClauseDutiesForm(Form):
    opens = forms.MultipleChoiceField(
        label="Which duties does it open by itself?",
        choices=DutyKind.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They are opened in every case in which an allegation cites this clause.",
    )
    suggests = forms.MultipleChoiceField(
        label="Which duties should the case manager think of?",
        choices=DutyKind.choices(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="The questions about them are marked at the assessment. Nothing is opened by this.",
    )

    def __init__(self, *args: Any, clause: Clause, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"opens": clause.opens, "suggests": clause.suggests})
        super().__init__(*args, **kwargs)
