"""What is asked of whoever moves a date on, or ends it?"""

from typing import Any

from django import forms

from .base import Form

REASON = "These words stand in the record of the case and on the page of the date."


def reason(label: str) -> forms.CharField:
    return forms.CharField(label=label, help_text=REASON, max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}))


class EndDateForm(Form):
    """`seen` is the date that stood when the page was drawn."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reason = reason("Why is the date no longer needed?")


class MoveDateForm(Form):
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)
    working_days = forms.IntegerField(
        label="By how many working days?",
        min_value=1,
        max_value=60,
        help_text="Counted from the date that stands now. School holidays count, weekends and bank holidays do not.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = reason("Why is more time needed?")

    def __init__(self, *args: Any, asks_days: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_days:
            del self.fields["working_days"]
