"""Two people act at once: one wins, the other is told who did what.  On the real database, with real threads."""

import threading

import pytest
from django.db import connection, connections

from investigations.actions.refusals import Overtaken, Refused
from investigations.actions.take import take
from investigations.audit import verify_all
from investigations.models import Case
from investigations.procedure.case import CaseProcedure
from investigations.procedure.states import State
from tests.world import World

pytestmark = [pytest.mark.django_db(transaction=True)]
RIVALS = 8


def rival_takes(case, revision, user, barrier, results):
    try:
        barrier.wait()
        take(CaseProcedure.begin_assessment, Case.objects.get(pk=case.pk), by=user, revision=revision)
        results.append("won")
    except Overtaken as overtaken:
        results.append(overtaken.sentence)
    except Refused as refused:
        results.append(refused.sentence)
    finally:
        connections.close_all()


def contest():
    world = World.make()
    case = world.log()
    barrier, results = threading.Barrier(RIVALS), []
    rivals = [
        threading.Thread(target=rival_takes, args=(case, case.revision, world.user("head"), barrier, results))
        for _ in range(RIVALS)
    ]
    for rival in rivals:
        rival.start()
    for rival in rivals:
        rival.join()
    case.refresh_from_db()
    return case, results


def exactly_one_wins():
    case, results = contest()
    assert sorted(results)[-1] == "won"
    assert results.count("won") == 1
    assert {result for result in results if result != "won"} == {
        "Helen Ward began the initial assessment while you were on this page. "
        "Nothing you typed is lost: read what changed, and try again."
    }
    assert (case.status, case.revision) == (State.ASSESSMENT, 1)
    # The clause that the concern cites opened a duty when it was logged, before the race: the race itself left one step.
    assert list(case.steps_taken.values_list("table", "step")) == [
        ("DutyProcedure", "open_duty"),
        ("CaseProcedure", "begin_assessment"),
    ]
    assert list(verify_all()) == []


def test_exactly_one_of_eight_wins_on_sqlite():
    assert connection.vendor == "sqlite"
    exactly_one_wins()


@pytest.mark.postgres
def test_exactly_one_of_eight_wins_on_postgresql():
    assert connection.vendor == "postgresql"
    exactly_one_wins()
