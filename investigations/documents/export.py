"""What is in the export of a whole case?  All that its case manager sees, in one encrypted archive that explains itself.

Written piece by piece, so that a case of any size takes the memory of a small one.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyzipper
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.template.loader import render_to_string
from django.utils import timezone

from investigations.access import Standing
from investigations.audit import case_stream
from investigations.audit.words import said
from investigations.models import Case, Document, DocumentKind, Evidence, Job
from investigations.procedure.sections import Section
from investigations.vault import store
from investigations.vault.keys import folder_key_for_writing
from investigations.vault.refusals import Damaged

from . import case_file, verifier
from .damage import NOT_AS_HANDED_IN, note_damage
from .kinds import may_read
from .made import Made, Say, head_of_audit
from .proof import record_of, signed, verifier_file
from .spreadsheet import harmless

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def passphrase(job: Job) -> str:
    """Of this one archive: 125 bits in five groups.  It follows from the key of the case and is stored nowhere, so a worker
    that takes the job up again has the same, and with the key of the case it is gone."""
    secret = folder_key_for_writing(job.case.pk.hex)
    derived = HKDF(SHA256(), length=25, salt=None, info=b"casework export 1\0" + job.pk.bytes).derive(secret)
    letters = "".join(LETTERS[byte & 31] for byte in derived)
    return "-".join(letters[at : at + 5] for at in range(0, 25, 5))


class Archive:
    """A ZIP encrypted with AES-256.  The names in it stay readable to anybody, and so they name nobody."""

    def __init__(self, place: Path, words: str) -> None:
        self.files: list[dict[str, Any]] = []
        self._zip = pyzipper.AESZipFile(place, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES)
        self._zip.setpassword(words.encode())

    def add(self, name: str, content: Iterable[bytes], what: str) -> str:
        """Write one file, and remember its name, size and SHA-256 for the manifest."""
        found, size = sha256(), 0
        with self._zip.open(name, "w", force_zip64=True) as file:
            for piece in content:
                file.write(piece)
                found.update(piece)
                size += len(piece)
        self.files.append({"name": name, "sha256": found.hexdigest(), "size": size, "what": what})
        return found.hexdigest()

    def close(self) -> None:
        self._zip.close()


def build(job: Job, standing: Standing, place: Path, say: Say) -> tuple[Made, dict[str, Any]]:
    """Write the archive to `place`; what was made, and the record in its manifest."""
    case = standing.case
    count, head = head_of_audit(case)
    made = Made(f"Export of case {case.reference}", f"Export {case.reference} {timezone.localdate():%Y-%m-%d}.zip", "")
    made.audit_count, made.audit_head = count, head
    record = record_of(job, made)
    made.printed = write(job, standing, record, place, say)
    return made, record


def write(job: Job, standing: Standing, record: dict[str, Any], place: Path, say: Say) -> list[int]:
    """The archive at `place`; the numbers of the exhibits whose originals are in it."""
    archive = Archive(place, passphrase(job))
    left_out: list[str] = []
    say(10, "Writing the words of the case")
    parts = case_file.parts_of(standing)
    about = {"reference": standing.case.reference, "title": standing.case.title, "school": standing.case.school.name}
    archive.add("case.json", [as_json({"case": about} | parts)], "Everything that is written in the case, by its parts")
    for name, rows in parts.items():
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            archive.add(f"tables/{name}.csv", table(rows), f"The part “{name}” as a table")
    archive.add(
        "audit.jsonl", audit_lines(standing, record["audit"]["count"]), "The audit chain, an event on each line"
    )
    documents = [one for one in standing.case.documents.all() if is_exported(standing, one)]
    for at, document in enumerate(documents, start=1):
        say(20 + 30 * at // len(documents), f"Document {at} of {len(documents)}")
        if not is_whole(document.vault_key, document.sha256, document.size):
            left_out.append(f"The document “{document.file_name}”: the stored file is damaged.")
            continue
        archive.add(f"documents/{at:04}.pdf", store.read_chunks(document.vault_key), document.file_name)
    exported = list(originals(archive, standing, left_out, say))
    archive.add("verifier.py", [verifier_file(standing.case.school).encode()], "Checks this archive and its documents")
    archive.add("README.txt", [readme(standing, record, archive.files, left_out).encode()], "What this archive is")
    record["exhibits"] = exhibits(standing.case, exported)
    manifest: dict[str, Any] = {"format": verifier.EXPORT, "record": record}
    manifest["files"] = sorted(archive.files, key=lambda file: file["name"])
    envelope = signed(manifest, standing.case.school, verifier.SIGNED_EXPORT)
    archive.add(verifier.MANIFEST, [json.dumps(envelope, ensure_ascii=False, indent=1).encode()], "")
    archive.close()
    return exported


def originals(archive: Archive, standing: Standing, left_out: list[str], say: Say) -> Iterator[int]:
    """Each exhibit as it was handed in.  What the scanner holds back stays here, and the README says so."""
    if not standing.sees(Section.EVIDENCE):
        return
    evidence = list(standing.case.evidence.order_by("number"))
    for at, exhibit in enumerate(evidence, start=1):
        say(50 + 45 * at // len(evidence), f"Exhibit {at} of {len(evidence)}")
        if exhibit.is_held_back:
            left_out.append(f"{exhibit}: held back, because of the virus scanner.")
        elif not is_whole(exhibit.vault_key, exhibit.sha256, exhibit.size):
            note_damage(exhibit, NOT_AS_HANDED_IN)
            left_out.append(f"{exhibit}: the stored file is damaged.")
        else:
            archive.add(f"originals/{exhibit.number:04}.bin", store.read_chunks(exhibit.vault_key), named(exhibit))
            yield exhibit.number


def named(exhibit: Evidence) -> str:
    return f"{exhibit}, handed in as {exhibit.file_name} ({exhibit.kind_label})"


def exhibits(case: Case, numbers: list[int]) -> list[dict[str, Any]]:
    rows = case.evidence.filter(number__in=numbers).values_list("number", "sha256")
    return [{"number": number, "sha256": digest} for number, digest in rows]


def is_exported(standing: Standing, document: Document) -> bool:
    return document.kind != DocumentKind.CASE_EXPORT and may_read(standing, document)


def is_whole(key: str, digest: str, size: int) -> bool:
    try:
        store.verify(key, digest, size)
    except Damaged:
        return False
    return True


def audit_lines(standing: Standing, count: int) -> Iterator[bytes]:
    """Every event with what the chain is made over.  Of a part that its reader does not see there are only the hashes, with
    which the chain can be followed all the same."""
    stream = case_stream(standing.case)
    for event in stream.events.filter(seq__lte=count).order_by("seq").iterator(chunk_size=1000):
        body, sealed = bytes(event.body), bytes(event.sealed)
        line: dict[str, Any] = {
            "stream": stream.name, "seq": event.seq, "prev": event.prev, "hash": event.hash,
            "body_sha256": sha256(body).hexdigest(), "sealed_sha256": sha256(sealed).hexdigest(),
        }  # fmt: skip
        if not event.section or event.section in standing.sections:
            line |= {"body": body.decode(), "words": said(event)}
        yield verifier.canonical(line) + b"\n"


def as_json(parts: dict[str, Any]) -> bytes:
    return json.dumps(parts, ensure_ascii=False, indent=1, default=str).encode()


def table(rows: list[dict[str, Any]]) -> Iterator[bytes]:
    """For a spreadsheet, which must take no cell for a formula."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    yield "\ufeff".encode()
    for cells in (columns, *([row.get(column, "") for column in columns] for row in rows)):
        line = io.StringIO()
        csv.writer(line).writerow([harmless(in_a_cell(cell)) for cell in cells])
        yield line.getvalue().encode()


def in_a_cell(value: Any) -> str:
    if isinstance(value, list | tuple | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return "" if value is None else str(value)


def readme(standing: Standing, record: dict[str, Any], files: list[dict[str, Any]], left_out: list[str]) -> str:
    hidden = [section.label for section in Section if not standing.sees(section)]
    context = {"record": record, "files": files, "left_out": left_out, "hidden": hidden}
    return render_to_string("documents/export_readme.txt", context)
