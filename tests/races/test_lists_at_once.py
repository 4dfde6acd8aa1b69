"""Lists taken over by two taps, two people or two phones at the same moment."""

import uuid
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from consign.journal.checks import problems
from consign.people.models import Coworking, Maker
from consign.stock.lists import read_list
from consign.stock.models import Announcement, Item, ListUpload, ListUploadState, Photo, PriceChange
from consign.stock.taking_over import announce_list
from consign.stock.uploads import NothingToTake, Taken, keep_upload, take_over
from consign.stock.working_off import work_photos
from tests.factories import make_coworking, make_person, make_selling_maker, moment
from tests.races.test_two_at_once import AtOnce
from tests.stock.pictures import jpeg
from tests.stock.sheets import zipped

AT = moment("2026-10-05")
ROWS = b"Ref;Title;Price\n" + b"".join(b"R%d;Bowl;12\n" % number for number in range(30))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def keep(
    maker: Maker,
    coworking: Coworking,
    data: bytes = ROWS,
    photos: bytes | None = None,
    key: uuid.UUID | None = None,
) -> ListUpload:
    return keep_upload(
        maker=maker,
        coworking=coworking,
        name="list.csv",
        data=data,
        photos=ContentFile(photos, "photos.zip") if photos else None,
        key=key or uuid.uuid4(),
        by=make_person(f"p{uuid.uuid4().hex[:8]}"),
        at=AT,
    )


def take(upload: ListUpload) -> Taken:
    fresh = ListUpload.objects.get(pk=upload.pk)
    return take_over(upload=fresh, leave_out=True, by=fresh.sent_by, at=AT)


def all_in_order(count: int) -> bool:
    assert Item.objects.count() == count
    assert Announcement.objects.count() == PriceChange.objects.count() == count
    assert list(problems()) == []
    return True


def test_one_list_taken_over_twice_is_one(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    upload = keep(make_selling_maker(rcoop), rcoop)
    done = at_once([partial(take, upload)] * 3)
    assert sorted(len(one.left_out) + one.upload.made for one in done) == [30, 30, 30]
    assert all_in_order(30)


def test_two_equal_lists_are_one(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    maker = make_selling_maker(rcoop)
    uploads = [keep(maker, rcoop) for _phone in range(2)]
    done = at_once([partial(take, upload) for upload in uploads])
    assert sorted(type(one) is NothingToTake for one in done) == [False, True]
    assert all_in_order(30)


def test_one_key_announced_twice_at_once_is_one_list(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    maker, key, read = make_selling_maker(rcoop), uuid.uuid4(), read_list(ROWS)

    def announce() -> list[Item]:
        return announce_list(maker=maker, coworking=rcoop, read=read, key=key, by=None, at=AT)

    done = at_once([announce] * 3)
    assert done[0] == done[1] == done[2]
    assert all_in_order(30)


def test_one_form_sent_twice_at_once_is_one_list(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    maker, key = make_selling_maker(rcoop), uuid.uuid4()
    done = at_once([partial(keep, maker, rcoop, key=key)] * 3)
    assert set(done) == {ListUpload.objects.get()}


def test_photos_worked_off_by_two_pages_are_each_done_once(at_once: AtOnce) -> None:
    rcoop = make_coworking()
    rows = b"Title;Price;Photos\n" + b"".join(b"Bowl;12;%d.jpg\n" % n for n in range(8))
    photos = zipped({f"{number}.jpg": jpeg(20 + number, 20) for number in range(8)})
    upload = take(keep(make_selling_maker(rcoop), rcoop, rows, photos)).upload

    def work() -> ListUpload:
        return work_photos(upload=upload, enough=lambda: False, by=upload.sent_by, at=AT)

    at_once([work, work])
    found = ListUpload.objects.get()
    assert (found.state, found.done, found.problems) == (ListUploadState.DONE, 8, [])
    assert sorted(Photo.objects.values_list("width", flat=True)) == list(range(20, 28))
    assert Photo.objects.values("item").distinct().count() == 8
