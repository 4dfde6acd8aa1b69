"""What is sent, read with care: sizes first, then JSON that holds only what a database can keep."""

import json
from collections.abc import Mapping
from typing import IO, Any, ClassVar

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser, DataAndFiles, MultiPartParser
from rest_framework.renderers import JSONRenderer

from consign.bank.reading import LARGEST

LARGEST_BODY = 64 * 1024
# A photo of the largest size, and what a form writes around it.
LARGEST_FORM = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + LARGEST_BODY


class TooLarge(APIException):
    status_code = 413
    default_code = "too_large"
    default_detail = _("This is more than is accepted at once.")


class Json(BaseParser):
    """JSON of at most 64 KiB, in UTF-8."""

    media_type = "application/json"
    renderer_class = JSONRenderer

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> Any:
        body = stream.read(LARGEST_BODY + 1)
        if len(body) > LARGEST_BODY:
            raise TooLarge
        try:
            found = json.loads(body, parse_constant=_refuse)
            # Half of a pair of surrogates can be written in JSON and nowhere else.
            json.dumps(found, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise ParseError(_("This is not JSON, or not in UTF-8."), "malformed") from None
        return found


class Form(MultiPartParser):
    """A form with a file, refused by its announced length before it is read."""

    largest: ClassVar[int] = LARGEST_FORM

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> "DataAndFiles[Any, Any]":
        announced = str((parser_context or {})["request"].META.get("CONTENT_LENGTH") or 0)
        if not announced.isdecimal() or int(announced) > self.largest:
            raise TooLarge
        return super().parse(stream, media_type, parser_context)


class BankForm(Form):
    """A form with a bank's file."""

    largest = LARGEST + LARGEST_BODY


class BankFile(BaseParser):
    """A bank's file as the whole body, whatever it is; which one it is, its reader says."""

    media_type = "application/octet-stream"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,  # noqa: ARG002
        parser_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> dict[str, bytes]:
        body: bytes = stream.read(LARGEST + 1)
        if len(body) > LARGEST:
            raise TooLarge
        return {"file": body}


class BankXml(BankFile):
    media_type = "application/xml"


class BankTextXml(BankFile):
    media_type = "text/xml"


class BankText(BankFile):
    media_type = "text/plain"


def _refuse(name: str) -> None:
    raise ValueError(name)
