"""Papers for the governing body: without names, with a hash, and the report only after every appeal."""

import hashlib

import pytest

from investigations.actions.minutes import keep_minute
from investigations.actions.refusals import Refused
from investigations.documents.produce import produce
from investigations.models import ConfidentialMinute, Job
from investigations.procedure.minutes import MinuteKind
from investigations.procedure.states import State
from tests.views.pages import at, bring, words
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db, settings, tmp_path):
    settings.DATA_DIR, settings.VAULT_DIR = tmp_path, tmp_path / "vault"
    settings.JOB_LEASE = 600
    return World.make()


def test_the_item_and_the_extract_name_nobody_and_are_kept_as_they_were_worded(client, world):
    case = world.case_at(State.REFERRED)
    client.force_login(world.user("clerk"))
    for kind in ("agenda", "extract"):
        suggested = client.get(at("minute_edit", case, kind)).context["form"].initial["words"]
        assert "A confidential staffing item (Part II)" in suggested
        client.post(at("minute_edit", case, kind), {"words": suggested, "minute_reference": "P2/7"})
        kept = ConfidentialMinute.objects.get(kind=kind)
        assert (kept.letter, kept.minute_reference) == ("L43", "P2/7")
        assert kept.sha256 == hashlib.sha256(kept.words.encode()).hexdigest()
    refused = client.post(at("minute_edit", case, "extract"), {"words": "Mrs Moor and Rita were heard."})
    assert "This names somebody of the case: “Rita”, “Moor”." in words(refused)
    assert "Mrs Moor and Rita were heard." in refused.content.decode()
    assert ConfidentialMinute.objects.count() == 2


def test_the_report_waits_for_the_end_of_every_appeal_and_is_made_as_a_pdf(client, world):
    case = world.case_at(State.APPEAL_LODGED)
    clerk = world.user("clerk")
    client.force_login(clerk)
    assert "Not yet" in words(client.get(at("minute_edit", case, "report")))
    with pytest.raises(Refused, match="no appeal is pending"):
        keep_minute(case, MinuteKind.REPORT, words="A report.", by=clerk)
    assert "The words have to be kept first" in words(client.get(at("document_list", case)))
    bring(world, case, State.CONCLUDED)
    suggested = client.get(at("minute_edit", case, "report")).context["form"].initial["words"]
    for name in ("Moor", "Ward", "Price", "Shaw", "Kemp", "Ames", "Tessa"):
        assert name not in suggested
    assert "Final written warning" in suggested and "a lesser outcome" in suggested
    client.post(at("minute_edit", case, "report"), {"words": suggested, "minute_reference": ""})
    client.post(at("document_make", case), {"kind": "board_report"})
    document = produce(Job.objects.get().pk)
    assert document is not None and document.pages >= 2
    for who, status in (("clerk", 200), ("head", 200), ("hr", 404), ("governor4", 404)):
        client.force_login(world.user(who))
        assert client.get(at("document_open", case, document.pk)).status_code == status, who
