"""Previews: small, upright, without a word about where they were taken; and bombs that end in a sentence."""

import io
import struct
import subprocess
import time

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from investigations.vault import pictures, store
from investigations.vault.pictures import preview
from investigations.vault.refusals import Damaged, NoPreview

from . import samples
from .samples import GOOD, pdf, picture

BROKEN = "No preview can be made of this file: it is damaged or incomplete. It can still be downloaded."


def put(content, folder="case-1"):
    return store.keep(io.BytesIO(content), folder=folder, limit=1 << 40).key


def seen(content, content_type, width=100):
    return Image.open(io.BytesIO(preview(put(content), content_type, width=width)))


def why_not(content, content_type):
    with pytest.raises(NoPreview) as refused:
        preview(put(content), content_type, width=100)
    return str(refused.value)


STILL = pictures.PICTURED - pictures.FILMS


@pytest.mark.parametrize(("name", "content", "content_type"), [row for row in GOOD if row[2] in STILL])
def test_every_kind_that_can_be_pictured_is(name, content, content_type):
    made = seen(content, content_type, width=40)
    assert (made.format, made.mode, made.width) == ("JPEG", "RGB", 40)


def test_the_kinds_that_say_they_can_be_pictured_are_those_that_can():
    from investigations.vault.kinds import recognise

    kinds = [recognise(name, content, io.BytesIO(content)) for name, content, _ in GOOD]
    assert {kind.content_type for kind in kinds if kind.can_be_pictured} == STILL


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_pictures_of_every_depth_are_pictured(mode):
    plain = io.BytesIO()
    Image.new(mode, (300, 200)).save(plain, "PNG")
    assert seen(plain.getvalue(), "image/png").size == (100, 67)


def test_a_small_picture_is_not_made_larger():
    assert seen(picture("PNG", (30, 20)), "image/png").size == (30, 20)


def test_a_long_screenshot_is_kept_to_five_times_its_width():
    assert seen(picture("PNG", (400, 9000)), "image/png").size == (22, 500)


def test_a_photo_of_12_megapixels_is_pictured():
    assert seen(picture("JPEG", (4000, 3000)), "image/jpeg", width=1200).size == (1200, 900)


def test_what_is_transparent_becomes_white():
    plain = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(plain, "PNG")
    assert seen(plain.getvalue(), "image/png").getpixel((20, 20)) == (255, 255, 255)


def test_a_picture_taken_upright_is_shown_upright():
    taken = Image.new("RGB", (200, 100), "white")
    taken.paste("black", (0, 0, 100, 100))
    exif = taken.getexif()
    exif[0x0112] = 6  # the camera was turned: show it a quarter turn to the right
    plain = io.BytesIO()
    taken.save(plain, "JPEG", exif=exif, quality=95)
    made = seen(plain.getvalue(), "image/jpeg")
    assert made.size == (100, 200)
    assert made.getpixel((50, 20))[0] < 30 and made.getpixel((50, 180))[0] > 225


def test_no_metadata_comes_through():
    exif = Image.Exif()
    exif[0x010E] = "canary-description"
    exif.get_ifd(0x8825)[29] = "canary-2026:12:07"
    words = PngInfo()
    words.add_text("Comment", "canary-comment")
    jpeg = picture("JPEG", exif=exif, comment=b"canary-comment", icc_profile=b"canary-profile" * 20)
    png = picture("PNG", pnginfo=words)
    for content, content_type in ((jpeg, "image/jpeg"), (png, "image/png")):
        assert b"canary" in content
        made = preview(put(content), content_type, width=50)
        opened = Image.open(io.BytesIO(made))
        assert b"canary" not in made
        assert dict(opened.getexif()) == {}
        assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_of_a_pdf_the_first_page_is_shown():
    made = seen(pdf(pages=40), "application/pdf")
    assert made.size == (100, 141)
    assert all(abs(a - b) < 4 for a, b in zip(made.getpixel((50, 70)), (250, 250, 200), strict=True))


def test_of_a_film_the_first_picture_is_shown_and_of_one_without_pictures_a_sentence():
    assert seen(samples.film(1), "video/webm", width=80).size == (80, 60)
    for row in GOOD:
        if row[2] in pictures.FILMS:
            assert why_not(row[1], row[2]).endswith("It can still be downloaded."), row[0]


def test_a_film_whose_pictures_are_too_large_is_not_decoded():
    made = samples.film(1)
    at = made.index(b"\xb0\x81\xa0\xba\x81\x78")  # PixelWidth 160, PixelHeight 120, a byte each
    assert "It can" in why_not(made[: at + 2] + b"\0" + made[at + 3 :], "video/webm")


def test_where_heic_cannot_be_decoded_that_is_said(monkeypatch):
    import sys

    from investigations.vault import child

    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    answer = child.answer_to(picture("HEIF"), "image/heic", 100, 1)
    assert answer == b"Pictures in the HEIC format cannot be shown on this server. The file itself is kept."


