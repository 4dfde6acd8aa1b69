"""Devices paired with a till: which one a request comes from, which one an invitation is for."""

import hashlib
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consign.codes.label import LOOKALIKES
from consign.people.models import Coworking
from consign.refusal import Refused
from consign.till.models import Device

# The cookie that holds a paired device's secret; no script can read it.
COOKIE = "till_device"


class InvitationUnknown(Refused):
    code = "invitation_unknown"
    sentence = _("This address pairs nothing. Ask a manager for a new code.")


class InvitationUsed(Refused):
    code = "invitation_used"
    sentence = _("This code has been used: it works once. Ask a manager for a new one.")


class InvitationExpired(Refused):
    code = "invitation_expired"
    sentence = _("This code is too old: it works for 15 minutes. Ask a manager for a new one.")


def invited(invitation: str, at: datetime) -> Device:
    """The device an invitation is for, without using it.  Refused: InvitationUnknown,
    InvitationUsed, InvitationExpired."""
    device = device_of(invitation)
    if device is None:
        raise InvitationUnknown
    if device.paired_at is not None:
        raise InvitationUsed
    if device.revoked_at is not None or device.invited_until < at:
        raise InvitationExpired
    return device


def device_with(secret: str) -> Device | None:
    """The paired device with this secret; None for an unknown or revoked one."""
    if not secret:
        return None
    found = Device.objects.filter(secret=digest(secret), revoked_at__isnull=True)
    return found.select_related("till__coworking__operator").first()


def device_of(invitation: str) -> Device | None:
    """The device that was invited with this, paired or not."""
    found = Device.objects.filter(invitation=digest(invitation.upper().translate(LOOKALIKES)))
    return found.select_related("till__coworking__operator").first()


def devices_of(coworking: Coworking) -> QuerySet[Device]:
    """Every device that was ever invited to a coworking's tills, the newest first."""
    known = Device.objects.filter(till__coworking=coworking)
    return known.select_related("till__coworking", "revoked_by").order_by("-pk")


def devices_at(coworking: Coworking, at: datetime) -> QuerySet[Device]:
    """Those of them that sell or did, or may still be paired."""
    waits = Q(revoked_at__isnull=True, invited_until__gte=at)
    return devices_of(coworking).filter(Q(paired_at__isnull=False) | waits)


def digest(secret: str) -> str:
    """Secrets are long and random, so one plain hash is enough to keep them."""
    return hashlib.sha256(secret.encode()).hexdigest()
