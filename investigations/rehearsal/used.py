"""What has the cast done with what they were told?  Read the old, kept a view or two, and chosen how to be written to."""

from datetime import timedelta

from django.utils import timezone

from investigations.actions.notices import choose_mail, mark_read
from investigations.actions.saved_views import save_view
from investigations.procedure.notices import MailWish

from .cast import Cast

#: What is older than this they have read.
NEWS_LASTS = timedelta(days=6)


def use_what_was_told(cast: Cast) -> None:
    """After the stories: so that a page of notices looks as it does in a school where people read them."""
    long_ago = timezone.now() - NEWS_LASTS
    for person in cast.people.values():
        mark_read(person, made_before=long_ago)
    head = cast["head"]
    save_view(head, name="Waiting for me", asked={"turn": "on", "sort": "due"})
    save_view(
        head, name="Open investigations", asked={"stage": "investigation", "open": "open"}, shared_with="everybody"
    )
    choose_mail(cast["chair"], MailWish.DAILY)
