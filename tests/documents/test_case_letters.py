"""Letters as PDF: with the letterhead, the words that were issued and their fingerprint; a draft is marked as one."""

import re

import pytest

from investigations.access import Standing
from investigations.actions.documents import request_document
from investigations.actions.letter_templates import save_letterhead
from investigations.actions.letters import write_letter
from investigations.actions.refusals import Refused
from investigations.actions.take import take
from investigations.documents.case_letter import paper_of
from investigations.documents.kinds import may_read
from investigations.documents.produce import produce
from investigations.models import CaseLetter, DocumentKind, JobState
from investigations.procedure.letter_track import LetterProcedure as L
from investigations.procedure.letters import Letter
from investigations.procedure.states import State
from investigations.vault.store import read_chunks
from tests.documents.copies import hide
from tests.pdf import faults, text_of
from tests.world import World, arrange, assess, investigate, refer, report

pytestmark = pytest.mark.django_db


def made(world, case, who, letter=None, kind=DocumentKind.LETTER):
    job = request_document(case, kind, by=world.user(who), letter=letter)
    document = produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    pdf = b"".join(read_chunks(document.vault_key))
    assert faults(pdf) == []
    return document, pdf


def without_blanks(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_a_letter_as_pdf_from_the_draft_to_the_employees_own_copy_and_the_pack():
    world = World.make(address="12 Orchard Way\nLarkfield\nLK4 7QT")
    save_letterhead(world.school, by=world["head"], header="Telephone 020 7946 0018", footer="Support line 0800 000")
    case = world.case_at(State.HEARING_ARRANGED)
    invitation = case.letters.get(code="L17")

    document, pdf = made(world, case, "clerk", invitation)
    words = text_of(pdf)
    for expected in (
        "Telephone 020 7946 0018", "Private and confidential", "Dear Tessa Moor", "Invitation to a disciplinary hearing",
        "1. On ", "Clara Kemp", "Yours sincerely", "Served ", "Support line 0800 000",
    ):  # fmt: skip
        assert expected in words, expected
    assert invitation.sha256 in without_blanks(words) and "Draft" not in words
    assert document.letter == invitation and document.sections == ["hearing"]

    _, own = made(world, case, "teacher", invitation)
    assert invitation.sha256 in without_blanks(text_of(own))
    # Each has copies made of their own, and a draft that was made once is read by nobody else.
    assert not may_read(Standing.of(world.user("head"), case), document)
    for who in ("deputy", "reporter", "governor7", "chair"):
        with pytest.raises(Refused):
            request_document(case, DocumentKind.LETTER, by=world.user(who), letter=invitation)

    cover = write_letter(case, Letter.BUNDLE_COVER, by=world.user("clerk"))
    _, draft = made(world, case, "clerk", cover)
    assert "Draft: not issued" in text_of(draft) and "its words may change" in text_of(draft)
    for who in ("head", "teacher", "colleague"):
        with pytest.raises(Refused):
            request_document(case, DocumentKind.LETTER, by=world.user(who), letter=cover)

    CaseLetter.objects.filter(pk=cover.pk).update(text="All in order.")
    cover.refresh_from_db()
    take(L.issue_letter, cover, by=world.user("clerk"))
    _, pack = made(world, case, "clerk", kind=DocumentKind.HEARING_PACK)
    words = text_of(pack)
    assert words.index("Dear Tessa Moor") < words.index("All in order.") < words.rindex("Exhibit 1")
    assert "Not issued, and so not in this pack: L16 management statement of case." in words
    for who in ("head", "hr", "colleague", "governor1", "teacher"):
        with pytest.raises(Refused):
            request_document(case, DocumentKind.HEARING_PACK, by=world.user(who))

    CaseLetter.objects.filter(pk=invitation.pk).update(text="Other words.")
    job = request_document(case, DocumentKind.LETTER, by=world.user("clerk"), letter=invitation)
    assert produce(job.pk) is None
    job.refresh_from_db()
    assert "no longer those that were issued" in job.error


def test_the_pack_puts_pseudonyms_into_its_letters_and_is_held_back_with_the_page_where_a_name_is_left(monkeypatch):
    world = World.make()
    case = world.log(title="A picture of Amelia Featherstone")
    case.allegations.update(what="A post showed Amelia\nFeatherstone, with O'Neill & co.")
    for go in (assess, investigate, report, refer, arrange):
        go(world, case)
        case.refresh_from_db()
    _, pack = made(world, case, "clerk", kind=DocumentKind.HEARING_PACK)
    assert "Featherstone" in text_of(pack)

    hide(case, "Amelia Featherstone", "O'Neill & co")
    _, pack = made(world, case, "clerk", kind=DocumentKind.HEARING_PACK)
    words = text_of(pack)
    assert "Featherstone" not in words and "Neill" not in words
    assert (
        words[words.index("Dear Tessa Moor") :].count("A post showed Pupil A") == 2
    )  # in the letter and in the papers
    assert "In this copy names stand under pseudonyms" in " ".join(words.split())
    assert case.letters.get(code="L17").sha256 in without_blanks(words)

    monkeypatch.setattr(
        "investigations.documents.hearing_pack.paper_of", lambda standing, letter, hidden: paper_of(standing, letter)
    )
    job = request_document(case, DocumentKind.HEARING_PACK, by=world.user("clerk"))
    assert produce(job.pk) is None
    job.refresh_from_db()
    assert re.fullmatch(r"It is held back\. Page \d, in the text: Pupil A\..*", job.error)
