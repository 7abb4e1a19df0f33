"""Importing a policy at a terminal: what is printed, what is saved, and what is refused in one sentence."""

import io
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from investigations.models import AuditEvent, PassageKind, Policy, PolicyVersion
from investigations.reading.policy import read_file, read_policy
from tests.world import World

ROOT = Path(__file__).resolve().parents[2]
FOUNDING = ROOT.parent / "shared/policies/hutton-rudby-twitter-policy.md"
SMALL = """# Tablets policy

To be read with the Data Protection Policy.

## Code of conduct

1. Tablets must be locked away at night.
2. Staff must not lend a tablet – not even “just once”.

## Breaches

Any breach will be investigated.

Signed ............
"""


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "tablets.md"
    file.write_text(SMALL, encoding="utf-8")
    return file


def ask(*words, **options):
    """(what was printed, what was refused, exit status) of the command, run in this process."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("import_policy", *map(str, words), stdout=out, stderr=err, **options)
    except SystemExit as left:
        return out.getvalue(), err.getvalue(), left.code
    return out.getvalue(), err.getvalue(), 0


def manage(*words, **environment):
    """The same as a process of its own, as one types it."""
    return subprocess.run(
        [sys.executable, "manage.py", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        env={**os.environ, **environment},
        check=False,
    )


def test_a_dry_run_prints_exactly_what_was_read_and_asks_no_database(small):
    # A test that may touch no database, because it is not marked so, fails at the first query.
    printed, refused, status = ask(small, "--dry-run", "--json")
    assert (refused, status) == ("", 0)
    assert printed == json.dumps(read_policy(SMALL).as_json(), ensure_ascii=False, indent=2) + "\n"
    assert json.loads(printed) == {
        "title": "Tablets policy",
        "clauses": [
            {"number": "1", "text": "Tablets must be locked away at night."},
            {"number": "2", "text": "Staff must not lend a tablet – not even “just once”."},
        ],
        "provisions": ["Any breach will be investigated."],
        "companion_policies": ["Data Protection Policy"],
        "sign_off": ["Signed ............"],
        "unplaced": ["To be read with the Data Protection Policy.", "Code of conduct", "Breaches"],
    }


def test_the_founding_policy_is_printed_as_it_was_read_even_with_no_database_in_reach(tmp_path):
    if not FOUNDING.exists():
        pytest.skip("The founding policy is not beside this copy of the project, so importing it was left out.")
    done = manage(
        "import_policy", FOUNDING, "--dry-run", "--json",
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing", DATA_DIR=str(tmp_path), LC_ALL="C",
        PYTHONUTF8="0", PYTHONCOERCECLOCALE="0",
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    printed = json.loads(done.stdout.decode("utf-8"))
    assert printed == read_policy(read_file(FOUNDING.read_bytes(), FOUNDING.name)).as_json()
    assert [clause["number"] for clause in printed["clauses"]] == list("1234567")
    assert list(printed) == ["title", "clauses", "provisions", "companion_policies", "sign_off", "unplaced"]
    assert "–".encode() in done.stdout
    assert not list(tmp_path.glob("*.sqlite3"))


def test_a_dry_run_in_words_says_what_was_not_placed(small):
    printed, _, status = ask(small, "--dry-run")
    assert status == 0
    assert printed.splitlines() == [
        "Tablets policy", "",
        "Clauses: 2", "  1  Tablets must be locked away at night.",
        "  2  Staff must not lend a tablet – not even “just once”.", "",
        "What it says about breaches: 1", "  Any breach will be investigated.", "",
        "Policies to be read with it: 1", "  Data Protection Policy", "",
        "Sign-off: 1", "  Signed ............", "",
        "Not placed, and kept as background: 3", "  To be read with the Data Protection Policy.",
        "  Code of conduct", "  Breaches", "",
        "Nothing was saved: this was a dry run.",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_policy_is_saved_as_a_draft_with_every_line_in_its_place(small):
    world = World.make()
    printed, refused, status = ask(small, "--school", "testing PRIMARY school", "--effective-from", "2026-09-01")
    assert (refused, status) == ("", 0)
    assert printed.splitlines()[-1] == (
        "Saved as Tablets policy, version 1, for Testing Primary School. Not in force yet: publish it on the page "
        "Policies, and it will be from Tuesday 1 September 2026."
    )
    version = PolicyVersion.objects.get(policy__title="Tablets policy")
    assert (version.policy.school, version.number, version.effective_from) == (world.school, 1, date(2026, 9, 1))
    assert (version.is_published, version.source_name, version.source_text) == (False, "tablets.md", SMALL)
    assert [(clause.number, clause.text) for clause in version.clauses.all()] == [
        ("1", "Tablets must be locked away at night."),
        ("2", "Staff must not lend a tablet – not even “just once”."),
    ]
    kept = {kind: [passage.text for passage in version.passages_of(kind)] for kind in PassageKind}
    assert kept == {
        PassageKind.PROVISION: ["Any breach will be investigated."],
        PassageKind.COMPANION: ["Data Protection Policy"],
        PassageKind.SIGN_OFF: ["Signed ............"],
        PassageKind.BACKGROUND: ["To be read with the Data Protection Policy.", "Code of conduct", "Breaches"],
    }


@pytest.mark.django_db
def test_published_at_once_it_is_in_force_and_the_only_school_need_not_be_named(small):
    world = World.make()
    printed, _, status = ask(small, "--effective-from", "2026-09-01", "--publish", "--json", "--title", "Tablets")
    assert status == 0
    assert json.loads(printed) == {**read_policy(SMALL).as_json(), "title": "Tablets"}
    version = Policy.objects.get(school=world.school, title="Tablets").version_on(date(2026, 9, 1))
    assert version.is_published
    kinds = [json.loads(bytes(event.body))["kind"] for event in AuditEvent.objects.order_by("pk")]
    # Whoever the policy is for is asked to sign it as soon as it is published.
    assert kinds[-3:] == ["policy.imported", "policy.published", "sign_off.campaign"]


@pytest.mark.django_db
def test_the_same_policy_again_becomes_the_next_version(small):
    world = World.make()
    for day in ("2026-09-01", "2027-09-01"):
        assert ask(small, "--school", world.school.pk, "--effective-from", day)[2] == 0
    assert list(Policy.objects.get(title="Tablets policy").versions.values_list("number", flat=True)) == [2, 1]


def counted():
    return (Policy.objects.count(), PolicyVersion.objects.count(), AuditEvent.objects.count())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "“policy.md” is empty."),
        (b" \n\t\n", "“policy.md” holds nothing but white space."),
        (b"%PDF-1.7 ...", "“policy.md” looks like a PDF. Save it as plain text or Markdown and choose it again."),
        (bytes(range(256)) * 4, "“policy.md” is not text. Save it as plain text or Markdown and choose it again."),
        (
            b"# Bread\n\nFlour and water.\n",
            "No clause was found in “policy.md”, so nothing was saved. Import it on the page Policies, where any line "
            "can be marked as a clause.",
        ),
        (
            b"- You must knock.\n- You must wait.\n",
            "“policy.md” has no title that can be read. Give it one with --title.",
        ),
    ],
)
def test_a_file_that_does_not_do_is_refused_in_one_sentence(tmp_path, content, sentence):
    World.make()
    before = counted()
    file = tmp_path / "policy.md"
    file.write_bytes(content)
    assert ask(file, "--effective-from", "2026-09-01") == ("", f"{sentence}\n", 2)
    assert counted() == before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--effective-from", "1 September"], "“1 September” is not a date. Nothing was saved. Write it as --effective-from 2026-09-01."),
        (["--effective-from", "2026-02-30"], "“2026-02-30” is not a date. Nothing was saved. Write it as --effective-from 2026-09-01."),
        ([], "Say from which day the policy is in force, with --effective-from 2026-09-01."),
        (
            ["--effective-from", "2026-09-01", "--school", "Elsewhere"],
            "There is no school called “Elsewhere”. Nothing was saved. There are “Testing Primary School”.",
        ),
        (
            ["--effective-from", "2026-09-01", "--title", "x" * 301],
            "The title is longer than 300 characters: give the policy a shorter one. Nothing was saved.",
        ),
    ],
)  # fmt: skip
def test_what_was_asked_wrongly_is_refused_in_one_sentence(small, words, sentence):
    World.make()
    before = counted()
    assert ask(small, *words) == ("", f"{sentence}\n", 2)
    assert counted() == before


@pytest.mark.django_db
def test_without_a_school_or_with_two_the_school_has_to_be_said(small):
    assert ask(small, "--effective-from", "2026-09-01")[1:] == (
        "There is no school here yet. Nothing was saved. Open one with “manage.py open_school”.\n",
        2,
    )
    World.make()
    World.make(name="Second School", domain="second.org")
    assert ask(small, "--effective-from", "2026-09-01")[1:] == (
        "Say for which school with --school. Nothing was saved. There are “Second School”, “Testing Primary School”.\n",
        2,
    )


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    missing = tmp_path / "none.md"
    assert ask(missing, "--dry-run", "--json") == ("", f"There is no file “{missing}”.\n", 2)
    assert ask(tmp_path, "--dry-run") == ("", f"“{tmp_path}” is a folder. Name the policy's own file.\n", 2)


def test_typed_at_a_terminal_the_sentence_is_all_that_is_said(small, tmp_path):
    """A process of its own, on a database that was never set up."""
    done = manage("import_policy", small, "--effective-from", "2026-09-01", DATA_DIR=str(tmp_path), DATABASE_URL="")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == (
        "The database cannot be reached, or has not been set up yet. Nothing was saved. "
        "Run “manage.py migrate” first, and check DATABASE_URL or DATA_DIR.\n"
    )


def test_a_hostile_document_is_summed_up_and_not_poured_out(tmp_path):
    file = tmp_path / "long.md"
    file.write_text("# Rules\n\n" + "".join(f"- Staff must not do thing {n}.\n" for n in range(1500)))
    printed, _, status = ask(file, "--dry-run")
    assert status == 0
    assert "Clauses: 1,500" in printed
    assert "  … and 1,300 more; --json shows them all" in printed
    assert len(json.loads(ask(file, "--dry-run", "--json")[0])["clauses"]) == 1500
