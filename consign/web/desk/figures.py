"""The manager's figures: what the window took, when, where, whose; who had how much of it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from consign.days import local_day
from consign.figures.of_coworking import overview
from consign.figures.periods import period_named, periods
from consign.payouts.cover import money_cover
from consign.people.models import Coworking
from consign.web.access import Reader, manager_only
from consign.web.charts import chart_file


@manager_only
def page(request: Reader, coworking: Coworking) -> HttpResponse:
    """Sums and charts of a period (`?period=90`), and whether the makers' money is there."""
    today = local_day(timezone.now())
    period = period_named(request.GET.get("period", ""), today)
    context = {
        "coworking": coworking,
        "period": period,
        "periods": periods(today),
        "overview": overview(coworking, period),
        "cover": money_cover(coworking, today),
    }
    return render(request, "desk/figures.html", context)


@manager_only
def csv(request: Reader, coworking: Coworking, key: str) -> HttpResponse:
    """One of the charts as a file."""
    period = period_named(request.GET.get("period", ""), local_day(timezone.now()))
    charts = overview(coworking, period).charts
    return chart_file(charts, key, f"{coworking.slug}-{period.since}-{period.until}")
