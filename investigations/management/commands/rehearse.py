"""Make the rehearsal school, or add cases to it.  Never beside a real school."""

import random
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError

from investigations.management.terminal import NO_DATABASE, refuse
from investigations.models import Case, School
from investigations.rehearsal.crowd.add import add_cases
from investigations.rehearsal.make import make_rehearsal
from investigations.rehearsal.personas import personas
from investigations.rehearsal.school import NAME

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Make the rehearsal school, with people in every role and a case at each stage; with --cases, add more. "
        "Exit status 2 where a real school is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there is a school already.")
        parser.add_argument("--cases", type=int, default=0, metavar="N", help="Add N cases, spread over six years.")
        parser.add_argument("--seed", type=int, metavar="S", help="Draw the added cases anew by this number.")
        parser.add_argument("--who", action="store_true", help="Say as whom one can look, and nothing else.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._rehearse(**options)
        except DatabaseError as wrong:
            refuse(self, NO_DATABASE if "no such table" in str(wrong) else f"The database refused: {wrong}")

    def _rehearse(self, *, if_empty: bool, cases: int, seed: int | None, who: bool, **_: Any) -> None:
        real = School.objects.filter(is_rehearsal=False).order_by("name").first()
        school = School.objects.filter(is_rehearsal=True, name=NAME).first()
        if real and if_empty:
            return
        if real:
            refuse(
                self,
                f"“{real.name}” is kept in this database, and made-up cases never stand beside real ones. Nothing was "
                "changed. Rehearse with another DATA_DIR or DATABASE_URL.",
            )
        if not 0 <= cases <= MOST:
            refuse(self, f"--cases takes a number up to {MOST:,}. Nothing was changed.")
        if who and not school:
            refuse(self, "There is no rehearsal school yet. Make it with “manage.py rehearse”.")
        if not school and not who:
            school = self._make()
        assert school is not None
        if cases and not who:
            self._add(cases, school, seed if seed is not None else random.randrange(10**6))
        if not cases:
            self._say_who(school)

    def _make(self) -> School:
        began = time.monotonic()
        self.stdout.write("Making the rehearsal school (a few seconds)", ending="\n")
        self.stdout.flush()
        school = make_rehearsal()
        made = Case.objects.filter(school=school).count()
        self.stdout.write(f"{school} is there, with {made} cases ({time.monotonic() - began:.0f} s).")
        return school

    def _add(self, number: int, school: School, seed: int) -> None:
        began = time.monotonic()

        def progress(done: int) -> None:
            if done % 10_000 == 0:
                self.stdout.write(f"{done:,} cases ({done / (time.monotonic() - began):,.0f} a second)")
                self.stdout.flush()

        rows = add_cases(number, school, seed=seed, progress=progress)
        took = time.monotonic() - began
        schools = School.objects.filter(is_rehearsal=True).count()
        self.stdout.write(
            f"Added {number:,} cases in {rows:,} rows ({took:.1f} s, {number / took:,.0f} a second; seed {seed}). "
            f"{schools} school{'s' if schools != 1 else ''} now."
        )

    def _say_who(self, school: School) -> None:
        people = personas(school)
        self.stdout.write(f"\n{school}: sign in by choosing a person. The main roles:")
        width = max((len(persona.person.name) for persona in people), default=0)
        for persona in people:
            self.stdout.write(f"  {persona.person.name:<{width}}  {persona.office}: {persona.what_to_try}")
