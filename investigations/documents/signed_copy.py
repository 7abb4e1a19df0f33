"""The PDF of exactly what was signed: the whole version, the statement, both signatures, and the fingerprint of the text.

Made when somebody first asks for it, kept in the vault, and the same bytes from then on.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html

from investigations import audit
from investigations.models import Acknowledgement, PassageKind, Person, PolicyVersion, SignedCopy
from investigations.procedure.calendar import long_date
from investigations.reading.strokes import HEIGHT, WIDTH
from investigations.vault.store import discard, keep

from .at_school import sealed
from .case_parts import fingerprint, moment
from .made import Made, letterhead
from .render import Attached
from .text import paragraphs_html, printable

KIND = "signed_policy"
LARGEST = 64 * 1024 * 1024
PARTS = {
    PassageKind.PROVISION: "Where a clause may have been broken",
    PassageKind.COMPANION: "To be read with it",
    PassageKind.SIGN_OFF: "The block to sign, as the document has it",
    PassageKind.BACKGROUND: "Everything else in the document",
}


def copy_of(signed: Acknowledgement, *, by: Person) -> SignedCopy:
    """The copy of a signature as it stands now.  Raises RenderFailed or a refusal of the vault, each a sentence."""
    is_countersigned = signed.countersigned_at is not None
    if made := signed.copies.filter(is_countersigned=is_countersigned).first():
        return made
    version = signed.version
    name = f"Policy signed by {signed.person}, version {version.number}"
    html = render_to_string("documents/signed_copy.html", printable(_context(signed)))
    source = Attached(f"policy-version-{version.number}.txt", "The document as it came", version.source_text.encode())
    school = version.policy.school
    finished = sealed(Made(name, f"{name}.pdf", html, _drawn(signed)), KIND, school, by=by, attachments=[source])
    kept = keep([finished.content], folder=f"signed-{signed.person_id.hex}", limit=LARGEST)
    try:
        with transaction.atomic():
            made = SignedCopy.objects.create(
                acknowledgement=signed, is_countersigned=is_countersigned, file_name=f"{name}.pdf", vault_key=kept.key,
                sha256=kept.sha256, size=kept.size, pages=finished.pages, made_at=timezone.now(),
            )  # fmt: skip
            audit.record_school(
                school,
                "sign_off.copy_made",
                by=by,
                facts={"signature": str(signed.pk)} | finished.facts,
                says=f"{by} had the copy made of what {signed.person} signed",
            )
    except IntegrityError:
        discard(kept.key)  # somebody else was first: theirs is the copy
        made = signed.copies.get(is_countersigned=is_countersigned)
    except BaseException:
        discard(kept.key)
        raise
    return made


def _context(signed: Acknowledgement) -> dict[str, Any]:
    version = signed.version
    return {
        "school": letterhead(version.policy.school),
        "title": version.policy.title,
        "reference": f"Version {version.number}",
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "particulars": [
            ("Version", f"{version.number}, in force from {long_date(version.effective_from)}"),
            *([("Adopted", long_date(version.adopted_on))] if version.adopted_on else []),
            *([("Minute", version.minute_reference)] if version.minute_reference else []),
            ("Signed by", signed.person.name),
        ],
        "clauses": [
            {"number": clause.number, "text": paragraphs_html(clause.text), "from": ""}
            for clause in version.clauses.all()
        ],
        "parts": [{"title": title, "text": _passages(version, kind)} for kind, title in PARTS.items()],
        "statement": signed.statement,
        "lines": [line for line in (_signature(signed), _countersignature(signed)) if line],
        "is_drawn": bool(signed.drawing),
        "awaits": "" if signed.countersigned_at else "Not countersigned when this copy was made.",
        "fingerprint": fingerprint(version.text_hash),
    }


def _passages(version: PolicyVersion, kind: PassageKind) -> str:
    return paragraphs_html("\n\n".join(version.passages_of(kind).values_list("text", flat=True)))


def _signature(signed: Acknowledgement) -> dict[str, Any]:
    how = f"On paper, kept at: {signed.kept_at}" if signed.kept_at else moment(signed.signed_at)
    where = f"From {signed.address}" if signed.address else ""
    return {
        "what": "Signed",
        "name": signed.signature,
        "drawn": bool(signed.drawing),
        "who": signed.person.name,
        "when": [how, *([where] if where else []), *([signed.browser] if signed.browser else [])],
    }


def _countersignature(signed: Acknowledgement) -> dict[str, Any] | None:
    if signed.countersigned_at is None:
        return None
    return {
        "what": "Countersigned",
        "name": signed.countersignature,
        "drawn": False,
        "who": str(signed.countersigned_by),
        "when": [moment(signed.countersigned_at)],
    }


def _drawn(signed: Acknowledgement) -> dict[str, bytes]:
    """The drawn signature as a picture; its points are numbers, and nothing else can stand in it."""
    if not signed.drawing:
        return {}
    picture = format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<path d="{}" fill="none" stroke="#16233b" stroke-width="3" stroke-linecap="round" stroke-linejoin="round"/></svg>',
        WIDTH, HEIGHT, WIDTH, HEIGHT, signed.path,
    )  # fmt: skip
    return {"signature.svg": picture.encode()}
