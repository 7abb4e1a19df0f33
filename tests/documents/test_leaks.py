"""What had to go is found wherever a finished PDF carries words, however it was broken or spelt; nothing else is."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from investigations.documents.leaks import leaks_in
from investigations.documents.render import Attached, render_pdf
from investigations.documents.searched import SearchFailed, search_finished
from investigations.documents.sought import Gone, Sought, Text

PASSAGE = "She told me in the corridor after school that her brother had taken the picture at home on a Sunday."


#: Where each name is planted; what it is called is the place.
PLANTED = {
    "plain": "Zenobia Quartermaine",
    "broken": "Bartholomew Featherington",
    "hyphened": "Wrexhamptonshire",
    "spelt": "Zoë Ångström",
    "joined": "Fflorence Affley",
    "invisible": "Octavia Pemberley",
    "telephone": "07700 900123",
    "across": "Peregrine Lysander",
    "passage": PASSAGE,
    "bookmark": "Hepzibah Crumb",
    "alternative text": "Ignatius Thrale",
    "link": "Lavinia Drake",
    "note": "Mordecai Plume",
    "author": "Nathaniel Bodge",
    "XMP": "Ottoline Vane",
    "attachment’s name": "Philomena Gaunt",
    "attachment’s description": "Quentin Sallow",
    "attachment’s text": "Rosamund Tweed",
    "attached PDF": "Septimus Holler",
    "attached PDF’s properties": "Thomasina Cray",
    "attached office document": "Ulysses Marrow",
    "attached mail": "Valentine Osgood",
    "attached picture’s metadata": "Wilhelmina Stook",
    "picture’s metadata": "Xanthe Burrell",
    "hidden stream": "Yolanda Fripp",
    "file name": "Zachariah Munt",
}
ABSENT = Gone(("Ebenezer Nowhere",), "never written")
GONE = [Gone((words,), label) for label, words in PLANTED.items()] + [ABSENT]


def jpeg(comment: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (40, 30), "#335577").save(content, "JPEG", comment=comment.encode())
    return content.getvalue()


def attached_pdf() -> bytes:
    made = render_pdf("<title>x</title><p>Septimus Holler was there.</p>", {}, title="x")
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        pdf.docinfo["/Subject"] = "About Thomasina Cray"
        content = io.BytesIO()
        pdf.save(content)
    return content.getvalue()


def office_document() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", "<w:t>Ulys</w:t><w:t>ses Marr</w:t><w:t>ow</w:t>")
    return content.getvalue()


HTML = """<!DOCTYPE html><html lang="en"><head><title>The papers</title><link rel="stylesheet" href="asset:print.css"></head>
<body data-reference="R-1" data-school="A school"><section class="part"><h1>Statements of ZENOBIA QUARTERMAINE’s friend</h1>
<p style="width: 30mm">Bartholomew<br>Feather-<br>ington</p><p>Wrex-<br>hampton&shy;shire</p><p>Zoe Angstrom</p>
<p>Fﬂorence Aﬄey</p><p>Octa&#8203;via&nbsp;&nbsp;Pem&#8288;ber&#173;ley</p><p>Call 07700&nbsp;900-123.</p>
<p><a href="https://example.org/people/Lavinia%20Drake">a link</a></p><img src="asset:p.jpg" alt="Ignatius Thrale at the gate">
<h2 style="bookmark-label: 'Hepzibah Crumb'">A heading</h2><p>The mark on Ann’s page, and a lion.</p>
<p style="break-after: page">Then came Peregrine</p><p>Lysander, and nobody else.</p></section>
<section class="part"><p>He wrote: told me in the corridor after school that her brother had taken it.</p></section></body></html>"""


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """One PDF with a name in every place, and the first that was found of each."""
    made = render_pdf(
        HTML,
        {"p.jpg": jpeg("by Xanthe Burrell")},
        title="x",
        attachments=[
            Attached("philomena_gaunt-2.txt", "Notes of Quentin Sallow", b"as Rosamund\nTweed said"),
            Attached("one.pdf", "One", attached_pdf()),
            Attached("two.docx", "Two", office_document()),
            Attached("three.eml", "Three", b"From: a@example.org\nSubject: x\n\nValen=\ntine Osgood\n"),
            Attached("four.jpg", "Four", jpeg("Wilhelmina Stook")),
        ],
    )
    path = tmp_path_factory.mktemp("leaks") / "papers.pdf"
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        pdf.docinfo["/Author"] = "Nathaniel Bodge"
        metadata = pdf.Root.Metadata
        metadata.write(metadata.read_bytes().replace(b"</rdf:RDF>", b"<!-- Ottoline Vane --></rdf:RDF>"))
        note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Contents="ask Mordecai Plume")
        note.Rect = [0, 0, 10, 10]
        pdf.pages[1].obj.Annots = pdf.make_indirect(pikepdf.Array([pdf.make_indirect(note)]))
        pdf.Root.Hidden = pdf.make_stream(b"once Yolanda Fripp")
        pdf.save(path)
    leaks = leaks_in(path, GONE, file_name="papers-of-zachariah%20munt.pdf")
    assert search_finished(path, GONE, file_name="papers-of-zachariah%20munt.pdf") == leaks  # in the limited child
    return {leak.label: leak for leak in reversed(leaks)}


@pytest.mark.parametrize(
    ("label", "page", "where"),
    [
        ("plain", 1, "in the text"),
        ("broken", 1, "in the text"),
        ("hyphened", 1, "in the text"),
        ("spelt", 1, "in the text"),
        ("joined", 1, "in the text"),
        ("invisible", 1, "in the text"),
        ("telephone", 1, "in the text"),
        ("across", 1, "in the text, and on page 2"),
        ("passage", 3, "in the text"),
        ("bookmark", None, "in the bookmarks"),
        ("alternative text", 1, "in the alternative text of a picture or a tag"),
        ("link", 1, "in a note or a link"),
        ("note", 2, "in a note or a link"),
        ("author", None, "in the document’s properties"),
        ("XMP", None, "in the document’s metadata (XMP)"),
        ("attachment’s name", None, "in the name of an attachment"),
        ("attachment’s description", None, "in the description of the attachment “philomena_gaunt-2.txt”"),
        ("attachment’s text", None, "in the attachment “philomena_gaunt-2.txt”"),
        ("attached PDF", None, "in the attachment “one.pdf”, page 1, in the text"),
        ("attached PDF’s properties", None, "in the attachment “one.pdf”, in the document’s properties"),
        ("attached office document", None, "in the attachment “two.docx”"),
        ("attached mail", None, "in the attachment “three.eml”"),
        ("attached picture’s metadata", None, "in the attachment “four.jpg”"),
        ("picture’s metadata", None, "in the metadata of a picture"),
        ("hidden stream", None, "hidden in the file"),
        ("file name", None, "in the file name"),
    ],
)
def test_what_had_to_go_is_found_where_it_stands(planted, label, page, where):
    leak = planted[label]
    assert (leak.page, leak.where[: len(where)]) == (page, where)


def test_nothing_else_is_found_and_the_words_themselves_are_not_said(planted):
    assert set(planted) == set(PLANTED)
    assert planted["plain"].sentence == "Page 1, in the text: plain."
    assert not any(words in leak.sentence for leak in planted.values() for words in PLANTED.values())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Ann Lee", "annual leek soup"),
        ("Ali", "a lion"),
        ("Sam", "the same"),
        ("Ian", "I announce"),
        ("Mark", "Marking is due"),
        ("07700 900123", "107700 9001234"),
        (PASSAGE, "She told me that her brother had taken the picture."),
    ],
)
def test_a_name_is_not_found_in_other_words(words, text):
    assert not Sought(words, "x").stands_in(Text(text))


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("Sam", "SAM’s bag"),
        ("Sam", "with S\nam"),
        ("O’Neill", "O'Neill"),
        ("O’Neill", "ONeill"),
        ("Anne-Marie", "Anne Marie"),
        ("Harrington", "the Harringtons"),
        ("Harrington", "H a r r i n g t o n"),
        ("Harrington", "Harring\ufffeton"),
        ("sam.harrington@example.org", "mail: Sam.Harrington@\nexample.org"),
        ("Straße", "STRASSE"),
        ("Søren Łuk", "Soren Luk"),
    ],
)
def test_a_name_is_found_however_it_is_written(words, text):
    assert Sought(words, "x").stands_in(Text(text))


def test_a_file_that_cannot_be_searched_does_not_pass(tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7 and nothing more")
    with pytest.raises(SearchFailed, match="could not be searched"):
        search_finished(broken, GONE, file_name="broken.pdf")
