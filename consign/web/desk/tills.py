"""A coworking's tills, the devices paired with them, and who may sign at these."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from consign.codes.address import printed, public_url
from consign.days import local_day
from consign.paper import qr
from consign.people.models import Coworking
from consign.people.pins import clear_pin
from consign.people.queries import staff_of
from consign.refusal import Refused
from consign.till.devices import InvitationUsed, device_of, devices_at, devices_of, invited
from consign.till.models import Device
from consign.till.pairing import (
    LONGEST_NAME,
    invite_device,
    open_till,
    rename_device,
    rename_till,
    revoke_device,
)
from consign.till.places import first_till, tills_of
from consign.web.access import Reader, manager_only
from consign.web.forms import add_refusal, sent

# Does what a name was given for and says where to go on.
Act = Callable[[str], HttpResponse]


class NameForm(forms.Form):
    """What a till or a device is called."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)


@manager_only
@require_safe
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """Each till with its devices, and who of the desk has a PIN."""
    first_till(coworking)
    now = timezone.now()
    devices = devices_at(coworking, now)
    context = {
        "coworking": coworking,
        "tills": [
            (till, [one for one in devices if one.till == till and not one.revoked_at])
            for till in tills_of(coworking)
        ],
        "revoked": [one for one in devices if one.revoked_at],
        "staff": staff_of(coworking),
        "today": local_day(now),
    }
    return render(request, "desk/tills.html", context)


@manager_only
def add(request: Reader, coworking: Coworking) -> HttpResponse:
    """One more till."""

    def act(name: str) -> HttpResponse:
        till = open_till(coworking=coworking, name=name, by=request.user, at=timezone.now())
        messages.success(request, _("Till “%(name)s” is there.") % {"name": till.name})
        return redirect("desk_tills", coworking.slug)

    words = {
        "title": _("Another till"),
        "lead": _("A drawer of its own, counted and closed by itself."),
        "hint": _("Such as “2” or “Market stall”."),
        "button": _("Open the till"),
    }
    return _named(request, coworking, act, words)


@manager_only
def till(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Call a till something else."""
    found = get_object_or_404(coworking.tills, pk=pk)

    def act(name: str) -> HttpResponse:
        rename_till(till=found, name=name, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk_tills", coworking.slug)

    words = {"title": _("Till “%(name)s”") % {"name": found.name}, "button": _("Save")}
    return _named(request, coworking, act, words, found.name)


@manager_only
def pair(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """Say what the device is called that is to be paired with a till."""
    found = get_object_or_404(coworking.tills, pk=pk)

    def act(name: str) -> HttpResponse:
        _device, code = invite_device(till=found, name=name, by=request.user, at=timezone.now())
        return redirect("desk_pairing", coworking.slug, code)

    words = {
        "title": _("Pair a device"),
        "lead": _("It will sell at till “%(name)s”.") % {"name": found.name},
        "hint": _("As it stands on your lists: “Tablet at the door”, “Phone of the desk”."),
        "button": _("Show the code"),
    }
    return _named(request, coworking, act, words)


@manager_only
@require_safe
@never_cache
def pairing(request: Reader, coworking: Coworking, code: str) -> HttpResponse:
    """The code to scan with the device; once it has been used, back to the tills."""
    device = device_of(code)
    if device is None or device.till.coworking != coworking:
        return redirect("desk_tills", coworking.slug)
    try:
        invited(code, timezone.now())
    except Refused as refused:
        return _over(request, device, refused)
    ours = public_url(request)
    title = _("Code to pair “%(name)s”") % {"name": device.name}
    context = {
        "coworking": coworking,
        "device": device,
        "address": ours + reverse("pair", args=[code]),
        "symbol": qr.svg(printed(ours, "pair", code), title=title),
    }
    return render(request, "desk/pairing.html", context)


@manager_only
def device(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """One device: what it is called, and the way to revoke it."""
    found = get_object_or_404(devices_of(coworking), pk=pk)

    def act(name: str) -> HttpResponse:
        rename_device(device=found, name=name, by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk_tills", coworking.slug)

    words = {
        "title": found.name,
        "lead": _("Sells at till “%(name)s”.") % {"name": found.till.name},
        "button": _("Save"),
    }
    return _named(request, coworking, act, words, found.name, device=found)


@manager_only
def revoke(request: Reader, coworking: Coworking, pk: int) -> HttpResponse:
    """A device sells no more, after one more question."""
    found = get_object_or_404(devices_of(coworking), pk=pk, revoked_at=None)
    if request.method == "POST":
        revoke_device(device=found, by=request.user, at=timezone.now())
        said = _("“%(name)s” is no longer paired: it sells no more.") % {"name": found.name}
        messages.success(request, said)
        return redirect("desk_tills", coworking.slug)
    context = {"coworking": coworking, "device": found}
    return render(request, "desk/device_revoke.html", context)


@manager_only
@require_POST
def forget_pin(request: Reader, coworking: Coworking, person: int) -> HttpResponse:
    """Clear the PIN of somebody who forgot it, or should sign no more."""
    member = get_object_or_404(staff_of(coworking), user=person)
    clear_pin(coworking=coworking, user=member.user, by=request.user, at=timezone.now())
    said = _("%(person)s has no PIN any more, and can choose another under “Account”.")
    messages.success(request, said % {"person": member.user.name})
    return redirect("desk_tills", coworking.slug)


def _over(request: Reader, device: Device, refused: Refused) -> HttpResponse:
    """The code shows nothing any more: because it worked, or because it is too old."""
    if not isinstance(refused, InvitationUsed):
        messages.warning(request, str(refused))
    elif request.method == "GET":
        messages.success(request, _("“%(name)s” is paired.") % {"name": device.name})
    return redirect("desk_tills", device.till.coworking.slug)


def _named(
    request: Reader,
    coworking: Coworking,
    act: Act,
    words: dict[str, str],
    name: str = "",
    **facts: object,
) -> HttpResponse:
    """A page with one name to give."""
    form = NameForm(sent(request), initial={"name": name})
    form.fields["name"].help_text = words.get("hint", "")
    status = 200
    if request.method == "POST":
        try:
            if form.is_valid():
                return act(form.cleaned_data["name"])
            status = 400
        except Refused as refused:
            add_refusal(form, refused)
            status = 409
    up = reverse("desk_tills", args=[coworking.slug])
    context = {"coworking": coworking, "form": form, "words": words, "up": up, **facts}
    return render(request, "desk/till_name.html", context, status=status)
