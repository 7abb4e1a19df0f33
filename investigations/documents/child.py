"""What runs in the limited child: lay out, join, picture, redact or search evidence. No Django set-up, no network.

Called as `python -m investigations.documents.child FOLDER`; reads FOLDER/job.json, writes FOLDER/answer.json, or
FOLDER/refusal.json with a reason. `apart.run` is the other side.
"""

import contextlib
import errno
import gc
import json
import logging
import os
import re
import sys
from pathlib import Path

from investigations.vault.child import CannotPicture, limit

#: Megabytes.  Whoever had less than this left and failed, failed for want of memory: a library to be loaded takes as much.
ALMOST = 48


class Missing(Exception):
    """A library of the system is not there."""


def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    limit(job["memory_mb"] << 20, job["seconds"] + 5, written=2 << 30)
    with contextlib.suppress(OSError):
        os.nice(10)  # pages are answered first, and documents made with what is left
    try:
        answer = VERBS[job["verb"]](folder, job)
        (folder / "answer.json").write_text(json.dumps(answer))
    except Exception as wrong:
        if ran_out_of_memory(wrong, job["memory_mb"]):
            os._exit(errno.ENOMEM)  # at once: nothing is left to write a refusal with, nor for Python to end in order
        why = {CannotPicture: "refused", Missing: "missing"}.get(type(wrong))
        if why is None:
            raise
        (folder / "refusal.json").write_text(json.dumps({"why": why, "sentence": str(wrong)}))
        sys.exit(3)


def ran_out_of_memory(wrong: BaseException, memory_mb: int) -> bool:
    """Whether that is what is behind an error, however the library that met it put it."""
    one: BaseException | None = wrong
    while one:
        if isinstance(one, MemoryError) or (isinstance(one, OSError) and one.errno == errno.ENOMEM):
            return True
        one = one.__cause__ or one.__context__
    try:
        status = Path("/proc/self/status").read_text()
    except MemoryError:
        return True
    peak = next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("VmPeak:"))
    return peak + ALMOST > memory_mb


def seal() -> None:
    """From here on Python code in this process can neither connect anywhere nor start anything. Cannot be undone."""
    barred = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "ctypes.", "urllib.")

    def refuse(event, arguments):
        if event.startswith(barred):
            raise PermissionError(f"{event} is barred here")

    sys.addaudithook(refuse)


def render(folder: Path, job: dict) -> dict:
    """FOLDER/document.html laid out to FOLDER/document.pdf, as PDF/A-3a and PDF/UA-1 in one file."""
    try:
        import pydyf
        import weasyprint
    except OSError as missing:
        raise Missing(str(missing).splitlines()[0]) from missing
    from weasyprint.text.fonts import FontConfiguration

    from investigations.documents import tagged

    seal()
    remember_page_references(pydyf.PDF)
    trouble = report(weasyprint)
    gc.disable()  # it took a tenth of the time, and what it would free is less than a tenth of the memory

    fetcher = only_assets(job["assets"])

    def laid_out(lacking):
        html = weasyprint.HTML(string=(folder / "document.html").read_text(), url_fetcher=fetcher)
        keep_short(html.etree_element)
        name_letters(html.etree_element, lacking)
        document = html.render(font_config=FontConfiguration(), pdf_variant="pdf/a-3a", cache=folder / "images")
        tagged.improve(document)
        document.write_pdf(
            folder / "document.pdf",
            finisher=finish,
            pdf_variant="pdf/a-3a",
            cache=folder / "images",
            attachments=[
                weasyprint.Attachment(
                    string=Path(one["path"]).read_bytes(),
                    name=one["name"],
                    description=one["description"],
                    relationship="Supplement",
                )
                for one in job["attachments"]
            ],
        )
        return document

    def finish(_, pdf):
        tagged.finish(pdf, job.get("prefix", ""))
        identify_as_accessible(pdf)

    document = laid_out(set())
    if lacking := {point for font in document.fonts.values() for point in font.missing}:
        document = laid_out(lacking)
    answer = {"pages": len(document.pages), "left_out": sorted({*fetcher.refused, *trouble})}
    return answer | (places(document) if job.get("is_section") else {})


