"""How does a copy reach somebody?  Prepared, searched, released, acknowledged: each an act with its own event."""

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, is_theirs, prepares
from investigations.documents.copies import hidden_from
from investigations.documents.hidden import fingerprint_of
from investigations.documents.jobs import wake
from investigations.documents.renditions import needs_rendition
from investigations.models import Case, Document, DocumentKind, Evidence, Job, Person, Release, User
from investigations.news import notify
from investigations.procedure.audiences import Audience
from investigations.procedure.data_rights import RequestState
from investigations.procedure.notices import NoticeKind
from investigations.procedure.releases import ReleaseState, ReleaseWay
from investigations.procedure.work import Working
from investigations.vault.refusals import VaultRefusal
from investigations.vault.store import verify

from .recipients import Recipient, recipients_for
from .refusals import BadAnswers, Refused
from .work import working

NOT_YOURS = "This copy is not yours to release."
MARKED_SINCE = (
    "Names or passages to be hidden were marked after this copy was searched. Prepare it anew, so that it is searched for "
    "them too."
)
#: A reply that was recorded already may be followed by the copy that it speaks of.
NOT_OWED = (RequestState.REFUSED, RequestState.WITHDRAWN)
NO_LONGER = "{name} can no longer have this copy: they do not have the part in the case any more for which it was made."


def prepare_copy(case: Case, recipient: str, *, withheld: dict[int, str] | None = None, by: User) -> Release:
    """Have a numbered copy made for a recipient (the `key` of one of `recipients_for`) and searched.

    `withheld`: exhibits that a subject access copy leaves out, each with the reason that stands in their place.
    """
    with working(case, Working.prepare_copy, by=by) as writing:
        chosen = _chosen(writing.standing, recipient)
        reasons = {str(number): reason for number, reason in (withheld or {}).items()}
        _refuse_withholding(chosen, reasons, writing.case)
        if missing := [*undecided(chosen, writing.case), *missing_renditions(chosen, reasons, writing.case)]:
            raise BadAnswers({"recipient": " ".join(missing)})
        last = writing.case.releases.aggregate(last=Max("number"))["last"] or 0
        release = Release.objects.create(
            case=writing.case, number=last + 1, audience=chosen.audience, section=chosen.section, to=chosen.person,
            to_name="" if chosen.person else chosen.name, bundle=chosen.bundle, data_request=chosen.request,
            withheld=reasons, prepared_by=writing.by,
        )  # fmt: skip
        job = Job.objects.create(case=writing.case, kind=DocumentKind.COPY, release=release, requested_by=writing.by)
        writing.kind, writing.section = "bundle.prepared", chosen.section
        writing.facts = _facts(release)
        writing.says = f"had copy {release.number} prepared for {chosen.name} ({chosen.audience.in_sentence})"
        wake(job)
        return release


def undecided(chosen: Recipient, case: Case) -> list[str]:
    """A statement tells of whoever made it: whether another who asks reads their name is decided for each."""
    if chosen.audience is not Audience.SUBJECT_ACCESS:
        return []
    decided = case.pseudonyms.filter(person__isnull=False).values("person")
    makers = Person.objects.filter(statements__case=case).exclude(pk__in=decided)
    others = makers.exclude(pk=chosen.person.pk if chosen.person else None).distinct().order_by("name")
    return [
        f"Decide first whether {person} is named in it, under “Redaction”: their statement is in it."
        for person in others
    ]


def missing_renditions(chosen: Recipient, withheld: dict[str, str], case: Case) -> list[str]:
    """A sentence for each exhibit that may not go to these readers yet."""
    exhibits = exhibits_for(chosen, case)
    return [
        why
        for exhibit in exhibits
        if str(exhibit.number) not in withheld and (why := needs_rendition(exhibit, chosen.audience.scope))
    ]


def exhibits_for(chosen: Recipient, case: Case) -> list[Evidence]:
    """What such a copy holds of the evidence, besides what the employee hands in until it was heard."""
    if chosen.bundle is not None:
        return list(chosen.bundle.evidence.order_by("number"))
    if chosen.audience is Audience.SUBJECT_ACCESS and chosen.person and chosen.person == case.subject:
        return list(case.evidence.order_by("number"))
    return []


def release_copy(release: Release, *, way: ReleaseWay, note: str = "", by: User) -> None:
    """Hand it over.  Refused where something was found in it, marked since, or where the recipient lost their part."""
    with working(release.case, Working.release_copy, by=by) as writing:
        release = _locked(release)
        if not prepares(writing.standing, release.for_whom, release.part):
            raise Refused(NOT_YOURS)
        if reason := why_not_release(release, writing.standing):
            raise Refused(reason)
        if way is ReleaseWay.ON_THEIR_PAGE and not _has_a_page(release):
            raise BadAnswers({"way": f"{release.recipient} has no account here. Choose how the copy reaches them."})
        if way is not ReleaseWay.ON_THEIR_PAGE and not note.strip():
            raise BadAnswers({"note": "Say where it was sent, or who handed it over."})
        release.state, release.released_by, release.released_at = ReleaseState.RELEASED, writing.by, timezone.now()
        release.way, release.way_note = way, note.strip()
        release.save(update_fields=["state", "released_by", "released_at", "way", "way_note"])
        if way is ReleaseWay.ON_THEIR_PAGE:
            notify(release.to, NoticeKind.COPY_RELEASED, case=writing.case, record=release, by=writing.by)
        writing.kind, writing.section = "bundle.released", release.part
        assert release.document is not None
        numbers = [row["number"] for row in release.exhibits if "withheld" not in row]
        writing.facts = _facts(release) | {"exhibits": numbers, "sha256": release.document.sha256, "way": way.value}
        writing.says = f"released copy {release.number} to {release.recipient}, {way.in_sentence}"


