"""Addresses under /api/v1/ that mean nothing."""

from typing import NoReturn

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request

from api.permissions import Anyone
from api.resource import Door


@extend_schema(exclude=True)
class Nothing(Door):
    """A problem like every other, where nothing is."""

    permission_classes = [Anyone]

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        super().initial(request, *args, **kwargs)
        raise NotFound(_("There is nothing here. Addresses end with a slash: see docs/."))
