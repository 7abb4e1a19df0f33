"""Evidence becomes page pictures without what came with it, and no file, however made, takes more than its child."""

import io
import struct
import time
import zlib

import pikepdf
import pytest
from PIL import Image

from investigations.documents.exhibits import CannotPicture, page_pictures
from tests.documents import sample


@pytest.fixture(autouse=True)
def work(settings, tmp_path):
    """Where the work is done; empty again after each test."""
    settings.DATA_DIR = tmp_path
    yield tmp_path / "work"
    assert list((tmp_path / "work").glob("*")) == []


def test_a_photograph_is_brought_to_150_points_an_inch_of_a4_as_jpeg():
    [page] = page_pictures(sample.photograph((4032, 3024)), "image/jpeg")

    assert page.content.startswith(b"\xff\xd8\xff")
    assert page.width <= 1754 and page.height <= 1240 and max(page.width / 1754, page.height / 1240) > 0.9
    assert _opened(page).size == (page.width, page.height)
    assert (page.page, page.pages, page.suffix) == (1, 1, ".jpg")


def test_a_photograph_is_turned_upright_and_loses_what_the_telephone_noted():
    particulars = Image.Exif()
    particulars[0x0112] = 6  # lying on its side
    particulars[0x010F] = "CANARY-4417"
    photo = Image.new("RGB", (400, 200), "white")
    photo.paste("black", (0, 0, 40, 40))
    content = _saved(photo, "JPEG", exif=particulars, comment=b"CANARY-4417")
    assert b"CANARY-4417" in content

    [page] = page_pictures(content, "image/jpeg")

    picture = _opened(page)
    assert picture.size == (200, 400)
    assert picture.convert("L").getpixel((190, 10)) < 60, "the dark corner is now at the top right"
    assert b"CANARY-4417" not in page.content
    assert not picture.getexif() and not picture.info.get("comment") and not picture.info.get("icc_profile")


def test_a_screenshot_keeps_its_points_and_loses_its_notes():
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Author", "CANARY-4417")
    content = _saved(Image.open(io.BytesIO(sample.screenshot((1170, 2532)))), "PNG", pnginfo=notes)
    assert b"CANARY-4417" in content

    [page] = page_pictures(content, "image/png")

    assert (page.width, page.height, page.suffix) == (1170, 2532, ".png")
    assert b"CANARY-4417" not in page.content
    assert _opened(page).convert("RGB").tobytes() == _opened_bytes(content).convert("RGB").tobytes()


def test_a_screenshot_of_a_photograph_is_kept_as_jpeg_where_that_is_smaller():
    [page] = page_pictures(_saved(Image.open(io.BytesIO(sample.photograph((1200, 1600)))), "PNG"), "image/png")

    assert (page.suffix, page.width, page.height) == (".jpg", 1200, 1600)


def test_a_long_screenshot_is_cut_into_pages_that_overlap_and_miss_nothing():
    long = Image.frombytes("L", (600, 5000), b"".join(bytes([row % 256]) * 600 for row in range(5000)))

    pages = list(page_pictures(_saved(long, "PNG"), "image/png"))

    assert [(page.width, page.page, page.pages) for page in pages] == [(600, number, 7) for number in range(1, 8)]
    rows = [list(_opened(page).crop((0, 0, 1, page.height)).tobytes()) for page in pages]
    whole = rows[0]
    for following in rows[1:]:
        assert whole[-25:] == following[:25]
        whole += following[25:]
    assert whole == [row % 256 for row in range(5000)]


