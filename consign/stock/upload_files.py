"""Lists that were sent, under their lock, and the files that belong to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.models import ListUpload


class ListGone(Refused):
    code = "list_gone"
    sentence = _("This list is no longer here. Choose it again.")


@contextmanager
def opened_file(kept: FieldFile) -> Iterator[FieldFile]:
    """A kept file to read from.  Refused: ListGone when it is not there any more."""
    if not kept:
        raise ListGone
    try:
        kept.open("rb")
    except FileNotFoundError:
        raise ListGone from None
    try:
        yield kept
    finally:
        kept.close()


def lock_upload(pk: int) -> ListUpload:
    """A list by its number, locked until the transaction is over.  Refused: ListGone."""
    rows = ListUpload.objects.select_for_update(of=("self",)).select_related("maker", "coworking")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise ListGone
    return found


def delete_files(*files: FieldFile) -> None:
    """Delete files once the transaction has held; their rows, still to be saved, name none."""
    for file in files:
        if file:
            storage, name = file.storage, str(file.name)
            transaction.on_commit(partial(storage.delete, name))
            file.name = ""
