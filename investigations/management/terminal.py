"""How do our commands speak to somebody at a terminal?  One sentence on stderr, and exit status 2."""

import os
import sys
from datetime import date
from typing import NoReturn, TextIO
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.core.validators import validate_email

from investigations.models import School, User
from investigations.procedure.labelled import Labelled

NOT_DONE = 2
NO_DATABASE = (
    "The database cannot be reached, or has not been set up yet. Nothing was saved. "
    "Run “manage.py migrate” first, and check DATABASE_URL or DATA_DIR."
)


def refuse(command: BaseCommand, sentence: str) -> NoReturn:
    command.stderr.write(sentence)
    sys.exit(NOT_DONE)


def the_school(command: BaseCommand, wanted: str | None) -> School:
    """The school of that name or id; without one, the only school there is."""
    schools = list(School.objects.order_by("name"))
    if not schools:
        refuse(command, "There is no school here yet. Nothing was saved. Open one with “manage.py open_school”.")
    names = ", ".join(f"“{school.name}”" for school in schools[:10])
    if not wanted:
        if len(schools) == 1:
            return schools[0]
        refuse(command, f"Say for which school with --school. Nothing was saved. There are {names}.")
    try:
        by_id = str(UUID(wanted))
    except ValueError:
        by_id = ""
    for school in schools:
        if str(school.pk) == by_id or school.name.casefold() == " ".join(wanted.split()).casefold():
            return school
    refuse(command, f"There is no school called “{wanted}”. Nothing was saved. There are {names}.")


def a_day(command: BaseCommand, written: str | None, option: str) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        refuse(command, f"“{written}” is not a date. Nothing was saved. Write it as {option} 2026-09-01.")


def an_address(command: BaseCommand, written: str) -> str:
    address = written.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        refuse(command, f"“{written}” is not an e-mail address. Nothing was saved.")
    return address


def one_of(command: BaseCommand, written: str, choices: type[Labelled], option: str) -> str:
    """The value of a choice, written as its value or in words."""
    for value, label in choices.choices():
        if written.strip().casefold().replace("-", "_") == value or written.strip().casefold() == label.casefold():
            return value
    known = ", ".join(value for value, _ in choices.choices())
    refuse(command, f"{option} cannot be “{written}”. Nothing was saved. It is one of: {known}.")


def in_words(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def site_address(given: str) -> str:
    """Where the site will be found: as given, or where `make run` serves it."""
    return given.rstrip("/") or f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"


def password_for(command: BaseCommand, user: User, source: TextIO) -> str:
    """The first line of what is piped in, if it is a good password."""
    password = source.readline().rstrip("\r\n")
    try:
        validate_password(password, user)
    except ValidationError as weak:
        refuse(command, f"{' '.join(weak.messages)} Nothing was saved.")
    return password
