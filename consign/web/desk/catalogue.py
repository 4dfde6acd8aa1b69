"""The pieces of a till as a device keeps them."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from consign.people.hashing import ROUNDS
from consign.people.models import BankAccount, Coworking, Membership
from consign.refusal import Refused
from consign.till.catalogue import Catalogue, Piece, catalogue
from consign.web.access import AtTill, till_only


@till_only
@require_safe
@gzip_page
def page(request: AtTill, coworking: Coworking) -> HttpResponse:
    """All that the till's page needs to sell without network; unchanged, it is not sent again."""
    now = timezone.now()
    told = _told(request, catalogue(coworking, device=request.device, at=now))
    etag = quote_etag(hashlib.sha256(_json(told).encode()).hexdigest())
    response = HttpResponse(_json({"now": _moment(now), **told}), content_type="application/json")
    response["ETag"] = etag
    patch_cache_control(response, private=True, no_cache=True)
    answer = get_conditional_response(request, etag=etag, response=response)
    return answer or response


def _told(request: AtTill, found: Catalogue) -> dict[str, Any]:
    """All but the time: as long as it is the same, a device has nothing to fetch."""
    coworking, device, seller = found.coworking, found.device, request.seller
    return {
        "language": get_language(),
        "coworking": {
            "slug": coworking.slug,
            "name": coworking.name,
            "street": coworking.street,
            "postcode": coworking.postcode,
            "town": coworking.town,
            "rounds_cash": coworking.rounds_cash,
            "account": _account(found.account),
        },
        "till": {"id": found.till.pk, "name": found.till.name},
        "device": device and {"id": device.pk, "name": device.name},
        "me": seller and {"id": seller.pk, "name": seller.name},
        "people": [_person(member) for member in found.people],
        "items": [_item(piece) for piece in found.pieces],
    }


def _account(account: BankAccount | None) -> dict[str, str] | None:
    if account is None:
        return None
    return {"holder": account.holder, "iban": account.iban, "bic": account.bic}


def _person(member: Membership) -> dict[str, Any]:
    return {
        "id": member.user_id,
        "name": member.user.name,
        "salt": member.pin_salt,
        "hash": member.pin_hash,
        "rounds": ROUNDS,
    }


def _item(piece: Piece) -> dict[str, Any]:
    item = piece.item
    return {
        "code": item.code,
        "title": item.title,
        "maker": piece.maker,
        "price": str(item.price),
        "was": [str(price) for price in item.was],
        "on_hand": item.on_hand,
        "photo": default_storage.url(item.photo) if item.photo else None,
        "most": f"{piece.most:.4f}",
        "bearer": piece.bearer.value,
        "seller": piece.seller,
        "held": [{"name": hold.name, "until": _moment(hold.until)} for hold in item.held],
        "why": _why(piece.why),
    }


def _why(refused: Refused | None) -> dict[str, str] | None:
    return {"code": refused.code, "detail": str(refused)} if refused else None


def _moment(now: datetime) -> str:
    return timezone.localtime(now).isoformat(timespec="milliseconds")


def _json(told: Any) -> str:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
