"""Goods are announced, accepted, moved and given back; every change of a count has its movement."""

import hashlib
import json
import uuid
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from consign.agreements.queries import NoAgreement, NoPayee, NoVatStatus
from consign.codes import label
from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.stock.checks import problems
from consign.stock.counter import Wanted, pick, take
from consign.stock.counting import NotEnough, QuantityOutOfRange
from consign.stock.items import (
    MetalOutOfRange,
    NoTitle,
    PriceOutOfRange,
    ValueOutOfRange,
    edit_item,
    register_item,
    reprice,
)
from consign.stock.models import (
    Announcement,
    AnnouncementState,
    Item,
    Movement,
    MovementKind,
    Photo,
    Placement,
    PriceChange,
    Showcase,
)
from consign.stock.operations import (
    AlreadyAnnounced,
    AlreadyDecided,
    WrongShowcase,
    accept,
    add_showcase,
    announce,
    bring,
    decline,
    give_back,
    move,
)
from consign.stock.photos import NotAPhoto
from consign.stock.pictures import add_photo
from consign.stock.queries import AlreadySold, NotHere, Withdrawn, on_hand_at, places_of
from tests.factories import (
    make_item,
    make_maker,
    make_placed,
    make_refund,
    make_sale,
    make_showcase,
    moment,
)
from tests.stock.pictures import jpeg

pytestmark = pytest.mark.django_db
AT = moment("2026-09-01")


def window_of(coworking: Coworking) -> Showcase:
    return coworking.showcases.get(name="Window")


def registered(maker: Maker, **changes: Any) -> Item:
    told = {"title": "Bol bleu", "price": Decimal("12.50"), "by": None, "at": AT, **changes}
    return register_item(maker=maker, **told)


def announced(item: Item, coworking: Coworking, quantity: int = 3) -> Announcement:
    return announce(item=item, coworking=coworking, quantity=quantity, by=None, at=AT)


def test_the_same_showcase_twice_is_one(rcoop: Coworking) -> None:
    back = make_showcase(rcoop, "Back room", on_show=False)
    again = add_showcase(coworking=rcoop, name=" Back room ", by=None, at=AT)
    assert again == back
    assert not again.on_show
    assert Event.objects.filter(verb="add showcase", subject="Back room").count() == 1


