"""How is a judgement of the taint register shown?  The verdict as a badge, and every reason with its day."""

from datetime import date
from typing import Any

from investigations.access import Judgement
from investigations.procedure.taint import Verdict

TONES = {Verdict.ELIGIBLE: "green", Verdict.CAUTION: "orange", Verdict.INELIGIBLE: "red"}


def judged_in_words(row: Judgement, *, in_full: bool) -> dict[str, Any]:
    """One person with verdict and reasons; `in_full` for whoever may learn who took part in the case."""
    return {
        "person": row.person,
        "verdict": row.verdict,
        "label": "Barred, and set aside" if row.is_set_aside else row.verdict.label,
        "tone": "blue" if row.is_set_aside else TONES[row.verdict],
        "holds": row.holds,
        "override": row.override,
        "may_be_set_aside": row.may_be_set_aside and not row.holds,
        "reasons": _sentences(row, in_full=in_full),
    }


def _sentences(row: Judgement, *, in_full: bool) -> list[dict[str, Any]]:
    """Each sentence once, with the earliest day of it."""
    found: dict[str, dict[str, Any]] = {}
    for reason in row.reasons:
        words = reason.said(in_full=in_full)
        sentence = f"{words[0].upper()}{words[1:]}"
        known = found.get(sentence)
        if known is None or (reason.on and known["on"] and reason.on < known["on"]):
            found[sentence] = {"sentence": sentence, "on": reason.on, "bars": reason.bars}
    return [row | {"sentence": f"{row['sentence']}{_since(row['on'])}."} for row in found.values()]


def _since(day: date | None) -> str:
    return f" ({day.day} {day:%B %Y})" if day else ""
