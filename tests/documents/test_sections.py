"""A long document is set in sections and joined, and reads as if it had been set in one piece: same words, same outline,
one numbering, whole tags. What did not change is not set again."""

import io
import re
import subprocess
from datetime import timedelta
from types import SimpleNamespace

import pikepdf
import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from investigations.documents import apart, kept_parts, sections, whole
from investigations.documents.made import Made
from investigations.documents.render import RenderFailed
from investigations.models import KeptPart
from tests.documents import sample
from tests.pdf import faults
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def small():
    """Sections of a few pages, so that a short document has many."""
    patch = pytest.MonkeyPatch()
    for name, pages in {"SMALL": 5, "MOST": 10, "OWN": 6, "ROWS": 5}.items():
        patch.setattr(sections, name, pages)
    yield
    patch.undo()


@pytest.fixture(scope="module")
def joined(small, django_db_setup, django_db_blocker, tmp_path_factory):
    """The sample case file in sections: what it was made of, what was said meanwhile, and the PDF."""
    folder = tmp_path_factory.mktemp("sections")
    with (
        django_db_blocker.unblock(),
        override_settings(DATA_DIR=folder, VAULT_DIR=folder / "vault"),
        transaction.atomic(),
    ):
        html, assets = sample.case_file()
        made = Made(title="Case file", file_name="x.pdf", html=html, assets=assets)
        one = SimpleNamespace(case=World.make().log(), made=made, path=folder / "whole.pdf", said=[], folder=folder)
        one.pages = set_again(one, one.path, said=one.said)
        text = subprocess.run(["pdftotext", "-layout", one.path, "-"], capture_output=True, check=True, text=True)
        one.texts = text.stdout.split("\f")[:-1]
        yield one
        transaction.set_rollback(True)


def set_again(one, into, *, html=None, said=None, run=None):
    made = Made(title="Case file", file_name="x.pdf", html=html or one.made.html, assets=one.made.assets)
    with apart.work_folder() as work:
        return whole.set_pages(one.case, made, work, lambda *words: said is not None and said.append(words), into=into)


@pytest.fixture
def children(monkeypatch):
    """What the children were asked to do."""
    asked, run = [], apart.run

    def noted(folder, job, **how):
        asked.append(job["verb"])
        return run(folder, job, **how)

    monkeypatch.setattr(apart, "run", noted)
    return asked


def test_a_joined_document_keeps_both_standards(joined):
    assert faults(joined.path) == []


def test_each_page_has_its_number_in_the_whole(joined):
    assert len(joined.texts) == joined.pages >= 20
    assert "Page 1 of" not in joined.texts[0]
    for number, page in enumerate(joined.texts[1:], start=2):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert re.sub(" {2,}", "  ", lines[-1]) == f"Larkfield Primary School  Page {number} of {joined.pages}"


def test_the_contents_name_the_pages_and_numbers_of_the_whole(joined):
    listed = re.sub(r"[\s.]+", " ", joined.texts[1])

    for title in (
        "Summary",
        "Chronology",
        "Statement of Josephine Marsh",
        "Exhibits",
        "Exhibit 5: Photograph of the label",
    ):
        found = re.search(re.escape(title) + r"\D*?(\d+)\b", listed)
        assert found and title.split(":")[0] in joined.texts[int(found[1]) - 1], title
    assert "3 Allegations and findings" in listed and "5 2 Statement of Daniel" in listed


def test_the_outline_and_the_links_run_through_all_sections(joined):
    with pikepdf.open(joined.path) as pdf:
        with pdf.open_outline() as outline:
            tree = {top.title: len(top.children) for top in outline.root}
        index = {page.obj.objgen: number for number, page in enumerate(pdf.pages, start=1)}
        places = dict(zip(*[iter(pdf.Root.Names.Dests.Names)] * 2, strict=True))
        links = [one for page in pdf.pages for one in page.obj.get("/Annots", [])]
        assert links and not [one for one in links if "/A" in one]
        assert {index[dict((str(k), v) for k, v in places.items())[str(one.Dest)][0].objgen] for one in links} > {4, 20}
    assert tree == {
        "Contents": 0, "1 Summary": 2, "2 The policy in force": 0, "3 Allegations and findings": 3, "4 Chronology": 0,
        "5 Statements": 2, "6 Exhibits": 5,
    }  # fmt: skip


