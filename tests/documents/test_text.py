"""Whatever people type comes onto paper whole, escaped, and in a time that can be waited for."""

import re
import subprocess
import time
import unicodedata

import pytest
from django.utils.safestring import SafeString

from investigations.documents.render import render_pdf
from investigations.documents.text import breakable, paragraphs_html, printable, safe_text

UNBROKEN = re.compile("[^ \t\n\u200b]{61}")


def test_a_long_run_gets_a_place_to_break_every_sixty_characters():
    assert safe_text("x" * 130) == "x" * 60 + "\u200b" + "x" * 60 + "\u200b" + "x" * 10


def test_a_run_of_exactly_sixty_characters_is_left_as_it_is():
    assert breakable("x" * 60) == "x" * 60
    assert breakable(f"{'x' * 60} {'y' * 60}") == f"{'x' * 60} {'y' * 60}"


def test_non_breaking_spaces_do_not_bind_a_run_together():
    assert not UNBROKEN.search(safe_text("\u00a0" * 500))
    assert safe_text("\u00a0" * 500).replace("\u200b", "") == "\u00a0" * 500


def test_ordinary_text_is_not_changed():
    text = "Mr O’Neill’s post – “great work, 4B!” – was up for 19 minutes.\tŁódź, naïve, 😀 👍🏽, العربية."

    assert safe_text(text) == text


def test_control_characters_and_halves_of_characters_are_removed():
    assert safe_text("a\x00b\x07c\x1b[31md\ud800e\x7f") == "abc[31mde"


def test_line_ends_of_every_kind_are_line_ends():
    assert safe_text("a\r\nb\rc\u2028d") == "a\nb\nc\nd"


def test_text_cannot_turn_its_own_order_about():
    assert safe_text("invoice\u202egpj.exe\u202c \u2066x\u2069") == "invoicegpj.exe x"


def test_a_tower_of_accents_is_taken_apart_and_all_its_accents_are_kept():
    taken_apart = safe_text("Z" + "\u0301" * 100)

    assert taken_apart.count("\u0301") == 100
    assert not re.search("\u0301{5}", taken_apart)


def test_paragraphs_are_escaped_and_keep_their_line_ends():
    assert paragraphs_html("One <b>\n& two\n\nThree") == "<p>One &lt;b&gt;<br>&amp; two</p>\n<p>Three</p>"
    assert isinstance(paragraphs_html("One"), SafeString)


def test_a_paragraph_over_two_thousand_characters_is_cut_at_a_space_and_runs_on():
    pieces = re.findall(r"<p( class=\"runs-on\")?>(.*?)</p>", paragraphs_html("word " * 900), re.DOTALL)

    assert [bool(runs_on) for runs_on, _ in pieces] == [False, True, True]
    assert max(len(piece) for _, piece in pieces) <= 2_000
    assert "".join(piece for _, piece in pieces) == "word " * 900


def test_nothing_typed_gives_no_paragraph():
    assert paragraphs_html(" \n\n \x00") in ("", "<p> </p>")
    assert paragraphs_html("") == ""


def test_every_text_of_a_context_is_made_safe_and_what_is_html_already_is_left():
    ready = paragraphs_html("a & b")
    context = {"title": "x\x00", "rows": [("when\u202e", 3), {"who": "y\x07"}], "text": ready, "on": None}

    made = printable(context)

    assert made == {"title": "x", "rows": [["when", 3], {"who": "y"}], "text": ready, "on": None}
    assert made["text"] is ready


HOSTILE = {
    "no space in a hundred thousand characters": "x" * 100_000,
    "sixty kilobytes of tags": "<b>" * 20_000,
    "a hundred thousand non-breaking spaces": "begin" + "\u00a0" * 100_000 + "end",
    "towers of accents": ("a" + "\u0301\u0316" * 40) * 1_000,
    "joined emoji": "👨\u200d" * 10_000,
    "three thousand line ends": "a\n" * 3_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_laid_out_whole_and_in_bounded_time(text, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    begun = time.monotonic()

    made = render_pdf(_page(paragraphs_html(text)), {}, title="Statement", seconds=60)

    assert time.monotonic() - begun < 20
    assert _visible(_text_of(made.content, tmp_path)) == _visible(text)


def test_a_template_that_forgot_to_make_text_safe_does_not_hang_either(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    begun = time.monotonic()

    made = render_pdf(_page(f"<p>{'x' * 100_000}</p>"), {}, title="Statement", seconds=60)

    assert time.monotonic() - begun < 20
    assert _text_of(made.content, tmp_path).count("x") == 100_000


def _page(body: str) -> str:
    return (
        '<!DOCTYPE html><html lang="en-GB"><head><title>Statement</title><link rel="stylesheet" href="asset:fonts.css">'
        '<link rel="stylesheet" href="asset:print.css"><style>@page { @top-left { content: none } @bottom-right { content: none } }</style></head>'
        f"<body>{body}</body></html>"
    )


def _text_of(pdf: bytes, folder) -> str:
    path = folder / "made.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True, text=True).stdout


def _visible(text: str) -> str:
    """What is left when spaces, page ends and marks without width of their own are put aside."""
    return re.sub("[\\s\u200b-\u200d\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
