"""How is a box burnt into a page?  Runs in the child only; `burnt` is the way to it.

Nothing of the original is carried over but pixels, and of those none that lies under a box: a PDF becomes a PDF of
pictures without text, layers or history, a picture a new picture without a note of camera, place or earlier version.
The words that one sees beside the boxes are answered apart from it, for those who cannot see the pictures.
"""

import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from investigations.vault.child import TO_JPEG, CannotPicture
from investigations.vault.child_pictures import MOST_PIXELS, opened_pdf, opened_picture

from . import page_text, pictures

DPI = 170
NO_SUCH_PAGE = "A box lies on a page that the file does not have."
#: The longest side of a copied photograph: fine print stays readable.
LONGEST = 4000
QUALITY = 85


def burn(source: Path, into: Path, job: dict) -> dict:
    """Writes the rendition to `into`; its type, its number of pages and, of a PDF, the words of each."""
    boxes = {int(page): rows for page, rows in job["boxes"].items()}
    try:
        if job["content_type"] == "application/pdf":
            return _pdf(source, into, boxes)
        return _picture(source, into, job["content_type"], boxes)
    except (CannotPicture, MemoryError):
        raise
    except Exception as broken:
        raise CannotPicture("The file is damaged or incomplete, so no copy of it can be made.") from broken


def blacked_out(picture: Image.Image, boxes: list[dict]) -> Image.Image:
    """The picture with each box black, to the next whole pixel outwards and one more for what shades into it."""
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = math.floor(box["x"] * width) - 1, math.floor(box["y"] * height) - 1
        right, bottom = math.ceil((box["x"] + box["w"]) * width), math.ceil((box["y"] + box["h"]) * height)
        draw.rectangle((left, top, right, bottom), fill="black")
    return picture


def _picture(source: Path, into: Path, kind: str, boxes: dict) -> dict:
    if set(boxes) - {1}:
        raise CannotPicture(NO_SUCH_PAGE)
    with opened_picture(source, kind, (LONGEST, LONGEST)) as opened:
        plain = pictures.plain(opened).convert("RGB")
    plain.thumbnail((LONGEST, LONGEST * 5), Image.Resampling.LANCZOS)
    made = blacked_out(plain, boxes.get(1, []))
    if kind in TO_JPEG:
        made.save(into, "JPEG", quality=QUALITY, optimize=True)
        return {"content_type": "image/jpeg", "pages": 1}
    made.save(into, "PNG", optimize=True)
    return {"content_type": "image/png", "pages": 1}


def _pdf(source: Path, into: Path, boxes: dict) -> dict:
    original = opened_pdf(source)
    if max(boxes, default=0) > len(original):
        raise CannotPicture(NO_SUCH_PAGE)
    made = pikepdf.new()
    words = []
    for number, (picture, page) in enumerate(_pages(original), start=1):
        _add_page(made, blacked_out(picture, boxes.get(number, [])), page.get_size())
        words.append(page_text.seen_words(page, boxes.get(number, [])))
        page.close()
        print("progress", number, flush=True)
    made.Root.Lang = pikepdf.String("en-GB")
    made.save(into, deterministic_id=True, linearize=False)
    return {"content_type": "application/pdf", "pages": len(made.pages), "words": words}


def _pages(original) -> Iterator[tuple[Image.Image, Any]]:
    """Each page as it is shown, and the page: what lies outside the sheet is not part of it."""
    for number in range(len(original)):
        page = original[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise CannotPicture(f"Page {number + 1} of the PDF has no size.")
        scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, may_draw_forms=True)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        yield picture, page


def _add_page(made, picture: Image.Image, size: tuple[float, float]) -> None:
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=QUALITY, optimize=True)
    image = made.make_stream(content.getvalue())
    image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    image.Width, image.Height = picture.size
    image.ColorSpace, image.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    image.Filter = pikepdf.Name.DCTDecode
    made.add_blank_page(page_size=size)
    page = made.pages[-1]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    page.Contents = made.make_stream(f"q {size[0]:.3f} 0 0 {size[1]:.3f} 0 0 cm /Page Do Q".encode())
