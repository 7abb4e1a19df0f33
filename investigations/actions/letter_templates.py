"""How does a school make the letters its own?  Versions of the text and of the letterhead; nothing old is ever changed."""

from django.db import models, transaction
from django.utils import timezone

from investigations import audit
from investigations.documents.letter_text import SUBJECT, template_for
from investigations.models import LetterTemplate, Person, School, SchoolLetterhead
from investigations.procedure.letters import Letter
from investigations.procedure.merge import unknown_fields

from .meanwhile import refuse_if_changed, words_of
from .people import refuse_unless_runs
from .refusals import BadAnswers, Refused

HEAD = ("header", "reply_address", "signature", "footer")


def save_version(school: School, letter: Letter, text: str, *, by: Person, seen: str | None = None) -> LetterTemplate:
    """Keep a new version of a text.  It is used once it is published."""
    with transaction.atomic():
        school = _locked(school, by)
        _refuse_unwritten(letter)
        refuse_if_changed(seen, {"text": newest_text(school, letter)}, None)
        text = text.replace("\r\n", "\n").strip() + "\n"
        if unknown := unknown_fields(text):
            named = ", ".join(f"[[{name}]]" for name in unknown)
            raise BadAnswers({"text": f"There is no field of this name: {named}. Take one from the list beside it."})
        if not text.startswith(SUBJECT) or not text.partition("\n")[0].removeprefix(SUBJECT).strip():
            raise BadAnswers({"text": "Begin with a line “Subject:” and what the letter is called."})
        if not text.partition("\n")[2].strip():
            raise BadAnswers({"text": "A letter needs words below its subject."})
        version = LetterTemplate.objects.create(
            school=school, code=letter, number=_next(school, letter), text=text, made_by=by
        )
        _record(school, by, "letter_template.saved", letter, f"saved version {version.number} of letter", version)
    return version


def publish_version(version: LetterTemplate, *, by: Person) -> None:
    """Use this version from now on.  Letters that were begun already keep their words."""
    with transaction.atomic():
        school = _locked(version.school, by)
        version.refresh_from_db()
        if version.published_at:
            raise Refused("This version was published already.")
        version.published_by, version.published_at = by, timezone.now()
        version.save(update_fields=["published_by", "published_at"])
        letter = Letter(version.code)
        _record(
            school, by, "letter_template.published", letter, f"published version {version.number} of letter", version
        )


def back_to_house_text(school: School, letter: Letter, *, by: Person) -> LetterTemplate:
    """Use the text that comes with Casework again; the school's own versions stay."""
    with transaction.atomic():
        school = _locked(school, by)
        _refuse_unwritten(letter)
        own = template_for(school, letter).own
        if own is None or own.is_house_text:
            raise Refused("The house text is in use already.")
        now = timezone.now()
        version = LetterTemplate.objects.create(
            school=school, code=letter, number=_next(school, letter), text="", is_house_text=True, made_by=by,
            made_at=now, published_by=by, published_at=now,
        )  # fmt: skip
        _record(school, by, "letter_template.house", letter, "went back to the house text of letter", version)
    return version


def save_letterhead(school: School, *, by: Person, seen: str | None = None, **words: str) -> SchoolLetterhead:
    with transaction.atomic():
        school = _locked(school, by)
        newest = school.letterheads.order_by("-number").first()
        refuse_if_changed(seen, words_of(newest, HEAD), newest.made_by if newest else None)
        kept = {name: words.get(name, "").replace("\r\n", "\n").strip() for name in HEAD}
        head = SchoolLetterhead.objects.create(
            school=school, number=newest.number + 1 if newest else 1, made_by=by, **kept
        )
        audit.record_school(
            school,
            "letterhead.saved",
            by=by,
            facts={"number": head.number},
            says=f"{by} changed the letterhead of the school's letters",
        )
    return head


def newest_text(school: School, letter: Letter) -> str:
    """What a new version begins with: the newest of the school's own, published or not, or the text in use."""
    newest = LetterTemplate.objects.filter(school=school, code=letter).order_by("-number").first()
    return newest.text if newest and not newest.is_house_text else template_for(school, letter).text


def _refuse_unwritten(letter: Letter) -> None:
    if not letter.is_written:
        raise Refused("This is a document of its own: it has no text to change.")


def _next(school: School, letter: Letter) -> int:
    last = LetterTemplate.objects.filter(school=school, code=letter).aggregate(last=models.Max("number"))["last"]
    return (last or 0) + 1


def _record(school: School, by: Person, kind: str, letter: Letter, did: str, version: LetterTemplate) -> None:
    audit.record_school(
        school,
        kind,
        by=by,
        facts={"code": letter.value, "number": version.number},
        says=f"{by} {did} {letter.value}, {letter.in_sentence}",
    )


def _locked(school: School, by: Person) -> School:
    refuse_unless_runs(school, by)
    return School.objects.select_for_update().get(pk=school.pk)
