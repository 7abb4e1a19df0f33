"""Who is it?  Password and second step, signing out, a new password by a one-time link, and choosing a school."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.decorators import login_stage_required
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.mfa.base.internal.flows import post_authentication
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from investigations.actions.invitations import PasswordLinks, ask_new_password, set_password_of
from investigations.actions.refusals import Refused
from investigations.actions.sign_in import record, record_failure
from investigations.actions.tries import begin_try
from investigations.forms.sign_in import ForgottenForm, NewPasswordForm, SecondStepForm, SignInForm
from investigations.models import Person, User
from investigations.models.people import PersonQuerySet
from investigations.procedure.sign_in import Tried

from .allauth_rules import SecondStep
from .gate import Request
from .passkeys import asks_passkey
from .rehearsal import rehearsal_url
from .sessions import ENDED

#: The same for an account that is not there, a wrong password and a closed account: nobody learns which.
NOT_KNOWN = "The email address or the password is not right. Check both and try again."
TOO_OFTEN = (
    "That was tried too often from here. Wait a quarter of an hour, then try again. Nothing was changed, and from "
    "another place you can sign in meanwhile."
)


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect("my_work")
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    status = 200
    if request.method == "POST" and form.is_valid():
        response, status = _with_password(request, form)
        if response:
            return response
    context = {
        "form": form,
        "rehearsal_url": rehearsal_url(),
        "providers": settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"],
        "ended": request.session.pop(ENDED, ""),
    }
    return render(request, "sign_in/sign_in.html", context, status=status)


def _with_password(request: HttpRequest, form: SignInForm) -> tuple[HttpResponse | None, int]:
    """On to the second step, or nothing; then the form says why, and the status goes with it."""
    email, password = form.cleaned_data["email"].strip().lower(), form.cleaned_data["password"]
    address = get_adapter().get_client_ip(request)
    trying = begin_try(Tried.PASSWORD, email, address)
    if trying is None:
        form.add_error(None, TOO_OFTEN)
        return None, 429
    user = authenticate(request, username=email, password=password)
    if not isinstance(user, User):
        record_failure("password", email, address, is_last=trying.is_last)
        form.add_error(None, NOT_KNOWN)
        return None, 200
    trying.succeeded()
    logout(request)  # whoever was signed in here before
    onward = _onward(request, user, form.cleaned_data["next"])
    return perform_password_login(request, {}, Login(user=user, redirect_url=onward)), 200


@login_stage_required(stage=SecondStep.key, redirect_urlname="sign_in")
@sensitive_post_parameters("code")
def second_step(request: Any) -> HttpResponse:
    """The code of an app, a recovery code or a passkey.  The password was right, and nobody is signed in yet."""
    user = request._login_stage.login.user
    form = SecondStepForm(request.POST or None, user=user)
    status = 200
    if request.method == "POST":
        address = get_adapter().get_client_ip(request)
        trying = begin_try(Tried.CODE, str(user.pk), address)
        if trying is None:
            form.refuse(TOO_OFTEN)
            status = 429
        elif form.is_valid():
            trying.succeeded()
            post_authentication(request, form.factor)
            return request._login_stage.exit()
        elif form.was_wrong:
            record_failure("code", user.email, address, is_last=trying.is_last)
        else:
            trying.row.delete()
    context = {"form": form, "passkey": asks_passkey(user), **form.ways}
    return render(request, "sign_in/second_step.html", context, status=status)


def _onward(request: HttpRequest, user: User, wanted: str) -> str:
    """To the page that was asked for, if it is one of ours; by way of the choice of school where there are several."""
    here = {request.get_host()}
    home = reverse("my_work")
    to = wanted if url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()) else home
    if _people(user).count() > 1:
        request.session["after_choosing"] = to
        to = reverse("choose_school")
    return to


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    if isinstance(request.user, User):
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        record("session.ended", request.user, "signed out", sessions=1)
    logout(request)
    response = redirect("sign_in")
    # What the browser kept so that "Back" is quick goes too.
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def choose_school(request: Request) -> HttpResponse:
    """For an account that is a person at several schools: as whom, from now on?"""
    people = _people(request.user)
    if request.method == "POST":
        # What was typed by hand may be no key at all, so it is compared here and not in the database.
        chosen = next((one for one in people if str(one.school_id) == request.POST.get("school")), None)
        if chosen is None:
            raise Http404
        request.session["school"] = str(chosen.school_id)
        return redirect(request.session.pop("after_choosing", reverse("my_work")))
    return render(request, "sign_in/choose_school.html", {"people": people, "chosen": request.school})


def _people(user: User) -> PersonQuerySet:
    return (
        Person.objects.filter(user=user, left_on=None)
        .select_related("school")
        .prefetch_related("offices")
        .order_by("school__name")
    )


#: By a post alone: a picture on somebody's page must not start it.
with_provider = require_POST(openid_connect.login)


# A new password ------------------------------------------------------------------------------------------------


@login_not_required
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is the same for everybody, and so is its time: whether there is an account stands in no answer."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        ask_new_password(form.cleaned_data["email"], get_adapter().get_client_ip(request))
        return redirect("forgotten_sent")
    return render(request, "sign_in/forgotten.html", {"form": form})


@login_not_required
def forgotten_sent(request: HttpRequest) -> HttpResponse:
    return render(request, "sign_in/forgotten_sent.html")


class _SetPassword(PasswordResetConfirmView):
    """Django's, because it is careful with the token: it leaves the address at once and works a single time."""

    template_name = "sign_in/set_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("sign_in")
    token_generator = PasswordLinks()
    title = ""

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        try:
            set_password_of(
                form.user, form.cleaned_data["new_password1"], self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
            )
        except Refused as refused:
            messages.error(self.request, refused.sentence)
        else:
            messages.success(self.request, "Your password is set. Sign in with it.")
        return redirect(self.success_url)


set_password = login_not_required(_SetPassword.as_view())
