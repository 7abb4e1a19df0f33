"""Whose copy is this?  A line along the edge of every page and pale words across it, as an artifact: no reader-aloud says it.

It is the only thing in which the copies of the same papers differ, so it lies behind the text and moves nothing.
"""

from xml.sax.saxutils import escape

from .text import safe_text

#: Width and height in millimetres of an upright and of a lying sheet.
UPRIGHT, LYING = (210, 297), (297, 210)
LONGEST = 90


def marked_pages(line: str, across: str) -> dict[str, bytes]:
    """The two pictures that base.html lays behind every page of a copy."""
    sheets = {"copy.svg": UPRIGHT, "copy-lying.svg": LYING}
    return {name: _sheet(line, across, *size).encode() for name, size in sheets.items()}


def _sheet(line: str, across: str, width: int, height: int) -> str:
    line, across = (_plain(words) for words in (line, across))
    # Across the sheet the words have about the room of its diagonal, less the margins.
    size = min(15.0, (width**2 + height**2) ** 0.5 * 0.66 / max(len(across), 1) / 0.56)
    turned = -54 if height > width else -34
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}mm" height="{height}mm" viewBox="0 0 {width} {height}">'
        f'<g font-family="Public Sans, sans-serif"><text transform="translate({width / 2} {height / 2}) rotate({turned})" '
        f'text-anchor="middle" font-size="{size:.1f}" font-weight="600" fill="#eff1f4">{escape(across)}</text>'
        f'<text transform="translate(9.5 {height / 2}) rotate(-90)" text-anchor="middle" font-size="2.7" '
        f'fill="#4a505b">{escape(line)}</text></g></svg>'
    )


def _plain(words: str) -> str:
    words = " ".join(safe_text(words).replace("\u200b", "").split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"
