"""How do finished sections become one PDF that is still tagged?  Runs in the child only; `whole` is the way to it.

Each page and each link keeps its place in the structure: the sections' trees are hung below one document, their tree of
parents is renumbered, and the page numbers, the outline and the destinations are made anew over all of them.
"""

import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

PLACE = "place:"  # as in sections.py, which the child need not read
GREY, SIZE = "0.235 0.259 0.302 rg", 8.2  # of the running foot, as print.css has it


def join(folder: Path, job: dict) -> dict:
    """The parts of the job as FOLDER/document.pdf, with the originals in it."""
    with ExitStack() as held:
        sources = [held.enter_context(pikepdf.open(part["path"])) for part in job["parts"]]
        if len(sources) == 1 and not job["numbered"]:
            out = sources[0]
        else:
            out = held.enter_context(Pdf.new())
            _join(out, sources, [part["facts"] for part in job["parts"]], job["font"])
        files = [held.enter_context(pikepdf.open(one["path"])) for one in job["originals"]]
        _attach(out, files, job["originals"])
        pages = len(out.pages)
        out.save(
            folder / "document.pdf",
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    return {"pages": pages, "left_out": []}


def _join(out: Pdf, sources: list[Pdf], facts: list[dict], font: str) -> None:
    first = sources[0]
    for key in ("/Lang", "/ViewerPreferences", "/MarkInfo", "/Metadata", "/OutputIntents"):
        value = first.Root[key]
        out.Root[key] = out.copy_foreign(value) if value.is_indirect else _copied(out, value)
    out.trailer.Info = out.copy_foreign(first.trailer.Info)

    document = out.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document, K=Array()))
    parents = out.make_indirect(Dictionary(Nums=Array()))
    root = out.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array([document]), ParentTree=parents))
    document.P = root
    out.Root.StructTreeRoot = root
    number_font = _Font(out, font)
    before, entry = out.make_stream(b"q"), 0
    identifiers: list[tuple[bytes, str, pikepdf.Object]] = []
    total = sum(one["pages"] for one in facts)
    for source, one in zip(sources, facts, strict=True):
        start = len(out.pages)
        out.pages.extend(source.pages)
        tree = out.copy_foreign(source.Root.StructTreeRoot)
        for element in list(tree.K[0].K):
            element.P = document
            document.K.append(element)
        numbers = list(tree.ParentTree.Nums)
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            parents.Nums.extend([int(key) + entry, value])
        names = list(tree.get("/IDTree", {}).get("/Names", []))
        identifiers += [(bytes(key), str(key), element) for key, element in zip(names[::2], names[1::2], strict=True)]
        fonts_known = set()
        for place, number in enumerate(range(start, len(out.pages))):
            page = out.pages[number].obj
            page.StructParents = int(page.StructParents) + entry
            for annotation in page.get("/Annots", []):
                _lead(annotation, entry)
            if one["numbers"][place]:
                if page.Resources.objgen not in fonts_known:
                    page.Resources.Font.CwNumber = number_font.reference
                    fonts_known.add(page.Resources.objgen)
                words = number_font.words(f"Page {number + 1} of {total}", *one["numbers"][place])
                page.Contents = Array([before, page.Contents, _packed(out, words)])
        entry += int(max(numbers[::2], default=-1)) + 1
    root.ParentTreeNextKey = entry
    if identifiers:
        listed = Array()
        for _, key, element in sorted(identifiers, key=lambda one: one[0]):
            listed.extend([String(key), element])
        root.IDTree = out.make_indirect(Dictionary(Names=listed))
    _destinations(out, facts)
    _outline(out, facts)


def _copied(out: Pdf, value: pikepdf.Object) -> pikepdf.Object:
    """A value that stands in its place and not as an object of its own, with whatever it refers to."""
    if isinstance(value, Array):
        return Array([_copied(out, one) for one in value])
    if isinstance(value, Dictionary):
        return Dictionary({key: _copied(out, one) for key, one in value.items()})
    if isinstance(value, pikepdf.Object) and value.is_indirect:
        return out.copy_foreign(value)
    return value


def _lead(annotation: pikepdf.Object, entry: int) -> None:
    annotation.StructParent = int(annotation.StructParent) + entry
    address = str(annotation.get("/A", {}).get("/URI", ""))
    if address.startswith(PLACE):
        del annotation["/A"]
        annotation.Dest = String(address.removeprefix(PLACE))


def _offsets(facts: list[dict]) -> Iterator[tuple[int, dict]]:
    start = 0
    for one in facts:
        yield start, one
        start += one["pages"]


def _destinations(out: Pdf, facts: list[dict]) -> None:
    places: dict[bytes, Array] = {}
    for start, one in _offsets(facts):
        for name, (page, x, y) in one["anchors"].items():
            target = Array([out.pages[start + page].obj, Name.XYZ, x, y, 0])
            places.setdefault(name.encode(), target)
    listed = Array()
    for key in sorted(places):
        listed.extend([String(key.decode()), places[key]])
    out.Root.Names = Dictionary(Dests=out.make_indirect(Dictionary(Names=listed)))


