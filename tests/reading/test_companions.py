"""Which policies a policy is to be read with."""

import pytest

from investigations.reading.policy import read_policy

RULES = "\n\n## Rules\n\n- Doors must be shut.\n"


def companions(text):
    return read_policy(f"# Door Policy\n\n## Introduction\n\n{text}{RULES}").companion_policies


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        (
            "Read this in conjunction with the A Policy, our B Policy and the school's C Procedure.",
            ("A Policy", "B Policy", "C Procedure"),
        ),
        (
            "It should be read alongside the Child Protection and Safeguarding Policy.",
            ("Child Protection and Safeguarding Policy",),
        ),
        ("It should be read alongside the Marking and Feedback Policy.", ("Marking and Feedback Policy",)),
        (
            "It should be read alongside the Safeguarding, Behaviour and E-Safety policies.",
            ("Safeguarding policy", "Behaviour policy", "E-Safety policy"),
        ),
        ("This policy links to: Data Policy; Trips Policy.", ("Data Policy", "Trips Policy")),
        ("See also: Staff Handbook, Code of Conduct for Staff", ("Staff Handbook", "Code of Conduct for Staff")),
        (
            "Linked policies: Safeguarding, Health and Safety and Behaviour",
            ("Safeguarding", "Health and Safety", "Behaviour"),
        ),
        ("It is linked to other policies, such as the Data Policy (2025), which is on the website.", ("Data Policy",)),
        ("Read it alongside our other policies (Data Policy and Trips Policy).", ("Data Policy", "Trips Policy")),
        (
            "Read it in conjunction with the [Data Policy](https://example.org/a_b) and the **Trips Policy**.",
            ("Data Policy", "Trips Policy"),
        ),
        ("Read it alongside the Data Policy. See also: data policy.", ("Data Policy",)),
        ("In addition to the Data Policy, doors matter.", ()),
        ("It should be read alongside the school's other policies.", ()),
        ("We work alongside parents and the police.", ()),
        ("This policy follows the Data Policy in spirit.", ()),
    ],
)
def test_names_are_found_in_a_sentence(sentence, names):
    reading = read_policy(f"# Door Policy\n\n## Introduction\n\n{sentence}{RULES}")
    assert reading.companion_policies == names
    assert reading.unplaced[1] == sentence.replace("**", "")


@pytest.mark.parametrize(
    "lead",
    [
        "This policy should be read in conjunction with:",
        "## Linked policies",
        "Related policies:",
        "## See also",
        "This policy links to the following:",
    ],
)
def test_names_are_found_in_a_list(lead):
    text = (
        f"{lead}\n\n- Safeguarding\n- Data Policy (2025);\n- [Trips Policy](https://example.org); and\n* data policy."
    )
    assert companions(text) == ("Safeguarding", "Data Policy", "Trips Policy")


def test_a_rule_that_names_a_policy_stays_a_rule():
    reading = read_policy("# Rules\n\n- Staff must keep the register alongside the Data Policy.\n- Staff must knock.")
    assert reading.companion_policies == ()
    assert [clause.text for clause in reading.clauses] == [
        "Staff must keep the register alongside the Data Policy.",
        "Staff must knock.",
    ]


def test_the_sentence_with_the_names_is_no_clause_where_there_are_no_headings():
    reading = read_policy("Doors must be shut.\n\nThis policy should be read alongside the Data Policy.")
    assert [clause.text for clause in reading.clauses] == ["Doors must be shut."]
    assert reading.unplaced == ("This policy should be read alongside the Data Policy.",)
