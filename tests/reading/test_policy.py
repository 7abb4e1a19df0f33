"""What is read out of whole documents: the founding policy, and samples of many shapes."""

import json
import re
import textwrap
from pathlib import Path

import pytest

from investigations.reading.policy import PolicyReading, ReadClause, read_file, read_policy

HERE = Path(__file__).parent
SAMPLES = sorted((HERE / "samples").iterdir())
FOUNDING = Path(__file__).parents[2].parent / "shared/policies/hutton-rudby-twitter-policy.md"


def clauses(text):
    return [(clause.number, clause.text) for clause in read_policy(text).clauses]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_a_sample_gives_exactly_what_a_person_would_find_in_it(path):
    expected = json.loads((HERE / "expected" / f"{path.name}.json").read_text(encoding="utf-8"))
    assert read_policy(read_file(path.read_bytes(), path.name)).as_json() == expected


def test_every_expected_reading_has_its_sample():
    expected = sorted(path.name.removesuffix(".json") for path in (HERE / "expected").iterdir())
    assert expected == [path.name for path in SAMPLES]


def test_the_founding_policy_gives_its_clauses_provisions_companions_and_sign_off():
    if not FOUNDING.exists():
        pytest.skip("The founding policy is not beside this copy of the project, so reading it was left out.")
    source = FOUNDING.read_text(encoding="utf-8")
    bullets = [line.removeprefix("- ") for line in source.splitlines() if line.startswith("- ")]
    assert len(bullets) == 9

    reading = read_policy(read_file(FOUNDING.read_bytes(), FOUNDING.name))

    assert reading.title == "Twitter – Acceptable User Policy"
    assert reading.clauses == tuple(
        ReadClause(str(number), text, "Code of Conduct") for number, text in enumerate(bullets[:7], start=1)
    )
    assert reading.provisions == tuple(bullets[7:])
    assert reading.companion_policies == ("ICT Acceptable Use Policy", "E-Safety Policy", "Social Networking Policy")
    assert reading.sign_off == ("Print Name..... Signed.....", "Signed.....(Head Teacher)")
    others = [line.lstrip("# ") for line in source.splitlines() if line.strip() and not line.startswith("- ")]
    assert reading.unplaced == tuple(line for line in others if line not in (reading.title, *reading.sign_off))


@pytest.mark.parametrize(
    "reset",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: re.sub(r"^#+ ", "", text, flags=re.M).replace("\n- ", "\n• "),
        lambda text: re.sub(r"^#+ (.*)$", r"**\1**", text, flags=re.M),
        lambda text: re.sub(r"\n\n+", "\n", text),
        lambda text: re.sub(r"^#+ |\n(?=\n)", "", text, flags=re.M),
        lambda text: re.sub(r"^", "> ", text, flags=re.M),
        lambda text: "\n".join(textwrap.fill(line, 66) for line in text.split("\n")),
    ],
    ids=["Windows", "plain text", "bold headings", "no empty lines", "plain, no empty lines", "quoted", "wrapped"],
)
def test_the_founding_policy_reads_the_same_however_it_is_set(reset):
    if not FOUNDING.exists():
        pytest.skip("The founding policy is not beside this copy of the project, so reading it was left out.")
    text = FOUNDING.read_text(encoding="utf-8")
    assert reset(text) != text
    assert read_policy(reset(text)) == read_policy(text)


def test_the_json_has_the_agreed_keys_in_the_agreed_order():
    reading = PolicyReading("T", (ReadClause("1", "Knock.", "Rules"),), ("P",), ("C",), ("S",), ("U",))
    assert json.dumps(reading.as_json()) == (
        '{"title": "T", "clauses": [{"number": "1", "text": "Knock."}], "provisions": ["P"], '
        '"companion_policies": ["C"], "sign_off": ["S"], "unplaced": ["U"]}'
    )


def test_nothing_gives_an_empty_reading():
    assert read_policy("") == PolicyReading("", (), (), (), (), ())


