"""Which views of the list of cases are kept, and for whom?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from investigations.access.sharing import views_for
from investigations.actions.refusals import BadAnswers, Refused
from investigations.actions.saved_views import audiences, change_view, remove_view, save_view
from investigations.forms.saved_views import SavedViewForm
from investigations.models import SavedView

from .case_list import address_of, asked_of, filter_of, in_words
from .gate import Request, first_or_404
from .steps import show


def view_list(request: Request) -> HttpResponse:
    words = dict(audiences())
    views = views_for(request.person)
    context = {
        "own": [
            {"view": view, "shared": words.get(view.shared_with, "") if view.shared_with else ""}
            for view in views
            if view.owner_id == request.person.pk
        ],
        "others": [view for view in views if view.owner_id != request.person.pk],
    }
    return render(request, "cases/views.html", context)


def view_open(request: Request, pk: Any) -> HttpResponse:
    """The list as the view narrows it, for this reader: what they may not choose themselves is left out unsaid."""
    view = next((view for view in views_for(request.person) if view.pk == pk), None)
    view = view or first_or_404(SavedView.objects.none())
    asked = asked_of(filter_of(view.asked, request))
    if view.owner_id != request.person.pk:
        asked.pop("q", None)
    return redirect(address_of(asked))


def view_save(request: Request) -> HttpResponse:
    """Keeps the filter that is in the address."""
    kept = filter_of(request.GET, request)
    state = asked_of(kept)
    form = SavedViewForm(request.POST or None)

    def save() -> None:
        save_view(request.person, asked=state, **form.cleaned_data)

    context = {"title": "Save this view", "filters": in_words(kept, state), "cancel_url": address_of(state)}
    return _form_page(request, form, save, context)


def view_edit(request: Request, pk: Any) -> HttpResponse:
    view = first_or_404(request.person.saved_views.filter(pk=pk))
    form = SavedViewForm(request.POST or None, initial={"name": view.name, "shared_with": view.shared_with})
    kept = filter_of(view.asked, request)
    context = {
        "title": "Change a saved view",
        "filters": in_words(kept, asked_of(kept)),
        "cancel_url": reverse("view_list"),
    }
    return _form_page(request, form, lambda: change_view(view, by=request.person, **form.cleaned_data), context)


@require_POST
def view_remove(request: Request, pk: Any) -> HttpResponse:
    view = first_or_404(request.person.saved_views.filter(pk=pk))
    remove_view(view, by=request.person)
    messages.success(request, f"“{view.name}” is deleted.")
    return redirect("view_list")


def _form_page(request: Request, form: SavedViewForm, save: Any, context: dict[str, Any]) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except BadAnswers as bad:
            show(form, bad)
        except Refused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, "The view is saved.")
            return redirect("view_list")
    return render(request, "cases/view_form.html", context | {"form": form})
