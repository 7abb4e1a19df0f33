"""Who belongs to the school?  The register, for those who keep it; nothing in it comes from a case."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from investigations.actions.factors import has_factor
from investigations.actions.people import (
    add_person,
    change_person,
    end_office,
    give_account,
    give_office,
    others_in_office,
    send_invitation,
    switch_account,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.people import (
    AccountForm,
    OfficeEndForm,
    OfficeForm,
    PersonChangeForm,
    PersonFilter,
    PersonForm,
)
from investigations.models import FactorRemoval, Invitation, OfficeHeld, Person, School
from investigations.models.people import PersonQuerySet
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

from .confirm import confirm_first
from .gate import Request, first_or_404
from .keyset import Order, slice_of
from .person import runs_the_school
from .steps import show

BY_NAME = Order("name", tie="id")
FILES = "filebased.EmailBackend"


def person_list(request: Request) -> HttpResponse:
    _for_the_register(request)
    form = PersonFilter(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value and name not in form.errors}
    page = slice_of(
        _found(request, asked).select_related("user").prefetch_related("offices"),
        BY_NAME,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    state = {name: "on" if value is True else value for name, value in asked.items()}
    context = {
        "form": form,
        "rows": [_row(person) for person in page.rows],
        "is_narrowed": bool(asked),
        "newer_url": _url(state | {"before": page.before}) if page.before else "",
        "older_url": _url(state | {"after": page.after}) if page.after else "",
    }
    return render(request, "people/list.html", context)


def in_register(school: School) -> PersonQuerySet:
    """Whoever has an office or an account, and the pupils' letters.

    Somebody who was only entered for a case, such as a parent who saw something, stands in that case alone: in a list
    their name would tell the person concerned, who may keep this register, that there is a case and who speaks in it.
    """
    held = OfficeHeld.objects.filter(person=OuterRef("pk"))
    people = Person.objects.at(school)
    return people.filter(Q(kind=PersonKind.PUPIL) | Q(user__isnull=False) | Q(Exists(held)))


def _found(request: Request, asked: dict[str, Any]) -> PersonQuerySet:
    people = in_register(request.school)
    if words := asked.get("q"):
        people = people.filter(Q(name__icontains=words) | (Q(job_title__icontains=words) & ~Q(kind=PersonKind.PUPIL)))
    if kind := asked.get("kind"):
        people = people.filter(kind=kind)
    return people if asked.get("left") else people.filter(left_on=None)


def _row(person: Person) -> dict[str, Any]:
    """Of a pupil the letter, and nothing else."""
    is_pupil = person.kind == PersonKind.PUPIL
    offices = [] if is_pupil else sorted(person.current_offices(), key=list(Office).index)
    return {
        "person": person,
        "is_pupil": is_pupil,
        "offices": ", ".join(office.label for office in offices),
        "account": "" if is_pupil else _account_words(person),
    }


def _account_words(person: Person) -> str:
    if person.user is None:
        return "None"
    return "Can sign in" if person.user.is_active and person.left_on is None else "Switched off"


def _url(state: dict[str, str]) -> str:
    return f"{reverse('person_list')}?{urlencode(state)}"


def person_add(request: Request) -> HttpResponse:
    _for_the_register(request)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            person = add_person(
                request.school,
                kind=PersonKind(given["kind"]),
                name=given["name"],
                job_title=given["job_title"],
                office=Office(given["office"]) if given["office"] else None,
                starts=given["starts"],
                by=request.person,
            )
        except BadAnswers as bad:
            show(form, bad)
        else:
            messages.success(request, f"{person} is entered.")
            _warn_of_two(request, person)
            return redirect("person_detail", person.pk)
    return render(request, "people/add.html", {"form": form})


def person_detail(request: Request, pk: Any) -> HttpResponse:
    return _person_page(request, the_person(request, pk), AccountForm())


def _person_page(request: Request, someone: Person, form: AccountForm, status: int = 200) -> HttpResponse:
    today = timezone.localdate()
    invited = Invitation.objects.open().filter(user=someone.user).first() if someone.user else None
    context = {
        "has_factor": bool(someone.user and has_factor(someone.user)),
        "invited_until": invited.ends_at if invited else None,
        "removal": FactorRemoval.objects.open().filter(person=someone).select_related("asked_by").first(),
        "someone": someone,
        "form": form,
        "is_pupil": someone.kind == PersonKind.PUPIL,
        "kind": PersonKind(someone.kind).label,
        "held": [
            {"held": held, "label": Office(held.office).label, "is_over": bool(held.ends and held.ends < today)}
            for held in someone.offices.order_by("-starts", "-pk")
        ],
        "is_me": someone == request.person,
    }
    return render(request, "people/detail.html", context, status=status)


def person_edit(request: Request, pk: Any) -> HttpResponse:
    someone = the_person(request, pk)
    if someone.kind == PersonKind.PUPIL:
        raise Http404
    now = {"name": someone.name, "job_title": someone.job_title, "left_on": someone.left_on}
    form = PersonChangeForm(request.POST or None, initial=now)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            change_person(someone, by=request.person, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "The entry is changed.")
            return redirect("person_detail", someone.pk)
    context = {"someone": someone, "form": form, "refusal": refusal, "title": f"Change the entry of {someone}"}
    return render(request, "people/form.html", context, status=409 if refusal else 200)


def office_add(request: Request, pk: Any) -> HttpResponse:
    someone = the_person(request, pk)
    if someone.kind == PersonKind.PUPIL:
        raise Http404
    if first := confirm_first(request):
        return first
    form = OfficeForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            give_office(someone, Office(given["office"]), starts=given["starts"], ends=given["ends"], by=request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, f"{someone} is entered as {Office(given['office']).in_sentence}.")
            _warn_of_two(request, someone)
            return redirect("person_detail", someone.pk)
    context = {
        "someone": someone,
        "form": form,
        "refusal": refusal,
        "title": f"Add an office for {someone}",
        "hint": "An office gives nobody a case. Parts in a case are given in the case.",
    }
    return render(request, "people/form.html", context, status=409 if refusal else 200)


def _warn_of_two(request: Request, someone: Person) -> None:
    """An acting head beside the head is possible; that both hold the office should not go unnoticed."""
    for held in someone.offices.all():
        if others := others_in_office(held):
            names = " and ".join(str(person) for person in others)
            messages.warning(
                request,
                f"{names} {'holds' if len(others) == 1 else 'hold'} the office of {Office(held.office).in_sentence} "
                "in the same time. If that is over, end it there: a new concern goes to one of them.",
            )


def office_end(request: Request, pk: Any, held: int) -> HttpResponse:
    someone = the_person(request, pk)
    office: OfficeHeld = first_or_404(someone.offices.filter(pk=held))
    form = OfficeEndForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            end_office(office, ends=form.cleaned_data["ends"], by=request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, "The office has an end.")
            return redirect("person_detail", someone.pk)
    label = Office(office.office).in_sentence
    context = {
        "someone": someone,
        "form": form,
        "refusal": refusal,
        "title": f"End {someone}'s office as {label}",
        "hint": "Parts they have in cases are not touched by this. They are ended in the case.",
    }
    return render(request, "people/form.html", context, status=409 if refusal else 200)


def person_account(request: Request, pk: Any) -> HttpResponse:
    """Give an account, send the one-time address, or switch it off and on."""
    someone = the_person(request, pk)
    form = AccountForm()
    if request.method != "POST":
        return redirect("person_detail", someone.pk)
    try:
        match request.POST.get("do"):
            case "give":
                form = AccountForm(request.POST)
                if not form.is_valid():
                    return _person_page(request, someone, form)
                give_account(someone, form.cleaned_data["email"], by=request.person)
                someone.refresh_from_db()
                _send(request, someone)
            case "send":
                _send(request, someone)
            case "off" | "on" as wanted:
                switch_account(someone, on=wanted == "on", by=request.person)
                messages.success(request, f"The account of {someone} is switched {wanted}.")
            case _:
                raise Http404
    except BadAnswers as bad:
        show(form, bad)
        return _person_page(request, someone, form)
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("person_detail", someone.pk)


def _send(request: Request, someone: Person) -> None:
    address = send_invitation(someone, by=request.person)
    messages.success(request, f"A mail is on its way to {address}. The address in it works once, and for seven days.")
    if settings.EMAIL_BACKEND.endswith(FILES):
        messages.warning(
            request,
            "This site sends no mail yet: whoever looks after it finds the mail in the folder “mail” of its data.",
        )


def the_person(request: Request, pk: Any) -> Person:
    _for_the_register(request)
    someone: Person = first_or_404(Person.objects.at(request.school).filter(pk=pk).select_related("school", "user"))
    return someone


def _for_the_register(request: Request) -> None:
    if not runs_the_school(request.person):
        raise Http404
