"""An export whose worker kills itself in the middle, and whoever takes it up.

Run as `python -m tests.documents.killing VERB` in the surroundings of a site: `prepare-export` a case and ask for it,
`die-at PERCENT`, `make` what waits, or `report` how it stands.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LEASE = 2


def surroundings(folder: Path, database: str = "") -> dict[str, str]:
    here = {
        "DATA_DIR": str(folder),
        "JOB_LEASE": str(LEASE),
        "DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "casework.settings",
    }
    return {**os.environ, **here} | ({"DATABASE_URL": database} if database else {})


def done(verb: str, here: dict[str, str], *more: str, check: bool = True) -> str:
    command = [sys.executable, "-m", "tests.documents.killing", verb, *more]
    return subprocess.run(command, cwd=ROOT, env=here, capture_output=True, check=check, text=True).stdout


def _prepare_export() -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from investigations.actions.documents import request_document
    from investigations.actions.evidence import add_evidence
    from investigations.models import DocumentKind
    from investigations.procedure.states import State
    from tests.world import World

    world = World.make()
    case = world.case_at(State.INVESTIGATION)
    for number in range(4):
        file = SimpleUploadedFile(f"{number}.txt", b"CANARY-7719 " * 50_000)
        add_evidence(case, file, by=world.user("deputy"))
    request_document(case, DocumentKind.CASE_EXPORT, by=world.user("head"))


def _die_at() -> None:
    from investigations.documents import produce

    say = produce.progress

    def say_and_die(job, percent, doing):
        say(job, percent, doing)
        if percent >= int(sys.argv[2]):
            os.kill(os.getpid(), signal.SIGKILL)

    produce.progress = say_and_die
    _make()


def _make() -> None:
    from investigations.documents.apart import clear_abandoned
    from investigations.documents.produce import produce
    from investigations.models import Job, JobState

    clear_abandoned(older_than=0)
    waiting = Job.objects.exclude(state__in=[JobState.DONE, JobState.FAILED])
    waiting.update(attempts=0)  # as if each kill were the first
    for job in waiting:
        produce(job.pk)


def _report() -> None:
    from django.conf import settings

    from investigations.documents.apart import clear_abandoned
    from investigations.models import AuditEvent, Document, Job, KeptPart

    clear_abandoned(older_than=0)
    data = Path(settings.DATA_DIR)
    known = {
        *Document.objects.values_list("vault_key", flat=True),
        *KeptPart.objects.values_list("vault_key", flat=True),
    }
    case = Job.objects.get().case
    known |= set(case.evidence.values_list("vault_key", flat=True))
    lying = {str(one.relative_to(settings.VAULT_DIR)) for one in Path(settings.VAULT_DIR).glob("*/*") if one.is_file()}
    print(
        json.dumps(
            {
                "jobs": [job.state.value if hasattr(job.state, "value") else job.state for job in Job.objects.all()],
                "documents": Document.objects.count(),
                "made": AuditEvent.objects.filter(kind="document.made").count(),
                "in the clear": len(list((data / "work").iterdir())) if (data / "work").exists() else 0,
                "of no row": sorted(one for one in lying - known if not one.rpartition("/")[2].startswith(".")),
            }
        )  # fmt: skip
    )


if __name__ == "__main__":
    import django

    django.setup()
    verbs = {
        "prepare-export": _prepare_export,
        "make": _make,
        "die-at": _die_at,
        "report": _report,
    }
    verbs[sys.argv[1]]()
