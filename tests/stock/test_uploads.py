"""A list on its way: kept, looked at, taken over, its photos worked off; nothing lost or twice."""

import io
import struct
import uuid
import zipfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from consign.journal.models import Event
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused
from consign.stock.lists import NotAList
from consign.stock.looking import look_at, unfinished
from consign.stock.models import Item, ListUpload, ListUploadState, Photo
from consign.stock.photo_zip import MOST_FILES, NotAZip
from consign.stock.upload_files import ListGone
from consign.stock.uploads import (
    ListHasProblems,
    NothingToTake,
    drop_upload,
    forget_uploads,
    keep_upload,
    take_over,
)
from consign.stock.working_off import work_photos
from tests.factories import moment
from tests.stock.pictures import jpeg
from tests.stock.sheets import zipped

AT = moment("2026-10-05")
LIST = b"Ref;Title;Price;Photos\nA;Bowl;12;bowl.jpg;\nB;Cup;8;CUP.JPG, bowl.jpg\n"
BAD = b"Ref;Title;Price\nA;Bowl;12\nB;Cup;dear\n"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = str(tmp_path)
    return tmp_path


@pytest.fixture
def kept(plume: Maker, rcoop: Coworking, ada: User) -> Any:
    def keep(
        data: bytes = LIST, files: Mapping[str, bytes] | bytes | None = None, **change: Any
    ) -> ListUpload:
        photos = zipped(files) if isinstance(files, Mapping) else files
        told = {
            "maker": plume,
            "coworking": rcoop,
            "name": "list.csv",
            "data": data,
            "photos": None if photos is None else ContentFile(photos, "photos.zip"),
            "key": uuid.uuid4(),
            "by": ada,
            "at": AT,
        }
        return keep_upload(**{**told, **change})

    return keep


def taken(upload: ListUpload, by: User, *, leave_out: bool = False) -> ListUpload:
    return take_over(upload=upload, leave_out=leave_out, by=by, at=AT).upload


def finished(upload: ListUpload, by: User) -> ListUpload:
    return work_photos(upload=upload, enough=lambda: False, by=by, at=AT)


def files_in(folder: Path) -> int:
    return sum(1 for file in (folder / "uploads").glob("*"))


def test_a_list_is_kept_once_for_a_key(kept: Any, terre: Maker, here: Path) -> None:
    key = uuid.uuid4()
    assert kept(key=key) == kept(key=key)
    with pytest.raises(KeyReused):
        kept(key=key, maker=terre)
    assert files_in(here) == 1


def test_what_is_no_list_or_no_zip_is_not_kept(kept: Any, here: Path) -> None:
    with pytest.raises(NotAList):
        kept(b"hello")
    for photos in (b"", b"hello", b"PK\x03\x04 and then nothing"):
        with pytest.raises(NotAZip):
            kept(files=photos)
    assert not ListUpload.objects.exists()
    assert not (here / "uploads").exists()


def test_no_address_leads_to_a_kept_list(kept: Any, client: Client) -> None:
    upload = kept(files={"bowl.jpg": jpeg(8, 8)})
    for file in (upload.file, upload.photos):
        assert file.name.startswith("uploads/")
        assert client.get(f"/media/{file.name}").status_code == 404


def test_a_good_list_is_taken_over_whole_and_its_file_goes(
    kept: Any, ada: User, here: Path
) -> None:
    upload = taken(kept(), ada)
    assert (upload.state, upload.made) == (ListUploadState.DONE, 2)
    assert taken(upload, ada).made == Item.objects.count() == 2
    assert files_in(here) == 0


def test_a_list_with_problems_is_taken_over_only_knowingly(kept: Any, ada: User) -> None:
    upload = kept(BAD)
    with pytest.raises(ListHasProblems):
        taken(upload, ada)
    assert not Item.objects.exists()
    done = take_over(upload=upload, leave_out=True, by=ada, at=AT)
    assert (done.upload.made, done.left_out) == (1, [3])


def test_a_list_without_a_good_line_is_not_taken_over(kept: Any, ada: User) -> None:
    with pytest.raises(NothingToTake):
        taken(kept(b"Title;Price\nBowl;dear\n"), ada, leave_out=True)


def test_of_two_equal_lists_the_second_is_known(kept: Any, ada: User) -> None:
    first, second = kept(), kept()
    assert look_at(second).whole
    taken(first, ada)
    assert not look_at(second).read.rows
    with pytest.raises(NothingToTake):
        taken(second, ada, leave_out=True)
    assert Item.objects.count() == 2


def test_photos_go_where_the_list_names_them(kept: Any, ada: User, here: Path) -> None:
    photos = {
        "Photos/Bowl.jpg": jpeg(60, 40),
        "cup.jpg": jpeg(40, 60),
        "__MACOSX/._cup.jpg": b"x",
        ".DS_Store": b"x",
        "Thumbs.db": b"x",
    }
    upload = kept(files=photos)
    look = look_at(upload)
    assert (look.named, len(look.pictures), look.photo_problems) == (3, 3, [])
    upload = taken(upload, ada)
    assert (upload.state, upload.done, upload.total) == (ListUploadState.PHOTOS, 0, 3)
    upload = finished(upload, ada)
    assert (upload.state, upload.done, upload.problems) == (ListUploadState.DONE, 3, [])
    sizes = {
        item.reference: [(photo.width, photo.height) for photo in item.photos.all()]
        for item in Item.objects.all()
    }
    assert sizes == {"A": [(60, 40)], "B": [(40, 60), (60, 40)]}
    assert files_in(here) == 0


