"""What the employee and the panel see of their papers on the screen: the same as on paper, and no name that had to go."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from investigations.actions.evidence import add_evidence
from investigations.documents import renditions
from investigations.models import Appointment
from investigations.procedure.audiences import Scope
from investigations.procedure.roles import Role
from investigations.procedure.states import State
from tests import world as w
from tests.documents.copies import PUPIL, WITNESS, hide, redacted
from tests.views.pages import words
from tests.world import PANEL, World

pytestmark = pytest.mark.django_db
NOTE = f"{PUPIL} was in the picture. {WITNESS} told me so."
PRINTED = f"Pupil A was in the picture. {WITNESS} told me so."


def as_(world, who) -> Client:
    client = Client()
    client.force_login(world.user(who))
    return client


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_who_reads_the_papers_on_the_screen_reads_the_redacted_copy_and_no_name_that_had_to_go():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    file = SimpleUploadedFile(f"{PUPIL}.txt", NOTE.encode())
    exhibit = add_evidence(case, file, by=world.user("deputy"), description=f"Note about {PUPIL}")
    for go in (w.report, w.refer, w.arrange):
        go(world, case)
        case.refresh_from_db()
    part = Appointment.objects.get(case=case, role=Role.SUBJECT)
    places = {
        "teacher": ("part_papers", "part_exhibit", "part_exhibit_picture", "part_exhibit_original", part.pk),
        PANEL[0]: (
            "bundle_detail", "bundle_exhibit", "bundle_exhibit_picture", "bundle_exhibit_original", case.reference,
        ),
    }  # fmt: skip

    def asked(who) -> list:
        papers, one, picture, original, of = places[who]
        client, number = as_(world, who), exhibit.number
        urls = [reverse(papers, args=[of]), *(reverse(name, args=[of, number]) for name in (one, picture, original))]
        return [client.get(url) for url in urls]

    # That it could be read: nobody has said yet that the name has to go.
    for who in places:
        _, page, _, original = asked(who)
        assert NOTE in words(page) and body(original) == NOTE.encode()

    hide(case, PUPIL)
    for who in places:
        papers, page, picture, original = asked(who)
        assert "has to be made first" in words(page) or "redacted copy" in words(page)
        assert (papers.status_code, page.status_code, picture.status_code, original.status_code) == (200, 200, 302, 409)
        assert not [one for one in (papers, page, picture, original) if PUPIL.encode() in body(one)], who

    redacted(world, exhibit, Scope.PARTIES, PRINTED.encode())
    seen = []
    for who in places:
        papers, page, picture, original = asked(who)
        assert PRINTED in words(page) and "Note about Pupil A" in words(papers)
        download = body(original)
        assert download == PRINTED.encode()
        assert f"Exhibit {exhibit.number} redacted.txt" in original["Content-Disposition"]
        assert not [one for one in (papers, page, picture) if PUPIL.encode() in body(one)], who
        seen.append(download)
    assert seen[0] == seen[1]
    exhibit.refresh_from_db()
    assert (exhibit.file_name, exhibit.size, exhibit.is_damaged) == (f"{PUPIL}.txt", len(NOTE), False)


def test_a_list_reads_no_text_and_an_exhibit_its_own_alone(monkeypatch):
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    for number in (1, 2, 3):
        file = SimpleUploadedFile(f"{number}.txt", f"{number}: {NOTE}".encode())
        add_evidence(case, file, by=world.user("deputy"), description=f"Note {number}")
    for go in (w.report, w.refer, w.arrange):
        go(world, case)
        case.refresh_from_db()
    hide(case, PUPIL)
    redacted(world, case.evidence.get(number=2), Scope.PARTIES, f"2: {PRINTED}".encode())
    read, text_of = [], renditions.text_of
    monkeypatch.setattr(renditions, "text_of", lambda exhibit: read.append(exhibit.number) or text_of(exhibit))
    client = as_(world, PANEL[0])
    papers = client.get(reverse("bundle_detail", args=[case.reference]))
    assert "redacted copy" in words(papers) and read == []
    assert PRINTED in words(client.get(reverse("bundle_exhibit", args=[case.reference, 2])))
    assert set(read) == {2}
    assert client.get(reverse("bundle_exhibit_original", args=[case.reference, 3])).status_code == 409
    assert set(read) == {2, 3}
