"""What is blacked out, and who is called what?  Boxes are typed as percentages of the page; a script draws the same."""

from collections.abc import Sequence
from typing import Any

from django import forms

from investigations.actions.redaction import Box
from investigations.models import Person, Pseudonym, Redaction
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind

from .base import Form

#: Offered while one types; the domain's own list of what is redacted for whom.
REASONS = (
    "A pupil's name",
    "A pupil's face",
    "Another person's data",
    "Contact details of a third party",
    "Safeguarding note",
    "Legal advice",
    "LADO minutes",
)
SIDES = (("left", "Left"), ("top", "Top"), ("width", "Width"), ("height", "Height"))
BLANK = 2
MOST_ROWS = 220
KINDS = [(kind.value, "Somebody else" if kind is PseudonymKind.OTHER else kind.label) for kind in PseudonymKind]
SCOPES = [(scope.value, scope.label) for scope in Scope]


class BoxesForm(Form):
    """One row a box: four percentages, a reason, and whether to remove it.  Rows left empty are no boxes."""

    marks_optional = False
    #: Only a page that shows these boxes may save them.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    described = forms.CharField(
        label="What is to be seen on this page?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Read aloud to whoever cannot see the copy. Describe what matters, and nothing that is black.",
    )

    def __init__(
        self,
        data: Any,
        *,
        standing: list[Redaction],
        seen: str,
        described: str = "",
        suggested: Sequence[Box] = (),
    ) -> None:
        self.numbers = _numbers(data, "box") if data else [*range(1, len(standing) + len(suggested) + BLANK + 1)]
        first = len(standing) + 1
        self._shown = sorted(_as_shown(Box(**one.box, reason=one.reason)) for one in standing)
        self._described = described
        self.suggested = set(_numbers(data, "suggested") if data else range(first, first + len(suggested)))
        super().__init__(data or None, initial={"seen": seen, "described": described} | _initial(standing, suggested))
        for number in self.numbers:
            self._add_row(number)
        self.speak()

    def _add_row(self, number: int) -> None:
        for name, label in SIDES:
            self.fields[f"{name}_{number}"] = forms.FloatField(
                label=f"{label}, in per cent",
                min_value=0,
                max_value=100,
                required=False,
                localize=False,
                widget=forms.NumberInput(attrs={"step": "any", "data-side": name}),
                error_messages={"invalid": f"Box {number}: enter a number from 0 to 100"},
            )
        self.fields[f"reason_{number}"] = forms.CharField(
            label="Reason", max_length=200, required=False, widget=forms.TextInput(attrs={"list": "reasons"})
        )
        self.fields[f"remove_{number}"] = forms.BooleanField(label=f"Remove box {number}", required=False)
        if number in self.suggested:
            self.fields[f"accept_{number}"] = forms.BooleanField(label="Black this out", required=False)

    def has_changed(self) -> bool:
        """Whether these boxes are others than those that the page showed, or the description is another."""
        boxes = sorted(map(_as_shown, (box for _, box in self.boxes())))
        return boxes != self._shown or self.cleaned_data["described"] != self._described

    def show_seen(self, seen: str) -> None:
        """Let what was typed be saved over what somebody else saved meanwhile, now that it was said."""
        self.data = self.data.copy()
        self.data["seen"] = seen

    def rows(self) -> list[dict[str, Any]]:
        """For the page: the bound fields of each row, what it shows over the picture, and what it is."""
        return [self._row(number) for number in self.numbers]

    def _row(self, number: int) -> dict[str, Any]:
        values = [self[f"{name}_{number}"].value() for name, _ in SIDES]
        return {
            "number": number,
            "sides": [self[f"{name}_{number}"] for name, _ in SIDES],
            "reason": self[f"reason_{number}"],
            "remove": self[f"remove_{number}"],
            "is_blank": all(value in (None, "") for value in values),
            "is_suggested": number in self.suggested,
            "box": dict(zip(("x", "y", "w", "h"), (_number(value) for value in values), strict=True)),
        }

    def blank_row(self) -> dict[str, Any]:
        """What the script copies for each box that is drawn."""
        number = 0
        if f"left_{number}" not in self.fields:
            self._add_row(number)
        return self._row(number) | {"is_template": True}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for number in self.numbers:
            sides = [given.get(f"{name}_{number}") for name, _ in SIDES]
            if any(side is None for side in sides) and any(side is not None for side in sides):
                missing = next(name for (name, _), side in zip(SIDES, sides, strict=True) if side is None)
                if f"{missing}_{number}" not in self.errors:
                    self.add_error(f"{missing}_{number}", f"Box {number}: give all four sides, or leave all four empty")
        return given

    def boxes(self) -> list[tuple[int, Box]]:
        """The rows that are boxes, with their numbers."""
        given, boxes = self.cleaned_data, []
        for number in self.numbers:
            sides = [given.get(f"{name}_{number}") for name, _ in SIDES]
            is_wanted = given.get(f"accept_{number}") if number in self.suggested else not given.get(f"remove_{number}")
            if all(side is not None for side in sides) and is_wanted:
                x, y, w, h = (float(side) / 100 for side in sides if side is not None)
                boxes.append((number, Box(x, y, w, h, given.get(f"reason_{number}") or "")))
        return boxes


