"""Which words does one see on a page of a PDF, and where do they lie?  Runs in the child only.

A text layer says more than is seen: words without ink, off the sheet, in a layer that is switched off, white on white,
under a bar that somebody drew over them.  So the page is drawn with its text and without it, and a word is seen where
the two differ.
"""

from collections.abc import Callable, Iterable, Iterator
from ctypes import byref, c_double, c_int
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops

from .spelt import spelt_in

#: Stands where words were taken out: how many is not told.
TAKEN_OUT = "[blacked out]"
#: What touches a box with this much around it, in parts of the page, counts as lying under it.
CLOSE = 0.004
#: Around a name: what stands above and below its letters is part of it.
AROUND = (0.004, 0.003)
LONGEST_SIDE = 1400  # points of the two drawings that are compared
FAINTEST = 24  # of 255: a fainter difference is not seen
FINE = 1_000_000
MOST_PAGES = 1000
MOST_ON_A_PAGE = 60
SOFT_HYPHEN, UNKNOWN = "\u00ad", "\ufffd"

Box = tuple[float, float, float, float]  # left, top, right, bottom, in parts of the page as it is shown


class Letter(NamedTuple):
    letter: str
    box: Box | None  # none for what has no ink: spaces, line ends


class Word(NamedTuple):
    start: int
    end: int
    box: Box | None  # none where a letter of it lies nowhere


def seen_words(page, boxes: list[dict]) -> str:
    """The words that one sees on the page outside the boxes.  The page cannot be drawn any more afterwards."""
    letters = _letters(page)
    if not any(one.box for one in letters):
        return ""
    ink = _ink(page)
    words = list(_words(letters))
    doubtful = _over_each_other(words)
    taken = [_wider(box) for box in boxes]
    written: list[str] = []
    last = 0
    for word in words:
        written.append("".join(one.letter for one in letters[last : word.start]))
        last = word.end
        mine = letters[word.start : word.end]
        if any(one.box and _touch(one.box, box) for one in mine for box in taken):
            written.append(TAKEN_OUT)
        elif word.box and word not in doubtful and all(_is_seen(one, ink) for one in mine if one.letter != "\n"):
            written.append("".join(one.letter for one in mine))
    return _tidy("".join(written))


def names_on_pages(source: Path, spelt: list[list[str]], *, seal: Callable) -> dict[int, list[list]]:
    """[label, [x, y, w, h]] of each name in the text layer, by the page on which it stands."""
    import pypdfium2

    seal()
    found: dict[int, list[list]] = {}
    pdf = pypdfium2.PdfDocument(source)
    for number in range(min(len(pdf), MOST_PAGES)):
        page = pdf[number]
        if places := _names(_letters(page), [(one, label) for one, label in spelt]):
            found[number + 1] = places
        page.close()
    return found


def _names(letters: list[Letter], spelt: list[tuple[str, str]]) -> list[list]:
    """Each line of each name by itself.  A word parted at a line end is looked for with its hyphen and without."""
    text = "".join(one.letter for one in letters)
    found: list[list] = []
    for spelling in (text, text.replace(SOFT_HYPHEN, "-")):
        for hit in spelt_in(spelling, spelt):
            for piece in _lines(letters[hit.start : hit.end]):
                place = [hit.label, _around(piece)]
                if place not in found and _is_on_the_page(piece):
                    found.append(place)
    return found[:MOST_ON_A_PAGE]


def _lines(letters: list[Letter]) -> Iterator[Box]:
    line: list[Box] = []
    for one in letters:
        if one.letter in ("\n", SOFT_HYPHEN):
            line += [one.box] if one.box else []
            if line:
                yield _union(line)
            line = []
        elif one.box:
            line.append(one.box)
    if line:
        yield _union(line)


def _letters(page) -> list[Letter]:
    import pypdfium2.raw as pdfium

    layer = page.get_textpage()
    sides = [c_double() for _ in range(4)]
    letters = []
    for place in range(pdfium.FPDFText_CountChars(layer)):
        letter = _letter(pdfium.FPDFText_GetUnicode(layer, place))
        left, right, bottom, top = sides
        there = pdfium.FPDFText_GetCharBox(layer, place, *(byref(side) for side in sides))
        is_ink = there and not letter.isspace()
        box = _on_the_page(pdfium, page, left.value, top.value, right.value, bottom.value) if is_ink else None
        letters += [Letter(letter, box)] if letter else []
    layer.close()
    return letters


