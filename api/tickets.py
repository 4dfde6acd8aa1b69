"""A customer's ticket on paper."""

from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.exports import OnlyKind, Pdf, named
from api.resource import Door
from consign.people.models import LANGUAGES
from consign.till.addresses import ticket_address
from consign.till.queries import sales
from consign.till.ticket_pdf import WIDTHS, ticket_pdf


class WhichPaper(serializers.Serializer[Any]):
    """How wide the roll is, and in which language the customer reads."""

    width = serializers.ChoiceField(
        choices=list(WIDTHS), default="80", help_text="Of the roll, in millimetres."
    )
    lang = serializers.ChoiceField(
        choices=LANGUAGES, required=False, help_text="Yours unless it is given."
    )


class TicketPdf(Door):
    """A ticket for the printer of a till."""

    renderer_classes = [Pdf]
    content_negotiation_class = OnlyKind
    for_devices = True

    @extend_schema(
        parameters=[WhichPaper],
        responses={(200, "application/pdf"): bytes},
        operation_id="sales_ticket_pdf",
    )
    def get(self, _request: Request, pk: int) -> Response:
        """The customer's ticket as PDF, on a roll of 80 or 58 millimetres.  For the desk."""
        asked = self.asked(WhichPaper)
        here = self.desks.order_by().values("pk")
        sale = get_object_or_404(sales().filter(coworking__in=here), pk=pk)
        pdf = ticket_pdf(
            sale,
            address=ticket_address(settings.PUBLIC_URL, sale.key),
            width=asked["width"],
            language=asked.get("lang") or get_language() or "en",
        )
        return named(pdf, f"{sale.number}-{asked['width']}.pdf")
