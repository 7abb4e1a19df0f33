"""Is this document as it was made, and does it agree with what is kept here?  Exit status 0 sound, 1 changed, 2 cannot verify."""

import hashlib
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from investigations.documents import verifier
from investigations.documents.proof import as_published, checked
from investigations.documents.proven import differences, kept_document, made_at_school
from investigations.models import SchoolKey


class Command(BaseCommand):
    help = "Verify a document: says that it is sound, or names what was changed in it, in its exhibits or in the audit."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The PDF.")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        if not path.is_file():
            self._end(verifier.Verdict(verifier.CANNOT, [f"There is no file {path}."]))
        try:
            keys = [as_published(key) for key in SchoolKey.objects.select_related("school")]
            verdict = checked(path.resolve(), keys)
            if verdict.status == verifier.SOUND:
                verdict.changes += differences(verdict.manifest)
                verdict.status = verifier.CHANGED if verdict.changes else verifier.SOUND
                self._note_other_bytes(path, verdict)
        except DatabaseError as error:
            verdict = verifier.Verdict(verifier.CANNOT, [f"The database could not be read: {error}"])
        self._end(verdict)

    def _note_other_bytes(self, path: Path, verdict: verifier.Verdict) -> None:
        record = verdict.manifest["record"]
        document = kept_document(record["document"]) or made_at_school(record["document"], record["audit"]["stream"])
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        if document is not None and document.sha256 != sha256:
            self.stdout.write("The file was saved again since it was made; what stands in it is compared all the same.")

    def _end(self, verdict: verifier.Verdict) -> None:
        style = self.style.SUCCESS if verdict.status == verifier.SOUND else self.style.ERROR
        first, *others = verifier.told(verdict)
        self.stdout.write(style(first))
        for line in others:
            self.stdout.write(line)
        sys.exit(verdict.status)
