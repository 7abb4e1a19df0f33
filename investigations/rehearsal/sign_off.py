"""What have the staff signed?  The policy of the rehearsal school in two versions, and the signatures under them."""

from datetime import timedelta
from pathlib import Path

from investigations.actions.policies import countersign, publish, save_version, sign
from investigations.models import Person, PolicyVersion, School
from investigations.reading.policy import read_file, read_policy

from .cast import MEMBERS, YEAR, Cast
from .moved_time import MovedTime
from .school import NAME, Days

FOLDER = Path(__file__).parent / "policies"
FIRST, SECOND = -1700, -330  # working days from today
A_DAY = 4
#: Signed, and waiting for the head's countersignature.
NOT_COUNTERSIGNED = ("yusuf", "reid")


def make_policy(cast: Cast, days: Days, clock: MovedTime) -> None:
    """Version 1, superseded, and version 2, in force: both published, the second signed by most of the staff."""
    for number, distance in ((1, FIRST), (2, SECOND)):
        clock.to(days.at(distance - 8, "16:20"))
        version = adopt(cast.school, number, days, distance, by=cast["business_manager"])
        clock.to(days.at(distance - 3, "11:05"))
        publish(version, by=cast["head"])
        version.refresh_from_db()
        _collect_signatures(version, cast, days, clock, distance)


def adopt(
    school: School, number: int, days: Days, distance: int, *, by: Person | None = None, handle: str = ""
) -> PolicyVersion:
    """Read and save one version of the policy; with `handle`, in the name of another school than Larkfield."""
    name = f"version-{number}.md"
    text = read_file((FOLDER / name).read_bytes(), name)
    if handle:
        short = school.name.removesuffix(" School")
        text = text.replace("LarkfieldClass", handle).replace(NAME, school.name).replace("Larkfield", short)
    adopted = days.day(distance - 6)
    return save_version(
        school,
        read_policy(text),
        text,
        effective_from=days.day(distance),
        source_name=f"Social media and class account policy, version {number}.md",
        by=by,
        adopted_on=adopted,
        minute_reference=f"Full governing body, {adopted:%B %Y}, item {6 + number}",
    )


def _collect_signatures(version: PolicyVersion, cast: Cast, days: Days, clock: MovedTime, distance: int) -> None:
    """Four a day, in the order in which it happened; at the end of each day the head countersigns.

    Who has joined since has not signed yet.
    """
    began = {member.key: days.today - timedelta(days=round(member.years * YEAR)) for member in MEMBERS}
    signers = [key for key in cast.staff() if began[key] <= days.day(distance)]
    for number, group in enumerate(signers[start : start + A_DAY] for start in range(0, len(signers), A_DAY)):
        day = distance + 1 + number
        signed = []
        for place, key in enumerate(group):
            clock.to(days.at(day, f"{8 + place:02}:{(number * 13 + place * 17) % 60:02}"))
            signed.append((key, sign(version, cast[key].name, by=cast[key])))
        for place, (key, signature) in enumerate(signed):
            if version.number == 2 and key in NOT_COUNTERSIGNED:
                continue
            by = cast[_chair_at(version)] if key == "head" else cast["head"]
            clock.to(days.at(day, f"16:{20 + place:02}"))
            countersign(signature, by.name, by=by)


def _chair_at(version: PolicyVersion) -> str:
    """For the head's own signature the chair of that day countersigns."""
    return "former_chair" if version.number == 1 else "chair"
