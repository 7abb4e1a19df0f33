"""Which words do this school's letters have?  The house text, the school's own versions, and the letterhead."""

from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from investigations.actions.letter_templates import (
    HEAD,
    back_to_house_text,
    newest_text,
    publish_version,
    save_letterhead,
    save_version,
)
from investigations.actions.meanwhile import words_of
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.letter_text import blocks_of, house_text, subject_and_text, template_for
from investigations.forms.letters import LetterheadForm, TemplateForm
from investigations.models import LetterTemplate, School
from investigations.procedure.in_words import listed
from investigations.procedure.letters import Letter
from investigations.procedure.merge import FIELDS, MergeField, merged
from investigations.procedure.sections import Section

from .gate import Request, first_or_404
from .person import runs_the_school
from .steps import show

#: What a few fields look like in a sample; every other shows its own label.
SAMPLE: dict[MergeField, str] = {
    MergeField.EMPLOYEE: "Alex Sample",
    MergeField.RECIPIENT: "Alex Sample",
    MergeField.ALLEGATIONS: "1. On Tuesday 3 March 2026: a picture of a pupil was posted with the full name. "
    "(clause 3 of Social media policy, version 2)",
    MergeField.HEARING_WHEN: "Thursday 30 April 2026 at 14:00",
    MergeField.HEARING_PLACE: "the library",
}


def letter_template_list(request: Request) -> HttpResponse:
    _for_the_register(request)
    letters = sorted((one for one in Letter if one.is_written), key=lambda one: list(Section).index(one.section))
    parts = [
        (section.label, [{"letter": letter, "text": in_use(request.school, letter)} for letter in group])
        for section, group in groupby(letters, key=lambda one: one.section)
    ]
    head = request.school.letterheads.select_related("made_by").first()
    return render(request, "school_letters/list.html", {"parts": parts, "letterhead": head})


def letter_template_detail(request: Request, code: str) -> HttpResponse:
    letter = _the_letter(request, code)
    versions = LetterTemplate.objects.filter(school=request.school, code=letter)
    template = template_for(request.school, letter)
    text, shown = template.text, "The text in use"
    if number := request.GET.get("version", ""):
        chosen = first_or_404(versions.filter(number=number)) if number.isdecimal() and len(number) < 6 else None
        if chosen is None:
            raise Http404
        text, shown = (house_text(letter) if chosen.is_house_text else chosen.text), f"Version {chosen.number}"
    context = sample_of(text, letter) | {
        "letter": letter,
        "shown": shown,
        "in_use": in_use(request.school, letter),
        "is_own": template.own is not None and not template.own.is_house_text,
        "writers": listed([role.in_sentence for role in letter.writers], "or"),
        "versions": versions.select_related("made_by", "published_by"),
    }
    return render(request, "school_letters/detail.html", context)


def letter_template_edit(request: Request, code: str) -> HttpResponse:
    """A new version begins with the newest words.  “Show how it looks” saves nothing."""
    letter = _the_letter(request, code)
    form = TemplateForm(request.POST or None, stored={"text": newest_text(request.school, letter)})
    context: dict[str, Any] = {"letter": letter, "form": form, "fields": fields_shown()}
    if "look" in request.POST:
        context |= sample_of(request.POST.get("text", ""), letter)
    elif request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            version = save_version(request.school, letter, given["text"], by=request.person, seen=given["seen"])
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Version {version.number} is saved. It is used once it is published.")
            return redirect("letter_template_detail", letter.value)
    return render(request, "school_letters/edit.html", context)


@require_POST
def letter_template_publish(request: Request, code: str, number: int) -> HttpResponse:
    letter = _the_letter(request, code)
    versions = LetterTemplate.objects.filter(school=request.school, code=letter, number=number)
    version = first_or_404(versions.select_related("school"))
    try:
        publish_version(version, by=request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, f"Version {version.number} is used for new letters from now on.")
    return redirect("letter_template_detail", letter.value)


@require_POST
def letter_template_house(request: Request, code: str) -> HttpResponse:
    letter = _the_letter(request, code)
    try:
        back_to_house_text(request.school, letter, by=request.person)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, "The house text is used for new letters from now on.")
    return redirect("letter_template_detail", letter.value)


def letterhead_edit(request: Request) -> HttpResponse:
    _for_the_register(request)
    stored = words_of(request.school.letterheads.first(), HEAD)
    form = LetterheadForm(request.POST or None, stored=stored)
    if request.method == "POST" and form.is_valid():
        try:
            save_letterhead(request.school, by=request.person, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "The letterhead is saved. It stands on letters that are issued from now on.")
            return redirect("letter_template_list")
    return render(request, "school_letters/letterhead.html", {"form": form})


def in_use(school: School, letter: Letter) -> str:
    own = template_for(school, letter).own
    return "House text" if own is None or own.is_house_text else f"The school’s own, version {own.number}"


def sample_of(text: str, letter: Letter) -> dict[str, Any]:
    """The text with every field filled: by a sample, or by the words that say what stands there."""
    values = {field: SAMPLE.get(field, f"({field.label})") for field in FIELDS.values()}
    subject, words = subject_and_text(text, letter)
    return {"subject": merged(subject, values), "blocks": blocks_of(merged(words, values))}


def fields_shown() -> list[dict[str, str]]:
    return [{"name_in_text": f"[[{field.value}]]", "label": field.label} for field in MergeField]


def _the_letter(request: Request, code: str) -> Letter:
    _for_the_register(request)
    found = next((letter for letter in Letter if letter.value == code and letter.is_written), None)
    if found is None:
        raise Http404
    return found


def _for_the_register(request: Request) -> None:
    if not runs_the_school(request.person):
        raise Http404
