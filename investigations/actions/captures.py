"""How is a captured post written down?  Its screenshots become exhibits together with what is known of the post."""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.utils import timezone

from investigations.models import Case, PostCapture, Upload, User
from investigations.procedure.choices import UploadState
from investigations.procedure.work import Working
from investigations.vault import pieces

from .evidence import enter_exhibit
from .refusals import BadAnswers, Refused
from .uploads import keep_upload, mine_alone, refuse_if_settled, settle
from .work import working

NONE = "Add at least one screenshot of the post"
SAVED = "This post is saved already, with these screenshots. Look for it in the evidence."


def capture_post(case: Case, uploads: Sequence[Upload], *, by: User, **about: Any) -> PostCapture:
    """Make exhibits of arrived uploads and remember the post that they show: all of it or nothing.

    `about` gives address, post_id, handle, posted_at, device, captured_by, captured_at and still_public.
    """
    if not uploads:
        raise BadAnswers({"screenshots": NONE})
    with ExitStack() as held:
        for upload in uploads:
            held.enter_context(mine_alone(upload))
            if upload.upload_state is not UploadState.ARRIVED:
                raise Refused(SAVED)
        kept = [(upload, keep_upload(upload)) for upload in uploads]
        with working(case, Working.add_evidence, by=by) as writing:
            capture = PostCapture.objects.create(case=writing.case, entered_by=writing.by, **about)
            source = f"Captured by {capture.captured_by} on {capture.device}"[:200]
            dated = timezone.localdate(capture.posted_at) if capture.posted_at else None
            for upload, file in kept:
                refuse_if_settled(upload)
                exhibit = enter_exhibit(writing.case, file, by=writing.by, source=source, dated=dated)
                settle(upload, exhibit)
                capture.exhibits.add(exhibit)
            numbers = list(capture.exhibits.values_list("number", flat=True))
            writing.facts = {"capture": str(capture.pk), "exhibits": numbers}
            writing.says = f"captured the post {capture.address} as {_exhibits(numbers)}"
    for upload in uploads:
        pieces.drop_upload(upload.pk.hex)
    return capture


def _exhibits(numbers: list[int]) -> str:
    return f"exhibit {numbers[0]}" if len(numbers) == 1 else f"exhibits {numbers[0]} to {numbers[-1]}"
