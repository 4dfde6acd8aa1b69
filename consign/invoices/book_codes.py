"""The account and VAT codes a coworking's bookkeeper uses, for each use of a journal line."""

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consign.invoices.models import BookCode
from consign.invoices.queries import Code, book_codes
from consign.journal.operations import note
from consign.people.models import Coworking, User
from consign.refusal import Refused

WRITTEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9./_-]{0,19}")


class BadCode(Refused):
    code = "bad_book_code"
    sentence = _("“%(code)s” is not a code: up to 20 letters, digits, points, hyphens or strokes.")


def set_book_codes(
    *, coworking: Coworking, codes: Mapping[str, Code], by: User | None, at: datetime
) -> None:
    """The codes of these uses from now on, for every month exported later; others stay.

    Refused: BadCode with the use as its place; an account is never empty, a VAT code may be.
    """
    for use, code in codes.items():
        _expect_written(use, code)
    with transaction.atomic():
        # One at a time: two managers at once leave what one of them saw.
        Coworking.objects.select_for_update().get(pk=coworking.pk)
        known = book_codes(coworking)
        changed = {use: code for use, code in codes.items() if known.get(use) != code}
        for use, code in sorted(changed.items()):
            BookCode.objects.update_or_create(coworking=coworking, use=use, defaults=code._asdict())
        if changed:
            note(
                by=by,
                at=at,
                verb="set book codes",
                subject=f"coworking {coworking.slug}",
                chain=coworking.slug,
                uses=" ".join(sorted(changed)),
            )


def _expect_written(use: str, code: Code) -> None:
    for text in (code.account, code.vat_code) if code.vat_code else (code.account,):
        if not WRITTEN.fullmatch(text):
            raise BadCode(place=use, code=text)
