"""A document proves itself: sound however it is saved, and whatever was changed in it is named."""

import base64
import io
import json
import subprocess
import sys
import uuid

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.urls import reverse

from investigations.actions.documents import request_document
from investigations.actions.evidence import add_evidence
from investigations.documents import proof, verifier
from investigations.documents.colophon import PAGE
from investigations.documents.produce import produce
from investigations.documents.proven import differences
from investigations.models import Document, DocumentKind, Evidence, SchoolKey
from investigations.procedure.states import State
from investigations.vault import keys as keystore
from investigations.vault import store
from investigations.vault.school_key import key_of, replace_key
from tests import world as w
from tests.views.pages import words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """A case file of a case with an exhibit, made by the real job, once for all: its world, row, place and keys."""
    folder = tmp_path_factory.mktemp("proof")
    with (
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault", KEYSTORE_DIR=folder / "keystore"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        world = World.make()
        case = world.case_at(State.INVESTIGATION)
        add_evidence(case, SimpleUploadedFile("screen.png", w.PNG), by=world.user("head"))
        job = request_document(case, DocumentKind.CASE_FILE, by=world.user("head"))
        document = produce(job.pk)
        path = folder / "case file.pdf"
        path.write_bytes(b"".join(store.read_chunks(document.vault_key)))
        keys = proof.public_keys(world.school)
        yield {"world": world, "case": case, "document": document, "path": path, "keys": keys, "folder": folder}
        transaction.set_rollback(True)


def changes(made, tmp_path, tamper, **saving):
    path = tmp_path / "changed.pdf"
    with pikepdf.open(made["path"]) as pdf:
        tamper(pdf)
        pdf.save(path, **saving)
    verdict = verifier.verify(path, made["keys"])
    assert verdict.status == (verifier.CHANGED if verdict.changes else verifier.SOUND)
    return verdict.changes


def leave(pdf):
    pass


@pytest.mark.parametrize(
    "saving",
    [
        {},
        {"linearize": True},
        {"object_stream_mode": pikepdf.ObjectStreamMode.disable, "compress_streams": False},
        {"object_stream_mode": pikepdf.ObjectStreamMode.generate, "recompress_flate": True},
        {"normalize_content": False, "qdf": True},
        {"encryption": pikepdf.Encryption(owner="owner", user="")},
    ],
)
def test_a_document_that_was_only_saved_again_is_sound(made, tmp_path, saving):
    assert changes(made, tmp_path, leave, **saving) == []


def test_what_a_program_leaves_by_saving_is_no_change(made, tmp_path):
    def saved_by_a_viewer(pdf):
        pdf.docinfo["/ModDate"] = "D:20300101000000Z"
        with pdf.open_metadata(set_pikepdf_as_editor=True) as meta:
            meta["xmp:ModifyDate"] = "2030-01-01T00:00:00Z"

    assert changes(made, tmp_path, saved_by_a_viewer) == []


def write_on_page(pdf, number, words=b"BT ET"):
    page = pdf.pages[number - 1]
    page.contents_add(words)


def another_picture(pdf):
    for number, page in enumerate(pdf.pages, start=1):
        used = verifier.content_of(page.obj)
        for name, picture in page.get_images().items():
            if name.encode() + b" Do" in used and picture.get("/Width", 0) > 40:
                picture.write(bytes(picture.Width * picture.Height * 3), filter=None)
                picture.ColorSpace = pikepdf.Name.DeviceRGB
                picture.BitsPerComponent = 8
                return number
    raise AssertionError("The document has no picture.")


def title_in_info(pdf):
    pdf.docinfo["/Title"] = "Another title"


def title_in_metadata(pdf):
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as meta:
        meta["dc:title"] = "Another title"


def new_attachment(pdf):
    pdf.attachments["more.txt"] = pikepdf.AttachedFileSpec(pdf, b"more")


def new_script(pdf):
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def named_script(pdf):
    pdf.Root.Names.JavaScript = pikepdf.Dictionary(
        Names=[pikepdf.String("x"), pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")]
    )


def note_on_page_3(pdf):
    page = pdf.pages[2].obj
    notes = page.get("/Annots", pikepdf.Array())
    notes.append(
        pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[0, 0, 9, 9]))
    )
    page.Annots = notes


def swap(pdf):
    third, fourth = pdf.pages[2].obj, pdf.pages[3].obj
    pdf.pages[2] = pikepdf.Page(fourth)
    pdf.pages[3] = pikepdf.Page(third)


def add_page(pdf):
    other = pikepdf.new()
    other.add_blank_page(page_size=(595, 842))
    pdf.pages.insert(3, other.pages[0])


def remove_page(pdf):
    del pdf.pages[3]


