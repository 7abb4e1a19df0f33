"""What does an adviser note?"""

from django import forms

from .base import Form


class AdviceForm(Form):
    text = forms.CharField(
        label="Advice",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="What you advised, on what, and on which authority. It is never part of a copy for the parties.",
    )
