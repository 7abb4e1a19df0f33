"""Is the record as it was written?  Exit status 0 sound, 1 tampered, 2 cannot verify, 3 protection missing."""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from investigations.audit import Flaw, verify_all, verify_stream
from investigations.audit.protect import missing
from investigations.documents import verifier
from investigations.documents.proof import as_published, checked
from investigations.documents.proven import chain_differences
from investigations.models import AuditEvent, AuditStream, Case, SchoolKey

SOUND, TAMPERED, CANNOT_VERIFY, UNPROTECTED = 0, 1, 2, 3


class Command(BaseCommand):
    help = "Verify the audit record: names every event that was edited, deleted, inserted or moved."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", help="Verify the record of this case only, by its reference.")
        parser.add_argument("--pdf", help="Compare the record with the head and the count in this document's manifest.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["pdf"]:
            self._compare(Path(options["pdf"]))
            return
        try:
            streams, flaws = self._verify(options["case"])
            unprotected = missing()
        except DatabaseError as error:
            self.stderr.write(f"The record could not be read: {error}")
            sys.exit(CANNOT_VERIFY)
        for flaw in flaws:
            self.stdout.write(f"{flaw.stream} event {flaw.seq} {flaw.kind}: {flaw.sentence}")
        for name in unprotected:
            self.stdout.write(f"The trigger {name} is missing: run migrate to put it back.")
        if flaws:
            self.stdout.write(self.style.ERROR(f"Not sound: {len(flaws)} finding(s)."))
            sys.exit(TAMPERED)
        if unprotected:
            sys.exit(UNPROTECTED)
        events = AuditEvent.objects.filter(stream__in=streams).count()
        self.stdout.write(self.style.SUCCESS(f"Sound: {events:,} events in {len(streams):,} streams."))

    def _compare(self, pdf: Path) -> None:
        """With what a document saw when it was made.  One that was itself changed bears witness of nothing."""
        try:
            verdict = checked(pdf.resolve(), [as_published(key) for key in SchoolKey.objects.select_related("school")])
            if verdict.status != verifier.SOUND:
                self.stderr.write("\n".join(verdict.changes))
                sys.exit(CANNOT_VERIFY)
            audit = verdict.manifest["record"]["audit"]
            differences = list(chain_differences(audit))
            now = AuditEvent.objects.filter(stream__name=audit["stream"]).count()
        except DatabaseError as error:
            self.stderr.write(f"The record could not be read: {error}")
            sys.exit(CANNOT_VERIFY)
        for sentence in differences:
            self.stdout.write(sentence)
        if differences:
            self.stdout.write(self.style.ERROR("Not sound: the record is not the one that the document saw."))
            sys.exit(TAMPERED)
        more = f"{now - audit['count']:,} came after" if now > audit["count"] else "none came after"
        self.stdout.write(self.style.SUCCESS(f"Sound: the {audit['count']:,} events that the document saw; {more}."))

    def _verify(self, reference: str | None) -> tuple[list[AuditStream], list[Flaw]]:
        if not reference:
            return list(AuditStream.objects.all()), list(verify_all())
        case = Case.objects.filter(reference=reference).first()
        stream = AuditStream.objects.filter(name=f"case:{case.pk}").first() if case else None
        if stream is None:
            self.stderr.write(f"There is no record of a case {reference}.")
            sys.exit(CANNOT_VERIFY)
        return [stream], list(verify_stream(stream))
