"""What the demo's makers bring: one list a maker in `pieces/`, and what the jeweller's show."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

HERE = Path(__file__).parent
PLUME_LIST = HERE / "inventaire-plume.csv"


@dataclass(frozen=True)
class PieceFacts:
    """A piece as its maker would register it; `picture` is a kind and a tone to draw it with."""

    title: str
    materials: str
    size: str
    price: Decimal
    vat_percent: Decimal
    quantity: int
    story: str
    picture: str


def pieces_of(maker: str) -> list[PieceFacts]:
    """The pieces in a maker's list, in its order."""
    text = (HERE / "pieces" / f"{maker}.toml").read_text(encoding="utf-8")
    return [
        PieceFacts(
            title=row["title"],
            materials=row["materials"],
            size=row["size"],
            price=Decimal(row["price"]),
            vat_percent=Decimal(row.get("vat", 21)),
            quantity=row["quantity"],
            story=row["story"],
            picture=row["picture"],
        )
        for row in tomllib.loads(text)["piece"]
    ]


# The jeweller's own list has no pictures: by its references, what each piece looks like.
PLUME_PICTURES = {
    "PL-001": "necklace-feather gold",
    "PL-002": "necklace-feather silver",
    "PL-003": "earrings-feather silver",
    "PL-004": "earrings-feather teal",
    "PL-005": "bangle gold",
    "PL-006": "bracelet-cord sea",
    "PL-007": "ring copper",
    "PL-008": "ring copper",
    "PL-009": "ring copper",
    "PL-010": "brooch-bird ink",
    "PL-011": "brooch-bird sea",
    "PL-012": "necklace-glass indigo",
    "PL-013": "necklace-drop teal",
    "PL-014": "parure silver",
    "PL-015": "dreamcatcher rose",
    "PL-016": "dreamcatcher sea",
    "PL-017": "bookmark-feather walnut",
    "PL-018": "cards-bird rust",
    "PL-019": "cards-leaf plum",
    "PL-020": "book sea",
    "PL-021": "hatpin gold",
    "PL-022": "headband plum",
    "PL-023": "cufflinks gold",
    "PL-024": "pompom mustard",
    "PL-025": "earrings-ginkgo gold",
    "PL-026": "earrings-ginkgo silver",
    "PL-027": "anklet silver",
    "PL-028": "choker sand",
    "PL-029": "mobile sage",
    "PL-030": "charm chestnut",
    "PL-031": "barrette sea",
    "PL-032": "necklace-beads brick",
    "PL-034": "gift-box rust",
    "PL-036": "necklace-nacre gold",
}