def test_work_stops_when_it_is_enough_and_goes_on_later(kept: Any, ada: User) -> None:
    upload = taken(kept(files={"bowl.jpg": jpeg(8, 8), "cup.jpg": jpeg(8, 8)}), ada)
    steps = [
        work_photos(upload=upload, enough=lambda: True, by=ada, at=AT).done for _step in range(4)
    ]
    assert steps == [1, 2, 3, 3]
    assert Photo.objects.count() == 3
    assert ListUpload.objects.get().state == ListUploadState.DONE


def test_what_does_not_fit_between_list_and_zip_is_said(kept: Any, ada: User) -> None:
    files = {"bowl.jpg": jpeg(8, 8), "x/other.jpg": b"", "a/twice.jpg": b"", "b/twice.jpg": b""}
    upload = kept(files=files)
    look = look_at(upload)
    assert {(one.file, one.code, one.title) for one in look.photo_problems} == {
        ("CUP.JPG", "photo_missing", "Cup"),
        ("other.jpg", "photo_unnamed", ""),
        ("twice.jpg", "photo_unnamed", ""),
        ("twice.jpg", "photo_twice", ""),
    }
    assert all(one.sentence for one in look.photo_problems)
    with pytest.raises(ListHasProblems):
        taken(upload, ada)
    upload = finished(taken(upload, ada, leave_out=True), ada)
    assert (upload.done, Photo.objects.count(), len(upload.problems)) == (2, 2, 4)


@pytest.mark.parametrize(
    ("spoilt", "code"),
    [
        (b"%PDF-1.7 renamed", "not_a_photo"),
        (b"", "not_a_photo"),
        (b"\xff\xd8" + bytes(11_000_000), "photo_too_large"),
    ],
)
def test_a_photo_that_cannot_be_used_is_named_and_the_others_are(
    kept: Any, ada: User, spoilt: bytes, code: str
) -> None:
    upload = finished(taken(kept(files={"bowl.jpg": spoilt, "cup.jpg": jpeg(8, 8)}), ada), ada)
    assert upload.state == ListUploadState.DONE
    assert upload.problems == [
        {"file": "bowl.jpg", "code": code, "title": "Bowl"},
        {"file": "bowl.jpg", "code": code, "title": "Cup"},
    ]
    assert Photo.objects.count() == 1


def test_a_photo_that_unpacks_to_more_than_it_says_takes_no_memory(kept: Any, ada: User) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bowl.jpg", bytes(60_000_000))
        made.writestr("cup.jpg", jpeg(8, 8))
    data = bytearray(file.getvalue())
    real, told = struct.pack("<I", 60_000_000), struct.pack("<I", 1_000)
    upload = taken(kept(files=bytes(data.replace(real, told))), ada)
    assert {one["code"] for one in finished(upload, ada).problems} == {"not_a_photo"}


def test_absurd_names_in_a_zip_do_nothing(kept: Any, ada: User, here: Path) -> None:
    files = {
        "../../bowl.jpg": jpeg(8, 8),
        "/etc/cup.jpg": jpeg(8, 8),
        "x" * 3_000 + "\x07.jpg": b"x",
        "C:\\photos\\": b"",
    }
    upload = kept(files=files)
    [odd] = look_at(upload).photo_problems
    assert (odd.code, len(odd.file)) == ("photo_unnamed", 80)
    finished(taken(upload, ada, leave_out=True), ada)
    assert Photo.objects.count() == 3
    assert {path.parent.name for path in here.rglob("*.jpg")} == {"photos"}


def test_a_zip_of_too_many_files_is_refused(kept: Any) -> None:
    with pytest.raises(NotAZip):
        kept(files={str(number): b"" for number in range(MOST_FILES + 1)})


def test_a_list_can_be_left_at_any_time(kept: Any, ada: User, here: Path) -> None:
    waiting, under_way = kept(), taken(kept(files={"bowl.jpg": b"", "cup.jpg": b""}), ada)
    work_photos(upload=under_way, enough=lambda: True, by=ada, at=AT)
    for upload in (waiting, ListUpload.objects.get(pk=under_way.pk)):
        drop_upload(upload=upload, by=ada, at=AT)
        with pytest.raises(ListGone):
            finished(upload, ada)
    assert Item.objects.count() == 2
    assert files_in(here) == 0
    left = Event.objects.filter(verb="leave list").order_by("pk")
    assert [event.facts for event in left] == [{"photos": 0, "of": 0}, {"photos": 1, "of": 3}]


def test_lists_are_forgotten_after_a_day_and_photos_after_two_weeks(
    kept: Any, ada: User, plume: Maker, here: Path
) -> None:
    kept(BAD)
    under_way = taken(kept(files={"bowl.jpg": b"", "cup.jpg": b""}), ada)
    assert unfinished(plume).count() == 2
    forget_uploads(at=AT + timedelta(hours=23))
    assert unfinished(plume).count() == 2
    forget_uploads(at=AT + timedelta(hours=25))
    assert list(unfinished(plume)) == [under_way]
    forget_uploads(at=AT + timedelta(days=15))
    assert not ListUpload.objects.exists()
    assert files_in(here) == 0


def test_a_list_whose_file_is_gone_is_said(kept: Any, ada: User, here: Path) -> None:
    upload = kept()
    (here / str(upload.file.name)).unlink()
    with pytest.raises(ListGone):
        look_at(upload)
    with pytest.raises(ListGone):
        taken(upload, ada)
