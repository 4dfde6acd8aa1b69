"""Whose desk, whose month: what is not the reader's does not exist for them."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.serializers import ValidationError

from consign.people.models import Coworking, User
from consign.people.queries import desks_of, managed_by


def desk(reader: User, slug: str) -> Coworking:
    """A coworking at whose desk the reader stands; 404 for every other."""
    return get_object_or_404(desks_of(reader), slug=slug)


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
