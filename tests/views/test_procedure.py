"""Whether the page and docs/procedure.md say what the tables say."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from investigations.actions.effects import EFFECTS
from investigations.procedure.case import CaseProcedure
from investigations.procedure.in_words import by_place, condition_in_words
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from investigations.procedure.states import State
from tests.world import World

from .pages import words

TABLES = (CaseProcedure, StatementProcedure, ActionProcedure)


@pytest.fixture
def page(client):
    world = World.make(day_counts={"initial_assessment": 4})
    client.force_login(world.user("dpo"))
    return client.get(reverse("procedure"))


@pytest.fixture
def written(tmp_path):
    call_command("write_procedure_docs", to=tmp_path / "procedure.md")
    return (tmp_path / "procedure.md").read_text()


@pytest.mark.django_db
def test_everybody_signed_in_reads_every_step_with_its_columns(page):
    said = words(page)
    for table in TABLES:
        for step in table.steps():
            for part in (step.label, step.record, step.rule, step.hint):
                assert part in said, (step.name, part)
            for guard in step.guards:
                assert condition_in_words(guard) in said
            for question in step.asks:
                assert question.label in said
            if step.letter:
                assert step.letter.label in said
    for state in State:
        assert state.label in said


@pytest.mark.django_db
def test_the_days_are_those_of_this_school(page):
    assert "Initial assessment: 4 working days from the report" in words(page)
    assert "Decision whether there is a case to answer: 5 working days" in words(page)


@pytest.mark.django_db
def test_every_link_on_the_map_leads_to_a_row(page):
    html = page.content.decode()
    targets = re.findall(r'class="govuk-link" href="#([^"]+)"', html)
    assert len(targets) > 40
    assert [target for target in targets if f'id="{target}"' not in html] == []


def test_each_step_stands_in_one_place():
    told = [step for _, _, steps in by_place() for step in steps]
    assert sorted(step.name for step in told) == sorted(step.name for step in CaseProcedure.steps())


def test_what_a_step_does_beside_its_columns_is_said(written):
    for effect in set(EFFECTS.values()):
        assert effect.__doc__.strip().splitlines()[0] in written


def test_the_diagram_has_every_move(written):
    for table in TABLES:
        for step in table.steps():
            for source in step.sources:
                if step.target is not None and step.target is not source:
                    assert f"    {source.value} --> {step.target.value}: {step.label}\n" in written


def test_the_page_in_docs_is_current():
    call_command("write_procedure_docs", check=True)


def test_a_page_that_is_not_current_fails_the_check(tmp_path):
    place = tmp_path / "procedure.md"
    with pytest.raises(CommandError) as missing:
        call_command("write_procedure_docs", check=True, to=place)
    assert missing.value.returncode == 1
    call_command("write_procedure_docs", to=place)
    call_command("write_procedure_docs", check=True, to=place)
    place.write_text(place.read_text() + "One more line.\n")
    with pytest.raises(CommandError):
        call_command("write_procedure_docs", check=True, to=place)
