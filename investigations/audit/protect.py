"""What stops a row of the audit from being changed?  Triggers in the database itself, on SQLite and on PostgreSQL."""

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

EVENTS = "investigations_auditevent"
STREAMS = "investigations_auditstream"

SQLITE = {
    "audit_no_update": f"BEFORE UPDATE ON {EVENTS} BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END",
    "audit_no_delete": f"BEFORE DELETE ON {EVENTS} BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END",
    # INSERT OR REPLACE deletes without firing the delete trigger, so an occupied place is refused on insert.
    "audit_no_replace": (
        f"BEFORE INSERT ON {EVENTS} WHEN EXISTS (SELECT 1 FROM {EVENTS} WHERE id = NEW.id"
        " OR (stream_id = NEW.stream_id AND seq = NEW.seq))"
        " BEGIN SELECT RAISE(ABORT, 'audit events are never replaced'); END"
    ),
    "audit_stream_no_delete": (
        f"BEFORE DELETE ON {STREAMS} BEGIN SELECT RAISE(ABORT, 'audit streams are never deleted'); END"
    ),
    "audit_stream_only_grows": (
        f"BEFORE UPDATE ON {STREAMS} WHEN NEW.count <> OLD.count + 1 OR NEW.name <> OLD.name OR NEW.id <> OLD.id"
        " BEGIN SELECT RAISE(ABORT, 'audit streams only grow'); END"
    ),
}

POSTGRES_FUNCTIONS = """
CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'audit events are never changed or deleted'; END $$;
CREATE OR REPLACE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.count <> OLD.count + 1 OR NEW.name <> OLD.name OR NEW.id <> OLD.id THEN
    RAISE EXCEPTION 'audit streams only grow';
  END IF;
  RETURN NEW;
END $$;
"""
POSTGRES = {
    "audit_no_update": f"BEFORE UPDATE OR DELETE ON {EVENTS} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "audit_no_truncate": f"BEFORE TRUNCATE ON {EVENTS} FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()",
    "audit_stream_no_delete": f"BEFORE DELETE ON {STREAMS} FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "audit_stream_only_grows": f"BEFORE UPDATE ON {STREAMS} FOR EACH ROW EXECUTE FUNCTION audit_only_grows()",
}


def install(using: str = "default") -> None:
    """Put the triggers in place.  Runs after every migration, for a rebuilt table loses them without a word."""
    connection = connections[using]
    if EVENTS not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, trigger in SQLITE.items():
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
                cursor.execute(f"CREATE TRIGGER {name} {trigger}")
        else:
            cursor.execute(POSTGRES_FUNCTIONS)
            for name, trigger in POSTGRES.items():
                cursor.execute(f"CREATE OR REPLACE TRIGGER {name} {trigger}")


def missing(using: str = "default") -> list[str]:
    """The names of the triggers that are not there, in order."""
    connection = connections[using]
    wanted = SQLITE if connection.vendor == "sqlite" else POSTGRES
    return sorted(set(wanted) - _present(connection))


def _present(connection: BaseDatabaseWrapper) -> set[str]:
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row[0] for row in cursor.fetchall()}
