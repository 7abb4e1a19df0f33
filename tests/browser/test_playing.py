"""A film is played on the page of the exhibit, out of the vault, in parts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from investigations.actions.evidence import add_evidence
from investigations.models import AuditEvent
from investigations.procedure.states import State
from investigations.vault import playing
from tests.vault.samples import film

PLAY = """() => new Promise(tell => {
    const film = document.querySelector("video");
    for (const what of ["ended", "error"]) film.addEventListener(what, () => tell(what));
    film.muted = true;
    film.play();
})"""
GO_BACK = """() => new Promise(tell => {
    const film = document.querySelector("video");
    for (const what of ["seeked", "error"]) film.addEventListener(what, () => tell(what));
    film.currentTime = 1;
})"""
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_film_plays_to_its_end_and_can_be_gone_back_in(world, page, as_, monkeypatch):
    monkeypatch.setattr(playing, "LONGEST_PART", 64 * 1024)
    case = world.case_at(State.INVESTIGATION)
    content = film(seconds=2)
    assert len(content) > 4 * playing.LONGEST_PART
    add_evidence(case, SimpleUploadedFile("clip.webm", content), by=world.user("deputy"))
    as_("deputy")
    parts = []
    page.on("response", lambda answer: parts.append(answer.status) if "/media/" in answer.url else None)
    page.goto(reverse("evidence_detail", args=[case.reference, 1]))
    assert parts == []
    assert page.evaluate(PLAY) == "ended"
    assert page.evaluate(GO_BACK) == "seeked"
    assert len(parts) > 1 and set(parts) == {206}
    assert AuditEvent.objects.filter(kind="evidence.played").count() == 1
