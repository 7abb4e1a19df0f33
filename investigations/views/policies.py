"""Which policies are there, what do they say, and how does a document become a version in force?"""

from typing import Any

from django.contrib import messages
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from investigations.access.at_school import SEE_DEVICES
from investigations.actions.policies import begin_import, discard_version, publish, save_import, set_duties
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.sign_off import the_request
from investigations.forms.duties import ClauseDutiesForm
from investigations.forms.policies import PolicyImportForm, VersionForm
from investigations.forms.policy_lines import Arrangement, Place, lines_of
from investigations.models import (
    Acknowledgement,
    Clause,
    PassageKind,
    Person,
    Policy,
    PolicyImport,
    PolicyVersion,
    SignOff,
)
from investigations.procedure.choices import PersonKind
from investigations.procedure.duties import DutyKind
from investigations.reading.policy import read_policy

from .gate import Request, first_or_404
from .my_work import countersignatures_wanted
from .people import in_register
from .person import runs_the_school
from .steps import show

#: A document made to be long must not make a page that no browser opens; the source shows all of it.
MOST_SHOWN = 500
MOST_SOURCE = 60_000


def policy_list(request: Request) -> HttpResponse:
    runs = runs_the_school(request.person)
    versions = PolicyVersion.objects.defer("source_text").order_by("-effective_from", "-number")
    versions = versions if runs else versions.published()
    policies = Policy.objects.filter(school=request.school, versions__in=versions.values("pk")).distinct()
    mine = request.person.sign_offs.filter(is_current=True).select_related("acknowledgement__countersigned_by")
    wanted = {row.version_id: row for row in mine}
    # The newest first, so that read backwards it is the newest that stays.
    signed = {row.version_id: row for row in request.person.acknowledgements.all().reverse()}
    context = {
        "rows": [
            _policy_row(policy, signed, wanted) for policy in policies.prefetch_related(Prefetch("versions", versions))
        ],
        "sees_devices": request.person.holds(*SEE_DEVICES),
        "runs": runs,
        "imports": _imports(request).defer("source_text") if runs else [],
        "to_countersign": countersignatures_wanted(request.person).count(),
    }
    return render(request, "policies/list.html", context)


def _policy_row(policy: Policy, signed: dict[Any, Acknowledgement], wanted: dict[Any, SignOff]) -> dict[str, Any]:
    today = timezone.localdate()
    versions = list(policy.versions.all())
    published = [version for version in versions if version.is_published]
    current = next((version for version in published if version.effective_from <= today), None)
    return {
        "policy": policy,
        "current": current,
        "signed": signed.get(current.pk) if current else None,
        "wanted": _still_wanted(wanted.get(current.pk)) if current else None,
        "coming": [version for version in published if version.effective_from > today],
        "earlier": [version for version in published if version.effective_from <= today and version != current],
        "drafts": [version for version in versions if not version.is_published],
    }


def _still_wanted(row: SignOff | None) -> SignOff | None:
    return row if row and not row.status.is_signed else None


# A document comes in -------------------------------------------------------------------------------------------


def policy_import(request: Request) -> HttpResponse:
    _for_the_register(request)
    form = PolicyImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        text, name = form.cleaned_data["source_text"], form.cleaned_data["source_name"]
        begun = begin_import(request.school, text, source_name=name, by=request.person)
        return redirect("policy_preview", begun.pk)
    return render(request, "policies/import.html", {"form": form})


def policy_preview(request: Request, pk: Any) -> HttpResponse:
    """What was read, line by line, until every line is where it belongs and the version is saved."""
    _for_the_register(request)
    begun = first_or_404(_imports(request).filter(pk=pk))
    reading = read_policy(begun.source_text)
    answers = request.POST if request.method == "POST" else None
    lines = Arrangement(lines_of(reading, begun.source_text), answers)
    form = VersionForm(answers, initial={"title": reading.title})
    status = 200
    if "look" in request.POST:
        form = VersionForm(initial=_typed(form))
        lines.forgive()
    elif answers is not None and form.is_valid() and lines.is_sound:
        try:
            version = _save(begun, form, lines, request.person)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            messages.error(request, refused.sentence)
            status = 409
        else:
            messages.success(request, f"{version} is saved as a draft. Read it through, then publish it.")
            return redirect("version_detail", version.policy_id, version.number)
    context = {
        "begun": begun,
        "form": form,
        "lines": lines,
        "places": list(Place),
        "shows_errors": answers is not None and "look" not in request.POST,
    }
    return render(request, "policies/preview.html", context, status=status)


def _typed(form: VersionForm) -> dict[str, Any]:
    """What stands in the fields, right or wrong, for a page that is only looked at."""
    return {name: form[name].value() for name in form.fields}


def _save(begun: PolicyImport, form: VersionForm, lines: Arrangement, by: Person) -> PolicyVersion:
    given = form.cleaned_data
    return save_import(
        begun,
        lines.reading(given["title"]),
        effective_from=given["effective_from"],
        adopted_on=given["adopted_on"],
        minute_reference=given["minute_reference"],
        by=by,
    )


@require_POST
def policy_import_discard(request: Request, pk: Any) -> HttpResponse:
    _for_the_register(request)
    first_or_404(_imports(request).filter(pk=pk)).delete()
    messages.success(request, "The document is thrown away. Nothing of it was saved.")
    return redirect("policy_list")


