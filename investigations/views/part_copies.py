"""Which copies were released to somebody with a part in a case, and have they said that they have them?"""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access import Standing
from investigations.actions.releases import open_copy
from investigations.models import Appointment

from .copies import a_copy_to_read, acknowledged, my_copies
from .documents import opened
from .gate import Request, the_part


def copies_of_part(part: Appointment, standing: Standing) -> list[dict[str, Any]]:
    return my_copies(standing, ("part_copy", "part_copy_acknowledge"), part.pk)


def part_copy(request: Request, pk: Any, number: int) -> HttpResponseBase:
    part, standing = the_part(request, pk)
    copy = a_copy_to_read(standing, number)
    response = opened(request, copy.document, record=open_copy)
    if isinstance(response, str):
        back = reverse("part_detail", args=[part.pk])
        context = {"part": part, "sentence": response, "document": copy.document, "back": back}
        return render(request, "document_pages/part_cannot_open.html", context, status=409)
    return response


@require_POST
def part_copy_acknowledge(request: Request, pk: Any, number: int) -> HttpResponse:
    part, standing = the_part(request, pk)
    return acknowledged(request, standing, number, back=reverse("part_detail", args=[part.pk]))
