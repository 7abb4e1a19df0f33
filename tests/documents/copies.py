"""A case with names that have to go: a pupil's from every copy, a witness's from all but those of the parties."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from investigations.actions.appointments import name_companion
from investigations.actions.data_rights import record_request
from investigations.actions.employee import share_papers
from investigations.actions.evidence import add_evidence
from investigations.actions.recipients import recipients_of
from investigations.actions.releases import prepare_copy
from investigations.actions.statements import take_statement
from investigations.actions.take import take
from investigations.documents.produce import produce
from investigations.documents.renditions import what_it_is_made_from
from investigations.models import ConfidentialMinute, Pseudonym, Rendition
from investigations.procedure.audiences import Audience, Scope
from investigations.procedure.minutes import MinuteKind
from investigations.procedure.redaction import PseudonymKind
from investigations.procedure.side_tracks import StatementProcedure
from investigations.vault.store import keep, read_chunks
from tests import world as w
from tests.world import World

PUPIL, ALSO, WITNESS = "Amelia Featherstone", "Millie Stone", "Dora Slate"
NOTE = f"{PUPIL} was in the picture. {WITNESS} told me so."


def pdf_of(*colours: str) -> bytes:
    """A page of each colour."""
    pages = [Image.new("RGB", (595, 842), colour) for colour in colours]
    content = io.BytesIO()
    pages[0].save(content, "PDF", save_all=True, append_images=pages[1:])
    return content.getvalue()


def hide(case, name, *also, kind=PseudonymKind.PUPIL, label="Pupil A", person=None) -> Pseudonym:
    scopes = [scope.value for scope in kind.hidden_in]
    return Pseudonym.objects.create(
        case=case, name=name, also=list(also), kind=kind, label=label, scopes=scopes, person=person
    )


def redacted(world: World, exhibit, scope: Scope, content: bytes) -> Rendition:
    """A copy of a text with its names taken out, made by one person and approved by another."""
    kept = keep([content], folder=exhibit.case.pk.hex, limit=10**6)
    return Rendition.objects.create(
        evidence=exhibit, scope=scope, state="approved", made_from=what_it_is_made_from(exhibit, scope), made_by=world["deputy"],
        approved_by=world["head"], approved_at=timezone.now(), vault_key=kept.key, sha256=kept.sha256, size=kept.size,
        content_type="text/plain", pages=1,
    )  # fmt: skip


def a_case_with_names():
    """A whole life up to its end, everybody served, the companion with whom the papers are shared, and one who asks."""
    world = World.make()
    head, deputy = world.user("head"), world.user("deputy")
    case = world.log(title=f"A picture of {PUPIL}")
    w.assess(world, case)
    w.investigate(world, case)
    add_evidence(
        case, SimpleUploadedFile("amelia_featherstone.txt", NOTE.encode()), by=deputy, description=f"Note on {PUPIL}"
    )
    add_evidence(
        case,
        SimpleUploadedFile("diary.pdf", pdf_of("#335577", "#557733")),
        by=deputy,
        description="The diary",
    )
    for who, said in (
        ("dsl", f"I saw {PUPIL.upper()} there."),
        ("reporter", f"I found the post about {ALSO} at once."),
    ):
        statement = take_statement(case, world[who], text=said, taken_on=timezone.localdate(), by=deputy)
        take(StatementProcedure.send_statement, statement, by=deputy)
        take(StatementProcedure.confirm_statement, statement, by=world.user(who), confirmed=True)
    w.report(world, case)
    hide(case, PUPIL, ALSO)
    hide(case, WITNESS, kind=PseudonymKind.WITNESS, label="Witness 1", person=world["dsl"])
    hide(case, "Rita Shaw", kind=PseudonymKind.WITNESS, label="Witness 2", person=world["reporter"])
    note = case.evidence.get(number=1)
    redacted(world, note, Scope.PARTIES, b"Pupil A was in the picture. Dora Slate told me so.")
    redacted(world, note, Scope.SUBJECT_ACCESS, b"Pupil A was in the picture. Witness 1 told me so.")
    share_papers(
        name_companion(case, world["business_manager"], by=world.user("teacher")), shared=True, by=world.user("teacher")
    )
    for go in (w.refer, w.arrange, w.hear, w.decide, w.appeal, w.arrange_appeal, w.hear_appeal, w.decide_appeal):
        case.refresh_from_db()
        go(world, case)
    asked = record_request(
        case, request_kind="access", received_on=timezone.localdate(), channel="email", what="All of it.",
        person=world["teacher"], owner=world["dpo"], by=head,
    )  # fmt: skip
    type(asked).objects.filter(pk=asked.pk).update(checked_on=timezone.localdate(), checked_how="Seen.")
    words = "The employee received a first written warning. Pupil A is safe."
    ConfidentialMinute.objects.create(
        case=case, kind=MinuteKind.REPORT, letter="L43", words=words, sha256="0" * 64, kept_by=world["clerk"]
    )
    case.refresh_from_db()
    return world, case


def key_for(case, audience: Audience, person=None, *, is_appeal: bool = False) -> str:
    rows = [row for row in recipients_of(case) if row.audience is audience and row.is_appeal == is_appeal]
    return next(row.key for row in rows if person is None or row.person == person)


def prepared(
    world: World, case, audience: Audience, person=None, *, is_appeal: bool = False, by: str = "clerk", **more
):
    """A copy that was made and searched."""
    release = prepare_copy(case, key_for(case, audience, person, is_appeal=is_appeal), by=world.user(by), **more)
    produce(release.jobs.get().pk)
    release = type(release).objects.get(pk=release.pk)
    return release


def content_of(release) -> bytes:
    return b"".join(read_chunks(release.document.vault_key))
