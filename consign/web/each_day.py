"""What has to happen once a day before anybody reads a page: prices that go down or come back."""

import logging
from collections.abc import Callable
from datetime import date

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from consign.days import local_day
from consign.stock.reductions import keep_up

log = logging.getLogger(__name__)


class Kept:
    """The last day this process has seen to."""

    day: date | None = None


class EachDay:
    """Before the first answer of a day, in each process; safe when several do it at once.

    A daily timer (`manage.py remind`) does the same, but nobody has to set one up for a price to
    be right.  A database that does not answer is tried again with the next page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = timezone.now()
        if Kept.day != local_day(now):
            try:
                keep_up(at=now)
                Kept.day = local_day(now)
            except DatabaseError as trouble:
                log.error("the prices of today were not kept up: %s", type(trouble).__name__)
        return self.get_response(request)
