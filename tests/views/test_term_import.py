"""A school's terms and closures come in from a file: looked at line by line, and only then saved."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from investigations import audit
from investigations.actions.refusals import Refused
from investigations.actions.term_import import save_import
from investigations.models import AuditEvent, Closure, Term
from investigations.reading.term_dates import read_term_dates
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db
LIST = """Autumn 2040 first half, 3/9/2040, 26/10/2040
Autumn 2040 second half, 5/11/2040, 19/12/2040
October half-term, 29/10/2040, 2/11/2040
Training days, 6/12/2040, 10/12/2040
Autumn again, 1/9/2040, 20/10/2040
Concert, 11/12/2040
"""


@pytest.fixture
def world():
    return World.make()


def terms(school):
    return list(school.terms.filter(starts__year=2040).values_list("name", "starts", "ends"))


def test_every_line_is_shown_before_anything_is_saved_and_then_the_new_ones_are(world, client):
    client.force_login(world.user("clerk"))
    address = reverse("term_import")
    page = client.post(address, {"file": SimpleUploadedFile("terms.csv", LIST.encode())})
    said = words(page)
    for part in (
        "Terms that will be added: 2",
        "Days closed that will be added: 3",  # of five days two are a weekend
        "Monday 10 December 2040: Training days",
        "Line 6, “Concert, 11/12/2040”: it says neither that it is a term nor that the school is closed.",
        "Line 5, “Autumn again”, Saturday 1 September 2040 to Saturday 20 October 2040: its days overlap “Autumn 2040 first half”, 3 September 2040 to 26 October 2040.",
        "Line 3, “October half-term”, Monday 29 October 2040 to Friday 2 November 2040: no day of it is a school day",
    ):
        assert part in said, part
    assert (terms(world.school), Closure.objects.count()) == ([], 0)
    saved = client.post(address, {"text": page.context["text"], "save": "yes"})
    assert saved.url == reverse("school_settings")
    assert terms(world.school) == [
        ("Autumn 2040 first half", date(2040, 9, 3), date(2040, 10, 26)),
        ("Autumn 2040 second half", date(2040, 11, 5), date(2040, 12, 19)),
    ]
    assert list(Closure.objects.values_list("day", flat=True)) == [
        date(2040, 12, 6), date(2040, 12, 7), date(2040, 12, 10),
    ]  # fmt: skip
    assert "imported 2 terms and 3 days closed" in audit.said(AuditEvent.objects.get(kind="terms.imported"))["says"]
    again = words(client.post(address, {"text": LIST}))
    assert "There is nothing new in it" in again and "Entered already: 3" in again
    client.post(address, {"text": LIST, "save": "yes"})
    assert (len(terms(world.school)), Closure.objects.count()) == (2, 3)


def test_a_file_that_cannot_be_read_keeps_the_person_on_the_page(world, client):
    client.force_login(world.user("head"))
    answer = client.post(reverse("term_import"), {"file": SimpleUploadedFile("t.pdf", b"%PDF-1.7")})
    assert "looks like a PDF" in words(answer)
    both = {"file": SimpleUploadedFile("t.csv", b"x"), "text": "Autumn,1/9/2040,1/10/2040"}
    assert "not both" in words(client.post(reverse("term_import"), both))
    assert "Choose a file, or paste the lines below" in words(client.post(reverse("term_import"), {"text": ""}))


def test_only_who_runs_the_school_imports_and_only_there(world, client):
    client.force_login(world.user("deputy"))
    assert client.post(reverse("term_import"), {"text": LIST, "save": "yes"}).status_code == 404
    with pytest.raises(Refused):
        save_import(world.school, read_term_dates(LIST), by=world["deputy"])
    other = World.make(name="Other School", domain="other.org")
    client.force_login(other.user("head"))
    client.post(reverse("term_import"), {"text": LIST, "save": "yes"})
    assert (len(terms(other.school)), len(terms(world.school))) == (2, 0)


def ask(*words):
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_term_dates", *words, stdout=out, stderr=err)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), left.code
    return out.getvalue(), err.getvalue(), 0


def test_the_command_shows_the_same_and_saves_unless_told_not_to(world, tmp_path):
    file = tmp_path / "terms.csv"
    file.write_text(LIST)
    printed, _, status = ask(str(file), "--dry-run")
    assert status == 0 and "Nothing was saved: this was a dry run." in printed
    assert "  line 6, “Concert, 11/12/2040”: it says neither" in printed and terms(world.school) == []
    printed, _, status = ask(str(file))
    assert (status, len(terms(world.school))) == (0, 2)
    assert "Added to Testing Primary School: 2 terms and 3 days closed." in printed
    _, refused, status = ask(str(file))
    assert (refused.strip(), status) == ("There is nothing new in it. Nothing was saved.", 2)
    _, refused, status = ask(str(tmp_path / "none.ics"))
    assert status == 2 and "There is no file" in refused
    assert Term.objects.filter(starts__year=2040).count() == 2
