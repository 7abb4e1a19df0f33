"""How is a copy written for its readers?  Names by pseudonyms, exhibits as their redacted copies, the rest as it is."""

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from typing import Any
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString

from investigations.access import Standing
from investigations.models import Appointment, Case, Evidence, Person, Pseudonym, Rendition, User
from investigations.procedure.audiences import Scope
from investigations.procedure.choices import ScanState
from investigations.procedure.roles import JUDGES

from .burnt import can_be_redacted
from .nameless import people_of
from .page_words import cleared, words_on_pages
from .pseudonyms import names_in
from .renditions import Gone, approved_rendition, must_go, needs_rendition
from .spelt import replaced

CANNOT_BE_BLACK = (
    "Names are hidden from the readers of these papers, and nothing can be blacked out in a film, a recording or an "
    "archive. So it is withheld, unless the school decides otherwise with a reason."
)


@dataclass(frozen=True)
class Printed:
    """What is printed of an exhibit, in the shape that `exhibit_pages` opens: the original, or its redacted copy."""

    pk: UUID
    case: Case
    number: int
    file_name: str
    vault_key: str
    sha256: str
    content_type: str
    kind_label: str
    scan_state: ScanState
    #: The redacted copy that stands in its place.
    copy: Rendition | None = None
    #: The sentence in its place, where nothing of it may be printed.
    instead: str = ""

    @property
    def is_redacted(self) -> bool:
        return self.copy is not None


#: Stands for a line end inside a paragraph while its names are looked for.
LINE_END = "\u2028"
_TAG = re.compile(r"(<[^>]*>)")


@dataclass
class Hidden:
    """One case, seen by the readers of one scope.  The reader's own name is no secret from them."""

    case: Case
    scope: Scope
    reader: Person | None = None

    @cached_property
    def pseudonyms(self) -> list[Pseudonym]:
        theirs = self.reader.pk if self.reader else None
        hidden = self.case.pseudonyms.all().hidden_in(self.scope)
        return [one for one in hidden if theirs is None or one.person_id != theirs]

    def words(self, value: Any) -> Any:
        """The same plain values (dicts, lists, texts, paragraphs) without the names that are hidden here."""
        if isinstance(value, SafeString):
            return self._paragraphs(value)
        if isinstance(value, str):
            hits = names_in(value, self.pseudonyms)
            return replaced(value, hits) if hits else value  # a choice of a table stays what it is
        if isinstance(value, dict):
            return {key: self.words(part) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.words(part) for part in value]
        return value

    def _paragraphs(self, html: SafeString) -> SafeString:
        """The words between the tags; a line that was ended by hand does not hide a name."""
        if not self.pseudonyms:
            return html
        pieces = _TAG.split(html.replace("<br>", LINE_END))
        words = [piece if _TAG.fullmatch(piece) else escape(self.words(unescape(piece))) for piece in pieces]
        return SafeString("".join(words).replace(LINE_END, "<br>"))

    def rows(self, records: Iterable[Any], *fields: str) -> list[Any]:
        """The records with those fields reworded, in memory alone: nothing of it is saved."""
        found = list(records)
        for record in found:
            for name in fields:
                owner, _, last = name.rpartition(".")
                whose = getattr(record, owner) if owner else record
                if whose is not None:
                    setattr(whose, last, self.words(getattr(whose, last)))
        return found

    def printed(self, exhibit: Evidence) -> Printed:
        """The exhibit as these readers may have it."""
        shown = Printed(
            exhibit.pk,
            self.case,
            exhibit.number,
            self.words(exhibit.file_name),
            exhibit.vault_key,
            exhibit.sha256,
            exhibit.content_type,
            exhibit.kind_label,
            exhibit.scan_state,
        )
        if why := needs_rendition(exhibit, self.scope):
            return _with(shown, instead=why)
        if copy := approved_rendition(exhibit, self.scope):
            return _with(shown, vault_key=copy.vault_key, sha256=copy.sha256, content_type=copy.content_type, copy=copy)
        return shown

    def withholds(self, exhibit: Evidence) -> str:
        """Why a film, a recording or an archive is left out where names are hidden; nothing where it goes.

        What the employee handed in goes as they handed it in: it speaks for them.
        """
        if can_be_redacted(exhibit) or not self.pseudonyms or exhibit.received_by == self.case.subject:
            return ""
        return "" if exhibit.inclusions.standing().to(self.scope).exists() else CANNOT_BE_BLACK

    def read_aloud(self, exhibit: Evidence, vault_key: str) -> dict[int, str]:
        """What stands for each page for whoever cannot see it: what somebody wrote of it, and its words.

        `vault_key` is that of the copy, whose words were kept without what lay under a box.  Names that were hidden since
        are looked for again.
        """
        described, words = exhibit.page_descriptions.by_page(self.scope), words_on_pages(vault_key)
        if not described and not words:
            return {}
        gone = self.gone
        return {
            page: aloud
            for page in sorted({*described, *words})
            if (
                aloud := "\n".join(
                    part
                    for said in (described.get(page, ""), words.get(page, ""))
                    if (part := cleared(said, self.pseudonyms, gone))
                )
            )
        }

    @property
    def gone(self) -> list[Gone]:
        """What may be found nowhere in the finished copy."""
        own = {one.label for one in self.case.pseudonyms.all() if self.reader and one.person_id == self.reader.pk}
        gone = [one for one in must_go(self.case, self.scope) if one.label not in own]
        if self.scope is Scope.PART_II:
            gone += [
                Gone((person.name,), "somebody who has a part in the case", "person") for person in people_of(self.case)
            ]
        return gone


def hidden_from_reader(standing: Standing) -> Hidden:
    """What this reader does not read on any page: a party the names that are hidden from the parties, others nothing."""
    hidden = Hidden(standing.case, Scope.PARTIES)
    if not standing.reads_as_a_party:
        hidden.pseudonyms = []
    return hidden


def as_read(user: User, cases: list[Case]) -> list[Case]:
    """The cases of a list with their titles as this reader reads them, in memory alone."""
    titles = titles_as_read(user) if cases else {}
    for case in cases:
        case.title = titles.get(case.pk, case.title)
    return cases


def titles_as_read(user: User) -> dict[UUID, str]:
    """Of the cases that this person judges, and in which somebody has a pseudonym: the title as they read it."""
    judged = Appointment.objects.live().filter(person__user=user.pk, role__in=JUDGES).values("case")
    cases = Case.objects.filter(pk__in=judged, pseudonyms__isnull=False).distinct().prefetch_related("pseudonyms")
    return {case.pk: Hidden(case, Scope.PARTIES).words(case.title) for case in cases}


def fingerprint_of(gone: Iterable[Gone]) -> str:
    """Changes where a name or a passage to be hidden is added, changed or taken away."""
    rows = sorted([list(one.words), one.label, one.kind] for one in gone)
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _with(shown: Printed, **changed: Any) -> Printed:
    return Printed(**{**shown.__dict__, **changed})
