"""What is where, and who sees it."""

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from consign.agreements.models import Affiliation
from consign.codes import label
from consign.codes.label import MistypedCode, NotACode
from consign.people.models import Coworking, Maker, User
from consign.stock.items import register_item
from consign.stock.models import Item, Movement, MovementKind
from consign.stock.on_show import latest_on_show, on_show, on_show_of
from consign.stock.operations import accept, announce, decline, give_back, move
from consign.stock.pictures import add_photo
from consign.stock.queries import (
    AlreadySold,
    NotHere,
    UnknownCode,
    Withdrawn,
    announced_at,
    announcements_seen_by,
    announcements_to,
    by_code,
    items,
    items_of,
    items_seen_by,
    labelled_at,
    last_movement,
    latest_movement,
    matching,
    miscounted,
    on_hand_at,
    placed_at,
    placements_at,
    placements_seen_by,
    places_of,
    references_of,
    showcases_of,
    sold_from,
    why_none,
)
from tests.factories import (
    any_person,
    make_agreement,
    make_item,
    make_placed,
    make_sale,
    make_selling_maker,
    make_showcase,
    moment,
)
from tests.stock.pictures import jpeg

pytestmark = pytest.mark.django_db
AT = moment("2026-09-01")


def computed(item: Item, *names: str) -> tuple[Any, ...]:
    """What a read has computed beside the columns."""
    return tuple(vars(item)[name] for name in names)


class TestCodes:
    @pytest.mark.parametrize(
        "written", ["{}", "{spaced}", "{lower}", "https://vitrine.example/i/{}?x=1"]
    )
    def test_a_code_means_its_item_however_it_comes(self, plume: Maker, written: str) -> None:
        item = make_item(plume)
        text = written.format(item.code, spaced=label.spaced(item.code), lower=item.code.lower())
        assert by_code(text) == item

    def test_what_means_no_item_says_why_and_where(self, plume: Maker) -> None:
        item = make_item(plume)
        wrong = item.code[:6] + ("0" if item.code[6] != "0" else "1")
        with pytest.raises(MistypedCode) as mistyped:
            by_code(wrong, place="lines.0.code")
        with pytest.raises(NotACode) as no_code:
            by_code("hello", place="lines.1.code")
        with pytest.raises(UnknownCode, match="code 7K3 M9Q X") as unknown:
            by_code("7k3m9qx", place="lines.2.code")
        places = [refused.value.place for refused in (mistyped, no_code, unknown)]
        assert places == ["lines.0.code", "lines.1.code", "lines.2.code"]


class TestLooking:
    @pytest.fixture
    def bowl(self, terre: Maker) -> Item:
        item = make_item(terre, "Bol bleu")
        Item.objects.filter(pk=item.pk).update(reference="TB-7")
        return item

    def found(self, text: str) -> set[Item]:
        return set(items().filter(matching(text)))

    def test_part_of_a_title_a_reference_or_a_makers_name(self, plume: Maker, bowl: Item) -> None:
        necklace = make_item(plume)
        assert self.found(" BLEU ") == {bowl}
        assert self.found("tb-7") == {bowl}
        assert self.found("comme une") == {necklace}
        assert self.found("") == {bowl, necklace}
        assert self.found("nothing like it") == set()

    def test_a_code_whole_or_begun(self, bowl: Item) -> None:
        for text in (
            bowl.code,
            label.spaced(bowl.code).lower(),
            f"HTTPS://VITRINE.EXAMPLE/I/{bowl.code}",
            bowl.code[:5],
            f"{bowl.code[:3]} {bowl.code[3:5]}",
        ):
            assert self.found(text) == {bowl}

    def test_from_rows_that_point_at_items(self, rcoop: Coworking, plume: Maker) -> None:
        placement = make_placed(rcoop, plume)
        found = placed_at(rcoop).filter(matching(placement.item.code, item="item__"))
        assert list(found) == [placement]

    def test_the_references_a_maker_has_given(self, plume: Maker, terre: Maker, bowl: Item) -> None:
        key = uuid.uuid4()
        register_item(
            maker=terre,
            title="Tasse",
            price=Decimal("8.00"),
            reference="TB-8",
            key=key,
            by=None,
            at=AT,
        )
        make_item(terre, "Without")
        assert references_of(terre) == {"tb-7", "tb-8"}
        assert references_of(terre, but=[key]) == {"tb-7"}
        assert references_of(plume) == set()


