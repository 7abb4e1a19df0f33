"""What is asked of a device, and of the school's accounts?"""

from typing import Any

from django import forms

from investigations.actions.accounts import KEEP_ACCOUNTS
from investigations.models import Person, School, SchoolAccount
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

from .base import Form
from .days import not_in_the_future
from .steps import PersonField


class DeviceForm(Form):
    name = forms.CharField(
        label="Which device is it?", max_length=120, help_text="Such as my Pixel 8, or school tablet 4."
    )
    purpose = forms.CharField(
        label="What do you want to use it for?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The head teacher speaks with you about it before it is approved.",
    )


class AccountForm(Form):
    platform = forms.CharField(label="Platform", max_length=80, help_text="As it is called today, such as X.")
    handle = forms.CharField(label="Name of the account", max_length=120, help_text="Such as @OurSchool.")
    recovery = forms.CharField(
        label="How is it recovered when nobody can sign in?",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Describe the way: which mailbox, whose telephone, in which safe. Never write a password or a code here.",
    )
    two_step = forms.BooleanField(label="Two-step sign-in is on", required=False)
    two_step_since = forms.DateField(label="Since when?", required=False)
    closed_on = forms.DateField(label="If the account was closed: when?", required=False)


def initial_of(account: SchoolAccount) -> dict[str, Any]:
    return {name: getattr(account, name) for name in AccountForm.base_fields}


class AdministratorForm(Form):
    person = PersonField(label="Who holds it?", queryset=Person.objects.none(), empty_label="Choose a person")
    starts = forms.DateField(label="From which day?")
    because = forms.CharField(
        label="Why they need it",
        required=False,
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only for somebody who is neither head teacher nor IT lead. The policy gives the account to these two.",
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = _staff(school)  # type: ignore[attr-defined]


class AdministratorEndForm(Form):
    ends = forms.DateField(label="Which is their last day?")

    def clean_ends(self) -> Any:
        not_in_the_future(self.cleaned_data["ends"])
        return self.cleaned_data["ends"]


class PasswordForm(Form):
    changed_at = forms.DateTimeField(label="When was it changed?")
    changed_by = PersonField(label="Who changed it?", queryset=Person.objects.none(), empty_label="Choose a person")
    reason = forms.CharField(
        label="Why was it changed?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Never write the password itself.",
    )
    permitted_by = PersonField(
        label="Who had allowed it?",
        queryset=Person.objects.none(),
        empty_label="Nobody yet",
        required=False,
        help_text="In an emergency the password is changed first. Leave this empty: it is allowed afterwards.",
    )
    permitted_at = forms.DateTimeField(label="When was it allowed?", required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["changed_by"].queryset = _staff(school)  # type: ignore[attr-defined]
        may = Person.objects.at(school).filter(pk__in=Person.objects.holding(Office.HEAD, Office.CHAIR).values("pk"))
        self.fields["permitted_by"].queryset = may.prefetch_related("offices")  # type: ignore[attr-defined]


class PermitForm(Form):
    reason = forms.CharField(
        label="Why is it allowed afterwards?",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: the account had been broken into, and nobody could be reached.",
    )


def _staff(school: School) -> Any:
    """Those who usually hold the account first."""
    staff = Person.objects.at(school).filter(left_on=None).exclude(kind__in=[PersonKind.PUPIL, PersonKind.PARENT])
    keepers = Person.objects.holding(*KEEP_ACCOUNTS).values("pk")
    return (staff.filter(offices__isnull=False) | staff.filter(pk__in=keepers)).distinct().prefetch_related("offices")
