"""Where may a long document be cut, so that its pieces can be set apart from each other?  And what does each piece lose?

A piece begins where a page begins anyway (a part, an exhibit, a page of one), at a heading below a part, or after many
rows of a table.  What it would have known from the pieces before it (the numbers of its headings) is written into it;
what it cannot know yet (the pages of others) is filled in by `Section.page` once the others have been counted.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

SMALL = 30  # pages, as estimated: up to here a document is set in one piece, which is faster
MOST = 40  # estimated pages of one section
OWN = 12  # a part of more pages begins a section of its own, so that a change in it moves no other cut
ROWS = 400  # of a table before it may be cut
CHARACTERS, TABLE_ROWS = 3000, 30  # on a page, roughly
#: What fills a page of the cover, the contents and the index of exhibits.  They are set last and name the pages of all
#: others: where their own length is guessed wrong, they are set twice.
LISTED = {"contents": ("a", 1 / 42), "index": ("tr", 1 / 24), "cover": ("", 0.0)}
PLACE = "place:"  # the address of what stands in another section
LATE = ('<section class="contents"', 'class="page"')  # tells pages of others

TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^>]*)>", re.IGNORECASE)
CLASS = re.compile(r'\bclass="([^"]*)"')
IDENTIFIER = re.compile(r'\sid="([^"]*)"')
LINK = re.compile(r'<a ([^>]*?)href="#([^"]+)"')
CREATED = re.compile(r'<meta name="dcterms.created"[^>]*>')
VOID = {"img", "br", "col", "hr", "meta", "link", "wbr", "input"}
STYLE = """
@page { @bottom-right { content: "\\a0" } }
@page letter:first { margin-top: 31mm; @top-left { content: string(marking) } @top-right { content: string(reference) } }
.contents a::after { content: attr(data-page) }
.contents a.numbered::before { content: attr(data-number) }
.index a.page::after { content: attr(data-page) }
"""


@dataclass
class Section:
    head: str
    body: str  # the opening tag of the body, with the numbers it goes on from
    content: str
    weight: float
    is_late: bool
    numbers: Mapping[str, str] = field(default_factory=dict)  # of headings, by their anchors

    @property
    def anchors(self) -> set[str]:
        return set(IDENTIFIER.findall(self.content))

    def page(self, pages: Mapping[str, int] | None = None) -> str:
        """The section as a document of its own; with the pages of all anchors where it tells of them."""
        own = self.anchors

        def link(found: re.Match[str]) -> str:
            before, anchor = found.groups()
            target = f"#{anchor}" if anchor in own else f"{PLACE}{anchor}"
            page = f' data-page="{pages.get(anchor, "")}"' if pages else ""
            number = f' data-number="{self.numbers[anchor]}"' if anchor in self.numbers else ""
            return f'<a {before}href="{target}"{page}{number}'

        return f"{self.head}{self.body}{LINK.sub(link, self.content)}</body></html>"


@dataclass
class _Cut:
    at: int
    part: int  # which part it stands in; 0 before the first
    open: list[tuple[str, int, int]]  # the elements that are open here: name, and where their tags begin and end
    counters: tuple[int, int, int]
    weight: float = 0.0  # of what follows, up to the next cut


def sections(html: str) -> list[Section]:
    """The sections of a document, in order; none where it is short enough to be set in one piece."""
    begins = re.search(r"<body[^>]*>", html)
    ends = html.rfind("</body>")
    if begins is None or ends < 0:
        return []
    cuts, numbers = _cuts(html, begins.end(), ends)
    if sum(cut.weight for cut in cuts) < SMALL:
        return []
    head = html[: begins.start()].replace("</head>", '<link rel="stylesheet" href="asset:section.css"></head>', 1)
    timeless = CREATED.sub("", head)  # only the first says when the whole was made: the others may serve again
    return [
        Section(
            head=timeless if place else head,
            body=f'{begins[0][:-1]} style="counter-reset: part {group[0].counters[0]}">',
            content=_whole(html, group[0], end),
            weight=sum(cut.weight for cut in group),
            is_late=_is_late(html, group[0].at, end.at),
            numbers=numbers,
        )
        for place, (group, end) in enumerate(_groups(html, cuts, ends))
    ]


def _cuts(html: str, start: int, end: int) -> tuple[list[_Cut], dict[str, str]]:
    open_tags: list[tuple[str, int, int]] = []
    classes: list[str] = []
    cuts = [_Cut(start, 0, [], (0, 0, 0))]
    numbers: dict[str, str] = {}
    part = division = subdivision = parts = rows = pictures = 0
    whole = True  # no paragraph of this part is numbered across its headings
    last = start
    for tag in TAG.finditer(html, start, end):
        listed = next((one for one in " ".join(classes).split() if one in LISTED), "")
        cuts[-1].weight += 0.0 if listed else (tag.start() - last) / CHARACTERS
        last = tag.end()
        closing, name, about = tag[1], tag[2].lower(), tag[3]
        if closing:
            while open_tags and open_tags.pop()[0] != name:
                classes.pop()
            if classes:
                classes.pop()
            continue
        kind = (found[1] if (found := CLASS.search(about)) else "").split()
        above = [one.split(" ")[0] if one else "" for one in classes]
        names = [one[0] for one in open_tags]
        may_cut = False
        if name == "section" and "part" in kind and not open_tags:
            parts += 1
            rows, whole, may_cut = 0, True, True
            cuts[-1].weight += 0.3
        elif name == "section" and "exhibit" in kind and above == ["part"]:
            pictures, may_cut = 0, True
        elif name == "div" and "picture" in kind and above == ["part", "exhibit"]:
            pictures += 1
            may_cut = pictures > 1
        elif name == "h2" and above == ["part"] and names == ["section"]:
            may_cut = whole or "numbered" in kind
        elif name == "div" and "paragraphs" in kind and "own" not in kind:
            whole = False
        elif name == "table":
            rows = 0
        elif name == "tr":
            may_cut = names == ["section", "table", "tbody"] and above[0] == "part" and bool(rows) and rows % ROWS == 0
            rows += 1
        if may_cut:
            cuts.append(_Cut(tag.start(), parts, list(open_tags), (part, division, subdivision)))
        weights = dict([LISTED[listed]]) if listed else {"tr": 1 / TABLE_ROWS, "img": 1.0, "h2": 0.06}
        cuts[-1].weight += 1.0 if "cover" in kind else weights.get(name, 0.0)
        if name in ("h1", "h2", "h3") and "numbered" in kind:
            if name == "h1":
                part, division, subdivision = part + 1, 0, 0
            elif name == "h2":
                division, subdivision = division + 1, 0
            else:
                subdivision += 1
            if anchor := IDENTIFIER.search(about):
                levels = (part, division, subdivision)[: int(name[1])]
                numbers[anchor[1]] = ".".join(map(str, levels))
        if name not in VOID and not about.endswith("/"):
            open_tags.append((name, tag.start(), tag.end()))
            classes.append(" ".join(kind))
    return cuts, numbers


def _groups(html: str, cuts: list[_Cut], end: int) -> Iterator[tuple[list[_Cut], _Cut]]:
    """Neighbouring pieces as sections, each with the cut at which it ends."""
    weights: dict[int, float] = {}
    for cut in cuts:
        weights[cut.part] = weights.get(cut.part, 0.0) + cut.weight
    ends = [*cuts[1:], _Cut(end, -1, [], (0, 0, 0))]
    if len(cuts) > 1 and not html[cuts[0].at : cuts[1].at].strip():
        cuts, ends = cuts[1:], ends[1:]  # nothing stands before the first part
    late = [_is_late(html, cut.at, after.at) for cut, after in zip(cuts, ends, strict=True)]
    group: list[_Cut] = []
    for place, cut in enumerate(cuts):
        if group and (
            late[place] != late[place - 1]
            or (cut.part != group[-1].part and max(weights[cut.part], weights[group[-1].part]) > OWN)
            or sum(one.weight for one in group) + cut.weight > MOST
        ):
            yield group, cut
            group = []
        group.append(cut)
    yield group, ends[-1]


def _is_late(html: str, start: int, end: int) -> bool:
    return any(html.find(sign, start, end) >= 0 for sign in LATE)


def _whole(html: str, start: _Cut, end: _Cut) -> str:
    """What lies between two cuts, with the elements opened again that were open, and those closed that are."""
    opened = []
    rest = iter(start.open)
    for name, begins, ends in rest:
        if name == "table":  # with its columns and its heads, up to where its rows begin
            _, rows_begin, rows_end = next(rest)
            heads = html[begins : html.index("<tbody", begins)]  # a table may have a body for each day
            text = IDENTIFIER.sub("", heads + html[rows_begin:rows_end])
        else:
            text = IDENTIFIER.sub("", html[begins:ends])
        if name == "section" and not opened:
            _, division, subdivision = start.counters
            text = f'{text[:-1]} style="counter-reset: division {division} subdivision {subdivision} paragraph">'
        opened.append(text)
    closed = [f"</{name}>" for name, _, _ in reversed(end.open)]
    return "".join([*opened, html[start.at : end.at], *closed])