def outline(pdf):
    pdf.Root.Outlines.First.Title = pikepdf.String("Another heading")


def structure(pdf):
    pdf.Root.StructTreeRoot.K = pikepdf.Array()


def crop(pdf):
    pdf.pages[1].cropbox = [0, 0, 300, 300]


def turn(pdf):
    pdf.pages[1].rotate(180, relative=True)


def typeface(pdf):
    page = pdf.pages[1]
    used = verifier.content_of(page.obj)
    for name, font in verifier.inherited(page.obj, "/Resources").Font.items():
        if name.encode() + b" " in used:
            font.DescendantFonts[0].FontDescriptor.FontName = pikepdf.Name("/Another")
            return
    raise AssertionError("No typeface.")


def language(pdf):
    pdf.Root.Lang = pikepdf.String("fr")


def destinations(pdf):
    names = pdf.Root.Names.Dests
    names.Names[1] = names.Names[3]


def change_manifest(pdf, change):
    envelope = json.loads(pdf.attachments[verifier.PROOF].get_file().read_bytes())
    change(envelope)
    del pdf.attachments[verifier.PROOF]
    pdf.attachments[verifier.PROOF] = pikepdf.AttachedFileSpec(pdf, json.dumps(envelope).encode())


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        (lambda pdf: write_on_page(pdf, 4), ["Page 4: what stands on it."]),
        (title_in_info, ["The title was changed."]),
        (title_in_metadata, ["The description inside the file (XMP)."]),
        (new_attachment, ["Attachment more.txt was added."]),
        (new_script, ["What happens when it is opened was added."]),
        (named_script, ["A script or another named part was added."]),
        (note_on_page_3, ["Page 3: a link or a note on it."]),
        (swap, ["Pages 3 and 4 were swapped."]),
        (add_page, ["A page was added after page 3."]),
        (remove_page, ["Page 4 was taken out."]),
        (outline, ["The outline (bookmarks)."]),
        (structure, ["The structure that screen readers read."]),
        (crop, ["Page 2: what stands on it."]),
        (turn, ["Page 2: what stands on it."]),
        (language, ["The language was changed."]),
        (destinations, ["The places that links lead to."]),
    ],
)
def test_whatever_was_changed_is_named(made, tmp_path, tamper, named):
    assert changes(made, tmp_path, tamper) == named


def test_another_picture_is_named_with_its_page(made, tmp_path):
    on = []
    assert changes(made, tmp_path, lambda pdf: on.append(another_picture(pdf))) == [
        f"Page {on[0]}: a picture or a typeface on it."
    ]


def test_another_typeface_is_named_on_each_page_that_is_set_in_it(made, tmp_path):
    assert "Page 2: a picture or a typeface on it." in changes(made, tmp_path, typeface)


def test_an_attachment_is_named_when_it_is_changed_or_taken_out(tmp_path):
    before = {"attachments": [{"name": "Exhibit 4 - original.jpg", "sha256": "a"}]}
    now = {"attachments": [{"name": "Exhibit 4 - original.jpg", "sha256": "b"}]}
    by_name = [{one["name"]: one for one in said["attachments"]} for said in (before, now)]

    assert verifier.named(*by_name, {}, "attachment {}") == ["Attachment Exhibit 4 - original.jpg was changed."]
    assert verifier.named(by_name[0], {}, {}, "attachment {}") == ["Attachment Exhibit 4 - original.jpg was taken out."]


def test_several_changes_are_all_named(made, tmp_path):
    def several(pdf):
        write_on_page(pdf, 2)
        write_on_page(pdf, 5)
        title_in_info(pdf)

    assert changes(made, tmp_path, several) == [
        "Page 2: what stands on it.", "Page 5: what stands on it.", "The title was changed.",
    ]  # fmt: skip


def test_another_word_in_the_manifest_breaks_its_signature(made, tmp_path):
    def somebody_else_asked(envelope):
        envelope["manifest"]["record"]["asked_by"] = "Somebody else"

    assert changes(made, tmp_path, lambda pdf: change_manifest(pdf, somebody_else_asked)) == [
        "The manifest, or its signature: it is not the manifest that was signed."
    ]


def test_a_manifest_signed_with_another_key_is_named(made, tmp_path):
    forger = Ed25519PrivateKey.generate()

    def sign_anew(envelope):
        envelope["manifest"]["record"]["asked_by"] = "Somebody else"
        envelope["manifest"]["print"] = proof.fingerprint_of(envelope["manifest"]["record"])
        envelope["key"] = forger.public_key().public_bytes_raw().hex()
        words = verifier.SIGNED + verifier.canonical(envelope["manifest"])
        envelope["signature"] = base64.b64encode(forger.sign(words)).decode()

    [named] = changes(made, tmp_path, lambda pdf: change_manifest(pdf, sign_anew))
    assert named.startswith("The signature: it was made with another key, ")