def test_a_preview_is_made_once_and_kept_sealed_beside_its_original(own_vault, monkeypatch):
    key = put(picture("PNG", (300, 300)))
    first = preview(key, "image/png", width=100)
    kept = own_vault / f"{key.replace('/', '/previews/')}-100"
    assert kept.is_file()
    assert first[:20] not in kept.read_bytes() and b"JFIF" not in kept.read_bytes()
    monkeypatch.setattr(subprocess, "Popen", None)
    assert preview(key, "image/png", width=100) == first


def test_a_kind_without_a_preview_says_so():
    for content_type in ("text/plain", "audio/mpeg", "image/svg+xml", "text/html"):
        assert why_not(b"x", content_type) == "There is no preview for this kind of file. It can be downloaded."


@pytest.mark.parametrize("width", [0, -1, 15, 2001, 10**9])
def test_a_width_nobody_needs_is_not_made(width):
    with pytest.raises(ValueError):
        preview(put(picture("PNG")), "image/png", width=width)


def test_a_damaged_original_is_damaged_and_not_merely_without_preview(own_vault):
    key = put(picture("PNG", (300, 300)))
    path = own_vault / key
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(Damaged):
        preview(key, "image/png", width=100)


def locked_pdf():
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(made, encryption=pikepdf.Encryption(owner="o", user="u"))
    return made.getvalue()


def wide_pdf():
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.pages[0].mediabox = [0, 0, 14_000_000, 1]
        document.save(made)
    return made.getvalue()


def test_a_bomb_of_pixels_ends_in_a_sentence_that_gives_its_size():
    assert why_not(samples.png_bomb(50_000, 50_000), "image/png") == (
        "This picture has too many pixels to be shown (50,000 by 50,000). The file itself is kept."
    )
    assert "too many pixels" in why_not(samples.png_bomb(5001, 5000), "image/png")
    wide_gif = picture("GIF", mode="P").replace(struct.pack("<HH", 64, 48), struct.pack("<HH", 65535, 65535), 1)
    assert "too many pixels" in why_not(wide_gif, "image/gif")


def test_a_photograph_of_fifty_million_pixels_is_decoded_smaller_and_shown():
    assert seen(picture("JPEG", (8160, 6120)), "image/jpeg").size == (100, 75)


def test_a_locked_pdf_says_that_it_is_locked():
    assert why_not(locked_pdf(), "application/pdf") == (
        "This PDF is protected by a password, so its pages cannot be shown. The file itself is kept."
    )


def wide_heic():
    plain = bytearray(picture("HEIF", (640, 480)))
    at = plain.find(b"ispe") + 8
    assert plain[at : at + 8] == struct.pack(">II", 640, 480)
    plain[at : at + 8] = struct.pack(">II", 60_000, 60_000)
    return bytes(plain)


