"""What stands in the case file about duties to others: each with its reasons either way, what was asked, and what was checked?"""

from typing import Any

from investigations.models import Case, Duty
from investigations.procedure.duties import QUESTION, Answer, Occasion

from .case_parts import Rows, filled, moment


def duties(case: Case) -> dict[str, Any]:
    return {
        "duties": [_duty(duty) for duty in case.duties.select_related("owner", "decided_by")],
        "answers": [
            {
                "question": QUESTION[row.question].text,
                "answer": Answer(row.answer).label,
                "reason": row.reason,
                "when": f"{Occasion(row.occasion).label}, {moment(row.at)}, by {row.by}",
            }
            for row in case.trigger_answers.select_related("by")
        ],
        "checks": [
            {
                "about": check.about,
                "verdict": "May go out" if check.passes else "May not go out",
                "found": ", ".join(check.found),
                "when": f"{moment(check.at)}, by {check.by}",
                "sha256": check.sha256,
            }
            for check in case.anonymity_checks.select_related("by")
        ],
    }


def _duty(duty: Duty) -> dict[str, Any]:
    return {"title": duty.kind.label, "facts": _facts(duty)}


def _facts(duty: Duty) -> Rows:
    decided = (
        f"{duty.reasons}\n\n{duty.decided_by}, {moment(duty.decided_at)}" if duty.reasons and duty.decided_at else ""
    )
    return filled(
        [
            ("State", duty.status.label),
            ("How binding", f"{duty.rule.force.label}: {duty.rule.source}"),
            ("Owner", duty.owner),
            ("The school became aware", moment(duty.aware_at)),
            ("Why it came up", duty.opened_because),
            ("Reasons", decided),
            ("Done", moment(duty.done_at) if duty.done_at else ""),
            ("Who was told", duty.told_to),
            ("What was said", duty.said),
            ("Reference", duty.reference),
            ("Why it was late", duty.late_because),
            *((LABELS[name], value) for name, value in duty.entry.items()),
        ]
    )


LABELS = {
    "nature": "What happened to the data",
    "categories": "Kinds of data, and of whom",
    "people": "About how many people",
    "consequences": "What could follow",
    "measures": "What was done about it",
    "context": "The concern and its circumstances",
    "action": "What was done",
    "rationale": "Why this was enough",
}
