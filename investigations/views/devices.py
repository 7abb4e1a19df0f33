"""On which devices may an account be used?  One's own, and for the head teacher and the IT lead everybody's."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from investigations.access import devices_for
from investigations.access.at_school import SEE_DEVICES
from investigations.actions.devices import request_device
from investigations.actions.refusals import BadAnswers, Refused
from investigations.forms.devices import DeviceForm
from investigations.models import Device
from investigations.procedure.choices import PersonKind
from investigations.procedure.sign_off import DeviceOwner, DeviceState

from .gate import Request, first_or_404
from .school_steps import history_of, school_offers_shown, school_step_page
from .steps import show

MOST_SHOWN = 300
TONES = {
    DeviceState.ACTIVE: "green",
    DeviceState.APPROVED: "green",
    DeviceState.REQUESTED: "orange",
    DeviceState.DISCUSSED: "blue",
    DeviceState.REVOKED: "red",
}


def device_list(request: Request) -> HttpResponse:
    rows = devices_for(request.person)
    others = rows.exclude(person=request.person)
    context = {
        "mine": [row_of(device) for device in rows.filter(person=request.person)],
        "sees_all": request.person.holds(*SEE_DEVICES),
        "open_rows": [row_of(device) for device in others if not device.status.is_over][:MOST_SHOWN],
        "ended_rows": [row_of(device) for device in others if device.status.is_over][:MOST_SHOWN],
        "may_request": request.person.kind == PersonKind.STAFF,
    }
    return render(request, "devices/list.html", context)


def device_request(request: Request) -> HttpResponse:
    if request.person.kind != PersonKind.STAFF:
        raise Http404
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            device = request_device(request.person, **form.cleaned_data)
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "You have asked for it. The head teacher will speak with you about it.")
            return redirect("device_detail", device.pk)
    return render(request, "devices/request.html", {"form": form})


def device_detail(request: Request, pk: Any) -> HttpResponse:
    device = _the_device(request, pk)
    context = row_of(device) | {
        "offers": school_offers_shown(
            device, request.person, lambda name: reverse("device_step", args=[device.pk, name])
        ),
        "history": history_of(device),
        "is_mine": device.person == request.person,
        "owner": DeviceOwner(device.owner).label if device.owner else "",
    }
    return render(request, "devices/detail.html", context)


def device_step(request: Request, pk: Any, name: str) -> HttpResponse:
    device = _the_device(request, pk)
    back = reverse("device_detail", args=[device.pk])
    return school_step_page(request, device, name, back=back, title=str(device))


def row_of(device: Device) -> dict[str, Any]:
    return {"device": device, "state": device.status.label, "tone": TONES.get(device.status, "grey")}


def _the_device(request: Request, pk: Any) -> Device:
    device: Device = first_or_404(devices_for(request.person).filter(pk=pk))
    return device