HOSTILE = {
    "a JPEG cut short": (picture("JPEG", (600, 400))[:900], "image/jpeg"),
    "a PNG cut short": (picture("PNG", (600, 400))[:300], "image/png"),
    "a WebP cut short": (picture("WEBP", (600, 400))[:80], "image/webp"),
    "a HEIC cut short": (picture("HEIF", (600, 400))[:300], "image/heic"),
    "a GIF cut short": (picture("GIF", (600, 400))[:200], "image/gif"),
    "a PDF cut short": (pdf()[:300], "application/pdf"),
    "a PNG that announces 4 gigapixels by 1": (samples.png_bomb(0xFFFFFFFF, 1), "image/png"),
    "a PNG without size": (samples.png_bomb(0, 0), "image/png"),
    "a PNG that ends early": (samples.png_bomb(4900, 5000), "image/png"),
    "a page called a picture": (samples.HTML, "image/jpeg"),
    "a drawing called a picture": (samples.SVG, "image/png"),
    "a PDF called a picture": (pdf(), "image/jpeg"),
    "a picture called a PDF": (picture("JPEG"), "application/pdf"),
    "a PNG called a JPEG": (picture("PNG"), "image/jpeg"),
    "PostScript called a PDF": (b"%!PS\n{}loop", "application/pdf"),
    "nothing": (b"", "image/png"),
    "noise": (b"\x89PNG\r\n\x1a\n" + b"\xa5" * 5000, "image/png"),
    "a PDF of no pages": (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj trailer<</Root 1 0 R>>",
        "application/pdf",
    ),
    "a HEIC that announces much": (wide_heic(), "image/heic"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_broken_or_hostile_file_ends_in_a_sentence(what):
    sentence = why_not(*HOSTILE[what])
    assert sentence.endswith(("downloaded.", "has no pages.", "itself is kept.")), sentence


def test_a_page_as_wide_as_a_field_is_drawn_small():
    assert seen(wide_pdf(), "application/pdf").width <= 100


def test_the_reason_is_kept_so_that_a_bomb_costs_its_seconds_once(monkeypatch):
    key = put(picture("JPEG", (600, 400))[:900])
    for _ in range(2):
        with pytest.raises(NoPreview) as refused:
            preview(key, "image/jpeg", width=100)
        assert str(refused.value) == BROKEN
        monkeypatch.setattr(subprocess, "Popen", None)


def child_that(lines, monkeypatch):
    """In the place of the real child, one with its limits that goes on to misbehave."""
    import sys

    original = subprocess.Popen
    script = f"from investigations.vault import child; child.limit()\nimport sys, os, time\n{lines}"
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: original([sys.executable, "-c", script], **how))


CANNOT = "No preview can be made of this file. It can still be downloaded."
MISBEHAVING = {
    "dies": ("os.abort()", CANNOT),
    "says nothing": ("sys.stdin.buffer.read()", CANNOT),
    "takes all memory": ("x = bytearray(2 << 30)\nprint('had it')", CANNOT),
    "writes to the disk": ("open(FILE, 'w').write('canary' * 9999)\nprint('had it')", CANNOT),
    "talks without end": ("while True: sys.stdout.buffer.write(b'\\xff\\xd8' * 99999)", CANNOT),
    "says it is done and is not": ("sys.stdout.buffer.write(b'\\xff\\xd8half a picture')", CANNOT),
    "fails after a picture": ("sys.stdout.buffer.write(b'\\xff\\xd8\\xff\\xd9')\nsys.exit(1)", CANNOT),
    "speaks in tongues": ("sys.stdout.buffer.write(bytes(range(128, 256)))", CANNOT),
    "tells stories": ("print('x' * 5000)", CANNOT),
    "sees our keys": (
        "assert not os.environ.get('CASEWORK_KEY') and not os.environ.get('SECRET_KEY')\nos.abort()",
        CANNOT,
    ),
}


@pytest.mark.parametrize("what", MISBEHAVING)
def test_a_child_that_misbehaves_ends_in_a_sentence(what, monkeypatch, tmp_path):
    lines, sentence = MISBEHAVING[what]
    file = tmp_path / "leak"
    child_that(f"FILE = {str(file)!r}\n{lines}", monkeypatch)
    assert why_not(picture("PNG", (400, 400)), "image/png") == sentence
    assert not file.exists() or file.read_bytes() == b""


@pytest.mark.parametrize("lines", ["time.sleep(60)", "while True: pass", "sys.stdin.buffer.read(); time.sleep(60)"])
def test_a_child_that_hangs_is_ended_and_may_be_tried_again(lines, monkeypatch):
    monkeypatch.setattr(pictures, "SECONDS", 1)
    key = put(picture("PNG", (400, 400)))
    with monkeypatch.context() as hanging:
        child_that(lines, hanging)
        began = time.monotonic()
        with pytest.raises(NoPreview) as refused:
            preview(key, "image/png", width=100)
        assert time.monotonic() - began < 5
    assert str(refused.value) == "Making a preview of this file took too long. It can still be downloaded."
    monkeypatch.setattr(pictures, "SECONDS", 20)
    assert preview(key, "image/png", width=100).startswith(b"\xff\xd8")


def test_the_child_is_given_no_environment(monkeypatch):
    monkeypatch.setenv("CASEWORK_KEY", "canary")
    given = []
    original = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda command, **how: (given.append(how), original(command, **how))[1])
    preview(put(picture("PNG")), "image/png", width=20)
    assert given[0]["env"] == {}


def test_the_child_is_killed_by_its_own_limits():
    import resource
    import sys

    script = "from investigations.vault import child; child.limit(); import resource as r\n"
    script += "print(r.getrlimit(r.RLIMIT_AS)[1], r.getrlimit(r.RLIMIT_CPU)[1], r.getrlimit(r.RLIMIT_FSIZE)[1])"
    out = subprocess.run([sys.executable, "-c", script], cwd=pictures.ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.split() == [str(1024**3), "10", "0"]
    assert resource.getrlimit(resource.RLIMIT_AS)[1] != 1024**3


def test_every_page_of_a_pdf_can_be_seen_and_the_number_of_its_pages_is_known():
    document = pikepdf.new()
    for width in (100, 200, 300):
        document.add_blank_page(page_size=(width, 100))
    made = io.BytesIO()
    document.save(made)
    key = put(made.getvalue())
    shapes = []
    for page in (1, 2, 3):
        seen_page = Image.open(io.BytesIO(preview(key, "application/pdf", width=60, page=page)))
        shapes.append(round(seen_page.width / seen_page.height))
    assert shapes == [1, 2, 3]
    assert pictures.number_of_pages(key, "application/pdf") == 3
    assert pictures.number_of_pages(put(picture("PNG")), "image/png") == 1
    for page in (0, 4, 10_000):
        with pytest.raises(NoPreview):
            preview(key, "application/pdf", width=60, page=page)
    store.discard(key)
    with pytest.raises(Damaged):
        pictures.number_of_pages(key, "application/pdf")


def test_the_pages_of_what_is_no_pdf_are_not_counted():
    with pytest.raises(NoPreview) as refused:
        pictures.number_of_pages(put(b"%PDF-1.7 not at all"), "application/pdf")
    assert str(refused.value) == BROKEN
