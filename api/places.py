"""Whose desk, whose month: what is not the reader's does not exist for them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.serializers import ValidationError

from consign.people.models import Coworking, User
from consign.people.queries import desks_of, managed_by
from consign.till.devices import COOKIE, device_with
from consign.till.operations import Desk


def desk(reader: User, slug: str) -> Coworking:
    """A coworking at whose desk the reader stands; 404 for every other."""
    return get_object_or_404(desks_of(reader), slug=slug)


def desk_here(request: Request, coworking: Coworking, till: int | None = None) -> Desk:
    """At which till and on which paired device an act is done; 404 for a till that is not there."""
    device = device_with(request.COOKIES.get(COOKIE, ""))
    if device is not None and device.till.coworking_id != coworking.pk:
        device = None
    if till is not None:
        return Desk(get_object_or_404(coworking.tills, pk=till), device)
    return Desk(device.till if device else None, device)


def managed(reader: User, slug: str) -> Coworking:
    """A coworking the reader manages; 404 for every other."""
    return get_object_or_404(managed_by(reader), slug=slug)


def one_of(coworkings: QuerySet[Coworking], slug: str) -> Coworking | None:
    """The one that was named, else the only one there is, else None; several must be told apart."""
    if slug:
        return get_object_or_404(coworkings, slug=slug)
    found = list(coworkings[:2])
    if len(found) > 1:
        raise ValidationError({"coworking": [_("Say at which coworking.")]})
    return found[0] if found else None
