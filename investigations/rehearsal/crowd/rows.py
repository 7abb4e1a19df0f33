"""How are very many rows written?  Past the ORM, in the database's own quick way, in the form the ORM would give them.

Values come ready: keys as 32 hexadecimal digits, days as ISO text, moments as text in UTC, JSON as text.  SQLite and
PostgreSQL both take them like that.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import Model


class Rows:
    """Rows of one table that wait to be written.  `fields` are given for each row; `always` is the same in all."""

    def __init__(self, model: type[Model], fields: str, **always: Any) -> None:
        self.model = model
        columns = {field.attname: field.column for field in model._meta.concrete_fields}
        self.columns = [columns[name] for name in (*fields.split(), *always)]
        self._always = tuple(always.values())
        self._waiting: list[tuple[Any, ...]] = []
        unset = [
            field.attname
            for field in model._meta.concrete_fields
            if not field.null and field.column not in self.columns and not field.primary_key
        ]
        if unset:
            raise ValueError(f"{model.__name__} needs {', '.join(unset)} as well.")

    def add(self, *values: Any) -> None:
        self._waiting.append((*values, *self._always))

    def write(self) -> int:
        """Write what waits.  Runs in the transaction of its caller; says how many rows there were."""
        rows, self._waiting = self._waiting, []
        if rows:
            _insert(self.model._meta.db_table, self.columns, rows)
        return len(rows)


def _insert(table: str, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    quoted = [connection.ops.quote_name(column) for column in columns]
    into = f"{connection.ops.quote_name(table)} ({', '.join(quoted)})"
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        places = ", ".join("?" * len(columns))
        connection.connection.executemany(f"INSERT INTO {into} VALUES ({places})", rows)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


class Numbers:
    """Keys of tables that the database numbers itself, given out here so that later rows can point at them."""

    def __init__(self, models: Iterable[type[Model]]) -> None:
        self._models = list(models)
        self._next: dict[type[Model], int] = {}

    def begin(self) -> None:
        """Read where each table stands.  Inside a transaction; nobody else numbers rows until it ends."""
        for model in self._models:
            self._next[model] = _last_number(model) + 1

    def next(self, model: type[Model]) -> int:
        number = self._next[model]
        self._next[model] = number + 1
        return number

    def end(self) -> None:
        """Let the database go on numbering behind ours."""
        if connection.vendor == "sqlite":
            return  # it looks at the rows itself
        with connection.cursor() as cursor:
            for model, following in self._next.items():
                sequence = _sequence(cursor, model)
                cursor.execute("SELECT setval(%s, %s, false)", [sequence, following])


def _last_number(model: type[Model]) -> int:
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            row = cursor.fetchone()
            return row[0] if row else 0
        cursor.execute(f"LOCK TABLE {connection.ops.quote_name(table)} IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(f"SELECT last_value, is_called FROM {_sequence(cursor, model)}")
        last, is_called = cursor.fetchone()
        return last if is_called else last - 1


def _sequence(cursor: Any, model: type[Model]) -> str:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
    return cursor.fetchone()[0]
