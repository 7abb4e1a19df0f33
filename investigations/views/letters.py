"""Which letters has a case, how does one look, and what is to be done with it next?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import Standing, letters_for, reads_letter
from investigations.actions.anonymity import letter_refusal
from investigations.actions.letters import WORDS, change_letter, write_letter
from investigations.actions.meanwhile import words_of
from investigations.actions.refusals import BadAnswers, Refused
from investigations.documents.hidden import hidden_from_reader
from investigations.documents.letter_paper import is_as_issued, lines
from investigations.documents.letter_parts import service_in_words
from investigations.documents.letter_text import blocks_of
from investigations.forms.letters import LetterForm, LetterWordsForm, codes_for
from investigations.models import Case, CaseLetter, DocumentKind
from investigations.procedure.letters import Letter
from investigations.procedure.merge import gaps
from investigations.procedure.roles import Role
from investigations.procedure.sections import Section
from investigations.procedure.states import LetterState
from investigations.procedure.work import Working

from .case_frame import render_case
from .documents import make
from .gate import Request, first_or_404, the_case
from .steps import show, step_page
from .writing import answers, writing_page

TONES = {
    LetterState.DRAFT: "grey",
    LetterState.ISSUED: "blue",
    LetterState.SERVED: "green",
    LetterState.NOT_NEEDED: "grey",
}


def letter_list(request: Request, reference: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.LETTERS)
    letters = hidden_from_reader(standing).rows(letters_for(standing), "subject")
    rows = [row_of(letter, standing) for letter in letters]
    context = {
        "open_rows": [row for row in rows if row["letter"].is_open],
        "settled_rows": [row for row in rows if not row["letter"].is_open],
        "may_write": bool(codes_for(standing)),
    }
    return render_case(request, "letters/list.html", case, standing, context)


def letter_detail(request: Request, reference: str, number: int) -> HttpResponse:
    case, standing = the_case(request, reference, Section.LETTERS)
    letter = the_letter(standing, number)
    words = hidden_from_reader(standing).words(letter.frozen or {"text": letter.text, "subject": letter.subject})
    context = row_of(letter, standing) | {
        "blocks": blocks_of(words["text"]),
        "subject": words["subject"],
        "enclosures": lines(hidden_from_reader(standing).words(letter.enclosures)),
        "gaps": [] if letter.sha256 else gaps(f"{letter.subject}\n{letter.text}"),
        "is_as_issued": is_as_issued(letter),
        "service": service_in_words(letter) if letter.sha256 else "",
        "offers": letter_offers(standing, letter),
        "words_refusal": letter_refusal(letter) if letter.is_open else "",
        "check_url": f"{reverse('anonymity_check', args=[case.reference])}?letter={letter.number}"
        if standing.may(Working.check_anonymity)
        else "",
        "may_edit": letter.status is LetterState.DRAFT and standing.writes(letter.kind),
        "history": [
            {"title": f"{row.by or 'Casework'} {row.record}", "when": row.at} for row in history_of(letter, standing)
        ],
    }
    return render_case(request, "letters/detail.html", case, standing, context)


def letter_add(request: Request, reference: str) -> HttpResponse:
    """Write a letter that no step calls for."""
    case, standing = the_case(request, reference, Section.LETTERS)
    if not codes_for(standing):
        raise Http404
    form = LetterForm(request.POST or None, standing=standing, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            letter = write_letter(case, Letter(given.pop("code")), by=request.user, **given)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, f"Letter {letter.number} is begun. Read it, and fill in what is missing.")
            return redirect("letter_edit", case.reference, letter.number)
    context = {"form": form, "back": reverse("letter_list", args=[case.reference])}
    return render_case(request, "letters/add.html", case, standing, context)


def letter_edit(request: Request, reference: str, number: int) -> HttpResponse:
    """Change a draft.  “Show how it looks” shows what was typed, and saves nothing."""
    case, standing = the_case(request, reference, Section.LETTERS)
    letter = the_letter(standing, number)
    if not standing.writes(letter.kind):
        raise Http404
    form = LetterWordsForm(request.POST or None, stored=words_of(letter, WORDS), letter=letter)
    back = reverse("letter_detail", args=[case.reference, letter.number])
    shown = {"letter": letter, "is_draft": letter.status is LetterState.DRAFT, "back": back, "can_save": True}
    if "look" in request.POST:
        shown |= {"form": form, "blocks": blocks_of(request.POST.get("text", ""))}
        return render_case(request, "letters/edit.html", case, standing, shown)
    shown.pop("back")
    shown.pop("can_save")
    return writing_page(
        request,
        case,
        standing,
        form,
        lambda: change_letter(letter, by=request.user, seen=form.cleaned_data["seen"], **answers(form)),
        works=(Working.write_letter,),
        template="letters/edit.html",
        back=back,
        said="The letter is saved.",
        **shown,
    )


def letter_step(request: Request, reference: str, number: int, name: str) -> HttpResponse:
    case, standing = the_case(request, reference, Section.LETTERS)
    letter = the_letter(standing, number)
    back = reverse("letter_detail", args=[case.reference, letter.number])
    return step_page(request, standing, letter, name, back=back, template="letters/step.html", letter_record=letter)


@require_POST
def letter_pdf(request: Request, reference: str, number: int) -> HttpResponse:
    """Have it made as PDF."""
    case, standing = the_case(request, reference, Section.LETTERS)
    letter = the_letter(standing, number)
    back = reverse("letter_detail", args=[case.reference, letter.number])
    return make(
        request, case, back=back, kind=DocumentKind.LETTER, letter=letter,
        to=lambda job: reverse("job_detail", args=[case.reference, job.pk]),
    )  # fmt: skip


def the_letter(standing: Standing, number: int) -> CaseLetter:
    letter: CaseLetter = first_or_404(letters_for(standing).filter(number=number))
    if not reads_letter(standing, letter):
        raise Http404
    return letter


def history_of(letter: CaseLetter, standing: Standing) -> Any:
    taken = letter.case.steps_taken.filter(section__in=standing.sections).select_related("by")
    return taken.filter(record_id=str(letter.pk)) | taken.filter(pk=letter.step_id)


def letter_offers(standing: Standing, letter: CaseLetter) -> list[dict[str, Any]]:
    """What can be done with it, the way on first; what is never to be served is not offered for service."""
    offers = [one for one in standing.offers(letter) if letter.needs_service or one.step.name != "serve_letter"]
    return [
        {
            "label": offer.step.label,
            "hint": offer.step.hint,
            "refusal": offer.refusal,
            "url": reverse("letter_step", args=[letter.case.reference, letter.number, offer.step.name]),
        }
        for offer in sorted(offers, key=lambda one: one.step.is_side)
    ]


def row_of(letter: CaseLetter, standing: Standing) -> dict[str, Any]:
    label = letter.status.label
    if letter.status is LetterState.ISSUED:
        label = "Issued, not served yet" if letter.needs_service else "Issued"
    return {
        "letter": letter,
        "name": f"{letter.code} {letter.kind.label}",
        "state_label": label,
        "tone": "orange" if letter.status is LetterState.ISSUED and letter.needs_service else TONES[letter.status],
        "url": reverse("letter_detail", args=[letter.case.reference, letter.number])
        if reads_letter(standing, letter)
        else "",
        "waits_for": waits_for(letter, standing) if letter.is_open else "",
    }


def waits_for(letter: CaseLetter, standing: Standing) -> str:
    if standing.writes(letter.kind):
        return "Your turn"
    return f"Waits for the {Role(letter.kind.writers[0]).in_sentence}"


def letters_waiting(case: Case, standing: Standing) -> list[dict[str, Any]]:
    """The letters that are not settled yet, for the panel of what happens next: the reader's own first."""
    if not standing.sees(Section.LETTERS):
        return []
    rows = [row_of(letter, standing) for letter in letters_for(standing) if letter.is_open]
    for row in rows:
        verb = "Serve" if row["letter"].status is LetterState.ISSUED else "Issue"
        row["label"] = f"{verb} letter {row['letter'].code}: {row['letter'].kind.in_sentence}"
    return sorted(rows, key=lambda row: row["waits_for"] != "Your turn")
