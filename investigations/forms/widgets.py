"""How a day, a moment and an explained choice are asked for, and how what was typed is read."""

import re
from datetime import date, datetime, time

from django import forms

# Between the parts of an answer that is no date: it cannot be typed, so what was typed comes back into its own box.
SEPARATOR = "\x1f"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


class DayMonthYear(forms.MultiWidget):
    """Three boxes for a DateField. Also reads a month's name, a whole date in the first box, and one ISO value."""

    template_name = "django/forms/widgets/day_month_year.html"
    labels = ("Day", "Month", "Year")

    def __init__(self, attrs=None):
        super().__init__(self.boxes(), attrs)

    def boxes(self) -> dict[str, forms.TextInput]:
        return {
            "day": digits("govuk-input--width-2"),
            "month": digits("govuk-input--width-2"),
            "year": digits("govuk-input--width-4"),
        }

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            box["label"] = label
            box["attrs"]["class"] = f"govuk-date-input__input {box['attrs'].get('class', '')}".strip()
        return context

    def value_from_datadict(self, data, files, name):
        if data.get(name):
            return data.get(name)
        typed = [(part or "").strip() for part in super().value_from_datadict(data, files, name)]
        if not any(typed):
            return ""
        return self.read(typed) or SEPARATOR.join(typed)

    def value_omitted_from_data(self, data, files, name):
        return name not in data and super().value_omitted_from_data(data, files, name)

    def read(self, typed: list[str]) -> str:
        """The ISO form of what stands in the boxes, or nothing when it is no date."""
        day = read_day(typed)
        return day.isoformat() if day else ""

    def decompress(self, value) -> list[str]:
        if not value:
            return [""] * len(self.widgets)
        if isinstance(value, str):
            if SEPARATOR in value:
                return value.split(SEPARATOR)
            day = read_whole_day(value)
            if day is None:
                return [value] + [""] * (len(self.widgets) - 1)
            value = day
        return [str(value.day), str(value.month), str(value.year)]


class DayMonthYearTime(DayMonthYear):
    """Four boxes for a DateTimeField: the day, and the time as 14:30, 2:30pm or 2.30 pm."""

    labels = ("Day", "Month", "Year", "Time")

    def boxes(self):
        return {
            **super().boxes(),
            "time": forms.TextInput(attrs={"class": "govuk-input--width-5", "autocomplete": "off"}),
        }

    def read(self, typed):
        *days, clock = typed
        day = read_day(days)
        if day and not clock and not any(days[1:]):
            clock = days[0].replace("T", " ").partition(" ")[2]
        hour = read_time(clock)
        return datetime.combine(day, hour).isoformat(sep=" ", timespec="minutes") if day and hour else ""

    def decompress(self, value):
        if isinstance(value, str) and value and SEPARATOR not in value:
            hour = read_time(value.replace("T", " ").partition(" ")[2])
            return super().decompress(value)[:3] + ([f"{hour:%H:%M}"] if hour else [""])
        if isinstance(value, datetime):  # in the school's time: DateTimeField has seen to that
            return super().decompress(value) + [f"{value:%H:%M}"]
        boxes = super().decompress(value)
        return boxes + [""] * (len(self.widgets) - len(boxes))


class ExplainedChoices:
    """Choices with a line of explanation under each: hints={value: words}."""

    def __init__(self, attrs=None, choices=(), hints=None):
        super().__init__(attrs, choices)
        self.hints = {str(value): words for value, words in (hints or {}).items()}

    def create_option(self, name, value, *args, **kwargs):
        return {**super().create_option(name, value, *args, **kwargs), "hint": self.hints.get(str(value), "")}


class ExplainedRadios(ExplainedChoices, forms.RadioSelect):
    pass


class ExplainedCheckboxes(ExplainedChoices, forms.CheckboxSelectMultiple):
    pass


def digits(width: str) -> forms.TextInput:
    return forms.TextInput(attrs={"class": width, "inputmode": "numeric", "autocomplete": "off"})


def read_day(typed: list[str]) -> date | None:
    day, month, year = typed
    if day and not month and not year:
        return read_whole_day(day)
    return make_day(day, month, year)


def read_whole_day(written: str) -> date | None:
    """2026-03-27, 2026-03-27T14:30, 27/3/2026, 27.3.26, 27 March 2026, Friday 27 March 2026."""
    if iso := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", written.strip()):
        return make_day(iso[3], iso[2], iso[1])
    if parts := re.fullmatch(
        r"(?:[A-Za-z]+,? +)?(\d{1,2})[ /.-]+(\w+)[ /.,-]+(\d{2}|\d{4})", written.strip(), re.ASCII
    ):
        return make_day(*parts.groups())
    return None


def make_day(day: str, month: str, year: str) -> date | None:
    try:
        return date(full_year(year), month_number(month), int(day))
    except (ValueError, OverflowError):
        return None


def full_year(written: str) -> int:
    """26 is 2026: nothing recorded here happened in another century."""
    if not re.fullmatch(r"[0-9]{2}|[0-9]{4}", written):
        raise ValueError(written)
    return 2000 + int(written) if len(written) == 2 else int(written)


def month_number(written: str) -> int:
    name = written.lower().rstrip(".")
    if name in MONTH_NAMES:
        return MONTH_NAMES.index(name) + 1
    if name in MONTHS or name == "sept":
        return MONTHS.index(name[:3]) + 1
    return int(written)


def read_time(written: str) -> time | None:
    clock = re.fullmatch(
        r"(\d{1,2})(?:[:.](\d{2})(?:[:.]\d{2}(?:\.\d+)?)?)? ?([ap])?\.?(?:m\.?)?", written.strip().lower(), re.ASCII
    )
    if not clock or not (clock[2] or clock[3]):
        return None
    hour, minute, half = int(clock[1]), int(clock[2] or 0), clock[3]
    if half and not 1 <= hour <= 12:
        return None
    try:
        return time(hour % 12 + (12 if half == "p" else 0) if half else hour, minute)
    except ValueError:
        return None
