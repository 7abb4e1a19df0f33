"""How does a field come to a form that knows it only when it is made?  It must speak like the others."""

from django import forms

from .base import Form, ask_for_dates_in_boxes, speak_plainly


def add_field(form: Form, name: str, field: forms.Field) -> None:
    """For fields that depend on the case, such as one for each allegation."""
    ask_for_dates_in_boxes(field)
    speak_plainly(field, str(field.label))
    form.fields[name] = field
