"""Who gets in, as whom, and what those learn who do not."""

from datetime import timedelta

import pytest
from django.contrib.auth.tokens import default_token_generator
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from investigations.models import Person, School, User
from tests.signin.ways import code_of, give_code, with_app
from tests.world import World

from .pages import words

pytestmark = pytest.mark.django_db
PASSWORD = "harbour-violet-anvil"


@pytest.fixture
def world():
    return World.make()


def with_password(world, key="head"):
    user = world.user(key)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, email, password, **more):
    return client.post(reverse("sign_in"), {"email": email, "password": password, **more})


def words_of(response):
    return response.content.decode()


def test_the_right_password_and_the_second_step_lead_to_my_work(client, world):
    secret = with_app(with_password(world))
    response = sign_in(client, " Head@Example.ORG ", PASSWORD)
    assert (response.status_code, response["Location"]) == (302, reverse("mfa_authenticate"))
    assert give_code(client, code_of(secret))["Location"] == reverse("my_work")
    assert client.get(reverse("my_work")).context["person"] == world["head"]


def test_a_wrong_password_and_no_account_are_told_the_same(client, world):
    with_password(world)
    closed = with_password(world, "deputy")
    closed.is_active = False
    closed.save()
    pages = [
        words_of(sign_in(client, email, password)).replace(email, "X").split("csrfmiddlewaretoken")[0]
        for email, password in [
            ("head@example.org", "wrong-password-here"),
            ("nobody@example.org", PASSWORD),
            ("deputy@example.org", PASSWORD),
        ]
    ]
    assert pages[0] == pages[1] == pages[2]
    assert "The email address or the password is not right." in pages[0]
    assert "_auth_user_id" not in client.session


def test_the_address_stays_and_the_password_does_not(client, world):
    page = words_of(sign_in(client, "head@example.org", "wrong-password-here"))
    assert 'value="head@example.org"' in page
    assert "wrong-password-here" not in page


def test_one_goes_on_to_the_page_that_was_asked_for(client, world):
    with_password(world)
    asked = client.get(reverse("case_list"))
    assert asked["Location"] == f"{reverse('sign_in')}?next={reverse('case_list')}"
    assert f'value="{reverse("case_list")}"' in words_of(client.get(asked["Location"]))
    assert sign_in(client, "head@example.org", PASSWORD, next=reverse("case_list"))["Location"] == reverse("case_list")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_sent_to_another_site(client, world, elsewhere):
    with_password(world)
    assert sign_in(client, "head@example.org", PASSWORD, next=elsewhere)["Location"] == reverse("my_work")


def test_signing_out_needs_a_post(client, world):
    client.force_login(world.user("head"))
    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
    assert client.get(reverse("my_work")).status_code == 302


def test_somebody_signed_in_is_not_asked_again(client, world):
    client.force_login(world.user("head"))
    assert client.get(reverse("sign_in"))["Location"] == reverse("my_work")


def test_an_account_that_is_nobody_is_told_so(client, world):
    client.force_login(User.objects.create_user("lost@example.org", PASSWORD))
    response = client.get(reverse("my_work"))
    assert response.status_code == 403
    assert "This account does not belong to a school yet" in words_of(response)
    assert client.post(reverse("sign_out")).status_code == 302


def test_who_has_left_is_nobody_from_that_day_on(client, world):
    client.force_login(world.user("deputy"))
    assert client.get(reverse("my_work")).status_code == 200
    Person.objects.filter(pk=world["deputy"].pk).update(left_on=timezone.localdate())
    assert client.get(reverse("my_work")).status_code == 403


# ---- Setting a password --------------------------------------------------------------------------------------------


def link_for(user):
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("set_password", args=[uid, default_token_generator.make_token(user)])


def test_a_one_time_link_sets_a_password_once(client, world):
    user = world.user("head")
    link = link_for(user)
    shown = client.get(link, follow=True)
    assert link not in [url for url, _ in shown.redirect_chain]  # the token has left the address
    done = client.post(shown.request["PATH_INFO"], {"new_password1": PASSWORD, "new_password2": PASSWORD})
    assert done["Location"] == reverse("sign_in")
    assert sign_in(client, user.email, PASSWORD)["Location"] == reverse("my_work")
    client.logout()
    assert "This link no longer works" in words_of(client.get(link, follow=True))


@pytest.mark.parametrize(
    ("first", "second", "sentence"),
    [
        ("short", "short", "at least 12 characters"),
        (PASSWORD, PASSWORD + "x", "The two passwords are not alike."),
        ("", "", "Enter a new password"),
    ],
)
def test_a_poor_password_is_refused_in_words(client, world, first, second, sentence):
    page = client.get(link_for(world.user("head")), follow=True)
    again = client.post(page.request["PATH_INFO"], {"new_password1": first, "new_password2": second})
    assert again.status_code == 200
    assert sentence in words_of(again)