class TestOnHand:
    def test_a_makers_items_say_how_many_are_where_and_whether_some_wait(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        affiliation = Affiliation.objects.get(maker=plume)
        make_agreement(filature, affiliation)
        placed = make_placed(rcoop, plume, quantity=2)
        announce(item=placed.item, coworking=filature, quantity=3, by=None, at=AT)
        accept(
            announcement=announced_at(filature).get(),
            showcase=filature.showcases.get(),
            quantity=3,
            by=any_person(),
            at=AT,
        )
        newer = make_item(plume, "Newer")
        announce(item=newer, coworking=rcoop, quantity=1, by=None, at=AT)

        told = [computed(item, "title", "on_hand", "waiting") for item in items_of(plume)]
        assert told == [("Newer", 0, True), ("Collier plume", 5, False)]
        assert [len(item.placements.all()) for item in items_of(plume)] == [0, 2]
        assert (on_hand_at(placed.item, rcoop), on_hand_at(newer, rcoop)) == (2, 0)

    def test_what_is_gone_is_still_placed_but_not_on_hand(
        self, rcoop: Coworking, plume: Maker, terre: Maker
    ) -> None:
        gone, here = make_placed(rcoop, plume), make_placed(rcoop, terre)
        make_sale(rcoop, gone.item)
        assert list(placed_at(rcoop)) == [gone, here]
        assert list(placements_at(rcoop)) == [here]
        assert not places_of(gone.item).exists()
        last = latest_movement(gone.item)
        assert last is not None
        assert last.kind == MovementKind.SOLD
        assert latest_movement(make_item(plume)) is None

    def test_only_pieces_on_show_are_shown(self, rcoop: Coworking, plume: Maker) -> None:
        back = make_showcase(rcoop, "Back room", on_show=False)
        shown = make_placed(rcoop, plume, "Shown").item
        make_placed(rcoop, plume, "Kept", showcase=back)
        sold = make_placed(rcoop, plume, "Sold").item
        make_item(plume, "At home")
        make_sale(rcoop, sold)
        assert list(on_show(rcoop)) == [shown]
        assert list(on_show_of(plume)) == [shown]

    def test_an_item_in_two_windows_is_shown_once(
        self, rcoop: Coworking, plume: Maker, dan: User
    ) -> None:
        placement = make_placed(rcoop, plume, quantity=2)
        shelf = make_showcase(rcoop, "Shelf")
        move(placement=placement, showcase=shelf, quantity=1, by=dan, at=AT)
        assert list(on_show(rcoop)) == [placement.item]
        assert list(on_show_of(plume)) == [placement.item]

    def test_windows_come_before_back_rooms(self, rcoop: Coworking) -> None:
        make_showcase(rcoop, "Attic", on_show=False)
        make_showcase(rcoop, "Shelf")
        assert [str(place) for place in showcases_of(rcoop)] == ["Shelf", "Window", "Attic"]

    def test_the_newest_with_a_picture_come_first_at_each_coworking(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
    ) -> None:
        pictured, second, third = (make_placed(rcoop, plume, name) for name in "abc")
        add_photo(item=pictured.item, data=jpeg(40, 30), by=None, at=AT)
        far = make_placed(filature, make_selling_maker(filature, "Elsewhere")).item
        # In two windows of one coworking it is still one piece of it.
        move(
            placement=make_placed(rcoop, plume, "d", quantity=2),
            showcase=make_showcase(rcoop, "Shelf"),
            quantity=1,
            by=dan,
            at=AT,
        )
        make_sale(rcoop, third.item)
        two, all_of_them = latest_on_show(2), latest_on_show(9)
        assert [item.title for item in two[rcoop.pk]] == ["a", "d"]
        assert [item.title for item in all_of_them[rcoop.pk]] == ["a", "d", second.item.title]
        assert two[filature.pk] == [far]

    def test_a_count_that_does_not_follow_from_its_movements_is_found(
        self, rcoop: Coworking, plume: Maker
    ) -> None:
        placement, other = make_placed(rcoop, plume), make_placed(rcoop, plume)
        assert not miscounted().exists()
        Movement.objects.filter(placement=placement).delete()
        assert list(miscounted()) == [placement]
        assert other not in miscounted()


class TestLabels:
    def test_labels_are_for_what_is_here_and_what_is_coming(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, dan: User
    ) -> None:
        here = make_placed(rcoop, terre, "Bol", quantity=3)
        shelf = make_showcase(rcoop, "Shelf")
        move(placement=here, showcase=shelf, quantity=1, by=dan, at=AT)
        announce(item=here.item, coworking=rcoop, quantity=2, by=None, at=AT)
        coming = make_item(plume)
        announce(item=coming, coworking=rcoop, quantity=1, by=None, at=AT)
        make_sale(rcoop, make_placed(rcoop, plume, "Sold").item)
        refused = announce(
            item=make_item(plume, "Refused"), coworking=rcoop, quantity=1, by=None, at=AT
        )
        decline(announcement=refused, reason="", by=dan, at=AT)
        make_item(plume, "At home")
        found = [computed(item, "id", "pieces") for item in labelled_at(rcoop)]
        assert found == [(coming.pk, 1), (here.item.pk, 5)]
        assert not labelled_at(filature).exists()


class TestAnnounced:
    def test_the_desk_sees_what_waits_and_every_decision(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, dan: User
    ) -> None:
        waiting = [
            announce(
                item=make_item(maker), coworking=rcoop, quantity=1, by=None, at=AT - timedelta(days)
            )
            for maker, days in ((terre, 0), (plume, 0), (plume, 3))
        ]
        decided = announce(item=make_item(plume), coworking=rcoop, quantity=1, by=None, at=AT)
        decline(announcement=decided, reason="full", by=dan, at=AT)
        assert list(announced_at(rcoop)) == [waiting[2], waiting[1], waiting[0]]
        assert set(announcements_to(rcoop)) == {*waiting, decided}
        assert not announcements_to(filature).exists()


class TestWhyNone:
    def test_the_last_movement_tells(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, dan: User
    ) -> None:
        never = make_item(plume)
        sold, home = make_placed(rcoop, plume), make_placed(rcoop, plume)
        make_sale(rcoop, sold.item)
        give_back(placement=home, quantity=1, by=dan, at=AT)
        assert last_movement(never, rcoop) is None
        told = [why_none(item, rcoop, place="code") for item in (never, sold.item, home.item)]
        assert [type(reason) for reason in told] == [NotHere, AlreadySold, Withdrawn]
        assert [reason.code for reason in told] == ["not_here", "already_sold", "withdrawn"]
        assert {reason.place for reason in told} == {"code"}
        assert all("“Collier plume”" in str(reason) for reason in told)
        # Elsewhere it never was.
        assert isinstance(why_none(sold.item, filature), NotHere)

    def test_a_sale_line_knows_where_it_was_taken_from(
        self, rcoop: Coworking, filature: Coworking, plume: Maker
    ) -> None:
        placement = make_placed(rcoop, plume)
        sale = make_sale(rcoop, placement.item)
        assert sold_from(f"{sale.number}/1", rcoop) == [placement]
        assert sold_from(f"{sale.number}/1", filature) == []


class TestWhoSeesWhat:
    @pytest.fixture(autouse=True)
    def world(
        self, rcoop: Coworking, filature: Coworking, plume: Maker, terre: Maker, dan: User
    ) -> None:
        """Ada's and Ben's pieces at Rcoop, one of somebody else's at La Filature.

        Ada has one more at home, and one announced at Rcoop.
        """
        make_placed(rcoop, plume, "Placed")
        make_item(plume, "At home")
        coming = make_item(plume, "Coming")
        announce(item=coming, coworking=rcoop, quantity=1, by=None, at=AT)
        make_placed(rcoop, terre, "Bol")
        make_placed(filature, make_selling_maker(filature, "Elsewhere"), "Far")

    def test_items(self, ada: User, ben: User, dan: User, cleo: User, vic: User) -> None:
        def titles(user: User) -> list[str]:
            return [item.title for item in items_seen_by(user)]

        assert titles(ada) == ["Coming", "At home", "Placed"]
        assert titles(ben) == ["Bol"]
        assert titles(dan) == ["Bol", "Coming", "Placed"]
        assert titles(cleo) == ["Bol", "Coming", "At home", "Placed"]
        assert titles(vic) == []
        ((seen,),) = [computed(item, "seen") for item in items_seen_by(ben)]
        assert len(seen) == 1

    def test_placements(self, ada: User, ben: User, dan: User, vic: User) -> None:
        def titles(user: User) -> set[str]:
            return {placement.item.title for placement in placements_seen_by(user)}

        assert titles(ada) == {"Placed"}
        assert titles(ben) == {"Bol"}
        assert titles(dan) == {"Placed", "Bol"}
        assert titles(vic) == set()

    def test_announcements(self, ada: User, ben: User, dan: User, vic: User) -> None:
        def waiting(user: User) -> set[str]:
            found = announcements_seen_by(user).filter(state="waiting")
            return {announcement.item.title for announcement in found}

        assert waiting(ada) == waiting(dan) == {"Coming"}
        assert waiting(ben) == waiting(vic) == set()
