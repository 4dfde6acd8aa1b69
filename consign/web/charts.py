"""Charts for a page, and any of them as a file."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse

from consign.figures.charts import Chart, chart_csv


def chart_file(charts: Sequence[Chart], key: str, name: str) -> HttpResponse:
    """One of some charts as CSV; `name` is what its file's name begins with."""
    chart = next((one for one in charts if one.key == key), None)
    if chart is None:
        raise Http404
    response = HttpResponse(chart_csv(chart), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{key}.csv"'
    return response
