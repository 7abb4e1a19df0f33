"""What does a commission ask for?  The terms of reference, without the allegations: those are read from the case."""

from django import forms

from .meanwhile import SeenForm


def words(label: str, hint: str, *, rows: int = 5, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class TermsForm(SeenForm):
    background = words(
        "Background",
        "What led to this investigation: how it came to light, what was done at once, and nothing that judges it.",
        required=True,
    )
    scope = words(
        "What is to be investigated",
        "What has to be found out about each allegation, which posts, accounts, devices and documents are looked at, "
        "and which policies apply.",
        required=True,
    )
    excluded = words(
        "What is left out",
        "Matters that are not part of this investigation, and where they are dealt with instead.",
        rows=3,
    )
    people_to_interview = words(
        "People to interview",
        "Those directly involved. Pupils only under the school's safeguarding guidance: write “Pupil A”, never a name.",
        rows=4,
    )
    report_to = forms.CharField(
        label="To whom the report goes", max_length=200, help_text="The person who decides whether there is a case."
    )
    report_by = forms.DateField(
        label="When the report is expected",
        required=False,
        help_text="The clock of the investigation runs in any case. This is the day agreed with the investigator.",
    )
    confidentiality = words(
        "Confidentiality", "Who may be told what, and what the people interviewed are asked to keep to themselves.",
        rows=3,
    )  # fmt: skip
    updates = forms.CharField(
        label="How often progress is reported",
        max_length=200,
        required=False,
        help_text="For example: every Friday, by telephone, on progress and not on findings.",
    )
