"""How does the rehearsal school come to be?  People, policy, signatures and stories, all or nothing."""

from django.db import transaction

from investigations.models import School

from .cast import make_cast
from .moved_time import moved_time
from .school import Days, make_school
from .sign_off import make_policy
from .sign_off_today import tell_sign_off
from .stories import tell_all
from .ties import tell_ties
from .used import use_what_was_told


def make_rehearsal() -> School:
    with transaction.atomic(), moved_time() as clock:
        school = make_school()
        cast = make_cast(school)
        days = Days(school.calendar)
        make_policy(cast, days, clock)
        tell_ties(cast, days, clock)
        tell_all(cast, days, clock)
        # One school has one record of its affairs: what happened last is told last.
        tell_sign_off(cast, days, clock)
        use_what_was_told(cast)
    return school
