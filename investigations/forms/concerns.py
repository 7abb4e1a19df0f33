"""What does the guided report ask?  One form a page, short, with the answer that is usual filled in."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from investigations.actions.appointments import listed_as
from investigations.actions.concerns import NOT_COME_YET
from investigations.models import Person, PolicyVersion, School
from investigations.procedure.choices import Channel, PersonKind
from investigations.procedure.labelled import Labelled
from investigations.procedure.roles import Office

from .base import Form, lower_first
from .widgets import ExplainedRadios

UNKNOWN, NEW, ME = "unknown", "new", "me"
LONG_AGO = 1990
WORDS = 20_000


class AtOnce(Labelled):
    """What is usually done in the first hour."""

    CAPTURED = "captured", "Screenshots were taken before anything was changed"
    HIDDEN = "hidden", "The post was hidden or taken down"
    SECURED = "secured", "The account or the device was secured"
    DSL = "dsl", "The designated safeguarding lead was told"
    DPO = "dpo", "The data protection officer was told"
    PARENTS = "parents", "The parents or carers of a child concerned were told"


class WhoForm(Form):
    who = forms.ChoiceField(label="Person", error_messages={"required": "Choose who it is about"})
    name = forms.CharField(
        label="Their name, if they are not on the list",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            ("", "Choose a person"),
            ("Members of staff", [(str(person.pk), _named(person)) for person in who_work_here(school)]),
            ("Somebody else", [(UNKNOWN, "It is not known yet"), (NEW, "Somebody who works here, not on the list")]),
        ]

    def clean(self) -> None:
        who, name = self.cleaned_data.get("who"), self.cleaned_data.get("name", "")
        if who == NEW and not name:
            self.add_error("name", "Enter their name")
        elif who == NEW and (listed := listed_as(self.school, name)):
            self.add_error("who", f"{listed} is on the list: choose them there")
        elif who and who != NEW and name:
            self.add_error("name", "Leave the name empty, or choose “Somebody who works here, not on the list”")


class WhatForm(Form):
    title = forms.CharField(
        label="Give it a short title, without names",
        max_length=120,
        help_text="It stands in lists. For example: Pupil's picture with the full name",
    )
    what = forms.CharField(
        label="What you saw or were told",
        max_length=WORDS,
        help_text="As exactly as you can. Call a pupil Pupil A, Pupil B and so on.",
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    def __init__(self, *args: Any, number: int, subject_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.subject_name = subject_name
        if number > 1:
            del self.fields["title"]

    def clean_title(self) -> str:
        title = self.cleaned_data["title"]
        if self.subject_name and _names(title, self.subject_name):
            raise forms.ValidationError("Leave the name out of the title: it is shown in lists")
        return title


class WhenForm(Form):
    first = forms.DateField(
        label="Day",
        help_text="For example, 27 3 2026. If it went on for some time, or the day is not certain, the first day.",
    )
    last = forms.DateField(label="Last day, if there was more than one", required=False)

    def clean_first(self) -> date:
        return no_later_than_today(self.cleaned_data["first"])

    def clean_last(self) -> date | None:
        return no_later_than_today(self.cleaned_data["last"])

    def clean(self) -> None:
        first, last = self.cleaned_data.get("first"), self.cleaned_data.get("last")
        if first and last and last < first:
            self.add_error("last", "The last day cannot be before the first")


class WhereForm(Form):
    account = forms.CharField(
        label="Account", max_length=120, required=False, help_text="For example, @OurSchool",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    post_address = forms.CharField(
        label="Address of the post", max_length=500, required=False,
        help_text="Copy it from the browser, or from “Share” in the app.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"}),
    )  # fmt: skip
    device = forms.CharField(
        label="Device", max_length=200, required=False, help_text="For example, the Year 4 tablet"
    )  # fmt: skip


class ClausesForm(Form):
    clauses = forms.MultipleChoiceField(
        label="Which rules may have been broken?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": "The policy in force on that day has other clauses than those chosen: choose again",
        },
    )

    def __init__(self, *args: Any, versions: list[PolicyVersion], must_cite: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.versions = versions
        groups: list[Any] = clause_choices(versions)
        not_sure = "" if must_cite else ", or say that you are not sure"
        self.fields["clauses"].required = bool(versions)
        self.fields["clauses"].error_messages["required"] = f"Choose at least one clause{not_sure}"
        if not must_cite:
            groups.append(("Or", [(UNKNOWN, "I am not sure: somebody else should say")]))
        self.fields["clauses"].choices = groups  # type: ignore[attr-defined]

    def clean_clauses(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["clauses"]
        if UNKNOWN in chosen and len(chosen) > 1:
            raise forms.ValidationError("Choose clauses, or say that you are not sure, but not both")
        return [key for key in chosen if key != UNKNOWN]


class AnotherForm(Form):
    another = forms.ChoiceField(
        label="Is there another allegation?",
        choices=[("no", "No"), ("yes", "Yes, add another")],
        initial="no",
        help_text="Something else that happened, at another time or against another rule.",
        widget=forms.RadioSelect,
    )


class SourceForm(Form):
    channel = forms.ChoiceField(
        label="In which way?",
        choices=Channel.choices(),
        initial=Channel.SEEN.value,
        widget=ExplainedRadios(attrs={"class": "govuk-radios--small"}),
    )
    told_by = forms.ChoiceField(label="Who noticed it, or told you?", initial=ME)
    told_name = forms.CharField(
        label="Their name, if they are not on the list",
        max_length=200,
        required=False,
        help_text="Not for a pupil: a pupil is given a letter, such as Pupil A.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    received_on = forms.DateField(label="When did you come to know of it?", help_text="For example, 27 3 2026")
    words = forms.CharField(
        label="In what words, or anything else about it",
        max_length=WORDS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, school: School, writer: Person, happened: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.happened = school, happened
        self.fields["received_on"].initial = timezone.localdate
        self.fields["told_by"].choices = [  # type: ignore[attr-defined]
            (ME, "I noticed it myself"),
            (
                "Not on the list",
                [
                    (PersonKind.PARENT.value, "A parent or carer"),
                    (PersonKind.PUPIL.value, "A pupil"),
                    (PersonKind.STAFF.value, "Somebody who works here"),
                    (PersonKind.OTHER.value, "Somebody else"),
                ],
            ),
            (
                "People at the school",
                [(str(person.pk), _named(person)) for person in _who_may_have_told(school) if person != writer],
            ),
        ]

    def clean_received_on(self) -> date:
        day = no_later_than_today(self.cleaned_data["received_on"])
        if self.happened and day < self.happened:
            raise forms.ValidationError("You cannot have known of it before it happened: look at both days again")
        return day

    def clean(self) -> None:
        told_by, name = self.cleaned_data.get("told_by"), self.cleaned_data.get("told_name", "")
        if told_by == PersonKind.PUPIL.value and name:
            self.add_error("told_name", "Leave a pupil's name out: the pupil is given a letter")
        elif told_by in (PersonKind.PARENT.value, PersonKind.STAFF.value, PersonKind.OTHER.value) and not name:
            self.add_error("told_name", "Enter their name")
        elif told_by == PersonKind.STAFF.value and (listed := listed_as(self.school, name)):
            self.add_error("told_by", f"{listed} is on the list: choose them there")


class DoneForm(Form):
    done = forms.MultipleChoiceField(
        label="Done so far",
        choices=AtOnce.choices(),
        required=False,
        help_text="Keep a picture of a post before it is taken down: afterwards there may be none.",
        widget=forms.CheckboxSelectMultiple,
    )
    also = forms.CharField(
        label="Anything else, and who did it", max_length=WORDS, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip


def who_work_here(school: School) -> list[Person]:
    """Those whom a concern can be about: everybody who works at the school, governors who do among them."""
    people = Person.objects.at(school).grown_ups().filter(left_on=None).prefetch_related("offices")
    return [person for person in people if person.kind == PersonKind.STAFF or _works_here(person)]


def clause_choices(versions: list[PolicyVersion]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The clauses of each version under its name; with the day it came into force where one policy has two."""
    policies = [version.policy_id for version in versions]
    return [
        (
            version_in_words(version) if policies.count(version.policy_id) > 1 else str(version),
            [(str(clause.pk), f"{clause.number}. {clause.text}") for clause in version.clauses.all()],
        )
        for version in versions
    ]


