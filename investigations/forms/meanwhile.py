"""How does a form know what it showed?  It carries the fingerprint of the stored words, and brings it back."""

from collections.abc import Mapping
from typing import Any

from django import forms

from investigations.actions.meanwhile import Meanwhile, fingerprint
from investigations.procedure.calendar import long_date

from .base import Form


class SeenForm(Form):
    """A form about something that is written already, or will be.  `stored` are its words as they stand."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(
        self, *args: Any, stored: Mapping[str, Any], initial: Mapping[str, Any] | None = None, **kwargs: Any
    ) -> None:
        """`initial` where a field starts with other words than the stored ones, such as a suggestion."""
        starts_with = {**stored, **(initial or {}), "seen": fingerprint(stored)}
        super().__init__(*args, initial=starts_with, **kwargs)

    def compare(self, meanwhile: Meanwhile) -> list[dict[str, str]]:
        """What somebody else saved, where it differs from what was typed.  Saving again is then a decision."""
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = fingerprint(meanwhile.stored)
        rows = []
        for name, theirs in meanwhile.stored.items():
            field, typed = self.fields.get(name), self.cleaned_data.get(name)
            if field is not None and _plain(theirs) != _plain(typed):
                rows.append({"label": str(field.label), "theirs": _in_words(field, theirs)})
        return rows


def _plain(value: Any) -> str:
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def _in_words(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(str(value or ""), "")) or "Nothing"
    if isinstance(field, forms.DateField) and value:
        return long_date(value)
    return _plain(value) or "Nothing"
