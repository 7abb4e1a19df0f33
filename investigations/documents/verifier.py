"""Is this document as it was made?  Says that it is sound, or names what was changed.

    python verifier.py FILE [--key PUBLIC]

This one file needs Python with pikepdf and cryptography; it needs no Casework, no Django and no network.  Exit status
0: sound.  1: changed, and what.  2: cannot verify.  PUBLIC is the school's public key (64 hexadecimal digits), or a file
that holds one or several; a copy that came from the school's Casework has the keys built in.

How it is told: a document carries `proof.json`, a manifest with a digest of everything that makes up the document,
signed with the school's Ed25519 key.  The digests are taken of what the file says and not of its bytes, so a file that
was only saved again (linearised, compressed, its objects renumbered) is still sound.  Longer than other files of the
house because it has to stand alone.
"""

import argparse
import base64
import binascii
import hashlib
import json
import re
import sys
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pikepdf
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

#: The school's public keys, as {"key", "from", "until"}.  A copy downloaded from Casework has them here.
KEYS: list[dict[str, str]] = []
FORMAT = "casework.document.1"
EXPORT = "casework.export.1"
SIGNED = b"casework.document.v1\n"
SIGNED_EXPORT = b"casework.export.v1\n"
MANIFEST = "manifest.json"
GENESIS = "0" * 64
PROOF = "proof.json"
SOUND, CHANGED, CANNOT = 0, 1, 2
MOST_PROOF = 16 * 1024 * 1024


@dataclass
class Verdict:
    """The answer: `status` as the exit status, `changes` in words, and what the manifest says."""

    status: int
    changes: list[str] = field(default_factory=list)
    manifest: dict[str, Any] = field(default_factory=dict)
    key: str = ""


class CannotVerify(Exception):
    """There is no telling; the text says why."""


# The question ---------------------------------------------------------------------------------------------------


def verify(path: Path | str, keys: Iterable[Mapping[str, str]] = ()) -> Verdict:
    """Compare the document with the proof that it carries.  `keys` are the ones that may have signed it."""
    try:
        with pikepdf.open(path) as pdf:
            envelope = proof_of(pdf)
            manifest = envelope["manifest"]
            verdict = Verdict(SOUND, manifest=manifest, key=str(envelope["key"]))
            verdict.changes += signature_changes(envelope, list(keys))
            if not verdict.changes:
                verdict.changes += compare(manifest["content"], Reader(pdf))
    except pikepdf.PasswordError:
        return Verdict(CANNOT, ["It is protected by a password, so it cannot be read."])
    except CannotVerify as reason:
        return Verdict(CANNOT, [str(reason)])
    except (pikepdf.PdfError, KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError) as broken:
        return Verdict(CANNOT, [f"It cannot be read as a document of Casework ({type(broken).__name__})."])
    return decided(verdict, keys)


def decided(verdict: Verdict, keys: Iterable[Mapping[str, str]]) -> Verdict:
    if verdict.changes:
        verdict.status = CHANGED
    elif not keys:
        verdict.status = CANNOT
        verdict.changes = [
            f"Nothing was changed since it was signed with the key {spoken(key_fingerprint(verdict.key))}. Whether that is "
            "the school's key cannot be told without it: give it with --key."
        ]
    return verdict


def proof_of(pdf: pikepdf.Pdf) -> dict[str, Any]:
    if PROOF not in pdf.attachments:
        raise CannotVerify("It carries no proof: either it does not come from Casework, or the proof was taken out.")
    data = unpacked(pdf.attachments[PROOF].get_file().obj)
    if len(data) > MOST_PROOF:
        raise CannotVerify("Its proof is far too long to be one.")
    try:
        envelope = json.loads(data)
        if envelope["manifest"]["format"] != FORMAT:
            raise CannotVerify("Its proof is of a form that this verifier does not know. Take a newer verifier.")
    except (ValueError, KeyError, TypeError):
        raise CannotVerify("Its proof is damaged and cannot be read.") from None
    return dict(envelope)


