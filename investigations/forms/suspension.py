"""What is asked of whoever proposes a suspension: why, and what else was weighed?"""

from typing import Any

from django import forms

from investigations.procedure.suspension import Alternative

from .base import Form


class SuspensionForm(Form):
    """One box for each alternative: what stays empty was not weighed, and at least one has to be."""

    reasons = forms.CharField(
        label="Why is a suspension thought to be needed?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text="What is to be protected: children, evidence, the employee. Never that somebody is to be punished.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for alternative in Alternative:
            self.fields[alternative.value] = forms.CharField(
                label=f"{alternative.label}: why is that not enough?",
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=5_000,
                required=False,
                help_text="Leave empty if it was not weighed.",
            )

    def asked(self) -> dict[str, Any]:
        """The answers as `propose_suspension` takes them."""
        answers = dict(self.cleaned_data)
        return {"reasons": answers.pop("reasons"), "rejected": answers}
