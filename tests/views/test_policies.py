"""Policies: they come in, every line is put where it belongs, they come into force, and they are signed."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from investigations.actions.appointments import introduce
from investigations.actions.policies import begin_import, countersign, publish, save_version, sign
from investigations.forms.policy_lines import MOST_ANSWERS, Arrangement, Place, lines_of
from investigations.models import (
    Acknowledgement,
    Clause,
    OfficeHeld,
    PassageKind,
    Policy,
    PolicyImport,
    PolicyVersion,
)
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office
from investigations.reading.policy import read_policy
from tests.views.pages import day, finders, words
from tests.world import READING, World

pytestmark = pytest.mark.django_db
RUN_IT = {"head", "chair", "clerk", "business_manager"}
DOCUMENT = """# Tablets policy

Green tablets are the school's.

To be read with the Data Protection Policy.

## Code of conduct

1. Tablets must be locked away at night.
2. Staff must not lend a tablet.

Nobody paints on one.

## Breaches

Any breach will be investigated.

Signed ............
"""


@pytest.fixture
def world():
    world = World.make()
    world.version.refresh_from_db()
    return world


@pytest.fixture
def begun(world):
    return begin_import(world.school, DOCUMENT, source_name="tablets.md", by=world["head"])


@pytest.fixture
def draft(world):
    return save_version(world.school, READING, "the text, again", effective_from=timezone.localdate())


def at(version, name="version_detail"):
    return reverse(name, args=[version.policy_id, version.number])


def as_drawn(page, **changes):
    """What the form of a preview would send as it stands on the page."""
    lines = page.context["lines"]
    sent = {"title": page.context["form"]["title"].value() or ""}
    for row in lines.rows:
        sent[f"place_{row.index}"] = str(row.place)
        if row.asks:
            sent[f"number_{row.index}"] = row.number
            if not row.is_long:
                sent[f"text_{row.index}"] = row.text
    return sent | day("effective_from", 1, 9, 2026) | changes


def row_of(page, text):
    return next(row.index for row in page.context["lines"].rows if row.text == text)


def texts(version, kind):
    return [passage.text for passage in version.passages_of(kind)]


# The list ------------------------------------------------------------------------------------------------------


def test_everybody_finds_the_list_and_only_who_runs_the_school_finds_drafts_and_the_import(world, client, draft):
    assert finders(world, client, reverse("policy_list")) == set(world.people)
    assert finders(world, client, reverse("policy_import")) == RUN_IT
    assert finders(world, client, at(draft)) == RUN_IT
    assert finders(world, client, at(world.version)) == set(world.people)
    client.force_login(world.user("teacher"))
    assert "draft" not in words(client.get(reverse("policy_list"))).lower()
    client.force_login(world.user("clerk"))
    assert "Version 2 is a draft" in words(client.get(reverse("policy_list")))


def test_the_list_says_what_is_in_force_and_whether_i_have_signed(world, client):
    client.force_login(world.user("teacher"))
    page = words(client.get(reverse("policy_list")))
    assert "Social media policy In force Version 1, in force from" in page
    assert "You have not signed Read and sign" in page
    sign(world.version, "Tessa Moor", by=world["teacher"])
    page = words(client.get(reverse("policy_list")))
    assert "You have signed Your signature of" in page
    assert "not signed" not in page


def test_a_version_of_another_school_is_not_found(world, client):
    other = World.make(name="Other School", domain="other.org")
    client.force_login(other.user("head"))
    for name in ("version_detail", "version_sign", "version_source"):
        assert client.get(at(world.version, name)).status_code == 404
    for name in ("version_publish", "version_discard"):
        assert client.post(at(world.version, name)).status_code == 404
    signed = sign(world.version, "Tessa Moor", by=world["teacher"])
    for name in ("signature_detail", "countersign"):
        assert client.get(reverse(name, args=[signed.pk])).status_code == 404


def test_no_page_of_policies_knows_of_a_case(world, client):
    case = world.log()
    introduce(world.school, kind=PersonKind.STAFF, name="Steve Standin")  # entered for the case, and for it alone
    client.force_login(world.user("head"))
    for address in (reverse("policy_list"), at(world.version), reverse("countersign_list")):
        page = client.get(address).content.decode()
        assert not any(words in page for words in (case.reference, case.title, "Steve Standin"))


# A document comes in -------------------------------------------------------------------------------------------


def test_a_file_is_read_and_waits_for_whoever_brought_it(world, client):
    client.force_login(world.user("business_manager"))
    file = SimpleUploadedFile("tablets.md", DOCUMENT.encode())
    answer = client.post(reverse("policy_import"), {"file": file, "text": ""})
    begun = PolicyImport.objects.get()
    assert answer.url == reverse("policy_preview", args=[begun.pk])
    assert (begun.source_text, begun.source_name, begun.by) == (DOCUMENT, "tablets.md", world["business_manager"])
    assert finders(world, client, answer.url) == {"business_manager"}
    client.force_login(world.user("business_manager"))
    assert "tablets.md" in words(client.get(reverse("policy_list")))


def test_pasted_text_does_as_well(world, client):
    client.force_login(world.user("head"))
    client.post(reverse("policy_import"), {"text": DOCUMENT})
    assert PolicyImport.objects.get().source_name == "Pasted text"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"text": ""}, "Choose a file, or paste the text below"),
        ({"file": b""}, "“policy.txt” is empty."),
        (
            {"file": b"%PDF-1.7"},
            "“policy.txt” looks like a PDF. Save it as plain text or Markdown and choose it again.",
        ),
        ({"file": b"You must knock.", "text": "You must knock."}, "Choose a file or paste the text, not both"),
        ({"text": "- - -"}, "“The text you pasted” holds no words."),
    ],
)
def test_what_cannot_be_read_is_refused_beside_its_field_with_the_text_kept(world, client, sent, sentence):
    client.force_login(world.user("head"))
    if "file" in sent:
        sent = sent | {"file": SimpleUploadedFile("policy.txt", sent["file"])}
    page = client.post(reverse("policy_import"), sent)
    assert page.status_code == 200
    assert sentence in words(page).replace("That file is empty. Choose another.", "“policy.txt” is empty.")
    assert page.context["form"]["text"].value() == sent.get("text")
    assert PolicyImport.objects.count() == 0


def test_the_preview_shows_every_line_in_the_order_of_the_document_with_its_place(world, client, begun):
    client.force_login(world.user("head"))
    page = client.get(reverse("policy_preview", args=[begun.pk]))
    assert [(row.place, row.number, row.text) for row in page.context["lines"].rows] == [
        (Place.BACKGROUND, "", "Green tablets are the school's."),
        (Place.BACKGROUND, "", "To be read with the Data Protection Policy."),
        (Place.COMPANION, "", "Data Protection Policy"),
        (Place.BACKGROUND, "", "Code of conduct"),
        (Place.CLAUSE, "1", "Tablets must be locked away at night."),
        (Place.CLAUSE, "2", "Staff must not lend a tablet."),
        (Place.BACKGROUND, "", "Nobody paints on one."),
        (Place.BACKGROUND, "", "Breaches"),
        (Place.PROVISION, "", "Any breach will be investigated."),
        (Place.SIGN_OFF, "", "Signed ............"),
    ]
    assert page.context["form"]["title"].value() == "Tablets policy"
    said = words(page)
    assert "2 clauses 1 about breaches 1 policy to read with it 1 line to sign 5 not placed: background" in said


def test_saved_as_it_was_read_it_is_an_unpublished_version(world, client, begun):
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    sent = as_drawn(client.get(address), minute_reference="FGB 7") | day("adopted_on", 1, 3, 2026)
    answer = client.post(address, sent)
    version = PolicyVersion.objects.get(policy__title="Tablets policy")
    assert answer.url == at(version)
    assert (version.is_published, version.effective_from, version.adopted_on, version.minute_reference) == (
        False, date(2026, 9, 1), date(2026, 3, 1), "FGB 7",
    )  # fmt: skip
    assert (version.imported_by, version.source_name, version.source_text) == (world["head"], "tablets.md", DOCUMENT)
    reading = read_policy(DOCUMENT)
    assert [(c.number, c.text) for c in version.clauses.all()] == [(c.number, c.text) for c in reading.clauses]
    assert texts(version, PassageKind.BACKGROUND) == list(reading.unplaced)
    assert PolicyImport.objects.count() == 0
    assert client.post(address, sent).status_code == 404  # pressed twice, saved once
    assert version.policy.versions.count() == 1


def test_lines_are_moved_joined_renumbered_and_reworded(world, client, begun):
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    paints, first, second = (
        row_of(page, text)
        for text in ("Nobody paints on one.", "Tablets must be locked away at night.", "Staff must not lend a tablet.")
    )
    green = row_of(page, "Green tablets are the school's.")
    sent = as_drawn(page) | {
        f"place_{paints}": "clause",
        f"place_{green}": "provision",
        f"place_{second}": "joined",
        f"number_{first}": "A1",
        f"text_{first}": "Tablets must be locked away at  night,\r\nevery night.",
    }
    page = client.post(address, sent)
    assert page.status_code == 200
    assert "This line is a clause now: check its number, A2, and save again" in words(page)
    assert PolicyVersion.objects.filter(policy__title="Tablets policy").count() == 0
    answer = client.post(address, as_drawn(page, **{f"number_{paints}": "B"}))
    assert answer.status_code == 302
    version = PolicyVersion.objects.get(policy__title="Tablets policy")
    assert [(clause.number, clause.text) for clause in version.clauses.all()] == [
        ("A1", "Tablets must be locked away at night, every night. Staff must not lend a tablet."),
        ("B", "Nobody paints on one."),
    ]
    assert texts(version, PassageKind.PROVISION) == [
        "Green tablets are the school's.",
        "Any breach will be investigated.",
    ]


def test_one_may_look_at_what_one_moved_without_being_told_off(world, client, begun):
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    paints = row_of(page, "Nobody paints on one.")
    page = client.post(
        address, as_drawn(page, look="1", **{f"place_{paints}": "clause"}) | {"effective_from_day": "40"}
    )
    assert "There is a problem" not in words(page)
    row = page.context["lines"].rows[paints]
    assert (row.place, row.number, row.asks) == (Place.CLAUSE, "3", True)
    assert b'value="40"' in page.content
    assert PolicyImport.objects.count() == 1


def test_bad_answers_keep_everything_and_stand_beside_their_lines(world, client, begun):
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    first, second = (
        row_of(page, text) for text in ("Tablets must be locked away at night.", "Staff must not lend a tablet.")
    )
    sent = as_drawn(page) | {
        f"number_{first}": "7",
        f"number_{second}": "7",
        f"text_{second}": "",
        "place_0": "joined",
        "place_1": "nowhere",
        "title": "",
    }
    sent |= day("effective_from", 31, 2, 2026)
    page = client.post(address, sent)
    said = words(page)
    for sentence in (
        "Enter the title of the policy",
        "Enter a real date, such as 27 3 2026",
        "Another clause has the number 7 already",
        "Enter the words of clause 7, or put it somewhere else",
        "There is no line before this one",
        "Choose one of the places listed",
    ):
        assert said.count(sentence) == 2, sentence  # at the top, and beside its field
    assert page.context["lines"].rows[first].number == "7"
    assert b'value="31"' in page.content
    assert PolicyVersion.objects.filter(policy__title="Tablets policy").count() == 0
    assert PolicyImport.objects.count() == 1


def test_a_policy_without_a_clause_is_not_saved(world, client, begun):
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    sent = {name: "background" if value == "clause" else value for name, value in as_drawn(page).items()}
    said = words(client.post(address, sent))
    assert "Mark at least one line as a clause: a case has to have something to cite" in said
    assert PolicyImport.objects.count() == 1


def test_a_document_without_a_title_asks_for_one(world, client):
    begun = begin_import(world.school, "- You must knock.\n- You must wait.\n", source_name="x.txt", by=world["head"])
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    assert page.context["form"]["title"].value() == ""
    assert "Enter the title of the policy" in words(client.post(address, as_drawn(page)))
    assert client.post(address, as_drawn(page, title="Doors")).status_code == 302
    assert Policy.objects.filter(title="Doors").exists()


@pytest.mark.parametrize(
    "document",
    [
        "# Rules\n\n" + "".join(f"- Staff must not do thing {n}.\n" for n in range(3000)),
        "Word after word.\n\n" * 30_000,
        "# Rules\n\n- Staff must " + "not " * 5_000 + "\n- Staff must knock.\n",
    ],
    ids=["clauses", "lines", "one long line"],
)
def test_a_hostile_document_is_shown_in_part_and_saved_whole(world, client, document):
    reading = read_policy(document)
    begun = begin_import(world.school, document, source_name="x.md", by=world["head"])
    client.force_login(world.user("head"))
    address = reverse("policy_preview", args=[begun.pk])
    page = client.get(address)
    assert len(page.content) < 1_500_000
    lines = page.context["lines"]
    sent = as_drawn(page, title="Rules")
    assert len(sent) <= MOST_ANSWERS + 20
    if lines.beyond:
        assert f"{len(lines.beyond)} more follow: they are saved too" in words(page)
    if not reading.clauses:
        sent["place_0"] = "clause"
        sent = as_drawn(client.post(address, sent), title="Rules")
    assert client.post(address, sent).status_code == 302
    version = PolicyVersion.objects.get(policy__title="Rules")
    saved = [*version.clauses.values_list("text", flat=True), *version.passages.values_list("text", flat=True)]
    read = [*(clause.text for clause in reading.clauses), *reading.provisions, *reading.companion_policies]
    assert sorted(saved) == sorted([*read, *reading.sign_off, *reading.unplaced])


def test_every_line_of_a_reading_is_among_the_lines_that_are_shown():
    reading = read_policy(DOCUMENT)
    again = Arrangement(lines_of(reading, DOCUMENT)).reading(reading.title)
    assert again.as_json() == reading.as_json()


def test_a_document_can_be_thrown_away_before_it_is_saved(world, client, begun):
    address = reverse("policy_import_discard", args=[begun.pk])
    client.force_login(world.user("chair"))
    assert client.post(address).status_code == 404  # it is the head's
    client.force_login(world.user("head"))
    assert client.post(address).url == reverse("policy_list")
    assert PolicyImport.objects.count() == 0


# Publishing, and what is frozen --------------------------------------------------------------------------------


def test_a_draft_is_published_once_and_is_then_in_force(world, client, draft):
    client.force_login(world.user("clerk"))
    assert "Publish and freeze" in words(client.get(at(draft)))
    client.post(at(draft, "version_publish"))
    draft.refresh_from_db()
    assert (draft.is_published, draft.published_by) == (True, world["clerk"])
    page = words(client.get(at(draft)))
    assert "Published, and frozen" in page and "Publish and freeze" not in page
    assert draft.policy.version_on(timezone.localdate()) == draft
    assert "Replaced" in words(client.get(at(world.version)))


def test_only_who_runs_the_school_publishes_or_throws_away(world, client, draft):
    for key in set(world.people) - RUN_IT:
        client.force_login(world.user(key))
        for name in ("version_publish", "version_discard"):
            assert client.post(at(draft, name)).status_code == 404
    draft.refresh_from_db()
    assert not draft.is_published


def test_a_draft_can_be_thrown_away(world, client, draft):
    client.force_login(world.user("head"))
    assert client.get(at(draft, "version_discard")).status_code == 405
    client.post(at(draft, "version_discard"))
    assert not PolicyVersion.objects.filter(pk=draft.pk).exists()
    assert PolicyVersion.objects.filter(pk=world.version.pk).exists()


def frozen(version):
    kept = PolicyVersion.objects.filter(pk=version.pk).values().get()
    clauses = list(Clause.objects.filter(version=version).values())
    return kept, clauses, list(version.passages.values()), Policy.objects.filter(pk=version.policy_id).values().get()


def test_nothing_that_is_posted_changes_a_published_version(world, client, begun):
    """Every address of policies that takes a form, posted to with everything the models know, as every office."""
    version = world.version
    before = frozen(version)
    signed = sign(version, "Tessa Moor", by=world["teacher"])
    everything = {
        "title": version.policy.title, "number": "9", "number_0": "9", "text_0": "Other words.", "place_0": "clause",
        "text": "Other words.", "source_text": "Other words.", "text_hash": "0" * 64, "published_at": "",
        "published_by": "", "policy": str(version.policy_id), "id": str(version.pk), "clauses": "", "signature": "x",
        **day("effective_from", 1, 1, 2020), **day("adopted_on", 1, 1, 2020),
    }  # fmt: skip
    addresses = [
        *(at(version, name) for name in ("version_detail", "version_publish", "version_discard", "version_sign", "version_source")),
        reverse("policy_list"), reverse("policy_import"), reverse("policy_preview", args=[begun.pk]),
        reverse("signature_detail", args=[signed.pk]), reverse("countersign", args=[signed.pk]), reverse("countersign_list"),
    ]  # fmt: skip
    for key in ("head", "chair", "clerk", "business_manager", "teacher"):
        client.force_login(world.user(key))
        for address in addresses:
            client.post(address, everything)
    assert frozen(version) == before
    client.force_login(world.user("head"))
    page = client.post(at(version, "version_publish"), follow=True)
    assert "This version is published already, and frozen." in words(page)
    page = client.post(at(version, "version_discard"), follow=True)
    assert "A published version is frozen and is kept." in words(page)


def test_a_version_shows_all_of_itself(world, client):
    client.force_login(world.user("head"))
    sign(world.version, "Tessa Moor", by=world["teacher"])
    page = words(client.get(at(world.version)))
    for said in (
        "Clauses 1 Devices used for the account are locked with a code. 2 Passwords change only",
        "Where a clause may have been broken Every suspected breach is investigated in full.",
        "To be read with it Acceptable use policy",
        "The block to sign, as the document has it Signed",
        "The document as it came From policy.md. Download it as text the text",
        " ".join(world.version.text_hash[at : at + 8] for at in range(0, 64, 8)),
        "Published, and frozen",
        "by Helen Ward",
        "1 person has signed",
        "7 members of staff have not signed",
    ):
        assert said in page, said
    client.force_login(world.user("teacher"))
    assert "members of staff" not in words(client.get(at(world.version)))
    source = client.get(at(world.version, "version_source"))
    assert (source.content, source["Content-Type"]) == (b"the text", "text/plain; charset=utf-8")
    assert source["Content-Disposition"] == 'attachment; filename="policy-version-1.txt"'


# Signing -------------------------------------------------------------------------------------------------------


def test_a_member_of_staff_reads_the_statement_and_signs_with_their_name(world, client):
    client.force_login(world.user("teacher"))
    address = at(world.version, "version_sign")
    page = words(client.get(address))
    assert "“I have read this policy and will follow it.”" in page
    assert "Devices used for the account are locked with a code." in page
    page = client.post(address, {"signature": "T. Moor"})
    assert "Type your name as it stands here: Tessa Moor" in words(page)
    assert page.context["form"]["signature"].value() == "T. Moor"
    assert Acknowledgement.objects.count() == 0
    answer = client.post(address, {"signature": " tessa moor ", "person": str(world["head"].pk)})
    signed = Acknowledgement.objects.get()
    assert (signed.person, signed.signature, signed.version) == (world["teacher"], "tessa moor", world.version)
    assert answer.url == reverse("signature_detail", args=[signed.pk])
    assert client.get(address).url == answer.url
    assert client.post(address, {"signature": "Tessa Moor"}).url == answer.url
    assert Acknowledgement.objects.count() == 1


def test_a_draft_and_a_replaced_version_are_not_signed(world, client, draft):
    client.force_login(world.user("head"))
    page = client.post(at(draft, "version_sign"), {"signature": "Helen Ward"})
    assert (page.status_code, Acknowledgement.objects.count()) == (409, 0)
    assert "This version is a draft. It can be signed once it is published." in words(page)
    client.force_login(world.user("teacher"))
    assert client.get(at(draft, "version_sign")).status_code == 404
    publish(draft, by=world["head"])
    page = client.post(at(world.version, "version_sign"), {"signature": "Tessa Moor"})
    assert (page.status_code, Acknowledgement.objects.count()) == (409, 0)
    assert "A newer version is in force. Sign that one." in words(page)


def test_a_signature_is_seen_by_whoever_gave_it_and_by_who_runs_the_school(world, client):
    signed = sign(world.version, "Tessa Moor", by=world["teacher"])
    address = reverse("signature_detail", args=[signed.pk])
    assert finders(world, client, address) == RUN_IT | {"teacher"}
    client.force_login(world.user("teacher"))
    page = words(client.get(address))
    assert "What you signed" in page and "Not countersigned yet The head teacher countersigns" in page


def test_the_head_countersigns_for_staff_and_the_chair_for_the_head(world, client):
    of_staff = sign(world.version, "Tessa Moor", by=world["teacher"])
    of_head = sign(world.version, "Helen Ward", by=world["head"])
    assert finders(world, client, reverse("countersign_list")) == {"head", "chair"}
    assert finders(world, client, reverse("countersign", args=[of_staff.pk])) == {"head", "chair"}

    client.force_login(world.user("head"))
    page = words(client.get(reverse("countersign_list")))
    assert "Tessa Moor" in page and "Helen Ward , Social" not in page
    refused = client.post(reverse("countersign", args=[of_head.pk]), {"signature": "Helen Ward"})
    assert (refused.status_code, "Nobody countersigns their own signature." in words(refused)) == (409, True)
    wrong = client.post(reverse("countersign", args=[of_staff.pk]), {"signature": "H W"})
    assert "Type your name as it stands here: Helen Ward" in words(wrong)
    client.post(reverse("countersign", args=[of_staff.pk]), {"signature": "Helen Ward"})
    of_staff.refresh_from_db()
    assert (of_staff.countersigned_by, of_staff.countersignature) == (world["head"], "Helen Ward")
    assert "No signature waits for you" in words(client.get(reverse("countersign_list")))

    client.force_login(world.user("chair"))
    assert "Helen Ward" in words(client.get(reverse("countersign_list")))
    again = client.post(reverse("countersign", args=[of_staff.pk]), {"signature": "Charles Holt"})
    assert "This signature is countersigned already." in words(again)
    client.post(reverse("countersign", args=[of_head.pk]), {"signature": "Charles Holt"})
    of_head.refresh_from_db()
    assert of_head.countersigned_by == world["chair"]


def test_whoever_is_no_longer_head_countersigns_nothing(world, client):
    signed = sign(world.version, "Tessa Moor", by=world["teacher"])
    OfficeHeld.objects.filter(person=world["head"]).update(ends=timezone.localdate() - timedelta(days=1))
    client.force_login(world.user("head"))
    assert client.get(reverse("countersign", args=[signed.pk])).status_code == 404
    OfficeHeld.objects.create(person=world["deputy"], office=Office.HEAD, starts=timezone.localdate())
    countersign(signed, "Daniel Price", by=world["deputy"])
    signed.refresh_from_db()
    assert signed.countersigned_by == world["deputy"]
