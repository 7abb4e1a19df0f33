"""Each document is, as far as can be read from its file, valid as PDF/UA-1 and PDF/A-3a at once; and a fault is found."""

import io

import pikepdf
import pytest

from investigations.documents.render import render_pdf
from tests.documents import sample
from tests.pdf import faults, text_of


@pytest.fixture(scope="module", autouse=True)
def private(tmp_path_factory):
    from django.test import override_settings

    with override_settings(DATA_DIR=tmp_path_factory.mktemp("standards")):
        yield


@pytest.fixture(scope="module")
def report(private):
    return render_pdf(sample.report(), {}, title="Report").content


def test_a_letter_and_a_report_keep_both_standards(report):
    assert faults(report) == []
    assert faults(render_pdf(sample.letter(), {}, title="Letter").content) == []


def test_letters_that_no_typeface_has_are_named_and_leave_no_empty_box():
    html = sample.letter().replace("Dear Mr Okafor-Whitby", "Dear 你好 \uf8ff Łódź")
    made = render_pdf(html, {}, title="Letter").content

    assert faults(made) == []
    assert "Dear [U+4F60 U+597D] [U+F8FF] Łódź" in text_of(made)


def test_a_list_says_how_it_is_numbered():
    html = sample.letter().replace("</body>", "<ol><li>One</li><li>Two</li></ol><ul><li>Any</li></ul></body>")
    made = render_pdf(html, {}, title="Letter").content
    with pikepdf.open(io.BytesIO(made)) as pdf:
        lists = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == "/L"]
        assert [str(one.A.ListNumbering) for one in lists[-2:]] == ["/Decimal", "/Disc"]

    assert faults(made) == []
    assert broken(made, lambda pdf: [_element(pdf, "L").__delitem__("/A")]) == [
        "a list with labels does not say how it is numbered"
    ]


def test_running_heads_are_artifacts_and_read_by_nobody_as_words_of_the_document(report):
    with pikepdf.open(io.BytesIO(report)) as pdf:
        marks = [
            operands for operands, operator in pikepdf.parse_content_stream(pdf.pages[1]) if str(operator) == "BDC"
        ]

    assert any(str(one[0]) == "/Artifact" and one[1].get("/Type") == "/Pagination" for one in marks)


def broken(report, breaking):
    with pikepdf.open(io.BytesIO(report)) as pdf:
        breaking(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return faults(out.getvalue())


def _element(pdf, kind):
    return next(
        thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/S") == f"/{kind}"
    )


def _fonts(pdf):
    return [
        thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Subtype") == "/Type0"
    ]


BREAKS = {
    "no language": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "the title is not displayed": lambda pdf: pdf.Root.__delitem__("/ViewerPreferences"),
    "not one output intent with a profile of three colours": lambda pdf: pdf.Root.__delitem__("/OutputIntents"),
    "page 1: the tab order does not follow the structure": lambda pdf: pdf.pages[0].obj.__delitem__("/Tabs"),
    "page 2: no structure of its own": lambda pdf: pdf.pages[1].obj.__delitem__("/StructParents"),
    "the catalog has /OpenAction": lambda pdf: pdf.Root.__setitem__("/OpenAction", pdf.make_indirect(pikepdf.Dictionary())),
    "a link does not say where it leads": lambda pdf: pdf.pages[1].Annots[0].__delitem__("/Contents"),
    "page 1: f is neither content nor an artifact": lambda pdf: pdf.pages[0].contents_add(b"0 0 9 9 re f"),
    "a header cell does not say for what it stands": lambda pdf: _element(pdf, "TH").A.__delitem__("/Scope"),
    "a heading of level 6 follows one of level": lambda pdf: _element(pdf, "H2").__setitem__("/S", pikepdf.Name.H6),
    "the tree of parents lists what is not there": lambda pdf: pdf.Root.StructTreeRoot.ParentTree.Nums.extend([9999, []]),
    "the rows of a table are of different widths": lambda pdf: _element(pdf, "TR").K.append(pdf.make_indirect(
        pikepdf.Dictionary(S=pikepdf.Name.TD, P=_element(pdf, "TR"), K=pikepdf.Array()))),
    "stand for no character": lambda pdf: [
        font.__setitem__("/ToUnicode", pdf.make_stream(b"beginbfchar\n<FFFF> <0041>\nendbfchar")) for font in _fonts(pdf)],
    "wide, and said to be": lambda pdf: [
        font.DescendantFonts[0].__setitem__("/W", pikepdf.Array([0, 65535, 1])) for font in _fonts(pdf)],
    "which its resources do not have": lambda pdf: pdf.pages[0].obj.__delitem__("/Resources"),
    "graphics states are saved too deep": lambda pdf: pdf.pages[0].contents_add(b"q " * 29 + b"Q " * 29),
    "the rendering intent /Loud": lambda pdf: pdf.pages[0].contents_add(b"/Loud ri"),
    "the names have /JavaScript": lambda pdf: pdf.Root.Names.__setitem__("/JavaScript", pikepdf.Dictionary()),
    "page 1: too small or too large": lambda pdf: pdf.pages[0].obj.__setitem__("/MediaBox", [0, 0, 2, 2]),
    "the profile is none of a screen": lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(b"x" * 200),
    "/Title differs from the metadata": lambda pdf: pdf.docinfo.__setitem__("/Title", "Another"),
}  # fmt: skip


@pytest.mark.parametrize("fault", BREAKS)
def test_what_is_broken_on_purpose_is_found(report, fault):
    assert any(fault in found for found in broken(report, BREAKS[fault]))
