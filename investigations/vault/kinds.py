"""Which files are accepted? Those whose ending and content agree and stand on one list; the rest is told why not."""

from dataclasses import dataclass
from typing import BinaryIO

from . import office, signatures
from .names import clean_name, ending_of
from .refusals import Refused
from .signatures import HEAD

__all__ = ["ACCEPTED", "ACCEPT_ATTRIBUTE", "HEAD", "Kind", "clean_name", "recognise"]

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    content_type: str
    label: str
    can_be_pictured: bool = False


@dataclass(frozen=True)
class _Row:
    """A kind, the endings it may have, and what its content must look like."""

    kind: Kind
    endings: tuple[str, ...]
    looks: tuple[str, ...]


_ROWS = (
    _Row(Kind("image/jpeg", "JPEG picture", True), (".jpg", ".jpeg", ".jfif"), ("JPEG picture",)),
    _Row(Kind("image/png", "PNG picture", True), (".png",), ("PNG picture",)),
    _Row(Kind("image/webp", "WebP picture", True), (".webp",), ("WebP picture",)),
    _Row(Kind("image/heic", "HEIC picture", True), (".heic", ".heif"), ("HEIC picture",)),
    _Row(Kind("image/gif", "GIF picture", True), (".gif",), ("GIF picture",)),
    _Row(Kind("application/pdf", "PDF document", True), (".pdf",), ("PDF document",)),
    _Row(Kind("text/plain", "plain text"), (".txt",), ("plain text", "e-mail message")),
    _Row(Kind("text/csv", "CSV table"), (".csv",), ("plain text",)),
    _Row(Kind(OFFICE + "wordprocessingml.document", "Word document"), (".docx",), ("Office document or archive",)),
    _Row(Kind(OFFICE + "spreadsheetml.sheet", "Excel workbook"), (".xlsx",), ("Office document or archive",)),
    _Row(Kind("message/rfc822", "e-mail message"), (".eml",), ("e-mail message",)),
    _Row(Kind("video/mp4", "MP4 video"), (".mp4", ".m4v", ".3gp"), ("MP4 video",)),
    _Row(Kind("video/quicktime", "MOV video"), (".mov",), ("MOV video", "MP4 video")),
    _Row(Kind("video/webm", "WebM video"), (".webm",), ("WebM video",)),
    _Row(Kind("audio/mpeg", "MP3 sound"), (".mp3",), ("MP3 sound",)),
    _Row(Kind("audio/mp4", "M4A sound"), (".m4a",), ("M4A sound", "MP4 video")),
    _Row(Kind("audio/wav", "WAV sound"), (".wav",), ("WAV sound",)),
    _Row(Kind("audio/ogg", "Ogg sound"), (".ogg", ".oga", ".opus"), ("Ogg sound",)),
)
#: Only where whoever hands it in says that the platform made it.  It is never opened here.
EXPORT = Kind("application/zip", "Export archive, kept unopened")
EXPORT_ENDING = ".zip"
UNOPENED = (
    "This is an export archive of the social-media platform. It is kept exactly as it was handed in and never opened "
    "here, so nobody can say from this page what is in it. Download it to look into it."
)
_BY_ENDING = {ending: row for row in _ROWS for ending in row.endings}
_BY_LABEL = {row.kind.label: row for row in _ROWS}
_MAIN_PARTS = {".docx": "word/document.xml", ".xlsx": "xl/workbook.xml"}
_SPOKEN_WITH_A_VOWEL = ("Office", "archive", "SVG", "XML", "RTF", "MP4", "e-mail", "Excel", "Ogg")
_REFUSED_ENDINGS = {
    **dict.fromkeys(
        (".docm", ".dotm", ".xlsm", ".xltm", ".xlam", ".xlsb", ".pptm"), "can hold macros, which are programs"
    ),
    **dict.fromkeys(
        (".doc", ".xls", ".ppt", ".dot", ".xlt"), "is an Office document of the old kind, which may hold macros"
    ),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".mht", ".mhtml"), "is a web page, which can hold scripts"),
    **dict.fromkeys((".svg", ".svgz"), "is an SVG drawing, which can hold scripts"),
    **dict.fromkeys(
        (".rar", ".7z", ".gz", ".tar", ".tgz", ".bz2", ".xz", ".iso", ".cab"),
        "is an archive: add the files in it one by one",
    ),
    EXPORT_ENDING: "is an archive: add the files in it one by one. Only an export that the social-media platform itself "
    "made may be kept whole, and you say so with the tick beside the files",
    ".msg": "is a message in Outlook's own form, which can hold programs: save it as .eml and add that",
    **dict.fromkeys(
        (
            ".exe",
            ".com",
            ".scr",
            ".msi",
            ".bat",
            ".cmd",
            ".ps1",
            ".vbs",
            ".js",
            ".hta",
            ".jar",
            ".lnk",
            ".sh",
            ".apk",
            ".dll",
        ),
        "is a program",
    ),
    **dict.fromkeys((".xml", ".xsl", ".xslt", ".dtd"), "is an XML file"),
}

