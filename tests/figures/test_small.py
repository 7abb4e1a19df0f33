"""What counts alone tell, and that no small number can be worked out of them."""

from itertools import product

import pytest

from investigations.figures.small import alone, clauses_alone, rounded, said, times_alone
from investigations.figures.tables import Row, StageTime, Table

SAID = [
    (0, "fewer than 5"),
    (1, "fewer than 5"),
    (4, "fewer than 5"),
    (5, "about 5"),
    (7, "about 5"),
    (8, "about 10"),
    (12, "about 10"),
    (13, "about 15"),
    (1002, "about 1,000"),
]


@pytest.mark.parametrize(("number", "words"), SAID)
def test_each_number_is_said_as_the_table_has_it(number, words):
    assert said(number) == words


def table(*numbers):
    return Table("t", "T", "cases", tuple(Row(f"row {n}", number, url="/x/") for n, number in enumerate(numbers)))


def test_a_table_of_counts_alone_holds_no_true_number_and_no_link():
    told = alone(table(0, 3, 7, 23))
    assert [(row.number, row.shown, row.url) for row in told.rows] == [
        (0, "fewer than 5", ""),
        (0, "fewer than 5", ""),
        (5, "about 5", ""),
        (25, "about 25", ""),
    ]


def test_a_clause_that_was_cited_hardly_ever_is_not_named():
    assert [row.label for row in clauses_alone(table(2, 9)).rows] == ["row 1"]


def possible(told):
    """Every true number that is told so."""
    return [number for number in range(0, 40) if rounded(number) == told]


@pytest.mark.parametrize("others", [(5,), (7, 9), (5, 12, 20), (6, 6, 6, 6)])
@pytest.mark.parametrize("hidden", [1, 2, 3, 4])
def test_a_total_never_gives_a_small_number_away(others, hidden):
    """All tables that would be told alike, total and all: the small number is not the same in each of them."""
    total = rounded(sum(others) + hidden)
    alike = {
        small
        for small in range(5)
        for rest in product(*(possible(rounded(other)) for other in others))
        if rounded(small + sum(rest)) == total
    }
    assert len(alike) >= 3, alike


def test_the_middle_of_fewer_than_five_stays_is_not_told():
    few = StageTime("Hearing", 4, 11.0, 5, 4)
    many = StageTime("Decision", 7, 4.5, 5, 6)
    told = times_alone([few, many])
    assert [(row.measured_said, row.median_said, row.late_said) for row in told] == [
        ("fewer than 5", "too few to tell", "fewer than 5"),
        ("about 5", "4 days", "about 5"),
    ]
    assert (told[0].measured, told[0].late) == (0, 0)
