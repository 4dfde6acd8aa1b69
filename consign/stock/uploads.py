"""A maker's list on its way: kept, looked at, taken over, its photos worked off step by step."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from consign.journal.operations import note
from consign.people.models import Coworking, Maker, User
from consign.refusal import KeyReused, Refused
from consign.stock.lists import ListRead, read_list
from consign.stock.looking import looked_at, read_upload
from consign.stock.models import ListUpload, ListUploadState
from consign.stock.photo_zip import MOST_ZIP_BYTES, ZipTooLarge, photo_zip
from consign.stock.taking_over import announce_list
from consign.stock.upload_files import delete_files, lock_upload

# How long a list waits to be taken over, and one that was taken over for its photos.
LOOKED_AT_FOR = timedelta(days=1)
TAKEN_FOR = timedelta(days=14)
LONGEST_NAME = 120


class ListHasProblems(Refused):
    code = "list_has_problems"
    sentence = _(
        "Nothing was taken over: not all of this list can be. Mend the list and choose it again, "
        "or say that the rest may be left out."
    )


class NothingToTake(Refused):
    code = "nothing_to_take"
    sentence = _("No line of this list can be taken over. Mend it, then choose it again.")


@dataclass(frozen=True)
class Taken:
    """A list that was taken over, and the numbers of the lines that were left out just now."""

    upload: ListUpload
    left_out: list[int]


def keep_upload(
    *,
    maker: Maker,
    coworking: Coworking,
    name: str,
    data: bytes,
    photos: File | None,  # type: ignore[type-arg]
    key: UUID,
    by: User,
    at: datetime,
) -> ListUpload:
    """Keep a list, with a zip of photos or without, until it is taken over; a day at most.

    The same key again gives the one it made.  Refused: all that `read_list` refuses; ZipTooLarge,
    NotAZip; KeyReused when another maker's list came with it.
    """
    forget_uploads(at=at)
    read_list(data)
    _expect_photos(photos)
    upload = ListUpload(
        maker=maker,
        coworking=coworking,
        key=key,
        name=name[-LONGEST_NAME:],
        sent_by=by,
        created_at=at,
    )
    known = ListUpload.objects.filter(key=key, maker=maker).first()
    if known is not None:
        return known
    upload.file.save(uuid4().hex, ContentFile(data), save=False)
    if photos is not None:
        upload.photos.save(uuid4().hex, photos, save=False)
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:
        delete_files(upload.file, upload.photos)
        known = ListUpload.objects.filter(key=key, maker=maker).first()
        if known is None:
            raise KeyReused(place="key") from None
        return known
    return upload


def take_over(*, upload: ListUpload, leave_out: bool, by: User, at: datetime) -> Taken:
    """Register and announce what a list gives, all of it or nothing.

    With `leave_out` lines and photos with problems stay behind.  A list that was taken over gives
    nothing more.  Refused: ListHasProblems without `leave_out`, NothingToTake, ListGone, and all
    that `announce_list` refuses.
    """
    if upload.state != ListUploadState.LOOKED_AT:
        return Taken(upload, [])
    read = read_upload(upload)
    with transaction.atomic():
        # One list of a maker at a time: the other then knows what is registered already.
        Maker.objects.select_for_update(no_key=True).get(pk=upload.maker_id)
        found = lock_upload(upload.pk)
        if found.state != ListUploadState.LOOKED_AT:
            return Taken(found, [])
        return _take(found, read, leave_out, by, at)


def drop_upload(*, upload: ListUpload, by: User, at: datetime) -> None:
    """Leave a list, or the photos of it that are still to come; what it gave stays."""
    with transaction.atomic():
        if _forget(ListUpload.objects.filter(pk=upload.pk)):
            facts = {"photos": upload.done, "of": upload.total}
            subject, chain = f"list {upload.key}", upload.coworking.slug
            note(by=by, at=at, verb="leave list", subject=subject, chain=chain, **facts)


def forget_uploads(*, at: datetime) -> None:
    """Remove lists that nobody took over for a day, and all of them some time afterwards."""
    with transaction.atomic():
        _forget(
            ListUpload.objects.filter(
                Q(state=ListUploadState.LOOKED_AT, created_at__lt=at - LOOKED_AT_FOR)
                | Q(taken_at__lt=at - TAKEN_FOR)
            )
        )


def _take(upload: ListUpload, read: ListRead, leave_out: bool, by: User, at: datetime) -> Taken:
    look = looked_at(upload, read)
    if not look.read.rows:
        raise NothingToTake
    if not look.whole and not leave_out:
        raise ListHasProblems(place="leave_out")
    items = announce_list(
        maker=upload.maker, coworking=upload.coworking, read=look.read, key=upload.key, by=by, at=at
    )
    made = {row.number: item.pk for row, item in zip(look.read.rows, items, strict=True)}
    upload.pictures = [(made[number], name) for number, name in look.pictures]
    upload.problems = [asdict(problem) for problem in look.photo_problems]
    upload.made, upload.taken_at, upload.total = len(items), at, len(upload.pictures)
    upload.state = ListUploadState.PHOTOS if upload.total else ListUploadState.DONE
    delete_files(upload.file, *(() if upload.total else (upload.photos,)))
    upload.save()
    return Taken(upload, look.read.left_out)


def _expect_photos(photos: File | None) -> None:  # type: ignore[type-arg]
    if photos is None:
        return
    if photos.size > MOST_ZIP_BYTES:
        raise ZipTooLarge(place="photos")
    with photo_zip(photos):
        photos.seek(0)


def _forget(uploads: QuerySet[ListUpload]) -> int:
    """How many there were."""
    gone = 0
    for upload in uploads.select_for_update(of=("self",)).defer("pictures"):
        delete_files(upload.file, upload.photos)
        gone += ListUpload.objects.filter(pk=upload.pk).delete()[0]
    return gone
