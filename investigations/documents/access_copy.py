"""What does somebody get who asks what a case holds about them?  Their own, and what was said of them, without the others."""

from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from investigations.access import Standing
from investigations.models import Release, Served
from investigations.procedure.calendar import long_date

from . import case_parts, hearing_papers
from .exhibit_copies import exhibit_copies
from .exhibit_pages import described_as_served
from .hearing_papers import digest
from .hidden import Hidden
from .letter_text import blocks_of
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .text import paragraphs_html, safe_text

TITLE = "What is held about you"
LEFT_OUT = (
    "Names of others stand under pseudonyms, and passages about others are blacked out. Advice that is privileged, what a "
    "panel said among itself, and other cases are not in this copy."
)
#: The law hides names here that the parties read, and a longer name in the place of a shorter one can move a line.
NUMBERS = (
    "Exhibits, statements and allegations have the numbers that they have in the papers of the hearing, also where one is "
    "withheld. Where a name stands under a pseudonym a line may end on another page than there: quote the number beside "
    "the page."
)


def gathered(
    standing: Standing, folder: Path, say: Say, release: Release, hidden: Hidden
) -> tuple[Made, dict[str, Any], str]:
    """For the employee concerned once papers were served: these, page for page, and their letters after them."""
    letters = letters_to(release, hidden)
    if release.bundle is not None:
        made, context = hearing_papers.gathered(
            standing, folder, say, bundle=release.bundle, hidden=hidden, withheld=release.withheld
        )
        context["document"] |= {"kind": TITLE, "name": TITLE}
        made.edition = digest([made.edition, str(letters)])
        return made, context | {"letters_to_them": letters}, "documents/hearing_copy.html"
    made, context = _before_any_hearing(standing, folder, say, release, hidden, letters)
    return made, context, "documents/report_copy.html"


def left_out(release: Release) -> str:
    """What the cover says of it."""
    return f"{LEFT_OUT} {NUMBERS}" if release.bundle else LEFT_OUT


def _before_any_hearing(
    standing: Standing, folder: Path, say: Say, release: Release, hidden: Hidden, letters: list[dict[str, Any]]
) -> tuple[Made, dict[str, Any]]:
    case = release.case
    count, head = head_of_audit(case)
    is_concerned = release.to is not None and release.to == case.subject
    exhibits = list(case.evidence.order_by("number")) if is_concerned else []
    described = [(exhibit, described_as_served(exhibit, exhibit.title)) for exhibit in exhibits]
    appendices, listed = exhibit_copies(described, hidden, folder, say, withheld=release.withheld)
    statements = case.statements.filter(person=release.to).select_related("person", "taken_by").order_by("number")
    answers = case.submissions.filter(by=release.to).select_related("by") if release.to else []
    parts = [
        {"anchor": "allegations", "title": "What is alleged", "divisions": _allegations(case, hidden) if is_concerned else []},
        {
            "anchor": "own-words",
            "title": "Your own words",
            "divisions": [
                {"title": row["title"], "text": row["text"]}
                for row in (
                    *case_parts.statements(hidden.rows(statements, "text", "how_taken", "settled_how")),
                    *case_parts.submissions(hidden.rows(answers, "text")),
                )
            ],
        },
        {"anchor": "letters", "title": "Letters to you", "divisions": letters},
    ]  # fmt: skip
    parts = [part for part in parts if part["divisions"]] or [_nothing()]
    context = {
        "school": letterhead(case.school),
        "document": cover(standing, kind=TITLE, title=TITLE, facts=[]) | {"name": TITLE},
        "parts": parts,
        "exhibits": appendices.rows,
    }
    made = Made(
        f"{TITLE} {case.reference}",
        file_name(case, TITLE),
        "",
        assets=appendices.assets,
        printed=appendices.printed,
        damaged=appendices.damaged,
        listed=listed,
        edition=digest([str(parts), listed]),
        audit_count=count,
        audit_head=head,
    )
    return made, context


def _allegations(case: Any, hidden: Hidden) -> list[dict[str, Any]]:
    return [
        {
            "title": f"Allegation {row.position}, {long_date(row.happened_from)}",
            "text": paragraphs_html(hidden.words(row.what)),
        }
        for row in case.allegations.all()
    ]


def letters_to(release: Release, hidden: Hidden) -> list[dict[str, Any]]:
    """What was served on the person, in its words."""
    if release.to is None:
        return []
    rows = Served.objects.filter(case=release.case, to=release.to).select_related("case_letter").order_by("sent_at")
    return [
        {
            "title": hidden.words(row.title),
            "facts": [("Served", f"{long_date(row.served_on)}, {row.get_method_display().lower()}")],
            "text": letter_html(hidden.words(_words_of(row))),
        }
        for row in rows
    ]


def _words_of(row: Served) -> str:
    letter = getattr(row, "case_letter", None)
    return str(letter.frozen.get("text", "")) if letter else row.text


def letter_html(text: str) -> SafeString:
    """A letter within a part: its divisions one level below the letter's title."""
    pieces = []
    for block in blocks_of(text):
        if block.kind == "heading":
            pieces.append(format_html("<h3>{}</h3>", safe_text(block.text)))
        elif block.kind == "list":
            items = format_html_join("", "<li>{}</li>", ((safe_text(line),) for line in block.lines))
            pieces.append(format_html("<ul>{}</ul>", items))
        else:
            pieces.append(paragraphs_html(block.text))
    return format_html_join("\n", "{}", ((piece,) for piece in pieces))


def _nothing() -> dict[str, Any]:
    words = "The case holds no words of yours and no letter to you."
    return {"anchor": "nothing", "title": "Nothing is held", "divisions": [{"text": paragraphs_html(words)}]}
