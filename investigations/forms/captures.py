"""What is asked about a post that is captured?  Where it stood, when by which clock, and how it was fetched."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from investigations.procedure.choices import StillPublic
from investigations.reading.post_address import read_address

from .base import Form
from .meanwhile import SeenForm

LONDON = ZoneInfo("Europe/London")
UK, AT_UTC = "uk", "utc"
NO_ADDRESS = "Copy the whole address of the post from the browser's address line: it begins with https://"
TWICE = "At that moment clocks in the UK were put back, so this time came twice. Choose UTC above and enter the time in UTC."
NEVER = "Clocks in the UK were put forward over this time, so it never came. Look again, or enter the time in UTC."


class ClockFace(forms.DateTimeField):
    """A day and a time as they stand on a screen; which clock that is, another answer says."""

    def to_python(self, value: Any) -> datetime | None:
        with timezone.override(UTC):
            read = super().to_python(value)
        return read.replace(tzinfo=None) if read else None


class CaptureForm(Form):
    """A post: the screenshots come beside this form, see views/captures.py."""

    address = forms.CharField(
        label="Address of the post",
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
        help_text="Copy it from the browser's address line, or from “Copy link” in the app.",
    )
    post_id = forms.CharField(
        label="Post id", max_length=100, required=False, help_text="Leave it empty where the address shows it."
    )
    handle = forms.CharField(
        label="Account",
        max_length=100,
        required=False,
        help_text="The handle, such as @larkfieldschool. Leave it empty where the address shows it.",
    )
    clock = forms.ChoiceField(
        label="Which clock are the times below from?",
        choices=[(UK, "UK time, as screens here show it"), (AT_UTC, "UTC")],
        widget=forms.RadioSelect,
        initial=UK,
        help_text="The other one is worked out, and both are kept.",
    )
    posted_at = ClockFace(
        label="When it was posted",
        required=False,
        help_text="For example 27 3 2026 and 14:30. Leave it empty where the post does not show it.",
    )
    captured_at = ClockFace(label="When it was captured", help_text="For example 27 3 2026 and 16:05.")
    captured_by = forms.CharField(label="Who captured it", max_length=200)
    device = forms.CharField(
        error_messages={"required": "Enter the device"},
        label="Device",
        max_length=200,
        help_text="What the screenshot was made on: “School iPad 12”, “Dora Slate's phone”.",
    )
    still_public = forms.ChoiceField(
        label="Could anybody still see the post then?", choices=StillPublic.choices(), widget=forms.RadioSelect
    )

    def clean_address(self) -> str:
        address: str = self.cleaned_data["address"].strip()
        rest = address.partition("://")[2]
        if not address.lower().startswith(("https://", "http://")) or " " in address or "." not in rest.split("/")[0]:
            raise ValidationError(NO_ADDRESS)
        return address

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        read = read_address(answers.get("address", ""))
        answers["post_id"] = answers.get("post_id") or read.post_id
        answers["handle"] = answers.get("handle") or read.handle
        if not answers["handle"] and "address" in answers and "handle" not in self.errors:
            self.add_error("handle", "Enter the handle of the account: the address does not show it")
        for name in ("posted_at", "captured_at"):
            answers[name] = self._moment(name, answers.get(name), answers.get("clock") or UK)
        posted, captured = answers.get("posted_at"), answers.get("captured_at")
        if posted and captured and captured < posted:
            self.add_error("captured_at", "A post cannot be captured before it was posted: look at both times again")
        return answers

    def _moment(self, name: str, face: datetime | None, clock: str) -> datetime | None:
        if face is None:
            return None
        moment, fault = read_clock(face, clock)
        if moment is not None and moment > timezone.now():
            fault = "This time has not come yet: enter an earlier one"
        if fault:
            self.add_error(name, fault)
            return None
        return moment


class CorrectCaptureForm(SeenForm, CaptureForm):
    """The same questions, with what was answered; and why that was wrong."""

    reason = forms.CharField(
        label="What was wrong, and how do you know?",
        max_length=300,
        help_text="What stood there before is kept, and both are shown.",
    )

    def __init__(self, *args: Any, stored: Mapping[str, Any], **kwargs: Any) -> None:
        moments = [stored[name] for name in ("posted_at", "captured_at") if stored[name]]
        clock = UK if all(read_clock(_face(moment, LONDON), UK)[0] for moment in moments) else AT_UTC
        zone = LONDON if clock == UK else UTC
        faces = {name: stored[name] and _face(stored[name], zone) for name in ("posted_at", "captured_at")}
        super().__init__(*args, stored=stored, initial={"clock": clock, **faces}, **kwargs)


def _face(moment: datetime, zone: tzinfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def read_clock(face: datetime, clock: str) -> tuple[datetime | None, str]:
    """The moment that a clock face stands for, or the sentence why it stands for none, or for two."""
    if clock == AT_UTC:
        return face.replace(tzinfo=UTC), ""
    early, late = (face.replace(tzinfo=LONDON, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early, ""
    return None, TWICE if early < late else NEVER
