from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, include, path
from django.views import View
from rest_framework.permissions import IsAuthenticated
from rest_framework.settings import api_settings
from rest_framework.views import APIView

Callback = Callable[..., Any]


def views(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, Callback]]:
    """Every address of the URL tree with the view that answers it."""
    for entry in resolver.url_patterns:
        where = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLPattern):
            yield where, entry.callback
        else:
            yield from views(entry, where)


def marked(callback: Callback) -> bool:
    """Whether the view says who may see it: its own mark, or the API's permissions.

    The API's default lets nobody in, so a resource that names none is a mistake as well.
    """
    if getattr(callback, "access", None):
        return True
    resource = getattr(callback, "cls", None)
    if resource is None:
        return bool(getattr(getattr(callback, "view_class", None), "access", None))
    named = list(resource.permission_classes)
    return bool(named) and named != list(api_settings.DEFAULT_PERMISSION_CLASSES)


TREE = sorted(dict(views(get_resolver())).items())


def test_the_url_tree_is_walked_to_its_leaves() -> None:
    assert len(TREE) > 10


@pytest.mark.parametrize(("where", "callback"), TREE, ids=[where for where, _view in TREE])
def test_every_view_says_who_may_see_it(where: str, callback: Callback) -> None:
    assert marked(callback), f"{where}: {callback} has no access mark"


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


class Bare(View):
    pass


class BareResource(APIView):
    pass


class OpenResource(APIView):
    permission_classes = []


class ClosedResource(APIView):
    permission_classes = [IsAuthenticated]


class Marked(View):
    access = "anyone"


@pytest.mark.parametrize(
    ("callback", "is_marked"),
    [
        (bare, False),
        (Bare.as_view(), False),
        (BareResource.as_view(), False),
        (OpenResource.as_view(), False),
        (ClosedResource.as_view(), True),
        (Marked.as_view(), True),
    ],
)
def test_a_view_without_a_mark_is_seen(callback: Callback, is_marked: bool) -> None:
    assert marked(callback) is is_marked


def test_views_are_found_under_every_prefix() -> None:
    nested: list[URLPattern | URLResolver] = [
        path("a/", include([path("b/", bare)])),
        path("c/", bare),
    ]
    tree = views(URLResolver(get_resolver().pattern, nested))
    assert [where.removeprefix("^/") for where, _view in tree] == ["a/b/", "c/"]
