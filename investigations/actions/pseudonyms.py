"""How does a name get its pseudonym?  Once for the whole case; afterwards only what else it is called may change.

No event names the name: the history is read by people who never learn who Pupil A is.
"""

from collections.abc import Iterable

from investigations.documents.pseudonyms import spellings
from investigations.documents.spelt import folded, is_a_name
from investigations.models import Case, Person, Pseudonym, User
from investigations.procedure.audiences import Scope
from investigations.procedure.choices import PersonKind
from investigations.procedure.redaction import KIND_OF, PseudonymKind
from investigations.procedure.roles import Role
from investigations.procedure.work import Working

from .refusals import BadAnswers, Refused
from .work import working

LONGEST, MOST = 200, 40


def usual_kind(person: Person, role: Role) -> PseudonymKind:
    """Witnesses are called that, whoever they are; a pupil stays a pupil, also as a witness."""
    kind = KIND_OF[PersonKind(person.kind)]
    return PseudonymKind.WITNESS if role in (Role.WITNESS, Role.REPORTER) and kind is not PseudonymKind.PUPIL else kind


def usual_scopes(case: Case, kind: PseudonymKind, person: Person | None) -> tuple[Scope, ...]:
    """The employee is not hidden from themselves; who reported and is no witness is not known to them either."""
    if person is None or kind is PseudonymKind.PUPIL:
        return kind.hidden_in
    roles = set(case.appointments.filter(person=person).values_list("role", flat=True))
    if Role.SUBJECT in roles:
        return (Scope.REPORTER, Scope.PART_II)
    if Role.REPORTER in roles and not case.statements.filter(person=person).exists():
        return tuple(Scope)
    return kind.hidden_in


def enter_pseudonym(
    case: Case,
    *,
    kind: PseudonymKind,
    name: str,
    by: User,
    also: Iterable[str] = (),
    person: Person | None = None,
    scopes: Iterable[Scope] | None = None,
) -> Pseudonym:
    """Give somebody the next pseudonym of their kind.  A pupil of the register keeps the letter they have there."""
    with working(case, Working.enter_pseudonym, by=by) as writing:
        case = writing.case
        if person and case.pseudonyms.filter(person=person).exists():
            raise Refused("They have a pseudonym in this case already.")
        name, also = _tidy(name), _list(also)
        _refuse_bad_spellings(case, name, also, None)
        hidden = set(usual_scopes(case, kind, person) if scopes is None else scopes)
        pseudonym = Pseudonym.objects.create(
            case=case,
            person=person,
            kind=kind,
            name=name,
            also=also,
            label=_label(case, kind, person),
            scopes=_in_order(kind, hidden),
            entered_by=writing.by,
        )
        writing.facts = {"pseudonym": pseudonym.label, "scopes": pseudonym.scopes}
        writing.says = f"entered a name to be hidden, as {pseudonym.label}"
    return pseudonym


def change_pseudonym(pseudonym: Pseudonym, *, also: Iterable[str], scopes: Iterable[Scope], by: User) -> None:
    """Say what else they are called, and where that is hidden.  The label and the name stay."""
    with working(pseudonym.case, Working.enter_pseudonym, by=by) as writing:
        pseudonym.refresh_from_db()
        kept = _list(also)
        _refuse_bad_spellings(writing.case, pseudonym.name, kept, pseudonym)
        pseudonym.also, pseudonym.scopes = kept, _in_order(pseudonym.of_kind, set(scopes))
        pseudonym.save(update_fields=["also", "scopes"])
        writing.facts = {"pseudonym": pseudonym.label, "scopes": pseudonym.scopes, "spellings": len(kept)}
        writing.says = f"changed by what other names {pseudonym.label} is found, or where they are hidden"


def labels_in_use(case: Case) -> set[str]:
    """Those of the case, and the letters by which the register knows other pupils: one letter means one child."""
    register = Person.objects.at(case.school).filter(kind=PersonKind.PUPIL).values_list("name", flat=True)
    return {*case.pseudonyms.values_list("label", flat=True), *register}


def _label(case: Case, kind: PseudonymKind, person: Person | None) -> str:
    is_known_by_a_letter = person and person.kind == PersonKind.PUPIL and kind is PseudonymKind.PUPIL
    if person and is_known_by_a_letter and not case.pseudonyms.filter(label=person.name).exists():
        return person.name
    return kind.next_label(labels_in_use(case))


def _tidy(words: str) -> str:
    return " ".join(words.split())


def _list(also: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tidy for one in also if (tidy := _tidy(one))))


def _in_order(kind: PseudonymKind, scopes: set[Scope]) -> list[str]:
    """A pupil is hidden from everybody, whatever was ticked."""
    return [scope.value for scope in Scope if scope in scopes or kind is PseudonymKind.PUPIL]


def _refuse_bad_spellings(case: Case, name: str, also: list[str], own: Pseudonym | None) -> None:
    if not is_a_name(name):
        raise BadAnswers({"name": "Enter the name in full, as it may stand in the papers"})
    if len(name) > LONGEST or any(len(one) > LONGEST for one in also):
        raise BadAnswers({"also": f"Use {LONGEST} characters or fewer for each spelling"})
    if len(also) > MOST:
        raise BadAnswers({"also": f"Enter {MOST} other spellings or fewer"})
    taken = {
        folded(one)[0]: other.label
        for other in case.pseudonyms.exclude(pk=own.pk if own else None)
        for one in spellings(other)
    }
    for field, one in [("name", name), *(("also", one) for one in also)]:
        if not is_a_name(one):
            raise BadAnswers({field: f"“{one}” is too short: it would hide half of every text"})
        if label := taken.get(folded(one)[0]):
            raise BadAnswers(
                {field: f"“{one}” already stands for {label}. Black it out by hand where it means somebody else"}
            )
