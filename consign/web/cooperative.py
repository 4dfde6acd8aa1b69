"""Advisers of a legal entity: the statements of its makers, nothing else."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from consign.payouts.queries import payouts_of
from consign.people.models import LegalEntity
from consign.settlements.queries import payout_sums_of, settlements
from consign.web.access import Reader, adviser_only

PAGE = 60


@adviser_only
def accounts(request: Reader, entity: LegalEntity) -> HttpResponse:
    """Every statement this entity was or will be paid for, latest month first."""
    page = Paginator(settlements().filter(account__payee=entity), PAGE).get_page(
        request.GET.get("page")
    )
    sums, payouts = payout_sums_of(entity), payouts_of(page)
    rows = [
        (settlement, payouts.get(settlement.pk), sums[settlement.period]) for settlement in page
    ]
    context = {"entity": entity, "page_obj": page, "rows": rows}
    return render(request, "cooperative/accounts.html", context)
