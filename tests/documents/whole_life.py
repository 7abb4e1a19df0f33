"""A whole life of a case, full enough to be looked at on paper: long words, many exhibits, hostile text."""

import io
from datetime import time, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageDraw, ImageFont

from investigations.actions.appointments import appoint, name_companion
from investigations.actions.concerns import Claim, Concern, log_concern
from investigations.actions.evidence import add_evidence, describe, record_reading
from investigations.actions.governing_body import propose_action
from investigations.actions.investigation import (
    add_to_chronology,
    appeal_find,
    find,
    give_advice,
    panel_find,
    write_report,
    write_terms,
)
from investigations.actions.statements import answer, take_statement
from investigations.actions.take import take
from investigations.models import Acknowledgement, Hearing
from investigations.procedure.case import CaseProcedure as P
from investigations.procedure.roles import Role
from investigations.procedure.side_tracks import ActionProcedure, StatementProcedure
from tests import world as w
from tests.documents import sample
from tests.world import World

HOSTILE = {
    "html": "<b>bold</b> <script>alert(1)</script> &amp; <img src=x onerror=alert(1)> {{ braces }} {% tags %}",
    "right to left": "\u202eesrever\u202c and \u05e9\u05dc\u05d5\u05dd and \u0645\u0631\u062d\u0628\u0627 and \u2067turned\u2069",
    "no space": "a" * 100_000,
    "accents": "Z" + "\u0351" * 400,
    "symbols": "👍 ✓ ਪੰਜਾਬੀ Привет Łódź 你好",
}
LONG = sample.LONG
CLAIMS = (
    "A photograph of the volcano display was posted on the class account. Pupil A can be recognised at its edge, and "
    "the caption gave the pupil’s first name and surname.",
    "Before the picture was posted, nobody looked up the consent that the office holds for the pupils in it.",
    "After a colleague had asked for the post to be taken down it was left to stand for more than half an hour, and "
    "was in that time passed on at least twice by accounts that have nothing to do with the school.",
)