class TestRegistering:
    def test_an_item_gets_a_code_and_its_first_price(self, plume: Maker, ada: User) -> None:
        item = registered(plume, title=" Bol bleu ", story=" Grès. ", size="12 cm ", by=ada)
        assert label.read(item.code) == item.code
        assert (item.title, item.story, item.size) == ("Bol bleu", "Grès.", "12 cm")
        first = PriceChange.objects.get(item=item)
        assert (first.price, first.by, first.at) == (Decimal("12.50"), ada, AT)

    def test_a_code_that_is_taken_is_drawn_again(
        self, plume: Maker, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        drawn = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
        monkeypatch.setattr(label.SYSTEM, "choices", lambda *_any, **_how: list(next(drawn)))
        codes = [registered(plume).code for _piece in range(2)]
        assert [code[:6] for code in codes] == ["AAAAAA", "BBBBBB"]

    def test_an_item_has_a_title(self, plume: Maker) -> None:
        with pytest.raises(NoTitle) as refused:
            registered(plume, title="  ")
        assert (refused.value.code, refused.value.place) == ("no_title", "title")
        assert not Item.objects.exists()

    @pytest.mark.parametrize("price", ["0.00", "-0.01", "100000.01"])
    def test_a_price_out_of_range_is_refused(self, plume: Maker, price: str) -> None:
        with pytest.raises(PriceOutOfRange) as refused:
            registered(plume, price=Decimal(price))
        assert refused.value.place == "price"
        assert not Item.objects.exists()

    @pytest.mark.parametrize("price", ["0.01", "100000.00"])
    def test_the_smallest_and_the_largest_price(self, plume: Maker, price: str) -> None:
        assert registered(plume, price=Decimal(price)).price == Decimal(price)

    def test_what_the_database_refuses_is_not_taken_for_a_key_sent_twice(
        self, plume: Maker
    ) -> None:
        with pytest.raises(IntegrityError):
            registered(plume, vat_percent=Decimal(51), key=uuid.uuid4())
        assert not Item.objects.exists()

    def test_the_same_key_is_one_item_however_it_was_edited_since(
        self, plume: Maker, ada: User
    ) -> None:
        key = uuid.uuid4()
        first = registered(plume, key=key)
        reprice(item=first, price=Decimal("15.00"), by=ada, at=AT)
        assert registered(plume, key=key) == first
        assert Item.objects.get().price == Decimal("15.00")

    def test_the_same_key_for_something_else_is_refused(self, plume: Maker) -> None:
        key = uuid.uuid4()
        registered(plume, key=key)
        with pytest.raises(KeyReused) as refused:
            registered(plume, key=key, price=Decimal("13.00"))
        assert refused.value.place == "key"
        assert Item.objects.count() == 1

    def test_all_that_can_be_told(self, plume: Maker) -> None:
        item = registered(
            plume,
            care=" Keep dry. ",
            metal_grams=Decimal("3.5"),
            agreed_value=Decimal("120.00"),
        )
        item.refresh_from_db()
        assert (item.care, item.metal_grams, item.agreed_value) == (
            "Keep dry.",
            Decimal("3.50"),
            Decimal("120.00"),
        )

    def test_a_key_sent_before_there_was_more_to_tell_still_means_its_item(
        self, plume: Maker
    ) -> None:
        """As of the digests that are in databases since then."""
        key = uuid.uuid4()
        item = registered(plume, key=key)
        told = [plume.pk, "Bol bleu", Decimal("12.50"), Decimal(21), "", "", "", ""]
        sent = json.dumps(told, default=str).encode()
        assert item.content == hashlib.sha256(sent).hexdigest()
        assert registered(plume, key=key, care="", metal_grams=None) == item

    @pytest.mark.parametrize(
        "more",
        [
            {"care": "Keep dry."},
            {"metal_grams": Decimal("3.5")},
            {"agreed_value": Decimal("0.00")},
        ],
    )
    def test_a_key_sent_with_more_told_is_refused(self, plume: Maker, more: dict[str, Any]) -> None:
        key = uuid.uuid4()
        first = registered(plume, key=key, **more)
        assert registered(plume, key=key, **more) == first
        with pytest.raises(KeyReused):
            registered(plume, key=key)

    def test_the_same_weight_written_longer_is_the_same(self, plume: Maker) -> None:
        key = uuid.uuid4()
        first = registered(plume, key=key, metal_grams=Decimal("3.5"))
        assert registered(plume, key=key, metal_grams=Decimal("3.50")) == first

    @pytest.mark.parametrize("grams", ["0.01", "10000", "10000.00", "1E+3"])
    def test_weights_that_can_be(self, plume: Maker, grams: str) -> None:
        assert registered(plume, metal_grams=Decimal(grams)).metal_grams == Decimal(grams)

    @pytest.mark.parametrize("grams", ["0", "-1", "0.001", "10000.01", "1.005"])
    def test_a_weight_out_of_range_is_refused(self, plume: Maker, grams: str) -> None:
        with pytest.raises(MetalOutOfRange) as refused:
            registered(plume, metal_grams=Decimal(grams))
        assert (refused.value.code, refused.value.place) == ("metal_out_of_range", "metal_grams")
        assert not Item.objects.exists()

    @pytest.mark.parametrize("value", ["-0.01", "100000.01"])
    def test_a_value_out_of_range_is_refused(self, plume: Maker, value: str) -> None:
        with pytest.raises(ValueOutOfRange) as refused:
            registered(plume, agreed_value=Decimal(value))
        assert (refused.value.code, refused.value.place) == ("value_out_of_range", "agreed_value")
        assert registered(plume, agreed_value=Decimal(0)).agreed_value == 0


class TestEditing:
    def edited(self, item: Item, by: User, **changes: Any) -> Item:
        told: dict[str, Any] = {
            "title": "Bol",
            "story": "",
            "materials": "",
            "size": "",
            "care": "",
            "metal_grams": None,
            "agreed_value": None,
            "vat_percent": Decimal(21),
            **changes,
        }
        return edit_item(item=item, by=by, at=AT, **told)

    def test_what_is_told_about_an_item_changes(self, plume: Maker, ada: User) -> None:
        item = make_item(plume)
        told = {"story": " Grès. ", "materials": "grès", "size": "12 cm"}
        self.edited(item, ada, title=" Bol ", vat_percent=Decimal(6), **told)
        item.refresh_from_db()
        assert (item.title, item.story, item.materials) == ("Bol", "Grès.", "grès")
        assert (item.size, item.vat_percent) == ("12 cm", Decimal(6))

    def test_a_title_stays(self, plume: Maker, ada: User) -> None:
        item = make_item(plume)
        with pytest.raises(NoTitle):
            self.edited(item, ada, title=" ", story="new")
        item.refresh_from_db()
        assert (item.title, item.story) == ("Collier plume", "")

    def test_a_sale_keeps_the_title_it_was_made_with(
        self, rcoop: Coworking, plume: Maker, ada: User
    ) -> None:
        item = make_placed(rcoop, plume).item
        sale = make_sale(rcoop, item)
        self.edited(item, ada, title="Renamed")
        assert sale.lines.get().title == "Collier plume"

    def test_a_new_price_is_kept_in_the_history(self, plume: Maker, ada: User) -> None:
        item = make_item(plume, price="45.00")
        for price in ("50.00", "50.00", "45.00"):
            reprice(item=item, price=Decimal(price), by=ada, at=AT)
        history = PriceChange.objects.filter(item=item).order_by("pk")
        assert [row.price for row in history] == [
            Decimal("45.00"),
            Decimal("50.00"),
            Decimal("45.00"),
        ]
        assert Event.objects.filter(verb="reprice").count() == 2

    def test_a_price_out_of_range_changes_nothing(self, plume: Maker, ada: User) -> None:
        item = make_item(plume, price="45.00")
        with pytest.raises(PriceOutOfRange):
            reprice(item=item, price=Decimal("0.00"), by=ada, at=AT)
        item.refresh_from_db()
        assert item.price == Decimal("45.00")
        assert PriceChange.objects.count() == 1


class TestPhotos:
    def test_pictures_keep_their_order_in_two_sizes(self, plume: Maker, media: Path) -> None:
        item = make_item(plume)
        for _picture in range(2):
            add_photo(item=item, data=jpeg(800, 600), by=None, at=AT)
        first, second = item.photos.all()
        assert (first.position, second.position) == (1, 2)
        assert (first.width, first.height) == (800, 600)
        assert first.large.name != second.large.name
        assert first.small.size < first.large.size
        assert len(list(media.rglob("*.jpg"))) == 4

    def test_what_is_no_photo_leaves_nothing(self, plume: Maker, media: Path) -> None:
        with pytest.raises(NotAPhoto):
            add_photo(item=make_item(plume), data=b"%PDF-1.7", by=None, at=AT)
        assert not Photo.objects.exists()
        assert list(media.rglob("*.jpg")) == []


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for pictures."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


class TestAnnouncing:
    def test_announced_pieces_wait_for_the_desk(
        self, rcoop: Coworking, plume: Maker, ada: User
    ) -> None:
        item = make_item(plume)
        made = announce(item=item, coworking=rcoop, quantity=3, by=ada, at=AT)
        assert (made.state, made.quantity, made.accepted) == (AnnouncementState.WAITING, 3, 0)
        assert (made.announced_by, made.announced_at) == (ada, AT)
        assert on_hand_at(item, rcoop) == 0

    @pytest.mark.parametrize("quantity", [0, -1, 1001])
    def test_a_quantity_that_is_none(self, rcoop: Coworking, plume: Maker, quantity: int) -> None:
        with pytest.raises(QuantityOutOfRange) as refused:
            announced(make_item(plume), rcoop, quantity)
        assert refused.value.place == "quantity"
        assert not Announcement.objects.exists()

    def test_an_item_waits_once_at_each_coworking(self, rcoop: Coworking, plume: Maker) -> None:
        item = make_item(plume)
        announced(item, rcoop)
        with pytest.raises(AlreadyAnnounced, match=r"Collier plume.* at Rcoop") as refused:
            announced(item, rcoop)
        assert refused.value.code == "already_announced"
        assert Announcement.objects.count() == 1

    def test_once_decided_more_can_be_announced(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        item = make_item(plume)
        decline(announcement=announced(item, rcoop), reason="full", by=dan, at=AT)
        announced(item, rcoop)
        assert item.announcements.count() == 2

    def test_who_cannot_sell_there_cannot_announce_there(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        with pytest.raises(NoAgreement) as refused:
            announced(make_item(plume), filature)
        assert refused.value.place == "coworking"
        with pytest.raises(NoPayee):
            announced(make_item(make_maker("New")), rcoop)
        plume.affiliations.get().payee.vat_periods.all().delete()
        with pytest.raises(NoVatStatus):
            announced(make_item(plume), rcoop)
        assert not Announcement.objects.exists()


class TestAccepting:
    def test_what_was_counted_in_may_differ_from_what_was_announced(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        announcement = announced(make_item(plume), rcoop, 3)
        placement = accept(
            announcement=announcement, showcase=window_of(rcoop), quantity=2, by=dan, at=AT
        )
        assert placement.on_hand == 2
        announcement.refresh_from_db()
        assert (announcement.state, announcement.accepted) == (AnnouncementState.ACCEPTED, 2)
        assert (announcement.decided_by, announcement.decided_at) == (dan, AT)
        movement = Movement.objects.get()
        assert (movement.kind, movement.quantity, movement.by) == (
            MovementKind.ACCEPTED,
            2,
            dan,
        )
        assert list(problems()) == []

    def test_more_of_the_same_go_to_the_same_place(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        first = make_placed(rcoop, plume, quantity=2)
        more = accept(
            announcement=announced(first.item, rcoop),
            showcase=window_of(rcoop),
            quantity=1,
            by=dan,
            at=AT,
        )
        assert (more, more.on_hand) == (first, 3)
        assert list(problems()) == []

    def test_a_quantity_that_is_none(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        announcement = announced(make_item(plume), rcoop)
        with pytest.raises(QuantityOutOfRange):
            accept(announcement=announcement, showcase=window_of(rcoop), quantity=0, by=dan, at=AT)
        assert not Placement.objects.exists()

    def test_a_showcase_of_another_coworking(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
    ) -> None:
        announcement = announced(make_item(plume), rcoop)
        with pytest.raises(WrongShowcase) as refused:
            accept(
                announcement=announcement, showcase=window_of(filature), quantity=1, by=dan, at=AT
            )
        assert refused.value.place == "showcase"
        assert not Placement.objects.exists()

    def test_not_once_the_maker_cannot_sell_here(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        announcement = announced(make_item(plume), rcoop)
        plume.affiliations.get().payee.vat_periods.all().delete()
        with pytest.raises(NoVatStatus):
            accept(announcement=announcement, showcase=window_of(rcoop), quantity=1, by=dan, at=AT)
        assert not Movement.objects.exists()

    def test_a_decision_is_made_once(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        announcement = announced(make_item(plume), rcoop)
        stale = Announcement.objects.get()
        accept(announcement=announcement, showcase=window_of(rcoop), quantity=3, by=dan, at=AT)
        with pytest.raises(AlreadyDecided, match="Collier plume") as refused:
            accept(announcement=stale, showcase=window_of(rcoop), quantity=3, by=dan, at=AT)
        assert refused.value.code == "already_decided"
        with pytest.raises(AlreadyDecided):
            decline(announcement=stale, reason="full", by=dan, at=AT)
        assert on_hand_at(stale.item, rcoop) == 3
        assert Announcement.objects.get().state == AnnouncementState.ACCEPTED

    def test_a_declined_piece_comes_with_a_word(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        announcement = announced(make_item(plume), rcoop)
        decline(announcement=announcement, reason=" The window is full. ", by=dan, at=AT)
        assert (announcement.state, announcement.reason, announcement.accepted) == (
            AnnouncementState.DECLINED,
            "The window is full.",
            0,
        )
        assert not Placement.objects.exists()


class TestBringing:
    @pytest.fixture
    def brought(self, rcoop: Coworking, plume: Maker, ada: User) -> Callable[..., Item]:
        def act(**changes: Any) -> Item:
            told: dict[str, Any] = {
                "maker": plume,
                "coworking": rcoop,
                "title": "Bol bleu",
                "price": Decimal("12.50"),
                "quantity": 2,
                "key": uuid.uuid4(),
                "by": ada,
                "at": AT,
                **changes,
            }
            return bring(**told)

        return act

    def test_a_piece_is_registered_pictured_and_announced(
        self, brought: Callable[..., Item], media: Path
    ) -> None:
        item = brought(photos=[jpeg(800, 600), jpeg(80, 60)])
        assert [photo.position for photo in item.photos.all()] == [1, 2]
        assert item.announcements.get().quantity == 2

    def test_the_same_key_again_does_nothing_more(
        self, brought: Callable[..., Item], media: Path
    ) -> None:
        key = uuid.uuid4()
        first = brought(key=key, photos=[jpeg(80, 60)])
        assert brought(key=key, photos=[jpeg(80, 60)]) == first
        assert Announcement.objects.count() == Photo.objects.count() == 1

    def test_a_photo_is_not_needed(self, brought: Callable[..., Item]) -> None:
        assert brought().photos.count() == 0

    @pytest.mark.parametrize(
        ("change", "refusal"),
        [
            ({"photos": [jpeg(80, 60), b"%PDF-1.7"]}, NotAPhoto),
            ({"quantity": 0}, QuantityOutOfRange),
            ({"title": ""}, NoTitle),
        ],
    )
    def test_refused_means_nothing_was_kept(
        self,
        brought: Callable[..., Item],
        media: Path,
        change: dict[str, Any],
        refusal: type[Exception],
    ) -> None:
        with pytest.raises(refusal):
            brought(**{"photos": [jpeg(80, 60)], **change})
        assert not Item.objects.exists()
        assert not Announcement.objects.exists()
        assert list(media.rglob("*.jpg")) == []


class TestMovingAndGivingBack:
    def test_pieces_are_carried_to_another_showcase(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume, quantity=3)
        back = make_showcase(rcoop, "Back room", on_show=False)
        moved = move(placement=placement, showcase=back, quantity=2, by=dan, at=AT)
        placement.refresh_from_db()
        assert (moved.showcase, moved.on_hand, placement.on_hand) == (back, 2, 1)
        assert set(places_of(placement.item)) == {placement, moved}
        assert list(problems()) == []

    def test_moving_stays_inside_the_coworking(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume)
        with pytest.raises(WrongShowcase):
            move(placement=placement, showcase=window_of(filature), quantity=1, by=dan, at=AT)
        assert Placement.objects.count() == 1

    def test_not_more_than_there_are(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        placement = make_placed(rcoop, plume, quantity=2)
        back = make_showcase(rcoop, "Back room")
        with pytest.raises(NotEnough, match="Only 2 of “Collier plume”") as refused:
            move(placement=placement, showcase=back, quantity=3, by=dan, at=AT)
        assert (refused.value.code, refused.value.place) == ("not_enough", "quantity")
        with pytest.raises(NotEnough):
            give_back(placement=placement, quantity=3, by=dan, at=AT)
        assert on_hand_at(placement.item, rcoop) == 2
        assert Movement.objects.count() == 1

    @pytest.mark.parametrize("quantity", [0, -1])
    def test_a_quantity_that_is_none(
        self, rcoop: Coworking, plume: Maker, dan: User, quantity: int
    ) -> None:
        placement = make_placed(rcoop, plume)
        with pytest.raises(QuantityOutOfRange):
            move(
                placement=placement,
                showcase=window_of(rcoop),
                quantity=quantity,
                by=dan,
                at=AT,
            )
        with pytest.raises(QuantityOutOfRange):
            give_back(placement=placement, quantity=quantity, by=dan, at=AT)
        assert Movement.objects.count() == 1

    def test_the_maker_takes_pieces_home(self, rcoop: Coworking, plume: Maker, dan: User) -> None:
        placement = make_placed(rcoop, plume, quantity=3)
        give_back(placement=placement, quantity=2, by=dan, at=AT)
        assert on_hand_at(placement.item, rcoop) == 1
        assert Movement.objects.get(quantity=-2).kind == MovementKind.GIVEN_BACK
        assert list(problems()) == []


class TestForTheTill:
    def test_pieces_are_taken_from_as_many_places_as_it_needs(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        shown = make_placed(rcoop, plume, quantity=5)
        back = make_showcase(rcoop, "Back room", on_show=False)
        kept = move(placement=shown, showcase=back, quantity=3, by=dan, at=AT)
        with transaction.atomic():
            (picked,) = pick(coworking=rcoop, wanted=[Wanted(shown.item, 4)])
            take(pick=picked, reference="S-2026-00001/1", by=dan, at=AT)
        taken = [(piece.placement, piece.quantity) for piece in picked.picked]
        assert taken == [(shown, 2), (kept, 2)]
        assert on_hand_at(shown.item, rcoop) == 1
        assert list(problems()) == []

    def test_a_piece_that_is_not_there_says_why(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        never, sold, home = (make_item(plume), make_placed(rcoop, plume), make_placed(rcoop, plume))
        make_sale(rcoop, sold.item)
        give_back(placement=home, quantity=1, by=dan, at=AT)
        for item, reason in ((never, NotHere), (sold.item, AlreadySold), (home.item, Withdrawn)):
            with pytest.raises(reason) as refused, transaction.atomic():
                pick(coworking=rcoop, wanted=[Wanted(item, 1, "lines.7")])
            assert refused.value.place == "lines.7"

    def test_returned_pieces_go_back_to_where_the_first_of_them_came_from(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        shown = make_placed(rcoop, plume, quantity=2)
        back = make_showcase(rcoop, "Back room", on_show=False)
        kept = move(placement=shown, showcase=back, quantity=1, by=dan, at=AT)
        make_refund(make_sale(rcoop, shown.item, quantity=2), quantity=2)
        for placement, on_hand in ((shown, 2), (kept, 0)):
            placement.refresh_from_db()
            assert placement.on_hand == on_hand
        assert list(problems()) == []
