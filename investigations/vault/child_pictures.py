"""How is a picture, a PDF or a film opened, and how does it become a small JPEG?  Runs in a limited child only.

Previews, pages on paper and redacted copies all open a file here: with the same limits and the same sentences.
"""

import io
import itertools
from pathlib import Path
from typing import BinaryIO

from PIL import Image, ImageOps

from . import child_films as films
from .child import CannotPicture

MOST_PIXELS = 25_000_000
TALLEST = 5  # times the width: a screenshot of a long thread stays readable, a strip does not fill the memory
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF", "image/gif": "GIF"}

TOO_BIG = "This picture has too many pixels to be shown ({width:,} by {height:,}). The file itself is kept."
LOCKED = "This PDF is protected by a password, so its pages cannot be shown. The file itself is kept."
NO_PAGES = "This PDF has no pages."
NO_SUCH_PAGE = "This PDF has no page {number}."
NO_PICTURE = "No picture can be shown of this film: it holds none, or it is damaged. It can still be downloaded."
NO_HEIC = "Pictures in the HEIC format cannot be shown on this server. The file itself is kept."


def picture_of(original: bytes, content_type: str, width: int, page: int) -> bytes:
    if content_type == "application/pdf":
        return page_of(original, width, page)
    if content_type.startswith("video/"):
        return frame_of(original, content_type, width)
    return still_of(original, content_type, width)


def number_of_pages(original: bytes) -> int:
    return len(opened_pdf(original))


def still_of(original: bytes, content_type: str, width: int) -> bytes:
    with opened_picture(io.BytesIO(original), content_type, (width, width)) as picture:
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((width, width * TALLEST))
        return jpeg(upright)


def opened_picture(
    source: BinaryIO | Path, content_type: str, size: tuple[int, int], most_pixels: int = MOST_PIXELS
) -> Image.Image:
    """Before a single pixel is decoded: a file of a few kilobytes may unfold to gigabytes.

    A JPEG is then decoded at a half, a quarter or an eighth where that is still twice the `size` it is wanted at (its
    shorter and its longer side): much faster, and a large photograph need not be large here.
    """
    Image.MAX_IMAGE_PIXELS = None  # Pillow's own limit only warns up to 179 million; ours refuses
    if content_type == "image/heic":
        try:
            from pillow_heif import register_heif_opener
        except ImportError:
            raise CannotPicture(NO_HEIC) from None
        register_heif_opener(thumbnails=False)
    picture = Image.open(source, formats=[FORMATS[content_type]])
    short, long = (2 * side for side in size)
    picture.draft("RGB", (long, short) if picture.width > picture.height else (short, long))
    if picture.width * picture.height > most_pixels:
        raise CannotPicture(TOO_BIG.format(width=picture.width, height=picture.height))
    return picture


def page_of(original: bytes, width: int, number: int) -> bytes:
    document = opened_pdf(original)
    if number > len(document):
        raise CannotPicture(NO_SUCH_PAGE.format(number=number))
    page = document[number - 1]
    scale = min(width / page.get_width(), width * TALLEST / page.get_height())
    picture = page.render(scale=scale, may_draw_forms=True).to_pil()
    picture.thumbnail((width, width * TALLEST))
    return jpeg(picture)


def frame_of(original: bytes, content_type: str, width: int) -> bytes:
    """The first picture of a film."""
    with films.opened(original, content_type) as film:
        if not film.streams.video:
            raise CannotPicture(NO_PICTURE)
        stream = film.streams.video[0]
        size = (stream.codec_context.width, stream.codec_context.height)
        if size[0] * size[1] > MOST_PIXELS:
            raise CannotPicture(TOO_BIG.format(width=size[0], height=size[1]))
        stream.thread_type = "NONE"
        for frame in itertools.islice(film.decode(stream), 1):
            picture = frame.to_image()
            turned = getattr(frame, "rotation", 0) or 0
            picture = picture.rotate(turned, expand=True) if turned else picture
            picture.thumbnail((width, width * TALLEST))
            return jpeg(picture)
    raise CannotPicture(NO_PICTURE)


def opened_pdf(source: bytes | Path):  # type: ignore[no-untyped-def]
    """With what was filled into a form, which is part of the page: unseen, it would be overlooked when it is redacted."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as wrong:
        if "password" in str(wrong).lower():
            raise CannotPicture(LOCKED) from wrong
        raise
    if len(document) == 0:
        raise CannotPicture(NO_PAGES)
    document.init_forms()
    return document


def jpeg(picture) -> bytes:  # type: ignore[no-untyped-def]
    """New pixels on white; the new file gets no metadata, since nothing but pixels is carried over."""
    seen = picture.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    made = io.BytesIO()
    page.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()
