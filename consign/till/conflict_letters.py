"""Mail to the managers of a coworking when a piece was sold that was gone by then."""

from collections.abc import Sequence

from consign.letters.post import post
from consign.people.queries import managers_of
from consign.till.models import Conflict, Sale


def tell_managers(sale: Sale, conflicts: Sequence[Conflict]) -> None:
    """One letter to each manager for a ticket with conflicts; none for one without."""
    for manager in managers_of(sale.coworking) if conflicts else ():
        post(
            name="conflict",
            to=manager.email,
            called=manager.name,
            language=manager.language,
            facts={
                "person": manager,
                "coworking": sale.coworking,
                "number": sale.number,
                "seller": sale.sold_by.name,
                "titles": [conflict.line.title for conflict in conflicts],
                "others": sorted({one.other.sale.number for one in conflicts if one.other}),
            },
        )
