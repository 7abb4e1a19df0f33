"""Who is it?  Signing in and out, setting a password by a one-time link, and choosing a school."""

from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from investigations.forms.sign_in import NewPasswordForm, SignInForm
from investigations.models import Person, User
from investigations.models.people import PersonQuerySet

from .gate import Request
from .rehearsal import rehearsal_url

#: The same for an account that is not there, a wrong password and a closed account: nobody learns which.
NOT_KNOWN = "The email address or the password is not right. Check both and try again."


@login_not_required
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated and request.method != "POST":
        return redirect("my_work")
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        email, password = form.cleaned_data["email"], form.cleaned_data["password"]
        user = authenticate(request, username=email.strip().lower(), password=password)
        if isinstance(user, User):
            login(request, user)
            return _onward(request, user, form.cleaned_data["next"])
        form.add_error(None, NOT_KNOWN)
    return render(request, "sign_in/sign_in.html", {"form": form, "rehearsal_url": rehearsal_url()})


def _onward(request: HttpRequest, user: User, wanted: str) -> HttpResponseRedirect:
    """To the page that was asked for, if it is one of ours; by way of the choice of school where there are several."""
    here = {request.get_host()}
    home = reverse("my_work")
    to = wanted if url_has_allowed_host_and_scheme(wanted, here, require_https=request.is_secure()) else home
    if _people(user).count() > 1:
        request.session["after_choosing"] = to
        to = reverse("choose_school")
    return redirect(to)


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("sign_in")


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


class _SetPassword(PasswordResetConfirmView):
    """Django's, because it is careful with the token: it leaves the address at once and works a single time."""

    template_name = "sign_in/set_password.html"
    form_class = NewPasswordForm
    success_url = reverse_lazy("sign_in")
    title = ""

    def form_valid(self, form: NewPasswordForm) -> HttpResponse:
        messages.success(self.request, "Your password is set. Sign in with it.")
        return super().form_valid(form)


set_password = login_not_required(_SetPassword.as_view())
