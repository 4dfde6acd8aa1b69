"""Where a paper of an account lies for its reader: in a portal, at a desk, or at a cooperative."""

from typing import Any

from django.urls import reverse

from consign.days import Month
from consign.ledger.models import Account
from consign.people.roles import is_maker, may_settle
from consign.web.access import Reader
from consign.web.frame import desk_tabs, portal_tabs


def around(request: Reader, account: Account, month: Month) -> dict[str, Any]:
    """The way back, what it is called, and the tabs of the section it leads to."""
    maker, coworking = account.maker.slug, account.coworking.slug
    if is_maker(request.user, account.maker):
        up = reverse("my_money", args=[maker])
        return {"account": account, "makes": True, "up": up, "tabs": portal_tabs(maker, up)}
    if may_settle(request.user, account.coworking):
        up = reverse("desk_month", args=[coworking])
        tabs = desk_tabs(coworking, up, manages=True)
        back = reverse("desk_preview", args=[coworking, month])
        return {"account": account, "manages": True, "up": back, "tabs": tabs}
    return {
        "account": account,
        "up": reverse("cooperative_month", args=[account.payee.slug, month]),
    }
