"""The page that makes a tablet or phone a device of a till."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from consign.people.models import User
from consign.refusal import Refused
from consign.till.devices import InvitationUnknown, invited
from consign.till.pairing import pair_device
from consign.web.access import public
from consign.web.device import paired, remember


@public
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """A scanned invitation: opening it asks, the button pairs.

    What looks at addresses on its own (a camera, a mail program) opens them only; the button's POST
    alone uses the invitation.
    """
    try:
        if request.method == "POST":
            return _pair(request, code)
        device = invited(code, timezone.now())
    except Refused as refused:
        context = {"refusal": refused, "before": paired(request)}
        status = 404 if isinstance(refused, InvitationUnknown) else 409
        return render(request, "pairing/refused.html", context, status=status)
    context = {"device": device, "before": paired(request)}
    return render(request, "pairing/pair.html", context)


def _pair(request: HttpRequest, code: str) -> HttpResponse:
    by = request.user if isinstance(request.user, User) else None
    device, secret = pair_device(invitation=code, by=by, at=timezone.now())
    said = _("This device is paired. Whoever sells signs with their PIN.")
    messages.success(request, said)
    response = redirect("desk_till", device.till.coworking.slug)
    remember(response, secret)
    return response
