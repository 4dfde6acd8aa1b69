"""Photos as the web wants them: in the widths there are.  Filters only, no queries."""

from django import template
from django.conf import settings

from consign.stock.models import Photo
from consign.stock.web_photos import web_name, web_widths

register = template.Library()


@register.filter
def widths(photo: Photo) -> str:
    """The WebP pictures of a photo for `srcset`, the narrowest first."""
    large = str(photo.large.name)
    return ", ".join(
        f"{settings.MEDIA_URL}{web_name(large, width)} {width}w"
        for width in web_widths(photo.width)
    )
