"""One source, several true copies: the parties read the same to the letter, and nobody a name that had to go."""

import re
import subprocess

import pikepdf
import pypdfium2
import pytest
from django.db import transaction
from django.test import override_settings

from investigations import audit
from investigations.access import Standing
from investigations.actions.recipients import recipients_for, recipients_of
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.releases import (
    call_off_copy,
    confirm_receipt,
    note_receipt,
    prepare_copy,
    release_copy,
)
from investigations.documents.custody import custody
from investigations.models import AuditEvent, Notice, Pseudonym
from investigations.procedure.audiences import SERVED_ALIKE, Audience
from investigations.procedure.releases import ReleaseState, ReleaseWay
from tests.pdf import faults
from tests.world import PANEL

from .copies import ALSO, PUPIL, WITNESS, a_case_with_names, content_of, hide, key_for, prepared
from .test_who_reads_what import everything_in

pytestmark = pytest.mark.django_db
PAGE = ReleaseWay.ON_THEIR_PAGE


#: Each copy: for whom, by whom it is prepared, and what else it is told.
PREPARED = {
    "employee": (Audience.EMPLOYEE, {}),
    "companion": (Audience.COMPANION, {}),
    "panel": (Audience.PANEL, {"person": PANEL[0]}),
    "employee, appeal": (Audience.EMPLOYEE, {"is_appeal": True}),
    "appeal panel": (Audience.APPEAL_PANEL, {"is_appeal": True}),
    "reporter": (Audience.REPORTER, {"by": "head"}),
    "subject access": (
        Audience.SUBJECT_ACCESS,
        {"is_appeal": True, "by": "head", "withheld": {2: "It is another's diary."}},
    ),
    "part ii": (Audience.PART_II, {}),
}


class Life:
    """A case with names, and each copy of it made once, when a test first asks for it."""

    def __init__(self, folder) -> None:
        self.world, self.case = a_case_with_names()
        self.folder, self.made, self.plain = folder, {}, {}

    def copy(self, name):
        if name not in self.made:
            audience, how = PREPARED[name]
            how = how | {"person": self.world[how["person"]]} if "person" in how else how
            self.made[name] = release = prepared(self.world, self.case, audience, **how)
            assert (release.status, release.trouble, release.leaks) == (ReleaseState.CHECKED, "", [])
            self.place(name).write_bytes(content_of(release))
        return self.made[name]

    def place(self, name):
        return self.folder / f"{name.replace(' ', '-')}.pdf"

    def unmarked(self, name):
        if name not in self.plain:
            self.copy(name)
            self.plain[name] = unmarked(self.place(name))
        return self.plain[name]

    def pages(self, name) -> list[str]:
        return pages_of(self.unmarked(name))


@pytest.fixture(scope="module")
def life(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("copies")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", JOB_LEASE=3600),
        transaction.atomic(),
    ):
        life = Life(folder)
        for name in (
            "panel",
            "companion",
            "subject access",
        ):  # their rows are acted on; of the others, only the files are read
            life.copy(name)
        yield life
        transaction.set_rollback(True)


def unmarked(place):
    """The same file without the mark of its copy: the one artifact that lies behind each page."""
    plain = place.with_suffix(".plain.pdf")
    with pikepdf.open(place) as pdf:
        for page in pdf.pages:
            whole = page.Contents.read_bytes()
            content, count = re.subn(rb"/Artifact\s+BMC\s[^/]*/x\d+ Do\s+EMC", b"", whole, count=1)
            assert count == 1
            page.Contents = pdf.make_stream(content)
        pdf.save(plain)
    return plain


def pages_of(place) -> list[str]:
    shown = subprocess.run(["pdftotext", "-raw", place, "-"], capture_output=True, check=True, text=True).stdout
    return shown.split("\f")[:-1]


def said(case, kind) -> list[str]:
    events = AuditEvent.objects.filter(stream__name=f"case:{case.pk}", kind=kind).order_by("seq")
    return [audit.said(event)["says"] for event in events]


# What stands in them -----------------------------------------------------------------------------------------------------


def test_the_employee_the_companion_and_the_panel_read_the_same_to_the_letter(life):
    copies = {name: life.copy(name) for name in ("employee", "companion", "panel")}
    shown = {name: life.pages(name) for name in ("employee", "companion", "panel")}
    assert shown["panel"][:-2] == shown["employee"][:-2] == shown["companion"][:-2]
    assert len(shown["panel"]) > 10 and "I saw" in "".join(shown["panel"])
    assert copies["panel"].edition == copies["employee"].edition == copies["companion"].edition
    appeal = {name: life.pages(name)[:-2] for name in ("employee, appeal", "appeal panel")}
    assert appeal["appeal panel"] == appeal["employee, appeal"] != shown["panel"][:-2]


