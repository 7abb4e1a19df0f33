"""What follows when the employee resigns?  The case goes on; the dates are kept, and the duties to refer are asked anew."""

from typing import TYPE_CHECKING

from django.db import models

from investigations.models import Resignation
from investigations.procedure.case import CaseProcedure
from investigations.procedure.duties import Occasion
from investigations.procedure.resignation import ResignationProcedure

from .checks import Bad, checks
from .duties import open_for_leaving
from .effects import _keep as keep
from .effects import effect

if TYPE_CHECKING:
    from .take import Move


@effect(CaseProcedure.record_resignation)
def keep_the_resignation(move: "Move") -> None:
    """Keeps the dates; the case goes on, the agencies are to be considered, and the resignation runs beside it."""
    received, ends = move.answer("resigned_on"), move.answer("effective_on")
    keep(move.case, resigned_on=received, employment_ends_on=ends)
    last = move.case.resignations.aggregate(last=models.Max("number"))["last"] or 0
    Resignation.objects.create(
        case=move.case, number=last + 1, received_on=received, effective_on=ends, reason=move.answer("reason"),
        recorded_by=move.by,
    )  # fmt: skip
    open_for_leaving(move.case, Occasion.RESIGNATION, by=move.by, decided_at=move.at)


@effect(ResignationProcedure.change_last_day)
def keep_the_new_day(move: "Move") -> None:
    """Keeps the day on which the employment ends now."""
    keep(move.record, effective_on=move.answer("effective_on"))
    keep(move.case, employment_ends_on=move.answer("effective_on"))


@effect(ResignationProcedure.withdraw_resignation)
def keep_the_consent(move: "Move") -> None:
    """Keeps who agreed, and takes the dates off the case: it stands as if nobody had resigned."""
    keep(move.record, withdrawn_at=move.at, consented=move.answer("consented"))
    keep(move.case, resigned_on=None, employment_ends_on=None)


@effect(ResignationProcedure.end_employment)
def keep_the_end(move: "Move") -> None:
    """Keeps the last day, and what was agreed; no agreement stops the case or a referral."""
    keep(move.record, effective_on=move.answer("last_day"), agreement=move.answer("agreement") or "")
    keep(move.case, employment_ends_on=move.answer("last_day"))


@checks(ResignationProcedure.change_last_day, ResignationProcedure.end_employment)
def _not_before_it_was_received(move: "Move") -> Bad:
    name = "last_day" if move.step is ResignationProcedure.end_employment else "effective_on"
    if move.answer(name) < move.record.received_on:
        return {name: "The employment cannot end before the resignation was received."}
    return {}
