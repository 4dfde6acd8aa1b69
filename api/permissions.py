"""Who may call.  What a caller may read is decided by the reads themselves: the rest is 404."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

from consign.people.models import Scope, Token
from consign.till.models import Device

if TYPE_CHECKING:  # The framework imports this module while it builds its views.
    from rest_framework.views import APIView


class Nobody(BasePermission):
    """The default: a resource that does not say who may call it lets nobody in."""

    def has_permission(self, request: Request, view: "APIView") -> bool:  # noqa: ARG002
        return False


class Anyone(BasePermission):
    """Also who is not signed in."""


def scope_of(method: str | None, view: "APIView") -> Scope:
    """The scope a token needs for a call."""
    return Scope.READ if method in SAFE_METHODS else getattr(view, "writing", Scope.MANAGE)


class ScopeMissing(PermissionDenied):
    default_code = "scope_missing"
    default_detail = _("This token may not do this. Make one with the scope “%(scope)s”.")


class NotForDevices(PermissionDenied):
    default_code = "not_for_devices"
    default_detail = _("A paired device may sell, take back, scan and close the day: no more.")


class SignedIn(BasePermission):
    """Somebody, by session or by a token with the scope: `read`, or the view's `writing`; or who
    signs at a paired device, where the view lets devices in (`for_devices`)."""

    def has_permission(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, Device) and not getattr(view, "for_devices", False):
            raise NotForDevices
        if isinstance(request.auth, Token):
            scope = scope_of(request.method, view)
            if scope not in request.auth.scopes:
                raise ScopeMissing(str(ScopeMissing.default_detail) % {"scope": scope})
        return request.user.is_authenticated