def version_in_words(version: PolicyVersion) -> str:
    day = version.effective_from
    return f"{version}, in force from {day.day} {day:%B %Y}"


def no_later_than_today(day: Any) -> Any:
    if day and day > timezone.localdate():
        raise forms.ValidationError(NOT_COME_YET.rstrip("."))
    if day and day.year < LONG_AGO:
        raise forms.ValidationError("This is very long ago: look at the year again")
    return day


def _works_here(person: Person) -> bool:
    return any(office.is_employed or office is Office.CLERK for office in person.current_offices())


def _who_may_have_told(school: School) -> list[Person]:
    """Never a parent or pupil of an earlier case: that they were in one is nobody's business."""
    kinds = [PersonKind.STAFF, PersonKind.GOVERNOR, PersonKind.ADVISER]
    people = Person.objects.at(school).filter(left_on=None).prefetch_related("offices")
    return [person for person in people if person.kind in kinds or person.user_id]


def _named(person: Person) -> str:
    return f"{person.name}, {lower_first(person.description)}"


def _names(title: str, name: str) -> bool:
    """Whether a title holds the whole name, or the surname behind a form of address."""
    surname = re.escape(name.split()[-1])
    return name.casefold() in title.casefold() or bool(
        re.search(rf"\b(mr|mrs|ms|miss|mx|dr)\.? {surname}\b", title, re.IGNORECASE)
    )
