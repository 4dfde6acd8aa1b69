"""What the other tests of this folder lean on: pages are watched, and the database is at hand."""

from collections.abc import Iterator

import pytest
from django.db import connection
from playwright.sync_api import Browser, Page

from tests.browser.conftest import NewPage, Problems
from tests.browser.site import serve

pytestmark = pytest.mark.browser

PAGE = b"<!doctype html><title>Bare</title><link rel='icon' href='data:,'><p>Bare</p>"


@pytest.fixture
def page(new_page: NewPage) -> Iterator[Page]:
    with serve({"/": PAGE}) as port:
        page = new_page()
        page.goto(f"http://localhost:{port}/")
        yield page


@pytest.mark.parametrize(
    ("doing", "noticed"),
    [
        ("document.body.setAttribute('style', 'color: red')", "Content Security Policy"),
        ("fetch('/nowhere')", "answer: .*/nowhere 404|status of 404"),
        (
            "fetch('https://elsewhere.example/').catch(() => {})",
            "Content Security Policy|elsewhere",
        ),
        ("void setTimeout(() => { throw Error('torn') })", "exception: torn"),
        ("console.warn('thin ice')", "console: thin ice"),
    ],
)
def test_trouble_on_a_page_is_noticed(
    page: Page, problems: Problems, doing: str, noticed: str
) -> None:
    page.evaluate(doing)
    for _patience in range(100):
        if problems.left():
            break
        page.wait_for_timeout(50)
    assert problems.left()
    problems.allow(noticed)
    assert problems.left() == []


@pytest.mark.django_db
def test_database_answers_beside_a_browser(browser: Browser) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        assert cursor.fetchone() == (1,)
