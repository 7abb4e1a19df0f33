"""What does the writer of the report write?  The rest of its five parts is put together from the case."""

from django import forms

from investigations.procedure.choices import Recommendation

from .meanwhile import SeenForm


def words(label: str, hint: str, *, rows: int = 7) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=50_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class ReportForm(SeenForm):
    """Nothing is required: a report is written over days, and what is missing is said before it is submitted."""

    marks_optional = False

    introduction = words(
        "Introduction", "What the reader has to know beyond the terms of reference, which the report repeats."
    )
    process = words(
        "How it was investigated",
        "What you did, in order: whom you met and where, what you looked at, and who accompanied them. The lists "
        "of exhibits and of people interviewed are added by themselves.",
        rows=9,
    )
    not_collected = words("Evidence not collected, and why", "What you asked for and did not get, or left out.", rows=4)
    not_interviewed = words("People not interviewed, and why", "Also why a statement is without a name.", rows=4)
    facts_established = words("Facts established", "What is not in dispute, or shown by the evidence.", rows=9)
    facts_not_established = words("Facts not established", "What could not be found out, and what stands against what.")
    mitigating = words(
        "Mitigating factors", "What speaks for the person: instructions, training, a prompt report, one single error."
    )
    other_information = words("Other relevant information", "Anything else the reader needs to decide fairly.", rows=4)
    conclusion = words("Conclusion", "What follows from the findings taken together. No view on a sanction.", rows=9)
    recommendation = forms.ChoiceField(
        label="Recommendation", choices=Recommendation.choices(), required=False, widget=forms.RadioSelect
    )
    other_recommendations = words(
        "Other recommendations", "For example a gap in the policy, or training that is missing.", rows=4
    )


#: The form's parts as the page groups them: title, and the fields in it.
PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Introduction", ("introduction",)),
    ("Process", ("process", "not_collected", "not_interviewed")),
    ("Findings", ("facts_established", "facts_not_established", "mitigating", "other_information")),
    ("Conclusion", ("conclusion", "recommendation", "other_recommendations")),
)