def _letter(code: int) -> str:
    """PDFium writes 2 or U+FFFE for the hyphen with which a line ends, and 13, 10 for a line end."""
    if code in (2, 0xFFFE):
        return SOFT_HYPHEN
    if code == 13:
        return ""
    is_none = code == 0 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF
    return UNKNOWN if is_none else chr(code)


def _on_the_page(pdfium, page, left: float, top: float, right: float, bottom: float) -> Box:
    """Turned and cut as the page is shown."""
    across, down = [], []
    for x, y in ((left, top), (right, bottom)):
        to_the_right, downwards = c_int(), c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, byref(to_the_right), byref(downwards))
        across.append(to_the_right.value / FINE)
        down.append(downwards.value / FINE)
    return min(across), min(down), max(across), max(down)


def _words(letters: list[Letter]) -> Iterator[Word]:
    """What stands between spaces.  A word that goes on after a hyphen on the next line is one."""
    start = None
    for place, one in enumerate([*letters, Letter(" ", None)]):
        if not one.letter.isspace():
            start = place if start is None else start
        elif start is not None and not (one.letter == "\n" and letters[place - 1].letter in ("-", SOFT_HYPHEN)):
            mine = letters[start:place]
            boxes = [letter.box for letter in mine if letter.box]
            is_whole = len(boxes) == sum(letter.letter not in ("\n", SOFT_HYPHEN) for letter in mine)
            yield Word(start, place, _union(boxes) if boxes and is_whole else None)
            start = None


def _over_each_other(words: list[Word]) -> set[Word]:
    """Words that lie on one another: which of them is seen cannot be told."""
    lying = sorted((word for word in words if word.box), key=lambda word: word.box[1] if word.box else 0)
    found: set[Word] = set()
    for place, word in enumerate(lying):
        for other in lying[place + 1 :]:
            if word.box is None or other.box is None or other.box[1] >= word.box[3]:
                break
            if _shared(word.box, other.box) > 0.2:
                found |= {word, other}
    return found


def _shared(one: Box, other: Box) -> float:
    """How much of the smaller of the two lies in the other."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return width * height / smaller if width > 0 and height > 0 and smaller > 0 else 0.0


def _ink(page) -> Image.Image:
    """White where the page looks otherwise without its text."""
    import pypdfium2.raw as pdfium

    with_text = _drawn(page)
    for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        pdfium.FPDFTextObj_SetTextRenderMode(thing, pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)
    difference = ImageChops.difference(with_text, _drawn(page))
    return difference.point(lambda value: 255 if value > FAINTEST else 0)


def _drawn(page) -> Image.Image:
    bitmap = page.render(scale=LONGEST_SIDE / max(page.get_size()), grayscale=True, may_draw_forms=True)
    picture: Image.Image = bitmap.to_pil().convert("L")
    bitmap.close()
    return picture


def _is_seen(one: Letter, ink: Image.Image) -> bool:
    if one.box is None:
        return one.letter == SOFT_HYPHEN
    left, top, right, bottom = one.box
    if left < 0 or top < 0 or right > 1 or bottom > 1:
        return False
    width, height = ink.size
    first = (int(left * width), int(top * height))
    part = (*first, max(int(right * width) + 1, first[0] + 1), max(int(bottom * height) + 1, first[1] + 1))
    return ink.crop(part).getbbox() is not None


def _wider(box: dict) -> Box:
    return box["x"] - CLOSE, box["y"] - CLOSE, box["x"] + box["w"] + CLOSE, box["y"] + box["h"] + CLOSE


def _touch(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


def _union(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _is_on_the_page(box: Box) -> bool:
    return box[0] < 1 and box[1] < 1 and box[2] > 0 and box[3] > 0


def _around(box: Box) -> list[float]:
    left, top = max(box[0] - AROUND[0], 0.0), max(box[1] - AROUND[1], 0.0)
    right, bottom = min(box[2] + AROUND[0], 1.0), min(box[3] + AROUND[1], 1.0)
    return [round(left, 4), round(top, 4), round(right - left, 4), round(bottom - top, 4)]


def _tidy(text: str) -> str:
    """One space between words, no empty lines, and one mark for all that was taken out in a row."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    words = "\n".join(line for line in lines if line).replace(f"{TAKEN_OUT}\n{TAKEN_OUT}", TAKEN_OUT)
    while f"{TAKEN_OUT} {TAKEN_OUT}" in words or f"{TAKEN_OUT}\n{TAKEN_OUT}" in words:
        words = words.replace(f"{TAKEN_OUT} {TAKEN_OUT}", TAKEN_OUT).replace(f"{TAKEN_OUT}\n{TAKEN_OUT}", TAKEN_OUT)
    return words
