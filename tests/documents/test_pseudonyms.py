"""Names that are hidden, however they are written, become the same pseudonym everywhere; other words stay."""

import pytest

from investigations.documents.pseudonyms import names_in
from investigations.documents.spelt import replaced
from investigations.models import Pseudonym
from investigations.procedure.audiences import Scope
from investigations.procedure.redaction import PseudonymKind

AMELIA = Pseudonym(name="Amelia Clarke", also=["Amelia", "Millie", "@amelia.c"], label="Pupil A", kind="pupil")
ZOE = Pseudonym(name="Zoë O'Brien", also=["Zoe"], label="Pupil B", kind="pupil")
WITNESS = Pseudonym(name="Ann Clarke", also=[], label="Witness 1", kind="witness")
EVERYBODY = [AMELIA, ZOE, WITNESS]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Amelia Clarke was there.", "Pupil A was there."),
        ("amelia clarke, AMELIA CLARKE", "Pupil A, Pupil A"),
        ("Clarke, Amelia (5B)", "Pupil A (5B)"),
        ("Amelia's bag and Millie’s coat", "Pupil A's bag and Pupil A’s coat"),
        ("Amelia\nClarke", "Pupil A"),
        ("Amelia\u00a0Clarke", "Pupil A"),
        ("Ame\u00adlia Clarke", "Pupil A"),
        ("amelia_clarke.jpg", "Pupil A.jpg"),
        ("ask @amelia.c today", "ask Pupil A today"),
        ("Zoe and ZOE\u0308 and Zoë", "Pupil B and Pupil B and Pupil B"),
        ("Zoë O’Brien", "Pupil B"),
        ("Ann Clarke saw it", "Witness 1 saw it"),
    ],
)
def test_a_name_is_found_however_it_is_written(written, read):
    assert replaced(written, names_in(written, EVERYBODY)) == read


@pytest.mark.parametrize("text", ["Ameliana sat there.", "The clarke", "Clarkeann", "Annette Clarkeson", "Zoes", ""])
def test_other_words_stay(text):
    assert replaced(text, names_in(text, EVERYBODY)) == text


def test_one_letter_is_no_name():
    assert names_in("A person.", [Pseudonym(name="A", also=["a."], label="Pupil A", kind="pupil")]) == []


def test_pupils_get_letters_and_everybody_else_numbers_and_none_twice():
    assert PseudonymKind.PUPIL.next_label(["Pupil A", "Pupil C"]) == "Pupil B"
    assert PseudonymKind.PUPIL.next_label([f"Pupil {chr(65 + n)}" for n in range(26)]) == "Pupil AA"
    assert PseudonymKind.WITNESS.next_label(["Witness 1"]) == "Witness 2"


def test_pupils_are_hidden_from_everybody_and_others_not_from_the_parties():
    assert set(PseudonymKind.PUPIL.hidden_in) == set(Scope)
    assert set(PseudonymKind.WITNESS.hidden_in) == set(Scope) - {Scope.PARTIES}
