"""Which days and times can an answer be?  What has happened did not happen tomorrow."""

from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from .widgets import read_time


def not_in_the_future(day: date) -> None:
    if day > timezone.localdate():
        raise ValidationError("This day has not come yet: enter today or an earlier day", code="future")


class ClockTimeField(forms.TimeField):
    """A time as people write it: 14:30, 2.30pm, 9am."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"})

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        read = read_time(str(value))
        if read is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return read

    def prepare_value(self, value: Any) -> Any:
        return f"{value:%H:%M}" if isinstance(value, time) else value
