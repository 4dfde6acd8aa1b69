"""From items to what their labels say here and today."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from consign.agreements.models import Mode
from consign.agreements.queries import standing_on
from consign.codes.address import piece_address
from consign.codes.label import spaced
from consign.labels.face import Face
from consign.labels.pictures import picture_of
from consign.labels.signs import left_out, legible
from consign.money.text import money
from consign.people.models import Coworking
from consign.stock.models import Item


def faces_of(
    *,
    items: Iterable[tuple[Item, int]],
    coworking: Coworking,
    day: date,
    base_url: str,
    language: str,
    before: Mapping[int, Decimal] | None = None,
    as_cards: bool = False,
) -> list[Face]:
    """The label of each item, as often as it has copies, in one language.

    As agent the coworking sells for the payee of the day, and its labels must say so, or the law
    takes the coworking itself for the seller.  `before` are the prices that have to be said beside
    reduced ones, by the key of the item; cards have pictures and stories.  Refused: NoPayee,
    NoAgreement, NoVatStatus.
    """
    found: list[Face] = []
    sellers: dict[int, str] = {}
    with translation.override(language):
        for item, copies in items:
            if item.maker_id not in sellers:
                sellers[item.maker_id] = _seller_line(item, coworking, day)
            face = Face(
                code=item.code,
                url=piece_address(base_url, item.code),
                title=legible(item.title) or spaced(item.code),
                price_text=money(item.price, language),
                maker=legible(item.maker.name),
                seller_line=sellers[item.maker_id],
                details=legible(details_of(item)),
                before_text=_before(item, before or {}, language),
                story=legible(item.story) if as_cards else "",
                picture=picture_of(item) if as_cards else None,
                left_out=left_out(*_told(item, as_cards=as_cards)),
            )
            found += [face] * copies
    return found


def details_of(item: Item) -> str:
    """Materials and size, in one line."""
    return ", ".join(part for part in (item.materials, item.size) if part)


def _told(item: Item, *, as_cards: bool) -> Sequence[str]:
    told = [item.title, item.maker.name, details_of(item)]
    return [*told, item.story] if as_cards else told


def _before(item: Item, before: Mapping[int, Decimal], language: str) -> str:
    """Said only where it is higher than what the label asks."""
    price = before.get(item.pk)
    if price is None or price <= item.price:
        return ""
    return _("Lowest in 30 days: %(price)s") % {"price": money(price, language)}


def _seller_line(item: Item, coworking: Coworking, day: date) -> str:
    standing = standing_on(coworking, item.maker, day)
    if standing.agreement.mode != Mode.AGENT:
        return ""
    return _("Sold by %(payee)s") % {"payee": standing.payee.legal_name}