class InclusionForm(Form):
    reason = forms.CharField(
        label="Why does it go to them as it is?",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: it was looked at from beginning to end, and shows and names nobody who is hidden.",
    )


class PassageForm(Form):
    words = forms.CharField(
        label="Passage",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Select it in the text, or type it exactly as it stands there.",
    )
    where = forms.ChoiceField(
        label="Where is it blacked out?",
        choices=[("every", "Wherever it stands in this text"), ("one", "Only in the selected place")],
        initial="every",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label="Reason", max_length=200, widget=forms.TextInput(attrs={"list": "reasons"}))
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    which = forms.IntegerField(
        label="Without a selection: which of them, counted from the top?",
        required=False,
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
        help_text="For example 2 for the second place where these words stand.",
    )

    def start_in(self, text: str) -> int | None:
        """Where the one place begins; none where every place is meant.  -1 where there is no such place."""
        given = self.cleaned_data
        if given["where"] == "every":
            return None
        if given["start"] is not None:
            return int(given["start"])
        words, at = given["words"].replace("\r\n", "\n").strip(), -1
        for _ in range(given["which"] or 1):
            at = text.find(words, at + 1)
            if at < 0:
                break
        return at


class PseudonymForm(Form):
    """Somebody new, or from the register of the case."""

    kind = forms.ChoiceField(label="Who is it?", choices=KINDS, widget=forms.RadioSelect, initial=PseudonymKind.PUPIL)
    name = forms.CharField(
        label="Name",
        max_length=200,
        help_text="First name and surname, as they may stand in the papers. Only those who black out see it.",
    )
    also = forms.CharField(
        label="Other spellings",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One on each line: the first name alone, nicknames, account names. "
        "A name that is also a word, such as May, hides that word too.",
    )
    person = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, person: Person | None = None, kind: PseudonymKind | None = None) -> None:
        named = person is not None and kind is not PseudonymKind.PUPIL
        initial = {"person": str(person.pk), "kind": kind, "name": person.name if named else ""} if person else {}
        super().__init__(data, initial=initial)

    def spellings(self) -> list[str]:
        return str(self.cleaned_data["also"]).splitlines()


class SpellingsForm(Form):
    also = forms.CharField(
        label="Other spellings",
        required=False,
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One on each line: the first name alone, nicknames, account names. "
        "A name that is also a word, such as May, hides that word too.",
    )
    scopes = forms.MultipleChoiceField(
        label="From whom is the name hidden?", choices=SCOPES, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any, *, pseudonym: Pseudonym) -> None:
        super().__init__(data, initial={"also": "\n".join(pseudonym.also), "scopes": pseudonym.scopes})
        if pseudonym.of_kind is PseudonymKind.PUPIL:
            del self.fields["scopes"]

    def given(self) -> dict[str, Any]:
        chosen = self.cleaned_data.get("scopes", [])
        return {"also": str(self.cleaned_data["also"]).splitlines(), "scopes": [Scope(value) for value in chosen]}


class SendBackForm(Form):
    why = forms.CharField(
        label="What has to be changed?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What is still seen and should not be, or what is hidden and has to be read.",
    )


def _numbers(data: Any, name: str) -> list[int]:
    given = [int(number) for number in data.getlist(name) if number.isdecimal() and len(number) < 5]
    return list(dict.fromkeys(given))[:MOST_ROWS]


def _initial(standing: list[Redaction], suggested: Sequence[Box]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for number, box in enumerate([*(Box(**one.box, reason=one.reason) for one in standing), *suggested], start=1):
        sides = (box.x, box.y, box.w, box.h)
        initial |= {f"{name}_{number}": _percent(side) for (name, _), side in zip(SIDES, sides, strict=True)}
        initial[f"reason_{number}"] = box.reason
    return initial


def _as_shown(box: Box) -> tuple[Any, ...]:
    return (*(_percent(side) for side in (box.x, box.y, box.w, box.h)), box.reason)


def _percent(fraction: float) -> str:
    return f"{fraction * 100:.2f}".rstrip("0").rstrip(".")


def _number(value: Any) -> float:
    try:
        return min(max(float(value), 0.0), 100.0)
    except (TypeError, ValueError):
        return 0.0
