"""The photos of a list that was taken over, worked off a few at a time."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from consign.people.models import User
from consign.refusal import Refused
from consign.stock.models import Item, ListUpload, ListUploadState
from consign.stock.photo_zip import SHOWN, PhotoProblem, PhotoZip, photo_zip
from consign.stock.photos import ShownPhoto, TooManyPhotos, fit_to_show
from consign.stock.pictures import put_photos
from consign.stock.upload_files import ListGone, delete_files, lock_upload, opened_file

Enough = Callable[[], bool]


def work_photos(*, upload: ListUpload, enough: Enough, by: User, at: datetime) -> ListUpload:
    """Work off photos of a list that was taken over, at least one, until it is enough.

    Each is told as done together with its row, so stopping anywhere loses nothing, and two who
    work at once do none of them twice.  Refused: ListGone.
    """
    found = ListUpload.objects.filter(pk=upload.pk).first()
    if found is None:
        raise ListGone
    return _worked(found, enough, by, at) if found.state == ListUploadState.PHOTOS else found


def _worked(upload: ListUpload, enough: Enough, by: User, at: datetime) -> ListUpload:
    with opened_file(upload.photos) as file, photo_zip(file) as found:
        while upload.state == ListUploadState.PHOTOS:
            upload = _work_one(upload, found, by, at)
            if enough():
                break
    return upload


def _work_one(upload: ListUpload, found: PhotoZip, by: User, at: datetime) -> ListUpload:
    index = upload.done
    pk, name = upload.pictures[index]
    # Before the transaction: pictures take their time, and nobody else should wait for them.
    shown, code = _fit(found, name)
    with transaction.atomic():
        locked = lock_upload(upload.pk)
        if locked.done == index and locked.state == ListUploadState.PHOTOS:
            _note_done(locked, Item.objects.get(pk=pk), name, shown, code, by, at)
    upload.done, upload.state, upload.problems = locked.done, locked.state, locked.problems
    return upload


def _note_done(
    upload: ListUpload,
    item: Item,
    name: str,
    shown: list[ShownPhoto],
    code: str,
    by: User,
    at: datetime,
) -> None:
    try:
        put_photos(item=item, shown=shown, by=by, at=at)
    except TooManyPhotos as no:
        code = no.code
    if code:
        upload.problems.append(asdict(PhotoProblem(name[:SHOWN], code, item.title)))
    upload.done += 1
    if upload.done == upload.total:
        upload.state = ListUploadState.DONE
        delete_files(upload.photos)
    upload.save(update_fields=["done", "state", "problems", "photos"])


def _fit(found: PhotoZip, name: str) -> tuple[list[ShownPhoto], str]:
    """A photo fit to show, or the code of why it cannot be used."""
    try:
        return [fit_to_show(found.read(name))], ""
    except Refused as no:
        return [], no.code
