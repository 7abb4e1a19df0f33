"""How is a way of looking at the list of cases kept, shared and thrown away?"""

import re

from django.db import IntegrityError, transaction

from investigations import audit
from investigations.access.sharing import EVERYBODY
from investigations.models import Person, SavedView
from investigations.procedure.roles import CASEWORKERS, Office, Role

from .refusals import BadAnswers, Refused

MOST = 50
A_REFERENCE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b", re.IGNORECASE)
WORDS_ARE_NOT_SHARED = (
    "The search words of this view may name somebody: keep it for yourself, or save it again without them."
)


def audiences() -> list[tuple[str, str]]:
    """With whom a view can be shared; always only with those who work on cases."""
    offices = [(f"office:{office}", f"Who is {office.in_sentence}") for office in Office if office is not Office.STAFF]
    roles = [(f"role:{role}", f"Who is {role.in_sentence} in a case") for role in Role if role in CASEWORKERS]
    return [("", "Nobody else"), (EVERYBODY, "Everybody who works on cases"), *offices, *roles]


def save_view(owner: Person, *, name: str, asked: dict[str, str], shared_with: str = "") -> SavedView:
    with transaction.atomic():
        if owner.saved_views.count() >= MOST:
            raise Refused(f"You have {MOST} saved views: delete one first.")
        view = SavedView(owner=owner, asked=asked)
        return _keep(view, name, shared_with, "saved")


def change_view(view: SavedView, *, name: str, shared_with: str, by: Person) -> SavedView:
    with transaction.atomic():
        _refuse_unless_own(view, by)
        return _keep(view, name, shared_with, "changed")


def remove_view(view: SavedView, *, by: Person) -> None:
    with transaction.atomic():
        _refuse_unless_own(view, by)
        _record(view, "removed")
        view.delete()


def _keep(view: SavedView, name: str, shared_with: str, verb: str) -> SavedView:
    view.name, view.shared_with = " ".join(name.split()), shared_with
    if bad := _what_does_not_do(view):
        raise BadAnswers(bad)
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as clash:
        raise BadAnswers({"name": "You have a view of this name already."}) from clash
    _record(view, verb)
    return view


def _what_does_not_do(view: SavedView) -> dict[str, str]:
    """What others read may name nobody: neither the name of a view nor the words it looks for."""
    if not view.name:
        return {"name": "Enter a name."}
    if not view.shared_with:
        return {}
    if view.shared_with not in dict(audiences()):
        return {"shared_with": "Choose one of the answers listed"}
    if view.asked.get("q"):
        return {"shared_with": WORDS_ARE_NOT_SHARED}
    if A_REFERENCE.search(view.name) or _names_somebody(view):
        return {"name": "Others read this name: name no person and no case in it."}
    return {}


def _names_somebody(view: SavedView) -> bool:
    """Anybody at the school by the whole name, and the person it filters by with any part of theirs."""
    said = view.name.casefold()
    people = Person.objects.at(view.owner.school)
    if any(name.casefold() in said for name in people.values_list("name", flat=True)):
        return True
    about = people.filter(pk=view.asked["person"]).first() if view.asked.get("person") else None
    return about is not None and bool(set(about.name.casefold().split()) & set(re.findall(r"\w+", said)))


def _refuse_unless_own(view: SavedView, by: Person) -> None:
    if view.owner_id != by.pk:
        raise Refused("Only who saved a view changes it.")


def _record(view: SavedView, verb: str) -> None:
    audit.record_school(
        view.owner.school,
        f"view.{verb}",
        by=view.owner,
        facts={"view": str(view.pk), "shared_with": view.shared_with, "asks": sorted(view.asked)},
        says=f"{view.owner} {verb} a view of the list of cases",
    )