def why_not_release(release: Release, standing: Standing) -> str:
    """A sentence why it stays here, or nothing."""
    if release.status is ReleaseState.HELD_BACK:
        return f"The copy is held back. {' '.join(release.leaks) or release.trouble}"
    if release.status is not ReleaseState.CHECKED or release.document is None:
        return f"The copy stands at “{release.status.label}”."
    if fingerprint_of(hidden_from(release).gone) != release.searched_against:
        return MARKED_SINCE
    if release.to and release.for_whom is not Audience.SUBJECT_ACCESS and not _still_owed(release, standing):
        return NO_LONGER.format(name=release.recipient)
    if release.data_request and release.data_request.status in NOT_OWED:
        return f"{release.data_request} is {release.data_request.status.in_sentence}: nothing is owed to it."
    in_it = [row["number"] for row in release.exhibits if "withheld" not in row]
    for exhibit in release.case.evidence.filter(number__in=in_it).order_by("number"):
        if why := needs_rendition(exhibit, release.scope):
            return why
    return _damage(release.document)


def call_off_copy(release: Release, *, because: str, by: User) -> None:
    """A copy that does not go out.  Its number is not used again."""
    with working(release.case, Working.call_off_copy, by=by) as writing:
        release = _locked(release)
        if not prepares(writing.standing, release.for_whom, release.part):
            raise Refused(NOT_YOURS)
        if release.status not in (ReleaseState.CHECKED, ReleaseState.HELD_BACK):
            raise Refused(f"The copy stands at “{release.status.label}”, and can no longer be called off.")
        if not because.strip():
            raise BadAnswers({"because": "Say why the copy is called off."})
        release.state, release.called_off_because = ReleaseState.CALLED_OFF, because.strip()
        release.save(update_fields=["state", "called_off_because"])
        writing.kind, writing.section, writing.facts = "bundle.called_off", release.part, _facts(release)
        writing.says = f"called off copy {release.number} for {release.recipient}"


def confirm_receipt(release: Release, *, by: User) -> None:
    """The recipient says on their own page that they have it.  Saying it twice changes nothing."""
    with working(release.case, Working.confirm_receipt, by=by) as writing:
        release = _locked(release)
        if not is_theirs(writing.standing, release):
            raise Refused("This copy is not yours.")
        if release.acknowledged_at:
            raise Refused("You have confirmed already that you have this copy.")
        _acknowledge(release, writing, "On their own page")
        writing.says = f"confirmed that they have copy {release.number}"


def note_receipt(release: Release, *, how: str, by: User) -> None:
    """Whoever released it writes down that the recipient has it: a signed slip, an answer by letter."""
    with working(release.case, Working.note_receipt, by=by) as writing:
        release = _locked(release)
        if not prepares(writing.standing, release.for_whom, release.part):
            raise Refused(NOT_YOURS)
        if not release.is_released:
            raise Refused("The copy has to be released first.")
        if release.acknowledged_at:
            raise Refused("It is written down already that this copy was received.")
        if not how.strip():
            raise BadAnswers({"how": "Say how you know: a signed slip, a letter, a call."})
        _acknowledge(release, writing, how.strip())
        writing.says = f"recorded that {release.recipient} has copy {release.number}: {how.strip()}"


def open_copy(document: Document, *, by: User) -> None:
    """Write down that somebody reads a copy: its recipient, or whoever looks at it before it goes out."""
    release = document.release
    standing = Standing.of(by, document.case)
    with transaction.atomic():
        audit.record(
            document.case,
            "document.read",
            by=standing.person,
            section=release.part,
            facts=_facts(release) | {"document": str(document.pk), "sha256": document.sha256},
            says=f"{standing.person} read copy {release.number} for {release.recipient}",
        )


def _acknowledge(release: Release, writing: Any, how: str) -> None:
    release.acknowledged_at, release.acknowledged_by = timezone.now(), writing.by
    release.acknowledged_how = how[:300]
    release.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledged_how"])
    writing.kind, writing.section, writing.facts = "bundle.acknowledged", release.part, _facts(release)


def _chosen(standing: Standing, key: str) -> Recipient:
    chosen = next((row for row in recipients_for(standing) if row.key == key), None)
    if chosen is None:
        raise BadAnswers({"recipient": "Choose one of the recipients listed."})
    return chosen


def _refuse_withholding(chosen: Recipient, withheld: dict[str, str], case: Case) -> None:
    """The parties get the same, so nothing can be left out of one of their copies."""
    if not withheld:
        return
    if chosen.audience is not Audience.SUBJECT_ACCESS:
        raise BadAnswers(
            {"withheld": "Only a subject access copy can leave exhibits out: the others are all the same."}
        )
    known = {str(exhibit.number) for exhibit in exhibits_for(chosen, case)}
    if strange := sorted(set(withheld) - known, key=int):
        raise BadAnswers({"withheld": f"There is no exhibit {strange[0]} in this copy."})


def _still_owed(release: Release, standing: Standing) -> bool:
    owed = recipients_for(standing)
    return any((row.audience, row.person, row.bundle) == (release.for_whom, release.to, release.bundle) for row in owed)


def _has_a_page(release: Release) -> bool:
    person = release.to
    return bool(person and person.user and person.user.is_active and not person.left_on)


def _damage(document: Document) -> str:
    try:
        verify(document.vault_key, document.sha256, document.size)
    except VaultRefusal:
        return "The stored copy is damaged, so it is not released. Prepare it anew."
    return ""


def _locked(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related(
        "case", "document", "to__user", "bundle__hearing", "data_request"
    )
    return rows.get(pk=release.pk)


def _facts(release: Release) -> dict[str, Any]:
    return {"release": str(release.pk), "copy": release.number, "audience": release.audience}
