"""Terms in words: what the payee reads before accepting, and what is kept once they have.

In the language that is active; one clause for each term, so that page and kept text are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from consign.agreements.models import Agreement, Bearer, CommissionBase, CommissionVat, Mode
from consign.money.documents import TACIT_DAYS
from consign.money.text import money, percent_text


@dataclass(frozen=True)
class Clause:
    """One term: what it is about, and what is agreed."""

    about: str
    words: str


def clauses(agreement: Agreement) -> list[Clause]:
    """The terms of an agreement, each in a few words."""
    return [
        Clause(_("How it is sold"), capfirst(str(Mode(agreement.mode).label))),
        Clause(_("Commission"), _commission(agreement)),
        *_invoices(agreement),
        Clause(_("Discounts"), _discounts(agreement)),
        Clause(_("Shelf fee"), _shelf_fee(agreement)),
        Clause(_("Smallest payout"), _smallest_payout(agreement)),
        Clause(_("A lost or stolen piece"), _loss(agreement)),
        Clause(_("A piece may stay"), _stay(agreement)),
    ]


def in_words(agreement: Agreement) -> str:
    """The whole text: between whom, from when, and each clause on a line of its own."""
    payee = agreement.affiliation.payee
    head = _("Agreement between %(coworking)s and %(payee)s for %(maker)s, from %(day)s.") % {
        "coworking": agreement.coworking.operator.legal_name,
        "payee": payee.legal_name,
        "maker": agreement.affiliation.maker.name,
        "day": formats.date_format(agreement.starts_on, "DATE_FORMAT"),
    }
    return "\n".join([head, *(f"{one.about}: {one.words}" for one in clauses(agreement))])


def _commission(agreement: Agreement) -> str:
    facts = {
        "percent": _percent(agreement.commission_percent),
        "base": CommissionBase(agreement.commission_base).label,
    }
    if agreement.mode == Mode.OWN_NAME:
        return _("the coworking keeps %(percent)s of %(base)s") % facts
    facts["vat"] = CommissionVat(agreement.commission_vat).label
    return _("%(percent)s of %(base)s; %(vat)s") % facts


def _invoices(agreement: Agreement) -> Iterator[Clause]:
    """In its own name the coworking issues the payee's invoices: that both agree to it beforehand
    is what the law asks for (VAT code, article 53, § 2)."""
    if agreement.mode == Mode.OWN_NAME:
        words = ngettext(
            "The coworking issues the invoices in the payee's name (self-billing);"
            " what is not contested within %(days)s day counts as accepted.",
            "The coworking issues the invoices in the payee's name (self-billing);"
            " what is not contested within %(days)s days counts as accepted.",
            TACIT_DAYS,
        )
        yield Clause(_("Invoices"), words % {"days": TACIT_DAYS})


def _discounts(agreement: Agreement) -> str:
    if not agreement.largest_discount_percent:
        return _("none")
    facts = {
        "percent": _percent(agreement.largest_discount_percent),
        "bearer": Bearer(agreement.discount_bearer).label,
    }
    words = _("at most %(percent)s, borne by %(bearer)s") % facts
    if agreement.maker_part_percent is None:
        return words
    part = _("the maker's part: %(percent)s")
    return f"{words}; {part % {'percent': _percent(agreement.maker_part_percent)}}"


def _shelf_fee(agreement: Agreement) -> str:
    if not agreement.shelf_fee:
        return _("no fee")
    return _("%(amount)s a month, VAT included; by days where a month is not whole") % {
        "amount": _money(agreement.shelf_fee)
    }


def _smallest_payout(agreement: Agreement) -> str:
    if not agreement.minimum_payout:
        return _("every balance is paid")
    return _("%(amount)s; what is less is carried on, and paid when the agreement ends") % {
        "amount": _money(agreement.minimum_payout)
    }


def _loss(agreement: Agreement) -> str:
    if agreement.loss_percent is None:
        return _("the coworking owes what a sale would have brought the payee, without VAT")
    return _("the coworking owes %(percent)s of the price, without VAT") % {
        "percent": _percent(agreement.loss_percent)
    }


def _stay(agreement: Agreement) -> str:
    facts = {"days": _days(agreement.unsold_days), "fetch": _days(agreement.pickup_days)}
    words = _("%(days)s; then it is fetched within %(fetch)s") % facts
    if not agreement.storage_fee:
        return words
    fee = _("after that, storage: %(fee)s a piece for each month begun")
    return f"{words}; {fee % {'fee': _money(agreement.storage_fee)}}"


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days}


def _percent(value: Decimal) -> str:
    return percent_text(value, get_language() or "en")


def _money(amount: Decimal) -> str:
    return money(amount, get_language() or "en")