def places(document) -> dict:
    """What joining needs to know of a section: where page numbers, headings and the ends of links are on its pages."""
    from investigations.documents.tagged import POINTS, page_number_place

    anchors, bookmarks = {}, []
    for number, page in enumerate(document.pages):

        def point(x, y, page=page):
            return [round(x * POINTS, 2), round((page.height - y) * POINTS, 2)]

        for name, (x, y, *_) in page.anchors.items():
            anchors.setdefault(name, [number, *point(x, y)])
        for level, label, (x, y), state in page.bookmarks:
            bookmarks.append([level, label, number, *point(x, y), state == "closed"])
    return {
        "numbers": [page_number_place(page) for page in document.pages],
        "anchors": anchors,
        "bookmarks": bookmarks,
    }


def keep_short(root) -> None:
    """Whatever the template forgot: no run without a place to break, no text too long for one paragraph."""
    from investigations.documents.text import LONGEST_PARAGRAPH, breakable, cut

    for element in list(root.iter()):
        if not isinstance(element.tag, str) or element.tag in ("style", "script", "title"):
            continue
        element.tail = breakable(element.tail or "")
        text = breakable(element.text or "")
        if len(text) <= LONGEST_PARAGRAPH * 1.2:
            element.text = text
            continue
        element.text = ""
        for place, piece in enumerate(cut(text)):
            line = element.makeelement("span", {"style": "display: block"})
            line.text = piece
            element.insert(place, line)


def name_letters(root, lacking: set[int]) -> None:
    """Letters that no typeface here has, and those without a meaning of their own, are named by their numbers.

    The standards allow no empty box in the place of a letter, and what was written must not be lost.
    """
    points = "".join(map(re.escape, map(chr, sorted(lacking))))
    unknown = re.compile(f"[\ue000-\uf8ff\U000f0000-\U0010ffff{points}]+")

    def named(text):
        return unknown.sub(lambda run: f"[{' '.join(f'U+{ord(letter):04X}' for letter in run[0])}]", text)

    for element in root.iter():
        if isinstance(element.tag, str):
            element.text, element.tail = (text and named(text) for text in (element.text, element.tail))
            for name, value in element.items():
                if name.startswith("data-") or name in ("title", "alt", "content"):
                    element.set(name, named(value))


def only_assets(assets: dict[str, str]):
    """A fetcher that knows the addresses `asset:name` of the mapping (name to path) and refuses all others."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    types = {".css": "text/css", ".svg": "image/svg+xml"}

    class OnlyAssets(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _, name = url.partition(":")
            if scheme != "asset" or name not in assets:
                self.refused.add(url[:200])
                raise ValueError("This address is not one of the document's own parts.")
            path = Path(assets[name])
            kind = types.get(path.suffix, "application/octet-stream")
            return URLFetcherResponse(path.as_uri(), path.open("rb"), {"Content-Type": kind})

    fetcher = OnlyAssets()
    fetcher.refused = set()
    return fetcher


def report(weasyprint) -> set[str]:
    """Print a line for each page laid out; the set returned gathers pictures that could not be read."""
    trouble = set()

    class Pages(logging.Handler):
        def emit(self, record):
            if "Page %d" in record.msg and record.args:
                print("progress", record.args[-1], flush=True)

    class Pictures(logging.Handler):
        def emit(self, record):
            if record.msg.startswith(("Failed to load image", "Failed to load attachment")) and record.args:
                trouble.add(str(record.args[0])[:200])

    weasyprint.logger.PROGRESS_LOGGER.addHandler(Pages())
    weasyprint.logger.PROGRESS_LOGGER.setLevel(logging.INFO)
    weasyprint.LOGGER.addHandler(Pictures(logging.ERROR))
    return trouble


def remember_page_references(pdf_class) -> None:
    """Tagging asks for this tuple once per element, and it is rebuilt over all pages each time: quadratic."""
    build = pdf_class.page_references.fget

    def remembered(pdf):
        count = len(pdf.pages["Kids"])
        known = getattr(pdf, "_references_known", None)
        if known is None or known[0] != count:
            known = pdf._references_known = (count, build(pdf))
        return known[1]

    pdf_class.page_references = property(remembered)


def identify_as_accessible(pdf) -> None:
    """Say PDF/UA-1 beside PDF/A-3a, inside the one RDF: elsewhere in the packet, PDF/A validators reject it."""
    for thing in pdf.objects:
        if getattr(thing, "extra", {}).get("Type") == "/Metadata":
            packet = b"".join(part if isinstance(part, bytes) else str(part).encode() for part in thing.stream)
            before, closing, after = packet.rpartition(b"</rdf:RDF>")
            if not closing:
                raise ValueError("The metadata has no RDF to add to.")
            thing.stream = [before + ACCESSIBLE + closing + after]
            return
    raise ValueError("The document has no metadata.")


ACCESSIBLE = b"""
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" rdf:about=""
  xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
  xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
  xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Which part of ISO 14289 the document follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def picture(folder: Path, job: dict) -> dict:
    """Each page of FOLDER's evidence as a picture in FOLDER/pages; their names and sizes in order."""
    import pypdfium2  # noqa: F401 - loaded before the seal

    from investigations.documents import pictures

    seal()
    return {"pages": pictures.draw(Path(job["source"]), folder / "pages", job)}


