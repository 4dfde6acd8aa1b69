"""How pieces come to the coworkings: registered, announced, counted in, put on show."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from consign.console.demo.agenda import Agenda, moment
from consign.console.demo.founding import MakerHere, Place, World
from consign.console.demo.makers import PLUME
from consign.console.demo.pieces import (
    PLUME_LIST,
    PLUME_PICTURES,
    PieceFacts,
    pieces_of,
)
from consign.console.demo.studio import Studio
from consign.days import Month, local_day
from consign.stock import operations as stock
from consign.stock.lists import ListProblem, read_list
from consign.stock.models import Announcement, Item
from consign.stock.pictures import add_photo
from consign.stock.queries import announced_at
from consign.stock.taking_over import announce_list

MANY = 6  # from this many on, a second coworking gets some too
PLENTY = 10  # from this many on, half stays in the back room
LATER = (4, 9)  # by their place in a maker's list: pieces made later
STILL_WAITING = {
    "terre-dombre",
    "cahier-cousu",
    "draad-en-daad",
    "encre-dete",
    "soft-rain-soap",
    "wilg-en-wind",
}
DECLINED = "Salatbesteck"


@dataclass
class Shelf:
    """What a coworking has, as somebody at its desk would count it."""

    place: Place
    items: dict[int, Item] = field(default_factory=dict)
    on_hand: dict[int, int] = field(default_factory=dict)
    brought: dict[int, int] = field(default_factory=dict)

    def put(self, item: Item, quantity: int) -> None:
        self.items[item.pk] = item
        self.on_hand[item.pk] = self.on_hand.get(item.pk, 0) + quantity
        self.brought[item.pk] = max(quantity, self.brought.get(item.pk, 0))


@dataclass
class Arrivals:
    """Brings every maker's pieces, between the first days of `month` and today."""

    world: World
    agenda: Agenda
    studio: Studio
    rng: random.Random
    month: Month
    shelves: dict[str, Shelf] = field(init=False)
    problems: list[ListProblem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shelves = {key: Shelf(place) for key, place in self.world.places.items()}

    def note_down(self) -> None:
        """Order every picture and note every arrival in the agenda."""
        for index, here in enumerate(self.world.makers.values()):
            day = self.month.first + timedelta(days=3 + 2 * index)
            if here.facts.key == PLUME.key:
                self._order_list(day, here)
            else:
                self._order_pieces(day, here)

    def _order_list(self, day: date, here: MakerHere) -> None:
        for reference, picture in PLUME_PICTURES.items():
            self.studio.order(picture, reference)
        self.agenda.add(moment(day, 10), lambda at: self._take_list(here, at))

    def _order_pieces(self, day: date, here: MakerHere) -> None:
        pieces = pieces_of(here.facts.key)
        for index, piece in enumerate(pieces):
            self.studio.order(piece.picture, piece.title)
            at = self._when(day, here, index, last=index == len(pieces) - 1)
            self.agenda.add(
                at + timedelta(minutes=index),
                lambda at, piece=piece, index=index: self._bring(here, piece, index, at),  # type: ignore[misc]
            )

    def _when(self, day: date, here: MakerHere, index: int, *, last: bool) -> datetime:
        today = local_day(self.agenda.now)
        if last and here.facts.key in STILL_WAITING:
            return moment(today - timedelta(days=1), 17, self.rng.randrange(40))
        if index in LATER:
            return moment(self.month.next.next.first + timedelta(days=7 + index), 9)
        return moment(day, 14)

    def _take_list(self, here: MakerHere, at: datetime) -> None:
        """The jeweller hands in the list she keeps anyway; its lines become pieces."""
        read = read_list(PLUME_LIST.read_bytes())
        self.problems += read.problems
        place, *others = here.places
        items = announce_list(
            maker=here.maker, coworking=place.coworking, read=read, by=here.person, at=at
        )
        for item, row in zip(items, read.rows, strict=True):
            picture = self.studio.picture(PLUME_PICTURES[row.reference], row.reference)
            if picture is not None:
                add_photo(item=item, data=picture, by=here.person, at=at)
            elsewhere = row.quantity // 3 if row.quantity >= MANY else 0
            self._expect(place, item, row.quantity - elsewhere, at)
            if elsewhere:
                self._announce(others[0], here, item, elsewhere, at)

    def _bring(self, here: MakerHere, piece: PieceFacts, index: int, at: datetime) -> None:
        (place, quantity), *others = shared(piece.quantity, index, here.places)
        picture = self.studio.picture(piece.picture, piece.title)
        item = stock.bring(
            maker=here.maker,
            coworking=place.coworking,
            title=piece.title,
            price=piece.price,
            vat_percent=piece.vat_percent,
            quantity=quantity,
            key=UUID(int=self.rng.getrandbits(128), version=4),
            photos=[picture] if picture else [],
            story=piece.story,
            materials=piece.materials,
            size=piece.size,
            by=here.person,
            at=at,
        )
        self._expect(place, item, quantity, at)
        for other, some in others:
            self._announce(other, here, item, some, at)

    def _announce(
        self, place: Place, here: MakerHere, item: Item, quantity: int, at: datetime
    ) -> None:
        stock.announce(
            item=item, coworking=place.coworking, quantity=quantity, by=here.person, at=at
        )
        self._expect(place, item, quantity, at)

    def _expect(self, place: Place, item: Item, quantity: int, at: datetime) -> None:
        """The desk counts announced pieces in on the second morning after."""
        morning = moment(local_day(at) + timedelta(days=2), 9, self.rng.randrange(60))
        self.agenda.add(morning, lambda at: self._accept(place, item, quantity, at))

    def _accept(self, place: Place, item: Item, quantity: int, at: datetime) -> None:
        announcement = announced_at(place.coworking).get(item=item)
        if item.title == DECLINED:
            self._decline(place, announcement, at)
            return
        window, shelf, back_room = place.showcases
        showcase = window if self.rng.random() * 10 < 6 else shelf
        by = self.rng.choice(place.desk)
        placement = stock.accept(
            announcement=announcement, showcase=showcase, quantity=quantity, by=by, at=at
        )
        if quantity >= PLENTY:
            half = quantity // 2
            stock.move(placement=placement, showcase=back_room, quantity=half, by=by, at=at)
        self.shelves[place.facts.key].put(item, quantity)

    def _decline(self, place: Place, announcement: Announcement, at: datetime) -> None:
        stock.decline(
            announcement=announcement,
            reason="De kast staat vol tot na nieuwjaar. Breng ze dan graag!",
            by=place.manager,
            at=at,
        )

    def restock(self, shelf: Shelf, at: datetime) -> None:
        """Makers bring more of what they make again and again, where it has run out."""
        for pk, left in list(shelf.on_hand.items()):
            if left == 0 and shelf.brought[pk] >= MANY:
                here = self._maker_of(shelf.items[pk])
                self._announce(shelf.place, here, shelf.items[pk], shelf.brought[pk] // 2, at)

    def _maker_of(self, item: Item) -> MakerHere:
        return next(here for here in self.world.makers.values() if here.maker == item.maker)


def shared(quantity: int, index: int, places: list[Place]) -> list[tuple[Place, int]]:
    """To which places a piece goes: all to one, or some to each when there are many."""
    first, *others = places
    if not others:
        return [(first, quantity)]
    if quantity >= MANY:
        return [(first, quantity - quantity // 3), (others[0], quantity // 3)]
    return [(others[0] if index % 3 == 2 else first, quantity)]
