"""Where things are: items, showcases, placements and their movements; what is kept for whom."""

from consign.stock.models.counts import COUNTS, Counted, Difference, DifferenceState, Stocktake
from consign.stock.models.goods import Item, Photo, PriceChange, Reduction, Showcase
from consign.stock.models.keeping import Hold, HoldWish, HoldWishState, UnsoldReminder
from consign.stock.models.lists import ListUpload, ListUploadState
from consign.stock.models.places import (
    LOSSES,
    TRANSITS,
    Announcement,
    AnnouncementState,
    Movement,
    MovementKind,
    Placement,
    Transit,
)

__all__ = [
    "COUNTS",
    "LOSSES",
    "TRANSITS",
    "Announcement",
    "AnnouncementState",
    "Counted",
    "Difference",
    "DifferenceState",
    "Hold",
    "HoldWish",
    "HoldWishState",
    "Item",
    "ListUpload",
    "ListUploadState",
    "Movement",
    "MovementKind",
    "Photo",
    "Placement",
    "PriceChange",
    "Reduction",
    "Showcase",
    "Stocktake",
    "Transit",
    "UnsoldReminder",
]
