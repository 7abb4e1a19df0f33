"""The part of sealing and checking that opens a PDF: runs in the limited child, where neither database nor key is."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pikepdf

from . import verifier

DESCRIPTION = "What this document is made of, signed by the school. It is checked with Casework or its verifier."


def describe(pdf: Path) -> dict[str, Any]:
    with pikepdf.open(pdf) as opened:
        return {"content": verifier.described(opened)}


def attach(pdf: Path, proof: Path, into: Path) -> dict[str, Any]:
    """As PDF/A-3 wants an attachment: associated with the whole document, with its kind and its relation to it."""
    with pikepdf.open(pdf) as opened:
        spec = pikepdf.AttachedFileSpec(
            opened,
            proof.read_bytes(),
            filename=verifier.PROOF,
            description=DESCRIPTION,
            mime_type="application/json",
            relationship=pikepdf.Name.Data,
            mod_date=datetime.now(UTC).strftime("D:%Y%m%d%H%M%SZ"),
        )
        opened.attachments[verifier.PROOF] = spec
        held = opened.attachments[verifier.PROOF].obj
        associated = opened.Root.get("/AF")
        if associated is None:
            associated = opened.Root.AF = pikepdf.Array()
        if held.objgen not in {one.objgen for one in associated}:
            associated.append(held)
        opened.save(into, fix_metadata_version=False)
    return {}


def verify(pdf: Path, keys: Path) -> dict[str, Any]:
    verdict = verifier.verify(pdf, json.loads(keys.read_text()))
    return {
        "status": verdict.status, "changes": verdict.changes, "manifest": verdict.manifest, "key": verdict.key
    }  # fmt: skip
