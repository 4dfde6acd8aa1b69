"""A scanned code says what it is, and whether it can be sold, before anything happens."""

from datetime import date
from decimal import Decimal

import pytest

from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoAgreement, NoPayee, NoVatStatus
from consign.codes import label
from consign.codes.label import MistypedCode, NotACode
from consign.people.models import Coworking, Maker, User
from consign.stock.operations import give_back
from consign.stock.queries import AlreadySold, NotHere, UnknownCode, Withdrawn
from consign.till.models import Sale
from consign.till.scan import scan
from tests.factories import START, make_item, make_placed, make_sale, moment

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 5)


def test_a_piece_that_can_be_sold(rcoop: Coworking, plume: Maker) -> None:
    item = make_placed(rcoop, plume, quantity=3).item
    found = scan(rcoop, f"HTTPS://VITRINE.EXAMPLE/I/{item.code}", DAY)
    assert (found.item, found.price, found.on_hand) == (item, Decimal("45.00"), 3)
    assert (found.sellable, found.refusal) == (True, None)
    assert scan(rcoop, label.spaced(item.code).lower(), DAY) == found
    assert not Sale.objects.exists()


def test_no_piece_is_refused(rcoop: Coworking, plume: Maker) -> None:
    item = make_item(plume)
    wrong = item.code[:6] + ("0" if item.code[6] != "0" else "1")
    for text, refusal in ((wrong, MistypedCode), ("hello", NotACode), ("7K3M9QX", UnknownCode)):
        with pytest.raises(refusal):
            scan(rcoop, text, DAY)


def test_a_piece_that_is_not_there_says_why(
    rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
) -> None:
    never, sold, home = make_item(plume), make_placed(rcoop, plume), make_placed(rcoop, plume)
    make_sale(rcoop, sold.item)
    give_back(placement=home, quantity=1, by=dan, at=moment("2026-09-01"))
    told = [scan(rcoop, item.code, DAY) for item in (never, sold.item, home.item)]
    assert [type(found.refusal) for found in told] == [NotHere, AlreadySold, Withdrawn]
    assert [found.on_hand for found in told] == [0, 0, 0]
    assert not any(found.sellable for found in told)


def test_what_stops_the_maker_is_told_before_what_is_missing(
    rcoop: Coworking, filature: Coworking, plume: Maker
) -> None:
    """The same order as a sale finds it in."""
    item = make_placed(rcoop, plume).item
    assert isinstance(scan(filature, item.code, DAY).refusal, NoAgreement)
    affiliation = plume.affiliations.get()
    affiliation.payee.vat_periods.all().delete()
    gone = scan(rcoop, item.code, DAY)
    assert isinstance(gone.refusal, NoVatStatus)
    assert gone.on_hand == 1
    end_affiliation(affiliation=affiliation, ends_on=date(2026, 10, 4), by=None, at=START)
    assert isinstance(scan(rcoop, item.code, DAY).refusal, NoPayee)
    assert isinstance(scan(rcoop, item.code, date(2026, 10, 4)).refusal, NoVatStatus)
