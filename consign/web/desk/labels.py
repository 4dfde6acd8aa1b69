"""Labels at the desk: which pieces, how many of each, on which paper, and where on it to begin."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.agreements.queries import makers_at
from consign.labels.printing import print_labels
from consign.labels.queries import printers_at, reached
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.queries import labelled_at
from consign.web.access import Reader, desk_only
from consign.web.desk.printers import chosen_printer, chosen_shift
from consign.web.label_preview import preview as picture_of
from consign.web.labelling import Choice

ROWS = 60


@desk_only
def choose(request: Reader, coworking: Coworking) -> HttpResponse:
    """Choose pieces; `?codes=` chooses some already, `?all=stale` those whose price is out of date.

    Looking for more sends the choice along, so that it is never lost: that is why it is a POST.
    """
    return _page(request, coworking)


@desk_only
@require_POST
@never_cache
def sheet(request: Reader, coworking: Coworking) -> HttpResponse:
    """The chosen labels as PDF; with `send` they go straight to the chosen printer."""
    choice = Choice(request, coworking, labelled_at(coworking))
    printer = chosen_printer(request, coworking)
    send = "send" in request.POST and reached(coworking, printer)
    try:
        job = choice.job(printer.shift if printer else (0, 0))
        on = printer if send else None
        printed = print_labels(job=job, by=request.user, at=timezone.now(), on=on)
    except Refused as refused:
        return _page(request, coworking, refused, status=409)
    if on:
        said = _("The labels are sent to “%(name)s”.") % {"name": on.name}
        messages.success(request, said)
        return redirect("desk_labels", coworking.slug)
    response = HttpResponse(printed.pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="labels.pdf"'
    return response


@desk_only
@require_safe
@never_cache
def preview(request: Reader, coworking: Coworking) -> HttpResponse:
    """The first sheet as a picture; nothing is written down."""
    choice = Choice(request, coworking, labelled_at(coworking))
    return picture_of(choice, chosen_shift(request, coworking), timezone.now())


def _page(
    request: Reader, coworking: Coworking, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    choice = Choice(request, coworking, labelled_at(coworking))
    query, maker = choice.sent.get("q", "").strip(), choice.sent.get("maker", "")
    rest = choice.rest(query)
    if maker:
        rest = rest.filter(maker__slug=maker)
    printer = chosen_printer(request, coworking)
    looked_at = choice.looked_at(printer=str(printer.pk) if printer else "")
    context = {
        **choice.context(refused, timezone.now()),
        "page_obj": Paginator(rest, ROWS).get_page(choice.sent.get("page")),
        "query": query,
        "maker": maker,
        "makers": makers_at(coworking),
        "printers": printers_at(coworking),
        "printer": printer,
        "reached": reached(coworking, printer),
        "choose_at": reverse("desk_labels", args=[coworking.slug]),
        "print_at": reverse("desk_sheet", args=[coworking.slug]),
        "preview_at": f"{reverse('desk_label_preview', args=[coworking.slug])}?{looked_at}",
    }
    return render(request, "desk/labels.html", context, status=status)