def test_no_copy_holds_a_name_that_had_to_go_anywhere_in_the_file(life):
    texts = {name: everything_in(life.unmarked(name)) for name in PREPARED}
    for name, text in texts.items():
        for word in (PUPIL, PUPIL.upper(), ALSO, "featherstone", "Featherstone"):
            assert word not in text, (name, word)
    assert {name for name, text in texts.items() if WITNESS in text} == {
        "employee", "companion", "panel", "employee, appeal", "appeal panel",
    }  # fmt: skip
    assert {name for name, text in texts.items() if "Pupil A" in text} == set(texts) - {"reporter"} | {"reporter"}
    assert [name for name in texts if life.copy(name).searched_for == 0] == []


def test_whoever_reported_reads_that_it_was_dealt_with_and_their_own_words(life):
    text = " ".join("".join(life.pages("reporter")).split())
    assert "it has been dealt with" in text and "I found the post about Pupil A at once." in text
    for secret in ("Tessa Moor", "warning", "Governor", "I saw", "It happened", "Serious, once"):
        assert secret not in text, secret


def test_part_ii_names_nobody(life):
    world = life.world
    text = everything_in(life.unmarked("part ii"))
    named = {person.name for person in world.people.values() if person.name in text}
    assert named == set()
    assert "first written warning" in text


def test_who_asks_what_is_held_reads_it_page_for_page_under_pseudonyms_and_a_withheld_exhibit_keeps_its_pages(life):
    theirs, served = life.pages("subject access"), life.pages("employee, appeal")
    assert "Witness 1" in "".join(theirs) and "I saw Pupil A there." in " ".join("".join(theirs).split())
    where = [number for number, page in enumerate(served) if re.search(r"Exhibit 2 · page \d of 2", page)]
    assert len(where) == 2
    assert [number for number, page in enumerate(theirs) if "is withheld from this copy" in page] == where
    assert all("It is another's diary." in theirs[number].replace("’", "'") for number in where)
    assert "The diary" not in "".join(theirs[: where[-1] + 1])
    assert "a line may end on another page than there" in " ".join(theirs[0].split())
    for number, page in enumerate(served[:-2]):  # every exhibit on its page
        shown, instead = (set(re.findall(r"^Exhibit \d", text, re.M)) for text in (page, theirs[number]))
        assert shown == instead, number


def test_each_page_has_the_mark_of_its_copy_as_an_artifact_and_the_file_is_sound(life):
    copy = life.copy("panel")
    assert faults(life.place("panel")) == []
    for page in pypdfium2.PdfDocument(life.place("panel")):
        assert f"Copy {copy.number} · Governor Ames" in page.get_textpage().get_text_range()
    assert "Governor Ames" not in "".join(life.pages("panel")[:-2])


def test_an_exhibit_with_names_stands_in_it_as_its_redacted_copy_with_both_fingerprints(life):
    case = life.case
    note = life.copy("panel").exhibits[0]
    approved = case.evidence.get(number=1).renditions.get(scope="parties")
    assert (note["number"], note["title"]) == (1, "Note on Pupil A")
    assert (note["sha256"], note["redacted_sha256"]) == (case.evidence.get(number=1).sha256, approved.sha256)
    assert life.copy("subject access").exhibits[1] == {
        "number": 2, "title": "Withheld from this copy", "withheld": "It is another's diary.",
    }  # fmt: skip


# Who may, and what stands in the way -----------------------------------------------------------------------------------


def test_each_prepares_copies_for_whom_the_table_says(life):
    world, case = life.world, life.case
    found = {
        who: {row.audience for row in recipients_for(Standing.of(world.user(who), case))}
        for who in (
            "head",
            "clerk",
            "hr",
            "deputy",
            "colleague",
            "governor1",
            "governor4",
            "teacher",
            "reporter",
            "dpo",
        )
    }
    assert {who: audiences for who, audiences in found.items() if audiences} == {
        "clerk": {*SERVED_ALIKE, Audience.PART_II},
        "head": {Audience.REPORTER, Audience.SUBJECT_ACCESS, Audience.PART_II},
    }
    with pytest.raises(BadAnswers):
        prepare_copy(case, key_for(case, Audience.EMPLOYEE), by=world.user("head"))
    with pytest.raises(Refused):
        prepare_copy(case, key_for(case, Audience.EMPLOYEE), by=world.user("deputy"))


def test_a_panel_gets_nothing_that_was_not_served_on_the_employee(life):
    case = life.case
    with transaction.atomic():
        case.served.filter(bundle__isnull=False).update(bundle=None)
        assert {row.audience for row in recipients_of(case)} & SERVED_ALIKE == set()
        transaction.set_rollback(True)


