"""Devices paired with a till: which one a request comes from."""

import hashlib

from consign.till.models import Device

# The cookie that holds a paired device's secret; no script can read it.
COOKIE = "till_device"


def device_with(secret: str) -> Device | None:
    """The paired device with this secret; None for an unknown or revoked one."""
    if not secret:
        return None
    found = Device.objects.filter(secret=digest(secret), revoked_at__isnull=True)
    return found.select_related("till__coworking__operator").first()


def digest(secret: str) -> str:
    """Secrets are long and random, so one plain hash is enough to keep them."""
    return hashlib.sha256(secret.encode()).hexdigest()
