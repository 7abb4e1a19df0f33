"""What is asked when a list of terms and closures comes in?"""

from typing import Any

from django import forms

from investigations.reading.term_dates import TermDates, UnreadableDates, read_term_dates, text_of

from .base import Form

PASTED = "What you pasted"


class TermImportForm(Form):
    """After it is valid, `text` is what was read and `dates` what stands in it."""

    marks_optional = False
    dates: TermDates

    file = forms.FileField(
        label="A file",
        required=False,
        help_text="A calendar (.ics), as councils and schools publish it, or a table saved as CSV.",
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".ics,.csv,.txt,text/calendar,text/csv"}),
    )
    text = forms.CharField(
        label="Or paste the lines",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One line each: name, first day, last day. Such as: Autumn 2026 first half, 3/9/2026, 23/10/2026. "
        "A training day needs no last day.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text") or ""
        if self.errors:
            return given
        if file and text.strip():
            self.add_error("text", "Choose a file or paste the lines, not both")
        elif not file and not text.strip():
            self.add_error("file", "Choose a file, or paste the lines below")
        else:
            field = "file" if file else "text"
            try:
                given["text"] = text_of(file.read() if file else text.encode(), file.name if file else PASTED)
                self.dates = read_term_dates(given["text"])
            except UnreadableDates as unreadable:
                self.add_error(field, str(unreadable))
        return given
