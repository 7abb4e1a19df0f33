"""The parts pages are made of: dates as they are typed, error sentences, and what every page keeps to."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from pytest_django.asserts import assertHTMLEqual

from investigations.forms.base import Form
from investigations.forms.widgets import ExplainedRadios
from investigations.procedure.roles import Role
from investigations.procedure.states import Stage
from investigations.templatetags import casework as words
from investigations.views import errors

TEMPLATES = Path(settings.BASE_DIR) / "templates"
STATIC = Path(settings.BASE_DIR) / "investigations" / "static" / "investigations"


class Day(Form):
    day = forms.DateField(label="When did it happen?")


class Moment(Form):
    at = forms.DateTimeField(label="When did you learn of it?")


def boxes(name, *typed):
    return {f"{name}_{box}": value for box, value in zip(("day", "month", "year", "time"), typed, strict=False)}


@pytest.mark.parametrize(
    "typed",
    [
        ("27", "3", "2026"),
        (" 27 ", "03", "26"),
        ("27", "March", "2026"),
        ("27", "Mar.", "2026"),
        ("2026-03-27", "", ""),
        ("27/3/2026", "", ""),
        ("Friday 27 March 2026", "", ""),
    ],
)
def test_a_day_is_read_however_it_is_typed(typed):
    form = Day(boxes("day", *typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"day": date(2026, 3, 27)}


def test_a_day_is_also_read_from_one_value():
    form = Day({"day": "2026-03-27"})
    assert form.is_valid()
    assert form.cleaned_data == {"day": date(2026, 3, 27)}


@pytest.mark.parametrize(
    "typed",
    [
        ("31", "2", "2026"), ("27", "", "2026"), ("x/y", "<b>", "20 26"), ("27", "3", "226"), ("", "13", ""),
        ("27", "3", "²⁰"), ("27 3", "", ""), ("9" * 5000, "3", "2026"), ("27", "3", "0000"),
    ],
)  # fmt: skip
def test_what_is_no_date_gets_one_error_and_comes_back_as_it_was_typed(typed):
    form = Day(boxes("day", *typed))
    assert form.errors == {"day": ["Enter a real date, such as 27 3 2026"]}
    shown = form["day"].field.widget.get_context("day", form["day"].value(), {"id": "id_day"})["widget"]["subwidgets"]
    assert [box["value"] or "" for box in shown] == [part.strip() for part in typed]


def test_a_day_left_out_is_asked_for_by_its_question():
    assert Day(boxes("day", "", "", "")).errors == {"day": ["Answer the question “When did it happen?”"]}


@pytest.mark.parametrize("start", [date(2026, 3, 27), "2026-03-27"])
def test_a_known_day_stands_in_its_boxes(start):
    html = Day(initial={"day": start})["day"].as_widget()
    assert re.findall(r'name="(\w+)"[^>]* value="(\w+)"', html) == [
        ("day_day", "27"),
        ("day_month", "3"),
        ("day_year", "2026"),
    ]


@pytest.mark.parametrize(
    "typed",
    [
        ("27", "3", "2026", "14:30"),
        ("27", "3", "2026", "2:30pm"),
        ("27", "3", "2026", "2.30 PM"),
        ("2026-03-27 14:30",),
    ],
)
def test_a_moment_is_read_however_it_is_typed(typed):
    form = Moment(boxes("at", *typed))
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"at": datetime(2026, 3, 27, 14, 30, tzinfo=ZoneInfo("Europe/London"))}


@pytest.mark.parametrize("clock", ["", "25:00", "14:61", "13pm", "soon", "14"])
def test_a_day_without_a_real_time_is_no_moment_and_keeps_what_was_typed(clock):
    form = Moment(boxes("at", "27", "3", "2026", clock))
    assert form.errors == {"at": ["Enter a real date and time, such as 27 3 2026 and 14:30"]}
    shown = form["at"].field.widget.get_context("at", form["at"].value(), {"id": "id_at"})["widget"]["subwidgets"]
    assert [box["value"] or "" for box in shown] == ["27", "3", "2026", clock]


def test_a_moment_is_shown_in_the_schools_time_not_in_utc():
    html = Moment(initial={"at": datetime(2026, 7, 1, 13, 5, tzinfo=UTC)})["at"].as_widget()
    assert re.findall(r' value="([^"]+)"', html) == ["1", "7", "2026", "14:05"]


def test_every_error_is_a_sentence_with_the_fields_own_label():
    class Everything(Form):
        name = forms.CharField(label="Name of the account", max_length=5)
        share = forms.CharField(label="100% of it", max_length=5)
        email = forms.EmailField(label="Email address")
        number = forms.IntegerField(label="Days", max_value=10)
        role = forms.ChoiceField(label="Role", choices=[("a", "A")])
        clauses = forms.MultipleChoiceField(label="LADO advice", choices=[("a", "A")])
        sure = forms.BooleanField(label="I agree")
        own = forms.CharField(error_messages={"required": "Say who told you"})

    left_empty = Everything({}).errors
    assert left_empty == {
        "name": ["Enter name of the account"],
        "share": ["Enter 100% of it"],
        "email": ["Enter email address"],
        "number": ["Enter days"],
        "role": ["Choose role"],
        "clauses": ["Choose LADO advice"],
        "sure": ["Tick the box to continue: “I agree”"],
        "own": ["Say who told you"],
    }
    filled_wrongly = Everything(
        {
            "name": "abcdef",
            "share": "abcdef",
            "email": "x",
            "number": "11",
            "role": "z",
            "clauses": ["z"],
            "sure": "on",
            "own": "x",
        }
    ).errors
    assert filled_wrongly == {
        "name": ["Name of the account: use 5 characters or fewer. You have used 6."],
        "share": ["100% of it: use 5 characters or fewer. You have used 6."],
        "email": ["Enter an email address in full, such as name@school.sch.uk"],
        "number": ["Days: enter 10 or less"],
        "role": ["Choose one of the answers listed"],
        "clauses": ["Choose one of the answers listed"],
    }


class Account(Form):
    name = forms.CharField(
        label="Account", help_text="With the @", widget=forms.TextInput(attrs={"class": "govuk-input--width-10"})
    )


def test_a_field_shows_label_hint_error_and_what_was_typed():
    assertHTMLEqual(
        Account({"name": ""})["name"].as_field_group(),
        """
        <div class="govuk-form-group govuk-form-group--error">
          <label class="govuk-label govuk-label--s" for="id_name">Account</label>
          <div id="id_name_helptext" class="govuk-hint">With the @</div>
          <div id="id_name_error">
            <p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> Enter account</p>
          </div>
          <input type="text" name="name" class="govuk-input govuk-input--error govuk-input--width-10"
            aria-invalid="true" aria-describedby="id_name_helptext id_name_error" id="id_name">
        </div>""",
    )
    assert 'value="&lt;b&gt;&quot;"' in str(Account({"name": '<b>"'})["name"])


def test_choices_are_a_fieldset_whose_explanations_belong_to_their_options():
    class Severity(Form):
        level = forms.ChoiceField(
            label="How serious?",
            choices=[("a", "Minor"), ("b", "Serious")],
            widget=ExplainedRadios(hints={"b": "Could lead to a warning"}),
        )

    assertHTMLEqual(
        Severity({"level": "b"})["level"].as_field_group(),
        """
        <div class="govuk-form-group">
          <fieldset class="govuk-fieldset">
            <legend class="govuk-fieldset__legend govuk-fieldset__legend--s">How serious?</legend>
            <div class="govuk-radios" data-module="govuk-radios">
              <div class="govuk-radios__item">
                <input type="radio" class="govuk-radios__input" name="level" value="a" id="id_level_0">
                <label class="govuk-label govuk-radios__label" for="id_level_0">Minor</label>
              </div>
              <div class="govuk-radios__item">
                <input type="radio" class="govuk-radios__input" name="level" value="b" id="id_level_1" checked
                  aria-describedby="id_level_1_hint">
                <label class="govuk-label govuk-radios__label" for="id_level_1">Serious</label>
                <div id="id_level_1_hint" class="govuk-hint govuk-radios__hint">Could lead to a warning</div>
              </div>
            </div>
          </fieldset>
        </div>""",
    )


def test_the_error_summary_leads_to_the_first_box_of_each_question():
    class Several(Form):
        name = forms.CharField(label="Name")
        day = forms.DateField(label="Day")
        role = forms.ChoiceField(label="Role", choices=[("a", "A")], widget=forms.RadioSelect)

        def clean(self):
            self.add_error(None, "These do not go together.")

    form = Several({})
    html = render_to_string("parts/error_summary.html", {"form": form})
    assert re.findall(r"<li>(?:<a href=\"#([^\"]+)\">)?([^<]+)", html) == [
        ("", "These do not go together."),
        ("id_name", "Enter name"),
        ("id_day_0", "Enter day"),
        ("id_role_0", "Choose role"),
    ]
    ids = re.findall(r' id="([^"]+)"', render_to_string("parts/form.html", {"form": form}))
    assert {"id_name", "id_day_0", "id_role_0"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_statement_is_never_cut_short_by_the_browser():
    class Statement(Form):
        account = forms.CharField(widget=forms.Textarea, max_length=100)

    html = Statement()["account"].as_field_group()
    assert 'data-maxlength="100"' in html
    assert not re.search(r"[^-]maxlength", html)


def test_a_question_that_may_be_left_out_says_so_except_in_filters():
    class Optional(Form):
        note = forms.CharField(required=False)

    assert "(optional)" in render_to_string("parts/field.html", {"field": Optional()["note"]})
    assert "(optional)" not in render_to_string("parts/field.html", {"field": Optional()["note"], "plain": True})


def test_dates_are_written_as_people_say_them():
    afternoon = datetime(2026, 12, 7, 14, 5, tzinfo=ZoneInfo("Europe/London"))
    assert words.long_date(date(2026, 12, 7)) == "Monday 7 December 2026"
    assert words.short_date(date(2026, 12, 7)) == "7 Dec 2026"
    assert words.date_time(afternoon) == "Monday 7 December 2026 at 2:05pm"
    assert words.date_time(date(2026, 12, 7)) == "Monday 7 December 2026"
    assert [words.clock_time(afternoon.replace(hour=hour, minute=0)) for hour in (0, 9, 12, 23)] == [
        "midnight",
        "9:00am",
        "midday",
        "11:00pm",
    ]
    assert words.long_date(None) == words.date_time(None) == words.clock_time(None) == ""


def test_a_moment_on_a_page_is_in_the_schools_time():
    page = Template("{% load casework %}{{ when|date_time }}")
    assert page.render(Context({"when": datetime(2026, 7, 1, 23, 30, tzinfo=UTC)})) == "Thursday 2 July 2026 at 12:30am"


def test_deadlines_are_counted_in_working_days():
    assert [words.due_in(left) for left in (20, 1, 0, -1, -2, None)] == [
        "due in 20 working days",
        "due in 1 working day",
        "due today",
        "1 working day overdue",
        "2 working days overdue",
        "",
    ]
    assert words.due_in(SimpleNamespace(working_days_left=lambda: 3)) == "due in 3 working days"
    assert [words.due_tone(left) for left in (4, 3, 0, -1, None)] == ["grey", "orange", "orange", "red", "grey"]


def test_a_case_stands_at_one_station_and_has_not_been_where_it_never_was():
    def drawn(tag):
        html = Template("{% load casework %}" + tag).render(Context({"passed": [Stage.CONCERN, Stage.ASSESSMENT]}))
        return re.findall(r'stages__station--(\w+)"(?: aria-current="step")?><span class="stages__label">(\w+)', html)

    assert drawn("{% stages 'investigation' %}") == [
        ("past", "Concern"),
        ("past", "Assessment"),
        ("here", "Investigation"),
    ]
    assert drawn("{% stages 'closed' passed %}") == [("past", "Concern"), ("past", "Assessment"), ("here", "Closed")]


def test_roles_are_told_in_one_order_and_states_have_their_colour():
    assert words.roles_in_words(frozenset({Role.WITNESS, Role.CASE_MANAGER})) == "Case manager, Witness"
    assert [words.state_tone(state) for state in ("reported", "investigation_paused", "closed", "", None)] == [
        "red",
        "orange",
        "grey",
        "grey",
        "grey",
    ]


def test_sizes_and_fingerprints_can_be_read_aloud():
    lengths = (0, 1, 999, 1000, 999_499, 999_500, 3_400_000, 12_000_000, 5_000_000_000)
    assert [words.file_size(length) for length in lengths] == [
        "0 bytes", "1 byte", "999 bytes", "1 kB", "999 kB", "1.0 MB", "3.4 MB", "12 MB", "5.0 GB",
    ]  # fmt: skip
    assert (
        words.bytes_hash("0123456789abcdef")
        == words.bytes_hash(bytes.fromhex("0123456789abcdef"))
        == "01234567 89abcdef"
    )


def test_a_persons_words_keep_their_lines_and_lose_their_power():
    assert words.paragraphs("Dear head,\r\n<script>alert(1)</script>\r\n\r\n\r\nJ & J") == (
        '<p class="govuk-body">Dear head,<br>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n'
        '<p class="govuk-body">J &amp; J</p>'
    )
    assert words.paragraphs(None) == words.paragraphs("  \n ") == ""


def test_a_step_that_is_not_possible_now_gives_its_reason_and_no_link():
    html = render_to_string(
        "parts/next_steps.html",
        {
            "offers": [
                SimpleNamespace(label="Refer", url="/refer/", refusal="Record a finding first.", hint=""),
                SimpleNamespace(label="Hold", url="/hold/", refusal="", hint="When the police ask."),
            ]
        },
    )
    assert re.findall(r'href="([^"]+)"', html) == ["/hold/"]
    assert "Record a finding first." in html


def test_nought_is_a_fact_and_nothing_is_said_to_be_nothing():
    html = render_to_string(
        "parts/summary_list.html",
        {"rows": [("Files", 0), ("Where", ""), {"label": "Who", "value": "<i>", "change_url": "/who/"}]},
    )
    assert [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<dd.*?</dd>", html, re.S)] == [
        "0", "Not recorded", "&lt;i&gt;", "Change Who",
    ]  # fmt: skip


def test_a_page_has_one_heading_and_none_when_it_says_nothing():
    page = Template("{% extends 'layouts/base.html' %}{% block page_title %}{{ words }}{% endblock %}")
    own = Template("{% extends 'layouts/base.html' %}{% block page_title %}<h1>Mine</h1>{% endblock %}")
    request = RequestFactory().get("/")

    def headings(template, **context):
        return re.findall(r"<h1[^>]*>.*?</h1>", template.render(Context({"request": request, **context})))

    assert headings(page, words="A & B") == ['<h1 class="govuk-heading-l">A &amp; B</h1>']
    assert headings(page, words="") == []
    assert headings(own) == ["<h1>Mine</h1>"]


def test_the_error_pages_say_what_happened_without_telling_what_exists():
    requests = RequestFactory()
    missing = [
        errors.not_found(requests.get("/cases/LPS-1/"), Exception(secret)) for secret in ("no such case", "not yours")
    ]
    assert missing[0].content == missing[1].content
    assert missing[0].status_code == 404
    refused = errors.refused(requests.get("/"), PermissionDenied("Only the clerk can serve the papers."))
    assert (refused.status_code, "Only the clerk can serve the papers." in refused.content.decode()) == (403, True)
    assert errors.csrf_refused(requests.post("/"), "token missing").status_code == 403
    assert errors.broken(requests.get("/")).status_code == 500


def test_no_template_carries_script_or_style_of_its_own():
    forbidden = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+\s*=\s*[\"']|javascript:", re.IGNORECASE)
    found = [
        (path.relative_to(TEMPLATES), match[0])
        for path in TEMPLATES.rglob("*.html")
        if "documents" not in path.parts
        for match in forbidden.finditer(path.read_text())
    ]
    assert found == []
    assert forbidden.search('<p style="x">') and forbidden.search('<a onclick="x">') and forbidden.search("<script>x")


def test_every_colour_of_words_stands_out_from_its_ground():
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", (STATIC / "casework.css").read_text()))
    pairs = [
        (ink, ground)
        for ink, grounds in {
            "ink": ("paper", "sheet", "sage"),
            "ink-soft": ("paper", "sheet", "sage"),
            "teal-dark": ("paper", "sheet", "sage"),
            "teal": ("paper", "sheet"),
            "govuk-link-colour": ("paper", "sheet", "sage"),
            "govuk-link-visited-colour": ("paper", "sheet", "sage"),
            "govuk-focus-text-colour": ("govuk-focus-colour",),
            **{tone: (f"{tone}-wash", "paper", "sheet") for tone in ("red", "orange", "green", "blue", "purple")},
        }.items()
        for ground in grounds
    ]
    assert [(ink, ground) for ink, ground in pairs if contrast(colours[ink], colours[ground]) < 4.5] == []
    assert round(contrast("#ffffff", "#767676"), 2) == 4.54


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_lock_file_names_no_registry():
    lock = (Path(settings.BASE_DIR) / "package-lock.json").read_text()
    assert "resolved" not in lock
    assert all("integrity" in package for name, package in json.loads(lock)["packages"].items() if name)