def search(folder: Path, job: dict) -> dict:
    """What had to go and still stands in a finished PDF, as [label, where, page]."""
    import pypdfium2  # noqa: F401 - loaded before the seal

    from investigations.documents.leaks import leaks_in
    from investigations.documents.sought import Gone

    seal()
    gone = [Gone(tuple(words), label) for words, label in job["gone"]]
    found = leaks_in(Path(job["pdf"]), gone, file_name=job["file_name"])
    return {"leaks": [[leak.label, leak.where, leak.page] for leak in found]}


def join(folder: Path, job: dict) -> dict:
    """Sections and originals as one PDF."""
    from investigations.documents import join as joining

    seal()
    return joining.join(folder, job)


def burn(folder: Path, job: dict) -> dict:
    """The evidence as FOLDER/rendition: new pixels alone, black where the job's boxes lie."""
    import pypdfium2  # noqa: F401 - loaded before the seal

    from investigations.documents import burning

    seal()
    return burning.burn(Path(job["source"]), folder / "rendition", job)


def strip(folder: Path, job: dict) -> dict:
    """A PDF as FOLDER/rendition, without what it says of its makers."""
    from investigations.documents import stripping

    seal()
    stripping.strip(Path(job["source"]), folder / "rendition")
    return {}


def faces(folder: Path, job: dict) -> dict:
    """Where on a picture faces seem to be."""
    from investigations.documents import looking

    return {"boxes": looking.faces(Path(job["source"]), seal=seal)}


def names(folder: Path, job: dict) -> dict:
    """Where names stand in a PDF's text layer, by page."""
    from investigations.documents import page_text

    return {"pages": page_text.names_on_pages(Path(job["source"]), job["spelt"], seal=seal)}


def describe(folder: Path, job: dict) -> dict:
    """The digests of everything in a PDF of ours."""
    from investigations.documents import proof_child

    return proof_child.describe(Path(job["pdf"]))


def attach(folder: Path, job: dict) -> dict:
    """The PDF with its signed proof in it, as FOLDER/sealed.pdf."""
    from investigations.documents import proof_child

    return proof_child.attach(Path(job["pdf"]), folder / "given.json", folder / "sealed.pdf")


def verify(folder: Path, job: dict) -> dict:
    """The verdict on a PDF from anywhere."""
    from investigations.documents import proof_child

    seal()
    return proof_child.verify(Path(job["pdf"]), folder / "given.json")


VERBS = {
    "render": render,
    "join": join,
    "picture": picture,
    "burn": burn,
    "strip": strip,
    "faces": faces,
    "names": names,
    "search": search,
    "describe": describe,
    "attach": attach,
    "verify": verify,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
