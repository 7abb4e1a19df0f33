"""The papers of a hearing: the clerk sees beforehand what will be served, and each panel only its own set."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from investigations.actions.evidence import add_evidence
from investigations.actions.investigation import give_advice
from investigations.actions.statements import answer, take_statement
from investigations.actions.take import take
from investigations.models import AuditEvent, Evidence, Statement
from investigations.procedure.side_tracks import StatementProcedure
from investigations.procedure.states import State
from tests.world import APPEAL, PANEL, PNG, World, appeal, arrange, arrange_appeal, decide, hear, refer, report

pytestmark = pytest.mark.django_db
EXHIBIT_PAGES = ("bundle_exhibit", "bundle_exhibit_picture", "bundle_exhibit_original")


def page(world, who, name, *args, query=""):
    client = Client()
    client.force_login(world.user(who))
    return client.get(reverse(name, args=args) + query)


def words(response):
    return " ".join(response.content.decode().split())


def opened(world, case, who, number):
    return [page(world, who, name, case.reference, number).status_code for name in EXHIBIT_PAGES]


def referred(world):
    """A case with a withheld exhibit, a settled and an open statement, and advice."""
    case = world.case_at(State.INVESTIGATION)
    deputy = world.user("deputy")
    withheld = add_evidence(case, SimpleUploadedFile("names.png", PNG), by=deputy, description="WITHHELDROWAN")
    Evidence.objects.filter(pk=withheld.pk).update(withheld_because="It names a pupil.")
    settled = take_statement(case, world["dsl"], text="SALLOWTHORN", taken_on=timezone.localdate(), by=deputy)
    take(StatementProcedure.confirm_on_paper, settled, by=deputy, proof="In the file.")
    give_advice(case, "ADVICEBRAMBLE", by=world.user("hr"))
    report(world, case)
    case.refresh_from_db()
    refer(world, case)
    case.refresh_from_db()
    Statement.objects.create(
        case=case, number=9, person=world["colleague"], taken_by=world["deputy"], taken_on=timezone.localdate(),
        text="UNSETTLEDASPEN",
    )  # fmt: skip
    return case


def test_the_clerk_reads_before_service_exactly_what_will_be_served():
    world = World.make()
    case = referred(world)
    shown = words(page(world, "clerk", "bundle_detail", case.reference))
    assert "Not served yet" in shown
    for word in ("SALLOWTHORN", "Looked at the post.", "The picture shows it.", "Exhibit 2"):
        assert word in shown
    for word in ("WITHHELDROWAN", "UNSETTLEDASPEN", "ADVICEBRAMBLE"):
        assert word not in shown
    assert opened(world, case, "clerk", 1) == [404, 404, 404]
    assert opened(world, case, "clerk", 2)[0] == 200


def test_what_was_served_is_what_was_shown_before():
    world = World.make()
    case = referred(world)
    arrange(world, case)
    for who in ("clerk", "head", "colleague", *PANEL):
        shown = words(page(world, who, "bundle_detail", case.reference))
        assert "Frozen as they were served" in shown and "SALLOWTHORN" in shown
        for word in ("WITHHELDROWAN", "UNSETTLEDASPEN", "ADVICEBRAMBLE"):
            assert word not in shown


def test_a_description_that_is_put_better_afterwards_does_not_change_the_papers():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    Evidence.objects.filter(case=case).update(description="LATERWORDS")
    shown = words(page(world, PANEL[0], "bundle_detail", case.reference))
    assert "The post" in shown and "LATERWORDS" not in shown


def test_evidence_that_came_after_service_is_in_no_bundle():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    late = add_evidence(case, SimpleUploadedFile("late.png", PNG), by=world.user("deputy"), description="LATEWORD")
    for who in (PANEL[0], "clerk", "colleague"):
        assert "LATEWORD" not in words(page(world, who, "bundle_detail", case.reference))
        assert opened(world, case, who, late.number) == [404, 404, 404]


def test_who_gave_an_exhibit_is_said_to_nobody_who_reads_the_papers():
    world = World.make()
    case = world.case_at(State.REFERRED)
    Evidence.objects.filter(case=case).update(source="SOURCEWILLOW", received_by=world["reporter"])
    arrange(world, case)
    for who in (PANEL[0], "clerk", "colleague"):
        for response in (
            page(world, who, "bundle_detail", case.reference),
            page(world, who, "bundle_exhibit", case.reference, 1),
        ):
            assert response.status_code == 200
            assert "SOURCEWILLOW" not in words(response) and "Rita Shaw" not in words(response)


def test_the_original_and_the_picture_come_through_the_bundle_and_are_recorded():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    assert page(world, PANEL[0], "bundle_exhibit", case.reference, 1).status_code == 200
    picture = page(world, PANEL[0], "bundle_exhibit_picture", case.reference, 1)
    assert picture["Content-Type"] == "image/jpeg"
    original = page(world, PANEL[0], "bundle_exhibit_original", case.reference, 1)
    assert b"".join(original.streaming_content) == PNG
    kinds = list(AuditEvent.objects.filter(section="bundle").order_by("seq").values_list("kind", flat=True))
    assert kinds == ["evidence.viewed", "evidence.viewed", "evidence.downloaded"]


def test_reading_the_papers_is_recorded_where_the_investigator_does_not_learn_of_it():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    page(world, PANEL[0], "bundle_detail", case.reference)
    assert AuditEvent.objects.filter(kind="papers.read", section="bundle").count() == 1
    assert page(world, "deputy", "bundle_detail", case.reference).status_code == 404


def appealed(world):
    case = world.case_at(State.HEARING_ARRANGED)
    answer(case, "FIRSTANSWER", by=world.user("teacher"))
    for go in (hear, decide, appeal):
        case.refresh_from_db()
        go(world, case)
    case.refresh_from_db()
    case.appeal.grounds_text = "GROUNDSYARROW"
    case.appeal.save()
    answer(case, "APPEALANSWER", by=world.user("teacher"))
    return case


def test_nobody_of_the_first_panel_reads_the_appeals_papers():
    world = World.make()
    case = appealed(world)
    arrange_appeal(world, case)
    for query in ("", "?of=appeal", "?of=hearing"):
        shown = words(page(world, PANEL[0], "bundle_detail", case.reference, query=query))
        assert "FIRSTANSWER" in shown
        assert "GROUNDSYARROW" not in shown and "APPEALANSWER" not in shown
    for who in ("hr", "colleague"):
        assert "GROUNDSYARROW" not in words(page(world, who, "bundle_detail", case.reference, query="?of=appeal"))


def test_the_appeal_panel_reads_its_own_papers_with_outcome_grounds_and_answer():
    world = World.make()
    case = appealed(world)
    assert page(world, APPEAL[0], "bundle_detail", case.reference).status_code == 404
    before = words(page(world, "clerk", "bundle_detail", case.reference))
    assert "Not served yet" in before and "GROUNDSYARROW" in before
    arrange_appeal(world, case)
    shown = words(page(world, APPEAL[0], "bundle_detail", case.reference))
    for word in ("GROUNDSYARROW", "Final written warning", "FIRSTANSWER", "APPEALANSWER", "Looked at the post."):
        assert word in shown
    assert page(world, APPEAL[0], "bundle_exhibit", case.reference, 1).status_code == 200


def test_who_reads_for_the_appeal_is_recorded_among_the_appeals_events():
    world = World.make()
    case = appealed(world)
    arrange_appeal(world, case)
    page(world, APPEAL[0], "bundle_detail", case.reference)
    page(world, APPEAL[0], "bundle_exhibit", case.reference, 1)
    read = AuditEvent.objects.filter(kind__in=["papers.read", "evidence.viewed"]).values_list("kind", "section")
    assert sorted(read) == [("evidence.viewed", "appeal"), ("papers.read", "appeal")]


def test_an_exhibit_of_another_case_is_not_in_these_papers():
    world = World.make()
    case = world.case_at(State.HEARING_ARRANGED)
    other = world.case_at(State.HEARING_ARRANGED)
    add_evidence(other, SimpleUploadedFile("second.png", PNG), by=world.user("deputy"))
    assert opened(world, case, "clerk", 2) == [404, 404, 404]
    assert opened(world, case, "clerk", 1)[0] == 200


def test_the_page_says_where_nothing_was_ever_referred():
    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    assert "There are no papers yet" in words(page(world, "head", "bundle_detail", case.reference))
