"""How does a picture, a page of a PDF or the first picture of a film become a small JPEG?  Runs in the child only."""

import io
import itertools

from PIL import Image, ImageOps

from . import child_films as films
from .child import BROKEN, CannotPicture

MOST_PIXELS = 25_000_000
TALLEST = 5  # times the width: a screenshot of a long thread stays readable, a strip does not fill the memory
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF", "image/gif": "GIF"}

TOO_BIG = "This picture has too many pixels for a preview ({width:,} by {height:,}). It can be downloaded."
LOCKED = "This PDF is protected by a password, so no preview can be made. It can be downloaded."
NO_PAGES = "This PDF has no pages."
NO_SUCH_PAGE = "This PDF has no page {number}."
NO_PICTURE = "No picture can be shown of this film: it holds none, or it is damaged. It can still be downloaded."
NO_HEIC = "Pictures in the HEIC format cannot be shown on this server. It can be downloaded."


def picture_of(original: bytes, content_type: str, width: int, page: int) -> bytes:
    if content_type == "application/pdf":
        return page_of(original, width, page)
    if content_type.startswith("video/"):
        return frame_of(original, content_type, width)
    return still_of(original, content_type, width)


def number_of_pages(original: bytes) -> int:
    return len(opened(original))


def still_of(original: bytes, content_type: str, width: int) -> bytes:
    Image.MAX_IMAGE_PIXELS = None  # ours is asked for below, before anything is decoded
    if content_type == "image/heic":
        try:
            from pillow_heif import register_heif_opener
        except ImportError:
            raise CannotPicture(NO_HEIC) from None
        register_heif_opener(thumbnails=False)
    with Image.open(io.BytesIO(original), formats=[FORMATS[content_type]]) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise CannotPicture(TOO_BIG.format(width=picture.width, height=picture.height))
        # A JPEG can be decoded at a half, a quarter or an eighth: much faster, and twice the width stays sharp.
        picture.draft("RGB", (2 * width, 2 * width))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((width, width * TALLEST))
        return jpeg(upright)


def page_of(original: bytes, width: int, number: int) -> bytes:
    document = opened(original)
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


def opened(original: bytes):  # type: ignore[no-untyped-def]
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(original)
    except pypdfium2.PdfiumError as wrong:
        raise CannotPicture(LOCKED if "password" in str(wrong).lower() else BROKEN) from wrong
    if len(document) == 0:
        raise CannotPicture(NO_PAGES)
    # What was filled into a form is part of the page: unseen here, it would be overlooked when a copy is redacted.
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