def test_a_link_of_nobody_reads_like_one_that_is_used_up(client, world):
    assert "This link no longer works" in words_of(client.get(reverse("set_password", args=["abc", "def-ghi"])))


# ---- Several schools -----------------------------------------------------------------------------------------------


@pytest.fixture
def two_schools(world):
    other = World.make(name="Another School", domain="another.example")
    person = other["clerk"]
    Person.objects.filter(pk=person.pk).update(user=world.user("clerk"))
    return world, other


def test_an_account_at_several_schools_chooses(client, two_schools):
    world, other = two_schools
    secret = with_app(with_password(world, "clerk"))
    sign_in(client, "clerk@example.org", PASSWORD, next=reverse("procedure"))
    response = give_code(client, code_of(secret))
    assert response["Location"] == reverse("choose_school")
    page = words_of(client.get(reverse("choose_school")))
    assert "Another School" in page and "Testing Primary School" in page
    chosen = client.post(reverse("choose_school"), {"school": str(world.school.pk)})
    assert chosen["Location"] == reverse("procedure")
    assert client.get(reverse("my_work")).context["school"] == world.school


@pytest.mark.parametrize("school", ["", "no-key", "another"])
def test_nobody_chooses_a_school_that_is_not_theirs(client, two_schools, school):
    world, other = two_schools
    client.force_login(world.user("head"))
    key = str(other.school.pk) if school == "another" else school
    assert client.post(reverse("choose_school"), {"school": key}).status_code == 404
    assert client.get(reverse("my_work")).context["school"] == world.school


# ---- Rehearsal -----------------------------------------------------------------------------------------------------


@pytest.fixture
def rehearsal():
    return World.make(name="Larkfield Primary School", domain="larkfield.example", is_rehearsal=True)


def choose(client, person):
    return client.post(reverse("rehearsal"), {"person": str(person.pk)})


def test_one_walks_into_the_rehearsal_school_as_anybody(client, rehearsal):
    case = rehearsal.log()
    page = words(client.get(reverse("rehearsal")))
    assert "Helen Ward" in page
    assert f"is the person concerned in case {case.reference}" in page
    assert choose(client, rehearsal["teacher"])["Location"] == reverse("my_work")
    assert client.get(reverse("my_work")).context["person"] == rehearsal["teacher"]
    assert choose(client, rehearsal["head"])["Location"] == reverse("my_work")
    assert client.get(reverse("my_work")).context["person"] == rehearsal["head"]


def test_the_sign_in_page_leads_to_the_rehearsal_only_where_there_is_one(client, rehearsal):
    assert reverse("rehearsal") in words_of(client.get(reverse("sign_in")))
    School.objects.create(name="A real school")
    assert reverse("rehearsal") not in words_of(client.get(reverse("sign_in")))


def test_one_real_school_ends_the_rehearsal(client, rehearsal):
    assert client.get(reverse("rehearsal")).status_code == 200
    School.objects.create(name="A real school")
    assert client.get(reverse("rehearsal")).status_code == 404
    assert choose(client, rehearsal["head"]).status_code == 404
    assert "_auth_user_id" not in client.session


def test_beside_real_people_nobody_is_chosen(client, world):
    assert client.get(reverse("rehearsal")).status_code == 404
    assert choose(client, world["head"]).status_code == 404
    assert "_auth_user_id" not in client.session


def test_without_any_school_there_is_no_rehearsal(client):
    assert client.get(reverse("rehearsal")).status_code == 404


def test_nobody_is_chosen_who_has_no_account_or_has_left(client, rehearsal):
    Person.objects.filter(pk=rehearsal["deputy"].pk).update(user=None)
    Person.objects.filter(pk=rehearsal["colleague"].pk).update(left_on=timezone.localdate() - timedelta(days=1))
    User.objects.filter(pk=rehearsal.user("it_lead").pk).update(is_active=False)
    administrator = User.objects.create_superuser("root@example.org", PASSWORD)
    for key in ("deputy", "colleague", "it_lead"):
        assert choose(client, rehearsal[key]).status_code == 404
    for typed in ("", "no-key", str(administrator.pk)):
        assert client.post(reverse("rehearsal"), {"person": typed}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_rehearsal_page_costs_the_same_beside_many_cases(client, rehearsal, django_assert_num_queries):
    rehearsal.log()
    client.get(reverse("rehearsal"))
    with django_assert_num_queries(6):
        client.get(reverse("rehearsal"))
    for _ in range(3):
        rehearsal.log()
    with django_assert_num_queries(6):
        client.get(reverse("rehearsal"))
