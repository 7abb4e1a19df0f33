"""Who may?  The only room that knows django-guardian, and the one gate to every case.

`cases_for(user)` is where every page, list, search, count, job and PDF begins; `parts_for(user)` is the same for the
people who have a part in a case and see that part alone.  What they do not return does not exist for that person.
"""

from .at_school import devices_for, school_offers, school_refusal, school_role_for, school_roles, sign_offs_for
from .copies import copies_known_to, copies_of_mine, is_theirs, prepares, reads_copy
from .eligibility import Eligibility, candidates, eligibility
from .gate import (
    cases_for,
    duties_for,
    panel_places,
    part_for,
    parts_for,
    readers_of,
    requests_for,
    suspensions_for,
    sync,
    tasks_for,
)
from .letters import letters_for, letters_to_write, reads_letter
from .redaction import copies_to_check, exhibits_to_redact, may_read_the_name, people_to_propose
from .standing import Standing
from .taint import Judgement, Reason, Register, judge

__all__ = [
    "Eligibility", "Judgement", "Reason", "Register", "Standing", "candidates", "cases_for", "copies_known_to", "copies_of_mine", "is_theirs", "prepares", "reads_copy", "devices_for", "duties_for", "eligibility",
    "copies_to_check", "exhibits_to_redact", "may_read_the_name", "people_to_propose",
    "judge", "letters_for", "letters_to_write", "reads_letter", "panel_places", "part_for", "parts_for", "readers_of", "school_offers", "school_refusal", "school_role_for",
    "requests_for", "school_roles", "sign_offs_for", "suspensions_for", "sync", "tasks_for",
]  # fmt: skip