@pytest.mark.parametrize(
    ("marks", "numbers"),
    [
        ("1. 2. 3.", "1 2 3"),
        ("1) 2) 3)", "1 2 3"),
        ("(1) (2) (3)", "1 2 3"),
        ("1.1 1.2 1.2.1", "1.1 1.2 1.2.1"),
        ("4.1. 4.2. 4.3.", "4.1 4.2 4.3"),
        ("a) b) c)", "a b c"),
        ("(a) (b) (c)", "a b c"),
        ("(i) (ii) (iv)", "i ii iv"),
        ("(h) (i) (j)", "h i j"),
        ("Clause·1: Clause·2: Clause·3:", "1 2 3"),
        ("Rule·1 Rule·2 Rule·3", "1 2 3"),
        ("- - -", "1 2 3"),
        ("* * *", "1 2 3"),
        ("• • •", "1 2 3"),
        ("– – –", "1 2 3"),
        ("o o o", "1 2 3"),
        ("1. 1. 1.", "1 2 3"),
        ("7. 8. 10.", "7 8 10"),
        ("1. (a) (b)", "1 1(a) 1(b)"),
        ("1. (a) (i)", "1 1(a) 1(a)(i)"),
        ("3. - -", "3 3.1 3.2"),
        ("2.1 - -", "2.1 2.1.1 2.1.2"),
        ("3. a. 4.", "3 3(a) 4"),
    ],
)
def test_clauses_bear_the_numbers_of_the_paper(marks, numbers):
    texts = ["Staff must knock.", "Staff must wave.", "Staff must wait."]
    lines = [f"{mark.replace('·', ' ')} {text}" for mark, text in zip(marks.split(), texts, strict=True)]
    expected = list(zip(numbers.split(), texts, strict=True))
    assert clauses("Rules\n\n" + "\n".join(lines)) == expected
    assert clauses("# Rules\r\n\r\n" + "\r\n\r\n".join(lines) + "\r\n") == expected


def test_indented_points_stand_under_the_point_above_them():
    text = "# Rules\n- Be kind:\n  - to pupils\n    - of every age\n  - to staff\n- Knock."
    assert clauses(text) == [
        ("1", "Be kind:"),
        ("1.1", "to pupils"),
        ("1.1.1", "of every age"),
        ("1.2", "to staff"),
        ("2", "Knock."),
    ]


def test_points_are_numbered_after_their_item_even_where_it_is_no_clause():
    text = "Door policy\n\n3. Doors and gates\n   (a) Doors must be shut.\n   (b) Gates are brown.\n   (c) Gates must be oiled."
    assert clauses(text) == [("3(a)", "Doors must be shut."), ("3(c)", "Gates must be oiled.")]


def test_a_number_without_words_is_shown_and_is_no_clause():
    reading = read_policy("# Rules\n\n- Knock.\n\n7.\n")
    assert clauses_of(reading) == ["Knock."]
    assert reading.unplaced == ("7.",)


def test_a_clause_over_several_lines_is_one_clause():
    text = "# Rules\n1. Staff must ask Mrs\nSmith before they\n   leave.\n2. Staff must\nknock."
    assert clauses(text) == [("1", "Staff must ask Mrs Smith before they leave."), ("2", "Staff must knock.")]


def test_a_wrapped_line_that_begins_with_a_number_is_not_a_clause_of_its_own():
    text = "# Rules\n- Nobody follows pupils under the age of\n21 years, as explained in section\n4.2 of the handbook."
    assert clauses(text) == [
        ("1", "Nobody follows pupils under the age of 21 years, as explained in section 4.2 of the handbook.")
    ]


def test_lists_that_use_the_same_numbers_are_told_apart():
    text = "# Rules\n\n1. Knock.\n2. Wave.\n\nOn trips:\n\n1. Count.\n2. Count again."
    assert clauses(text) == [("1.1", "Knock."), ("1.2", "Wave."), ("2.1", "Count."), ("2.2", "Count again.")]


