"""What is read aloud of a redacted page is what one sees beside the boxes, and nothing that a file only says."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from investigations.documents.page_text import TAKEN_OUT, names_on_pages, seen_words

CANARY = "Qanarya"


def pdf(content: str, *, rotate: int = 0, crop: list[int] | None = None) -> bytes:
    made = pikepdf.new()
    made.add_blank_page(page_size=(600, 800))
    page = made.pages[0]
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    hidden = made.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.OCG, Name=pikepdf.String("off")))
    off = pikepdf.Array([hidden])
    made.Root.OCProperties = pikepdf.Dictionary(OCGs=off, D=pikepdf.Dictionary(OFF=off))
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font), Properties=pikepdf.Dictionary(Off=hidden))
    page.Contents = made.make_stream(content.encode())
    page.Rotate = rotate
    if crop:
        page.CropBox = pikepdf.Array(crop)
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def at(x: int, y: int, words: str, *, before: str = "") -> str:
    return f"q BT {before} /F1 20 Tf 1 0 0 1 {x} {y} Tm ({words}) Tj ET Q "


def read(content: bytes, *boxes: tuple[float, float, float, float]) -> str:
    document = pypdfium2.PdfDocument(content)
    document.init_forms()
    return seen_words(document[0], [dict(zip("xywh", box, strict=True)) for box in boxes])


def test_words_outside_the_boxes_are_read_in_their_order():
    assert read(pdf(at(60, 700, "One two") + at(60, 300, "three"))) == "One two\nthree"


def test_a_word_that_a_box_touches_with_one_letter_is_left_out_whole():
    page = pdf(at(60, 700, f"Seen {CANARY} there") + at(60, 300, "Afterwards"))
    whole = read(page)
    assert whole == f"Seen {CANARY} there\nAfterwards"
    # The name stands at 113 to 188 of 600 points; this box ends within its first letter.
    assert read(page, (0.12, 0.09, 0.08, 0.05)) == f"{TAKEN_OUT} there\nAfterwards"
    assert read(page, (0.19, 0.09, 0.01, 0.05)) == f"Seen {TAKEN_OUT} there\nAfterwards"
    assert read(page, (0.05, 0.05, 0.9, 0.1)) == f"{TAKEN_OUT}\nAfterwards"


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_boxes_lie_where_they_were_drawn_also_on_a_page_that_is_turned_or_cut(rotate):
    page = pdf(at(60, 700, CANARY) + at(60, 300, "Afterwards"), rotate=rotate, crop=[20, 100, 580, 790])
    assert CANARY in read(page)
    # As shown, cut and turned: (60-140, 700-716) of (20-580, 100-790).
    left, top, right, bottom = 40 / 560, 74 / 690, 130 / 560, 95 / 690
    shown = {
        90: (1 - bottom, left, bottom - top, right - left),
        180: (1 - right, 1 - bottom, right - left, bottom - top),
        270: (top, 1 - right, bottom - top, right - left),
    }[rotate]
    assert read(page, shown) == f"{TAKEN_OUT}\nAfterwards" or read(page, shown) == f"Afterwards\n{TAKEN_OUT}"


BAR = "0 g 50 690 200 40 re f "


@pytest.mark.parametrize(
    "hidden",
    [
        at(60, 700, CANARY, before="3 Tr"),
        "1 g " + at(60, 700, CANARY) + "0 g ",
        at(700, 900, CANARY),
        f"/OC /Off BDC {at(60, 700, CANARY)} EMC ",
        at(60, 700, CANARY) + BAR,
        at(60, 700, CANARY) + BAR + "1 g " + at(60, 700, "REMOVED") + "0 g ",
        "q 0 0 10 10 re W n " + at(60, 700, CANARY) + "Q ",
    ],
    ids=["without ink", "white", "off the sheet", "layer off", "under a bar", "under a bar with a label", "clipped"],
)
def test_what_the_text_layer_says_and_nobody_sees_is_not_read(hidden):
    page = pdf(hidden + at(60, 300, "Afterwards"))
    assert CANARY not in read(page) and "Afterwards" in read(page)


def test_a_word_that_goes_on_after_a_hyphen_goes_as_one():
    page = pdf(at(60, 700, "See Qanar-") + at(60, 676, "ya there"))
    assert read(page, (0.15, 0.08, 0.1, 0.05)).replace(TAKEN_OUT, "").split() == ["there"]


def test_names_are_found_in_the_text_layer_with_their_places(tmp_path: Path):
    file = tmp_path / "a.pdf"
    file.write_bytes(pdf(at(60, 700, "Seen: AMELIA CLARKE") + at(60, 300, "Amelia") + at(60, 276, "Clarke again")))
    found = names_on_pages(file, [["Amelia Clarke", "Pupil A"]], seal=lambda: None)
    assert list(found) == [1] and {label for label, _ in found[1]} == {"Pupil A"}
    boxes = [box for _, box in found[1]]
    assert len(boxes) == 3, "one for each line"
    x, y, w, h = boxes[0]
    assert 0.18 < x < 0.22 and 0.46 < x + w < 0.5 and 0.08 < y < 0.11 and 0.12 < y + h < 0.13
    assert names_on_pages(file, [["Ben Low", "Pupil B"]], seal=lambda: None) == {}
