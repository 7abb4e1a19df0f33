"""What runs in the limited child: lay out a PDF, picture evidence, search a PDF. No Django set-up, no network.

Called as `python -m investigations.documents.child FOLDER`; reads FOLDER/job.json, writes FOLDER/answer.json, or
FOLDER/refusal.json with a reason. `apart.run` is the other side.
"""

import contextlib
import ctypes
import gc
import json
import logging
import os
import resource
import signal
import sys
from pathlib import Path


class Refusal(Exception):
    """Something we can say in a sentence. `why` as in apart.Stopped."""

    def __init__(self, why: str, sentence: str = ""):
        super().__init__(sentence)
        self.why = why
        self.sentence = sentence


def main(folder: Path) -> None:
    job = json.loads((folder / "job.json").read_text())
    limit(job["seconds"], job["memory_mb"])
    try:
        answer = {"render": render, "picture": picture, "search": search}[job["verb"]](folder, job)
    except Refusal as refusal:
        (folder / "refusal.json").write_text(json.dumps({"why": refusal.why, "sentence": refusal.sentence}))
        sys.exit(3)
    except MemoryError:
        (folder / "refusal.json").write_text(json.dumps({"why": "memory", "sentence": ""}))
        sys.exit(3)
    (folder / "answer.json").write_text(json.dumps(answer))


def limit(seconds: int, memory_mb: int) -> None:
    """Die with the parent; no network; bounded memory, processor time and output; no core dumps."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG: a killed worker leaves no orphan laying out pages
        libc.unshare(0x40000000)  # CLONE_NEWNET, where we may: a network without any address
    os.umask(0o077)
    with contextlib.suppress(OSError):
        os.nice(10)  # pages are answered first, and documents made with what is left
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds + 5, seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 << 30, 2 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


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
        raise Refusal("missing", str(missing).splitlines()[0]) from missing
    from weasyprint.text.fonts import FontConfiguration

    seal()
    remember_page_references(pydyf.PDF)
    trouble = report(weasyprint)
    gc.freeze()

    fetcher = only_assets(job["assets"])
    html = weasyprint.HTML(string=(folder / "document.html").read_text(), url_fetcher=fetcher)
    keep_short(html.etree_element)
    pages = []

    def finish(document, pdf):
        pages.append(len(document.pages))
        identify_as_accessible(pdf)

    html.write_pdf(
        folder / "document.pdf",
        finisher=finish,
        font_config=FontConfiguration(),
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
    return {"pages": pages[0], "left_out": sorted({*fetcher.refused, *trouble})}


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
    from investigations.documents import pictures

    return {"pages": pictures.draw(Path(job["source"]), folder / "pages", job, seal=seal, refuse=Refusal)}


def search(folder: Path, job: dict) -> dict:
    """What had to go and still stands in a finished PDF, as [label, where, page]."""
    import pypdfium2  # noqa: F401 - loaded before the seal

    from investigations.documents.leaks import leaks_in
    from investigations.documents.sought import Gone

    seal()
    gone = [Gone(words, label) for words, label in job["gone"]]
    found = leaks_in(Path(job["pdf"]), gone, file_name=job["file_name"])
    return {"leaks": [[leak.label, leak.where, leak.page] for leak in found]}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