def _outline(out: Pdf, facts: list[dict]) -> None:
    top = pikepdf.OutlineItem("")
    above: list[tuple[int, pikepdf.OutlineItem]] = [(0, top)]
    for start, one in _offsets(facts):
        for level, label, page, x, y, closed in one["bookmarks"]:
            target = Array([out.pages[start + page].obj, Name.XYZ, x, y, 0])
            item = pikepdf.OutlineItem(label, destination=target)
            item.is_closed = closed
            while above[-1][0] >= level:
                above.pop()
            above[-1][1].children.append(item)
            above.append((level, item))
    with out.open_outline(max_depth=9) as outline:
        outline.root.extend(top.children)


def _attach(out: Pdf, files: list[Pdf], originals: list[dict]) -> None:
    """Each original as an associated file. Its bytes go from its own file into the document when that is written."""
    listed = []
    for file, about in zip(files, originals, strict=True):
        content = out.copy_foreign(file.Root.Original)
        described = out.make_indirect(
            Dictionary(
                Type=Name.Filespec,
                F=String(about["name"]),
                UF=String(about["name"]),
                Desc=String(about["description"]),
                AFRelationship=Name.Source,
                EF=Dictionary(F=content, UF=content),
            )
        )
        listed.append((about["name"].encode(), described))
    if not listed:
        return
    names, associated = Array(), Array()
    for name, described in sorted(listed, key=lambda one: one[0]):
        names.extend([String(name.decode()), described])
        associated.append(described)
    if "/Names" not in out.Root:
        out.Root.Names = Dictionary()
    out.Root.Names.EmbeddedFiles = out.make_indirect(Dictionary(Names=names))
    out.Root.AF = associated


def _packed(out: Pdf, content: bytes) -> pikepdf.Object:
    stream = out.make_stream(zlib.compress(content))
    stream.Filter = Name.FlateDecode
    return stream


class _Font:
    """The typeface of the page numbers: only the letters that they need, and how wide each of them is."""

    LETTERS = "0123456789Page of"

    def __init__(self, out: Pdf, path: str):
        import io

        from fontTools import subset, ttLib

        options = subset.Options(retain_gids=True, notdef_outline=True, hinting=False, layout_features=["tnum", "lnum"])
        face = ttLib.TTFont(path)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=[ord(letter) for letter in self.LETTERS])
        subsetter.subset(face)
        unit = 1000 / face["head"].unitsPerEm
        known, order = face.getBestCmap(), face.getReverseGlyphMap()
        self.glyphs = {letter: order[known[ord(letter)]] for letter in sorted(set(self.LETTERS))}
        self.widths = {
            letter: round(face["hmtx"][known[ord(letter)]][0] * unit) for letter in sorted(set(self.LETTERS))
        }
        written = io.BytesIO()
        face.save(written)
        name = Name("/CWPAGE+PublicSans-Regular")
        box = [
            round(value * unit)
            for value in (face["head"].xMin, face["head"].yMin, face["head"].xMax, face["head"].yMax)
        ]
        program = _packed(out, written.getvalue())
        program.Length1 = len(written.getvalue())
        descriptor = out.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=name,
                Flags=4,
                FontBBox=Array(box),
                ItalicAngle=0,
                Ascent=round(face["hhea"].ascent * unit),
                Descent=round(face["hhea"].descent * unit),
                CapHeight=round(getattr(face["OS/2"], "sCapHeight", 700) * unit),
                StemV=80,
                FontFile2=program,
            )
        )
        widths = Array()
        for letter, glyph in sorted(self.glyphs.items(), key=lambda one: one[1]):
            widths.extend([glyph, Array([self.widths[letter]])])
        system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        below = out.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=name,
                CIDSystemInfo=system,
                CIDToGIDMap=Name.Identity,
                DW=0,
                W=widths,
                FontDescriptor=descriptor,
            )
        )
        self.reference = out.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=name,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([below]),
                ToUnicode=_packed(out, self._to_unicode()),
            )
        )

    def _to_unicode(self) -> bytes:
        pairs = "\n".join(f"<{glyph:04x}> <{ord(letter):04x}>" for letter, glyph in self.glyphs.items())
        return (
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
            "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
            "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
            f"{len(self.glyphs)} beginbfchar\n{pairs}\nendbfchar\n"
            "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"
        ).encode()

    def words(self, text: str, right: float, line: float) -> bytes:
        """The words as an artifact of the page, ending at `right`."""
        width = sum(self.widths[letter] for letter in text) * SIZE / 1000
        glyphs = "".join(f"{self.glyphs[letter]:04x}" for letter in text)
        return (
            "\nQ /Artifact << /Type /Pagination /Subtype /Footer /Attached [/Bottom] >> BDC "
            f"BT {GREY} /CwNumber {SIZE} Tf {right - width:.2f} {line:.2f} Td <{glyphs}> Tj ET EMC\n"
        ).encode()
