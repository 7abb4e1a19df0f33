"""One source, several true copies: what stands in the copy for each audience, and was it searched before it went out?"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from investigations import audit
from investigations.access import Standing
from investigations.models import Document, Job, Release
from investigations.procedure.audiences import Audience
from investigations.procedure.calendar import long_date
from investigations.procedure.releases import ReleaseState

from . import access_copy, board_report, hearing_papers
from .contents import with_contents
from .hidden import Hidden, fingerprint_of
from .leaks import Leak
from .made import Made, Say, cover, file_name, head_of_audit, letterhead
from .render import RenderFailed
from .searched import search_finished
from .text import paragraphs_html, printable
from .watermark import marked_pages

#: The same in every copy, so that two copies differ in nothing but their mark.
HANDLING = (
    "This is a numbered copy. Whose it is stands on the edge of every page, and in the disclosure log of the case. Keep it "
    "safe, do not copy it or pass it on, and give it back when it is asked for."
)


def build(standing: Standing, folder: Path, say: Say, release: Release) -> Made:
    made = WRITERS[release.for_whom](standing, folder, say, release)
    if missing := [row["instead"] for row in made.listed if "instead" in row]:
        raise RenderFailed(f"The copy is held back. {' '.join(missing)}")
    made.assets = {**made.assets, **marked_pages(*marks_of(release))}
    return made


def marks_of(release: Release) -> tuple[str, str]:
    """Along the edge, and across the page."""
    day = long_date(timezone.localdate(release.prepared_at))
    return f"{release} · {release.recipient} · {day}", f"{release} · {release.recipient}"


def hidden_from(release: Release) -> Hidden:
    """What its readers may not see.  Papers that are served alike are written alike, whoever the reader is."""
    alone = release.for_whom in (Audience.REPORTER, Audience.SUBJECT_ACCESS)
    return Hidden(release.case, release.scope, release.to if alone else None)


# ---- What stands in each ------------------------------------------------------------------------------------------------


def _papers(standing: Standing, folder: Path, say: Say, release: Release) -> Made:
    """What was served, to the letter: the same for the employee, the companion and the panel."""
    hidden = hidden_from(release)
    made, context = hearing_papers.gathered(standing, folder, say, bundle=release.bundle, hidden=hidden)
    kind = context["document"]["kind"]
    context["document"] |= _front(release, context["document"]) | {
        "subtitle": "As it was served on the employee concerned"
    }
    made.html = with_contents(render_to_string("documents/hearing_copy.html", context | about_copy(release, made)))
    made.file_name = _named(release, kind)
    return made


def _told_it_was_dealt_with(standing: Standing, folder: Path, say: Say, release: Release) -> Made:
    """For whoever reported the concern: that it was dealt with, and their own words.  Nothing of anybody else."""
    say(20, "Writing the copy")
    hidden, case = hidden_from(release), release.case
    theirs = case.statements.filter(person=release.to).order_by("number")
    parts = [
        {"anchor": "dealt-with", "title": "What became of it", "divisions": [{"text": paragraphs_html(DEALT_WITH)}]}
    ]
    parts += [
        {
            "anchor": f"statement-{row.number}",
            "title": "Your own statement",
            "divisions": [
                {"facts": [("Taken on", long_date(row.taken_on))], "text": paragraphs_html(hidden.words(row.text))}
            ],
        }
        for row in theirs
        if row.is_settled
    ]
    return _as_report(standing, release, "The concern you reported", "For whoever reported it", parts)


def _part_ii(standing: Standing, folder: Path, say: Say, release: Release) -> Made:
    """The words that were kept for the governing body."""
    say(20, "Gathering the report")
    report = board_report.kept_report(release.case)
    if report is None:
        raise RenderFailed("The words of the report to the governing body have to be kept first.")
    text = paragraphs_html(hidden_from(release).words(report.words))
    parts = [{"anchor": "report", "title": board_report.TITLE, "divisions": [{"text": text}]}]
    facts = [("Kept on", long_date(timezone.localdate(report.kept_at)))]
    return _as_report(
        standing, release, "A confidential staffing matter", "For Part II of the meeting, without names", parts, facts
    )


def _about_the_person(standing: Standing, folder: Path, say: Say, release: Release) -> Made:
    made, context, template = access_copy.gathered(standing, folder, say, release, hidden_from(release))
    context["document"] |= _front(release, context["document"]) | {
        "subtitle": "What the case holds about the person who asked",
        "left_out": access_copy.left_out(release),
    }
    made.html = with_contents(render_to_string(template, printable(context) | about_copy(release, made)))
    made.file_name = _named(release, "Subject access")
    return made


DEALT_WITH = (
    "Thank you for reporting your concern. It was looked into, and it has been dealt with.\n\n"
    "What came of it concerns other people and stays confidential, so it is not told here. Nobody may treat you worse for "
    "having reported it: if you think that somebody does, say so at once."
)
WRITERS: dict[Audience, Callable[[Standing, Path, Say, Release], Made]] = {
    Audience.EMPLOYEE: _papers,
    Audience.COMPANION: _papers,
    Audience.PANEL: _papers,
    Audience.APPEAL_PANEL: _papers,
    Audience.REPORTER: _told_it_was_dealt_with,
    Audience.SUBJECT_ACCESS: _about_the_person,
    Audience.PART_II: _part_ii,
}


def _as_report(
    standing: Standing, release: Release, title: str, subtitle: str, parts: list[Any], facts: list[Any] | None = None
) -> Made:
    case = release.case
    count, head = head_of_audit(case)
    page = cover(standing, kind=title, title=title, facts=facts or [])
    context = {
        "school": letterhead(case.school),
        "document": page | _front(release, page) | {"subtitle": subtitle},
        "parts": parts,
    }
    made = Made(f"{title} {case.reference}", _named(release, title), "", audit_count=count, audit_head=head)
    made.edition = fingerprint_of_words(parts)
    made.html = with_contents(
        render_to_string("documents/report_copy.html", printable(context) | about_copy(release, made))
    )
    return made


def fingerprint_of_words(parts: list[Any]) -> str:
    return hearing_papers.digest([str(parts)])


def _front(release: Release, page: dict[str, Any]) -> dict[str, Any]:
    """The cover of a copy: nothing on it says whose it is or when it was made, and so it is the same in each."""
    facts = [row for row in page["facts"] if row[0] != "Made on"]
    return {"handling": HANDLING, "copy_mark": marks_of(release)[0], "left_out": "", "facts": facts}


def _named(release: Release, kind: str) -> str:
    return file_name(release.case, kind).replace(".pdf", f" copy {release.number}.pdf")


def about_copy(release: Release, made: Made) -> dict[str, Any]:
    """The last page: what makes this copy this one.  A paper without names does not name whoever prepared it."""
    day = long_date(timezone.localdate(release.prepared_at))
    by = "" if release.for_whom is Audience.PART_II else f", by {release.prepared_by}"
    return {
        "about_copy": {
            "mark": marks_of(release)[0],
            "rows": [
                ("Number", f"{release}, for {release.recipient}"),
                ("Prepared", f"{day}{by}"),
            ],
            "edition": made.edition,
            "for_whom": release.scope.label,
        }
    }


# ---- Searched, and written down --------------------------------------------------------------------------------------


def said_in_proof(release: Release) -> dict[str, Any]:
    """What the manifest says of a copy, besides.  One without names does not name whoever prepared it either."""
    about = {"copy": release.number, "audience": release.audience}
    return about | ({"asked_by": release.case.school.name} if release.for_whom is Audience.PART_II else {})


Searched = tuple[list[Leak], int, str]


def search(release: Release, finished: Path, made: Made) -> Searched:
    """Every name and passage that had to go, looked for in the finished file: what was found, how many, which."""
    gone = hidden_from(release).gone
    leaks = search_finished(finished, gone, file_name=made.file_name) if gone else []
    return leaks, len(gone), fingerprint_of(gone)


def names_and_passages(count: int) -> str:
    return "1 name or passage" if count == 1 else f"{count} names and passages"


def note_search(job: Job, document: Document, made: Made, searched: Searched) -> None:
    """The copy stands, or is held back; in the transaction that keeps it."""
    leaks, count, against = searched
    release = Release.objects.select_for_update(of=("self",)).get(pk=job.release_id)
    if release.state != ReleaseState.MAKING:
        return
    release.document, release.exhibits, release.edition = document, made.listed, made.edition
    release.searched_at, release.searched_for, release.searched_against = timezone.now(), count, against
    release.leaks = [leak.sentence for leak in leaks]
    release.state = ReleaseState.HELD_BACK if leaks else ReleaseState.CHECKED
    release.save()
    said = f"{len(leaks)} places were found, and it is held back" if leaks else "nothing was found"
    if len(leaks) == 1:
        said = "one place was found, and it is held back"
    audit.record(
        job.case,
        "bundle.searched",
        by=job.requested_by,
        section=release.part,
        facts={"release": str(release.pk), "document": str(document.pk), "searched_for": count, "found": len(leaks)},
        says=f"Copy {release.number} for {release.recipient}, which {job.requested_by} had prepared, was searched for "
        f"{names_and_passages(count)}: {said}",
    )
