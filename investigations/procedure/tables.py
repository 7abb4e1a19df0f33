"""Which tables of steps are there?  The case's own, and those of the records beside it, each with its states."""

from .case import CaseProcedure
from .complaint import ComplaintProcedure, ComplaintState
from .data_rights import DataRequestProcedure, RequestState
from .duties import DutyProcedure
from .labelled import Labelled
from .letter_track import LetterProcedure
from .resignation import ResignationProcedure, ResignationState
from .side_tracks import ActionProcedure, StatementProcedure
from .states import ActionState, DutyState, LetterState, StatementState
from .steps import Procedure
from .suspension import SuspensionProcedure, SuspensionState

BESIDE: tuple[tuple[type[Procedure], type[Labelled]], ...] = (
    (StatementProcedure, StatementState),
    (ActionProcedure, ActionState),
    (SuspensionProcedure, SuspensionState),
    (ComplaintProcedure, ComplaintState),
    (ResignationProcedure, ResignationState),
    (DataRequestProcedure, RequestState),
    (DutyProcedure, DutyState),
    (LetterProcedure, LetterState),
)
#: By the name that a kept step names its table by.
TABLES: dict[str, type[Procedure]] = {CaseProcedure.__name__: CaseProcedure}
TABLES |= {table.__name__: table for table, _ in BESIDE}
