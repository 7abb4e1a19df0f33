"""How long does the way a case ended call for it to be kept?"""

from investigations.models import Case, Outcome
from investigations.procedure.choices import Level
from investigations.procedure.duties import DutyKind
from investigations.procedure.retention import RetentionClass, suggested
from investigations.procedure.states import DutyState


def suggested_retention(case: Case) -> RetentionClass:
    outcome = Outcome.objects.filter(case=case).first()
    return suggested(
        Level(outcome.level) if outcome else None,
        has_left=case.resigned_on is not None,
        is_safeguarding=case.duties.filter(duty=DutyKind.LADO, state=DutyState.DONE).exists(),
    )
