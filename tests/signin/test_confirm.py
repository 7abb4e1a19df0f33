"""Before what cannot be taken back one shows again that it is oneself: within ten minutes, with what was typed kept."""

import pytest
from django.urls import reverse
from freezegun import freeze_time

from investigations.models import Job, OfficeHeld, Release
from investigations.procedure.audiences import Audience
from investigations.procedure.releases import ReleaseState
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import State

from .ways import PASSWORD, code_of, events, sign_in, with_app, words_of

pytestmark = pytest.mark.django_db
CONFIRM = "/confirm/"


@pytest.fixture
def clock():
    with freeze_time("2026-11-02 08:00") as clock:
        yield clock


@pytest.fixture
def case(world):
    return world.case_at(State.INVESTIGATION)


def later(clock, minutes=11):
    clock.tick(minutes * 60)


def guarded(world, case) -> dict[str, str]:
    """Every page that asks, for the head teacher."""
    bundle_copy = Release.objects.create(
        case=case, number=1, audience=Audience.SUBJECT_ACCESS, section=Section.DATA_RIGHTS, to=world["teacher"],
        state=ReleaseState.CHECKED, prepared_by=world["head"],
    )  # fmt: skip
    part = case.appointments.live().of(Role.INVESTIGATING_OFFICER).get()
    return {
        "case_export": reverse("case_export"),
        "appointment_add": reverse("appointment_add", args=[case.reference]),
        "appointment_end": reverse("appointment_end", args=[case.reference, part.pk]),
        "office_add": reverse("office_add", args=[world["deputy"].pk]),
        "copy_release": reverse("copy_release", args=[case.reference, bundle_copy.number]),
        "passkey_add": reverse("passkey_add"),
        "recovery_codes_make": reverse("recovery_codes_make"),
        "removal_ask": reverse("removal_ask", args=[world["deputy"].pk]),
    }


def test_each_page_asks_after_ten_minutes_and_not_before(clock, client, world, case):
    user = world.user("head")
    secret = with_app(user)
    sign_in(client, user, secret)
    pages = guarded(world, case)
    del pages["copy_release"]  # whose release it is, is asked first: see below
    for name, page in pages.items():
        assert client.get(page).status_code == 200, name
    later(clock)
    for name, page in pages.items():
        assert client.get(page)["Location"].split("?")[0] == CONFIRM, name
        posted = client.post(page)
        assert posted.status_code == 403 and "Confirm that it is you" in words_of(posted), name


def test_a_password_or_a_code_is_enough_and_lasts_ten_minutes(clock, client, world):
    user = world.user("head")
    secret = with_app(user)
    sign_in(client, user, secret)
    for given in ({"confirm-password": PASSWORD}, "code"):
        later(clock)
        to = client.get(reverse("case_export"))["Location"]
        given = {"confirm-code": code_of(secret)} if given == "code" else given
        done = client.post(to, given | {"confirm-next": reverse("case_export")})
        assert (done.status_code, done["Location"]) == (302, reverse("case_export"))
        assert client.get(reverse("case_export")).status_code == 200
        later(clock, 9)
        assert client.get(reverse("case_export")).status_code == 200
    assert events("sign_in.confirmed") == ["Helen Ward confirmed that it is they"] * 2


def test_what_was_typed_is_kept_and_done_after_the_confirmation(clock, client, world):
    user = world.user("head")
    sign_in(client, user)
    page = reverse("office_add", args=[world["deputy"].pk])
    typed = {"office": "dsl", "starts_day": "2", "starts_month": "11", "starts_year": "2026"}
    later(clock)
    asked = client.post(page, typed)
    assert not OfficeHeld.objects.filter(person=world["deputy"], office="dsl").exists()
    carried = {name: value for name, value in asked.context["typed"]}
    assert carried == typed
    form = carried | {"confirm-carried": "1", "confirm-next": page, "confirm-password": "not-it-at-all"}
    wrong = client.post(CONFIRM, form)
    assert dict(wrong.context["typed"]) == typed and "That is not your password." in words_of(wrong)
    done = client.post(CONFIRM, form | {"confirm-password": PASSWORD})
    assert (done.status_code, done["Location"]) == (307, page)  # the browser posts the same once more
    again = client.post(page, form)
    assert again["Location"] == reverse("person_detail", args=[world["deputy"].pk])
    assert OfficeHeld.objects.filter(person=world["deputy"], office="dsl").exists()


@pytest.mark.parametrize("given", [{}, {"confirm-password": ""}, {"confirm-password": "wrong"}, {"confirm-code": "000000"},
                                   {"confirm-credential": "{}"}, {"confirm-credential": "null"}, {"password": PASSWORD}])  # fmt: skip
def test_nothing_else_confirms(clock, client, world, given):
    sign_in(client, world.user("head"))
    later(clock)
    assert client.post(CONFIRM, given | {"confirm-next": "/"}).status_code == 200
    assert client.get(reverse("case_export")).status_code == 302


def test_guessing_is_limited_here_too(clock, client, world):
    sign_in(client, world.user("head"))
    later(clock)
    answers = [client.post(CONFIRM, {"confirm-password": "wrong"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert client.post(CONFIRM, {"confirm-password": PASSWORD}).status_code == 429


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", "https:evil.example", ""],
)
def test_nobody_is_led_to_another_site(clock, client, world, elsewhere):
    sign_in(client, world.user("head"))
    for form in ({"confirm-next": elsewhere}, {"confirm-next": elsewhere, "confirm-carried": "1"}):
        assert client.post(CONFIRM, {"confirm-password": PASSWORD} | form)["Location"] == reverse("my_work")
    page = client.get(CONFIRM, {"next": elsewhere})
    assert page.context["onward"] == reverse("my_work")


def test_whoever_may_not_is_not_asked_but_refused_like_everybody(clock, client, world, case):
    sign_in(client, world.user("reporter"))
    later(clock)
    for page in guarded(world, case).values():
        if page.startswith(("/cases/export", "/my-sign-in")):
            continue
        assert client.get(page).status_code == client.post(page).status_code == 404, page


def test_the_export_of_a_case_and_the_release_of_a_copy_ask(clock, client, world, case):
    user = world.user("head")
    sign_in(client, user)
    release = guarded(world, case)["copy_release"]
    later(clock)
    make = reverse("document_make", args=[case.reference])
    posted = client.post(make, {"kind": "case_export"})
    assert posted.status_code == 403 and dict(posted.context["typed"]) == {"kind": "case_export"}
    assert not Job.objects.exists()
    assert client.get(release).status_code == 302
    assert client.post(release, {"way": "by_hand", "note": "x"}).status_code == 403
    assert Release.objects.get().state == ReleaseState.CHECKED


def test_in_a_rehearsal_school_it_is_not_asked(clock, client):
    from tests.world import World

    world = World.make(name="Larkfield", is_rehearsal=True)
    client.post(reverse("rehearsal"), {"person": str(world["head"].pk)})
    later(clock, 25)
    assert client.get(reverse("case_export")).status_code == 200


def test_the_answer_names_nobody_to_the_audit_but_in_its_sealed_words(client, world):
    from .ways import bodies

    sign_in(client, world.user("head"))
    assert "Helen" not in bodies() and "head@example.org" not in bodies() and "192.0.2.1" not in bodies()
