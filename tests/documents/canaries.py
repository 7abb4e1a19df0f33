"""Files that hide a word in every place where such files keep words: for tests that none of them leaves."""

import io
import zlib
from pathlib import Path

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

#: Looked for in the bytes, in each stream unpacked, in the text layer and in the metadata.
CANARY = "Qanarya"


def picture(size=(600, 400)) -> Image.Image:
    """Grey, with one red square at the left top (x 60-180, y 40-160): whatever is red was under the box."""
    made = Image.new("RGB", size, (200, 200, 200))
    ImageDraw.Draw(made).rectangle((60, 40, 180, 160), fill=(255, 0, 0))
    return made


#: The square of `picture`, in fractions of it.
SQUARE = {"x": 0.09, "y": 0.09, "w": 0.22, "h": 0.32}


def jpeg_with_words() -> bytes:
    """Camera, place, comment, XMP, and a small picture of the whole scene inside the EXIF."""
    made, exif, thumbnail = picture(), Image.Exif(), io.BytesIO()
    picture((120, 80)).save(thumbnail, "JPEG")
    exif[0x010E], exif[0x013B], exif[0x8298] = CANARY, CANARY, CANARY
    exif.get_ifd(0x8769)[0x9286] = b"ASCII\0\0\0" + CANARY.encode()
    exif.get_ifd(0x8825)[0x001D] = CANARY
    with_thumbnail = exif.tobytes() + thumbnail.getvalue()
    held = io.BytesIO()
    made.save(held, "JPEG", exif=with_thumbnail, comment=CANARY, xmp=f"<x>{CANARY}</x>".encode(), quality=95)
    return held.getvalue() + CANARY.encode()  # and behind the end, as some phones do


def png_with_words() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", CANARY)
    notes.add_text("Comment", CANARY, zip=True)
    notes.add_itxt("Title", CANARY, zip=True)
    held = io.BytesIO()
    picture().save(held, "PNG", pnginfo=notes)
    return held.getvalue() + CANARY.encode()


def pdf_with_words() -> bytes:
    """Two pages: text under the box, text off the sheet, an invisible layer, a filled form, a note, an attachment, a
    title, a bookmark, XMP, and an earlier revision beneath an incremental update."""
    pdf = pikepdf.new()
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    hidden = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String(CANARY)))
    groups = pikepdf.Dictionary(
        OCGs=pikepdf.Array([hidden]), D=pikepdf.Dictionary(OFF=pikepdf.Array([hidden]), Name=pikepdf.String(CANARY))
    )
    pdf.Root.OCProperties = groups
    for number in (1, 2):
        pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[-1]
        page.Resources = pikepdf.Dictionary(
            Font=pikepdf.Dictionary(F1=font), Properties=pikepdf.Dictionary(Hidden=hidden)
        )
        page.Contents = pdf.make_stream(
            f"1 0 0 rg 55 690 180 60 re f 0 g BT /F1 20 Tf 60 700 Td ({CANARY} {number}) Tj ET "
            f"BT /F1 20 Tf 700 900 Td ({CANARY}) Tj ET BT /F1 14 Tf 60 300 Td (What may be read) Tj ET "
            f"/OC /Hidden BDC BT /F1 20 Tf 60 500 Td ({CANARY}) Tj ET EMC".encode()
        )
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[10, 10, 30, 30], Contents=pikepdf.String(CANARY)
    )
    pdf.pages[0].Annots = pikepdf.Array([pdf.make_indirect(note)])
    pdf.attachments["names.txt"] = pikepdf.AttachedFileSpec(pdf, CANARY.encode(), description=CANARY)
    pdf.docinfo["/Title"] = CANARY
    with pdf.open_metadata() as about:
        about["dc:title"] = CANARY
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(CANARY, 0))
    held = io.BytesIO()
    pdf.save(held)
    return _updated(held.getvalue())


def _updated(pdf: bytes) -> bytes:
    """An incremental update: the old bytes stay, with an object that nothing names any more."""
    start = pdf.rfind(b"startxref")
    before = int(pdf[start:].split()[1])
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        size, root = len(opened.objects) + 1, opened.Root.objgen[0]
    place = len(pdf)
    update = f"{size} 0 obj\n({CANARY} as it was before)\nendobj\n".encode()
    table = f"xref\n{size} 1\n{place:010} 00000 n \ntrailer\n<< /Size {size + 1} /Root {root} 0 R /Prev {before} >>\n"
    return pdf + update + table.encode() + f"startxref\n{place + len(update)}\n%%EOF\n".encode()


def mail_with_words() -> bytes:
    return (
        f"Received: from {CANARY}.example\r\nMessage-ID: <{CANARY}@example>\r\nX-Note: {CANARY}\r\n"
        f"From: {CANARY} <{CANARY.lower()}@example.org>\r\nTo: head@example.org\r\nSubject: About {CANARY}'s bag\r\n"
        "Date: Mon, 2 Nov 2026 09:00:00 +0000\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"Dear head,=\r\n {CANARY[:3]}=\r\n{CANARY[3:]} was there.\r\n"
        f'--b\r\nContent-Type: text/plain; name="{CANARY}.txt"\r\nContent-Disposition: attachment\r\n\r\n{CANARY}\r\n--b--\r\n'
    ).encode()


def words_in(content: bytes, place: Path) -> list[str]:
    """Where the canary still is; an empty list where it is gone."""
    found = ["bytes"] if _has(content) else []
    if content.startswith(b"%PDF"):
        place.write_bytes(content)
        found += _in_pdf(content)
    if content.startswith((b"\x89PNG", b"\xff\xd8")):
        with Image.open(io.BytesIO(content)) as opened:
            opened.load()
            found += [f"info {name}" for name, value in opened.info.items() if _has(str(value).encode())]
            found += ["exif"] if dict(opened.getexif()) or "exif" in opened.info else []
    if content.startswith(b"\x89PNG"):
        found += [f"chunk {kind}" for kind in _chunks(content) if kind not in ("IHDR", "PLTE", "IDAT", "IEND", "tRNS")]
    return found


def _in_pdf(content: bytes) -> list[str]:
    import pypdfium2

    found = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                found += ["stream"] if _has(thing.read_raw_bytes()) else []
                if thing.get("/Subtype") != "/Image":
                    found += ["unpacked stream"] if _has(thing.read_bytes()) else []
            elif _has(repr(thing).encode()):
                found.append("object")
        left = {"/Info", "/Prev"} & set(pdf.trailer.keys())
        found += [f"trailer {sorted(left)}"] if left else []
        found += ["metadata"] if "/Metadata" in pdf.Root or "/Names" in pdf.Root or "/OCProperties" in pdf.Root else []
    document = pypdfium2.PdfDocument(content)
    for page in document:
        found += ["text layer"] if page.get_textpage().get_text_range().strip() else []
    return found + (["earlier revision"] if content.count(b"%%EOF") > 1 else [])


def _chunks(content: bytes) -> list[str]:
    kinds, at = [], 8
    while at < len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kinds.append(content[at + 4 : at + 8].decode("latin-1"))
        at += 12 + length
    return kinds


def _has(content: bytes) -> bool:
    wanted = CANARY.lower()
    return any(wanted.encode(code) in content.lower() for code in ("ascii", "utf-16-le", "utf-16-be")) or (
        zlib.compress(CANARY.encode()) in content
    )