def test_a_picture_that_lets_the_ground_through_stands_on_white():
    [page] = page_pictures(_saved(Image.new("RGBA", (50, 50), (0, 0, 0, 0)), "PNG"), "image/png")

    assert _opened(page).convert("RGB").getpixel((25, 25)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("form", "kind", "mode"),
    [
        ("GIF", "image/gif", "P"),
        ("WEBP", "image/webp", "RGB"),
        ("JPEG", "image/jpeg", "CMYK"),
        ("PNG", "image/png", "I;16"),
        ("PNG", "image/png", "1"),
        ("PNG", "image/png", "LA"),
    ],
)
def test_pictures_of_the_usual_kinds_can_be_shown(form, kind, mode):
    [page] = page_pictures(_saved(Image.new(mode, (120, 80)), form), kind)

    assert (page.width, page.height) == (120, 80)


def test_the_pictures_of_an_iphone_can_be_shown():
    pillow_heif = pytest.importorskip("pillow_heif")
    content = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (400, 300), "blue")).save(content)

    [page] = page_pictures(content.getvalue(), "image/heic")

    assert (page.width, page.height, page.suffix) == (400, 300, ".jpg")


def test_a_pdf_gives_its_pages_in_order_at_150_points_an_inch():
    pages = list(page_pictures(sample.ten_pages(), "application/pdf"))

    assert [(page.page, page.pages) for page in pages] == [(number, 10) for number in range(1, 11)]
    assert [page.width > page.height for page in pages] == [number == 4 for number in range(1, 11)]
    assert (pages[0].width, pages[0].height) == (1241, 1754)


def test_a_pdf_page_larger_than_a4_is_brought_to_a4_and_a_vast_one_too(tmp_path):
    [poster] = page_pictures(_pdf([(2384, 3370)]), "application/pdf")
    [vast] = page_pictures(_pdf([(14400, 14400)]), "application/pdf")

    assert (poster.width, poster.height) == (1240, 1753)
    assert (vast.width, vast.height) == (1240, 1240)


def test_hundreds_of_pages_are_read_one_at_a_time_from_the_folder(work):
    pages = page_pictures(_pdf([(595, 842)] * 200), "application/pdf")

    first = next(pages)
    [folder] = work.iterdir()
    left = len(list((folder / "pages").iterdir()))
    assert (first.pages, left) == (200, 200)
    assert next(pages).page == 2
    assert len(list((folder / "pages").iterdir())) == 199
    assert sum(1 for _ in pages) == 198


def test_pages_that_nobody_reads_are_removed_as_well(work):
    pages = page_pictures(_pdf([(595, 842)] * 5), "application/pdf")
    assert len(list(work.iterdir())) == 1

    del pages

    assert list(work.iterdir()) == []


def test_evidence_may_be_a_file_and_stays_as_it_was(tmp_path):
    path = tmp_path / "evidence.pdf"
    path.write_bytes(sample.ten_pages())
    before = path.read_bytes()

    assert len(list(page_pictures(path, "application/pdf"))) == 10
    assert path.read_bytes() == before


def test_what_was_filled_into_a_form_is_seen():
    [page] = page_pictures(_form("CANARY"), "application/pdf")

    assert min(_opened(page).convert("L").crop((0, 0, 620, 300)).tobytes()) < 100


# Files that mean harm ------------------------------------------------------------------------------------------


def test_a_picture_of_many_points_in_few_bytes_is_refused_before_it_unfolds():
    content = _bomb(30_000, 30_000)
    assert len(content) < 1_000_000
    begun = time.monotonic()

    with pytest.raises(CannotPicture, match=r"^This picture has too many pixels to be shown \(30,000 by"):
        page_pictures(content, "image/png")

    assert time.monotonic() - begun < 5


def test_a_photograph_of_fifty_million_points_is_decoded_smaller_and_shown():
    [page] = page_pictures(_saved(Image.new("RGB", (8160, 6120), "red"), "JPEG"), "image/jpeg")

    assert page.width <= 1754 and page.height <= 1240


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\x89PNG\r\n\x1a\nnot really", "image/png"),
        (sample.photograph((800, 600))[:2_000], "image/jpeg"),
        (b"%PDF-1.7\nnot really", "application/pdf"),
        (b"", "image/png"),
        (b"", "application/pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>", "image/png"),
        (b"GIF89a" + b"\xff" * 400, "image/gif"),
        (sample.photograph((64, 64)), "image/png"),
    ],
)
def test_a_broken_or_misnamed_file_is_refused_in_a_sentence(content, kind):
    with pytest.raises(CannotPicture, match="^The file is damaged or is not what its name says"):
        page_pictures(content, kind)


