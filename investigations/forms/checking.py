"""What is asked when somebody wants to know whether a document was changed?"""

from typing import Any

from django import forms

from .base import Form


class CheckForm(Form):
    marks_optional = False

    file = forms.FileField(
        label="The PDF",
        help_text="It is looked at once and not kept.",
        error_messages={"required": "Choose the file"},
        widget=forms.FileInput(attrs={"class": "govuk-file-upload", "accept": ".pdf,application/pdf"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        file.seek(0)
        # Some programs write a line or two before it, and readers accept that.
        if b"%PDF-" not in file.read(1024):
            raise forms.ValidationError("This is not a PDF. The documents of Casework are PDFs.")
        return file
