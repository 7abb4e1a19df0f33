"""May a film or a recording go where names are hidden?  Nobody can black it out, so somebody decides, with the reason."""

from django.utils import timezone

from investigations.access import exhibits_to_redact
from investigations.documents.burnt import can_be_redacted
from investigations.models import Evidence, Inclusion, User
from investigations.procedure.audiences import Scope
from investigations.procedure.work import Working

from .refusals import BadAnswers, Refused
from .work import Writing, working


def include_as_it_is(exhibit: Evidence, scope: Scope, *, reason: str, by: User) -> None:
    """From now on it goes to that scope whole; whoever decides twice is told."""
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit)
        if not reason.strip():
            raise BadAnswers({"reason": "Say why it goes to them as it is"})
        if exhibit.inclusions.standing().to(scope).exists():
            raise Refused("Somebody else has decided that already.")
        Inclusion.objects.create(evidence=exhibit, scope=scope, reason=reason.strip()[:500], by=writing.by)
        writing.facts = {"exhibit": exhibit.number, "scope": scope.value}
        writing.says = (
            f"decided that exhibit {exhibit.number}, which cannot be blacked out, goes to “{scope.label}” as it is"
        )


def withhold_again(exhibit: Evidence, scope: Scope, *, by: User) -> None:
    with working(exhibit.case, Working.black_out, by=by) as writing:
        _refuse(writing, exhibit)
        standing = exhibit.inclusions.standing().to(scope)
        if not standing.update(taken_back_at=timezone.now(), taken_back_by=writing.by):
            raise Refused("It is withheld from them already.")
        writing.facts = {"exhibit": exhibit.number, "scope": scope.value}
        writing.says = f"decided that exhibit {exhibit.number} no longer goes to “{scope.label}” as it is"


def _refuse(writing: Writing, exhibit: Evidence) -> None:
    if can_be_redacted(exhibit) or not exhibits_to_redact(writing.standing).filter(pk=exhibit.pk).exists():
        raise Refused("There is nothing to be decided about this exhibit.")
