"""What does a panel record?  Its finding on one allegation, with reasons."""

from django import forms

from investigations.procedure.choices import FindingResult

from .base import Form


class PanelFindingForm(Form):
    result = forms.ChoiceField(
        label="What does the panel find?",
        choices=FindingResult.choices(),
        widget=forms.RadioSelect,
        help_text="On the balance of probabilities: is it more likely than not that it happened?",
    )
    reasons = forms.CharField(
        label="Reasons",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=50_000,
        help_text="What persuaded the panel, and what it made of the evidence on the other side.",
    )
