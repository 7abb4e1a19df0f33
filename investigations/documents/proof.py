"""How does a document prove itself?  A manifest of what it is made of goes into it, signed with the school's key.

What the manifest says of the file is computed by `verifier.py`, which also checks it, without us.
"""

import functools
import json
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from investigations.audit import case_stream, school_stream
from investigations.audit.canonical import moment
from investigations.models import Case, Job, Person, School, SchoolKey
from investigations.vault.school_key import key_of, sign

from . import apart, verifier
from .made import Made
from .render import RenderFailed

SECONDS, MEMORY_MB, CHECK_SECONDS = 600, 2048, 60
FAILED = "The document could not be sealed with its proof, and so it was not kept. Nothing is lost: try again."


def record_of(job: Job, made: Made) -> dict[str, Any]:
    """What is said of a document besides its content: what it is, who asked and when, the exhibits, the audit chain.

    Known before the pages are set, so that its fingerprint can be printed on them.
    """
    case: Case = job.case
    exhibits = case.evidence.filter(number__in=made.printed).values_list("number", "sha256")
    return _record(case.school, made, str(job.pk), job.kind, job.requested_by, job.requested_at) | {
        "case": case.reference,
        "exhibits": [{"number": number, "sha256": sha256} for number, sha256 in exhibits],
        "audit": {"stream": case_stream(case).name, "count": made.audit_count, "head": made.audit_head},
    }


def record_at_school(school: School, made: Made, kind: str, *, by: Person) -> dict[str, Any]:
    """The same of a document that belongs to no case and is made while one waits: it names the school's own record."""
    stream = school_stream(school)
    return _record(school, made, str(uuid.uuid4()), kind, by, timezone.now()) | {
        "case": "",
        "exhibits": [],
        "audit": {"stream": stream.name, "count": stream.count, "head": stream.head},
    }


def _record(school: School, made: Made, number: str, kind: str, by: Person, asked_at: datetime) -> dict[str, Any]:
    key_of(school)  # made before what it signs
    return {
        "document": number,
        "kind": kind,
        "title": made.title,
        "school": school.name,
        "asked_by": by.name,
        "asked_at": moment(asked_at),
        "made_at": moment(timezone.now()),
        "casework": settings.VERSION,
        "templates": templates_hash(),
    }


def fingerprint_of(record: dict[str, Any]) -> str:
    """What is printed, shortened, on the last page."""
    return verifier.digest(verifier.canonical(record))


def seal(pdf: Path, record: dict[str, Any], school: School) -> None:
    """Put the signed manifest into a finished PDF.  The file is read in a limited child; the key does not go there."""
    content = _in_child("describe", pdf)["content"]
    manifest = {
        "format": verifier.FORMAT,
        "record": record,
        "print": fingerprint_of(record),
        "content": content,
    }
    envelope = signed(manifest, school, verifier.SIGNED)
    _in_child("attach", pdf, json.dumps(envelope, ensure_ascii=False, indent=1).encode())


def signed(manifest: dict[str, Any], school: School, domain: bytes) -> dict[str, Any]:
    key = key_of(school)
    return {
        "manifest": manifest,
        "algorithm": "Ed25519",
        "key": key.public,
        "signature": sign(key, domain + verifier.canonical(manifest)),
    }


def checked(pdf: Path, keys: list[dict[str, str]]) -> verifier.Verdict:
    """The verdict on a file from anywhere, read in a limited child."""
    try:
        answer = _in_child("verify", pdf, json.dumps(keys).encode(), CHECK_SECONDS)
    except RenderFailed:
        return verifier.Verdict(verifier.CANNOT, ["It could not be read: it is broken, or far too large."])
    return verifier.Verdict(**answer)


def public_keys(school: School) -> list[dict[str, str]]:
    """The school's keys as the verifier takes them."""
    return [as_published(key) for key in school.keys.order_by("number")]


def as_published(key: SchoolKey) -> dict[str, str]:
    return {
        "key": key.public,
        # Of the first key nothing could have been signed before it was made.
        "from": moment(key.valid_from) if key.number > 1 else "",
        "until": moment(key.valid_until) if key.valid_until else "",
        "school": key.school.name,
        "fingerprint": verifier.spoken(verifier.key_fingerprint(key.public)),
    }


def verifier_file(school: School) -> str:
    """The verifier as somebody takes it away: with the school's public keys in it."""
    source = Path(verifier.__file__).read_text()
    empty = "KEYS: list[dict[str, str]] = []"
    assert source.count(empty) == 1
    return source.replace(empty, f"KEYS: list[dict[str, str]] = {json.dumps(public_keys(school), indent=4)}")


@functools.cache
def templates_hash() -> str:
    """Of every template of documents and letters: which wording and layout this version of Casework has."""
    lines = []
    for room in ("documents", "letters", "school_letters"):
        for place in sorted((Path(settings.BASE_DIR) / "templates" / room).rglob("*.*")):
            lines.append(f"{place.relative_to(settings.BASE_DIR)} {verifier.digest(place.read_bytes())}\n")
    return verifier.digest("".join(lines).encode())


def _in_child(verb: str, pdf: Path, given: bytes = b"", seconds: int = SECONDS) -> dict[str, Any]:
    with apart.work_folder() as folder:
        (folder / "given.json").write_bytes(given)
        try:
            answer = apart.run(folder, {"verb": verb, "pdf": str(pdf)}, seconds=seconds, memory_mb=MEMORY_MB)
        except apart.Stopped as stopped:
            raise RenderFailed(FAILED) from stopped
        if verb == "attach":
            # The folder may lie on another disk than the file's place.
            shutil.move(folder / "sealed.pdf", pdf)
    return answer
