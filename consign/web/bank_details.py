"""Where a legal entity is paid: the part of a page for everybody who may change it.

Managers of its makers see it at their desk, its advisers and the maker who trades as it on a page
of their own; nobody else reads a whole account number.  A change waits for a second person.
"""

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.agreements.bank_details import (
    change_account,
    confirm_account,
    decline_account,
    own_enterprise,
)
from consign.days import Month, local_day
from consign.people.models import BankAccount, LegalEntity, Maker
from consign.people.queries import bank_account_on, bank_accounts_of, waiting_account
from consign.refusal import Refused
from consign.web.access import Reader, adviser_only, maker_only
from consign.web.forms import DayField
from consign.web.frame import portal_tabs
from consign.web.parts import FormPart, page_of_parts


class BankForm(forms.Form):
    """An account from a day on; how long a holder may be the operation knows, and says why."""

    iban = forms.CharField(
        label=gettext_lazy("Account number (IBAN)"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    holder = forms.CharField(
        label=gettext_lazy("Account holder"),
        max_length=140,
        help_text=gettext_lazy("Exactly as the bank knows it."),
    )
    bic = forms.CharField(
        label=gettext_lazy("Bank's code (BIC)"),
        max_length=14,
        required=False,
        help_text=gettext_lazy("Only where the bank asks for it; a Belgian account needs none."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    starts_on = DayField(
        label=gettext_lazy("From"),
        help_text=gettext_lazy("What leaves from this day on goes there."),
    )


class BankDetails(FormPart):
    """The accounts of an entity, a change that waits, and the form for another account."""

    def __init__(self, request: Reader, entity: LegalEntity, *, theirs: bool = False) -> None:
        """`theirs` says that the reader speaks for the entity and knows its account."""
        self.entity, self.reader, self.theirs = entity, request.user, theirs
        self.today = local_day(timezone.now())
        self.refusal = ""
        super().__init__(request, "bank", self._form, self._enter)
        self._words = {
            act: request.POST[act] for act in ("confirm", "decline") if act in request.POST
        }
        self.sent = self.sent or bool(self._words)

    @cached_property
    def held(self) -> list[BankAccount]:
        """Those that hold, held or will hold, latest first, with who entered and confirmed them."""
        return list(bank_accounts_of(self.entity).select_related("entered_by", "confirmed_by"))

    @cached_property
    def today_on(self) -> BankAccount | None:
        return bank_account_on(self.entity, self.today)

    @cached_property
    def waiting(self) -> BankAccount | None:
        return waiting_account(self.entity)

    @property
    def own(self) -> bool:
        """Whether the reader has entered what waits: then somebody else has to confirm it."""
        return self.waiting is not None and self.waiting.entered_by_id == self.reader.pk

    def act(self) -> str:
        for act, account in self._words.items():
            return self._say(act, account)
        return super().act()

    def _form(self, data: Any, prefix: str) -> BankForm:
        holder = self.entity.legal_name
        form = BankForm(data, prefix=prefix, initial={"holder": holder, "starts_on": self.today})
        if self.held:
            form.fields["starts_on"].widget.attrs["min"] = str(self.today)
            form.fields["starts_on"].help_text = _(
                "Today or later: what leaves from this day on goes there."
            )
        else:
            # A first account should reach back to the month that waits to be closed.
            form.initial["starts_on"] = Month.of(self.today).previous.first
        return form

    def _enter(self, told: dict[str, Any]) -> str:
        entered = change_account(entity=self.entity, by=self.reader, at=timezone.now(), **told)
        if entered.confirmed_at is None:
            return _("Entered. It holds once somebody else has confirmed it.")
        return _("Saved.")

    def _say(self, act: str, account: str) -> str:
        """Confirm or decline exactly the change the reader saw."""
        asked = BankAccount.objects.filter(entity=self.entity, is_change=True)
        found = asked.filter(pk=account).first() if account.isdecimal() else None
        if found is None:
            raise Http404
        at = timezone.now()
        try:
            if act == "confirm":
                confirm_account(account=found, by=self.reader, at=at)
                return _("Confirmed. It holds from its first day on.")
            decline_account(account=found, by=self.reader, at=at)
            return _("The change is off the table; the account stays as it was.")
        except Refused as refused:
            self.refusal, self.status = str(refused), 409
            return ""


@adviser_only
def adviser(request: Reader, entity: LegalEntity) -> HttpResponse:
    """Where a legal entity is paid, for its advisers."""
    return _page(request, entity, {"advises": True})


@maker_only
def maker(request: Reader, maker: Maker) -> HttpResponse:
    """Where a maker is paid who trades as an enterprise of their own."""
    own = own_enterprise(maker, local_day(timezone.now()))
    if own is None:
        raise Http404
    up = reverse("my_money", args=[maker.slug])
    return _page(request, own, {"maker": maker, "up": up, "tabs": portal_tabs(maker.slug, up)})


def _page(request: Reader, entity: LegalEntity, context: dict[str, Any]) -> HttpResponse:
    parts = {"bank": BankDetails(request, entity, theirs=True)}
    context = {"entity": entity, **context}
    return page_of_parts(request, "bank_details/page.html", parts, context)
