"""What is a letter made of?  Texts as data: fields from a closed list, divisions, and nothing that is ever run."""

import re
from collections import Counter

import pytest
from django.template.loader import render_to_string

from investigations.documents.case_letter import in_html
from investigations.documents.letter_text import blocks_of, house_text, is_greeting, subject_and_text
from investigations.documents.merge import VALUES
from investigations.procedure.letters import Letter
from investigations.procedure.merge import FIELD, MergeField, gaps, merged, unknown_fields

WRITTEN = [letter for letter in Letter if letter.is_written]

#: What the domain paper, section 7, requires of each: fields, and words that have to occur (as a pattern).
MUST_CONTAIN: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "L01": (("received_on",), ("received", "confidential", r"not be able to tell you the details", "treat you worse", "whistleblowing")),
    "L02": ((), ("keep|preserve", r"delete|alter", "device", r"‹[^›]*(day|date|by)[^›]*›|until|by ‹")),
    "L03": (
        ("allegations", "policy_versions", "possible_outcome", "investigating_officer", "report_by"),
        ("meeting|interview", "union", "used at a hearing", "confidential", "told the result", "procedure .*enclosed"),
    ),
    "L04": (
        ("suspension_reason", "alternatives", "suspended_from", "named_contact", "review_by", "governing_body"),
        ("neutral|not a (disciplinary )?(sanction|punishment|penalty)|no view", "full pay|paid in full", "contact|pupils", "union", "keys", "available|working hours"),
    ),
    "L05": (("review_by",), ("review",)),
    "L06": (("suspension_ended_on",), ("return",)),
    "L07": (("employee", "suspended_from"), ("suspen",)),
    "L08": (("allegations",), ("find out what happened", "union", "day and time", "exhibits|documents", "disability|adjust")),
    "L09": ((), ("confidential", "statement", "hearing", "support")),
    "L10": (("statement", "return_by"), ("correct|wrong", "treated as agreed")),
    "L11": (("reason", "report_by"), ()),
    "L12": (("terms", "report_by"), ()),
    "L14": ((), ("no case to answer", "personal file", "support")),
    "L15": (("advice_given",), ("not a (disciplinary )?sanction", "warning", "support|training")),
    "L16": (("allegations", "index", "policy_versions"), ("Witnesses", "spent|warning")),
    "L17": (
        ("allegations", "possible_outcome", "hearing_when", "hearing_place", "panel_members", "presenting_officer", "hr_adviser", "index", "papers_by"),
        ("accompanied", "witnesses", "five working days", "go on without you", "disability", "procedure is enclosed"),
    ),
    "L18": (("index",), ("same set",)),
    "L19": (("reason", "hearing_when"), ()),
    "L20": (("findings",), ("closed|ends|no (further )?(sanction|action)",)),
    "L21": (
        ("findings", "change_required", "live_until", "clerk", "appeal_by"),
        ("first written warning", "further breach", "personal file", "support", "grounds", "appeal"),
    ),
    "L22": (("findings", "change_required", "live_until", "appeal_by"), ("final written warning", "dismissal", "appeal")),
    "L23": (("outcome_reasons", "appeal_by"), ("notice", "pay", "appeal")),
    "L24": (("outcome_reasons", "appeal_by"), ("gross misconduct", "without notice", "appeal")),
    "L25": (("outcome_reasons",), ("determined", "14 days")),
    "L26": ((), ("agree", "sign|slip|accept")),
    "L27": (("appeal_received_on",), ("next",)),
    "L28": (("reason",), ("accept|refuse|heard",)),
    "L29": (("panel_members", "appeal_scope", "index"), ("accompanied", "papers", "had any part|not taken part|no part")),
    "L30": (("appeal_reasons",), ("each ground", "final", "pay", "personal file")),
    "L31": (("warning_given_on",), ("disregard",)),
    "L32": (("allegations", "employee"), ("four criteria", "date of birth", "Contact with children elsewhere")),
    "L33": (("aware_at",), ("number|how many|approximate", "likely|consequence", "measures|done", "data protection officer|contact")),
    "L34": ((), ("likely|may mean|could", "done", "data protection officer|contact")),
    "L35": (("findings",), ("evidence",)),
    "L36": (("findings",), ("evidence|papers",)),
    "L37": ((), ("child", "speak|spokes|questions")),
    "L38": ((), ("‹|spokes|comment",)),
    "L39": ((), ("address|URL|link", "exhibit|evidence")),
    "L40": ((), ("exhibit|evidence|statement",)),
    "L41": (("request_received_on",), ("withheld", "complain|Information Commissioner|right")),
}  # fmt: skip


