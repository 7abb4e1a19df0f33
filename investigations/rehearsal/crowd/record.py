"""What does one case leave in the books?  Its steps, its clocks and its chain of audit events, as `take` writes them."""

import json
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from investigations.audit.canonical import DOMAIN, GENESIS
from investigations.models import StepTaken
from investigations.procedure.clocks import ClockRule
from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import Role
from investigations.procedure.steps import Step

from .people import Somebody
from .tables import Tables
from .wall import Moment, Wall


@dataclass(frozen=True, slots=True)
class Row:
    """A step as the rows want it: what does not change from case to case, once."""

    name: str
    table: str
    record: str
    section: str
    asks: tuple[str, ...]
    sorted_asks: tuple[str, ...]


_ROWS: dict[int, Row] = {}


def _framed(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part


def _row(step: Step) -> Row:
    """Looked up by identity: to hash a step takes longer than all the rest of a row."""
    row = _ROWS.get(id(step))
    if row is None:
        asks = tuple(question.name for question in step.asks)
        row = _ROWS[id(step)] = Row(
            step.name, step.table, step.record, str(step.section.value), asks, tuple(sorted(asks))
        )
    return row


@cache
def in_json(text: str) -> str:
    """Inside quotation marks; only what comes again and again is asked for here, such as names."""
    return json.dumps(text, ensure_ascii=False)[1:-1]


class Record:
    def __init__(self, case: str, dashed: str, school: str, tables: Tables, wall: Wall) -> None:
        self.case, self.dashed, self._school = case, dashed, school
        self._tables, self._wall = tables, wall
        self._stream, self._head, self._count = f"case:{dashed}", GENESIS, 0
        self._hash = sha256(_framed(DOMAIN) + _framed(self._stream.encode()))
        self.revision = 0
        self._clocks: dict[str, list[Any]] = {}
        self._stopped: list[list[Any]] = []

    def event(self, kind: str, by: Somebody, at: Moment, section: str, facts: str, says: str) -> None:
        """`facts` is canonical JSON, `says` the sentence as it stands in JSON."""
        seq = self._count = self._count + 1
        body = (
            f'{{"at":"{at.audit}","by":"{by.dashed}","facts":{facts},"kind":"{kind}","section":"{section}",'
            f'"seq":{seq},"stream":"{self._stream}","v":1}}'
        ).encode()
        sealed = f'{{"by":"{in_json(by.name)}","says":"{says}"}}'.encode()
        prev, self._head = self._head, self._chained(seq, body, sealed)
        self._tables.events.add(self.case, seq, prev, self._head, body, sealed, at.db, kind, section)

    def _chained(self, seq: int, body: bytes, sealed: bytes) -> str:
        """What `audit.canonical.chain_hash` gives; what is the same for the whole stream is hashed once."""
        digest = self._hash.copy()
        place = str(seq).encode()
        digest.update(
            b"%b%b\0\0\0@%b\0\0\0 %b\0\0\0 %b"
            % (
                len(place).to_bytes(4, "big"),
                place,
                self._head.encode(),
                sha256(body).digest(),
                sha256(sealed).digest(),
            )
        )
        return digest.hexdigest()

    def step(
        self, step: Step, by: Somebody, role: Role, at: Moment, came_from: Labelled, *, to: Labelled | None = None,
        record: str = "", **answers: Any,
    ) -> int:  # fmt: skip
        """One step taken, with its event, and the clocks it stops; the number of its row."""
        row = _row(step)
        self.revision += 1
        number = self._tables.numbers.next(StepTaken)
        target = to or step.target or came_from
        given = {name: answers.get(name) for name in row.asks}
        record = record or self.dashed
        self._tables.steps.add(
            number, self.case, row.table, row.name, record, came_from.value, target.value, by.id, role.value, at.db,
            json.dumps(given), row.record, row.section,
        )  # fmt: skip
        for rule in step.stops:
            self._stop(rule, at, number)
        said = ",".join(f'"{name}"' for name in row.sorted_asks if given[name] not in ("", None, [], False))
        facts = (
            f'{{"answers":[{said}],"from":"{came_from.value}","record":"{record}",'
            f'"revision":{self.revision},"role":"{role.value}","to":"{target.value}"}}'
        )
        self.event(f"step.{row.name}", by, at, row.section, facts, f"{in_json(by.name)} {in_json(row.record)}")
        return number

    def start(self, rule: ClockRule, at: Moment, by: int | None, since: Moment | None = None) -> None:
        due, counted = self._wall.count(rule, since or at)
        self._stop(rule, at, by)
        self._clocks[rule.key] = [rule.key, by, at.db, due, counted, None, None]

    def finish(self, new_id: Any) -> None:
        """The clocks and the stream, once nothing more happens."""
        for clock in (*self._clocks.values(), *self._stopped):
            self._tables.clocks.add(new_id(), self.case, *clock)
        # The stream has the key of its case: one key less to make, and streams are found by name.
        self._tables.streams.add(self.case, self._school, self._stream, self._count, self._head)

    def _stop(self, rule: ClockRule, at: Moment, by: int | None) -> None:
        clock = self._clocks.pop(rule.key, None)
        if clock:
            clock[5:] = [at.db, by]
            self._stopped.append(clock)
