"""Which papers are served?  One set for the employee and the panel, in the words of the day it was served."""

from copy import copy
from dataclasses import dataclass, field, replace
from mimetypes import guess_extension
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from investigations import audit
from investigations.documents.burnt import can_be_redacted
from investigations.documents.exhibit_text import is_in_words
from investigations.documents.hidden import Hidden
from investigations.models import (
    Bundle,
    Case,
    Evidence,
    Hearing,
    Outcome,
    Person,
    Redaction,
    Rendition,
    Report,
    Statement,
    Submission,
)
from investigations.procedure.audiences import Scope
from investigations.procedure.calendar import long_date
from investigations.procedure.case import CaseProcedure
from investigations.procedure.choices import AppealGround, FindingResult, FoundBy, Level, PreviewState, Recommendation
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.vault.store import size_of

REPORT_PARTS = (
    ("introduction", "Introduction"),
    ("process", "How it was investigated"),
    ("not_collected", "Evidence not collected, and why"),
    ("not_interviewed", "People not interviewed, and why"),
    ("facts_established", "Facts established"),
    ("facts_not_established", "Facts not established"),
    ("mitigating", "Mitigating factors"),
    ("other_information", "Other relevant information"),
    ("conclusion", "Conclusion"),
    ("other_recommendations", "Other recommendations"),
)
#: What kind of file a redacted copy is called.
REDACTED = "redacted copy"


@dataclass(frozen=True)
class Papers:
    """The papers of one hearing: as they were served or, where `hearing` is None, as they would be served today.

    `answers` and `handed_in` are the employee's own: they come to the panel beside what was served.
    """

    case: Case
    is_appeal: bool
    hearing: Hearing | None
    contents: dict[str, Any]
    exhibits: list[Evidence]
    statements: list[Statement]
    answers: list[Submission] = field(default_factory=list)
    handed_in: list[Evidence] = field(default_factory=list)

    @property
    def is_served(self) -> bool:
        return self.hearing is not None

    @property
    def name(self) -> str:
        return "the appeal hearing" if self.is_appeal else "the hearing"

    @property
    def every_exhibit(self) -> list[Evidence]:
        """What was served and what the employee handed in, each once, by number."""
        found = {exhibit.pk: exhibit for exhibit in (*self.exhibits, *self.handed_in)}
        return sorted(found.values(), key=lambda exhibit: exhibit.number)

    def exhibit(self, number: int) -> Evidence | None:
        return next((exhibit for exhibit in self.every_exhibit if exhibit.number == number), None)

    def title_of(self, exhibit: Evidence) -> str:
        """As it was called on the day of service; descriptions may be put better afterwards."""
        return str(self.contents.get("exhibits", {}).get(str(exhibit.number)) or exhibit.title)


def as_the_parties_read(papers: Papers) -> Papers:
    """The same papers under the pseudonyms of the parties, exhibits as a list of them shows them; in memory alone.

    Whether something has to go from a text is found by reading it, which a list does not: `as_opened` does.
    """
    hidden = Hidden(papers.case, Scope.PARTIES)
    of_the_case = {"evidence__case": papers.case, "scope": Scope.PARTIES.value}
    marked = set(Redaction.objects.filter(**of_the_case).standing().values_list("evidence", flat=True))
    if not hidden.pseudonyms and not marked:
        return papers
    copies = Rendition.objects.filter(**of_the_case).approved().order_by("approved_at")
    sizes = dict(copies.values_list("evidence", "size"))

    def listed(exhibit: Evidence) -> Evidence:
        if is_in_words(exhibit):
            return _in_a_list(exhibit, hidden, sizes.get(exhibit.pk))
        is_whole = exhibit.pk not in marked and can_be_redacted(exhibit)
        return _worded(exhibit, hidden) if is_whole else _as_shown(exhibit, hidden)

    return replace(
        papers,
        contents=hidden.words(papers.contents),
        exhibits=[listed(exhibit) for exhibit in papers.exhibits],
        statements=hidden.rows(papers.statements, "text", "how_taken", "settled_how", "person.name"),
        answers=hidden.rows(papers.answers, "text", "by.name"),
        handed_in=[listed(exhibit) for exhibit in papers.handed_in],
    )


