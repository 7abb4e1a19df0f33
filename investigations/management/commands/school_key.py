"""With which key does a school sign, and how is it replaced?  Prints the public keys, as `verifier.py --key` takes them."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from investigations import audit
from investigations.documents.proof import public_keys, verifier_file
from investigations.models import School
from investigations.vault.refusals import VaultRefusal
from investigations.vault.school_key import key_of, replace_key


class Command(BaseCommand):
    help = "Print the school's public keys; with --replace, end the present key and begin with a new one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--school", help="The school's name, where there are several.")
        parser.add_argument("--replace", action="store_true", help="Sign with a new key from now on.")
        parser.add_argument("--verifier", help="Write a copy of the verifier with these keys in it to this file.")

    def handle(self, *args: Any, **options: Any) -> None:
        school = self._school(options["school"])
        try:
            if options["replace"]:
                self._replace(school)
            key_of(school)
        except VaultRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        if options["verifier"]:
            Path(options["verifier"]).write_text(verifier_file(school))
        self.stdout.write(json.dumps({"school": school.name, "keys": public_keys(school)}, indent=2))

    def _school(self, name: str | None) -> School:
        schools = list(School.objects.filter(name=name) if name else School.objects.all())
        if len(schools) != 1:
            raise CommandError("Name the school with --school: " + ", ".join(map(str, School.objects.all())))
        return schools[0]

    def _replace(self, school: School) -> None:
        with transaction.atomic():
            key = replace_key(school)
            audit.record_school(
                school,
                "school.key_replaced",
                facts={"number": key.number, "public": key.public},
                says=f"The school's signing key was replaced by key {key.number}",
            )
