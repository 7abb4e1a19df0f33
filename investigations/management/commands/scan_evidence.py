"""Have the evidence looked at by the virus scanner: what was never scanned, or everything again."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Count

from investigations.actions.scanning import scan_again, scan_unscanned
from investigations.models import Evidence
from investigations.procedure.choices import ScanState
from investigations.vault.scanning import is_configured


class Command(BaseCommand):
    help = "Scan the evidence that was never scanned; with --again, everything that is not locked away."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="Also what was scanned before, say with new signatures."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not is_configured():
            raise CommandError("No scanner is set up: CLAMD names the socket of clamd, or its host:port.")
        done = scan_again() if options["again"] else scan_unscanned()
        counts = dict(Evidence.objects.order_by().values_list("scan").annotate(Count("pk")))
        self.stdout.write(f"{done:,} file(s) scanned. Of all evidence:")
        for state in ScanState:
            self.stdout.write(f"  {state.label}: {counts.get(state, 0):,}")
