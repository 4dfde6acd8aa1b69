"""The composition root: pages and API, named once."""

from django.urls import include, path

urlpatterns = [
    path("api/v1/", include("api.urls")),
    path("", include("consign.web.urls")),
]
