"""Which steps do more than their columns say?  Loads every room that holds such functions, once, when the site starts.

Each module writes its effects and checks beside the rows they belong to; one that is not named here does nothing.
"""

import inspect

from investigations.procedure.steps import Step

from . import (  # noqa: F401 - loaded for what they register
    checks,
    complaints,
    data_rights,
    devices,
    duty_effects,
    hearing_steps,
    letter_steps,
    resignation,
    sign_off,
    suspension,
)
from .effects import EFFECTS
from .take_at_school import SCHOOL_EFFECTS


def effects_in_words() -> dict[Step, str]:
    """What each such step does, as the docstring of its function says it."""
    return {step: inspect.getdoc(effect) or "" for step, effect in (EFFECTS | SCHOOL_EFFECTS).items()}
