"""Whatever is read, every line with words comes out again: as title, clause, provision, sign-off or unplaced."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from investigations.reading.policy import read_file, read_policy

SAMPLES = sorted((Path(__file__).parent / "samples").iterdir())
FOUNDING = Path(__file__).parents[2].parent / "shared/policies/hutton-rudby-twitter-policy.md"

WORD = re.compile(r"[^\W_]+")
# Words that may be a marker: they become a clause's number, or are taken off with the bullet.
MARKER = re.compile(
    r"\d{1,3}|[A-Za-z]|[ivx]+|[IVX]+|\d{1,3}[a-z]|clause|rule|point|article|expectation|standard|section|paragraph|principle|title|policy|name",
    re.I,
)


def words(text):
    return WORD.findall(text)


def told(reading):
    """Every text that was handed back."""
    clauses = [clause.text for clause in reading.clauses]
    return [reading.title, *clauses, *reading.provisions, *reading.sign_off, *reading.unplaced]


def without_marker(line_words):
    """The words of a line, and those words with one, two, … words of a marker taken off the front."""
    for at in range(8):
        yield line_words[at:]
        if at >= len(line_words) or not MARKER.fullmatch(line_words[at]):
            return


def lost_lines(text, reading):
    found = [f" {' '.join(words(one))} " for one in told(reading)]
    return [
        line
        for line in text.splitlines()
        if not any(f" {' '.join(rest)} " in one or not rest for rest in without_marker(words(line)) for one in found)
    ]


def lost_words(text, reading):
    """Words that come out less often than they went in; a line that stands twice must come out twice."""

    def counted(texts):
        return Counter(word for one in texts for word in words(one) if len(word) > 2 and not MARKER.fullmatch(word))

    return counted([text]) - counted(told(reading))


def assert_nothing_is_lost(text):
    reading = read_policy(text)
    assert lost_lines(text, reading) == []
    assert lost_words(text, reading) == Counter()
    numbers = [clause.number for clause in reading.clauses]
    assert len(set(numbers)) == len(numbers)
    assert all(numbers)
    assert all(clause.text.strip() for clause in reading.clauses)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_no_line_of_a_sample_is_lost(path):
    assert_nothing_is_lost(read_file(path.read_bytes(), path.name))


def test_no_line_of_the_founding_policy_is_lost():
    if not FOUNDING.exists():
        pytest.skip("The founding policy is not beside this copy of the project, so reading it was left out.")
    assert_nothing_is_lost(read_file(FOUNDING.read_bytes(), FOUNDING.name))


def test_this_test_would_notice_a_lost_line():
    reading = read_policy("Rules\n\n- Staff must knock.\n- Staff must wave.")
    assert lost_lines("Staff must dance.\n\n- Staff must wave.", reading) == ["Staff must dance."]
    assert lost_words("knock knock", reading) == Counter({"knock": 1})


INDENT = st.sampled_from(["", "", "", "  ", "    ", "\t", "        ", " "])
MARK = st.sampled_from(
    [
        "",
        "",
        "",
        "- ",
        "* ",
        "• ",
        "– ",
        "o ",
        "1. ",
        "2. ",
        "3) ",
        "(4) ",
        "1.1 ",
        "1.2 ",
        "2.1.3 ",
        "a) ",
        "(b) ",
        "(i) ",
        "(iv) ",
    ]
    + [
        "# ",
        "## ",
        "### 2. ",
        "> ",
        "> - ",
        "Clause 4 ",
        "Rule 2: ",
        "I. ",
        "A. ",
        "1.",
        "•",
        "**",
        "| ",
        "+ ",
        "9. ",
        "10. ",
    ]
)
WORDS = st.sampled_from(
    """Staff must not lend a password.
Telephones stay locked
and are handed in at the office; or
Code of conduct
Breaches of this policy
CODE OF CONDUCT
Introduction
Staff must:
The following will apply:
Any breach of this policy may lead to disciplinary action.
This policy should be read in conjunction with the Data Policy and the Behaviour Policy.
Linked policies:
Data Policy
Signed: ________ Date: ______
Signed.....(Head Teacher)
I have read and understood this.
Head teacher
Contents
Photographs ........ 4
Page 2 of 5
3
Review date: May 2027
| Who | What |
|---|---|
Teachers | must knock |
========
--------
***
---
title: Post policy
**Photographs**
It is *very* important that __nobody__ runs.
Use of the school’s accounts
The account was opened in spring. Nobody may sell it. Pupils should wait.
Larkfield Primary School
DO NOT RUN
12
""".splitlines()
)
LINES = st.lists(st.tuples(INDENT, MARK, WORDS, st.sampled_from(["\n", "\n", "\n\n", "\r\n", "\f"])), max_size=30)


@settings(max_examples=300, deadline=None)
@given(LINES)
def test_no_line_of_any_made_up_policy_is_lost(lines):
    assert_nothing_is_lost("".join(indent + mark + text + end for indent, mark, text, end in lines))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.sampled_from("aB1i.)(-*#|>_ \t\n\n:=~o•–\\é’'\"[]`+!x,;é二"), max_size=200))
def test_no_line_of_any_nonsense_is_lost(text):
    assert_nothing_is_lost(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_letters_at_all_can_be_read(text):
    assert lost_lines(text, read_policy(text)) == []


def test_lines_beyond_the_most_that_is_read_closely_are_kept_as_they_stand():
    text = "Rules\n\n" + "- Staff must knock.\n" * 30_000
    reading = read_policy(text)
    assert len(reading.clauses) + reading.unplaced.count("- Staff must knock.") == 30_000
