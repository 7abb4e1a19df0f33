"""What is asked to prepare a copy, to release it, to call it off, and to write down that it was received?"""

import re
from typing import Any

from django import forms

from investigations.actions.recipients import Recipient
from investigations.procedure.audiences import Audience
from investigations.procedure.releases import ReleaseWay

from .base import Form
from .widgets import ExplainedRadios

ONE_A_LINE = "Write each exhibit on a line of its own, such as “4: about another pupil alone”."


class CopyForm(Form):
    recipient = forms.ChoiceField(label="For whom is the copy?", widget=ExplainedRadios)
    withheld = forms.CharField(
        label="Which exhibits does this copy leave out, and why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=4000,
        help_text="For a subject access copy alone: the others are all the same. " + ONE_A_LINE,
    )

    def __init__(self, *args: Any, recipients: list[Recipient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["recipient"]
        field.choices = [(row.key, row.label) for row in recipients]  # type: ignore[attr-defined]
        if not any(row.audience is Audience.SUBJECT_ACCESS for row in recipients):
            del self.fields["withheld"]

    def clean_withheld(self) -> dict[int, str]:
        reasons: dict[int, str] = {}
        for line in self.cleaned_data["withheld"].splitlines():
            if not line.strip():
                continue
            found = re.fullmatch(r"\s*(?:exhibit\s+)?(\d{1,6})\s*[:.,–-]\s*(\S.*?)\s*", line, re.IGNORECASE)
            if found is None:
                raise forms.ValidationError(ONE_A_LINE)
            reasons[int(found[1])] = found[2]
        return reasons


class ReleaseForm(Form):
    way = forms.ChoiceField(label="How does it reach them?", choices=ReleaseWay.choices(), widget=forms.RadioSelect)
    note = forms.CharField(
        label="Where was it sent, or who handed it over?",
        max_length=300,
        required=False,
        help_text="Not needed where they find it on their own page.",
    )


class CallOffForm(Form):
    because = forms.CharField(
        label="Why does it not go out?", widget=forms.Textarea(attrs={"rows": 3}), max_length=2000
    )


class ReceivedForm(Form):
    how = forms.CharField(
        label="How do you know that they have it?",
        max_length=300,
        help_text="A signed slip and where it is kept, a letter, a call and its date.",
    )
