"""How is a paper for the governing body worded before it is kept?"""

from django import forms

from .base import Form


class MinuteForm(Form):
    words = forms.CharField(
        label="The words",
        max_length=20_000,
        help_text="Change them as you like. No name of anybody in the case may stand in them.",
        widget=forms.Textarea(attrs={"rows": 16}),
    )
    minute_reference = forms.CharField(label="Minute reference", required=False, max_length=120)
