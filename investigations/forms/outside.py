"""What is asked of whatever reaches the school from somebody beside the case: a complaint, a request about data?"""

from typing import Any

from django import forms

from investigations.actions.governing_body import may_own
from investigations.models import Case, Person
from investigations.procedure.choices import Channel
from investigations.procedure.data_rights import RequestKind
from investigations.procedure.roles import Office

from .actions import owners_for
from .base import Form
from .days import not_in_the_future
from .steps import PersonField
from .widgets import ExplainedRadios

CHANNELS = (Channel.IN_PERSON, Channel.TELEPHONE, Channel.EMAIL, Channel.OTHER)


class ReceivedForm(Form):
    """Who it came from, when and how: somebody of the register, or a name."""

    received_on = forms.DateField(
        label="When was it received?", validators=[not_in_the_future], help_text="Its dates are counted from that day."
    )
    person = PersonField(
        label="Who is it from?",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody who is not on this list",
    )
    name = forms.CharField(
        label="Or the name of somebody else", max_length=200, required=False, help_text="Such as a parent's name."
    )
    channel = forms.ChoiceField(
        label="How did it arrive?",
        choices=[(channel.value, channel.label) for channel in CHANNELS],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.at(case.school).grown_ups().prefetch_related("offices")
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ComplaintForm(ReceivedForm):
    what = forms.CharField(
        label="What is the complaint about?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text="In short, or in the words of whoever complained.",
    )


class DataRequestForm(ReceivedForm):
    request_kind = forms.ChoiceField(
        label="What is asked for?",
        choices=RequestKind.choices(),
        widget=ExplainedRadios(
            hints={
                RequestKind.ACCESS.value: "No certain words are needed: “show me my file” is one.",
                RequestKind.RECTIFICATION.value: "Facts are corrected; opinions stay, with the person's own statement.",
                RequestKind.ERASURE.value: "That something is deleted.",
                RequestKind.OBJECTION.value: "That something is no longer done with what is held.",
                RequestKind.RESTRICTION.value: "That it is kept, and used for nothing else.",
            }
        ),
    )
    what = forms.CharField(
        label="What does it say?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        help_text="The owner of the request reads this, and does not read the case. Say nothing of what is alleged.",
    )
    owner = PersonField(
        label="Who answers it?",
        queryset=Person.objects.none(),
        empty_label="Choose a person",
        help_text="Usually the data protection officer.",
    )
    field_order = ("request_kind", "received_on", "person", "name", "channel", "what", "owner")

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        owners = owners_for(case)
        usual = next((person for person in owners.holding(Office.DPO) if may_own(case, person)), None)
        kwargs.setdefault("initial", {"owner": usual})
        super().__init__(*args, case=case, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]
