"""Which documents are there, and who may have each?"""

from investigations.access import Standing
from investigations.models import Document, DocumentKind, Served
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section

#: What one has to see for each kind, and the fact that has to be there; the sentence says what is missing.
NEEDS: dict[DocumentKind, tuple[Section, str, str]] = {
    DocumentKind.CASE_FILE: (Section.DOCUMENTS, "", ""),
    DocumentKind.INVESTIGATION_REPORT: (Section.REPORT, "has_report", "The report has to be written first."),
    DocumentKind.HEARING_PAPERS: (Section.BUNDLE, "papers_were_served", "The papers have to be served first."),
    DocumentKind.OUTCOME_LETTER: (Section.OUTCOME, "has_outcome", "There is no outcome yet."),
}
NOT_YOURS = "This document is not yours to have."


def refusal(standing: Standing, kind: DocumentKind) -> str:
    """Why this person may not have such a document now, or nothing.  The employee has what was served on them."""
    section, fact, sentence = NEEDS[kind]
    if Role.SUBJECT in standing.roles:
        return "" if _was_served(standing, kind) else NOT_YOURS
    if not standing.sees(section):
        return NOT_YOURS
    return sentence if fact and not getattr(standing.facts, fact) else ""


def offered(standing: Standing) -> list[tuple[DocumentKind, str]]:
    """The kinds that can be theirs, each with the reason why not yet."""
    reasons = [(kind, refusal(standing, kind)) for kind in DocumentKind]
    return [(kind, reason) for kind, reason in reasons if reason != NOT_YOURS]


def sections_of(standing: Standing, kind: DocumentKind) -> list[str]:
    """What the document holds, as sections: whoever lacks one of them may not read it."""
    if kind is DocumentKind.CASE_FILE:
        return sorted(section.value for section in standing.sections)
    return [NEEDS[kind][0].value]


def may_read(standing: Standing, document: Document) -> bool:
    """Asked at every download, with the standing of that moment: rights that ended since count."""
    kind = DocumentKind(document.kind)
    if Role.SUBJECT in standing.roles:
        return document.made_for_id == standing.person.pk and not refusal(standing, kind)
    if refusal(standing, kind):
        return False
    if kind is DocumentKind.HEARING_PAPERS and document.made_for_id != standing.person.pk:
        return False  # first panel and appeal panel have different papers: each makes their own
    return all(standing.sees(Section(section)) for section in document.sections)


def _was_served(standing: Standing, kind: DocumentKind) -> bool:
    served = Served.objects.filter(case=standing.case, to=standing.person)
    if kind is DocumentKind.HEARING_PAPERS:
        return served.exclude(bundle=None).exists()
    return kind is DocumentKind.OUTCOME_LETTER and served.filter(title="Outcome of the hearing").exists()
