"""How is a captured post written down?  Its screenshots become exhibits together with what is known of the post.

What turns out to be wrong is corrected with a reason; the former words stay.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from django.utils import timezone

from investigations.documents.post import about_post
from investigations.models import CaptureCorrection, Case, PostCapture, Upload, User
from investigations.procedure.choices import UploadState
from investigations.procedure.work import Working
from investigations.vault import pieces

from .evidence import enter_exhibit
from .meanwhile import refuse_if_changed, words_of
from .refusals import BadAnswers, Refused
from .uploads import keep_upload, mine_alone, refuse_if_settled, settle
from .work import working

DETAILS = ("address", "post_id", "handle", "posted_at", "device", "captured_by", "captured_at", "still_public")
NOTHING_CHANGED = "Nothing was changed, so there is nothing to correct."
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
            derived = _derived(capture)
            for upload, file in kept:
                refuse_if_settled(upload)
                exhibit = enter_exhibit(writing.case, file, by=writing.by, **derived)
                settle(upload, exhibit=exhibit)
                capture.exhibits.add(exhibit)
            numbers = list(capture.exhibits.values_list("number", flat=True))
            writing.facts = {"capture": str(capture.pk), "exhibits": numbers}
            writing.says = f"captured the post {capture.address} as {_exhibits(numbers)}"
    for upload in uploads:
        pieces.drop_upload(upload.pk.hex)
    return capture


def correct_capture(
    capture: PostCapture, *, by: User, reason: str, seen: str | None = None, **about: Any
) -> CaptureCorrection:
    """Put right what is known of a post; what stood there before is kept with the reason.

    `about` is that of `capture_post`; `seen` is the fingerprint of `details_of` when the person's page was drawn.
    What the exhibits took over from it, their source and their date, follows where nobody has changed it since.
    """
    with working(capture.case, Working.describe_evidence, by=by) as writing:
        capture = PostCapture.objects.select_for_update().get(pk=capture.pk, case=writing.case)
        last = capture.corrections.last()
        refuse_if_changed(seen, details_of(capture), last.by if last else None)
        before, derived = about_post(capture), _derived(capture)
        for name in DETAILS:
            setattr(capture, name, about[name])
        changed = [row for row, now in zip(before, about_post(capture), strict=True) if row != now]
        if not changed:
            raise Refused(NOTHING_CHANGED)
        capture.save(update_fields=DETAILS)
        for name, value in derived.items():
            capture.exhibits.filter(**{name: value}).update(**{name: _derived(capture)[name]})
        numbers = list(capture.exhibits.values_list("number", flat=True))
        what = ", ".join(label.lower() for label, _ in changed)
        writing.kind = "evidence.corrected"
        writing.facts = {"capture": str(capture.pk), "exhibits": numbers}
        writing.says = f"corrected what is known of the post in {_exhibits(numbers)} ({what}): {reason}"
        return CaptureCorrection.objects.create(capture=capture, by=writing.by, reason=reason, before=changed)


def details_of(capture: PostCapture) -> dict[str, Any]:
    """What can be corrected, by the names of the form's fields: for `fingerprint`."""
    return words_of(capture, DETAILS)


def _derived(capture: PostCapture) -> dict[str, Any]:
    """What an exhibit that shows the post says of itself."""
    return {
        "source": f"Captured by {capture.captured_by} on {capture.device}"[:200],
        "dated": timezone.localdate(capture.posted_at) if capture.posted_at else None,
    }


def _exhibits(numbers: list[int]) -> str:
    return f"exhibit {numbers[0]}" if len(numbers) == 1 else f"exhibits {numbers[0]} to {numbers[-1]}"
