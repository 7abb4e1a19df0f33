"""What every test may ask for: the two databases, a real Redis, a real browser.

    python -m pytest             the whole suite, on an SQLite file with the options of the real one
    python -m pytest --postgres  the tests marked `postgres`, on PostgreSQL (TEST_DATABASE_URL, or a throw-away cluster)

`make test` runs both. With `--postgres -m "postgres or not postgres"` the whole suite runs on PostgreSQL. The database
is chosen in tests/settings.py, before Django reads its settings. A test that starts processes of the site asks for
`postgres_url` or `redis_server` instead, and hands them the address.

A missing program is a failure where CI is set, and elsewhere a skip that says what to install.
"""

import os
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import servers

# What is true is true on a busy machine too.
hypothesis.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("patient")


def pytest_addoption(parser):
    parser.addoption("--postgres", action="store_true", help="run the tests marked postgres, on PostgreSQL")


def pytest_configure(config):
    asked = config.option.markexpr
    if not _on_postgres():
        config.option.markexpr = f"({asked}) and not postgres" if asked else "not postgres"
    elif not asked:
        config.option.markexpr = "postgres"


def pytest_report_header(config):
    if _on_postgres():
        return "database: PostgreSQL"
    return "database: SQLite; the tests marked postgres run with --postgres"


def _on_postgres() -> bool:
    return "TESTS_RUN_ON" in os.environ


# Servers -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The address of a real Redis with a password, on a free port."""
    with _or_do_without(servers.redis) as address:
        yield address


@pytest.fixture(scope="session")
def clamd_server() -> Iterator[str]:
    """The socket of a real clamd that knows our own test signatures."""
    with _or_do_without(servers.clamd) as address:
        yield address


@pytest.fixture
def postgres_url(_postgres_cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database of the test's own."""
    import psycopg
    from psycopg import sql

    name = f"casework_{os.urandom(6).hex()}"
    with psycopg.connect(_postgres_cluster, autocommit=True) as administrator:
        administrator.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        before, _, options = _postgres_cluster.partition("?")
        yield before.rpartition("/")[0] + f"/{name}" + (f"?{options}" if options else "")
        administrator.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def _postgres_cluster() -> Iterator[str]:
    given = os.environ.get("TESTS_RUN_ON") or os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
    else:
        with _or_do_without(servers.postgres) as address:
            yield address


# A browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def chromium():
    """A real Chromium, for the whole run. `page` opens a clean window in it."""
    from playwright.sync_api import sync_playwright

    try:
        program = servers.chromium_program()
    except servers.Missing as missing:
        _do_without(missing)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, and Django would refuse to touch the database beside it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(executable_path=program, args=servers.CHROMIUM_QUIETLY)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, live_server):
    """A clean window on the live server. Afterwards no script failed, and nobody called out."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(10_000)
    window = context.new_page()
    complaints: list[str] = []

    def look(call):
        if not call.url.startswith((live_server.url, "data:", "blob:", "about:")):
            complaints.append(f"The page called {call.url}")

    def listen(line):
        if "Content Security Policy" in line.text:
            complaints.append(line.text)

    window.on("request", look)
    window.on("console", listen)
    window.on("pageerror", lambda error: complaints.append(f"A script failed: {error}"))
    yield window
    context.close()
    assert complaints == []


# What may be missing -------------------------------------------------------------------------------------------


class _or_do_without:  # noqa: N801 - reads as a phrase where it is used
    def __init__(self, server):
        self.server = server()

    def __enter__(self):
        try:
            return self.server.__enter__()
        except servers.Missing as missing:
            _do_without(missing)

    def __exit__(self, *reason):
        return self.server.__exit__(*reason)


def _do_without(missing: servers.Missing):
    if os.environ.get("CI"):
        pytest.fail(str(missing), pytrace=False)
    pytest.skip(str(missing))


# Signing in ----------------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _short_cuts_sign_in_with_both_steps():
    from tests import signed_in

    signed_in.connect()


# Emptying the tables -------------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _the_audit_may_be_emptied_between_tests():
    """Tests that commit are undone by emptying every table, which the audit's triggers rightly refuse.

    So they step aside for that moment; the emptying ends with post_migrate, which puts them back.
    """
    from investigations.audit import protect

    undo = TransactionTestCase._fixture_teardown

    def undo_without_triggers(self):
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                for name in protect.SQLITE:
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
            else:
                for name, trigger in protect.POSTGRES.items():
                    table = protect.STREAMS if f" ON {protect.STREAMS} " in trigger else protect.EVENTS
                    cursor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        undo(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", undo_without_triggers)
        yield
