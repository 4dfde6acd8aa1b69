"""Photos of an item: added together, put in order, removed and cropped, their files with them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from consign.journal.models import Event
from consign.people.models import Maker, User
from consign.stock.models import Item, Photo
from consign.stock.photos import CropOutOfRange, Frame, NotAPhoto, TooManyPhotos
from consign.stock.pictures import (
    PhotoGone,
    PhotosChanged,
    add_photo,
    add_photos,
    arrange_photos,
    crop_photo,
    remove_photo,
)
from tests.factories import make_item, moment
from tests.stock.pictures import jpeg

pytestmark = pytest.mark.django_db
AT = moment("2026-11-01")
LEFT_HALF = Frame(0, 0, 50, 100)


@pytest.fixture
def media(tmp_path: Path, settings: Settings) -> Path:
    """An empty folder for pictures."""
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def item(plume: Maker, media: Path) -> Item:
    """With three photos, 10, 20 and 30 pixels wide."""
    made = make_item(plume)
    add_photos(item=made, photos=[jpeg(width, 10) for width in (10, 20, 30)], by=None, at=AT)
    return made


def widths(item: Item) -> list[int]:
    assert [photo.position for photo in item.photos.all()] == list(
        range(1, item.photos.count() + 1)
    )
    return [photo.width for photo in item.photos.all()]


def files(media: Path) -> set[str]:
    return {file.name for file in media.rglob("*.jpg")}


def named(item: Item) -> set[str]:
    photos = item.photos.all()
    return {Path(str(file.name)).name for one in photos for file in (one.large, one.small)}


class TestAdding:
    def test_more_come_behind_those_that_are_there(self, item: Item) -> None:
        add_photos(item=item, photos=[jpeg(40, 9), jpeg(50, 9)], by=None, at=AT)
        assert widths(item) == [10, 20, 30, 40, 50]

    def test_all_or_none(self, item: Item, media: Path) -> None:
        before = files(media)
        with pytest.raises(NotAPhoto):
            add_photos(item=item, photos=[jpeg(40, 9), b"no photo"], by=None, at=AT)
        assert widths(item) == [10, 20, 30]
        assert files(media) == before

    def test_a_thirteenth_is_refused_and_nothing_written(self, item: Item, media: Path) -> None:
        add_photos(item=item, photos=[jpeg(9, 9)] * 9, by=None, at=AT)
        before = files(media)
        for more in ([jpeg(9, 9)], [jpeg(9, 9)] * 12):
            with pytest.raises(TooManyPhotos):
                add_photos(item=item, photos=more, by=None, at=AT)
        with pytest.raises(TooManyPhotos):
            add_photo(item=item, data=jpeg(9, 9), by=None, at=AT)
        assert item.photos.count() == 12
        assert files(media) == before


class TestOrder:
    @pytest.mark.parametrize("order", [(2, 1, 3), (3, 2, 1), (2, 3, 1), (1, 2, 3)])
    def test_any_order_can_be_had(self, item: Item, ada: User, order: tuple[int, ...]) -> None:
        keys = [photo.pk for photo in item.photos.all()]
        wanted = [keys[place - 1] for place in order]
        made = arrange_photos(item=item, order=wanted, by=ada, at=AT)
        assert [photo.pk for photo in made] == wanted
        assert widths(item) == [place * 10 for place in order]

    def test_the_order_they_have_is_no_event(self, item: Item, ada: User) -> None:
        keys = [photo.pk for photo in item.photos.all()]
        arrange_photos(item=item, order=keys, by=ada, at=AT)
        assert not Event.objects.filter(verb="arrange photos").exists()

    @pytest.mark.parametrize(
        "wrong",
        [
            lambda keys: keys[:2],
            lambda keys: [*keys, keys[0]],
            lambda keys: [keys[0], keys[0], keys[1]],
            lambda keys: [*keys[:2], 10**9],
            lambda _keys: [],
        ],
    )
    def test_an_order_of_other_photos_changes_nothing(
        self, item: Item, ada: User, wrong: Callable[[list[int]], list[int]]
    ) -> None:
        keys = [photo.pk for photo in item.photos.all()]
        with pytest.raises(PhotosChanged) as refused:
            arrange_photos(item=item, order=wrong(keys), by=ada, at=AT)
        assert (refused.value.code, refused.value.place) == ("photos_changed", "order")
        assert widths(item) == [10, 20, 30]


class TestRemoving:
    @pytest.mark.parametrize(("place", "left"), [(0, [20, 30]), (1, [10, 30]), (2, [10, 20])])
    def test_those_behind_move_up(self, item: Item, ada: User, place: int, left: list[int]) -> None:
        remove_photo(photo=item.photos.all()[place], by=ada, at=AT)
        assert widths(item) == left
        assert Event.objects.filter(verb="remove photo").count() == 1

    def test_its_files_go_once_it_is_certain(
        self,
        item: Item,
        ada: User,
        media: Path,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        before = files(media)
        with django_capture_on_commit_callbacks(execute=True):
            remove_photo(photo=item.photos.all()[1], by=ada, at=AT)
            assert files(media) == before
        assert files(media) == named(item)
        assert len(files(media)) == 4

    def test_twice_removes_no_other(self, item: Item, ada: User) -> None:
        photo = item.photos.all()[0]
        remove_photo(photo=Photo.objects.get(pk=photo.pk), by=ada, at=AT)
        with pytest.raises(PhotoGone) as refused:
            remove_photo(photo=photo, by=ada, at=AT)
        assert refused.value.code == "photo_gone"
        assert widths(item) == [20, 30]


class TestCropping:
    def test_a_part_stays_under_another_name(
        self,
        item: Item,
        ada: User,
        media: Path,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        photo = item.photos.all()[1]
        name = str(photo.large.name)
        with django_capture_on_commit_callbacks(execute=True):
            cropped = crop_photo(photo=photo, frame=LEFT_HALF, seen=name, by=ada, at=AT)
        assert cropped.large.name != name
        assert widths(item) == [10, 10, 30]
        assert files(media) == named(item)

    def test_the_whole_picture_stays_as_it_is(self, item: Item, ada: User) -> None:
        photo = item.photos.all()[1]
        name = str(photo.large.name)
        crop_photo(photo=photo, frame=Frame(0, 0, 100, 100), seen=name, by=ada, at=AT)
        assert item.photos.all()[1].large.name == name
        assert not Event.objects.filter(verb="crop photo").exists()

    def test_the_same_frame_sent_twice_crops_once(self, item: Item, ada: User) -> None:
        photo = item.photos.all()[1]
        name = str(photo.large.name)
        crop_photo(photo=Photo.objects.get(pk=photo.pk), frame=LEFT_HALF, seen=name, by=ada, at=AT)
        again = Photo.objects.get(pk=photo.pk)
        for stale in (again, photo):
            with pytest.raises((PhotosChanged, PhotoGone)):
                crop_photo(photo=stale, frame=LEFT_HALF, seen=name, by=ada, at=AT)
        assert widths(item) == [10, 10, 30]

    def test_a_refused_frame_changes_nothing(self, item: Item, ada: User, media: Path) -> None:
        photo = item.photos.all()[1]
        before = files(media)
        with pytest.raises(CropOutOfRange):
            crop_photo(
                photo=photo, frame=Frame(80, 0, 50, 50), seen=str(photo.large.name), by=ada, at=AT
            )
        assert files(media) == before

    def test_a_photo_without_its_file_is_gone(self, item: Item, ada: User, media: Path) -> None:
        photo = item.photos.all()[0]
        for file in media.rglob("*.jpg"):
            file.unlink()
        with pytest.raises(PhotoGone):
            crop_photo(photo=photo, frame=LEFT_HALF, seen=str(photo.large.name), by=ada, at=AT)
