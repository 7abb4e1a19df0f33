"""The same pages set one way, once: `python -m benchmarks.floor.pages WAY PAGES FOLDER`, in surroundings of its own.

Two fifths of the pages are pictures of exhibits, the rest statements and tables, as in a case file.
"""

import io
import json
import os
import random
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

TEMPLATE = """{% extends "documents/base.html" %}{% block body %}
<section class="part"><h1 id="chronology" class="numbered">Chronology</h1>
{% include "documents/parts/chronology.html" with rows=rows only %}</section>
<section class="part"><h1 id="statements" class="numbered">Statements</h1>
{% for one in statements %}<h2 id="{{ one.anchor }}" class="numbered">{{ one.title }}</h2>
{% include "documents/parts/facts.html" with facts=one.facts only %}<div class="paragraphs own">{{ one.text }}</div>{% endfor %}</section>
<section class="part"><h1 id="evidence" class="numbered">Evidence and exhibits</h1>
{% include "documents/parts/index.html" with index=exhibits only %}
{% for exhibit in exhibits %}{% include "documents/parts/exhibit.html" with exhibit=exhibit only %}{% endfor %}</section>
{% endblock %}"""


def content(pages: int, *, extra: bool = False) -> tuple[str, dict[str, bytes]]:
    from django.template import engines

    from investigations.documents.contents import with_contents
    from investigations.documents.text import paragraphs_html, printable
    from tests.documents import sample

    chance = random.Random(pages)
    pictures = [_screenshot(chance) for _ in range(24)]
    count = round(pages * 0.3)
    assets, exhibits = {}, []
    for number in range(1, count + 1):
        names = [f"exhibit-{number}-{page}.jpg" for page in range(1, 1 + (3 if number % 6 == 0 else 1))]
        assets |= {name: pictures[(number + at) % 24] + bytes([0] * (number % 9)) for at, name in enumerate(names)}
        exhibits.append(
            {
                "anchor": f"exhibit-{number}", "number": number, "label": f"Exhibit {number}", "sha256": f"{number:064x}",
                "title": f"Screenshot of a message, number {number}", "facts": [("Source", "the technician")],
                "pictures": [{"part": name, "lying": False} for name in names],
            }
        )  # fmt: skip
    statements = [
        {
            "anchor": f"statement-{number}", "title": f"Statement of witness {number}", "facts": [("Taken", "today")],
            "text": paragraphs_html("\n\n".join([sample.LONG] * 6)),
        }
        for number in range(1, round(pages * 0.17) + (2 if extra else 1))
    ]  # fmt: skip
    rows = [
        {"when": f"Day {number // 4}", "clock": "3.41 pm", "what": sample.LONG[:160], "source": "Exhibit 1"}
        for number in range(round(pages * 1.6))
    ]
    context = {
        "school": sample.SCHOOL,
        "document": sample.DOCUMENT,
        "rows": rows,
        "statements": statements,
        "exhibits": exhibits,
    }
    return with_contents(engines["django"].from_string(TEMPLATE).render(printable(context))), assets


def _screenshot(chance: random.Random) -> bytes:
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(picture)
    for line in range(60):
        draw.text((30, 18 * line + 20), "".join(chance.choices("abcdefgh ijklmnop qrst uvwxyz", k=110)), "black")
    for _ in range(6):
        left, top = chance.randrange(700), chance.randrange(1000)
        draw.rectangle([left, top, left + 180, top + 120], fill=tuple(chance.choices(range(256), k=3)))
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=88)
    return written.getvalue()


def main(way: str, pages: int, folder: Path) -> None:
    import django

    django.setup()
    html, assets = content(pages)
    found = {"sections": in_sections, "one piece": in_one_piece, "chromium": by_chromium}[way](
        html, assets, pages, folder
    )
    found["mb"] = found.get("mb") or resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps(found))


def in_sections(html: str, assets: dict, pages: int, folder: Path) -> dict:
    from django.core.management import call_command

    from investigations.documents import apart, whole
    from investigations.documents.made import Made
    from tests.world import World

    call_command("migrate", verbosity=0)
    case = World.make().log()

    def made(text):
        with apart.work_folder() as work:
            began, used = time.monotonic(), _processor()
            count = whole.set_pages(
                case, Made("x", "x.pdf", text, assets), work, lambda *_: None, into=folder / "made.pdf"
            )
            return (time.monotonic() - began) * 1000, count, _processor() - used

    made(content(20)[0])  # typefaces unpacked, programs read
    took, count, used = made(html)
    again, _, used_again = made(content(pages, extra=True)[0])
    return {"ms": took, "pages": count, "again": again, "cpu": used, "cpu again": used_again}


def in_one_piece(html: str, assets: dict, pages: int, folder: Path) -> dict:
    from investigations.documents.render import render_pdf

    render_pdf(content(20)[0], content(20)[1], title="x")
    began, used = time.monotonic(), _processor()
    made = render_pdf(html, assets, title="x", seconds=1200, memory_mb=8192, into=folder / "made.pdf")
    return {"ms": (time.monotonic() - began) * 1000, "pages": made.pages, "cpu": _processor() - used}


def by_chromium(html: str, assets: dict, pages: int, folder: Path) -> dict:
    import pikepdf

    from investigations.documents.fonts import typefaces
    from investigations.documents.render import STYLE

    place = folder / "printed"
    (place / "fonts").mkdir(parents=True)
    faces, fonts = typefaces(html)
    for name, part in {**assets, **fonts, "print.css": STYLE, "fonts.css": faces.encode()}.items():
        content_of = part if isinstance(part, bytes) else Path(part).read_bytes()
        if name.endswith(".css"):
            content_of = content_of.replace(b"asset:", b"")
        (place / name).write_bytes(content_of)
    (place / "x.html").write_text(re.sub(r'(["(])asset:', r"\1", html))
    into = folder / "printed.pdf"
    began, used = time.monotonic(), _processor()
    with subprocess.Popen(
        ["/usr/bin/chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--print-to-pdf={into}", "--no-pdf-header-footer",
         f"--user-data-dir={folder}/profile", "--timeout=600000", (place / "x.html").as_uri()],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True, preexec_fn=lambda: os.nice(10),
    ) as browser:  # fmt: skip
        largest = 0
        while browser.poll() is None:
            largest = max(largest, _together(browser.pid))
            time.sleep(0.1)
    took = (time.monotonic() - began) * 1000
    with pikepdf.open(into) as pdf:
        return {"ms": took, "pages": len(pdf.pages), "mb": largest, "cpu": _processor() - used}


def _processor() -> float:
    """Milliseconds of processor time that ended children took: what a loaded machine does not change."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (used.ru_utime + used.ru_stime) * 1000


def _together(session: int) -> int:
    """Resident megabytes of all processes of a session."""
    pages = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            about = place.read_text().rpartition(")")[2].split()
            if int(about[3]) == session:
                pages += int(about[21])
        except (OSError, IndexError):
            continue
    return pages * 4096 // (1 << 20)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
