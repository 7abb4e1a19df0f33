"""Who took the report to the governing body out?  Made, written down, and only then handed over."""

from django.db import transaction

from investigations import audit
from investigations.access.overall import cases_to_count
from investigations.documents.termly_report import termly_report
from investigations.figures.counting import Span
from investigations.figures.governors import counts_alone
from investigations.models import Person

from .refusals import Refused


def make_termly_report(person: Person, span: Span, every: list[Span]) -> bytes:
    cases = cases_to_count(person)
    if cases is None:
        raise Refused("The report is for the governors and their clerk.")
    report = termly_report(person.school, counts_alone(cases, person.school, span, every), by=person)
    with transaction.atomic():
        audit.record_school(
            person.school,
            "report.termly",
            by=person,
            facts={"term": str(span.term.pk)} | report.facts,
            says=f"{person} took out the report to the governing body on {span.label}",
        )
    return report.content
