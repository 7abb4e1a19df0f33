"""What stands in a document's list of contents? Its own headings, so that the two cannot differ."""

from html.parser import HTMLParser
from typing import NamedTuple

from django.utils.html import format_html_join

PLACE = "<ol data-contents></ol>"
LEVELS = {"h1": 1, "h2": 2, "h3": 3}


class Entry(NamedTuple):
    anchor: str
    title: str
    level: int
    numbered: bool


def with_contents(html: str, *, deepest: int = 2) -> str:
    """`html` with its empty list of contents filled: every heading that has an id, down to the given level."""
    rows = format_html_join(
        "\n",
        '<li class="level-{}"><a href="#{}" class="{}">{}</a></li>',
        (
            (entry.level, entry.anchor, "numbered" if entry.numbered else "named", entry.title)
            for entry in contents_of(html)
            if entry.level <= deepest
        ),
    )
    return html.replace(PLACE, f'<ol class="filled">{rows}</ol>', 1)


def contents_of(html: str) -> list[Entry]:
    reader = _Headings()
    reader.feed(html)
    reader.close()
    return reader.entries


class _Headings(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.entries: list[Entry] = []
        self.open = None
        self.label = None
        self.words: list[str] = []

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag in LEVELS and attributes.get("id"):
            self.open = (tag, attributes["id"], "numbered" in (attributes.get("class") or "").split())
            # A heading of one word may be listed by more: "Allegation 1: A photograph was posted".
            self.label = attributes.get("data-label")
            self.words = []

    def handle_data(self, words):
        if self.open:
            self.words.append(words)

    def handle_endtag(self, tag):
        if self.open and tag == self.open[0]:
            _, anchor, numbered = self.open
            self.entries.append(
                Entry(anchor, " ".join((self.label or "".join(self.words)).split()), LEVELS[tag], numbered)
            )
            self.open = None
