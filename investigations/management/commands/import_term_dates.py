"""Read a school's terms and closures from a calendar or a table, or only show what would be added."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from investigations.actions.refusals import Refused
from investigations.actions.term_import import Plan, in_words, plan_import, save_import
from investigations.management.terminal import NO_DATABASE, refuse, the_school
from investigations.management.terminal import in_words as day_in_words
from investigations.reading.term_dates import MOST_BYTES, TermDates, UnreadableDates, read_term_dates, text_of


class Command(BaseCommand):
    help = "Add terms and closures from an iCalendar (.ics) or CSV file; every line that adds nothing is named."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a calendar (.ics) or a table (.csv)")
        parser.add_argument("--school", metavar="NAME-OR-ID", help="not needed where there is only one")
        parser.add_argument("--dry-run", action="store_true", help="save nothing, only show what would be added")

    def handle(self, *args: Any, **options: Any) -> None:
        dates = self.read(Path(options["file"]))
        try:
            school = the_school(self, options["school"])
            plan = plan_import(school, dates)
            self.show(plan)
            if options["dry_run"]:
                self.stdout.write("\nNothing was saved: this was a dry run.")
                return
            plan = save_import(school, dates, by=None)
        except Refused as refused:
            refuse(self, f"{refused.sentence} Nothing was saved.")
        except DatabaseError:
            refuse(self, NO_DATABASE)
        self.stdout.write(f"\nAdded to {school}: {in_words(plan)}.")

    def read(self, path: Path) -> TermDates:
        try:
            if path.is_dir():
                refuse(self, f"“{path}” is a folder. Name the file itself.")
            with path.open("rb") as file:
                return read_term_dates(text_of(file.read(MOST_BYTES + 1), path.name))
        except FileNotFoundError:
            refuse(self, f"There is no file “{path}”.")
        except (OSError, ValueError) as wrong:
            refuse(self, f"“{path}” cannot be read: {getattr(wrong, 'strerror', None) or wrong}.")
        except UnreadableDates as unreadable:
            refuse(self, f"{unreadable} Nothing was saved.")

    def show(self, plan: Plan) -> None:
        self.part(
            "Terms to add",
            [f"{one.name}, {day_in_words(one.starts)} to {day_in_words(one.ends)}" for one in plan.terms],
        )
        self.part("Days closed to add", [f"{day_in_words(day)}: {one.name}" for one, day in plan.closures])
        self.part("Could not be read", [f"line {row.line}, “{row.text}”: {row.why}" for row in plan.unread])
        for title, rows in (
            ("Cannot be added", plan.clashes),
            ("Entered already", plan.duplicates),
            ("Needs no entry", plan.needless),
        ):
            self.part(title, [f"line {row.line}, “{row.name}”: {row.why}" for row in rows])

    def part(self, title: str, lines: list[str]) -> None:
        if lines:
            self.stdout.write(f"{title}: {len(lines)}")
            for line in lines:
                self.stdout.write(f"  {line}")