def test_the_number_of_the_section_tells_lists_apart_where_there_is_one():
    text = "## 3. Rules for staff\n\n1. Knock.\n\n## 5. Rules for guests\n\n1. Wave."
    assert clauses(text) == [("3.1", "Knock."), ("5.1", "Wave.")]


def test_bullets_in_a_numbered_section_are_numbered_after_it():
    assert clauses("## 4. Code of conduct\n\n- Knock.\n- Wave.") == [("4.1", "Knock."), ("4.2", "Wave.")]


def test_a_list_that_orders_nothing_stays_unplaced_even_among_rules():
    text = "# Rules\n\n- Staff must knock.\n\nThis covers:\n\n- Doors\n- Gates"
    reading = read_policy(text)
    assert [clause.text for clause in reading.clauses] == ["Staff must knock."]
    assert reading.unplaced[-3:] == ("This covers:", "Doors", "Gates")


def test_responsibilities_are_clauses_only_where_they_bind():
    text = "# Door policy\n\n## Responsibilities\n\n- The caretaker: Mr B. Example\n- Teachers must lock the door."
    assert clauses(text) == [("1", "Teachers must lock the door.")]


def test_a_section_of_rules_is_preferred_to_orders_elsewhere():
    text = "# Door policy\n\n## Keys\n\n- Keys must be signed for.\n\n## Code of conduct\n\n- Doors must be shut."
    assert clauses(text) == [("1", "Doors must be shut.")]


def test_sections_without_a_word_for_rules_give_the_orders_in_them():
    text = "# Door policy\n\n## Introduction\n\n- Doors should be loved.\n\n## Keys\n\n- Keys must be signed for.\n- Keys are brass."
    assert clauses(text) == [("1", "Keys must be signed for.")]


def test_rules_in_prose_are_clauses():
    text = "# Door policy\n\n## Rules\n\nDoors must be shut.\n\nOurs are green.\n\nNobody may paint them."
    assert clauses(text) == [("1", "Doors must be shut."), ("2", "Nobody may paint them.")]


def test_a_sentence_about_the_paper_itself_is_no_clause():
    assert clauses("Door policy\n\nDoors must be shut.\n\nThis policy will be reviewed every year.") == [
        ("1", "Doors must be shut.")
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "## Breaches of this policy",
        "## 7. Sanctions",
        "**Failure to comply**",
        "NON-COMPLIANCE",
        "Consequences",
        "Disciplinary action:",
        "8. What happens after a breach",
        "Potential and actual breaches of the code\n---",
    ],
)
def test_the_section_about_breaches_gives_the_provisions(heading):
    rules = "# Door policy\n\n## Rules\n\n- Doors must be shut.\n\n"
    reading = read_policy(
        f"{rules}{heading}\n\nThe following will apply:\n\n- The head asks why.\n- Then it is written down.\n"
    )
    assert reading.provisions == ("The head asks why.", "Then it is written down.")
    assert reading.unplaced[-1] == "The following will apply:"
    prose = read_policy(f"{rules}{heading}\n\nThe head asks why. Then it is\nwritten down.\n")
    assert prose.provisions == ("The head asks why. Then it is written down.",)
    assert [clause.text for clause in prose.clauses] == ["Doors must be shut."]


@pytest.mark.parametrize(
    "sentence",
    [
        "Any breach of these rules may lead to disciplinary action.",
        "Failure to follow this policy will be treated as misconduct and may result in dismissal.",
        "Staff who fail to comply could be subject to sanctions.",
        "Such behaviour will be dealt with under the school's disciplinary procedure.",
    ],
)
def test_a_provision_is_found_without_a_heading_of_its_own(sentence):
    reading = read_policy(f"# Door policy\n\n## Rules\n\n- Doors must be shut.\n- {sentence}\n")
    assert (clauses_of(reading), reading.provisions) == (["Doors must be shut."], (sentence,))
    reading = read_policy(f"Door policy\n\nDoors must be shut.\n\n{sentence}\n")
    assert (clauses_of(reading), reading.provisions) == (["Doors must be shut."], (sentence,))