def as_opened(papers: Papers, exhibit: Evidence) -> Evidence:
    """One exhibit of such papers to look at: as it is, as its redacted copy, or with the sentence why there is none yet
    (domain paper, section 6)."""
    return _as_shown(papers.case.evidence.get(pk=exhibit.pk), Hidden(papers.case, Scope.PARTIES))


def _worded(exhibit: Evidence, hidden: Hidden) -> Evidence:
    shown = copy(exhibit)
    hidden.rows([shown], "file_name", "description", "source")
    return shown


def _in_a_list(exhibit: Evidence, hidden: Hidden, size: int | None) -> Evidence:
    shown = _worded(exhibit, hidden)
    if size is not None:
        shown.kind_label, shown.size = REDACTED, size
    return shown


def _as_shown(exhibit: Evidence, hidden: Hidden) -> Evidence:
    printed, shown = hidden.printed(exhibit), _worded(exhibit, hidden)
    shown.instead = printed.instead or hidden.withholds(exhibit)
    if printed.is_redacted:
        shown.is_redacted_copy = True
        shown.vault_key, shown.sha256 = printed.vault_key, printed.sha256
        shown.size, shown.content_type = size_of(printed.vault_key), printed.content_type
        shown.kind_label, shown.preview = REDACTED, PreviewState.NOT_YET
        shown.file_name = f"Exhibit {exhibit.number} redacted{guess_extension(printed.content_type) or ''}"
    return shown


def make_bundle(hearing: Hearing) -> Bundle:
    """Every settled statement and every exhibit that is not withheld; an appeal's are the first hearing's, with the
    outcome, the grounds and what the employee handed in since: nothing else that came to the school meanwhile.
    """
    papers = papers_to_be_served(hearing.case, is_appeal=hearing.is_appeal)
    bundle = Bundle.objects.create(hearing=hearing, contents=papers.contents)
    bundle.evidence.set(papers.exhibits)
    bundle.statements.set(papers.statements)
    return bundle


def papers_to_be_served(case: Case, *, is_appeal: bool) -> Papers:
    """What would be served if the notice went out now."""
    exhibits = case.evidence.filter(withheld_because="").order_by("number")
    if is_appeal:
        handed_in = handed_in_by_employee(case).values("pk")
        exhibits = exhibits.filter(Q(bundles__hearing__is_appeal=False) | Q(pk__in=handed_in)).distinct()
    exhibits = list(exhibits)
    statements = [statement for statement in case.statements.select_related("person") if statement.is_settled]
    contents: dict[str, Any] = {
        "allegations": allegations_as_rows(case),
        "findings": findings_as_rows(case),
        "report": report_as_rows(case),
        "may_dismiss": case.may_dismiss,
        "exhibits": {str(exhibit.number): exhibit.title for exhibit in exhibits},
    }
    if is_appeal:
        contents["outcome"] = {
            "level": Level(case.outcome.level).label,
            "reasons": case.outcome.reasons,
            "decided": long_date(timezone.localdate(case.outcome.decided_at)),
        }
        contents["panel_findings"] = findings_as_rows(case, FoundBy.PANEL)
        contents["minutes"] = case.hearings.filter(is_appeal=False).values_list("minutes", flat=True).first() or ""
        contents["grounds"] = {
            "grounds": [AppealGround(ground).label for ground in case.appeal.grounds],
            "text": case.appeal.grounds_text,
        }
    return Papers(
        case, is_appeal, None, contents, exhibits, statements,
        answers=list(employees_answers(case)), handed_in=list(handed_in_by_employee(case)),
    )  # fmt: skip


def papers_as_served(case: Case, *, is_appeal: bool) -> Papers | None:
    """The papers of a hearing as they were frozen, with the employee's own; None while they are not served."""
    bundle = Bundle.objects.filter(hearing__case=case, hearing__is_appeal=is_appeal).select_related("hearing").first()
    if bundle is None:
        return None
    before = _until_it_was_heard(case, is_appeal=is_appeal)
    return Papers(
        case,
        is_appeal,
        bundle.hearing,
        bundle.contents,
        list(bundle.evidence.order_by("number")),
        list(bundle.statements.select_related("person").order_by("number")),
        answers=list(employees_answers(case).filter(before("at"))),
        handed_in=list(handed_in_by_employee(case).filter(before("received_at"))),
    )


