"""Writes docs/procedure.md from the tables of the procedure, or says whether it is current."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from investigations.actions.registry import effects_in_words
from investigations.procedure.as_markdown import procedure_as_markdown

PLACE = Path("docs/procedure.md")


class Command(BaseCommand):
    help = "Writes docs/procedure.md from the tables of the procedure."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="write nothing; exit 1 where the page is not current")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / PLACE, help="another file to write")

    def handle(self, *, check, to, **_):
        written = procedure_as_markdown(effects_in_words())
        if check:
            if not to.exists() or to.read_text(encoding="utf-8") != written:
                raise CommandError(f"{to} is not current: run “manage.py write_procedure_docs”.", returncode=1)
            self.stdout.write(f"{to} is current.")
            return
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(written, encoding="utf-8")
        self.stdout.write(f"{to} is written.")
