"""How is the letter of a step read over before it goes out?  Shown with the answers merged, changed, and shown again."""

from typing import Any

from investigations.access.standing import Record
from investigations.actions.letter_preview import Preview, preview_letter
from investigations.documents.letter_text import blocks_of
from investigations.forms.base import Form
from investigations.procedure.steps import Step

from .gate import Request

MADE_ANEW = (
    "Your answers changed since this letter was made, and your words still stand in it. Compare it with the letter as it "
    "would be made now, at the foot of this page, and send it then."
)


class LetterDesk:
    """What `parts/step.html` shows of the letter that a step issues and serves."""

    def __init__(self, request: Request, step: Step, record: Record) -> None:
        self.user, self.step, self.record = request.user, step, record
        self.wants_preview = "preview" in request.POST
        self.is_open = self.wants_preview or "letter_text" in request.POST
        self.preview: Preview | None = None
        self.blocks: list[Any] = []
        self.notice = ""
        self.made_anew: list[Any] = []

    def may_go_on(self, form: Form, answers: dict[str, Any]) -> bool:
        """False where the letter is only to be shown, or was made of other answers than those that are given now."""
        if not self.is_open:
            return True
        self.preview = preview_letter(self.step, self.record, by=self.user, **answers)
        typed = form.cleaned_data.get("letter_text") or ""
        made_of = form.cleaned_data.get("letter_made") or ""
        if self.preview is None:
            return not self.wants_preview
        if typed and made_of and made_of != self.preview.made_of:
            self.notice = MADE_ANEW
            self.made_anew = blocks_of(self.preview.text)
        elif typed and not self.wants_preview:
            return True
        self._show(form, typed or self.preview.text)
        return False

    def _show(self, form: Form, text: str) -> None:
        form.data = form.data.copy()
        form.data["letter_text"] = text
        form.data["letter_made"] = self.preview.made_of if self.preview else ""
        self.blocks = blocks_of(text)
