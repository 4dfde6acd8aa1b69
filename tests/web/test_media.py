"""Photos are served; no other file is."""

from pathlib import Path

import pytest
from django.test import Client

from consign.people.models import Maker, User
from consign.stock.models import Photo
from consign.stock.pictures import add_photo
from tests.factories import START, make_item
from tests.stock.pictures import decoded, jpeg
from tests.web.conftest import As

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(plume: Maker, media: Path) -> Photo:
    return add_photo(item=make_item(plume), data=jpeg(300, 200), by=None, at=START)


def body(response: object) -> bytes:
    chunks: list[bytes] = list(getattr(response, "streaming_content"))  # noqa: B009
    return b"".join(chunks)


def test_a_photo_is_kept_by_browsers_for_good(client: Client, picture: Photo) -> None:
    for file in (picture.large, picture.small):
        page = client.get(file.url)
        assert page.status_code == 200
        assert decoded(body(page)).format == "JPEG"
        assert page.headers["Content-Type"] == "image/jpeg"
        assert page.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert page.headers["X-Content-Type-Options"] == "nosniff"
        assert page.headers["Content-Disposition"].startswith("inline")


def test_it_is_the_same_for_every_reader(
    picture: Photo, ada: User, signed_in: As, client: Client
) -> None:
    client.cookies["language"] = "fr"
    for reader in (client, signed_in(ada)):
        page = reader.get(picture.large.url)
        body(page)  # read to its end: closing it by hand closes the database as well
        assert "Vary" not in page.headers
        assert "Content-Language" not in page.headers
        assert not page.cookies


@pytest.mark.parametrize(
    "name",
    [
        "photos/missing.jpg",
        "photos/../secret.jpg",
        "photos/%2e%2e/secret.jpg",
        "photos/..%2fsecret.jpg",
        "photos/deep/secret.jpg",
        "photos//secret.jpg",
        "photos/secret.txt",
        "photos/secret.jpg.txt",
        "photos/secret.jpg%00",
        "photos/%00.jpg",
        "photos/",
        "photos",
        "secret.jpg",
        "consign.sqlite3",
        "/etc/passwd",
        "../../../etc/passwd",
        "PHOTOS/secret.JPG",
    ],
)
def test_no_other_file_is_read(client: Client, media: Path, name: str) -> None:
    (media / "photos" / "deep").mkdir(parents=True)
    for place in ("secret.jpg", "photos/secret.txt", "photos/deep/secret.jpg", "consign.sqlite3"):
        (media / place).write_text("secret")
    assert client.get(f"/media/{name}").status_code == 404


def test_a_folder_is_no_photo(client: Client, media: Path) -> None:
    (media / "photos" / "folder.jpg").mkdir(parents=True)
    assert client.get("/media/photos/folder.jpg").status_code == 404