def clauses_of(reading):
    return [clause.text for clause in reading.clauses]


@pytest.mark.parametrize(
    "line",
    [
        "Signed: ____ Date: ____",
        "Print Name..... Signed.....",
        "Signed",
        "Signature of member of staff: ……………………",
        "Headteacher's signature",
        "I have read and understood this policy.",
        "I confirm that I will follow these rules.",
        "_________________________",
        "..............................",
        "Name: .......................... Position: .....................",
        "Chair of Governors ______________",
    ],
)
def test_places_to_sign_are_the_sign_off(line):
    reading = read_policy(f"# Door policy\n\n## Rules\n\n- Doors must be shut.\n\n{line}\n")
    assert (reading.sign_off, clauses_of(reading)) == ((line,), ["Doors must be shut."])


@pytest.mark.parametrize(
    "line",
    [
        "Staff must have signed this policy before they start.",
        "Review date: May 2027",
        "Name badges must be worn.",
        "Date approved: 3 May 2026",
    ],
)
def test_a_line_that_only_speaks_of_names_and_dates_is_no_place_to_sign(line):
    assert read_policy(f"# Door policy\n\n## Rules\n\n- Doors must be shut.\n\n{line}\n").sign_off == ()


def test_a_table_of_signatures_is_the_sign_off():
    text = "# Rules\n\n- Doors must be shut.\n\n| Name | Signed |\n|---|---|\n| Head teacher | |\n| Clerk | |\n"
    assert read_policy(text).sign_off == ("Name – Signed", "Head teacher", "Clerk")


def test_a_table_outside_the_rules_stays_unplaced():
    text = "# Door policy\n\n| Owner | Must act by |\n|---|---|\n| Clerk | May |\n\n## Rules\n\n- Doors must be shut.\n"
    reading = read_policy(text)
    assert clauses_of(reading) == ["Doors must be shut."]
    assert reading.unplaced == ("Owner – Must act by", "Clerk – May", "Rules")


@pytest.mark.parametrize(
    ("opening", "title"),
    [
        ("# Larkfield Primary School\n\n## Door Policy", "Door Policy"),
        ("# Door Policy\n\n## Larkfield Primary School", "Door Policy"),
        ("Larkfield Primary School\nDoor Policy\nMay 2026", "Door Policy"),
        ("LARKFIELD PRIMARY SCHOOL\n\nSTAFF CODE OF CONDUCT", "STAFF CODE OF CONDUCT"),
        ("Larkfield Primary School Door Policy\n====", "Larkfield Primary School Door Policy"),
        ("**Door Policy**", "Door Policy"),
        ("Title: Door Policy", "Door Policy"),
        ("---\ntitle: Door Policy\n---", "Door Policy"),
        ("# Doors and gates", "Doors and gates"),
        ("## Introduction", ""),
    ],
)
def test_the_title_names_the_policy_and_not_the_school(opening, title):
    reading = read_policy(f"{opening}\n\nOur doors are green and we like them.\n\n## Rules\n\n- Doors must be shut.\n")
    assert (reading.title, clauses_of(reading)) == (title, ["Doors must be shut."])


def test_heads_and_feet_of_pages_do_not_break_a_clause():
    head = "Larkfield door papers"
    text = f"{head}\n\nRules\n\n1. Doors must be\n\nPage 1 of 3\n{head}\n\nshut at night.\n2. Gates too.\n\n- 2 -\n{head}\n"
    assert clauses(text) == [("1", "Doors must be shut at night."), ("2", "Gates too.")]


def test_emphasis_is_taken_off_and_places_to_write_are_not():
    assert clauses("# Rules\n\n- Staff **must not** use _their own_ 5 * 3 * 2 file_name_here.\n- Write ____ here.") == [
        ("1", "Staff must not use their own 5 * 3 * 2 file_name_here."),
        ("2", "Write ____ here."),
    ]
