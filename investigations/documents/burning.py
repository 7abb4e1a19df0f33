"""How is a box burnt into a page?  Runs in the child only; `burnt` is the way to it.

Nothing of the original is carried over but pixels, and of those none that lies under a box: a PDF becomes a PDF of
pictures without text, layers or history, a picture a new picture without a note of camera, place or earlier version.
The words that one sees beside the boxes are answered apart from it, for those who cannot see the pictures.
"""

import io
import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from . import page_text, pictures

DPI = 170
MOST_PIXELS = 25_000_000
#: The longest side of a copied photograph: fine print stays readable.
LONGEST = 4000
QUALITY = 85


def burn(source: Path, into: Path, job: dict, *, seal: Callable, refuse: type[Exception]) -> dict:
    """Writes the rendition to `into`; its type, its number of pages and, of a PDF, the words of each."""
    Image.MAX_IMAGE_PIXELS = None  # ours is asked for before anything is decoded
    boxes = {int(page): rows for page, rows in job["boxes"].items()}
    try:
        if job["content_type"] == "application/pdf":
            return _pdf(source, into, boxes, seal, refuse)
        return _picture(source, into, job["content_type"], boxes, seal, refuse)
    except (refuse, MemoryError):
        raise
    except Exception as broken:
        raise refuse("refused", "The file is damaged or incomplete, so no copy of it can be made.") from broken


def blacked_out(picture: Image.Image, boxes: list[dict]) -> Image.Image:
    """The picture with each box black, to the next whole pixel outwards and one more for what shades into it."""
    width, height = picture.size
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        left, top = math.floor(box["x"] * width) - 1, math.floor(box["y"] * height) - 1
        right, bottom = math.ceil((box["x"] + box["w"]) * width), math.ceil((box["y"] + box["h"]) * height)
        draw.rectangle((left, top, right, bottom), fill="black")
    return picture


def _picture(source: Path, into: Path, kind: str, boxes: dict, seal: Callable, refuse: type[Exception]) -> dict:
    if set(boxes) - {1}:
        raise refuse("refused", "A box lies on a page that the file does not have.")
    is_photo = kind in pictures.PHOTOS or kind == "image/webp"
    name = pictures.PHOTOS.get(kind) or pictures.DRAWN[kind]
    if name == "HEIF":
        import pillow_heif

        pillow_heif.register_heif_opener(thumbnails=False)
    seal()
    with Image.open(source, formats=[name]) as opened:
        opened.draft("RGB", (2 * LONGEST, 2 * LONGEST))
        if opened.width * opened.height > MOST_PIXELS:
            raise refuse("refused", f"The picture has too many pixels ({opened.width:,} by {opened.height:,}).")
        plain = pictures.plain(opened).convert("RGB")
    plain.thumbnail((LONGEST, LONGEST * 5), Image.Resampling.LANCZOS)
    made = blacked_out(plain, boxes.get(1, []))
    if is_photo:
        made.save(into, "JPEG", quality=QUALITY, optimize=True)
        return {"content_type": "image/jpeg", "pages": 1}
    made.save(into, "PNG", optimize=True)
    return {"content_type": "image/png", "pages": 1}


def _pdf(source: Path, into: Path, boxes: dict, seal: Callable, refuse: type[Exception]) -> dict:
    import pikepdf
    import pypdfium2

    seal()
    try:
        original = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as broken:
        if "password" in str(broken).lower():
            raise refuse("refused", "The PDF is locked with a password, so no copy can be made.") from broken
        raise
    if max(boxes, default=0) > len(original):
        raise refuse("refused", "A box lies on a page that the file does not have.")
    original.init_forms()
    made = pikepdf.new()
    words = []
    for number, (picture, page) in enumerate(_pages(original, refuse), start=1):
        _add_page(made, pikepdf, blacked_out(picture, boxes.get(number, [])), page.get_size())
        words.append(page_text.seen_words(page, boxes.get(number, [])))
        page.close()
        print("progress", number, flush=True)
    made.Root.Lang = pikepdf.String("en-GB")
    made.save(into, deterministic_id=True, linearize=False)
    return {"content_type": "application/pdf", "pages": len(made.pages), "words": words}


def _pages(original, refuse: type[Exception]) -> Iterator[tuple[Image.Image, Any]]:
    """Each page as it is shown, and the page: what lies outside the sheet is not part of it."""
    for number in range(len(original)):
        page = original[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise refuse("refused", f"Page {number + 1} of the PDF has no size.")
        scale = min(DPI / 72, math.sqrt(MOST_PIXELS / (width * height)))
        bitmap = page.render(scale=scale, may_draw_forms=True)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        yield picture, page


def _add_page(made, pikepdf, picture: Image.Image, size: tuple[float, float]) -> None:
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
