"""May these words go out?  No outward statement lets a protected teacher be known (Education Act 2002, section 141F)."""

import hashlib
import re
from collections.abc import Iterator

from investigations.models import AnonymityCheck, Case, CaseLetter, GoverningBodyAction, User
from investigations.procedure.duties import OUTWARD_ACTIONS, OUTWARD_LETTERS
from investigations.procedure.work import Working

from .refusals import BadAnswers
from .work import working

NOT_CHECKED = (
    "These words have not passed the anonymity check: record the check of exactly this text first "
    "(Education Act 2002, section 141F)."
)
#: Words of a job title that say nothing about who holds it.
_COMMON = {"and", "the", "of", "for", "in", "to", "school", "staff", "member", "primary"}


def record_check(
    case: Case,
    *,
    about: str,
    text: str,
    is_teacher: bool,
    alleges_offence: bool,
    is_lifted: bool,
    identifies: bool,
    by: User,
    note: str = "",
    action: GoverningBodyAction | None = None,
) -> AnonymityCheck:
    """Check one text.  What names the protected teacher cannot pass; what points at them has to be explained."""
    with working(case, Working.check_anonymity, by=by) as writing:
        case = writing.case
        if not text.strip():
            raise BadAnswers({"text": "Enter the words that are to go out."})
        found = pointers_in(case, text)
        is_protected = is_teacher and alleges_offence and not is_lifted
        if found and is_protected and not identifies and not note.strip():
            raise BadAnswers(
                {"note": f"The text contains {listed(found)}: take it out, or say why nobody can be known."}
            )
        names_them = is_protected and any(found_as_name(case, one) for one in found)
        check = AnonymityCheck.objects.create(
            case=case, about=about, action=action, text=text, sha256=fingerprint(text), is_teacher=is_teacher,
            alleges_offence=alleges_offence, is_lifted=is_lifted, identifies=identifies, found=found, note=note.strip(),
            passes=not (is_protected and identifies) and not names_them, by=writing.by,
        )  # fmt: skip
        writing.facts = {"check": check.pk, "sha256": check.sha256, "passes": check.passes}
        writing.says = f"checked a statement for anonymity: {check}"
    return check


def anonymity_refusal(case: Case, text: str) -> str:
    """Why these words may not go out yet, or nothing: exactly this text has to have passed, and the newest check counts."""
    newest = case.anonymity_checks.filter(sha256=fingerprint(text)).first()
    if newest is None:
        return NOT_CHECKED
    return "" if newest.passes else "These words did not pass the anonymity check: they could let the teacher be known."


def action_refusal(action: GoverningBodyAction) -> str:
    """Why an outward action is not done yet: what it says has to have passed the check."""
    if action.code not in OUTWARD_ACTIONS:
        return ""
    newest = action.anonymity_checks.first()
    if newest is None:
        return (
            "What this action says to others has to pass the anonymity check first (Education Act 2002, section 141F): "
            "the case manager records it under Duties."
        )
    return "" if newest.passes else "The words of this action did not pass the anonymity check: change them first."


def letter_refusal(letter: CaseLetter) -> str:
    """Why a letter to parents or to the public does not go out yet, or nothing."""
    return anonymity_refusal(letter.case, letter.text) if letter.kind in OUTWARD_LETTERS else ""


def fingerprint(text: str) -> str:
    """Of the words as they are read: how lines end, and what stands around the text, makes no difference."""
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()


def pointers_in(case: Case, text: str) -> list[str]:
    """What in the text points at the employee: name, post, account.  Found by itself, before anybody judges."""
    return list(dict.fromkeys(one for one in _pointers(case) if _stands_in(one, text)))


def found_as_name(case: Case, word: str) -> bool:
    return bool(case.subject) and word in _names(case.subject.name)  # type: ignore[union-attr]


def listed(found: list[str]) -> str:
    return ", ".join(f"“{one}”" for one in found)


def _pointers(case: Case) -> Iterator[str]:
    if subject := case.subject:
        yield from _names(subject.name)
        if subject.job_title:
            yield subject.job_title
            yield from (word for word in subject.job_title.split() if len(word) > 2 and word.lower() not in _COMMON)
    for account, device in case.allegations.values_list("account", "device"):
        yield from (word for word in (account, device) if word)


def _names(name: str) -> list[str]:
    return [name, *(part for part in name.split() if len(part) > 2)]


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