def employees_answers(case: Case) -> QuerySet[Submission]:
    """What the employee concerned wrote themselves."""
    return Submission.objects.filter(case=case, by=case.subject)


def handed_in_by_employee(case: Case) -> QuerySet[Evidence]:
    """What the employee handed in as the employee concerned; never what they held for the school before that."""
    named = case.appointments.live().of(Role.SUBJECT).first()
    if named is None:
        return Evidence.objects.none()
    return case.evidence.filter(received_by=named.person, received_at__gte=named.appointed_at).order_by("number")


def record_reading_of(papers: Papers, *, by: Person) -> None:
    """Write down that somebody read the papers of a hearing."""
    with transaction.atomic():
        audit.record(
            papers.case,
            "papers.read",
            by=by,
            # Who reads for the appeal is not told to those who do not see the appeal.
            section=Section.APPEAL if papers.is_appeal else Section.BUNDLE,
            facts={"hearing": str(papers.hearing.pk) if papers.hearing else "", "is_appeal": papers.is_appeal},
            says=f"{by} read the papers of {papers.name}",
        )


def live_warnings(case: Case) -> list[Outcome]:
    """Warnings of the employee concerned from other cases that still count.  Spent ones are shown to nobody here."""
    return list(Outcome.objects.against_the_subject_of(case).live())


def _until_it_was_heard(case: Case, *, is_appeal: bool) -> Any:
    """What comes in after a hearing is for the appeal: the first panel does not read it."""
    step = CaseProcedure.hold_appeal if is_appeal else CaseProcedure.hold_hearing
    heard = case.steps_taken.filter(step=step.name).order_by("-pk").first()
    return lambda when: Q(**{f"{when}__lte": heard.at}) if heard else Q()


def allegations_as_rows(case: Case) -> list[dict[str, Any]]:
    rows = []
    for allegation in case.allegations.prefetch_related("clauses__version__policy"):
        when = long_date(allegation.happened_from)
        if allegation.happened_to and allegation.happened_to != allegation.happened_from:
            when = f"between {when} and {long_date(allegation.happened_to)}"
        rows.append(
            {
                "position": allegation.position,
                "what": allegation.what,
                "when": when,
                "where": ", ".join(
                    part for part in (allegation.account, allegation.post_address, allegation.device) if part
                ),
                "clauses": [
                    {"policy": str(clause.version), "number": clause.number, "text": clause.text}
                    for clause in allegation.clauses.all()
                ],
            }
        )
    return rows


def allegations_as_text(case: Case) -> str:
    """The allegations in plain words, for a notice."""
    paragraphs = []
    for row in allegations_as_rows(case):
        clauses = "; ".join(f"clause {clause['number']} of {clause['policy']}" for clause in row["clauses"])
        paragraphs.append(f"Allegation {row['position']}, {row['when']}: {row['what']}\n{clauses}".strip())
    return "\n\n".join(paragraphs)


def findings_as_rows(case: Case, body: FoundBy = FoundBy.INVESTIGATION) -> list[dict[str, Any]]:
    rows = []
    for allegation in case.allegations.all():
        for finding in allegation.findings.filter(found_by=body):
            rows.append(
                {
                    "position": allegation.position,
                    "result": FindingResult(finding.result).label,
                    "evidence_for": finding.evidence_for,
                    "evidence_against": finding.evidence_against,
                    "reasons": finding.reasons,
                }
            )
    return rows


def report_as_rows(case: Case) -> list[dict[str, str]]:
    report = Report.objects.filter(case=case).first()
    if report is None:
        return []
    rows = [{"title": title, "text": getattr(report, name)} for name, title in REPORT_PARTS if getattr(report, name)]
    if report.recommendation:
        rows.append({"title": "Recommendation", "text": Recommendation(report.recommendation).label})
    return rows
