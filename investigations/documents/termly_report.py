"""The report to the governing body on one term: counts alone, with pictures and tables."""

from django.template.loader import render_to_string
from django.utils import timezone

from investigations.figures.bars import chart_of, chart_of_times
from investigations.figures.governors import CountsAlone
from investigations.figures.small import EXPLAINED
from investigations.models import Person, School
from investigations.procedure.calendar import long_date

from .at_school import Sealed, sealed
from .made import Made, letterhead
from .text import printable

KIND = "termly_report"


def termly_report(school: School, counts: CountsAlone, *, by: Person) -> Sealed:
    """The finished PDF, made in the limited child while one waits: four pages take three seconds."""
    now = timezone.localtime()
    title = f"Breaches of codes of conduct: {counts.span.label}"
    words = {
        "school": letterhead(school),
        "document": {
            "title": title,
            "kind": "Report to the governing body",
            "reference": "",
            "running": counts.span.label,
            "marking": "For the governing body",
            "subject": "Counts of cases without any case",
            "made_at": now.isoformat(timespec="seconds"),
        },
        "facts": [
            (
                "Term",
                f"{counts.span.label}, {long_date(counts.span.term.starts)} to {long_date(counts.span.term.ends)}",
            ),
            ("Made on", long_date(now.date())),
            ("Cases reported in the term", counts.reported),
        ],
        "explained": EXPLAINED,
        "parts": [
            {
                "table": {
                    "title": table.title,
                    "counts": table.counts,
                    "note": table.note,
                    "rows": [{"label": row.label, "shown": row.shown} for row in table.rows],
                },
            }
            for table in counts.tables
        ],
    }
    context = printable(words)
    for part, table in zip(context["parts"], counts.tables, strict=True):
        part["chart"] = chart_of(table)
    context |= {"times": counts.times, "times_chart": chart_of_times(counts.times)}
    made = Made(title, f"{title}.pdf", render_to_string("documents/termly_report.html", context))
    return sealed(made, KIND, school, by=by)
