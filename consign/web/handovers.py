"""The lists of a handover as PDF, for whoever has a part in it."""

from django.http import Http404, HttpResponse
from django.utils import timezone

from consign.monthend.handover import handover_to
from consign.monthend.handover_pdf import handover_pdf
from consign.web.access import Reader, signed_in


@signed_in
def pdf(request: Reader, affiliation: int, coworking: str) -> HttpResponse:
    """What the reader may see of it, in their language."""
    found = handover_to(request.user, affiliation, coworking, timezone.now())
    if found is None:
        raise Http404
    paper = handover_pdf(found, request.user.language)
    response = HttpResponse(paper, content_type="application/pdf")
    name = f"{found.reference}-{found.maker.slug}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