def test_every_letter_that_is_written_has_a_text_and_stands_in_the_hand_written_table():
    assert {letter.value for letter in WRITTEN} == set(MUST_CONTAIN)
    for letter in WRITTEN:
        subject, text = subject_and_text(house_text(letter), letter)
        assert subject and text, letter
        assert unknown_fields(house_text(letter)) == [], letter


@pytest.mark.parametrize("code", sorted(MUST_CONTAIN))
def test_a_letter_holds_what_the_domain_paper_requires_of_it(code):
    fields, words = MUST_CONTAIN[code]
    whole = house_text(Letter(code))
    missing = [name for name in fields if f"[[{name}]]" not in whole]
    missing += [one for one in words if not re.search(one, whole, re.IGNORECASE | re.DOTALL)]
    assert missing == []


def test_a_statement_to_the_public_names_nobody_of_the_case():
    for letter in (Letter.STATEMENT_TO_PARENTS, Letter.PRESS_LINE, Letter.LETTER_TO_PARENTS):
        assert not {"employee", "employee_post", "findings", "outcome"} & set(FIELD.findall(house_text(letter))), letter


def test_every_field_of_the_list_has_a_value_somewhere():
    assert set(VALUES) == set(MergeField)


def test_no_text_carries_a_date_or_a_name_of_its_own():
    for letter in WRITTEN:
        assert not re.search(r"\b20\d\d\b", house_text(letter)), letter


def test_the_plain_text_is_divided_into_headings_lists_and_paragraphs():
    blocks = blocks_of("Dear A\n\n## Title\ntext\nof two lines\n\nBefore\n- one\n- two\n  more\n\n- three\n\nEnd")
    assert [(block.kind, block.text, block.lines) for block in blocks] == [
        ("paragraph", "Dear A", ()),
        ("heading", "Title", ()),
        ("paragraph", "text\nof two lines", ()),
        ("paragraph", "Before", ()),
        ("list", "", ("one", "two more")),
        ("list", "", ("three",)),
        ("paragraph", "End", ()),
    ]
    assert [is_greeting(block) for block in blocks] == [True] + [False] * 6


def test_a_field_without_a_value_becomes_a_gap_that_says_what_is_missing():
    text = merged("On [[hearing_when]] before [[panel_members]]", {MergeField.HEARING_WHEN: "Monday"})
    assert (text, gaps(text)) == ("On Monday before ‹Members of the panel, the chair first›", ["Members of the panel, the chair first"])  # fmt: skip


HOSTILE = (
    "{% load casework %}{% include 'letters/list.html' %} {{ request.user }} {{ settings.SECRET_KEY }} "
    "<script>alert(1)</script> <img src=x onerror=alert(1)> [[__class__]] [[employee]] ${7*7} {# gone? #}"
)


def test_a_value_that_looks_like_a_field_is_not_merged_again():
    assert merged("[[employee]]", {MergeField.EMPLOYEE: "[[school]]", MergeField.SCHOOL: "X"}) == "[[school]]"


def test_hostile_text_is_printed_and_never_run_on_page_and_paper():
    text = f"Dear [[employee]]\n\n## {HOSTILE}\n\n- {HOSTILE}\n\n{HOSTILE}"
    words = merged(text, {MergeField.EMPLOYEE: HOSTILE})
    page = render_to_string("letters/sheet.html", {"blocks": blocks_of(words), "subject": HOSTILE, "to": HOSTILE})
    paper = render_to_string(
        "documents/parts/letter_blocks.html", {"blocks": [in_html(block) for block in blocks_of(words)]}
    )
    for html in (page, paper):
        assert "<script>" not in html and "<img" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        counted = Counter(re.findall(r"\{% load casework %\}|\{\{ request.user \}\}|\{# gone\? #\}", html))
        assert min(counted.values()) >= 3 and len(counted) == 3
