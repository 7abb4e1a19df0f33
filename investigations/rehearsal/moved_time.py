"""Which time is it while a story is told?  The real actions run as they are; only the clock on the wall is another.

For a process that does nothing else meanwhile, such as a management command: the clock is moved for all of it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils import timezone

_real_now = timezone.now


class MovedTime:
    """The clock, while it is moved.  `to` sets it; it then stands still until it is set again."""

    def __init__(self) -> None:
        self.now = _real_now()

    def to(self, moment: datetime) -> None:
        """Set the clock.  Never ahead of the real one: what has not happened cannot be told."""
        if moment > _real_now():
            raise ValueError(f"{moment:%d %m %Y %H:%M} has not come yet.")
        self.now = moment


@contextmanager
def moved_time() -> Iterator[MovedTime]:
    """`timezone.now()` answers with the moved clock, and so do the defaults of the models, which hold a copy of it."""
    clock = MovedTime()

    def now() -> datetime:
        return clock.now

    timezone.now = now
    with _defaults_by(now):
        try:
            yield clock
        finally:
            timezone.now = _real_now


@contextmanager
def _defaults_by(now: Callable[[], datetime]) -> Iterator[None]:
    fields: list[Any] = [
        field
        for model in apps.get_app_config("investigations").get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.default is _real_now
    ]
    try:
        _set_default(fields, now)
        yield
    finally:
        _set_default(fields, _real_now)


def _set_default(fields: list[Any], default: Callable[[], datetime]) -> None:
    for field in fields:
        field.default = default
        field.__dict__.pop("_get_default", None)  # where Django keeps it once it was asked for
