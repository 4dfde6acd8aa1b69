"""Who answers for what is done at a till: who is signed in, or who gives their PIN at a device."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consign.people.hashing import fits
from consign.people.models import Coworking, User
from consign.people.pins import LONGEST
from consign.people.queries import with_pin
from consign.till.operations import Desk
from consign.web.access import AtTill
from consign.web.patience import PIN_MINUTES, pin_too_often, pin_was_right


def desk_of(request: AtTill) -> Desk:
    """At which till an act is done, and on which paired device."""
    return Desk(request.device.till if request.device else None, request.device)


class SignedForm(forms.Form):
    """A form whose act somebody signs; `signer` is who, once the form is valid.

    Where somebody of the desk is signed in it is them.  On a paired device without, the form asks
    who it is and for their PIN, in two more fields (`asks`); after five wrong ones the device waits
    for five minutes.  A subclass with a `clean` of its own calls this one first.
    """

    def __init__(
        self, data: Any = None, *, request: AtTill, coworking: Coworking, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.device, self.asks = request.device, request.seller is None
        self.status = 400
        self._signer = request.seller
        if self.asks:
            self._members = {str(member.user_id): member for member in with_pin(coworking)}
            self.fields.update(_signature(self._members))

    @property
    def signer(self) -> User:
        """Who signed; only a valid form knows it."""
        if self._signer is None:
            raise LookupError("nobody has signed yet")
        return self._signer

    def clean(self) -> dict[str, Any] | None:
        told = super().clean()
        if self.asks and not self.errors:
            self._check()
        return told

    def _check(self) -> None:
        device = self.device.pk if self.device else 0
        if pin_too_often(device):
            self.status = 429
            said = _("That was wrong too often. Wait %(minutes)s minutes, then try again.")
            self.add_error("pin", said % {"minutes": PIN_MINUTES})
            return
        member = self._members[self.cleaned_data["signer"]]
        if not fits(member, self.cleaned_data["pin"]):
            self.status = 409
            said = _("This is not the PIN of %(person)s.") % {"person": member.user.name}
            self.add_error("pin", said)
            return
        pin_was_right(device)
        self._signer = member.user


def _signature(members: dict[str, Any]) -> dict[str, forms.Field]:
    none = gettext_lazy(
        "Nobody here has a PIN yet. Sign in on your own phone and choose one under “Account”."
    )
    return {
        "signer": forms.ChoiceField(
            label=gettext_lazy("Who are you?"),
            choices=[(key, member.user.name) for key, member in members.items()],
            widget=forms.RadioSelect,
            help_text="" if members else none,
        ),
        "pin": forms.CharField(
            label=gettext_lazy("Your PIN"),
            max_length=LONGEST,
            widget=forms.PasswordInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        ),
    }