def test_without_a_proof_or_without_the_key_there_is_no_verdict(made, tmp_path):
    path = tmp_path / "bare.pdf"
    with pikepdf.open(made["path"]) as pdf:
        del pdf.attachments[verifier.PROOF]
        pdf.save(path)

    assert verifier.verify(path, made["keys"]).status == verifier.CANNOT
    assert verifier.verify(made["path"]).status == verifier.CANNOT
    path.write_bytes(b"%PDF-1.7 nothing")
    assert verifier.verify(path, made["keys"]).status == verifier.CANNOT


def test_the_manifest_says_what_when_and_for_whom(made):
    verdict = verifier.verify(made["path"], made["keys"])
    record = verdict.manifest["record"]
    exhibits = list(made["case"].evidence.values_list("number", "sha256"))

    assert [(one["number"], one["sha256"]) for one in record["exhibits"]] == exhibits != []
    assert record["document"] == str(made["document"].pk)
    assert (record["asked_by"], record["case"]) == ("Helen Ward", made["case"].reference)
    assert record["audit"] == {
        "stream": f"case:{made['case'].pk}",
        "count": made["document"].audit_count,
        "head": made["document"].audit_head,
    }
    assert verdict.manifest["print"] == made["document"].fingerprint
    assert len(verdict.manifest["content"]["pages"]) == made["document"].pages


def test_the_proof_is_attached_as_an_archive_wants_it(made):
    with pikepdf.open(made["path"]) as pdf:
        spec = pdf.attachments[verifier.PROOF].obj
        assert spec.AFRelationship == pikepdf.Name.Data
        assert spec.EF.F.Subtype == pikepdf.Name("/application/json")
        assert spec.Desc and spec.F and spec.UF and spec.EF.F.Params.ModDate
        assert [one.objgen for one in pdf.Root.AF].count(spec.objgen) == 1
        metadata = pdf.Root.Metadata.read_bytes()
    assert b'pdfaid:part="3"' in metadata and b"<pdfuaid:part>1" in metadata


def test_the_verifier_that_is_taken_away_needs_neither_django_nor_casework(made, tmp_path):
    taken = tmp_path / "verifier.py"
    taken.write_text(proof.verifier_file(made["world"].school))
    command = [sys.executable, "-I", "-c", WITHOUT_DJANGO, str(taken), str(made["path"])]
    told = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)

    assert told.returncode == 0, told
    assert told.stdout.splitlines()[0] == "Sound: nothing was changed since it was made."
    assert verifier.spoken(made["document"].fingerprint) in told.stdout


