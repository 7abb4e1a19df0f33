"""Which pages has a report in the making, in which order, and what was answered on them?"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.datastructures import MultiValueDict

from investigations.access import cases_for
from investigations.actions.concerns import Claim, Concern, versions_in_force
from investigations.actions.drafts import MOST_ALLEGATIONS, Newcomer
from investigations.actions.refusals import Refused
from investigations.actions.succession import first_manager
from investigations.models import Allegation, Clause, ConcernDraft, Person, PolicyVersion
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office
from investigations.procedure.sections import Section

from .base import Form
from .concerns import (
    ME,
    NEW,
    UNKNOWN,
    AnotherForm,
    AtOnce,
    ClausesForm,
    DoneForm,
    SourceForm,
    WhatForm,
    WhenForm,
    WhereForm,
    WhoForm,
)

FORMS: dict[str, type[Form]] = {
    "who": WhoForm,
    "what": WhatForm,
    "when": WhenForm,
    "where": WhereForm,
    "clauses": ClausesForm,
    "another": AnotherForm,
    "source": SourceForm,
    "done": DoneForm,
}
OF_EACH_ALLEGATION = ("what", "when", "where", "clauses")


@dataclass(frozen=True)
class Page:
    """One question of the report; `number` says of which allegation."""

    name: str
    number: int | None = None

    @property
    def slug(self) -> str:
        return self.name if self.number in (None, 1) else f"{self.name}-{self.number}"

    def __str__(self) -> str:
        return self.slug


class GuidedReport:
    """A draft read as its pages.  What counts as answered is what the page's own form lets through."""

    def __init__(self, draft: ConcernDraft, writer: Person) -> None:
        self.draft, self.writer, self.school = draft, writer, writer.school
        self._cleaned: dict[Page, dict[str, Any] | None] = {}

    # ---- Pages ------------------------------------------------------------------------------------------------------

    @property
    def number_of_allegations(self) -> int:
        return len(self.draft.answers.get("claims", []))

    def pages(self) -> list[Page]:
        numbers = range(1, max(self.number_of_allegations, 1) + 1)
        claims = [Page(name, number) for number in numbers for name in OF_EACH_ALLEGATION]
        return [Page("who"), *claims, Page("another"), Page("source"), Page("done")]

    def page(self, slug: str) -> Page | None:
        """The page of an address; one allegation more than there are can be begun."""
        begun = [Page(name, self.number_of_allegations + 1) for name in OF_EACH_ALLEGATION]
        more = begun if self.number_of_allegations < MOST_ALLEGATIONS else []
        return next((page for page in [*self.pages(), *more] if page.slug == slug), None)

    def after(self, page: Page) -> Page | None:
        """The next page; None where the files come next."""
        if page.number and page.number > self.number_of_allegations:
            return Page("another")
        pages = self.pages()
        following = pages[pages.index(page) + 1 :]
        if page.number and page.name == OF_EACH_ALLEGATION[-1]:
            return Page("another")
        return following[0] if following else None

    def before(self, page: Page) -> Page | None:
        pages = self.pages()
        if page not in pages:
            return Page("another") if page.name == OF_EACH_ALLEGATION[0] else Page("what", page.number)
        if page.number and page.number > 1 and page.name == OF_EACH_ALLEGATION[0]:
            return Page("another")
        at = pages.index(page)
        return pages[at - 1] if at else None

    def unanswered(self) -> list[Page]:
        """Pages without an answer that does, in order.  Whether there is another allegation need not be said."""
        return [page for page in self.pages() if page.name != "another" and self.answers(page) is None]

    # ---- Answers ----------------------------------------------------------------------------------------------------

    def typed(self, page: Page) -> dict[str, list[str]]:
        answers = self.draft.answers
        if page.number is not None:
            claims = answers.get("claims", [])
            answers = claims[page.number - 1] if page.number <= len(claims) else {}
        kept: dict[str, list[str]] = answers.get(page.name, {})
        return kept

    def form(self, page: Page, posted: Mapping[str, Any] | None = None) -> Form:
        """The page's form: bound to what is posted now, or showing what was typed before, without complaint."""
        kind, about = FORMS[page.name], self._about(page)
        if posted is not None:
            return kind(posted, **about)
        form = kind(**about)
        if typed := self.typed(page):
            kept = MultiValueDict(typed)
            form.initial = {
                name: field.widget.value_from_datadict(kept, MultiValueDict(), name)
                for name, field in form.fields.items()
            }
        elif page.name == "where":
            form.initial = {"account": self._usual_account()}
        return form

    def typed_in(self, page: Page, posted: Any) -> dict[str, list[str]]:
        """Of what was posted, what belongs to the page's own questions."""
        names = tuple(self.form(page).fields)
        return {
            key: [value.replace("\0", "") for value in posted.getlist(key)]
            for key in posted
            if key in names or key.startswith(tuple(f"{name}_" for name in names))
        }

    def answers(self, page: Page) -> dict[str, Any] | None:
        """What was answered on a page, or None where it does not do yet."""
        if page not in self._cleaned:
            form = FORMS[page.name](MultiValueDict(self.typed(page)), **self._about(page))
            self._cleaned[page] = form.cleaned_data if form.is_valid() else None
        return self._cleaned[page]

    def _about(self, page: Page) -> dict[str, Any]:
        """What the form of a page has to know of the others."""
        match page.name:
            case "who":
                return {"school": self.school}
            case "what":
                name = self.subject.name if self.subject else ""
                return {"number": page.number, "subject_name": name}
            case "clauses":
                return {"versions": self.versions(page.number or 1), "must_cite": self.writer_will_manage}
            case "source":
                return {"school": self.school, "writer": self.writer, "happened": self._first_day()}
        return {}

    # ---- What they come to ------------------------------------------------------------------------------------------

    @cached_property
    def subject(self) -> Person | Newcomer | None:
        answers = self.answers(Page("who")) or {}
        if answers.get("who") == NEW:
            return Newcomer(kind=PersonKind.STAFF, name=answers["name"])
        return self._person(answers.get("who"))

    @cached_property
    def told_by(self) -> Person | Newcomer | None:
        """Who told the writer; None where they noticed it themselves."""
        answers = self.answers(Page("source")) or {}
        who = answers.get("told_by")
        if who in PersonKind._value2member_map_:
            return Newcomer(kind=PersonKind(who), name=answers.get("told_name", ""))
        return self._person(who)

    @cached_property
    def manager(self) -> Person | None:
        """Who will receive it; None where nobody at the school can, and sending will say so."""
        try:
            return first_manager(self.school, about=self.subject if isinstance(self.subject, Person) else None)
        except Refused:
            return None

    @property
    def writer_will_manage(self) -> bool:
        return self.manager == self.writer

    @property
    def is_about_the_head(self) -> bool:
        return isinstance(self.subject, Person) and self.subject.holds(Office.HEAD)

    def when(self, number: int) -> tuple[date, date | None] | None:
        answers = self.answers(Page("when", number))
        return (answers["first"], answers["last"]) if answers else None

    def versions(self, number: int) -> list[PolicyVersion]:
        """The versions in force when it happened; none while the day is not known."""
        days = self.when(number)
        if days is None:
            return []
        versions = versions_in_force(self.school, *days).select_related("policy").prefetch_related("clauses")
        return list(versions)

    def clauses(self, number: int) -> list[Clause]:
        chosen = (self.answers(Page("clauses", number)) or {"clauses": []})["clauses"]
        return list(Clause.objects.filter(pk__in=chosen).select_related("version__policy"))

    def claim(self, number: int) -> Claim:
        """One allegation, once its pages are answered."""
        what, where = (self.answers(Page(name, number)) or {} for name in ("what", "where"))
        days = self.when(number)
        assert days is not None
        return Claim(
            what=what["what"],
            happened_from=days[0],
            happened_to=days[1],
            account=where["account"],
            post_address=where["post_address"],
            device=where["device"],
            clauses=tuple(self.clauses(number)),
        )

    def concern(self) -> Concern:
        """The whole report, once every page is answered; the people in it are given to `send` as they are."""
        source = self.answers(Page("source")) or {}
        return Concern(
            title=(self.answers(Page("what", 1)) or {})["title"],
            claims=tuple(self.claim(number) for number in range(1, self.number_of_allegations + 1)),
            channel=source["channel"],
            how_it_came_to_light=source["words"],
            received_on=source["received_on"],
            done_at_once=self.done_in_words(),
        )

    def done_in_words(self) -> str:
        answers = self.answers(Page("done")) or {"done": [], "also": ""}
        lines = [f"{AtOnce(value).label}." for value in answers["done"]]
        return "\n".join([*lines, answers["also"]]).strip()

    def _person(self, key: str | None) -> Person | None:
        """The form has seen to it that the key is one of the list."""
        return None if key in (None, "", ME, NEW, UNKNOWN) else Person.objects.filter(pk=key).first()

    def _first_day(self) -> date | None:
        days = [days[0] for number in range(1, self.number_of_allegations + 1) if (days := self.when(number))]
        return min(days, default=None)

    def _usual_account(self) -> str:
        """The account of the last case that the writer may read: another's cases stay unknown here too."""
        for number in range(self.number_of_allegations, 0, -1):
            if (where := self.answers(Page("where", number))) and where["account"]:
                return str(where["account"])
        seen = cases_for(self.writer.user, seeing=Section.ALLEGATIONS).filter(school=self.school)
        last = Allegation.objects.filter(case__in=seen).exclude(account="").order_by("-created_at").first()
        return last.account if last else ""
