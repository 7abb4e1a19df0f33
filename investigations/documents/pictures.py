"""Which pictures does a piece of evidence give? Runs in the child only; `exhibits` is the way to it."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageCms, ImageOps

from investigations.vault.child import CannotPicture
from investigations.vault.child_pictures import opened_pdf, opened_picture

A4_INCHES = (8.27, 11.69)
SHARP_DPI = 300  # a screenshot keeps its own points up to this density
TALLEST = 2.6  # a screenshot taller than this many times its width is cut into pages,
NARROWEST = 240  # unless it is too narrow to be one
SLICE = 1.4
OVERLAP = 0.03  # repeated at a cut, so that no line is lost between two pages

PHOTOS = frozenset({"image/jpeg", "image/heic"})
BROKEN = "The file is damaged or is not what its name says, so no picture can be made of it."


def draw(source: Path, into: Path, job: dict) -> list[list]:
    """[file name, width, height] of each page picture, written to `into` one after another; CannotPicture otherwise."""
    kind = job["content_type"]
    try:
        pages = _pdf_pages(source, job) if kind == "application/pdf" else _picture_pages(source, kind, job)
        into.mkdir()
        written = []
        for place, page in enumerate(pages, start=1):
            suffix, content = _encoded(page, sharp=kind not in PHOTOS)
            name = f"{place:05}{suffix}"
            (into / name).write_bytes(content)
            written.append([name, *page.size])
            print("progress", place, flush=True)
    except (CannotPicture, MemoryError):
        raise
    except Exception as broken:
        raise CannotPicture(BROKEN) from broken
    return written


def _picture_pages(source: Path, kind: str, job: dict) -> Iterator[Image.Image]:
    short, long = (round(inches * job["dpi"]) for inches in A4_INCHES)
    with opened_picture(source, kind, (short, long), job["max_pixels"]) as picture:
        yield from _sliced(_brought_to_size(plain(picture), job, kind in PHOTOS))


def plain(picture: Image.Image) -> Image.Image:
    """Upright, in sRGB, on white, and without anything that was noted in the file beside the picture."""
    profile = picture.info.get("icc_profile")
    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture.convert("RGBA")).convert("RGB")
    elif picture.mode.startswith("I") or picture.mode == "F":
        # Sixteen bits a point: keep the upper eight, since a plain conversion would cut off at 255.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            stated = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, stated, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            pass  # a broken profile only shifts colours
    if picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _brought_to_size(picture: Image.Image, job: dict, photo: bool) -> Image.Image:
    width, height = picture.size
    if _is_long(picture):
        # Only its width has to fit: the height is cut into pages.
        most = int(A4_INCHES[0] * (job["dpi"] if photo else SHARP_DPI))
        size = (most, max(1, height * most // width))
    else:
        size = _box(picture.size, job["dpi"] if photo else SHARP_DPI)
    if width <= size[0] and height <= size[1]:
        return picture
    picture.thumbnail(size, Image.Resampling.LANCZOS)
    return picture


def _box(size: tuple[int, int], dpi: int) -> tuple[int, int]:
    """How many points an A4 page has, lying where the picture lies."""
    short, long = (round(inches * dpi) for inches in A4_INCHES)
    return (short, long) if size[1] >= size[0] else (long, short)


def _is_long(picture: Image.Image) -> bool:
    return picture.width >= NARROWEST and picture.height > TALLEST * picture.width


def _sliced(picture: Image.Image) -> Iterator[Image.Image]:
    width, height = picture.size
    if not _is_long(picture):
        yield picture
        return
    step = max(1, int(width * SLICE))
    top = 0
    while True:
        bottom = min(height, top + step)
        yield picture.crop((0, top, width, bottom))
        if bottom == height:
            return
        top = bottom - int(step * OVERLAP)


def _pdf_pages(source: Path, job: dict) -> Iterator[Image.Image]:
    pdf = opened_pdf(source)
    for number in range(len(pdf)):
        page = pdf[number]
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise CannotPicture(f"Page {number + 1} of the PDF has no size.")
        most = _box((width, height), job["dpi"])
        scale = min(job["dpi"] / 72, most[0] / width, most[1] / height)
        if max(width, height) * scale < 1 or min(width, height) * scale < 1:
            raise CannotPicture(f"Page {number + 1} of the PDF is too narrow to be shown.")
        bitmap = page.render(scale=scale, may_draw_forms=True)
        picture = bitmap.to_pil().convert("RGB")
        bitmap.close()
        page.close()
        yield picture


def _encoded(picture: Image.Image, *, sharp: bool) -> tuple[str, bytes]:
    """As JPEG; lettering also as PNG, and the smaller of the two."""
    if picture.mode == "RGB" and _is_grey(picture):
        picture = picture.convert("L")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG", quality=90 if sharp else 85, subsampling=0 if sharp else 2, optimize=True)
    if not sharp:
        return ".jpg", jpeg.getvalue()
    png = io.BytesIO()
    picture.save(png, "PNG", compress_level=7)
    return min((".png", png.getvalue()), (".jpg", jpeg.getvalue()), key=lambda one: len(one[1]))


def _is_grey(picture: Image.Image) -> bool:
    red, green, blue = picture.split()
    return red.tobytes() == green.tobytes() == blue.tobytes()