WITHOUT_DJANGO = """
import runpy, sys
def refuse(event, arguments):
    if event.startswith("socket.") or event == "import" and arguments[0].split(".")[0] in ("django", "investigations"):
        raise PermissionError(event)
sys.addaudithook(refuse)
sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def test_a_key_that_was_replaced_still_proves_what_it_signed_and_nothing_later(made, settings):
    folder, school = made["folder"], made["world"].school
    settings.DATA_DIR, settings.VAULT_DIR, settings.KEYSTORE_DIR = folder, folder / "vault", folder / "keystore"
    old = key_of(school)
    new = replace_key(school)
    keys = proof.public_keys(school)

    assert (new.number, key_of(school)) == (old.number + 1, new)
    assert verifier.verify(made["path"], keys).status == verifier.SOUND
    keys[0]["until"] = "2001-01-01T00:00:00.000000Z"
    [named] = verifier.verify(made["path"], keys).changes
    assert "was not in use on" in named
    assert SchoolKey.objects.get(pk=old.pk).valid_until is not None


def test_the_private_key_is_nowhere_in_the_clear(made, settings):
    settings.KEYSTORE_DIR = made["folder"] / "keystore"
    secret = keystore.folder_key(f"signing-{made['world'].school.pk.hex}-1")
    places = [place for place in made["folder"].rglob("*") if place.is_file()]
    assert places and not [place for place in places if secret in place.read_bytes()]


@pytest.fixture
def placed(made, settings):
    """The settings that the document was made under."""
    folder = made["folder"]
    settings.DATA_DIR, settings.VAULT_DIR, settings.KEYSTORE_DIR = folder, folder / "vault", folder / "keystore"
    return made


def command(path):
    out = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_document", str(path), stdout=out, no_color=True)
    return ended.value.code, out.getvalue().splitlines()


def test_the_command_tells_of_the_file_the_exhibits_and_the_audit(placed, tmp_path):
    status, lines = command(placed["path"])
    assert (status, lines[0]) == (0, "Sound: nothing was changed since it was made.")

    changed = tmp_path / "changed.pdf"
    with pikepdf.open(placed["path"]) as pdf:
        write_on_page(pdf, 2)
        pdf.save(changed)
    assert command(changed) == (1, ["Changed since it was made:", "- Page 2: what stands on it."])
    assert command(tmp_path / "nothing.pdf")[0] == 2

    Evidence.objects.filter(case=placed["case"], number=1).update(sha256="0" * 64)
    Document.objects.filter(pk=placed["document"].pk).update(audit_count=1)
    assert command(placed["path"]) == (
        1,
        ["Changed since it was made:", "- Exhibit 1 is no longer the file that it was when the document was made."],
    )


def test_a_file_made_to_fill_the_memory_ends_in_a_sentence_by_command_and_on_the_page(placed, tmp_path, monkeypatch):
    bomb = tmp_path / "bomb.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.attachments[verifier.PROOF] = pikepdf.AttachedFileSpec(pdf, bytes(300 << 20))
        pdf.save(bomb, compress_streams=True)
    assert bomb.stat().st_size < 1 << 20
    monkeypatch.setattr(proof, "MEMORY_MB", 300)

    # As far as it was unpacked; where there is memory for all of it, it is called far too long.
    not_read = "Its proof is damaged and cannot be read."
    assert command(bomb) == (2, ["Cannot verify.", not_read])
    assert not_read in upload(placed["world"].user("head"), bomb)


def test_a_record_that_was_written_anew_no_longer_has_the_head_that_was_printed(placed):
    manifest = verifier.verify(placed["path"], placed["keys"]).manifest
    audit = {**manifest["record"]["audit"], "head": "0" * 64}
    [told] = differences({**manifest, "record": {**manifest["record"], "audit": audit}})
    assert told.startswith("The audit record no longer has the entry ")


def test_the_last_page_tells_how_to_check_it(placed):
    words = subprocess.run(["pdftotext", "-layout", placed["path"], "-"], capture_output=True, text=True).stdout
    last = words.split("\f")[-2]

    document, key = placed["document"], placed["keys"][0]
    for said in (
        "How to check this document", str(document.pk), verifier.spoken(document.fingerprint), key["fingerprint"],
        f"{document.audit_count} entries when this was made", document.audit_head,
    ):  # fmt: skip
        assert squeezed(said) in squeezed(last), said


def squeezed(text):
    return "".join(text.split())


def upload(person, path):
    client = Client()
    client.force_login(person)
    with path.open("rb") as file:
        response = client.post(reverse("check_document"), {"file": file})
    assert response.status_code == 200
    return words(response)


def test_the_page_tells_everybody_what_their_file_says_and_only_readers_what_is_kept(placed, tmp_path):
    world = placed["world"]
    agrees = "It agrees with the record of the case"
    head, other = upload(world.user("head"), placed["path"]), upload(world.user("governor1"), placed["path"])
    changed = tmp_path / "changed.pdf"
    with pikepdf.open(placed["path"]) as pdf:
        swap(pdf)
        pdf.save(changed)

    assert "Nothing was changed since the school made it" in head and agrees in head
    assert "Nothing was changed since the school made it" in other and agrees not in other
    assert "Pages 3 and 4 were swapped." in upload(world.user("governor1"), changed)
    changed.write_bytes(b"%PDF-1.4\nbroken")
    assert "It cannot be told whether this file was changed." in upload(world.user("head"), changed)
    changed.write_bytes(b"a letter")
    assert "This is not a PDF." in upload(world.user("head"), changed)
    assert not list((placed["folder"] / "work").glob("*/"))


def test_the_code_on_paper_tells_readers_alone_whether_it_is_the_document_kept(placed):
    def scanned(who, number, print_):
        client = Client()
        client.force_login(placed["world"].user(who))
        return words(client.get(reverse("check_document"), {"document": number, "print": print_}))

    document = placed["document"]
    print_ = document.fingerprint[:20]
    assert reverse("check_document") == PAGE
    assert "The fingerprint on the paper is that of the document kept here" in scanned("head", document.pk, print_)
    assert "is not that of the document kept here" in scanned("head", document.pk, "0" * 20)
    assert "is not that of the document kept here" in scanned("head", document.pk, "")
    assert scanned("governor1", document.pk, print_) == scanned("governor1", uuid.uuid4(), print_)
    assert scanned("governor1", document.pk, print_) == scanned("governor1", "nonsense", print_)


def test_the_product_says_one_version():
    assert f'version = "{site.VERSION}"' in (site.BASE_DIR / "pyproject.toml").read_text()
