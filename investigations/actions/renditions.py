"""How is a redacted copy made, and who says that it may go?  A row waits, a worker burns it, a second person checks it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from investigations import audit
from investigations.access import Standing, copies_to_check, exhibits_to_redact
from investigations.documents.burnt import Burnt, CannotBurn, burnt, can_be_redacted
from investigations.documents.exhibit_text import NoText
from investigations.documents.jobs import ask_worker
from investigations.documents.page_words import keep_words
from investigations.documents.renditions import what_it_is_made_from
from investigations.models import Case, Evidence, Rendition, User
from investigations.news import notify
from investigations.procedure.audiences import Scope
from investigations.procedure.notices import NoticeKind
from investigations.procedure.redaction import RenditionState
from investigations.procedure.sections import Section
from investigations.procedure.work import Working
from investigations.vault import store
from investigations.vault.refusals import Damaged, VaultRefusal

from .refusals import BadAnswers, Refused
from .work import working

MAKE = "investigations.tasks.make_rendition"
#: Longer than the ten minutes after which the child is stopped.
LEASE = timedelta(minutes=12)
MOST_ATTEMPTS = 3
AT_ONCE = 20
LARGEST = 1024 * 1024 * 1024
NOTHING_HIDDEN = "Nothing in this exhibit is hidden from them, so it may go as it is. Black something out first."
STOPPED = "Making the copy stopped without an answer three times. Nothing is lost: try again, or ask for help."
UNREADABLE = "The stored file could not be read, so no copy was made of it."
OUT_OF_DATE = "What is hidden has changed since this copy was made. Have it made again, and check that one."


def ask_for_rendition(exhibit: Evidence, scope: Scope, *, by: User) -> Rendition:
    """Have a copy made of the exhibit as it is blacked out now.  Whoever asks twice gets the one that is being made."""
    with working(exhibit.case, Working.make_rendition, by=by) as writing:
        if not exhibits_to_redact(writing.standing).filter(pk=exhibit.pk).exists() or not can_be_redacted(exhibit):
            raise Refused("No redacted copy can be made of this exhibit.")
        writing.facts = {"exhibit": exhibit.number, "scope": scope.value}
        writing.says = f"had a redacted copy made of exhibit {exhibit.number} for “{scope.label}”"
        waiting = exhibit.renditions.to(scope).filter(state=RenditionState.WAITING).first()
        if waiting is not None:
            return waiting
        if not _made_from(exhibit, scope):
            raise Refused(NOTHING_HIDDEN)
        rendition = Rendition.objects.create(evidence=exhibit, scope=scope, made_by=writing.by)
        transaction.on_commit(lambda: ask_worker(MAKE, str(rendition.pk)))
    return rendition


def make_waiting() -> int:
    """What waits, and what a worker left behind.  Returns how many got an answer."""
    now = timezone.now()
    keys = Rendition.objects.filter(_is_free(), state=RenditionState.WAITING, made_at__lt=now - timedelta(seconds=20))
    return sum(make(pk) for pk in list(keys.order_by("made_at").values_list("pk", flat=True)[:AT_ONCE]))


def make(pk: object) -> bool:
    """Make one copy.  May be called twice at once: one of the callers does it.  True where it is settled."""
    mine = Rendition.objects.filter(_is_free(), pk=pk, state=RenditionState.WAITING)
    lease = timezone.now() + LEASE
    if not mine.update(lease_until=lease, attempts=F("attempts") + 1):
        return False
    rendition = Rendition.objects.select_related("evidence__case__school", "made_by").get(pk=pk)
    if rendition.attempts > MOST_ATTEMPTS:
        return _could_not(rendition, STOPPED)
    exhibit, scope = rendition.evidence, rendition.for_scope
    try:
        made_from = what_it_is_made_from(exhibit, scope)
        made = burnt(exhibit, scope)
        if made_from != what_it_is_made_from(exhibit, scope):
            return _could_not(rendition, OUT_OF_DATE)
    except (CannotBurn, NoText) as why:
        return _could_not(rendition, str(why))
    except Damaged:
        return _could_not(rendition, "The stored file is damaged, so no copy was made of it.")
    except VaultRefusal:
        return _could_not(rendition, UNREADABLE)
    return _keep(rendition, made, made_from)


def approve_rendition(rendition: Rendition, *, by: User) -> None:
    """A second person has compared the copy with the original: it may go."""
    with working(rendition.evidence.case, Working.check_rendition, by=by) as writing:
        _refuse_check(rendition, writing.standing)
        changed = Rendition.objects.filter(pk=rendition.pk, state=RenditionState.DRAFTED).update(
            state=RenditionState.APPROVED, approved_by=writing.by, approved_at=timezone.now()
        )
        if not changed:
            raise Refused("Somebody else has dealt with this copy already.")
        writing.facts = _facts(rendition)
        writing.says = f"approved the redacted copy of {_of(rendition)}"


def send_back_rendition(rendition: Rendition, *, why: str, by: User) -> None:
    """The copy shows too much, or hides what has to be read."""
    with working(rendition.evidence.case, Working.check_rendition, by=by) as writing:
        _refuse_check(rendition, writing.standing, approving=False)
        if not why.strip():
            raise BadAnswers({"why": "Say what has to be changed"})
        changed = Rendition.objects.filter(
            pk=rendition.pk, state__in=[RenditionState.DRAFTED, RenditionState.APPROVED]
        ).update(
            state=RenditionState.SENT_BACK,
            why_sent_back=why.strip(),
            sent_back_by=writing.by,
            sent_back_at=timezone.now(),
        )
        if not changed:
            raise Refused("Somebody else has dealt with this copy already.")
        writing.facts = _facts(rendition)
        writing.says = f"sent back the redacted copy of {_of(rendition)}"


def check_refusal(rendition: Rendition, standing: Standing) -> str:
    """Why this person cannot approve this copy: a sentence for them, or nothing where they can."""
    if refusal := standing.work_refusal(Working.check_rendition):
        return refusal
    if standing.person is None or not exhibits_to_redact(standing).filter(pk=rendition.evidence_id).exists():
        return "This copy is not yours to check."
    if rendition.made_by_id == standing.person.pk:
        return "You had this copy made yourself. Somebody else compares it with the original and approves it."
    drawn = rendition.evidence.redactions.to(rendition.for_scope).standing()
    if drawn.filter(by=standing.person).exists():
        return "Some of what is blacked out here was marked by you. Somebody else compares the copy and approves it."
    try:
        if rendition.made_from and rendition.made_from != what_it_is_made_from(rendition.evidence, rendition.for_scope):
            return OUT_OF_DATE
    except (NoText, VaultRefusal):
        return UNREADABLE
    return ""


def _refuse_check(rendition: Rendition, standing: Standing, *, approving: bool = True) -> None:
    refusal = check_refusal(rendition, standing)
    # Whoever sees that a copy shows too much says so, also about their own: only approving takes a second person.
    if refusal and (approving or standing.work_refusal(Working.check_rendition)):
        raise Refused(refusal)
    if not exhibits_to_redact(standing).filter(pk=rendition.evidence_id).exists():
        raise Refused("This copy is not yours to check.")


def _keep(rendition: Rendition, made: Burnt, made_from: str) -> bool:
    """The file, its row and its event: all or nothing.  A file that no row names is discarded."""
    exhibit = rendition.evidence
    kept = store.keep([made.content], folder=exhibit.case_id.hex, limit=LARGEST)
    try:
        if any(made.words):
            keep_words(kept.key, list(made.words))
        with transaction.atomic():
            case = Case.objects.select_for_update().get(pk=exhibit.case_id)
            settled = Rendition.objects.filter(
                pk=rendition.pk, state=RenditionState.WAITING, lease_until=rendition.lease_until
            ).update(
                state=RenditionState.DRAFTED,
                made_from=made_from,
                vault_key=kept.key,
                sha256=kept.sha256,
                size=kept.size,
                pages=made.pages,
                content_type=made.content_type,
                lease_until=None,
            )
            if settled:
                audit.record(
                    case,
                    "rendition.made",
                    section=Section.REDACTION,
                    facts=_facts(rendition) | {"sha256": kept.sha256, "of": exhibit.sha256},
                    says=f"The redacted copy of {_of(rendition)} was made, and waits for a second person",
                )
                _tell_who_may_approve(rendition)
    except BaseException:
        store.discard(kept.key)
        raise
    if not settled:
        store.discard(kept.key)
    return bool(settled)


def _tell_who_may_approve(rendition: Rendition) -> None:
    case = rendition.evidence.case
    parts = case.appointments.live().of(*Working.check_rendition.by).select_related("person__user")
    for person in {part.person for part in parts if part.person.user}:
        if copies_to_check(person.user).filter(pk=rendition.pk).exists():
            notify(person, NoticeKind.COPY_TO_CHECK, case=case, record=rendition)


def _could_not(rendition: Rendition, sentence: str) -> bool:
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=rendition.evidence.case_id)
        settled = Rendition.objects.filter(pk=rendition.pk, state=RenditionState.WAITING).update(
            state=RenditionState.COULD_NOT, trouble=sentence[:300], lease_until=None
        )
        if settled:
            audit.record(
                case,
                "rendition.could_not_be_made",
                section=Section.REDACTION,
                facts=_facts(rendition) | {"why": sentence},
                says=f"The redacted copy of {_of(rendition)} could not be made. {sentence}",
            )
    return bool(settled)


def _made_from(exhibit: Evidence, scope: Scope) -> str:
    try:
        return what_it_is_made_from(exhibit, scope)
    except NoText as why:
        raise Refused(str(why)) from why
    except VaultRefusal as why:
        raise Refused(UNREADABLE) from why


def _facts(rendition: Rendition) -> dict[str, object]:
    return {"exhibit": rendition.evidence.number, "scope": rendition.scope, "rendition": str(rendition.pk)}


def _of(rendition: Rendition) -> str:
    return f"exhibit {rendition.evidence.number} for “{rendition.for_scope.label}”"


def _is_free() -> Q:
    return Q(lease_until=None) | Q(lease_until__lt=timezone.now())
