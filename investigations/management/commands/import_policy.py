"""Read a policy document into a version with numbered clauses, or only show what would be read."""

import json
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, transaction

from investigations.actions.policies import publish, save_version
from investigations.actions.refusals import Refused
from investigations.management.terminal import NO_DATABASE, a_day, in_words, refuse, the_school
from investigations.models import PolicyVersion
from investigations.reading.files import MOST_BYTES
from investigations.reading.policy import PolicyReading, UnreadablePolicy, read_file, read_policy

MOST_SHOWN = 200


class Command(BaseCommand):
    help = "Read a policy (Markdown or plain text) into numbered clauses and save it as the next version."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="a Markdown or plain text file")
        parser.add_argument("--school", metavar="NAME-OR-ID", help="not needed where there is only one")
        parser.add_argument("--effective-from", metavar="YYYY-MM-DD", help="the first day it is in force")
        parser.add_argument("--title", help="the policy's title, where the one in the document does not do")
        parser.add_argument("--publish", action="store_true", help="put it in force at once; from then on it is frozen")
        parser.add_argument("--dry-run", action="store_true", help="save nothing; needs neither school nor date")
        parser.add_argument("--json", action="store_true", help="print what was read as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(options["file"])
        effective_from = a_day(self, options["effective_from"], "--effective-from")
        text, reading = self.read(path, options["title"])
        version = None
        if not options["dry_run"]:
            try:
                version = self.save(path, text, reading, effective_from, options)
            except Refused as refused:
                refuse(self, f"{refused.sentence} Nothing was saved.")
            except DatabaseError:
                refuse(self, NO_DATABASE)
        if options["json"]:
            self.show_json(reading)
        else:
            self.show(reading)
            self.stdout.write(said_of(version) if version else "\nNothing was saved: this was a dry run.")

    def read(self, path: Path, title: str | None) -> tuple[str, PolicyReading]:
        try:
            if path.is_dir():
                refuse(self, f"“{path}” is a folder. Name the policy's own file.")
            with path.open("rb") as file:
                # A little over the most that is read, so that too much is noticed; a device never ends.
                text = read_file(file.read(10 * MOST_BYTES), path.name)
        except FileNotFoundError:
            refuse(self, f"There is no file “{path}”.")
        except (OSError, ValueError) as wrong:
            refuse(self, f"“{path}” cannot be read: {getattr(wrong, 'strerror', None) or wrong}.")
        except UnreadablePolicy as unreadable:
            refuse(self, str(unreadable))
        if title and not title.isprintable():
            refuse(self, "The title holds characters that cannot be shown. Nothing was saved.")
        reading = read_policy(text)
        return text, replace(reading, title=title) if title else reading

    def save(
        self, path: Path, text: str, reading: PolicyReading, effective_from: date | None, options: dict[str, Any]
    ) -> PolicyVersion:
        if effective_from is None:
            refuse(self, "Say from which day the policy is in force, with --effective-from 2026-09-01.")
        if not reading.title.strip():
            refuse(self, f"“{path.name}” has no title that can be read. Give it one with --title.")
        if not reading.clauses:
            refuse(
                self,
                f"No clause was found in “{path.name}”, so nothing was saved. "
                "Import it on the page Policies, where any line can be marked as a clause.",
            )
        school = the_school(self, options["school"])
        with transaction.atomic():
            version = save_version(
                school,
                reading,
                text,
                effective_from=effective_from,
                source_name=path.name.encode("utf-8", "replace").decode(),
            )
            if options["publish"]:
                publish(version, by=None)
        version.refresh_from_db()
        return version

    def show_json(self, reading: PolicyReading) -> None:
        if self.stdout._out is sys.stdout and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8")  # whatever the terminal's language: JSON is UTF-8
        self.stdout.write(json.dumps(reading.as_json(), ensure_ascii=False, indent=2))

    def show(self, reading: PolicyReading) -> None:
        if self.stdout._out is sys.stdout and hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(errors="replace")
        clauses = [f"{clause.number}  {clause.text}" for clause in reading.clauses]
        self.stdout.write(reading.title or "(no title found)")
        self.show_part("Clauses", clauses)
        self.show_part("What it says about breaches", reading.provisions)
        self.show_part("Policies to be read with it", reading.companion_policies)
        self.show_part("Sign-off", reading.sign_off)
        self.show_part("Not placed, and kept as background", reading.unplaced)

    def show_part(self, name: str, lines: Any) -> None:
        self.stdout.write(f"\n{name}: {len(lines):,}")
        for line in lines[:MOST_SHOWN]:
            self.stdout.write(f"  {line}")
        if len(lines) > MOST_SHOWN:
            self.stdout.write(f"  … and {len(lines) - MOST_SHOWN:,} more; --json shows them all")


def said_of(version: PolicyVersion) -> str:
    saved = f"\nSaved as {version}, for {version.policy.school}."
    day = in_words(version.effective_from)
    if version.is_published:
        return f"{saved} It is published, and in force from {day}."
    return f"{saved} Not in force yet: publish it on the page Policies, and it will be from {day}."
