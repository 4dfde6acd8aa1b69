"""How often: per token, per person with a browser session, per address for the rest."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from consign.people.models import Token

if TYPE_CHECKING:  # The framework imports this module while it builds its views.
    from rest_framework.views import APIView


class PerToken(SimpleRateThrottle):
    """The rates of settings.REST_FRAMEWORK: `token` for who is signed in, else `anonymous`."""

    scope = "token"

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if not request.user.is_authenticated:
            self.scope = "anonymous"
            self.rate = self.get_rate()
            self.num_requests, self.duration = self.parse_rate(self.rate)
        return super().allow_request(request, view)

    def get_cache_key(self, request: Request, view: "APIView") -> str:  # noqa: ARG002
        if isinstance(request.auth, Token):
            return f"throttle-{self.scope}-token-{request.auth.pk}"
        if request.user.is_authenticated:
            return f"throttle-{self.scope}-person-{request.user.pk}"
        return f"throttle-{self.scope}-address-{self.get_ident(request)}"


class Simulating(PerToken):
    """A scenario of many events works for seconds, so fewer of them are taken."""

    scope = "simulation"
