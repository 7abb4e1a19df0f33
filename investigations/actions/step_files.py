"""How does a step take a file?  Looked at and kept in the vault before, an exhibit once the step is taken."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile

from investigations.access import Standing
from investigations.access.standing import Record
from investigations.models import StepTaken, User
from investigations.procedure.asks import Kind
from investigations.procedure.steps import Step
from investigations.vault.refusals import VaultRefusal
from investigations.vault.store import discard

from .evidence import KeptFile, receive
from .refusals import BadAnswers, Refused
from .take import take


def take_with_files(step: Step, record: Record, *, by: User, revision: int | None = None, **answers: Any) -> StepTaken:
    """`take`, for answers with files as they were posted: nothing of them stays where the step is not taken.

    Raises what `take` raises; what the vault does not accept is a bad answer to its own question.
    """
    files = {
        question.name: answers[question.name]
        for question in step.asks
        if question.kind is Kind.FILE and isinstance(answers.get(question.name), UploadedFile)
    }
    if not files:
        return take(step, record, by=by, revision=revision, **answers)
    # Asked again by `take` behind the lock; asked here so that nobody fills the vault who may not take the step.
    if refusal := Standing.of(by, record.case).refusal(step, record):
        raise Refused(refusal)
    kept: dict[str, KeptFile] = {}
    try:
        for name, file in files.items():
            try:
                kept[name] = receive(file, folder=record.case.pk.hex)
            except VaultRefusal as refused:
                raise BadAnswers({name: str(refused)}) from refused
        return take(step, record, by=by, revision=revision, **(answers | kept))
    except BaseException:
        for file in kept.values():
            discard(file.vault_key)
        raise
