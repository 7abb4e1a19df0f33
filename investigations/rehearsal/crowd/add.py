"""How are many cases added?  Planned, lived and written in portions, so that memory stays the same for any number."""

import time
from collections.abc import Callable, Iterator
from random import Random

from django.db import connection, transaction

from investigations.models import Case, School
from investigations.procedure.references import ALPHABET
from investigations.procedure.states import State
from investigations.vault.store import Kept, keep
from investigations.vault.uploads import upload_limit

from ..pictures import Post, screenshot
from .lives import Life
from .people import YEARS_BACK, towns_for
from .tables import Tables
from .wall import Wall
from .ways import a_plan

PORTION = 1000
WORKING_DAYS_A_YEAR = 250
#: Each file costs several writes to the disk, so that only the first cases have one.
CASES_WITH_A_FILE = 100

Progress = Callable[[int], None]


def add_cases(
    number: int, school: School, *, seed: int = 0, states: tuple[State, ...] = (), progress: Progress | None = None
) -> int:
    """Add so many cases to the rehearsal, in all its schools; says how many rows were written.

    With `states` the cases stand at these, in turn; without, as they would after six years.
    """
    before = Case.objects.count()
    chance = Random(f"{seed} {before}")
    towns = towns_for(number, chance, school)
    wall = Wall(towns[0].days, school.day_counts)
    keys, rows = _Keys(chance), 0
    files = _Files(CASES_WITH_A_FILE)
    tables = Tables()
    _let_sqlite_keep_more_in_memory()
    longest = YEARS_BACK * WORKING_DAYS_A_YEAR
    for start in range(0, number, PORTION):
        portion = min(PORTION, number - start)
        with transaction.atomic():
            tables.numbers.begin()
            for place, reference in enumerate(_references(portion, chance), start=start):
                town = towns[place % len(towns)]
                state = states[place % len(states)] if states else None
                plan = a_plan(chance, longest, state)
                life = Life(town, plan, wall, tables, keys, chance, reference)
                life.file = files.take if files.left else None
                life.live()
            rows += tables.write()
            tables.numbers.end()
        if progress:
            progress(start + portion)
    _refresh_statistics()
    return rows


class _Keys:
    """Keys that grow: a random one would fall on another page of the index each time, which is slower by half."""

    def __init__(self, chance: Random) -> None:
        self._chance, self._count = chance, 0
        self._start = f"{int(time.time() * 1000):012x}"

    def __call__(self) -> str:
        self._count = count = self._count + 1
        return f"{self._start}8{count >> 12:03x}8{count & 0xFFF:03x}{self._chance.getrandbits(48):012x}"


class _Files:
    """One small picture, kept anew in the folder of each case that has one."""

    def __init__(self, most: int) -> None:
        self.left = most
        self._picture = screenshot(
            Post(text="What a day! More pictures to follow.", when="in the afternoon", caught="kept at school",
                 picture="A good day")
        )  # fmt: skip

    def take(self, case: str) -> Kept:
        self.left -= 1
        return keep(iter([self._picture]), folder=case, limit=upload_limit())


def _references(number: int, chance: Random) -> Iterator[str]:
    """Fresh ones, of the same form as any other; what stands in the database already is drawn again."""
    drawn: set[str] = set()
    while len(drawn) < number:
        new = {"".join(chance.choices(ALPHABET, k=8)) for _ in range(number - len(drawn))}
        new = {f"{word[:4]}-{word[4:]}" for word in new}
        taken: set[str] = set()
        listed = sorted(new)
        for start in range(0, len(listed), 500):
            some = listed[start : start + 500]
            taken |= set(Case.objects.filter(reference__in=some).values_list("reference", flat=True))
        drawn |= new - taken
    return iter(sorted(drawn))


def _let_sqlite_keep_more_in_memory() -> None:
    """For this process only.  With its usual 2 MB it writes a third longer, for the indexes no longer fit."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size = -200000")
            cursor.execute("PRAGMA wal_autocheckpoint = 20000")


def _refresh_statistics() -> None:
    """Let the database see how its tables have grown, or it plans its queries for a handful of rows."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