def test_a_copy_is_released_told_of_and_acknowledged_and_each_exhibit_says_so(life):
    world, case, release = life.world, life.case, life.copy("panel")
    with transaction.atomic():
        release_copy(release, way=PAGE, by=world.user("clerk"))
        release.refresh_from_db()
        assert (release.status, release.released_by, release.way) == (ReleaseState.RELEASED, world["clerk"], PAGE)
        assert Notice.objects.get(record_id=release.pk).to == world[PANEL[0]]
        assert said(case, "bundle.released")[-1] == (
            f"Clara Kemp released copy {release.number} to Governor Ames, on their own page in Casework"
        )
        standing = Standing.of(world.user("head"), case)
        assert "Released in a numbered copy" in {row["what"] for row in custody(case.evidence.get(number=1), standing)}
        for who in ("governor2", "teacher", "clerk"):
            with pytest.raises(Refused):
                confirm_receipt(release, by=world.user(who))
        confirm_receipt(release, by=world.user(PANEL[0]))
        release.refresh_from_db()
        assert (release.acknowledged_by, release.acknowledged_how) == (world[PANEL[0]], "On their own page")
        with pytest.raises(Refused, match="already"):
            note_receipt(release, how="A slip.", by=world.user("clerk"))
        with pytest.raises(Refused, match="Released"):
            release_copy(release, way=PAGE, by=world.user("clerk"))
        transaction.set_rollback(True)


def test_what_was_marked_after_the_search_holds_the_copy_back(life):
    world, case, release = life.world, life.case, life.copy("panel")
    with transaction.atomic():
        hide(case, "Ben Low", label="Pupil B")
        with pytest.raises(Refused, match="marked after this copy was searched"):
            release_copy(release, way=PAGE, by=world.user("clerk"))
        transaction.set_rollback(True)


def test_whoever_lost_their_part_gets_no_copy(life):
    world, case, release = life.world, life.case, life.copy("panel")
    with transaction.atomic():
        case.appointments.filter(person=world[PANEL[0]]).update(ended_at=case.reported_at)
        with pytest.raises(Refused, match="Governor Ames can no longer have this copy"):
            release_copy(release, way=PAGE, by=world.user("clerk"))
        companion = life.made["companion"]
        case.appointments.filter(role="companion").update(papers_shared_at=None)
        with pytest.raises(Refused, match="can no longer have this copy"):
            release_copy(companion, way=PAGE, by=world.user("clerk"))
        transaction.set_rollback(True)


def test_nothing_goes_to_a_request_that_was_withdrawn(life):
    world, case, release = life.world, life.case, life.copy("subject access")
    with transaction.atomic():
        case.data_requests.update(state="withdrawn")
        with pytest.raises(Refused, match="Request 1 is withdrawn: nothing is owed to it"):
            release_copy(release, way=PAGE, by=world.user("head"))
        transaction.set_rollback(True)


def test_a_redacted_copy_that_is_missing_is_named(life):
    world, case, release = life.world, life.case, life.copy("panel")
    with transaction.atomic():
        case.evidence.get(number=1).renditions.all().delete()
        with pytest.raises(BadAnswers) as refused:
            prepare_copy(case, key_for(case, Audience.PANEL), by=world.user("clerk"))
        assert "Exhibit 1" in refused.value.sentences["recipient"]
        with pytest.raises(Refused, match="Exhibit 1 holds something to be hidden"):
            release_copy(release, way=PAGE, by=world.user("clerk"))
        transaction.set_rollback(True)


def test_a_name_in_the_finished_file_holds_it_back_names_the_page_and_another_is_prepared(life, monkeypatch):
    world, case = life.world, life.case
    with transaction.atomic():
        # Somebody's name that no text was written without: as if the writing of the copy had missed it.
        monkeypatch.setattr("investigations.documents.hidden.Hidden.words", lambda self, value: value)
        release = prepared(world, case, Audience.REPORTER, by="head")
        assert release.status is ReleaseState.HELD_BACK
        assert release.leaks == ["Page 3, in the text: Pupil A."]
        with pytest.raises(Refused, match=r"held back\. Page 3, in the text: Pupil A\."):
            release_copy(release, way=PAGE, by=world.user("head"))
        assert "one place was found, and it is held back" in said(case, "bundle.searched")[-1]
        call_off_copy(release, because="A name stood in it.", by=world.user("head"))
        release.refresh_from_db()
        assert release.status is ReleaseState.CALLED_OFF
        transaction.set_rollback(True)


def test_others_names_are_decided_on_before_a_subject_access_copy(life):
    world, case = life.world, life.case
    with transaction.atomic():
        Pseudonym.objects.filter(person=world["reporter"]).delete()
        with pytest.raises(BadAnswers) as refused:
            prepare_copy(case, key_for(case, Audience.SUBJECT_ACCESS, is_appeal=True), by=world.user("head"))
        assert "Rita Shaw" in refused.value.sentences["recipient"]
        transaction.set_rollback(True)


def test_only_a_subject_access_copy_leaves_exhibits_out(life):
    world, case = life.world, life.case
    with pytest.raises(BadAnswers, match="all the same") as refused:
        prepare_copy(case, key_for(case, Audience.PANEL), withheld={2: "No."}, by=world.user("clerk"))
    assert set(refused.value.sentences) == {"withheld"}
