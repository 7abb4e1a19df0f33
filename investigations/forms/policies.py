"""What is asked when a policy comes in, comes into force, and is signed?"""

from typing import Any

from django import forms

from investigations.reading.policy import UnreadablePolicy, read_file

from .base import Form
from .days import not_in_the_future

PASTED = "The text you pasted"


class PolicyImportForm(Form):
    marks_optional = False

    file = forms.FileField(
        label="A file",
        required=False,
        help_text="Plain text (.txt) or Markdown (.md), up to 2 MB. From Word: File, Save as, Plain text.",
        widget=forms.FileInput(attrs={"accept": ".md,.markdown,.txt,text/plain,text/markdown"}),
    )
    text = forms.CharField(
        label="Or paste the text",
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="Select everything in the document, copy it, and paste it here.",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        file, text = given.get("file"), given.get("text") or ""
        if self.errors:
            return given
        if file and text.strip():
            self.add_error("text", "Choose a file or paste the text, not both")
        elif not file and not text.strip():
            self.add_error("file", "Choose a file, or paste the text below")
        elif file:
            self._read("file", file.read(), file.name)
        else:
            self._read("text", text.encode(), PASTED)
        return given

    def _read(self, field: str, content: bytes, name: str) -> None:
        try:
            self.cleaned_data["source_text"] = read_file(content, name)
            self.cleaned_data["source_name"] = "Pasted text" if name == PASTED else name
        except UnreadablePolicy as unreadable:
            self.add_error(field, str(unreadable))


class VersionForm(Form):
    """What a document does not say of itself, or not reliably."""

    title = forms.CharField(
        label="Title of the policy",
        error_messages={"required": "Enter the title of the policy"},
        max_length=300,
        help_text="With the title of a policy you have already, this becomes its next version.",
    )
    effective_from = forms.DateField(
        label="In force from",
        help_text="Cases go by the version in force on the day of the breach.",
        error_messages={"required": "Enter the day from which it is in force"},
    )
    adopted_on = forms.DateField(label="Adopted by the governing body on", required=False)
    minute_reference = forms.CharField(
        label="Minute reference",
        max_length=120,
        required=False,
        help_text="Where the governing body's decision stands, such as FGB 12 March 2026, item 7.",
    )

    def clean_adopted_on(self) -> Any:
        if day := self.cleaned_data["adopted_on"]:
            not_in_the_future(day)
        return day


class SignatureForm(Form):
    signature = forms.CharField(
        label="Type your full name to sign",
        error_messages={"required": "Type your full name to sign"},
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signature"].help_text = f"As it stands here: {name}"
