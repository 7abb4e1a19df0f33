"""Where does each line of a document belong?  As it was read, and as somebody put it right."""

import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Any

from investigations.actions.policies import LONGEST_NUMBER
from investigations.procedure.labelled import Labelled
from investigations.reading.policy import PolicyReading, ReadClause

#: A browser's form has room for a thousand answers; a line of a clause takes three of them, any other one.
MOST_ANSWERS = 650
#: Lines that become clauses get a number and words of their own to fill in, which takes two more each.
MOST_NEW_CLAUSES = 140
LONGEST_LINE = 6_000
SHOWN_OF_A_LONG_LINE = 600
MARKER = re.compile(r"\s*(?:[^\w\s(]+\s*)?(?:\(?\w{1,4}(?:\.\w{1,3}){0,4}[.):]*\s+)?")
MOST_MISSES = 300


class Place(Labelled):
    CLAUSE = "clause", "Clause"
    PROVISION = "provision", "About breaches"
    COMPANION = "companion", "Policy to read with it"
    SIGN_OFF = "sign_off", "Sign-off"
    BACKGROUND = "background", "Background"
    JOINED = "joined", "Part of the line before"


@dataclass(frozen=True)
class Line:
    place: Place
    text: str
    number: str = ""
    section: str = ""


@dataclass
class Row:
    """One line on the page: where it stands now, and what is wrong with it."""

    index: int
    read: Line
    place: Place
    text: str
    number: str = ""
    asks: bool = False  # for a number and for words
    section: str = ""
    number_error: str = ""
    text_error: str = ""
    place_error: str = ""

    @property
    def is_long(self) -> bool:
        return len(self.read.text) > LONGEST_LINE

    @property
    def beginning(self) -> str:
        return self.text[:SHOWN_OF_A_LONG_LINE]

    @property
    def height(self) -> int:
        """Rows of a box that shows the whole clause without scrolling, on a wide screen."""
        return min(1 + len(self.text) // 88, 20)

    @property
    def errors(self) -> list[tuple[str, str]]:
        given = (("number", self.number_error), ("text", self.text_error), ("place", self.place_error))
        return [(f"id_{name}_{self.index}", error) for name, error in given if error]


class Arrangement:
    """All lines in the order of the document.  What is beyond the most that is shown keeps its place."""

    def __init__(self, lines: list[Line], answers: Mapping[str, Any] | None = None) -> None:
        shown = _shown(lines)
        self.beyond = lines[shown:]
        self.rows = [_row(index, line, answers) for index, line in enumerate(lines[:shown])]
        _name_sections(self.rows)
        self.problem = ""
        if answers is not None:
            self._number_new_clauses(answers)
            self._check()

    @property
    def errors(self) -> list[tuple[str, str]]:
        return [error for row in self.rows for error in row.errors]

    @property
    def is_sound(self) -> bool:
        return not self.errors and not self.problem

    def forgive(self) -> None:
        """For somebody who only wants to look at what they moved so far."""
        self.problem = ""
        for row in self.rows:
            row.number_error = row.text_error = row.place_error = ""

    def counts(self) -> list[tuple[Place, int]]:
        places = [row.place for row in self.rows] + [line.place for line in self.beyond]
        return [(place, places.count(place)) for place in Place if place is not Place.JOINED]

    def reading(self, title: str) -> PolicyReading:
        """What is saved: every line, in its place, and in the order of the document."""
        lines: list[Line] = []
        for row in self.rows:
            if row.place is Place.JOINED and lines:
                lines[-1] = replace(lines[-1], text=f"{lines[-1].text} {row.text}")
            else:
                lines.append(Line(row.place, row.text, row.number))
        lines += self.beyond

        def texts(place: Place) -> tuple[str, ...]:
            return tuple(line.text for line in lines if line.place is place)

        return PolicyReading(
            title=title,
            clauses=tuple(ReadClause(line.number, line.text, "") for line in lines if line.place is Place.CLAUSE),
            provisions=texts(Place.PROVISION),
            companion_policies=texts(Place.COMPANION),
            sign_off=texts(Place.SIGN_OFF),
            unplaced=texts(Place.BACKGROUND),
        )

    def _number_new_clauses(self, answers: Mapping[str, Any]) -> None:
        """A line that has just become a clause is given the next free number, and the person is asked to look."""
        new = [row for row in self.rows if row.place is Place.CLAUSE and f"number_{row.index}" not in answers]
        taken = {row.number for row in self.rows if row.place is Place.CLAUSE and row not in new}
        taken |= {line.number for line in self.beyond}
        before = ""
        asked = 0
        for row in self.rows:
            if row.place is not Place.CLAUSE:
                continue
            if f"number_{row.index}" not in answers and row.read.place is not Place.CLAUSE:
                row.number = _free_number(before, taken)
                taken.add(row.number)
                row.asks = asked < MOST_NEW_CLAUSES
                if row.asks:
                    row.number_error = f"This line is a clause now: check its number, {row.number}, and save again"
                asked += 1
            before = row.number or before

    def _check(self) -> None:
        seen = {line.number for line in self.beyond if line.place is Place.CLAUSE}
        for row in self.rows:
            if row.place is not Place.CLAUSE:
                continue
            if not row.number:
                row.number_error = "Enter the number of this clause"
            elif len(row.number) > LONGEST_NUMBER:
                row.number_error = f"Use {LONGEST_NUMBER} characters or fewer for the number of this clause"
            elif row.number in seen:
                row.number_error = f"Another clause has the number {row.number} already"
            seen.add(row.number)
            if not row.text:
                row.text_error = f"Enter the words of clause {row.number}, or put it somewhere else"
            elif len(row.text) > LONGEST_LINE and not row.is_long:
                row.text_error = f"Clause {row.number}: use {LONGEST_LINE} characters or fewer"
        if self.rows and self.rows[0].place is Place.JOINED:
            self.rows[0].place_error = "There is no line before this one"
        if not any(line.place is Place.CLAUSE for line in [*self.rows, *self.beyond]):
            self.problem = "Mark at least one line as a clause: a case has to have something to cite"


def _shown(lines: list[Line]) -> int:
    costs = accumulate(3 if line.place is Place.CLAUSE else 1 for line in lines)
    return sum(1 for cost in costs if cost <= MOST_ANSWERS)


def _row(index: int, line: Line, answers: Mapping[str, Any] | None) -> Row:
    row = Row(index, line, line.place, line.text, line.number, asks=line.place is Place.CLAUSE)
    if answers is None:
        return row
    place = answers.get(f"place_{index}")
    if place in Place._value2member_map_:
        row.place = Place(place)
    elif place is not None:
        row.place_error = "Choose one of the places listed"
    if f"number_{index}" in answers:
        row.asks = True
        row.number = " ".join(str(answers[f"number_{index}"]).replace("\0", "").split())
    if f"text_{index}" in answers and not row.is_long:
        row.text = " ".join(str(answers[f"text_{index}"]).replace("\0", "").split())
    return row


def _name_sections(rows: list[Row]) -> None:
    """A clause says what it stands under where that is not the line just above it: "Staff must not:"."""
    last, above = "", ""
    for row in rows:
        if row.read.section and row.read.section != last:
            row.section = "" if bare(row.read.section) == bare(above) else row.read.section
        last, above = row.read.section or last, row.read.text


def _free_number(before: str, taken: set[str]) -> str:
    counted = re.fullmatch(r"(.*?)(\d{1,6})", before)
    following = f"{counted[1]}{int(counted[2]) + 1}" if counted else "" if before else "1"
    if following and following not in taken:
        return following
    letters = [f"{before}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"] if before else []
    return next((number for number in [*letters, *(f"N{n}" for n in range(1, 100_000))] if number not in taken), "N")


# The order of the document -------------------------------------------------------------------------------------


def lines_of(reading: PolicyReading, source: str) -> list[Line]:
    """Every line that was read, in the order of the document: a reading gives them kind by kind."""
    groups = [
        [Line(Place.BACKGROUND, text) for text in reading.unplaced],
        [Line(Place.CLAUSE, clause.text, clause.number, clause.section) for clause in reading.clauses],
        [Line(Place.PROVISION, text) for text in reading.provisions],
        [Line(Place.SIGN_OFF, text) for text in reading.sign_off],
        [Line(Place.COMPANION, text) for text in reading.companion_policies],
    ]
    finder = Finder(source)
    placed = [
        (at, rank, line)
        for rank, lines in enumerate(groups)
        for at, line in zip(finder.positions([line.text for line in lines]), lines, strict=True)
    ]
    return [line for _, _, line in sorted(placed, key=lambda found: found[:2])]


class Finder:
    """Finds words in a document whatever marks, numbers and line ends stand between them."""

    def __init__(self, source: str) -> None:
        self.starts: list[int] = []
        parts, length = [], 0
        for written in source.splitlines():
            words = bare(written)
            after_marker = len(bare(MARKER.match(written)[0]))  # type: ignore[index]
            self.starts += sorted({length, length + after_marker})
            parts.append(words)
            length += len(words)
        self.all = "".join(parts)
        self.misses = 0

    def positions(self, texts: list[str]) -> list[int]:
        """Where each begins; never before the one ahead of it, and beside it where it cannot be found."""
        at, found = 0, []
        for text in texts:
            at = self.find(bare(text[:400]), at)
            found.append(at)
        return found

    def find(self, words: str, begin: int) -> int:
        if not words or self.misses > MOST_MISSES:
            return begin
        first = at = self.all.find(words, begin)
        for _ in range(20):
            if at < 0 or self._is_start(at):
                break
            at = self.all.find(words, at + 1)
        at = at if at >= 0 and self._is_start(at) else first
        if at < 0:
            self.misses += 1
            return begin
        return at

    def _is_start(self, at: int) -> bool:
        near = bisect_left(self.starts, at)
        return near < len(self.starts) and self.starts[near] == at


def bare(words: str) -> str:
    return "".join(letter for letter in words.casefold() if letter.isalnum())
