"""Files as people hand them in, and files as nobody should: all made here, none fetched."""

import io
import struct
import zipfile
import zlib

from PIL import Image
from pillow_heif import register_heif_opener

register_heif_opener()

OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{OFFICE}wordprocessingml.document.main+xml"
EXCEL = f"{OFFICE}spreadsheetml.sheet.main+xml"
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + b"\0" * 100
EML = (
    b"Received: from mail.example.org\r\n\tby mx.example.org; Mon, 7 Dec 2026 09:00:00 +0000\r\n"
    b"From: A Parent <parent@example.org>\r\nTo: office@example.org\r\nSubject: The post\r\n"
    b"Content-Type: text/html\r\n\r\n<html><body>Please look at this</body></html>\r\n"
)
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


def picture(form, size=(64, 48), mode="RGB", **options):
    made = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert(mode).save(made, form, **options)
    return made.getvalue()


def pdf(pages=1):
    made = io.BytesIO()
    sheets = [Image.new("RGB", (595, 842), (250, 250, 200 + n)) for n in range(pages)]
    sheets[0].save(made, "PDF", save_all=True, append_images=sheets[1:])
    return made.getvalue()


def zipped(parts, **options):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
        archive.comment = options.get("comment", b"")
    return made.getvalue()


def types(main, extra=""):
    return f'<?xml version="1.0"?><Types><Override PartName="/x" ContentType="{main}"/>{extra}</Types>'


def docx(*more, main=WORD, **options):
    parts = [("[Content_Types].xml", types(main)), ("_rels/.rels", "<r/>"), ("word/document.xml", "<w:document/>")]
    return zipped([*parts, *more], **options)


def xlsx(*more, main=EXCEL):
    return zipped([("[Content_Types].xml", types(main)), ("_rels/.rels", "<r/>"), ("xl/workbook.xml", "<w/>"), *more])


def ftyp(brand, *compatible):
    box = brand + b"\0\0\0\0" + b"".join(compatible)
    return struct.pack(">I", len(box) + 8) + b"ftyp" + box + b"\0\0\0\x08mdat" + b"\x5a" * 64


WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87\x81\x04" + b"\0" * 40
MATROSKA = WEBM.replace(b"\x84webm", b"\x88matroska")
WAV = (
    b"RIFF"
    + struct.pack("<I", 36)
    + b"WAVEfmt "
    + struct.pack("<IHHIIHH", 16, 1, 1, 8000, 8000, 1, 8)
    + b"data\0\0\0\0"
)
OGG = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x13OpusHead\x01\x01" + b"\0" * 40
VORBIS = b"OggS\0\x02" + b"\0" * 20 + b"\x01\x1e\x01vorbis" + b"\0" * 40
MP3 = b"\xff\xfb\x90\x44" + b"\0" * 413
MP3_TAGGED = b"ID3\x03\0\0\0\0\0\x0a" + b"\0" * 10 + MP3


def png_chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width, height):
    """A few kilobytes that announce, and partly hold, a picture of gigabytes."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 2_000_000, 9)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


GOOD = [
    ("photo.jpg", picture("JPEG"), "image/jpeg"),
    ("PHOTO.JPEG", picture("JPEG"), "image/jpeg"),
    ("screenshot.png", picture("PNG"), "image/png"),
    ("post.webp", picture("WEBP"), "image/webp"),
    ("IMG_0001.HEIC", picture("HEIF"), "image/heic"),
    ("reaction.gif", picture("GIF", mode="P"), "image/gif"),
    ("letter.pdf", pdf(), "application/pdf"),
    ("note.txt", "Said on Friday: \u201cLook at this\u201d \U0001f600".encode(), "text/plain"),
    ("note.txt", "\ufeffFrom Windows\r\n".encode("utf-8-sig"), "text/plain"),
    ("note.txt", "From an old editor \u00e9\u00e8\u00a3".encode("cp1252"), "text/plain"),
    ("note.txt", "From Notepad \u00e9".encode("utf-16"), "text/plain"),
    ("note.txt", b"MZ told PK about it, 1 < 2 and 3 > 2", "text/plain"),
    ("mail.txt", EML.split(b"\r\n\r\n")[0], "text/plain"),
    ("times.csv", b"when,who\n2026-12-07,Pupil A\n", "text/csv"),
    ("statement.docx", docx(), f"{OFFICE}wordprocessingml.document"),
    ("rota.xlsx", xlsx(("xl/worksheets/sheet1.xml", "<s/>")), f"{OFFICE}spreadsheetml.sheet"),
    ("mail.eml", EML, "message/rfc822"),
    ("from a mailbox.eml", b"From rita@example.org Fri Nov 26 21:40:36 2004\n" + EML, "message/rfc822"),
    ("parts.eml", b"MIME-Version: 1.0\nContent-Type: text/plain\n\nSeen on Friday.\n", "message/rfc822"),
    ("clip.mp4", ftyp(b"isom", b"avc1"), "video/mp4"),
    ("clip.mp4", ftyp(b"3gp4"), "video/mp4"),
    ("clip.m4v", ftyp(b"M4V "), "video/mp4"),
    ("clip.mov", ftyp(b"qt  "), "video/quicktime"),
    ("clip.mov", b"\0\0\0\x08wide\0\0\0\x10mdat" + b"\x5a" * 16, "video/quicktime"),
    ("clip.webm", WEBM, "video/webm"),
    ("call.mp3", MP3, "audio/mpeg"),
    ("call.mp3", MP3_TAGGED, "audio/mpeg"),
    ("memo.m4a", ftyp(b"M4A ", b"isom"), "audio/mp4"),
    ("memo.m4a", ftyp(b"mp42"), "audio/mp4"),
    ("call.wav", WAV, "audio/wav"),
    ("voice.ogg", VORBIS, "audio/ogg"),
    ("voice message.opus", OGG, "audio/ogg"),
    ("clip.3gp", ftyp(b"3gp5"), "video/mp4"),
]


def film(seconds=2):
    """A real WebM film, of noise, so that it is large for its length."""
    import av
    import numpy

    made, chance = io.BytesIO(), numpy.random.default_rng(1)
    with av.open(made, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10)
        stream.width, stream.height, stream.pix_fmt = 160, 120, "yuv420p"
        stream.bit_rate = 8_000_000
        stream.options = {"deadline": "realtime", "cpu-used": "8"}
        for _ in range(seconds * 10):
            picture = chance.integers(0, 255, (120, 160, 3), dtype=numpy.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return made.getvalue()
