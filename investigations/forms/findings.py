"""What is asked about a finding?"""

from django import forms

from investigations.procedure.choices import FindingResult

from .meanwhile import SeenForm
from .widgets import ExplainedRadios

EXPLAINED = {
    FindingResult.PROVED: "More likely than not, all of it happened.",
    FindingResult.PARTLY: "Some of it did. Say in the reasons which part.",
    FindingResult.NOT_PROVED: "It is not more likely than not that it happened.",
}


def words(label: str, hint: str, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=50_000, widget=forms.Textarea(attrs={"rows": 7})
    )


class FindingForm(SeenForm):
    evidence_for = words("Evidence that supports the allegation", "Name each exhibit and statement, and what it shows.")
    evidence_against = words(
        "Evidence that speaks against it", "Look for it as hard as for the other. If there is none, say so."
    )
    result = forms.ChoiceField(
        label="What do you find, on the balance of probabilities?",
        help_text="Is it more likely than not that it happened? What should follow from it is for others.",
        choices=FindingResult.choices(),
        widget=ExplainedRadios(hints=EXPLAINED),
    )
    reasons = words(
        "Reasons", "How you weighed the two sides, and whom you believed where they differ, and why.", required=True
    )
