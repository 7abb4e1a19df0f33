"""Which accounts has the school, in whose hands are they, and who allowed each new password?"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from investigations.access.at_school import SEE_DEVICES
from investigations.actions.accounts import (
    KEEP_ACCOUNTS,
    add_account,
    add_administrator,
    change_account,
    end_administrator,
    permit_afterwards,
    record_password_change,
    warnings_about,
    why_not_permit,
)
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.base import Form
from investigations.forms.devices import (
    AccountForm,
    AdministratorEndForm,
    AdministratorForm,
    PasswordForm,
    PermitForm,
    initial_of,
)
from investigations.models import AccountAdministrator, PasswordChange, SchoolAccount

from .gate import Request, first_or_404
from .steps import show


def account_list(request: Request) -> HttpResponse:
    _for_those_who_see(request)
    accounts = SchoolAccount.objects.filter(school=request.school)
    rows = [
        {"account": account, "administrators": [held.person for held in _now(account)], "warnings": _warnings(account)}
        for account in accounts
    ]
    return render(request, "accounts/list.html", {"rows": rows, "keeps": _keeps(request)})


def account_detail(request: Request, pk: Any) -> HttpResponse:
    account = _the_account(request, pk)
    changes = account.password_changes.select_related("changed_by", "permitted_by")
    context = {
        "account": account,
        "keeps": _keeps(request),
        "now": [{"held": held, "warnings": warnings_about(held)} for held in _now(account)],
        "before": account.administrators.exclude(ends=None).select_related("person"),
        "changes": [{"change": one, "may_permit": not why_not_permit(one, request.person)} for one in changes],
        "history": [
            {"title": entry.says[:1].upper() + entry.says[1:], "who": entry.by, "when": entry.at}
            for entry in account.entries.select_related("by")
        ],
    }
    return render(request, "accounts/detail.html", context)


def account_add(request: Request) -> HttpResponse:
    _for_keepers(request)
    form = AccountForm(request.POST or None)
    made: list[SchoolAccount] = []

    def do() -> None:
        made.append(add_account(request.school, by=request.person, **form.cleaned_data))

    return _page(request, form, do, None, title="Add an account", done="The account is in the register.", made=made)


def account_edit(request: Request, pk: Any) -> HttpResponse:
    _for_keepers(request)
    account = _the_account(request, pk)
    form = AccountForm(request.POST or None, initial=initial_of(account))

    def do() -> None:
        change_account(account, by=request.person, **form.cleaned_data)

    return _page(request, form, do, account, title=f"Change {account}", done="The register is changed.")


def administrator_add(request: Request, pk: Any) -> HttpResponse:
    _for_keepers(request)
    account = _the_account(request, pk)
    form = AdministratorForm(request.POST or None, school=request.school, initial={"starts": timezone.localdate()})

    def do() -> None:
        add_administrator(account, by=request.person, **form.cleaned_data)

    done = "They hold the account, and are asked to sign the policies in force."
    return _page(request, form, do, account, title="Who holds the account?", done=done)


def administrator_end(request: Request, pk: Any, held: int) -> HttpResponse:
    _for_keepers(request)
    account = _the_account(request, pk)
    row: AccountAdministrator = first_or_404(account.administrators.filter(pk=held).select_related("person"))
    form = AdministratorEndForm(request.POST or None, initial={"ends": timezone.localdate()})

    def do() -> None:
        end_administrator(row, by=request.person, **form.cleaned_data)

    done = f"{row.person} holds the account no more. Change its password now, and record that here."
    return _page(request, form, do, account, title=f"Take the account from {row.person}", done=done)


def password_add(request: Request, pk: Any) -> HttpResponse:
    _for_keepers(request)
    account = _the_account(request, pk)
    form = PasswordForm(request.POST or None, school=request.school)

    def do() -> None:
        record_password_change(account, by=request.person, **form.cleaned_data)

    return _page(request, form, do, account, title="Record a change of the password", done="The change is recorded.")


def password_permit(request: Request, pk: Any, change: int) -> HttpResponse:
    """Only for whoever may allow it: nobody allows what they did themselves."""
    account = _the_account(request, pk)
    row: PasswordChange = first_or_404(account.password_changes.filter(pk=change).select_related("changed_by"))
    if row.permitted_at is None and why_not_permit(row, request.person):
        raise Http404
    form = PermitForm(request.POST or None)

    def do() -> None:
        permit_afterwards(row, by=request.person, **form.cleaned_data)

    return _page(request, form, do, account, title="Allow the change afterwards", done="The change is allowed.")


def _page(
    request: Request,
    form: Form,
    do: Callable[[], None],
    account: SchoolAccount | None,
    *,
    title: str,
    done: str,
    made: list[SchoolAccount] | None = None,
) -> HttpResponse:
    """A form about an account: asked, done, or the sentence why not."""
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            do()
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, done)
            return redirect("account_detail", (account or (made or [])[0]).pk)
    context = {"form": form, "refusal": refusal, "title": title, "account": account}
    return render(request, "accounts/form.html", context, status=409 if refusal else 200)


def _now(account: SchoolAccount) -> list[AccountAdministrator]:
    rows = account.administrators.on(timezone.localdate()).select_related("person__school")
    return list(rows.prefetch_related("person__offices"))


def _warnings(account: SchoolAccount) -> list[str]:
    words = [warning for held in _now(account) for warning in warnings_about(held)]
    if account.password_changes.filter(permitted_at=None).exists():
        words.append("A change of the password is still to be allowed.")
    if not account.two_step:
        words.append("Two-step sign-in is off.")
    return [] if account.closed_on else words


def _keeps(request: Request) -> bool:
    return request.person.holds(*KEEP_ACCOUNTS)


def _for_those_who_see(request: Request) -> None:
    if not request.person.holds(*SEE_DEVICES):
        raise Http404


def _for_keepers(request: Request) -> None:
    if not _keeps(request):
        raise Http404


def _the_account(request: Request, pk: Any) -> SchoolAccount:
    _for_those_who_see(request)
    account: SchoolAccount = first_or_404(
        SchoolAccount.objects.filter(school=request.school, pk=pk).select_related("school")
    )
    return account
