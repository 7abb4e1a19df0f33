"""A pupil's name in the title, in the charge and in what was decided: who works the case reads it, a party nowhere."""

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from investigations.actions.appointments import name_companion
from investigations.actions.documents import request_document
from investigations.actions.employee import share_papers
from investigations.actions.letters import write_letter
from investigations.documents.produce import produce
from investigations.models import Allegation, Appeal, Appointment, DocumentKind, Finding, Hearing, JobState, Outcome
from investigations.procedure.letters import Letter
from investigations.procedure.roles import Role
from investigations.vault.store import read_chunks
from tests import world as w
from tests.documents.copies import PUPIL, hide
from tests.pdf import text_of
from tests.test_must_not_see import walk
from tests.views.pages import words
from tests.world import APPEAL, PANEL, World

pytestmark = pytest.mark.django_db
SURNAME = PUPIL.split()[-1]
SAID = f"It was about {PUPIL}."


def a_life_with_a_name() -> tuple:
    world = World.make()
    case = world.log(title=f"Picture of {PUPIL} posted with full name")
    Allegation.objects.filter(case=case).update(what=SAID)
    for go in (w.assess, w.investigate, w.report, w.refer, w.arrange):
        go(world, case)
        case.refresh_from_db()
    share_papers(
        name_companion(case, world["business_manager"], by=world.user("teacher")), shared=True, by=world.user("teacher")
    )
    for go in (w.hear, w.decide, w.appeal, w.arrange_appeal, w.hear_appeal, w.decide_appeal):
        go(world, case)
        case.refresh_from_db()
    Hearing.objects.filter(case=case).update(minutes=SAID)
    Finding.objects.filter(allegation__case=case).update(reasons=SAID)
    Outcome.objects.filter(case=case).update(reasons=SAID)
    Appeal.objects.filter(case=case).update(reasons=SAID, grounds_text=SAID)
    return world, case


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("names")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", JOB_LEASE=3600),
        transaction.atomic(),
    ):
        yield a_life_with_a_name()
        transaction.set_rollback(True)


def client_of(world, who) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def pdf_of(world, case, who, kind, letter=None) -> str:
    job = request_document(case, kind, by=world.user(who), letter=letter)
    document = produce(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    assert SURNAME not in document.file_name
    return " ".join(text_of(b"".join(read_chunks(document.vault_key))).split())


def pages_for(world, case, who) -> list[str]:
    """Where the name stands, for who does not work the case."""
    if who in ("teacher", "business_manager"):
        part = Appointment.objects.get(case=case, person=world[who])
        return [reverse("my_work"), reverse("part_detail", args=[part.pk]), reverse("part_papers", args=[part.pk])]
    names = ["case_detail", "hearing_detail", "outcome_detail", "letter_list", "bundle_detail", "document_list"]
    names += ["appeal_detail"] if who == APPEAL[0] else []
    letter = reverse("letter_detail", args=[case.reference, case.letters.get(code="L17").number])
    return [reverse("case_list"), letter, *(reverse(name, args=[case.reference]) for name in names)]


def with_the_name(world, case, who) -> list[str]:
    client = client_of(world, who)
    return [url for url in pages_for(world, case, who) if SURNAME in client.get(url).content.decode()]


def test_judges_and_the_companion_find_it_on_no_page_and_the_employee_only_in_letters_they_hold(life):
    world, case = life
    parties = (PANEL[0], APPEAL[0], "teacher", "business_manager")
    with transaction.atomic():
        assert [len(with_the_name(world, case, who)) for who in parties] == [8, 9, 2, 1]  # that it could be read
        hide(case, PUPIL)
        part = reverse("part_detail", args=[Appointment.objects.get(case=case, role=Role.SUBJECT).pk])
        assert {who: with_the_name(world, case, who) for who in parties} == {
            PANEL[0]: [], APPEAL[0]: [], "teacher": [part], "business_manager": [],
        }  # fmt: skip
        assert "The outcome: first written warning" in words(client_of(world, "teacher").get(part))
        assert SURNAME in client_of(world, "clerk").get(reverse("case_list")).content.decode()
        assert [page for page, said in walk(client_of(world, APPEAL[0])).items() if SURNAME in said] == []
        case.refresh_from_db()
        assert SURNAME in case.title  # nothing of it is saved
        transaction.set_rollback(True)


def test_a_judge_does_not_find_the_case_by_the_name_either(life):
    world, case = life

    def found(who, asked) -> list[str]:
        rows = client_of(world, who).get(reverse("case_list"), {"q": asked}).context["rows"]
        return [row["case"].reference for row in rows]

    with transaction.atomic():
        assert found(PANEL[0], SURNAME) == [case.reference]
        hide(case, PUPIL)
        assert (found(PANEL[0], SURNAME), found(PANEL[0], "Pupil A picture")) == ([], [case.reference])
        assert found("head", SURNAME) == [case.reference]
        transaction.set_rollback(True)


def test_no_paper_made_for_a_party_holds_it_nor_does_the_pack_with_its_letters(life):
    world, case = life
    with transaction.atomic():
        invitation = case.letters.get(code="L17")
        assert SURNAME in invitation.text
        hide(case, PUPIL)
        assert SURNAME not in pdf_of(world, case, APPEAL[0], DocumentKind.CASE_FILE)
        assert SURNAME not in pdf_of(world, case, PANEL[0], DocumentKind.LETTER, invitation)
        assert SURNAME in pdf_of(world, case, "teacher", DocumentKind.LETTER, invitation)  # as it was served on them
        assert SURNAME in pdf_of(world, case, "clerk", DocumentKind.LETTER, invitation)
        later = write_letter(case, Letter.INVITATION_TO_HEARING, by=world.user("clerk"))
        assert "It was about Pupil A." in later.text and SURNAME not in later.text
        transaction.set_rollback(True)