def signature_changes(envelope: Mapping[str, Any], keys: list[Mapping[str, str]]) -> list[str]:
    """Whether the manifest is the one that was signed, and by one of these keys, while it was in use."""
    manifest, key = envelope["manifest"], str(envelope["key"])
    domain = SIGNED_EXPORT if manifest["format"] == EXPORT else SIGNED
    try:
        public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(key))
        public.verify(base64.b64decode(envelope["signature"], validate=True), domain + canonical(manifest))
    except (InvalidSignature, ValueError, TypeError, binascii.Error):
        return ["The manifest, or its signature: it is not the manifest that was signed."]
    if manifest["format"] == FORMAT and manifest["print"] != digest(canonical(manifest["record"])):
        return ["The manifest: its fingerprint is not that of what it says."]
    if not keys:
        return []
    known = next((one for one in keys if one["key"].lower() == key.lower()), None)
    if known is None:
        return [f"The signature: it was made with another key, {spoken(key_fingerprint(key))}, and not the school's."]
    at = str(manifest["record"]["made_at"])
    if at < known.get("from", "") or (known.get("until") and at > known["until"]):
        return [f"The signature: its key {spoken(key_fingerprint(key))} was not in use on {at[:10]}."]
    return []


# An export, unpacked --------------------------------------------------------------------------------------------


def verify_export(folder: Path, keys: Iterable[Mapping[str, str]] = ()) -> Verdict:
    """Compare an unpacked export with its manifest, and follow the audit chain in it."""
    try:
        envelope = json.loads((folder / MANIFEST).read_bytes())
        verdict = Verdict(SOUND, manifest=envelope["manifest"], key=str(envelope["key"]))
        if verdict.manifest["format"] != EXPORT:
            return Verdict(CANNOT, ["Its manifest is of a form that this verifier does not know."])
        verdict.changes += signature_changes(envelope, list(keys))
        if not verdict.changes:
            verdict.changes += [*file_changes(folder, verdict.manifest), *chain_changes(folder, verdict.manifest)]
    except (OSError, KeyError, TypeError, ValueError) as broken:
        return Verdict(CANNOT, [f"It cannot be read as an export of Casework ({type(broken).__name__})."])
    return decided(verdict, keys)


