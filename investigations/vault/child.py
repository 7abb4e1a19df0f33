"""The child that decodes files nobody vouches for: original on standard input, JPEG or a sentence on standard output.

Run as `python -m investigations.vault.child CONTENT_TYPE WIDTH PAGE`; with a WIDTH of 0 it says how many pages there
are. It sets its own limits before it reads a byte, needs
no settings and no Django, and imports nothing of ours.
"""

import io
import resource
import sys

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10
MOST_PIXELS = 25_000_000
TALLEST = 5  # times the width: a screenshot of a long thread stays readable, a strip does not fill the memory
FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP", "image/heic": "HEIF", "image/gif": "GIF"}

BROKEN = "No preview can be made of this file: it is damaged or incomplete. It can still be downloaded."
TOO_BIG = "This picture has too many pixels for a preview ({width:,} by {height:,}). It can be downloaded."
TOO_HUNGRY = "A preview of this file would need more memory than is allowed. It can still be downloaded."
LOCKED = "This PDF is protected by a password, so no preview can be made. It can be downloaded."
NO_PAGES = "This PDF has no pages."
NO_SUCH_PAGE = "This PDF has no page {number}."


class CannotPicture(Exception):
    pass


def main() -> None:
    limit()
    content_type, width, page = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    # Said last: a library that prints to standard output must not get into the picture.
    answer = answer_to(sys.stdin.buffer.read(), content_type, width, page)
    sys.stdout.buffer.write(answer)


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # nothing plain on the disk
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))


def answer_to(original: bytes, content_type: str, width: int, page: int) -> bytes:
    try:
        if content_type != "application/pdf":
            return picture_of(original, content_type, width)
        return page_of(original, width, page) if width else str(len(opened(original))).encode()
    except CannotPicture as why:
        return str(why).encode()
    except MemoryError:
        return TOO_HUNGRY.encode()
    except Exception:  # noqa: BLE001
        # Decoders fail in ways of their own; whatever it was, the file is the reason.
        return BROKEN.encode()


def picture_of(original: bytes, content_type: str, width: int) -> bytes:
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # ours is asked for below, before anything is decoded
    if content_type == "image/heic":
        from pillow_heif import register_heif_opener

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
    from PIL import Image

    seen = picture.convert("RGBA")
    page = Image.new("RGB", seen.size, "white")
    page.paste(seen, mask=seen.getchannel("A"))
    made = io.BytesIO()
    page.save(made, "JPEG", quality=85, optimize=True)
    return made.getvalue()


if __name__ == "__main__":
    main()
