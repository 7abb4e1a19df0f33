"""Enter somebody in a school's register, with an office and an account."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, transaction

from investigations.actions.invitations import invite
from investigations.actions.people import USUAL_OFFICE, add_person, give_account
from investigations.actions.refusals import Refused
from investigations.management.terminal import (
    NO_DATABASE,
    an_address,
    one_of,
    password_for,
    refuse,
    site_address,
    the_school,
)
from investigations.models import User
from investigations.procedure.choices import PersonKind
from investigations.procedure.roles import Office

#: What somebody with this office is, unless --kind says otherwise.
KINDS = {
    **{office: PersonKind.GOVERNOR for office in Office if office.is_governor},
    Office.HR_ADVISER: PersonKind.ADVISER,
    Office.DPO: PersonKind.ADVISER,
    Office.CLERK: PersonKind.OTHER,
}


class Command(BaseCommand):
    help = "Enter somebody in the register of people; with --email they can sign in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="for a pupil “-”: pupils are given a letter")
        parser.add_argument("--school", metavar="NAME-OR-ID", help="not needed where there is only one")
        parser.add_argument("--email", default="", help="gives them an account with this address")
        parser.add_argument("--office", default="", help=", ".join(office.value for office in Office))
        parser.add_argument("--kind", default="", help=", ".join(kind.value for kind in PersonKind))
        parser.add_argument("--job-title", default="")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--site", default="", help="the address of the site, for the one-time link")

    def handle(self, *args: Any, **options: Any) -> None:
        office = Office(one_of(self, options["office"], Office, "--office")) if options["office"] else None
        kind = self.kind(options["kind"], office)
        email = an_address(self, options["email"]) if options["email"] else ""
        if kind is PersonKind.PUPIL and (email or office):
            refuse(self, "A pupil holds no office and has no account. Nothing was saved.")
        if options["password_stdin"] and not email:
            refuse(self, "A password needs an account: give --email too. Nothing was saved.")
        try:
            school = the_school(self, options["school"])
            with transaction.atomic():
                person = add_person(
                    school,
                    kind=kind,
                    name=options["name"],
                    job_title=options["job_title"],
                    email=email,
                    office=office,
                )
                user = give_account(person, email, by=None) if email else None
                if user and options["password_stdin"]:
                    # An account that somebody signs in with already is never given another password from here.
                    if user.has_usable_password():
                        refuse(self, f"{email} has a password already. Nothing was saved. Leave --password-stdin out.")
                    user.set_password(password_for(self, user, sys.stdin))
                    user.save(update_fields=["password"])
        except Refused as refused:
            refuse(self, f"{refused.sentence} Nothing was saved.")
        except DatabaseError:
            refuse(self, NO_DATABASE)
        held = office or USUAL_OFFICE.get(kind)
        self.stdout.write(f"{person} is entered at {school}{f' as {held.in_sentence}' if held else ''}.")
        if user and not user.has_usable_password():
            self.show_link(user, options["site"])

    def kind(self, written: str, office: Office | None) -> PersonKind:
        if written:
            return PersonKind(one_of(self, written, PersonKind, "--kind"))
        return KINDS.get(office, PersonKind.STAFF) if office else PersonKind.STAFF

    def show_link(self, user: User, site: str) -> None:
        address = site_address(site) + invite(user, by=None)
        self.stdout.write(f"They set their password here (once, within seven days):\n  {address}")
