"""Read all evidence, all redacted copies and all kept documents whole, now, and name what is damaged."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from investigations.actions.fixity import AFile, Checked, check_all
from investigations.models import Case, Evidence, Rendition


class Command(BaseCommand):
    help = "Compare every exhibit, redacted copy and kept document with its SHA-256 and size; with --case, those of one case."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--case", metavar="REFERENCE", help="Only the files of this case.")

    def handle(self, *args: Any, **options: Any) -> None:
        case = None
        if options["case"]:
            case = Case.objects.filter(reference=options["case"]).first()
            if case is None:
                raise CommandError(f"There is no case {options['case']}.")
        done, named = Checked(), 0
        for done in check_all(case):
            for kept in done.damaged[named:]:
                self.stdout.write(f"DAMAGED  case {kept.case.reference}, {_called(kept)}: {kept.damage}")
            named = len(done.damaged)
        for kept in done.sound_again:
            self.stdout.write(f"SOUND AGAIN  case {kept.case.reference}, {_called(kept)}")
        self.stdout.write(f"{done.number:,} file(s) checked, {len(done.damaged):,} damaged.")
        for why, files in done.not_opened.items():
            self.stdout.write(f"NOT OPENED  {files:,} file(s) of {why}")
        if done.not_opened:
            raise CommandError(f"{done.not_opened.total():,} file(s) could not be opened. Nothing is known of them.")
        if done.damaged:
            raise CommandError("Bring the damaged files back from a backup, then check again.")


def _called(kept: AFile) -> str:
    if isinstance(kept, Rendition):
        return f"the redacted copy of exhibit {kept.evidence.number} for {kept.for_scope.in_sentence}"
    return f"exhibit {kept.number}" if isinstance(kept, Evidence) else f"document {kept.pk}"
