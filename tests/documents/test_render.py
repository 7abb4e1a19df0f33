"""A document looks and reads as it should, holds nothing it was not handed, and cannot take the site down with it."""

import errno
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest
from django.conf import settings as site
from django.test import override_settings

from investigations.documents import apart, fonts
from investigations.documents.contents import contents_of, with_contents
from investigations.documents.render import Attached, RenderFailed, RenderTooLong, render_pdf
from tests.documents import sample

SLOW = "<p>" + "<span>a</span><br>" * 40_000 + "</p>"


@pytest.fixture(scope="module")
def case_file(tmp_path_factory):
    """The sample case file, made once: its HTML, what was made of it, the PDF's path and the text of each page."""
    folder = tmp_path_factory.mktemp("case-file")
    laid_out = []
    with override_settings(DATA_DIR=folder):
        html, assets = sample.case_file()
        made = render_pdf(
            html,
            assets,
            title="Case file",
            attachments=[Attached("manifest.json", "What this file is made of", b'{"exhibits": 5}')],
            on_progress=laid_out.append,
        )
    path = folder / "case-file.pdf"
    path.write_bytes(made.content)
    pages = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True).stdout
    return {"html": html, "made": made, "path": path, "pages": pages.split("\f")[:-1], "laid_out": laid_out}


