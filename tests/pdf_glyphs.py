"""Is every letter that a PDF shows in the typeface it carries, as wide as the PDF says, and does it stand for a character?"""

import io
import re
from collections import defaultdict
from collections.abc import Iterator

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf

SHOWS = ("Tj", "TJ", "'", '"')
MOST_SAVED = 28  # A 6.1.13: graphics states within each other
INTENTS = {"/RelativeColorimetric", "/AbsoluteColorimetric", "/Perceptual", "/Saturation"}


def glyph_faults(pdf: Pdf) -> Iterator[str]:
    used: dict[tuple[int, int], set[int]] = defaultdict(set)
    fonts = {}
    for page in pdf.pages:
        yield from _read(page, _resources(page.obj), used, fonts)
    for key, codes in used.items():
        font = fonts[key]
        name = str(font.get("/BaseFont", ""))
        if font.get("/Subtype") != "/Type0":
            yield f"{name}: not a typeface of two bytes a letter"
            continue
        known = set(_unicode(font.ToUnicode.read_bytes())) if "/ToUnicode" in font else set()
        if missing := codes - known:  # A 6.2.11.7.2, UA 7.21.7
            yield f"{name}: glyphs {sorted(missing)[:5]} stand for no character"
        below = font.DescendantFonts[0]
        if "/FontFile2" in below.FontDescriptor:
            yield from (f"{name}: {problem}" for problem in _widths(below, codes))


def _resources(page: Dictionary) -> Dictionary | None:
    while "/Resources" not in page and "/Parent" in page:
        page = page.Parent
    return page.get("/Resources")


def _read(content, resources, used, fonts) -> Iterator[str]:
    """The codes that are shown in each typeface, on a page or in a form; and what a content stream may not do."""
    resources = Dictionary() if resources is None else resources
    font, saved = None, 0
    for operands, operator in pikepdf.parse_content_stream(content):
        name = str(operator)
        if name in ("q", "Q"):
            saved += 1 if name == "q" else -1
            if saved > MOST_SAVED or saved < 0:
                yield "graphics states are saved too deep, or restored unsaved"
        elif name == "ri" and str(operands[0]) not in INTENTS:
            yield f"the rendering intent {operands[0]}"
        elif name == "Tf":
            font = resources.get("/Font", {}).get(operands[0])
            if font is None:  # A 6.2.2
                yield f"content is set in {operands[0]}, which its resources do not have"
                return
            fonts[font.objgen] = font
        elif name in SHOWS:
            for text in operands[0] if name == "TJ" else operands[-1:]:
                if isinstance(text, pikepdf.String):
                    raw = bytes(text)
                    used[font.objgen].update(int.from_bytes(raw[at : at + 2]) for at in range(0, len(raw), 2))
        elif name == "Do" and (form := resources.get("/XObject", {})[operands[0]]).get("/Subtype") == Name.Form:
            yield from _read(form, form.get("/Resources"), used, fonts)
    if saved:
        yield "a graphics state is not restored"


def _unicode(cmap: bytes) -> Iterator[int]:
    """The codes for which a map to Unicode has characters."""
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        yield from (int(code, 16) for code, _ in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block))
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*[<\[]", block):
            yield from range(int(first, 16), int(last, 16) + 1)


def _widths(below: Dictionary, codes: set[int]) -> Iterator[str]:
    """A 6.2.11.4, 6.2.11.5, UA 7.21.4, 7.21.5: in the file, and within a thousandth of an em as wide as is said."""
    inside = TTFont(io.BytesIO(below.FontDescriptor.FontFile2.read_bytes()), lazy=True)
    order, scale = inside.getGlyphOrder(), 1000 / inside["head"].unitsPerEm
    said = dict(_said(list(below.get("/W", []))))
    for code in sorted(codes):
        if code >= len(order):
            yield f"glyph {code} is not in the file"
            continue
        is_so = inside["hmtx"][order[code]][0] * scale
        if abs(float(said.get(code, below.get("/DW", 1000))) - is_so) > 1:
            yield f"glyph {code} is {is_so:.1f} wide, and said to be {said.get(code)}"


def _said(entries: list) -> Iterator[tuple[int, float]]:
    at = 0
    while at < len(entries):
        if isinstance(entries[at + 1], Array):
            yield from enumerate((float(width) for width in entries[at + 1]), start=int(entries[at]))
            at += 2
        else:
            first, last, width = entries[at : at + 3]
            yield from ((code, float(width)) for code in range(int(first), int(last) + 1))
            at += 3