def _imports(request: Request) -> Any:
    return PolicyImport.objects.filter(school=request.school, by=request.person)


# A version -----------------------------------------------------------------------------------------------------


def version_detail(request: Request, policy: Any, number: int) -> HttpResponse:
    version = the_version(request, policy, number)
    runs = runs_the_school(request.person)
    clauses = list(version.clauses.all()[: MOST_SHOWN + 1])
    passages = {kind: list(version.passages_of(kind)[: MOST_SHOWN + 1]) for kind in PassageKind}
    context = {
        "version": version,
        "standing": standing_of(version),
        "clauses": clauses[:MOST_SHOWN],
        "provisions": passages[PassageKind.PROVISION][:MOST_SHOWN],
        "companions": passages[PassageKind.COMPANION][:MOST_SHOWN],
        "sign_off": passages[PassageKind.SIGN_OFF][:MOST_SHOWN],
        "background": passages[PassageKind.BACKGROUND][:MOST_SHOWN],
        "is_cut": any(len(rows) > MOST_SHOWN for rows in [clauses, *passages.values()]),
        "duties": [_duties_of(clause) for clause in clauses[:MOST_SHOWN]],
        "source": version.source_text[:MOST_SOURCE],
        "source_is_cut": len(version.source_text) > MOST_SOURCE,
        "runs": runs,
        "mine": request.person.acknowledgements.filter(version=version).first(),
        "wanted": _still_wanted(the_request(version, request.person)),
    }
    if runs and version.is_published:
        context |= _who_signed(version)
    return render(request, "policies/version.html", context)


def _duties_of(clause: Clause) -> dict[str, Any]:
    return {
        "clause": clause,
        "opens": ", ".join(DutyKind(kind).label for kind in clause.opens),
        "suggests": ", ".join(DutyKind(kind).label for kind in clause.suggests),
    }


def _who_signed(version: PolicyVersion) -> dict[str, Any]:
    last = (
        Acknowledgement.objects.filter(version=version, person=OuterRef("person")).order_by("-signed_at").values("pk")
    )
    signed = version.acknowledgements.filter(pk=Subquery(last[:1])).select_related("person", "countersigned_by")
    signed = signed.order_by("person__name")
    staff = in_register(version.policy.school).filter(kind=PersonKind.STAFF, left_on=None)
    missing = staff.exclude(acknowledgements__version=version).order_by("name")
    return {
        "signatures": list(signed[:MOST_SHOWN]),
        "signed_count": signed.count(),
        "missing": list(missing[:MOST_SHOWN]),
        "missing_count": missing.count(),
    }


def version_source(request: Request, policy: Any, number: int) -> HttpResponse:
    """The document as it came, to the last letter."""
    version = the_version(request, policy, number)
    name = f"policy-version-{version.number}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(version.source_text.encode(), content_type="text/plain; charset=utf-8", headers=headers)


def clause_duties(request: Request, policy: Any, number: int, position: int) -> HttpResponse:
    """Which duties a clause opens by itself: said before the version is in force, and frozen with it."""
    _for_the_register(request)
    version = the_version(request, policy, number)
    clause = first_or_404(version.clauses.filter(position=position))
    form = ClauseDutiesForm(request.POST or None, clause=clause)
    if request.method == "POST" and form.is_valid():
        try:
            set_duties(clause, by=request.person, **form.cleaned_data)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            messages.success(request, f"What clause {clause.number} opens is saved.")
        return redirect("version_detail", policy, number)
    back = reverse("version_detail", args=[policy, number])
    return render(
        request, "policies/clause_duties.html", {"version": version, "clause": clause, "form": form, "back": back}
    )


@require_POST
def version_publish(request: Request, policy: Any, number: int) -> HttpResponse:
    _for_the_register(request)
    version = the_version(request, policy, number)
    try:
        publish(version, by=request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"{version} is published. From now on nobody can change it.")
    return redirect("version_detail", policy, number)


@require_POST
def version_discard(request: Request, policy: Any, number: int) -> HttpResponse:
    _for_the_register(request)
    version = the_version(request, policy, number)
    try:
        discard_version(version, by=request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("version_detail", policy, number)
    messages.success(request, "The draft is thrown away.")
    return redirect("policy_list")


def the_version(request: Request, policy: Any, number: int) -> PolicyVersion:
    """A version of this school; a draft exists only for those who run the school."""
    versions = PolicyVersion.objects.filter(policy__school=request.school, policy=policy, number=number)
    if not runs_the_school(request.person):
        versions = versions.published()
    version: PolicyVersion = first_or_404(versions.select_related("policy__school", "published_by", "imported_by"))
    return version


def standing_of(version: PolicyVersion) -> dict[str, Any]:
    """Draft, in force, still to come, or replaced: in words and in a colour."""
    today = timezone.localdate()
    if not version.is_published:
        return {"key": "draft", "label": "Draft", "tone": "orange"}
    if version.effective_from > today:
        return {"key": "coming", "label": "Not in force yet", "tone": "blue"}
    if version.policy.version_on(today) == version:
        return {"key": "current", "label": "In force", "tone": "green"}
    return {"key": "replaced", "label": "Replaced", "tone": "grey"}


def _for_the_register(request: Request) -> None:
    if not runs_the_school(request.person):
        raise Http404