def file_changes(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    said = {file["name"]: file["sha256"] for file in manifest["files"]}
    there = {str(one.relative_to(folder)) for one in folder.rglob("*") if one.is_file()} - {MANIFEST}
    for name in sorted(there | said.keys()):
        if name not in there:
            yield f"The file {name} was taken out."
        elif name not in said:
            yield f"The file {name} was added."
        else:
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != said[name]:
                    yield f"The file {name} was changed."


def chain_changes(folder: Path, manifest: Mapping[str, Any]) -> Iterator[str]:
    """Each event names the hash of the one before it; the last is the head that was signed."""
    prev, number = GENESIS, 0
    if not (folder / "audit.jsonl").is_file():
        return
    with (folder / "audit.jsonl").open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            event = json.loads(line)
            body = event["body_sha256"]
            if "body" in event and digest(event["body"].encode()) != body:
                yield f"Entry {number} of the audit: what it says."
            if (event["seq"], event["prev"]) != (number, prev) or event_hash(event) != event["hash"]:
                yield f"Entry {number} of the audit: it does not follow the one before it."
            prev = event["hash"]
    if (number, prev) != (manifest["record"]["audit"]["count"], manifest["record"]["audit"]["head"]):
        yield "The audit: it does not end where it did."


def event_hash(event: Mapping[str, Any]) -> str:
    found = hashlib.sha256()
    hashes = (bytes.fromhex(event["body_sha256"]), bytes.fromhex(event["sealed_sha256"]))
    words = (b"casework.audit.v1", event["stream"].encode(), str(event["seq"]).encode(), event["prev"].encode())
    for part in (*words, *hashes):
        found.update(len(part).to_bytes(4, "big") + part)
    return found.hexdigest()


# What was changed -----------------------------------------------------------------------------------------------


def compare(said: Mapping[str, Any], reader: "Reader") -> list[str]:
    """Everything in which the document is no longer what the manifest says, each as words for a person."""
    before = [(page["drawn"], page["parts"]) for page in said["pages"]]
    now = [reader.page(place) for place in range(reader.count)]
    changes, places = pages_compared(before, now)
    reader.name_pages(places)
    for place, number in places.items():
        if reader.links(place) != said["pages"][number]["links"]:
            changes.append(f"Page {number + 1}: a link or a note on it.")
    found = reader.whole_document()
    for name, words in WHOLE.items():
        # What points at a page that is no longer there has changed with it, and names nothing further.
        if found[name] != said[name] and not (changes and reader.met_lost_page and name in FOLLOWS):
            changes.append(words)
    changes += named(said["information"], found["information"], INFORMATION, "the entry “{}” of its description")
    changes += named(said["opening"], found["opening"], OPENING, "the entry “{}” of how it opens")
    changes += named(
        {one["name"]: one for one in said["attachments"]},
        {one["name"]: one for one in found["attachments"]},
        {},
        "attachment {}",
    )
    return changes


WHOLE = {
    "outline": "The outline (bookmarks).",
    "destinations": "The places that links lead to.",
    "structure": "The structure that screen readers read.",
    "metadata": "The description inside the file (XMP).",
}
FOLLOWS = ("outline", "destinations", "structure")
INFORMATION = {
    "/Title": "the title", "/Author": "the author", "/Subject": "the subject", "/Keywords": "the keywords",
    "/Creator": "the program named in it", "/CreationDate": "the date of making",
}  # fmt: skip
OPENING = {
    "/OpenAction": "what happens when it is opened", "/AA": "what happens when it is opened",
    "/Names": "a script or another named part", "/AcroForm": "a form", "/Lang": "the language",
    "/ViewerPreferences": "how it is shown", "/PageLabels": "the numbering of the pages", "/OutputIntents": "the colours",
}  # fmt: skip


def named(said: Mapping[str, Any], found: Mapping[str, Any], names: Mapping[str, str], other: str) -> list[str]:
    words = []
    for key in sorted({*said, *found}):
        if said.get(key) == found.get(key):
            continue
        what = "was added" if key not in said else "was taken out" if key not in found else "was changed"
        name = names.get(key) or other.format(key)
        words.append(f"{name[:1].upper()}{name[1:]} {what}.")
    return list(dict.fromkeys(words))


Page = tuple[str, str]


def pages_compared(before: list[Page], now: list[Page]) -> tuple[list[str], dict[int, int]]:
    """What happened to the pages, and which page of now was which before (both from 0)."""
    if len(before) == len(now):
        wrong = [place for place, page in enumerate(now) if page != before[place]]
        moved = Counter(now[place] for place in wrong) == Counter(before[place] for place in wrong)
        elsewhere = {now[place] for place in wrong} & {before[place] for place in wrong}
        if not elsewhere:
            return [_changed_page(place, before[place], now[place]) for place in wrong], {p: p for p in range(len(now))}
        if moved:
            return [_in_another_order(wrong)], _where_they_were(wrong, before, now)
    changes: list[str] = []
    places: dict[int, int] = {}
    for what, start, end, first, last in SequenceMatcher(a=before, b=now, autojunk=False).get_opcodes():
        pairs = min(end - start, last - first)
        for step in range(pairs):
            places[first + step] = start + step
            if what == "replace":
                changes.append(_changed_page(start + step, before[start + step], now[first + step]))
        if end - start > pairs:
            gone = end - start - pairs
            changes.append(f"{_pages(start + pairs, end)} {'was' if gone == 1 else 'were'} taken out.")
        if last - first > pairs:
            more = last - first - pairs
            where = f"after page {start + pairs}" if start + pairs else "before the first page"
            changes.append(f"{'A page was' if more == 1 else f'{more} pages were'} added {where}.")
    return changes, places


def _changed_page(place: int, before: Page, now: Page) -> str:
    if before[0] != now[0]:
        return f"Page {place + 1}: what stands on it."
    return f"Page {place + 1}: a picture or a typeface on it."


def _in_another_order(wrong: list[int]) -> str:
    if len(wrong) == 2:
        return f"Pages {wrong[0] + 1} and {wrong[1] + 1} were swapped."
    return f"Pages {wrong[0] + 1} to {wrong[-1] + 1} stand in another order."


def _where_they_were(wrong: list[int], before: list[Page], now: list[Page]) -> dict[int, int]:
    places = {place: place for place in range(len(now))}
    free = list(wrong)
    for place in wrong:
        places[place] = next(old for old in free if before[old] == now[place])
        free.remove(places[place])
    return places


def _pages(start: int, end: int) -> str:
    return f"Page {start + 1}" if end - start == 1 else f"Pages {start + 1} to {end}"


# What a document is, in digests ---------------------------------------------------------------------------------

#: In one object's text: strings, which are left alone, and references, which are renumbered.
TOKEN = re.compile(
    rb"\((?:\\.|[^\\()])*\)|<[0-9a-fA-F]*>|(?<![^\s\[\]<>()/])(\d+) (\d+) R(?![^\s\[\]<>()/])", re.DOTALL
)
NAME = re.compile(rb"/([^\s/<>\[\](){}%]+)")
HOW_IT_IS_PACKED = {"/Length", "/Filter", "/DecodeParms", "/DL", "/F", "/FFilter", "/FDecodeParms"}
#: Of a page: told apart below, or without meaning to a reader.
PAGE_ASIDE = {
    "/Type", "/Parent", "/Annots", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/PieceInfo",
    "/LastModified", "/StructParents",
}  # fmt: skip
CATALOG_ASIDE = {
    "/Type", "/Pages", "/Metadata", "/StructTreeRoot", "/Outlines", "/Dests", "/AF", "/Names", "/Version", "/Extensions",
}  # fmt: skip
#: Programs write these when they save a file; they say nothing of what stands in it.
LEFT_BY_SAVING = {"/ModDate", "/Producer"}
XMP_LEFT_BY_SAVING = (
    ("http://ns.adobe.com/xap/1.0/", "ModifyDate"), ("http://ns.adobe.com/xap/1.0/", "MetadataDate"),
    ("http://ns.adobe.com/pdf/1.3/", "Producer"), ("http://ns.adobe.com/pdf/1.3/", "PDFVersion"),
)  # fmt: skip


class Reader:
    """The digests of an open document.  Holds one object at a time, so that a thousand pages need no more than one."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self._pages = [page.obj for page in pdf.pages]
        self.count = len(self._pages)
        self.met_lost_page = False
        self._known: dict[tuple[int, int], str] = {}
        self._labels: dict[tuple[int, int], bytes] = {page.objgen: b"page" for page in self._pages}

    def page(self, place: int) -> Page:
        """What is drawn on a page, and the pictures and typefaces that it is drawn with."""
        page = self._pages[place]
        content = content_of(page)
        drawn = hashlib.sha256(digest(content).encode())
        for key in ("/MediaBox", "/CropBox", "/Rotate"):
            drawn.update(box(inherited(page, key)))
        for key in sorted(set(page.keys()) - PAGE_ASIDE):
            drawn.update(key.encode() + b"=" + self.whole(page[key]).encode())
        parts = hashlib.sha256()
        used = {"/" + name.decode("latin-1") for name in NAME.findall(content)}
        resources = inherited(page, "/Resources")
        for kind in sorted(resources.keys()) if resources is not None else ():
            entries = resources[kind]
            if not isinstance(entries, pikepdf.Dictionary):
                continue
            for name in sorted(used & set(entries.keys())):
                parts.update(f"{kind} {name} {self.whole(entries[name])}\n".encode())
        return drawn.hexdigest(), parts.hexdigest()

    def name_pages(self, places: Mapping[int, int]) -> None:
        """Which page was which when it was made: what points at a page is told by that number."""
        self._known.clear()
        self._labels.clear()
        for place, page in enumerate(self._pages):
            self._labels[page.objgen] = f"page {places[place]}".encode() if place in places else b"another page"
            for number, note in enumerate(page.get("/Annots", ())):
                if note.is_indirect:
                    self._labels[note.objgen] = f"note {places.get(place)} {number}".encode()

    def links(self, place: int) -> str:
        found = hashlib.sha256()
        for note in self._pages[place].get("/Annots", ()):
            found.update(self.whole(note, without={"/Parent"}).encode())
        return found.hexdigest()

    def whole_document(self) -> dict[str, Any]:
        root = self.pdf.Root
        names = root.get("/Names", {})
        opening = {key: self.whole(root[key]) for key in sorted(set(root.keys()) - CATALOG_ASIDE)}
        more = sorted(set(names.keys()) - {"/Dests", "/EmbeddedFiles"})
        if more:
            opening["/Names"] = digest("".join(f"{key} {self.whole(names[key])}\n" for key in more).encode())
        return {
            "outline": self.whole(root.get("/Outlines")),
            "destinations": self.whole(names.get("/Dests")) + self.whole(root.get("/Dests")),
            "structure": self.whole(root.get("/StructTreeRoot")),
            "metadata": digest(as_written(unpacked(root.Metadata))) if "/Metadata" in root else "",
            "information": {
                key: str(value)
                for key, value in sorted(self.pdf.trailer.get("/Info", {}).items())
                if key not in LEFT_BY_SAVING
            },
            "opening": opening,
            "attachments": list(self.attachments()),
        }

    def attachments(self) -> Iterator[dict[str, Any]]:
        associated = {one.objgen for one in self.pdf.Root.get("/AF", ())}
        for name, spec in sorted(self.pdf.attachments.items()):
            if name != PROOF:
                content = unpacked(spec.get_file().obj)
                yield {
                    "name": name,
                    "description": spec.description,
                    "relationship": str(spec.relationship or ""),
                    "associated": spec.obj.objgen in associated,
                    "sha256": hashlib.sha256(content).hexdigest(),
                    "size": len(content),
                }

    def whole(self, start: Any, without: Iterable[str] = ()) -> str:
        """The digest of an object and of all that it leads to.  Objects are numbered in the order in which they are met,
        so their numbers in the file do not matter; pages are told by their labels and not entered."""
        if not isinstance(start, pikepdf.Object):
            return digest(repr(start).encode())
        remembered = start.objgen if start.is_indirect else None
        if remembered and not without and remembered in self._known:
            return self._known[remembered]
        numbers: dict[tuple[int, int], int] = {}
        waiting = deque([start])
        if remembered:
            numbers[remembered] = 0

        def label(match: "re.Match[bytes]") -> bytes:
            if match[1] is None:
                return match[0]
            met = (int(match[1]), int(match[2]))
            if met in self._labels:
                return b"{" + self._labels[met] + b"}"
            if met not in numbers:
                numbers[met] = len(numbers) + 1
                waiting.append(self.pdf.get_object(met))
            return b"{%d}" % numbers[met]

        found = hashlib.sha256()
        while waiting:
            one = waiting.popleft()
            text, data = as_text(one, without if one is start else ())
            self.met_lost_page |= b"/Type /Page " in text
            found.update(TOKEN.sub(label, text) + b"\n" + data + b"\n")
        if remembered and not without:
            self._known[remembered] = found.hexdigest()
        return found.hexdigest()


def as_text(one: pikepdf.Object, without: Iterable[str] = ()) -> tuple[bytes, bytes]:
    """An object as text with its keys in order and, of a stream, the digest of what it unpacks to."""
    if isinstance(one, pikepdf.Stream):
        aside = HOW_IT_IS_PACKED | set(without)
        try:
            data = hashlib.sha256(one.get_stream_buffer()).digest()
        except pikepdf.PdfError:
            # A JPEG stays packed in every saving: its packing is part of what it is.
            data = hashlib.sha256(one.get_raw_stream_buffer()).digest()
            aside -= {"/Filter", "/DecodeParms"}
        entries = one.stream_dict
        return b" ".join(
            f"{key} ".encode() + _text(entries[key]) for key in sorted(entries.keys()) if key not in aside
        ), data
    if without and isinstance(one, pikepdf.Dictionary):
        return b" ".join(f"{key} ".encode() + _text(one[key]) for key in sorted(one.keys()) if key not in without), b""
    return one.unparse(resolved=True), b""


def _text(value: Any) -> bytes:
    return value.unparse() if isinstance(value, pikepdf.Object) else repr(value).encode()


def as_written(packet: bytes) -> bytes:
    """The description inside the file as XML in one writing, without what a program leaves there by saving."""
    try:
        tags = [f"{{{space}}}{name}" for space, name in XMP_LEFT_BY_SAVING]
        return ElementTree.canonicalize(
            re.sub(r"<\?xpacket.*?\?>", "", packet.decode()).strip(),
            strip_text=True,
            rewrite_prefixes=True,
            exclude_attrs=tags,
            exclude_tags=tags,
        ).encode()
    except (ElementTree.ParseError, UnicodeDecodeError):
        return packet


def content_of(page: pikepdf.Object) -> bytes:
    contents = page.get("/Contents")
    if contents is None:
        return b""
    return b"\n".join(unpacked(one) for one in (contents if isinstance(contents, pikepdf.Array) else [contents]))


def unpacked(stream: pikepdf.Object) -> bytes:
    """What a stream says; where it no longer unpacks, its bytes as they lie there, which are then another content."""
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


def inherited(page: pikepdf.Object, key: str) -> Any:
    """An entry of a page, or of what it hangs from."""
    for _ in range(64):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            return None
        page = page.Parent
    return None


def box(value: Any) -> bytes:
    """Numbers in one writing, since one program saves 595.0 where another saves 595."""
    numbers = value if isinstance(value, pikepdf.Array) else [] if value is None else [value]
    return (" ".join(f"{float(number):.3f}" for number in numbers) + "\n").encode()


def described(pdf: pikepdf.Pdf) -> dict[str, Any]:
    """The digests of a document as it has just been made: the `content` of its manifest."""
    reader = Reader(pdf)
    pages = [reader.page(place) for place in range(reader.count)]
    reader.name_pages({place: place for place in range(reader.count)})
    listed = [
        {"drawn": drawn, "parts": parts, "links": reader.links(place)} for place, (drawn, parts) in enumerate(pages)
    ]
    return {"pages": listed, **reader.whole_document()}


# Small things ---------------------------------------------------------------------------------------------------


def canonical(content: Any) -> bytes:
    """The bytes that are signed: sorted keys, UTF-8, no white space."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def key_fingerprint(public: str) -> str:
    return digest(bytes.fromhex(public))


def spoken(fingerprint: str) -> str:
    """The first eighty bits of a fingerprint, in letters and figures that are not mistaken for each other: 4 by 4."""
    letters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
    number = int(fingerprint[:20], 16)
    text = "".join(letters[(number >> shift) & 31] for shift in range(75, -1, -5))
    return "-".join(text[at : at + 4] for at in range(0, 16, 4))


def keys_in(given: str) -> list[dict[str, str]]:
    """The keys of --key: hexadecimal digits, or a file of them or of what `manage.py school_key` prints."""
    place = Path(given)
    text = place.read_text() if place.is_file() else given
    try:
        listed = json.loads(text)
    except ValueError:
        listed = [{"key": key} for key in re.findall(r"\b[0-9a-fA-F]{64}\b", text)]
    keys = listed["keys"] if isinstance(listed, dict) else listed
    if not keys or not all(isinstance(one, dict) and "key" in one for one in keys):
        raise CannotVerify(f"There is no public key in {given}.")
    return [dict(one) for one in keys]


def told(verdict: Verdict) -> list[str]:
    """The verdict in lines for a person."""
    if verdict.status == CANNOT:
        return ["Cannot verify.", *verdict.changes]
    if verdict.status == CHANGED:
        return ["Changed since it was made:", *(f"- {change}" for change in verdict.changes)]
    record = verdict.manifest["record"]
    return [
        "Sound: nothing was changed since it was made.",
        f"{record['title']}, {extent(verdict.manifest)}, number {record['document']}",
        f"Made {record['made_at']} for {record['asked_by']}; the record had {record['audit']['count']} entries then",
        *(
            [f"Fingerprint, as printed on its last page: {spoken(said)}"]
            if (said := verdict.manifest.get("print"))
            else []
        ),
        f"Signed with the key {spoken(key_fingerprint(verdict.key))}",
        *(f"Exhibit {one['number']}: SHA-256 {one['sha256']}" for one in record["exhibits"]),
    ]


def extent(manifest: Mapping[str, Any]) -> str:
    return f"{len(manifest['files'])} files" if "files" in manifest else f"{len(manifest['content']['pages'])} pages"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Says whether a document of Casework is sound, or what was changed.")
    parser.add_argument("file", help="the PDF, or the folder into which an export was unpacked")
    parser.add_argument("--key", help="the school's public key, or a file that holds it")
    asked = parser.parse_args(arguments)
    try:
        keys = keys_in(asked.key) if asked.key else KEYS
        place = Path(asked.file)
        verdict = verify_export(place, keys) if place.is_dir() else verify(place, keys)
    except (OSError, CannotVerify) as reason:
        verdict = Verdict(CANNOT, [str(reason)])
    print("\n".join(told(verdict)))
    return verdict.status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
