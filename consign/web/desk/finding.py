"""A ticket found again by what the customer brings: the ticket itself, or the piece."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consign.people.models import Coworking
from consign.refusal import Refused
from consign.stock.models import Item
from consign.stock.queries import by_code
from consign.till.addresses import key_of
from consign.till.models import Sale
from consign.till.queries import matching, sales_at, sales_of_item
from consign.till.queries import sales as every_sale
from consign.web.access import AtTill, till_only

ROWS = 20


@dataclass(frozen=True)
class Found:
    """What stands behind what was typed or scanned: one ticket, several, or what it is instead.

    `item` is the piece whose sales these are.
    """

    sales: list[Sale]
    item: Item | None = None
    instead: str = ""


@till_only
@require_safe
def page(request: AtTill, coworking: Coworking) -> HttpResponse:
    """One field for a ticket's code or number and for a label; one ticket is opened at once."""
    query = request.GET.get("q", "").replace("\0", "").strip()
    found = _found(coworking, query) if query else Found([])
    if len(found.sales) == 1 and found.item is None:
        return redirect("desk_sale", coworking.slug, found.sales[0].number)
    context = {"coworking": coworking, "query": query, "found": found}
    return render(request, "desk/find_ticket.html", context)


def _found(coworking: Coworking, query: str) -> Found:
    if key_of(query) is not None:
        return _by_address(coworking, query)
    try:
        item = by_code(query)
    except Refused as refused:
        return _by_number(coworking, query, refused)
    sold = list(sales_of_item(coworking, item)[:ROWS])
    if sold:
        return Found(sold, item)
    said = _("“%(title)s” of %(maker)s was not sold here.")
    return Found([], item, said % {"title": item.title, "maker": item.maker.name})


def _by_address(coworking: Coworking, query: str) -> Found:
    sale = every_sale().filter(matching(query)).first()
    if sale is None:
        return Found([], instead=_("This ticket is not known yet: it may wait on another device."))
    if sale.coworking_id != coworking.pk:
        said = _("This is a ticket of %(coworking)s. It can only come back there.")
        return Found([], instead=said % {"coworking": sale.coworking.name})
    return Found([sale])


def _by_number(coworking: Coworking, query: str, refused: Refused) -> Found:
    """Tickets with this in their number; a label that is damaged or of nobody says so."""
    sold = list(sales_at(coworking).filter(number__icontains=query)[:ROWS])
    if sold:
        return Found(sold)
    if refused.code == "not_a_code":
        said = _("No ticket has “%(query)s” in its number, and it is no label either.")
        return Found([], instead=said % {"query": query[:60]})
    return Found([], instead=str(refused))
