"""The customer's page of a ticket: whoever knows its address reads it, in their own language."""

from collections.abc import Callable
from functools import wraps

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.codes.address import public_url
from consign.people.models import LANGUAGES
from consign.till.addresses import key_of, ticket_address, ticket_code
from consign.till.letters import mail_ticket
from consign.till.models import Sale
from consign.till.queries import sales
from consign.till.ticket_pdf import WIDTHS, ticket_pdf
from consign.till.tickets import ticket_of
from consign.web.access import public
from consign.web.language import language_of
from consign.web.patience import MINUTES, too_often

View = Callable[[HttpRequest, Sale], HttpResponse]


class MailForm(forms.Form):
    email = forms.EmailField(
        label=gettext_lazy("Your mail address"),
        help_text=gettext_lazy("It is used for this mail alone, and kept nowhere."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _of_ticket(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the ticket, and show it in the language of the address (`?lang=nl`) or the reader's.

    No search engine lists it.  Its address is told to no other site; ours hears it, for without
    knowing where a form comes from it is not taken.
    """

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        key, wanted = key_of(code), request.GET.get("lang", "")
        language = wanted if wanted in dict(LANGUAGES) else language_of(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            sale = sales().filter(key=key).first() if key else None
            response = view(request, sale) if sale else _unknown(request)
        response["Content-Language"] = language
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    return found


@public
@require_safe
@never_cache
@_of_ticket
def page(request: HttpRequest, sale: Sale) -> HttpResponse:
    """The ticket as the customer has it on paper."""
    return _page(request, sale, MailForm())


@public
@require_POST
@never_cache
@_of_ticket
def mail(request: HttpRequest, sale: Sale) -> HttpResponse:
    """Send it to an address that is told for this mail alone."""
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, sale, form, status=400)
    if too_often(request, "ticket", sale.key.hex):
        said = _("That was often. Wait %(minutes)s minutes, then try again.")
        form.add_error(None, said % {"minutes": MINUTES})
        response = _page(request, sale, form, status=429)
        response["Retry-After"] = str(MINUTES * 60)
        return response
    mail_ticket(
        sale=sale,
        to=form.cleaned_data["email"],
        language=translation.get_language() or "en",
        address=ticket_address(public_url(request), sale.key),
    )
    messages.success(request, _("The ticket is on its way to your mailbox."))
    return redirect(f"{_path(sale)}?lang={translation.get_language()}")


@public
@require_safe
@never_cache
@_of_ticket
def pdf(request: HttpRequest, sale: Sale) -> HttpResponse:
    """The same for the printer of a till."""
    return paper(request, sale)


def paper(request: HttpRequest, sale: Sale) -> HttpResponse:
    """A ticket on a roll as wide as the address asks for (`?width=80` or 58), in the active
    language."""
    width = request.GET.get("width", "80")
    if width not in WIDTHS:
        raise Http404
    drawn = ticket_pdf(
        sale,
        address=ticket_address(public_url(request), sale.key),
        width=width,
        language=translation.get_language() or "en",
    )
    response = HttpResponse(drawn, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{sale.number}-{width}.pdf"'
    return response


def _page(request: HttpRequest, sale: Sale, form: MailForm, status: int = 200) -> HttpResponse:
    first = sale.refund_of
    context = {
        "ticket": ticket_of(sale),
        "code": ticket_code(sale.key),
        "first": ticket_code(first.key) if first else "",
        "form": form,
        # Another language is chosen without the one of the address.
        "language_next": _path(sale),
    }
    return render(request, "tickets/page.html", context, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "tickets/unknown.html", {"language_next": request.path}, status=404)


def _path(sale: Sale) -> str:
    return reverse("ticket", args=[ticket_code(sale.key)])