def test_a_locked_pdf_is_refused_in_a_sentence():
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(_pdf([(595, 842)]))) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(user="secret", owner="secret"))

    with pytest.raises(CannotPicture, match="^This PDF is protected by a password, so its pages cannot be shown."):
        page_pictures(locked.getvalue(), "application/pdf")


def test_a_kind_of_file_that_has_no_pages_is_refused_in_a_sentence():
    with pytest.raises(CannotPicture, match="^A file of this kind cannot be shown on paper."):
        page_pictures(b"PK", "application/zip")


def test_a_file_that_takes_too_long_is_stopped():
    begun = time.monotonic()

    with pytest.raises(CannotPicture, match="^Showing the file on paper took longer than 1 seconds and was stopped."):
        page_pictures(_endless(), "application/pdf", seconds=1)

    assert time.monotonic() - begun < 6


def test_a_file_that_needs_too_much_memory_is_stopped():
    with pytest.raises(CannotPicture, match="^Showing the file on paper needed more memory than one exhibit may use."):
        page_pictures(_bomb(20_000, 20_000), "image/png", max_pixels=10**9, memory_mb=300)


def test_a_script_in_a_pdf_does_not_come_along():
    with pikepdf.open(io.BytesIO(_pdf([(595, 842)]))) as pdf:
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('CANARY-4417')")
        content = io.BytesIO()
        pdf.save(content)

    [page] = page_pictures(content.getvalue(), "application/pdf")

    assert b"CANARY-4417" not in page.content


def _opened(page) -> Image.Image:
    return _opened_bytes(page.content)


def _opened_bytes(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def _saved(picture: Image.Image, form: str, **how) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **how)
    return written.getvalue()


def _pdf(sizes) -> bytes:
    written = io.BytesIO()
    with pikepdf.new() as pdf:
        for size in sizes:
            pdf.add_blank_page(page_size=size)
        pdf.save(written)
    return written.getvalue()


def _endless() -> bytes:
    """A page that is drawn for minutes: a pattern within a pattern within a pattern."""
    with pikepdf.open(io.BytesIO(_pdf([(595, 842)]))) as pdf:
        form = pdf.make_stream(b"0 0 500 800 re f " * 2_000)
        for _ in range(6):
            outer = pdf.make_stream(b"/X Do " * 20)
            outer.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
            for stream in (form, outer):
                stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
                stream.BBox = [0, 0, 595, 842]
            form = outer
        pdf.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=form))
        pdf.pages[0].Contents = pdf.make_stream(b"/X Do")
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


def _form(value: str) -> bytes:
    """A page with one text field that holds `value` and leaves it to the reader to draw it."""
    with pikepdf.open(io.BytesIO(_pdf([(595, 842)]))) as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        )
        field = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T="name",
                V=value,
                F=4,
                Rect=[40, 740, 280, 800],
                DA="/Helv 24 Tf 0 g",
            )
        )
        pdf.pages[0].Annots = pikepdf.Array([field])
        pdf.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([field]),
            NeedAppearances=True,
            DA="/Helv 24 Tf 0 g",
            DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
        )
        written = io.BytesIO()
        pdf.save(written)
    return written.getvalue()


def _bomb(width: int, height: int) -> bytes:
    """A black PNG of one bit a point, written row by row, since making it as a picture would take the memory itself."""
    packed = zlib.compressobj(9)
    rows = b"".join(packed.compress(b"\x00" * (width // 8 + 1)) for _ in range(height)) + packed.flush()
    chunks = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )
