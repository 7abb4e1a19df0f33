"""Which documents are there, and who may have each?"""

from investigations.access import Standing, letters_for, reads_copy, reads_letter
from investigations.models import Bundle, Case, CaseLetter, Document, DocumentKind, Served
from investigations.procedure.letter_track import OF_THE_OUTCOME
from investigations.procedure.releases import PREPARES
from investigations.procedure.roles import Role
from investigations.procedure.sections import SEES, Section
from investigations.procedure.states import LetterState

from .board_report import kept_report

#: What one has to see for each kind, and the fact that has to be there; the sentence says what is missing.
NEEDS: dict[DocumentKind, tuple[Section, str, str]] = {
    DocumentKind.CASE_FILE: (Section.DOCUMENTS, "", ""),
    DocumentKind.COPY: (Section.COPIES, "", ""),
    DocumentKind.INVESTIGATION_REPORT: (Section.REPORT, "has_report", "The report has to be written first."),
    DocumentKind.HEARING_PAPERS: (Section.BUNDLE, "papers_were_served", "The papers have to be served first."),
    DocumentKind.OUTCOME_LETTER: (Section.OUTCOME, "has_outcome", "There is no outcome yet."),
    DocumentKind.BOARD_REPORT: (Section.ACTIONS, "", ""),
    DocumentKind.LETTER: (Section.LETTERS, "", ""),
    DocumentKind.CUSTODY_SHEET: (Section.EVIDENCE, "", ""),
    DocumentKind.CASE_EXPORT: (Section.EVIDENCE, "", ""),
    DocumentKind.HEARING_PACK: (Section.BUNDLE, "papers_were_served", "The papers have to be served first."),
}
#: The kinds on the list of documents; a letter and a copy for somebody are made from their own pages.
LISTED = tuple(kind for kind in DocumentKind if kind not in (DocumentKind.LETTER, DocumentKind.COPY))
#: Everybody who reads papers, except who hears the appeal and nothing else.
READERS_OF_THE_FIRST = frozenset(role for role in Role if Section.BUNDLE in SEES.get(role, ())) - {Role.APPEAL_PANEL}
SAYS: dict[DocumentKind, str] = {
    DocumentKind.CASE_FILE: "Everything of the case that you see, in the order a tribunal reads it, with the exhibits.",
    DocumentKind.INVESTIGATION_REPORT: "The report in numbered paragraphs, with its exhibits.",
    DocumentKind.HEARING_PAPERS: "What was served for the hearing, the same for the employee and the panel.",
    DocumentKind.OUTCOME_LETTER: "What the panel decided and why, and how to appeal.",
    DocumentKind.BOARD_REPORT: "The report without names, in the words that were kept.",
    DocumentKind.CUSTODY_SHEET: "Each exhibit with its fingerprint, and who has handled it, when and how, as far as you see.",
    DocumentKind.COPY: "A numbered copy for one recipient, searched before it goes out.",
    DocumentKind.CASE_EXPORT: "All that you see of the case in one encrypted archive: its words, documents and originals, and the audit record. Kept for seven days.",
    DocumentKind.LETTER: "The letter with the school’s letterhead.",
    DocumentKind.HEARING_PACK: "In one piece, to send out: the invitation, the statement of case, the cover and index, and the papers.",
}
#: For these roles alone, whoever else sees the section.
ONLY_FOR: dict[DocumentKind, frozenset[Role]] = {
    DocumentKind.BOARD_REPORT: frozenset({Role.CLERK, Role.CASE_MANAGER}),
    DocumentKind.CASE_EXPORT: frozenset({Role.CASE_MANAGER}),
}
KEEP_IT_FIRST = "The words have to be kept first, under Governing-body actions, when every appeal is over."
NOT_YOURS = "This document is not yours to have."


def refusal(standing: Standing, kind: DocumentKind, letter: CaseLetter | None = None) -> str:
    """Why this person may not have such a document now, or nothing.  The employee has what was served on them."""
    section, fact, sentence = NEEDS[kind]
    if kind is DocumentKind.LETTER:
        return "" if letter is not None and may_have_letter(standing, letter) else NOT_YOURS
    if kind is DocumentKind.HEARING_PACK and Role.CLERK not in standing.roles:
        return NOT_YOURS
    if kind is DocumentKind.COPY:
        return "" if standing.sees(section) and standing.roles & set(PREPARES) else NOT_YOURS
    if Role.SUBJECT in standing.roles:
        return "" if _was_served(standing, kind) else NOT_YOURS
    if not standing.sees(section) or not standing.roles & ONLY_FOR.get(kind, standing.roles):
        return NOT_YOURS
    if kind is DocumentKind.BOARD_REPORT:
        return "" if kept_report(standing.case) else KEEP_IT_FIRST
    if kind is DocumentKind.OUTCOME_LETTER and letter_of_outcome(standing.case):
        return ""  # also where the panel found nothing proved, and so left no outcome behind
    return sentence if fact and not getattr(standing.facts, fact) else ""