@pytest.fixture
def private(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "kept"
    return tmp_path


def test_the_case_file_has_the_pages_it_says_and_leaves_nothing_out(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        assert len(pdf.pages) == case_file["made"].pages == len(case_file["pages"]) >= 20
    assert case_file["made"].left_out == ()


def test_progress_tells_of_each_page(case_file):
    assert set(range(1, case_file["made"].pages + 1)) <= set(case_file["laid_out"])


def test_every_page_but_the_cover_has_its_header_and_its_page_number(case_file):
    count = len(case_file["pages"])

    assert "Page 1 of" not in case_file["pages"][0]
    for number, page in enumerate(case_file["pages"][1:], start=2):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert re.sub(" {2,}", "  ", lines[0]) == "LPS-7KQ3-M · Case file  Confidential – staff matter"
        assert re.sub(" {2,}", "  ", lines[-1]) == f"Larkfield Primary School  Page {number} of {count}"


def test_the_cover_says_what_the_document_is_and_for_whom(case_file):
    cover = case_file["pages"][0]

    for words in ["Larkfield Primary School", "Confidential – staff matter", "Case file", "LPS-7KQ3-M"]:
        assert words in cover
    assert re.search(r"Prepared for +The disciplinary panel of the governing body", cover)


def test_the_contents_name_the_page_on_which_each_heading_stands(case_file):
    listed = re.sub(r"\s+", " ", case_file["pages"][1].replace(".", " "))
    entries = contents_of(case_file["html"])

    assert len(entries) == 18
    for entry in entries:
        title = re.sub(r"\s+", " ", entry.title.replace(".", " "))
        shown = re.search(re.escape(title) + r"[ ]+(\d+)\b", listed)
        assert shown, entry
        on_page = re.sub(r"\s+", " ", case_file["pages"][int(shown[1]) - 1].replace(".", " "))
        # An allegation is listed by its first words, and headed by its number: the words stand in full below.
        assert (title.partition(":")[0] if entry.anchor.startswith("allegation") else title) in on_page, entry


def test_the_outline_follows_the_headings_with_their_numbers(case_file):
    with pikepdf.open(case_file["path"]) as pdf, pdf.open_outline() as outline:
        tree = [(top.title, [below.title for below in top.children]) for top in outline.root]

    assert tree == [
        ("Contents", []),
        ("1 Summary", ["1.1 People and their parts", "1.2 Where the case stands"]),
        ("2 The policy in force", []),
        (
            "3 Allegations and findings",
            [
                "Allegation 1: A picture with a pupil’s full name was posted",
                "Allegation 2: Consent was not checked beforehand",
                "Allegation 3: The post was left up after it was reported",
            ],
        ),
        ("4 Chronology", []),
        ("5 Statements", ["5.1 Statement of Josephine Marsh", "5.2 Statement of Daniel Okafor-Whitby"]),
        (
            "6 Exhibits",
            [
                "Exhibit 1: Photograph of the display as posted",
                "Exhibit 2: Screenshot of the post with its caption",
                "Exhibit 3: Screenshot of the whole thread",
                "Exhibit 4: History of the class account for 12 November 2026, as exported by the technician",
                "Exhibit 5: Photograph of the label beneath the model",
            ],
        ),
    ]


def test_the_document_is_tagged_and_says_its_language_and_title(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        assert bool(pdf.Root.MarkInfo.Marked) is True
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.StructTreeRoot.K[0].S == "/Document"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle) is True
        assert str(pdf.docinfo.Title) == "Photograph of a pupil on a class account – LPS-7KQ3-M"
        assert str(pdf.docinfo.Author) == "Larkfield Primary School"
        assert str(pdf.docinfo.Subject) == "Case file LPS-7KQ3-M"


def test_every_picture_has_words_in_its_place(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        words = [str(thing.Alt) for thing in _elements(pdf) if thing.get("/S") == "/Figure"]

    assert len(words) == 17
    assert (
        "Exhibit 4, page 2 of 10: History of the class account for 12 November 2026, as exported by the technician"
        in words
    )
    assert all(words)


def test_each_page_of_an_exhibit_carries_its_strip(case_file):
    for number in range(1, 11):
        assert sum(f"Exhibit 4 · page {number} of 10" in page for page in case_file["pages"]) == 1


def test_the_metadata_declare_both_standards_in_one_rdf(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        packet = bytes(pdf.Root.Metadata.read_bytes())

    assert packet.count(b"<rdf:RDF") == packet.count(b"</rdf:RDF>") == 1
    rdf = ElementTree.fromstring(re.search(rb"<rdf:RDF.*</rdf:RDF>", packet, re.DOTALL)[0])
    assert [part.text for part in rdf.iter("{http://www.aiim.org/pdfua/ns/id/}part")] == ["1"]
    stated = [place.attrib for place in rdf if "{http://www.aiim.org/pdfa/ns/id/}part" in place.attrib]
    assert [
        (one["{http://www.aiim.org/pdfa/ns/id/}part"], one["{http://www.aiim.org/pdfa/ns/id/}conformance"])
        for one in stated
    ] == [("3", "A")]
    assert [name.text for name in rdf.iter("{http://www.aiim.org/pdfa/ns/schema#}prefix")] == ["pdfuaid"]


def test_no_picture_asks_to_be_smoothed_as_pdf_a_forbids(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        pictures = [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
        assert len(pictures) >= 17
        assert not any(bool(picture.get("/Interpolate", False)) for picture in pictures)


def test_every_letter_is_set_in_a_typeface_that_the_file_carries(case_file):
    listing = subprocess.run(["pdffonts", case_file["path"]], capture_output=True, check=True, text=True).stdout
    rows = [line.split() for line in listing.splitlines()[2:]]

    assert {row[0].split("+")[1].split("-latin")[0] for row in rows} == {
        "source-serif-4",
        "public-sans",
        "source-code-pro",
    }
    assert all(row[-5] == "yes" for row in rows)


def test_an_original_can_be_carried_inside(case_file):
    with pikepdf.open(case_file["path"]) as pdf:
        assert {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()} == {
            "manifest.json": b'{"exhibits": 5}'
        }


def test_a_letter_has_the_addressee_and_numbers_its_sheets(private):
    made = render_pdf(sample.letter(), {}, title="Letter")
    first, second = _pages(made.content, private)

    assert made.pages == 2
    assert [line for line in first.splitlines() if "Tanner’s Row" in line]
    assert "Page 1 of 2" in first and "Page 2 of 2" in second
    assert "LPS-7KQ3-M" in second.splitlines()[0] + second.splitlines()[1]
    assert "Clerk to the governors" in second


def test_a_report_numbers_its_paragraphs(private):
    pages = _pages(render_pdf(sample.report(), {}, title="Report").content, private)

    found = re.findall(r"^ *(\d\.\d) ", "\n".join(pages[2:]), re.MULTILINE)
    assert found == [f"{part}.{number}" for part in range(1, 5) for number in range(1, 5)]


def test_letters_of_other_alphabets_come_from_the_typeface_that_has_them(private):
    """Subsets of one family are taken for one font by the layout, which then prints the wrong letters."""
    css, files = fonts.typefaces("Łódź Привет 👍 ✓ ਪੰਜਾਬੀ")
    families = re.findall(r'@font-face \{ font-family: "([^"]+)"; font-weight: 400; font-style: normal', css)

    assert len(families) == len(set(families))
    assert {"source-serif-4 latin-ext", "source-serif-4 cyrillic", "noto-sans-gurmukhi gurmukhi"} <= set(families)
    assert all(path.exists() for path in files.values())


def test_missing_typefaces_are_said_in_a_sentence(private, settings):
    fonts._subsets.cache_clear()
    settings.BASE_DIR = private
    try:
        with pytest.raises(
            RenderFailed, match="^“Case file” could not be made. The typefaces for documents are not inst"
        ):
            render_pdf(_page("x"), {}, title="Case file")
    finally:
        fonts._subsets.cache_clear()


def test_a_list_of_contents_is_filled_from_the_headings():
    html = '<ol data-contents></ol><h1 id="a" class="numbered">One &amp; <b>more</b></h1><h2 id="b">Two</h2><h3 id="c">No</h3><h1>No</h1>'

    assert with_contents(html).split("<h1")[0] == (
        '<ol class="filled"><li class="level-1"><a href="#a" class="numbered">One &amp; more</a></li>\n'
        '<li class="level-2"><a href="#b" class="named">Two</a></li></ol>'
    )


# What the document may not reach ------------------------------------------------------------------------------

REACHING = {
    "picture": '<img src="{}" alt="x">',
    "style sheet": '<link rel="stylesheet" href="{}">',
    "import": '<style>@import url("{}");</style>',
    "typeface": '<style>@font-face {{ font-family: stolen; src: url("{}") }} p {{ font-family: stolen }}</style><p>text</p>',
    "background": '<p style="background: url({})">text</p>',
    "list mark": '<ul style="list-style-image: url({})"><li>text</li></ul>',
    "content": '<style>p::after {{ content: url("{}") }}</style><p>text</p>',
    "attachment of the document": '<link rel="attachment" href="{}">',
    "attachment of a link": '<a rel="attachment" href="{}">text</a>',
    "object": '<object data="{}"></object>',
    "embedded": '<embed src="{}">',
    "drawing": '<svg xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="{}" href="{}" width="9" height="9"/></svg>',
    "drawing by reference": '<svg width="9" height="9"><use href="{}#x"/></svg>',
}


@pytest.fixture
def listening():
    """An address of this machine, and the connections that were made to it."""
    made = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                made.append(connection)
                connection.close()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/x.png", made
        server.shutdown(socket.SHUT_RDWR)


def test_the_listening_address_would_notice_a_visit(listening):
    address, made = listening
    host, port = re.search(r"//([\d.]+):(\d+)", address).groups()

    socket.create_connection((host, int(port))).close()
    time.sleep(0.1)

    assert len(made) == 1


def test_nothing_outside_the_handed_parts_is_fetched_by_any_element(private, listening):
    address, made = listening
    secret = private / "secret.css"
    secret.write_text("CANARY-4417 p { color: red }")
    addresses = [
        address,
        secret.as_uri(),
        "file:///etc/passwd",
        "data:text/plain,CANARY-4417",
        "asset:not-handed-in.png",
        "ASSET:print.css/../secret",
        "relative.png",
        "//127.0.0.1/x",
        "ftp://127.0.0.1/x",
    ]
    body = "".join(form.format(*[place] * form.count("{}")) for form in REACHING.values() for place in addresses)

    result = render_pdf(_page(body, head=f'<base href="{private.as_uri()}/">'), {}, title="Case file")

    assert made == []
    with pikepdf.open(_kept(result.content, private)) as pdf:
        assert dict(pdf.attachments) == {}
        assert "/AF" not in pdf.Root
        everything = b"".join(_bytes_of(thing) for thing in pdf.objects)
        assert b"CANARY-4417" not in everything and b"root:x:0" not in everything
        assert not [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
    assert {
        address,
        secret.as_uri(),
        "file:///etc/passwd",
        "data:text/plain,CANARY-4417",
        "asset:not-handed-in.png",
    } <= set(result.left_out)


def test_a_handed_part_is_found_so_that_the_refusals_above_mean_something(private):
    result = render_pdf(_page(REACHING["picture"].format("asset:photo.png")), {"photo.png": _dot()}, title="Case file")

    with pikepdf.open(_kept(result.content, private)) as pdf:
        assert [
            thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == "/Image"
        ]
    assert result.left_out == ()


def test_a_part_that_cannot_be_read_is_reported(private):
    result = render_pdf(
        _page('<img src="asset:photo.png" alt="x">'), {"photo.png": b"not a picture"}, title="Case file"
    )

    assert result.left_out == ("asset:photo.png",)


def test_a_part_that_is_gone_is_an_error_and_not_a_gap(private):
    with pytest.raises(FileNotFoundError):
        render_pdf(_page("x"), {"photo.png": private / "gone.png"}, title="Case file")


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a b", ""])
def test_the_name_of_a_part_is_no_path(name, private):
    with pytest.raises(ValueError):
        render_pdf(_page("x"), {name: b"x"}, title="Case file")


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "import urllib.request; urllib.request.urlopen('http://127.0.0.1:9')",
    ],
)
def test_the_sealed_child_neither_connects_nor_starts_anything(deed):
    script = f"from investigations.documents import child; child.seal(); {deed}"
    done = subprocess.run([sys.executable, "-c", script], cwd=site.BASE_DIR, capture_output=True, text=True)

    assert done.returncode == 1
    assert "PermissionError" in done.stderr and "is barred here" in done.stderr


def test_the_child_gets_none_of_the_sites_secrets(private, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "postgres://canary")

    assert sorted(apart._few_variables(private)) == [
        "HOME",
        "LC_ALL",
        "MALLOC_ARENA_MAX",
        "PATH",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONPATH",
        "TMPDIR",
    ]


# What it may not use up ---------------------------------------------------------------------------------------


def test_a_document_that_takes_too_long_is_stopped_and_leaves_nothing(private):
    begun = time.monotonic()

    with pytest.raises(RenderTooLong, match="^“Case file” took longer than 3 seconds and was stopped."):
        render_pdf(_page(SLOW), {}, title="Case file", seconds=3)

    assert time.monotonic() - begun < 8
    assert _children(private) == []
    assert list((private / "kept" / "work").iterdir()) == []


@pytest.mark.parametrize("memory_mb", [30, 100, 130, 180, 220])
def test_a_document_that_needs_too_much_memory_is_refused_wherever_it_runs_out(private, memory_mb):
    """While a library is loaded, while it starts, in C and in Python."""
    with pytest.raises(RenderFailed, match="^“Case file” needed more memory than one document may use."):
        render_pdf(_page("<p>word</p>" * 60_000), {}, title="Case file", memory_mb=memory_mb)

    assert list((private / "kept" / "work").iterdir()) == []


RAN_OUT = {
    "an error of the system": ("raise OSError(errno.ENOMEM, 'Cannot allocate memory')", errno.ENOMEM),
    "behind a refusal": (
        "try: raise MemoryError\n    except MemoryError as wrong: raise child.CannotPicture('x') from wrong",
        errno.ENOMEM,
    ),
    "in clearing up": ("try: raise MemoryError\n    finally: raise ValueError", errno.ENOMEM),
    "close to the limit": ("held = bytearray(370 << 20)\n    raise ImportError('failed to map segment')", errno.ENOMEM),
    "another error": ("raise ValueError", 1),
    "another refusal": ("raise child.CannotPicture('x')", 3),
}


@pytest.mark.parametrize("how", RAN_OUT)
def test_that_memory_ran_out_is_told_from_other_errors(private, how):
    deed, code = RAN_OUT[how]
    (private / "job.json").write_text('{"verb": "fail", "seconds": 9, "memory_mb": 400}')
    script = (
        "import errno, sys; from pathlib import Path; from investigations.documents import child\n"
        f"def fail(folder, job):\n    {deed}\nchild.VERBS['fail'] = fail\nchild.main(Path(sys.argv[1]))"
    )
    done = subprocess.run([sys.executable, "-c", script, private], cwd=site.BASE_DIR, stderr=subprocess.DEVNULL)

    assert done.returncode == code


def test_a_child_that_fails_gives_a_sentence_and_keeps_the_text_out_of_the_log(private, monkeypatch, caplog):
    monkeypatch.setattr(apart.sys, "executable", _program(private, "echo an error of the layout >&2; exit 1"))

    with pytest.raises(RenderFailed, match="^“Case file” could not be laid out. Nothing is lost"):
        render_pdf(_page("CANARY-4417"), {}, title="Case file")

    assert [record.getMessage() for record in caplog.records] == [
        "A document's child process ended with 1: an error of the layout"
    ]


def test_a_missing_layout_library_is_said_with_its_cure(private, monkeypatch):
    refusing = """for folder; do :; done; echo '{"why": "missing", "sentence": ""}' > "$folder/refusal.json"; exit 3"""
    monkeypatch.setattr(apart.sys, "executable", _program(private, refusing))

    with pytest.raises(RenderFailed, match="Pango is missing on the server. On Debian: apt-get install libpango"):
        render_pdf(_page("x"), {}, title="Case file")


def test_work_folders_are_private_and_gone_afterwards(private):
    with apart.work_folder() as folder:
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.parent == private / "kept" / "work"
    assert not folder.exists()


def test_a_killed_worker_leaves_no_child_and_its_folder_is_cleared(private):
    script = (
        "import sys; from pathlib import Path; from django.conf import settings;"
        f"settings.configure(BASE_DIR=Path({str(site.BASE_DIR)!r}), DATA_DIR=Path({str(private / 'kept')!r}));"
        "from investigations.documents.render import render_pdf;"
        "render_pdf(sys.stdin.read(), {}, title='x', seconds=60)"
    )
    worker = subprocess.Popen([sys.executable, "-c", script], cwd=site.BASE_DIR, stdin=subprocess.PIPE, text=True)
    worker.stdin.write(_page(SLOW))
    worker.stdin.close()
    _until(lambda: _children(private))

    with apart.work_folder() as in_use:
        worker.send_signal(signal.SIGKILL)
        worker.wait()

        _until(lambda: not _children(private))
        assert len(list((private / "kept" / "work").iterdir())) == 2
        assert apart.clear_abandoned() == 0, "a folder of this minute may not be locked yet"
        assert apart.clear_abandoned(older_than=0) == 1
        assert list((private / "kept" / "work").iterdir()) == [in_use]


def _page(body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html><html lang="en-GB"><head>{head}<title>Case file</title><link rel="stylesheet" href="asset:fonts.css">'
        f'<link rel="stylesheet" href="asset:print.css"></head><body>{body}</body></html>'
    )


def _program(folder: Path, script: str) -> str:
    path = folder / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return str(path)


def _kept(content: bytes, folder: Path) -> Path:
    path = folder / "made.pdf"
    path.write_bytes(content)
    return path


def _pages(content: bytes, folder: Path) -> list[str]:
    text = subprocess.run(
        ["pdftotext", "-layout", _kept(content, folder), "-"], capture_output=True, check=True, text=True
    )
    return text.stdout.split("\f")[:-1]


def _elements(pdf):
    return [
        thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/StructElem"
    ]


def _bytes_of(thing) -> bytes:
    return thing.read_bytes() if isinstance(thing, pikepdf.Stream) else str(thing).encode(errors="replace")


def _dot() -> bytes:
    return sample.screenshot((200, 200))


def _children(folder: Path) -> list[str]:
    """Processes whose arguments name a folder below this one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            arguments = entry.read_bytes()
        except OSError:
            continue
        if b"investigations.documents.child" in arguments and os.fsencode(folder) in arguments:
            found.append(entry.parent.name)
    return found


def _until(true, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
