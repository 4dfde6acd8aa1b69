"""What the pages of slips share: the paper and the photos."""

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase

from consign.slips.models import Slip
from consign.slips.pdf import slip_pdf


def paper(slip: Slip) -> HttpResponse:
    """A slip as PDF, shown in the browser."""
    response = HttpResponse(slip_pdf(slip), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slip.number}.pdf"'
    return response


def condition(slip: Slip, position: int) -> HttpResponseBase:
    """The photo of the condition of a line; it is shown to both sides and to nobody else."""
    line = next((one for one in slip.lines.all() if one.position == position), None)
    if line is None or not line.photo:
        raise Http404
    try:
        file = default_storage.open(str(line.photo.name))
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response
