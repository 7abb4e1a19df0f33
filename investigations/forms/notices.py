"""How does a person wish to be told?"""

from django import forms

from investigations.procedure.notices import MailWish

from .base import Form


class WishForm(Form):
    mail = forms.ChoiceField(
        label="When should Casework write to you?",
        choices=MailWish.choices(),
        widget=forms.RadioSelect,
        help_text="A mail says only that something is waiting. What it is, you read here after signing in.",
    )
