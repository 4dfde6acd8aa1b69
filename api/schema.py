"""How the resources describe themselves in OpenAPI."""

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from api.authentication import SELLER
from api.errors import Problem
from api.permissions import SignedIn, scope_of
from consign.till.devices import COOKIE


class Bearer(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a token is sent."""

    target_class = "api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:  # noqa: ARG002
        return {"type": "http", "scheme": "bearer"}


class PairedDevice(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a paired device says which it is, and who has signed at it."""

    target_class = "api.authentication.DeviceAuthentication"
    name = ["device", "seller"]

    def get_security_definition(self, auto_schema: AutoSchema) -> list[dict[str, Any]]:  # noqa: ARG002
        return [
            {"type": "apiKey", "in": "cookie", "name": COOKIE},
            {"type": "apiKey", "in": "header", "name": SELLER},
        ]


class Told(AutoSchema):
    """The first line of a docstring is the summary, the rest the description; lists name their
    filters; every call may be answered by a problem."""

    def get_summary(self) -> str:
        return super().get_description().partition("\n\n")[0].replace("\n", " ")

    def get_description(self) -> str:  # type: ignore[override]
        about = super().get_description().partition("\n\n")[2]
        if SignedIn not in self.view.permission_classes:
            return about
        scope = scope_of(self.method, self.view)
        return f"{about} Needs the scope `{scope}`.".strip()

    def get_override_parameters(self) -> list[Any]:
        filters = getattr(self.view, "filters", None)
        lists = getattr(self.view, "action", "") == "list" and filters is not None
        return [*super().get_override_parameters(), *([filters] if lists else [])]

    def _get_response_bodies(
        self, direction: Literal["request", "response"] = "response"
    ) -> dict[str, Any]:
        found = super()._get_response_bodies(direction)
        problem = self.resolve_serializer(Problem, "response").ref
        found["default"] = {
            "description": "Refused, with the reason.",
            "content": {"application/problem+json": {"schema": problem}},
        }
        return found
