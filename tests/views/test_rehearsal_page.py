"""The page on which one chooses as whom to rehearse."""

from investigations.procedure.roles import Office
from investigations.views.rehearsal import TRY


def test_every_office_says_what_one_can_try_in_it():
    """The page that one begins on cannot be opened for an office that it has no words for."""
    assert set(TRY) == set(Office)
