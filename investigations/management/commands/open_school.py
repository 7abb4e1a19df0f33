"""Open Casework for a real school: the school, its head teacher, and the head teacher's account."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, transaction

from investigations.actions.invitations import invite
from investigations.actions.refusals import Refused
from investigations.actions.schools import open_school
from investigations.management.terminal import NO_DATABASE, an_address, one_of, password_for, refuse, site_address
from investigations.procedure.choices import EmployerType

NEXT = """
What to do next
  1. Start the site: make run, with the same DATA_DIR or DATABASE_URL as now.
  2. {sign_in}
  3. On the page School, enter the term dates and look at the day counts of your disciplinary procedure.
  4. On the page People, enter the chair of governors first: a concern about the head teacher goes to the chair.
     Or here: manage.py add_person "…" --school "{school}" --email … --office chair
  5. On the page Policies, import your policy and publish it. Or here: manage.py import_policy FILE --school "{school}"
"""


class Command(BaseCommand):
    help = "Open Casework for a real school, in a database that holds no rehearsal school."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the school's name")
        parser.add_argument("--employer-type", required=True, help="community, foundation or academy")
        parser.add_argument("--local-authority", default="", help="its local authority")
        parser.add_argument("--trust", default="", help="its trust, for an academy")
        parser.add_argument("--head-name", required=True, help="the head teacher's name")
        parser.add_argument("--head-email", required=True, help="what the head teacher signs in with")
        parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
        parser.add_argument("--site", default="", help="the address of the site, for the one-time link")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["name"].strip() or not options["head_name"].strip():
            refuse(self, "A school and its head teacher need a name. Nothing was saved.")
        email = an_address(self, options["head_email"])
        employer_type = EmployerType(one_of(self, options["employer_type"], EmployerType, "--employer-type"))
        try:
            with transaction.atomic():
                school, user = open_school(
                    options["name"],
                    employer_type=employer_type,
                    local_authority=options["local_authority"].strip(),
                    trust=options["trust"].strip(),
                    head_name=options["head_name"],
                    head_email=email,
                )
                if options["password_stdin"]:
                    user.set_password(password_for(self, user, sys.stdin))
                    user.save(update_fields=["password"])
        except Refused as refused:
            refuse(self, refused.sentence)
        except DatabaseError:
            refuse(self, NO_DATABASE)
        self.stdout.write(f"{school} is open, with {options['head_name'].strip()} as head teacher ({email}).")
        self.stdout.write(NEXT.format(school=school, sign_in=self.how_to_sign_in(user, options)))

    def how_to_sign_in(self, user: Any, options: dict[str, Any]) -> str:
        if options["password_stdin"]:
            return f"Sign in as {user.email} with the password you gave."
        address = site_address(options["site"]) + invite(user, by=None)
        return f"Set the head teacher's password here (once, within seven days):\n     {address}"
