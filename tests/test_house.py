"""The rules of the house that a machine can check."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parent.parent


def test_imports_only_point_down():
    judge = Path(sys.executable).with_name("lint-imports")
    verdict = subprocess.run([judge, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert verdict.returncode == 0, verdict.stdout


@pytest.mark.django_db
def test_the_migrations_say_what_the_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_the_migrations_made_one_end_where_the_many_end():
    apart = MigrationLoader(None, replace_migrations=False)
    ours = [migration for (app, _), migration in apart.disk_migrations.items() if app == "investigations"]
    [one] = [migration for migration in ours if migration.replaces]
    end_of_one = apart.project_state((one.app_label, one.name)).models
    end_of_many = apart.project_state(one.replaces[-1]).models
    assert sorted(end_of_one) == sorted(end_of_many)
    assert [name for name, model in end_of_many.items() if end_of_one[name] != model] == []


def test_the_generated_pages_say_what_the_tables_say():
    call_command("write_procedure_docs", "--check")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_that_match(pattern: str) -> list[str]:
    """Every line of ours that matches, as `path:line`. This file is left out: it quotes what it looks for."""
    looked_for = re.compile(pattern)
    found = []
    for file in tracked_files():
        if file == Path(__file__):
            continue
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue
        found += [
            f"{file.relative_to(ROOT)}:{number}"
            for number, line in enumerate(text.splitlines(), 1)
            if looked_for.search(line)
        ]
    return found


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    assert lines_that_match(r"(?<![\w.])/(work/(main|shared)|tmp/brief|root|opt/pypi)\b") == []


def test_no_file_names_the_host_that_packages_come_from():
    hosts = r"pypi\.org|pythonhosted\.org|registry\.npmjs|npmjs\.org|--index-url|--find-links"
    assert lines_that_match(hosts) == []


def test_what_an_event_says_is_opened_in_one_place():
    """The words are sealed; `audit.said(event)` opens them, and `audit.Reader().said` those of many events."""
    raw = re.compile(r"loads\(bytes\(\w+\.sealed\)\)|\.sealed\)\.decode|in bytes\(\w+\.sealed\)")
    code = [path for path in tracked_files() if path.suffix == ".py" and path != Path(__file__)]
    code = [path for path in code if path.parent != ROOT / "tests/audit"]
    assert [str(path) for path in code if raw.search(path.read_text())] == []


def test_no_test_is_left_out_for_good():
    """A skip says why at the time it happens; what is marked to be skipped is forgotten."""
    assert lines_that_match(r"pytest\.mark\.(skip|xfail)\b|@skip\b|@expectedFailure") == []


def test_every_room_that_does_more_than_the_columns_say_is_loaded_at_the_start():
    """What is not named in the registry would do nothing until somebody happened to import it."""
    from investigations.actions import registry

    actions = ROOT / "investigations" / "actions"
    registers = re.compile(r"^@(effect|checks|at_school)\(", re.MULTILINE)
    named = {name for name in vars(registry) if (actions / f"{name}.py").exists()} | {"effects", "take_at_school"}
    assert {file.stem for file in actions.glob("*.py") if registers.search(file.read_text())} - named == set()
