"""From items to what their labels say here and today."""

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from consign.agreements.models import Mode
from consign.agreements.queries import standing_on
from consign.codes.address import piece_address
from consign.labels.face import Face
from consign.money.text import money
from consign.people.models import Coworking
from consign.stock.models import Item


def faces_of(
    *,
    items: Sequence[tuple[Item, int]],
    coworking: Coworking,
    day: date,
    base_url: str,
    language: str,
) -> list[Face]:
    """The label of each item, as often as it has copies, in one language.

    As agent the coworking sells for the payee of the day, and its labels must say so, or the law
    takes the coworking itself for the seller.  Refused: NoPayee, NoAgreement, NoVatStatus.
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
                title=item.title,
                price_text=money(item.price, language),
                maker=item.maker.name,
                seller_line=sellers[item.maker_id],
                details=", ".join(part for part in (item.materials, item.size) if part),
            )
            found += [face] * copies
    return found


def _seller_line(item: Item, coworking: Coworking, day: date) -> str:
    standing = standing_on(coworking, item.maker, day)
    if standing.agreement.mode != Mode.AGENT:
        return ""
    return _("Sold by %(payee)s") % {"payee": standing.payee.legal_name}
