"""Under which name is a view kept, and who else uses it?"""

from django import forms

from investigations.actions.saved_views import audiences

from .base import Form


class SavedViewForm(Form):
    name = forms.CharField(label="Name of the view", max_length=80)
    shared_with = forms.ChoiceField(
        label="Who else may use it?",
        required=False,
        choices=audiences,
        help_text="Each finds only their own cases by it. Others read the name: name no person and no case in it.",
    )
