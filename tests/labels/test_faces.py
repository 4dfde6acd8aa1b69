"""What labels say of real items: price, maker, and who sells."""

from datetime import date

import pytest

from consign.agreements.operations import end_affiliation
from consign.agreements.queries import NoPayee, affiliation_on
from consign.labels.faces import faces_of
from consign.people.models import Coworking, Maker
from tests.factories import (
    make_affiliation,
    make_agreement,
    make_entity,
    make_item,
    moment,
)

pytestmark = pytest.mark.django_db


def test_a_label_names_the_payee_of_the_day_as_the_seller(rcoop: Coworking, plume: Maker) -> None:
    item = make_item(plume, price="1045.00")
    old = affiliation_on(plume, date(2026, 7, 31))
    assert old is not None
    end_affiliation(affiliation=old, ends_on=date(2026, 7, 31), by=None, at=moment("2026-07-01"))
    dies = make_affiliation(plume, make_entity("Dies SC"), starts_on=date(2026, 8, 1))
    make_agreement(rcoop, dies)

    def seller(day: date) -> str:
        (face,) = faces_of(
            items=[(item, 1)],
            coworking=rcoop,
            day=day,
            base_url="https://vitrine.example",
            language="en",
        )
        return face.seller_line

    assert seller(date(2026, 7, 31)) == "Sold by Comme une plume payee"
    assert seller(date(2026, 8, 1)) == "Sold by Dies SC"


def test_a_label_has_its_address_and_price_and_as_many_copies_as_asked(
    rcoop: Coworking, plume: Maker
) -> None:
    item = make_item(plume, price="45.00")
    faces = faces_of(
        items=[(item, 3)],
        coworking=rcoop,
        day=date(2026, 10, 1),
        base_url="https://vitrine.example",
        language="fr",
    )
    assert [face.url for face in faces] == [f"https://VITRINE.EXAMPLE/I/{item.code}"] * 3
    assert faces[0].price_text.replace("\u00a0", " ") == "45,00 €"


def test_without_a_payee_no_label_is_printed(rcoop: Coworking, plume: Maker) -> None:
    with pytest.raises(NoPayee):
        faces_of(
            items=[(make_item(plume), 1)],
            coworking=rcoop,
            day=date(2025, 12, 31),
            base_url="https://vitrine.example",
            language="en",
        )