def offered(standing: Standing) -> list[tuple[DocumentKind, str]]:
    """The kinds that can be theirs, each with the reason why not yet."""
    kinds = [
        kind for kind in LISTED if not (kind is DocumentKind.OUTCOME_LETTER and has_letter_of_outcome(standing.case))
    ]
    reasons = [(kind, refusal(standing, kind)) for kind in kinds]
    return [(kind, reason) for kind, reason in reasons if reason != NOT_YOURS]


def sections_of(standing: Standing, kind: DocumentKind, letter: CaseLetter | None = None) -> list[str]:
    """What the document holds, as sections: whoever lacks one of them may not read it."""
    if letter is not None:
        return [letter.section]
    if kind in (DocumentKind.CASE_FILE, DocumentKind.CUSTODY_SHEET, DocumentKind.CASE_EXPORT):
        return sorted(section.value for section in standing.sections)
    return sorted({NEEDS[kind][0].value, section_of_record(standing, kind).value})


def section_of_record(standing: Standing, kind: DocumentKind, letter: CaseLetter | None = None) -> Section:
    """Where it is written down that this person had the document made or read it.

    Whoever sees that part learns their name: the investigator sees the documents, and must not learn from them who
    sits on a panel, that papers were served, or that there is an outcome.
    """
    if letter is not None:
        return Section(letter.section)
    if Role.APPEAL_PANEL in standing.roles:
        return Section.APPEAL
    if kind in (DocumentKind.HEARING_PAPERS, DocumentKind.HEARING_PACK):
        bundle = bundle_for(standing)
        return Section.APPEAL if bundle and bundle.hearing.is_appeal else Section.BUNDLE
    if Role.PANEL in standing.roles:
        return Section.BUNDLE
    return Section.DOCUMENTS if kind is DocumentKind.CASE_FILE else NEEDS[kind][0]


def bundle_for(standing: Standing) -> Bundle | None:
    """The newest papers this person may read.  The appeal's hold what the first hearing's held, and are not the first
    panel's to read."""
    bundles = Bundle.objects.filter(hearing__case=standing.case).select_related("hearing")
    newest_first = bundles.order_by("-hearing__is_appeal")
    if Role.SUBJECT in standing.roles:
        return newest_first.filter(served__to=standing.person).first()
    if standing.sees(Section.APPEAL) and (of_the_appeal := bundles.filter(hearing__is_appeal=True).first()):
        return of_the_appeal
    if standing.roles & READERS_OF_THE_FIRST:
        return bundles.filter(hearing__is_appeal=False).first()
    return None


def may_read(standing: Standing, document: Document) -> bool:
    """Asked at every download, with the standing of that moment: rights that ended since count."""
    kind = DocumentKind(document.kind)
    if kind is DocumentKind.COPY:
        return reads_copy(standing, document.release)
    if kind is DocumentKind.LETTER or Role.SUBJECT in standing.roles:
        # A letter is made anew for each reader: one that was a draft then may say what never went out.
        mine = standing.person is not None and document.made_for_id == standing.person.pk
        return mine and not refusal(standing, kind, document.letter)
    if refusal(standing, kind):
        return False
    if (
        kind in (DocumentKind.HEARING_PAPERS, DocumentKind.HEARING_PACK, DocumentKind.CASE_EXPORT)
        and document.made_for_id != standing.person.pk
    ):
        return False  # first panel and appeal panel have different papers, and an archive has its maker's passphrase
    return all(standing.sees(Section(section)) for section in document.sections)


def may_have_letter(standing: Standing, letter: CaseLetter) -> bool:
    """Whoever may read it on the page; and to whom it was served, from their own page."""
    if letter.case_id != standing.case.pk or standing.person is None:
        return False
    if letter.served and letter.served.to_id == standing.person.pk and standing.roles:
        return True
    return reads_letter(standing, letter) and letters_for(standing).filter(pk=letter.pk).exists()


def letter_of_outcome(case: Case) -> Served | None:
    """How and when the outcome of the hearing was served on the employee."""
    return case.served.filter(letter__in=OF_THE_OUTCOME).order_by("sent_at").first()


def has_letter_of_outcome(case: Case) -> bool:
    """The letter that was issued and served is the one that counts: none is written from the record beside it."""
    return case.letters.filter(code__in=OF_THE_OUTCOME, state=LetterState.SERVED).exists()


def _was_served(standing: Standing, kind: DocumentKind) -> bool:
    if kind is DocumentKind.HEARING_PAPERS:
        return bundle_for(standing) is not None
    return kind is DocumentKind.OUTCOME_LETTER and letter_of_outcome(standing.case) is not None
