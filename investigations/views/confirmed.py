"""How surely is it they, and since when?  Read from what this session was opened and confirmed with."""

import time
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings

from investigations.procedure.sign_in import CONFIRMED

from .rehearsal import REHEARSAL, is_rehearsal_only


def has_shown_both(request: Any) -> bool:
    """Whether a second step was taken in this session, or need not be: by a trusted provider, or in rehearsal."""
    if not hasattr(request, "shown_both"):  # asked by the middleware and by the page's header
        request.shown_both = _has_shown_both(request)
    return bool(request.shown_both)


def _has_shown_both(request: Any) -> bool:
    if any(one["method"] == "mfa" or trusts_provider(one) for one in _records(request)):
        return True
    return came_by_rehearsal(request) and _rehearses(request)


def came_by_rehearsal(request: Any) -> bool:
    records = _records(request)
    return bool(records) and records[-1]["method"] == REHEARSAL


def recently_confirmed(request: Any) -> bool:
    """Whether a password or a second step was given within ten minutes; in rehearsal it is not asked."""
    since = time.time() - CONFIRMED.total_seconds()
    fresh = [one for one in _records(request) if one["at"] > since]
    if any(one["method"] in ("password", "mfa") or trusts_provider(one) for one in fresh):
        return True
    return came_by_rehearsal(request) and _rehearses(request)


def trusts_provider(record: dict[str, Any]) -> bool:
    return record["method"] == "socialaccount" and record.get("provider") in settings.SECOND_STEP_TRUSTED


def _records(request: Any) -> list[dict[str, Any]]:
    return get_authentication_records(request, request.user)


def _rehearses(request: Any) -> bool:
    """Asked at each request: as soon as anything real stands beside it, the rehearsal is over."""
    return bool(request.school and request.school.is_rehearsal) and is_rehearsal_only()
