"""A maker's figures: charts with their tables, each as a file."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consign.days import local_day
from consign.figures.of_maker import maker_charts
from consign.people.models import Maker
from consign.web.access import Reader, maker_only
from consign.web.charts import chart_file


@maker_only
def page(request: Reader, maker: Maker) -> HttpResponse:
    """What sold, when, of what, where, and how long it took."""
    charts = maker_charts(maker, local_day(timezone.now()))
    return render(request, "portal/figures.html", {"maker": maker, "charts": charts})


@maker_only
def csv(_request: Reader, maker: Maker, key: str) -> HttpResponse:
    """One of the charts as a file."""
    return chart_file(maker_charts(maker, local_day(timezone.now())), key, maker.slug)
