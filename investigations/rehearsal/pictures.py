"""What do the exhibits look like?  Posts, photographs and scans, drawn anew: nobody and nothing in them is real."""

import io
import random
from dataclasses import dataclass
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 760, 1180
INK, QUIET, PAPER, LINE, ACCENT = "#14202b", "#5a6b78", "#ffffff", "#d9e0e5", "#1f6f5c"
SKIN = ("#f0cfb4", "#d7a077", "#9b6a48", "#6d4730")
JUMPER = "#23527c"


@dataclass(frozen=True, kw_only=True)
class Post:
    """A post on the platform of the rehearsal, as somebody caught it on their screen."""

    text: str
    when: str
    caught: str
    name: str = "Larkfield Class"
    handle: str = "@LarkfieldClass"
    address: str = "https://chalkboard.example/LarkfieldClass/posts/48213907"
    picture: str = ""  # the sign that the child in the picture holds up; empty for a post without one
    replies: tuple[tuple[str, str], ...] = ()
    counts: str = "14 replies   6 shared   41 liked"
    note: str = ""  # a grey line in place of the post: "This post was removed."


def screenshot(post: Post) -> bytes:
    """The page of one post, with the address bar and the clock of the screen, as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, WIDTH, 84), fill="#eef2f4")
    draw.text((24, 8), post.caught, font=_font(17), fill=QUIET)
    draw.rounded_rectangle((20, 36, WIDTH - 20, 74), 18, fill=PAPER, outline=LINE)
    draw.text((38, 45), post.address, font=_font(18), fill=QUIET)
    draw.text((28, 104), "chalkboard", font=_font(30), fill=ACCENT)
    y = _heading(draw, 158, post.name, f"{post.handle}   {post.when}", ACCENT)
    if post.note:
        draw.rounded_rectangle((28, y, WIDTH - 28, y + 92), 10, fill="#f3f4f5")
        draw.text((48, y + 32), post.note, font=_font(22), fill=QUIET)
        y += 112
    y = _paragraph(draw, 28, y, post.text, 24)
    if post.picture:
        image.paste(_child_with_sign(post.picture, WIDTH - 56, 430), (28, y + 12))
        y += 460
    draw.text((28, y + 8), post.counts, font=_font(20), fill=QUIET)
    draw.line((28, y + 44, WIDTH - 28, y + 44), fill=LINE, width=2)
    y += 62
    for who, what in post.replies:
        y = _heading(draw, y, who, "", "#8a97a1", size=20)
        y = _paragraph(draw, 92, y - 22, what, 20) + 14
    image = image.crop((0, 0, WIDTH, min(HEIGHT, max(y + 24, 560))))
    return _saved(image, "PNG", optimize=False, compress_level=3)


def photograph(seed: int, size: tuple[int, int] = (2016, 1512)) -> bytes:
    """A classroom display out of focus: large like a telephone's picture, and nobody in it."""
    chance = random.Random(seed)
    small = Image.new("RGB", (252, 189), "#cbb995")
    draw = ImageDraw.Draw(small)
    draw.rectangle((0, 150, 252, 189), fill="#7d5f41")
    for row in range(3):
        for column in range(6):
            x, y = 14 + column * 38 + chance.randint(-3, 3), 12 + row * 44 + chance.randint(-3, 3)
            colour = chance.choice(("#e9e2cf", "#f3d27a", "#9fc4b7", "#d98b72", "#8fa9c8", "#f6f2e6"))
            draw.rectangle((x, y, x + 30, y + 35), fill=colour, outline="#85765a")
            for line in range(4):
                draw.line((x + 4, y + 8 + line * 6, x + 22 + chance.randint(-6, 4), y + 8 + line * 6), fill="#6a6355")
    image = small.filter(ImageFilter.GaussianBlur(0.6)).resize(size, Image.Resampling.BICUBIC)
    return _saved(image, "JPEG", quality=80)


def scan(title: str, lines: tuple[str, ...], second: tuple[str, ...] = ()) -> bytes:
    """A form filled in by hand and scanned: a PDF of one page, or of two."""
    pages = [_scanned(title, lines)] + ([_scanned(f"{title} (continued)", second)] if second else [])
    return _saved(pages[0], "PDF", resolution=100, save_all=True, append_images=pages[1:])


def _scanned(title: str, lines: tuple[str, ...]) -> Image.Image:
    image = Image.new("L", (827, 1169), 250)
    draw = ImageDraw.Draw(image)
    draw.text((90, 90), "Larkfield Primary School", font=_font(20), fill=90)
    draw.text((90, 124), title, font=_font(32), fill=20)
    draw.line((90, 176, 737, 176), fill=60, width=2)
    y = 206
    for line in lines:
        y = _paragraph(draw, 90, y, line, 20, width=647, fill=30) + 8
        draw.line((90, y, 737, y), fill=205)
        y += 14
    return image.rotate(0.6, fillcolor=250)


def _child_with_sign(sign: str, width: int, height: int) -> Image.Image:
    """A drawn child holding up a sign: enough to show what the picture was of."""
    image = Image.new("RGB", (width, height), "#dfe8ec")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, height - 90, width, height), fill="#b99d73")
    middle = width // 2
    skin = SKIN[sum(map(ord, sign)) % len(SKIN)]
    draw.rounded_rectangle((middle - 90, 190, middle + 90, height - 40), 40, fill=JUMPER)
    draw.ellipse((middle - 62, 50, middle + 62, 186), fill=skin)
    draw.pieslice((middle - 70, 36, middle + 70, 176), 180, 360, fill="#3b2a20")
    draw.ellipse((middle - 30, 106, middle - 18, 118), fill=INK)
    draw.ellipse((middle + 18, 106, middle + 30, 118), fill=INK)
    draw.arc((middle - 28, 112, middle + 28, 160), 20, 160, fill=INK, width=4)
    draw.rectangle((middle - 190, 236, middle + 190, 350), fill="#fffdf4", outline="#8b7b52", width=4)
    font = _font(30)
    for number, line in enumerate(_wrapped(sign, font, 350)[:3]):
        left = middle - font.getlength(line) / 2
        draw.text((left, 250 + number * 36), line, font=font, fill=INK)
    return image


def _heading(draw: Any, y: int, name: str, under: str, colour: str, size: int = 24) -> int:
    radius = 26 if size > 20 else 20
    draw.ellipse((28, y, 28 + 2 * radius, y + 2 * radius), fill=colour)
    draw.text((28 + radius, y + radius), name[:1], font=_font(size), fill=PAPER, anchor="mm")
    draw.text((92, y), name, font=_font(size), fill=INK)
    if under:
        draw.text((92, y + 32), under, font=_font(18), fill=QUIET)
    return y + 2 * radius + 18


def _paragraph(draw: Any, x: int, y: int, text: str, size: int, width: int = 0, fill: Any = INK) -> int:
    font = _font(size)
    for line in _wrapped(text, font, width or WIDTH - x - 28):
        draw.text((x, y), line, font=font, fill=fill)
        y += round(size * 1.45)
    return y


def _wrapped(text: str, font: Any, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


@cache
def _font(size: int) -> Any:
    """The one that comes with Pillow: the same on every machine."""
    return ImageFont.load_default(size)


def _saved(image: Image.Image, form: str, **options: Any) -> bytes:
    written = io.BytesIO()
    image.save(written, form, **options)
    return written.getvalue()