def a_full_life(*, screenshots: int = 20, statements: int = 3, readings: int = 60) -> World:
    """The world, with `world.case` closed after an appeal."""
    world = World.make("Larkfield Primary School", address="Mill Lane\nLarkfield LK4 7TT\n01632 960417")
    today = timezone.localdate()
    head, deputy, clerk, teacher = (world.user(key) for key in ("head", "deputy", "clerk", "teacher"))
    happened = today - timedelta(days=9)
    Acknowledgement.objects.create(
        version=world.version, person=world["teacher"], signed_at=timezone.now() - timedelta(days=100),
        countersigned_by=world["head"], countersigned_at=timezone.now() - timedelta(days=95),
    )  # fmt: skip
    clauses = {clause.number: clause for clause in world.version.clauses.all()}
    claims = tuple(
        Claim(
            what=what, happened_from=happened, happened_to=happened + timedelta(days=place), account="@LarkfieldYear4",
            post_address="https://posts.example/LarkfieldYear4/status/1856402211946",
            device="School tablet 14, signed out to Year 4", clauses=(clauses[str(3 - place)], clauses["3"]),
        )
        for place, what in enumerate(CLAIMS)
    )  # fmt: skip
    concern = Concern(
        title="Photograph of a pupil with the full name on a class account", claims=claims, subject=world["teacher"],
        how_it_came_to_light=LONG, done_at_once="The post was taken down.\n\nThe tablet was put in the safe.",
    )  # fmt: skip
    case = log_concern(concern, by=world.user("reporter"), at=world["reporter"])
    world.case = case
    appoint(case, world["chair"], Role.INCIDENT_GROUP, by=head)
    appoint(case, world["it_lead"], Role.EVIDENCE_CUSTODIAN, by=head, reason="Keep the account’s log.")
    w.assess(world, case)
    appoint(case, world["deputy"], Role.INVESTIGATING_OFFICER, by=head)
    appoint(case, world["hr"], Role.HR_ADVISER, by=head)
    give_advice(case, LONG, by=world.user("hr"))
    write_terms(
        case, by=head, background=LONG, scope="The post of the day.\n\nThe consent for the picture.\n\nHow long it stood.",
        excluded="What other schools do.", people_to_interview="Rita Shaw\nDora Slate\nTessa Moor", report_to="Helen Ward",
        report_by=today + timedelta(days=20), confidentiality="Nothing is told outside.", updates="Every Friday by e-mail",
    )  # fmt: skip
    take(P.open_investigation, case, by=head, severity="3", reason=LONG)
    take(P.tell_the_employee, case, by=head, told_on=timezone.now(), method="by_hand")
    exhibits(world, screenshots)
    for number in range(statements):
        witness = world[("dsl", "it_lead", "reporter")[number % 3]]
        text = "\n\n".join([LONG] * 5) if number else "\n\n".join([LONG, *HOSTILE.values(), LONG])
        statement = take_statement(
            case, witness, text=text, taken_on=today, by=deputy, how_taken="In the head teacher’s office, with notes"
        )
        take(StatementProcedure.send_statement, statement, by=deputy)
        take(StatementProcedure.confirm_statement, statement, by=witness.user, confirmed=True)
    answer(case, LONG, by=teacher)
    for number in range(24):
        add_to_chronology(
            case, day=happened + timedelta(days=number // 5), at=time(9 + number % 5, 41), by=deputy,
            text=CLAIMS[number % 3] if number != 7 else LONG * 3, evidence=case.evidence.order_by("number")[number % 5],
        )  # fmt: skip
    for allegation, result in zip(case.allegations.all(), ("proved", "partly", "not_proved"), strict=True):
        find(
            allegation, result=result, reasons=LONG, by=deputy,
            evidence_for="The picture as it stood (exhibit 1)\nThe log of the account", evidence_against="The consent form",
        )  # fmt: skip
    write_report(
        case, by=deputy, introduction=LONG, process=LONG, not_collected="The telephone of a parent: refused.",
        not_interviewed="Pupil A, at the wish of the parents.", facts_established=LONG, facts_not_established="Who passed it on.",
        mitigating=LONG, conclusion=LONG, recommendation="formal", other_recommendations="A list beside every camera.",
    )  # fmt: skip
    take(P.submit_report, case, by=deputy)
    appoint(case, world["clerk"], Role.CLERK, by=head)
    appoint(case, world["colleague"], Role.PRESENTING_OFFICER, by=head)
    take(P.refer_to_disciplinary, case, by=head, reason=LONG, may_dismiss=True)
    for number in range(3):
        action = propose_action(
            case, title=("Write to the parents of Pupil A", "Freeze the class account", "Look at every account")[number],
            instructions=LONG, owner=world["dpo"], due_on=today + timedelta(days=5), protects=["school", "children"], by=head,
        )  # fmt: skip
        take(ActionProcedure.approve_action, action, by=head)
        take(ActionProcedure.complete_action, action, by=world.user("dpo"), done_on=today, proof="Letter of the day.")
    w.arrange(world, case)
    name_companion(case, world["business_manager"], by=teacher)
    w_hearing(world, clerk)
    for allegation, result in zip(case.allegations.all(), ("proved", "partly", "not_proved"), strict=True):
        panel_find(allegation, result=result, reasons=LONG, by=world.user("governor1"))
    take(
        P.issue_outcome, case, by=world.user("governor1"), level="final_written", reason=LONG,
        change_required="Look up the consent before every picture.\n\nAsk a colleague to read each caption.",
        served_at=timezone.now(), method="by_hand", votes=[world[key] for key in w.PANEL],
    )  # fmt: skip
    take(P.lodge_appeal, case, by=teacher, grounds=["unfair", "inconsistent"], grounds_text=LONG)
    w.arrange_appeal(world, case)
    Hearing.objects.filter(case=case, is_appeal=True).update(starts_at=timezone.now())
    take(
        P.hold_appeal, case, by=clerk, held_on=today, present=[world[key] for key in w.APPEAL], minutes=LONG,
        employee_attended=True, companion_present="Basil Munn",
    )  # fmt: skip
    for allegation, result in zip(case.allegations.all(), ("proved", "partly", "not_proved"), strict=True):
        appeal_find(allegation, result=result, reasons=LONG, by=world.user("governor4"))
    take(
        P.decide_appeal, case, by=world.user("governor4"), result="reduced", level="first_written", reason=LONG,
        grounds_upheld=["inconsistent"], votes=[world[key] for key in w.APPEAL],
    )  # fmt: skip
    for number in range(readings):
        record_reading(case.evidence.order_by("number")[number % 5], "viewed", by=world["hr"])
    w.close(world, case)
    case.refresh_from_db()
    return world


def w_hearing(world: World, clerk: object) -> None:
    Hearing.objects.filter(case=world.case).update(starts_at=timezone.now())
    take(
        P.hold_hearing, world.case, by=clerk, held_on=timezone.localdate(), present=[world[key] for key in w.PANEL],
        minutes="\n\n".join([LONG] * 4), employee_attended=True, companion_present="Basil Munn, branch secretary",
    )  # fmt: skip


def exhibits(world: World, screenshots: int) -> None:
    """Screenshots of a telephone, two photographs of 12 megapixels, a PDF of 40 pages, a long strip, a text, a document."""
    by, case = world.user("deputy"), world.case
    files = [(f"IMG_20{number:02}.PNG", "image/png", sample.screenshot((1170, 2532))) for number in range(screenshots)]
    files += [
        ("display.jpg", "image/jpeg", sample.photograph((4032, 3024))),
        ("label.jpg", "image/jpeg", sample.photograph((3024, 4032))),
        ("thread.png", "image/png", sample.screenshot((1080, 5600))),
        ("account-history.pdf", "application/pdf", many_pages(40)),
        ("log.txt", "text/plain", ("2026-11-12 15:41:07 view /status/1\n" * 90).encode()),
        ("wide.png", "image/png", sample.screenshot((2400, 900))),
    ]
    for number, (name, kind, content) in enumerate(files, start=1):
        exhibit = add_evidence(
            case, SimpleUploadedFile(name, content, kind), by=by, dated=timezone.localdate() - timedelta(days=9),
            description=f"{'Screenshot of the post with its caption' if kind == 'image/png' else 'As handed in'}, number {number}",
            source="Rita Shaw’s telephone",
        )  # fmt: skip
        bears = {case.allegations.all()[number % 3]: ("supports", "against", "context")[number % 3]}
        describe(exhibit, bears, by=by)


def many_pages(count: int) -> bytes:
    pages = []
    for number in range(1, count + 1):
        page = Image.new("RGB", (1240, 1754), "white")
        draw = ImageDraw.Draw(page)
        draw.text(
            (120, 110), f"Account history, sheet {number} of {count}", fill="black", font=ImageFont.load_default(44)
        )
        for line in range(30):
            draw.text(
                (120, 230 + 44 * line), f"2026-11-12 15:{line:02}:07  session 81{number}{line:02}  view  /status/{line}",
                fill="black", font=ImageFont.load_default(26),
            )  # fmt: skip
        pages.append(page)
    written = io.BytesIO()
    pages[0].save(written, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    return written.getvalue()
