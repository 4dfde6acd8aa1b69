"""A chart's picture, for templates."""

from django import template
from django.utils.safestring import SafeString

from consign.figures.charts import Chart
from consign.figures.drawing import drawn

register = template.Library()


@register.filter
def picture(chart: Chart) -> SafeString:
    """The chart as SVG; it has something to show."""
    return drawn(chart)
