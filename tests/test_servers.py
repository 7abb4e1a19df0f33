"""The servers that other tests lean on are real ones."""

import subprocess
import sys

import psycopg
import pytest
import redis
from django.db import DatabaseError, connection
from django.test import TransactionTestCase

from investigations.audit import protect
from investigations.models import AuditStream, School


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_test_marked_postgres_runs_on_postgresql():
    with connection.cursor() as cursor:
        cursor.execute("SELECT version()")
        assert cursor.fetchone()[0].startswith("PostgreSQL ")


@pytest.mark.django_db
def test_the_other_tests_run_on_sqlite_as_it_is_in_service():
    with connection.cursor() as cursor:
        said = {}
        for pragma in ["journal_mode", "synchronous", "secure_delete", "busy_timeout"]:
            cursor.execute(f"PRAGMA {pragma}")
            said[pragma] = cursor.fetchone()[0]
    assert said == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "busy_timeout": 20_000}


def test_a_test_may_have_a_postgresql_database_of_its_own(postgres_url):
    with psycopg.connect(postgres_url) as line:
        tables = line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


@pytest.mark.redis
def test_a_test_may_have_a_redis_that_lets_nobody_in_without_its_password(redis_server):
    assert redis.Redis.from_url(redis_server).ping() is True
    with pytest.raises(redis.AuthenticationError):
        redis.Redis.from_url("redis://" + redis_server.partition("@")[2]).ping()


@pytest.mark.browser
def test_the_browser_sees_the_site_and_runs_its_scripts(page):
    assert page.goto("/static/govuk/govuk-frontend.min.css").status == 200
    assert page.evaluate("6 * 7") == 42


@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_although_the_audit_refuses_it():
    _the_tables_are_emptied_and_the_triggers_come_back()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_tables_are_emptied_although_the_audit_refuses_it_on_postgresql():
    _the_tables_are_emptied_and_the_triggers_come_back()


def _the_tables_are_emptied_and_the_triggers_come_back():
    AuditStream.objects.create(school=School.objects.create(name="Ashby Primary School"), name="system")
    with pytest.raises(DatabaseError):
        AuditStream.objects.all().delete()
    TransactionTestCase("__init__")._fixture_teardown()
    assert (AuditStream.objects.count(), protect.missing()) == (0, [])


def test_a_missing_program_fails_in_ci_and_is_skipped_with_a_sentence_elsewhere(tmp_path):
    """Seen from outside: a run of its own, in which no redis-server can be found."""
    sentence = "redis-server is not on this machine. On Debian `apt-get install redis-server` brings it"
    wanted = "tests/test_servers.py::test_a_test_may_have_a_redis_that_lets_nobody_in_without_its_password"
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", wanted]
    alone = {"PATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    elsewhere = subprocess.run(command, env=alone, capture_output=True, text=True)
    in_ci = subprocess.run(command, env=alone | {"CI": "true"}, capture_output=True, text=True)
    assert (elsewhere.returncode, in_ci.returncode) == (0, 1)
    assert "1 skipped" in elsewhere.stdout and sentence in elsewhere.stdout
    assert "1 error" in in_ci.stdout and sentence in in_ci.stdout