ACCEPTED = (
    "JPEG, PNG, WebP, HEIC and GIF pictures, PDF, plain text, CSV, Word (docx), Excel (xlsx), e-mail (eml), "
    "video (mp4, mov, webm, 3gp) and sound (mp3, m4a, wav, ogg)"
)
ACCEPT_ATTRIBUTE = ",".join(_BY_ENDING)


def refuse_by_name(name: str, *, is_export: bool = False) -> None:
    """Raise Refused where the ending alone decides: nobody should send 200 MB to hear it then."""
    shown = clean_name(name)
    if not (is_export and ending_of(shown) == EXPORT_ENDING):
        _row_for(shown)


def recognise(name: str, head: bytes, whole: BinaryIO | None, *, is_export: bool = False) -> Kind:
    """The kind of a file, from its name, its first HEAD bytes and, where it can be had, all of it.

    Raises Refused with a sentence. Word and Excel are only recognised with `whole`, which is read in flat memory
    and left at its beginning. `is_export` says that a zip is an export archive of the platform, to be kept unopened.
    """
    shown = clean_name(name)
    if is_export and ending_of(shown) == EXPORT_ENDING:
        return _export(shown, head, whole)
    row = _row_for(shown)
    head = head[:HEAD]
    if not head:
        raise Refused(f"{shown} is empty.")
    looks = signatures.looks_like(head)
    if looks not in row.looks:
        raise Refused(_mismatch(shown, row, looks))
    try:
        fault = _fault_of(ending_of(shown), row, looks, head, whole)
    finally:
        if whole is not None:
            whole.seek(0)
    if fault:
        raise Refused(f"{shown} is not accepted: {fault}. {_accepted()}")
    return row.kind


def _export(shown: str, head: bytes, whole: BinaryIO | None) -> Kind:
    """By its first and its last bytes: that is as far as anybody looks into it."""
    if signatures.looks_like(head[:HEAD]) != "Office document or archive":
        raise Refused(f"{shown} is not an export archive: its content is not that of a zip file.")
    if whole is None or not office.ends_as_archive(whole):
        raise Refused(f"{shown} is cut short, or something else is joined to it. Fetch the export again.")
    whole.seek(0)
    return EXPORT


def _row_for(shown: str) -> _Row:
    ending = ending_of(shown)
    if ending in _BY_ENDING:
        return _BY_ENDING[ending]
    if ending in _REFUSED_ENDINGS:
        raise Refused(f"{shown} {_REFUSED_ENDINGS[ending]}. {_accepted()}")
    if not ending:
        raise Refused(f"{shown} has no ending such as .jpg or .pdf, so its kind cannot be told. {_accepted()}")
    raise Refused(f"{shown} is of a kind ({ending}) that is not accepted. {_accepted()}")


def _mismatch(shown: str, row: _Row, looks: str) -> str:
    wanted, found = _with_article(row.kind.label), f"looks like {_with_article(looks)}"
    if looks == "nothing we know":
        found = "is of no kind we know"
    sentence = f"{shown} is not {wanted}: its content {found}."
    if looks in _BY_LABEL:
        return f"{sentence} If it is, change the end of its name to {_BY_LABEL[looks].endings[0]} and add it again."
    return f"{sentence} {_accepted()}"


def _fault_of(ending: str, row: _Row, looks: str, head: bytes, whole: BinaryIO | None) -> str | None:
    if ending in _MAIN_PARTS:
        if whole is None:
            return "it cannot be looked into"
        return office.fault_of(whole, _MAIN_PARTS[ending], f"{row.kind.content_type}.main+xml")
    if ending == ".eml":
        # Mail carries pages and attachments by its nature; it is only ever handed out as a download.
        return None
    if signatures.has_active_content(head):
        return "it holds a web page or a script"
    if looks in ("plain text", "e-mail message"):
        return "it holds something other than text" if whole and not _is_text_throughout(head, whole) else None
    return "an archive is joined to its end" if whole and office.ends_as_archive(whole) else None


def _is_text_throughout(head: bytes, whole: BinaryIO) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    whole.seek(0)
    while piece := whole.read(1024 * 1024):
        if b"\0" in piece:
            return False
    return True


def _with_article(label: str) -> str:
    if label == "plain text" or label.endswith(" sound"):
        return label
    return f"{'an' if label.startswith(_SPOKEN_WITH_A_VOWEL) else 'a'} {label}"


def _accepted() -> str:
    return f"Accepted are {ACCEPTED}."
