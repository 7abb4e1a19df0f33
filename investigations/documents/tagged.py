"""What does the layout's own tagging lack for PDF/UA-1?  Said here once, in the child, before the PDF is written.

Running heads and feet become artifacts, header cells say for what they stand, links say where they lead, a picture
says where on its page it lies, a list says how it is numbered, and every identifier of a cell is found in the tree of identifiers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

POINTS = 0.75  # of a CSS pixel
#: How the standard calls what stands before the items of a list.
NUMBERING = {
    "decimal": "/Decimal",
    "disc": "/Disc",
    "circle": "/Circle",
    "square": "/Square",
    "lower-alpha": "/LowerAlpha",
}
SCOPES = {"col": "/Column", "colgroup": "/Column", "row": "/Row", "rowgroup": "/Row"}


def improve(document: Any) -> None:
    """Before `document` (a weasyprint.Document) is written: how its tags are to be made in this process."""
    import pydyf
    from weasyprint.pdf import stream, tags

    _pagination(pydyf, stream.Stream, margin_texts(document))
    heights = [page.height for page in document.pages]
    build = tags.plainly = getattr(tags, "plainly", tags._build_box_tree)  # once, however often this is called

    def better(box, parent, pdf, page_number, nums, annotations, tagged):
        if getattr(box, "at_keyword", None):
            return  # a running head or foot: an artifact, in no tree
        if getattr(box, "link_annotation", None):
            box.link_annotation["Contents"] = pydyf.String(_words(box.element))
        for element in build(box, parent, pdf, page_number, nums, annotations, tagged):
            if element["S"] == "/TH" and getattr(box, "mark", None) is element:
                element["A"]["Scope"] = SCOPES.get(box.element.get("scope", ""), "/Column")
            elif element["S"] == "/Figure" and "A" in element and "fixed" not in element["A"]:
                _place(pydyf, element, heights[page_number])
            elif element["S"] == "/L" and "A" not in element:
                numbering = NUMBERING.get(box.style["list_style_type"], "/None")
                element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})
            yield element

    tags._build_box_tree = better


def finish(pdf: Any, prefix: str = "") -> None:
    """After the tags are made: identifiers that stay different when sections are joined, and the tree of them."""
    import pydyf

    if "AF" in pdf.catalog:  # the layout names each attached file twice
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))

    def named(key):
        return pydyf.String(f"{prefix}{key.string}")

    found = []
    for thing in pdf.objects:
        if not isinstance(thing, dict) or thing.get("Type") != "/StructElem":
            continue
        about = thing.get("A")
        if about and "fixed" in about:
            del about["fixed"]
        if "ID" in thing:
            thing["ID"] = named(thing["ID"])
            found.append((thing["ID"].string.encode(), thing["ID"], thing.reference))
        if about and "Headers" in about:
            if about["Headers"]:
                about["Headers"] = pydyf.Array(named(key) for key in about["Headers"])
            else:
                del about["Headers"]
    if found:
        root = next(
            thing for thing in pdf.objects if isinstance(thing, dict) and thing.get("Type") == "/StructTreeRoot"
        )
        names = pydyf.Array()
        for _, key, reference in sorted(found, key=lambda one: one[0]):
            names.extend((key, reference))
        root["IDTree"] = pydyf.Dictionary({"Names": names})


def margin_texts(document: Any) -> set[Any]:
    """Every run of text in a running head or foot."""
    return {
        text for page in document.pages for margin in margin_boxes(page) for text in _texts(margin)
    }  # boxes compare by identity


def margin_boxes(page: Any) -> list[Any]:
    return [box for box in page._page_box.children if getattr(box, "at_keyword", None)]


def page_number_place(page: Any) -> list[float] | None:
    """Where a page's number is to stand, right edge and line, in points from the lower left; None where none stands."""
    for margin in margin_boxes(page):
        if margin.at_keyword == "@bottom-right":
            for text in _texts(margin):
                right = margin.content_box_x() + margin.width
                line = text.position_y + text.baseline
                return [round(right * POINTS, 2), round((page.height - line) * POINTS, 2)]
    return None


def _texts(box: Any) -> Iterator[Any]:
    from weasyprint.formatting_structure.boxes import TextBox

    for child in getattr(box, "children", ()):
        if isinstance(child, TextBox):
            yield child
        else:
            yield from _texts(child)


def _pagination(pydyf: Any, stream: Any, texts: set[Any]) -> None:
    mark = stream.plainly = getattr(stream, "plainly", stream.marked)

    @contextmanager
    def marked(self, box, tag):
        if box not in texts or self._tags is None:
            with mark(self, box, tag):
                yield
            return
        self.begin_marked_content("Artifact", pydyf.Dictionary({"Type": "/Pagination"}))
        try:
            yield
        finally:
            self.end_marked_content()

    stream.marked = marked


def _words(element: Any) -> str:
    """What a link says to somebody who does not see it."""
    words = element.get("title") or element.get("aria-label") or " ".join("".join(element.itertext()).split())
    return words or (element.get("href") or "").lstrip("#").replace("-", " ").capitalize()


def _place(pydyf: Any, figure: Any, height: float) -> None:
    """The layout gives it in its own pixels, from the top of the page."""
    left, top, right, bottom = figure["A"]["BBox"]
    figure["A"]["BBox"] = pydyf.Array(
        round(value * POINTS, 2) for value in (left, height - bottom, right, height - top)
    )
    figure["A"]["fixed"] = True
