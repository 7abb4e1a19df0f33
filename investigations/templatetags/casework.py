"""How dates, sizes, fingerprints and people's own words are written on a page."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from investigations.procedure.roles import Role
from investigations.procedure.states import Stage, State

register = template.Library()

WAITING = {State.AWAITING_ADVICE, State.INVESTIGATION_PAUSED, State.HEARING_ADJOURNED, State.LATE_APPEAL}
TONES = {
    Stage.CONCERN: "red",
    Stage.ASSESSMENT: "blue",
    Stage.INVESTIGATION: "blue",
    Stage.DECISION: "purple",
    Stage.HEARING: "purple",
    Stage.OUTCOME: "green",
    Stage.APPEAL: "purple",
    Stage.CLOSED: "grey",
}


@register.filter(expects_localtime=True)
def long_date(when: date | datetime | None) -> str:
    """Monday 7 December 2026."""
    return f"{when:%A} {when.day} {when:%B %Y}" if when else ""


@register.filter(expects_localtime=True)
def short_date(when: date | datetime | None) -> str:
    """7 Dec 2026."""
    return f"{when.day} {when:%b %Y}" if when else ""


@register.filter(expects_localtime=True)
def date_time(when: date | datetime | None) -> str:
    """Monday 7 December 2026 at 2:05pm; a day without a time stays a day."""
    if not isinstance(when, datetime):
        return long_date(when)
    return f"{long_date(when)} at {clock_time(when)}"


@register.filter(expects_localtime=True)
def clock_time(when: datetime | time | None) -> str:
    """2:05pm, midday, midnight."""
    if when is None or when == "":
        return ""
    if when.minute == 0 and when.hour in (0, 12):
        return "midday" if when.hour else "midnight"
    return f"{when.hour % 12 or 12}:{when.minute:02}{'am' if when.hour < 12 else 'pm'}"


@register.filter
def due_in(deadline: object) -> str:
    """Say how far off a deadline is: its working days left (below nought: overdue), or a thing that knows them."""
    left = getattr(deadline, "working_days_left", deadline)
    if callable(left):
        left = left()
    if left is None or left == "":
        return ""
    left = int(left)
    if left == 0:
        return "due today"
    days = f"{abs(left)} working day{'' if abs(left) == 1 else 's'}"
    return f"due in {days}" if left > 0 else f"{days} overdue"


@register.filter
def due_tone(deadline: object) -> str:
    """The colour that goes with `due_in`: red when overdue, orange within three working days, grey later."""
    words = due_in(deadline)
    if not words or words.endswith("overdue"):
        return "red" if words else "grey"
    return "orange" if words == "due today" or int(words.split()[2]) <= 3 else "grey"


@register.filter
def state_tone(state: State | str) -> str:
    """The colour of a case's state: by its stage, orange where it waits for something outside."""
    if state not in State._value2member_map_:
        return "grey"
    state = State(state)
    return "orange" if state in WAITING else TONES[state.stage]


@register.filter
def roles_in_words(roles: Iterable[Role]) -> str:
    """Case manager, clerk: always in the same order."""
    return ", ".join(role.label for role in Role if role in roles)


@register.inclusion_tag("parts/stages.html")
def stages(state: State | str, passed: Iterable[Stage] | None = None) -> dict:
    """The line of a case from concern to closed.  Stations it never saw (`passed` given) are not drawn as if it had."""
    order, here = list(Stage), State(state).stage
    seen = set(order[: order.index(here)] if passed is None else passed)
    return {"stations": [(stage.label, stage is here, stage in seen) for stage in order]}


@register.filter
def file_size(length: int | None) -> str:
    """Bytes as people say them, counted in thousands as phones and Macs do: 3.4 MB."""
    if length is None or length == "":
        return ""
    size = float(length)
    if size < 1000:
        return f"{int(size)} byte{'' if int(size) == 1 else 's'}"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 999.5 or unit == "GB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "kB" else f"{size:.1f} {unit}"
    raise AssertionError("the last unit always returns")


@register.filter
def bytes_hash(fingerprint: str | bytes | None) -> str:
    """A SHA-256 in blocks of eight, so that two people can read it to each other."""
    if not fingerprint:
        return ""
    written = fingerprint.hex() if isinstance(fingerprint, bytes | memoryview) else str(fingerprint)
    return " ".join(written[start : start + 8] for start in range(0, len(written), 8))


@register.filter
def paragraphs(words: str | None) -> SafeString:
    """A person's own words as paragraphs, their line breaks kept, everything escaped."""
    plain = str(words or "").replace("\r\n", "\n").replace("\r", "\n").strip()
    if not plain:
        return SafeString("")
    return format_html_join(
        "\n", '<p class="govuk-body">{}</p>', ((lines(part),) for part in re.split(r"\n\s*\n", plain))
    )


def lines(paragraph: str) -> SafeString:
    return format_html_join(SafeString("<br>"), "{}", ((line,) for line in paragraph.strip("\n").split("\n")))


@register.filter
def first_input(field) -> str:
    """The id of the first thing one can type in or tick: where a link in the error summary leads."""
    if field.use_fieldset:
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


@register.filter
def marks_error(attrs: dict) -> bool:
    """Whether Django has marked a widget as wrongly filled in."""
    return attrs.get("aria-invalid") == "true"


@register.filter
def input_block(kind: str) -> str:
    """The class an input of this type is drawn by."""
    return "govuk-file-upload" if kind == "file" else "govuk-input"


@register.filter
def counts_characters(field) -> bool:
    """A long answer with a limit says how much room is left; it never cuts off what is typed or pasted."""
    return field.widget_type == "textarea" and bool(getattr(field.field, "max_length", None))


@register.filter
def machine_time(when: date | datetime | None) -> str:
    """For the datetime attribute of <time>."""
    return when.isoformat() if when else ""


@register.filter
def cell(row: object, name: str) -> object:
    """The label, value or change_url of a row of facts, be it an object, a dict or a plain tuple."""
    if isinstance(row, dict):
        return row.get(name)
    if isinstance(row, tuple | list) and not hasattr(row, name):
        return dict(zip(("label", "value", "change_url"), row, strict=False)).get(name)
    return getattr(row, name, None)


@register.tag
def heading(parser, token):
    """`{% heading %}{% block page_title %}{% endblock %}{% endheading %}`: an h1, unless there is nothing to say."""
    nodelist = parser.parse(("endheading",))
    parser.delete_first_token()
    return HeadingNode(nodelist)


class HeadingNode(template.Node):
    def __init__(self, nodelist):
        self.nodelist = nodelist

    def render(self, context):
        words = self.nodelist.render(context).strip()
        if not words or "<h1" in words:
            return words
        return format_html('<h1 class="govuk-heading-l">{}</h1>', SafeString(words))