def test_headings_go_on_being_numbered_where_the_section_before_ended(joined):
    words = "\n".join(joined.texts)

    assert re.search(r"^ *5\.2 +Statement of Daniel", words, re.MULTILINE)
    assert len(re.findall(r"^ *6 +Exhibits", words, re.MULTILINE)) >= 1


def test_progress_is_told_by_section(joined):
    told = [words for _, words in joined.said]

    assert any(re.fullmatch(r"Setting section 3 of \d+", one) for one in told)
    assert told[-1] == "Joining the sections"


def test_contents_and_index_are_set_once_since_their_length_is_known_beforehand(joined):
    """The sample's contents and index fill a page each, beside the cover; each section has one part that was kept."""
    cut = sections.sections(joined.made.html)
    assert joined.case.kept_parts.count() == len(cut)


def test_what_did_not_change_is_not_set_again(joined, children, tmp_path):
    set_again(joined, tmp_path / "again.pdf")
    assert children == ["join"]

    changed = joined.made.html.replace("I asked for the account", "We asked for the account", 1)
    assert changed != joined.made.html
    children.clear()
    set_again(joined, tmp_path / "changed.pdf", html=changed)
    assert children == ["render", "join"]
    assert faults(tmp_path / "changed.pdf") == []


def test_what_was_kept_lies_sealed_and_is_made_again_where_it_cannot_be_read(joined, children, tmp_path):
    part = joined.case.kept_parts.order_by("pk").first()
    place = joined.folder / "vault" / part.vault_key
    assert b"%PDF" not in place.read_bytes()
    place.write_bytes(place.read_bytes()[:-40])

    set_again(joined, tmp_path / "again.pdf")

    assert children == ["render", "join"]


def test_a_section_from_which_a_picture_is_missing_ends_the_document(joined, tmp_path):
    broken = joined.made.html.replace("asset:", "asset:gone-", 3)
    with pytest.raises(RenderFailed, match="a picture in it could not be set"):
        set_again(joined, tmp_path / "broken.pdf", html=broken)


def test_what_no_document_needs_any_more_is_swept_with_its_file(joined):
    count = joined.case.kept_parts.count()
    part = joined.case.kept_parts.order_by("-pk").first()
    KeptPart.objects.filter(pk=part.pk).update(used_at=timezone.now() - timedelta(days=31))
    begun = kept_parts.begin(joined.case, ["f" * 64])["f" * 64]
    assert kept_parts.sweep_parts() == 1
    assert not (joined.folder / "vault" / part.vault_key).exists()
    KeptPart.objects.filter(pk=begun.pk).update(used_at=timezone.now() - timedelta(days=2))
    assert kept_parts.sweep_parts() == 1
    assert joined.case.kept_parts.count() == count - 1


def test_a_short_document_is_set_in_one_piece():
    assert sections.sections(sample.letter()) == []


def test_a_cut_in_a_table_repeats_its_heads(small):
    rows = "".join(f"<tr><td>{number}</td></tr>{'</tbody><tbody>' if number % 7 == 6 else ''}" for number in range(300))
    table = f"<table class='x'><thead><tr><th>Number</th></tr></thead><tbody>{rows}</tbody></table>"
    html = (
        f'<html><head></head><body><section class="part"><h1 class="numbered">One</h1>{table}</section></body></html>'
    )

    cut = sections.sections(html)

    assert len(cut) > 1
    assert all(one.content.count("<thead>") == 1 and one.content.count("</table></section>") == 1 for one in cut)
    assert "".join(re.findall(r"<td>(\d+)</td>", "".join(one.content for one in cut))) == "".join(map(str, range(300)))
    assert all('counter-reset: part 1"' in one.body for one in cut[1:])
    assert io.StringIO(cut[-1].page()).read().endswith("</tbody></table></section></body></html>")
