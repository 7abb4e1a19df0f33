"""The pack of a hearing in one piece: the invitation, the statement of case, the cover and index, and the papers."""

from pathlib import Path
from typing import Any

from django.template.loader import render_to_string

from investigations.access import Standing, letters_for, reads_letter
from investigations.models import CaseLetter
from investigations.procedure.audiences import Scope
from investigations.procedure.letters import Letter
from investigations.procedure.sections import Section
from investigations.procedure.states import LetterState

from . import hearing_papers
from .case_letter import paper_of
from .contents import with_contents
from .hidden import Hidden
from .kinds import bundle_for
from .made import Made, Say, file_name

#: What goes before the papers, in this order.
OF_THE_HEARING = (Letter.INVITATION_TO_HEARING, Letter.STATEMENT_OF_CASE, Letter.BUNDLE_COVER)
OF_THE_APPEAL = (Letter.INVITATION_TO_APPEAL, Letter.BUNDLE_COVER)


def build(standing: Standing, folder: Path, say: Say) -> Made:
    """What was issued is in it; a letter that is still a draft is left out, and the cover says so."""
    hidden = Hidden(standing.case, Scope.PARTIES)
    papers, context = hearing_papers.gathered(standing, folder, say, hidden=hidden)
    bundle = bundle_for(standing)
    is_appeal = bool(bundle and bundle.hearing.is_appeal)
    codes = OF_THE_APPEAL if is_appeal else OF_THE_HEARING
    found = {code: letter for code in codes if (letter := issued(standing, code, is_appeal=is_appeal))}
    missing = [f"{code.value} {code.in_sentence}" for code in codes if code not in found]
    kind = "Pack of the appeal hearing" if is_appeal else "Hearing pack"
    context["document"] |= {"kind": kind, "name": kind, "subject": f"{kind} {standing.case.reference}"}
    if missing:
        context["document"]["left_out"] = f"Not issued, and so not in this pack: {'; '.join(missing)}."
    letters: list[dict[str, Any]] = [paper_of(standing, letter, hidden=hidden) for letter in found.values()]
    html = with_contents(render_to_string("documents/hearing_pack.html", context | {"pack_letters": letters}))
    return Made(
        title=f"{kind} {standing.case.reference}",
        file_name=file_name(standing.case, kind),
        html=html,
        assets=papers.assets,
        printed=papers.printed,
        damaged=papers.damaged,
        audit_count=papers.audit_count,
        audit_head=papers.audit_head,
        gone=hidden.gone,
    )


def issued(standing: Standing, code: Letter, *, is_appeal: bool) -> CaseLetter | None:
    letters = letters_for(standing).filter(code=code, state__in=[LetterState.ISSUED, LetterState.SERVED])
    if code.names_the_appeal:
        section = Section.APPEAL if is_appeal else code.section
        letters = letters.filter(section=section)
    newest = letters.order_by("-number").first()
    return newest if newest and reads_letter(standing, newest) else None
