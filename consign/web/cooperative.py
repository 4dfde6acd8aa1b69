"""Advisers of a legal entity: the statements of its makers, nothing else."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from consign.people.models import LegalEntity
from consign.settlements.queries import settlements
from consign.web.access import Reader, adviser_only


@adviser_only
def accounts(request: Reader, entity: LegalEntity) -> HttpResponse:
    """Every statement this entity was or will be paid for, latest month first."""
    found = settlements().filter(account__payee=entity)
    page = Paginator(found, 60).get_page(request.GET.get("page"))
    return render(request, "cooperative/accounts.html", {"entity": entity, "page_obj": page})
