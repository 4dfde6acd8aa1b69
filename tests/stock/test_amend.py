from decimal import Decimal

import pytest

from consign.people.models import Maker, User
from consign.stock.amend import ChangedMeanwhile, Changes, amend_item, version_of
from consign.stock.items import MetalOutOfRange, NoTitle, PriceOutOfRange, ValueOutOfRange
from consign.stock.models import Item
from tests.factories import make_item, moment

pytestmark = pytest.mark.django_db

AT = moment("2026-11-01")


@pytest.fixture
def necklace(plume: Maker) -> Item:
    return make_item(plume, "Collier plume", price="45.00")


def test_what_is_not_named_stays(necklace: Item, ada: User) -> None:
    made = amend_item(item=necklace, changes=Changes(story="Trouvée"), by=ada, at=AT)
    assert (made.title, made.story, made.price) == ("Collier plume", "Trouvée", Decimal("45.00"))
    assert necklace.price_changes.count() == 1


def test_a_weight_and_a_value_stay_until_they_are_taken_back(necklace: Item, ada: User) -> None:
    known = Changes(metal_grams=Decimal("3.50"), agreed_value=Decimal("120.00"))
    amend_item(item=necklace, changes=known, by=ada, at=AT)
    made = amend_item(item=necklace, changes=Changes(care="Keep dry."), by=ada, at=AT)
    assert (made.metal_grams, made.agreed_value) == (Decimal("3.50"), Decimal("120.00"))
    back = Changes(metal_grams=None, agreed_value=None)
    made = amend_item(item=necklace, changes=back, by=ada, at=AT)
    assert (made.metal_grams, made.agreed_value, made.care) == (None, None, "Keep dry.")


def test_a_new_price_is_in_the_history(necklace: Item, ada: User) -> None:
    amend_item(item=necklace, changes=Changes(price=Decimal("48.00")), by=ada, at=AT)
    assert [change.price for change in necklace.price_changes.order_by("pk")] == [
        Decimal("45.00"),
        Decimal("48.00"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        Changes(title="Collier"),
        Changes(story="Trouvée"),
        Changes(materials="laiton"),
        Changes(size="40 cm"),
        Changes(vat_percent=Decimal(6)),
        Changes(price=Decimal("48.00")),
        Changes(care="Keep dry."),
        Changes(metal_grams=Decimal("3.50")),
        Changes(agreed_value=Decimal("0.00")),
    ],
)
def test_every_change_makes_another_version(necklace: Item, ada: User, changes: Changes) -> None:
    seen = version_of(necklace)
    changed = amend_item(item=necklace, changes=changes, seen=seen, by=ada, at=AT)
    assert version_of(changed) != seen
    assert version_of(changed) == version_of(Item.objects.get())
    with pytest.raises(ChangedMeanwhile):
        amend_item(item=necklace, changes=Changes(title="Other"), seen=seen, by=ada, at=AT)
    assert Item.objects.get().title != "Other"


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        (Changes(story="Trouvée", title=" "), NoTitle),
        (Changes(story="Trouvée", price=Decimal("0.00")), PriceOutOfRange),
        (Changes(story="Trouvée", metal_grams=Decimal(0)), MetalOutOfRange),
        (Changes(story="Trouvée", agreed_value=Decimal(100_001)), ValueOutOfRange),
    ],
)
def test_a_refused_change_changes_nothing(
    necklace: Item, ada: User, changes: Changes, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        amend_item(item=necklace, changes=changes, by=ada, at=AT)
    assert Item.objects.get().story == ""
