"""A maker's own list, taken over in one go."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from consign.agreements.queries import coworkings_for
from consign.days import local_day
from consign.people.models import Maker
from consign.refusal import Refused
from consign.stock.lists import read_list
from consign.stock.operations import announce_list
from consign.web.access import Reader, maker_only
from consign.web.forms import add_refusal
from consign.web.portal.forms import ListForm


@maker_only
def upload(request: Reader, maker: Maker) -> HttpResponse:
    """Read a list and announce what could be read; the lines that could not are named with why.

    The first button only looks; the second takes the list over.
    """
    now = timezone.now()
    places = coworkings_for(maker, local_day(now))
    form = ListForm(request.POST or None, request.FILES or None, places=places)
    context = {"maker": maker, "form": form, "places": places}
    if request.method != "POST" or not form.is_valid():
        status = 400 if form.errors else 200
        return render(request, "portal/import.html", context, status=status)
    try:
        read = read_list(form.cleaned_data["file"].read())
        if "take" in request.POST:
            made = announce_list(
                maker=maker,
                coworking=form.cleaned_data["coworking"],
                read=read,
                by=request.user,
                at=now,
            )
            counted = ngettext(
                "%(count)s piece is announced.", "%(count)s pieces are announced.", len(made)
            )
            messages.success(request, counted % {"count": len(made)})
            if not read.problems:
                return redirect("my_pieces", maker.slug)
            context["taken"] = len(made)
    except Refused as refused:
        add_refusal(form, refused)
        return render(request, "portal/import.html", context, status=422)
    return render(request, "portal/import.html", {**context, "read": read})
