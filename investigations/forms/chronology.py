"""What is asked about something that happened?"""

from typing import Any

from django import forms

from investigations.models import Case, Evidence

from .days import ClockTimeField, not_in_the_future
from .meanwhile import SeenForm


class ExhibitChoice(forms.ModelChoiceField):
    def label_from_instance(self, exhibit: Evidence) -> str:
        return f"{exhibit}: {exhibit.title}"[:120]


class ChronologyForm(SeenForm):
    day = forms.DateField(label="Day", validators=[not_in_the_future])
    time = ClockTimeField(label="Time", required=False, help_text="If it is known: 14:30 or 2.30pm.")
    text = forms.CharField(
        label="What happened",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="In plain words, with how it is known. What it means belongs in the findings.",
    )
    evidence = ExhibitChoice(
        label="Exhibit that shows it", queryset=Evidence.objects.none(), required=False, empty_label="None"
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        exhibits = self.fields["evidence"]
        assert isinstance(exhibits, forms.ModelChoiceField)
        exhibits.queryset = case.evidence.all()
