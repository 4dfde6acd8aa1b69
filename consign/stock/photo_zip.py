"""A zip of photos beside a list: which file a name means, read without unpacking anything.

Nothing in it is ever written to disk under a name of its own, and no more is read of a file than a
photo may have.
"""

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from consign.refusal import Refused
from consign.stock.photos import LARGEST_BYTES, NotAPhoto, PhotoTooLarge, TooManyPhotos
from consign.stock.tables import clean
from consign.stock.zips import DamagedZip, opened, unpacked

MOST_FILES = 10_000
MOST_ZIP_BYTES = 500 * 1024 * 1024
SHOWN = 80
# What computers put into a zip without being asked.
LITTER = ("thumbs.db", "desktop.ini")
# The list itself, as our own zip of a maker's pieces has it.
LISTS = (".xlsx", ".csv")


class NotAZip(Refused):
    code = "not_a_zip"
    sentence = _(
        "We cannot read this file as a zip of photos. Put the photos into one folder, make a zip "
        "of it, then choose that."
    )


class ZipTooLarge(Refused):
    code = "zip_too_large"
    sentence = _("This zip is too large. Send at most 500 MB at a time, with 10 000 photos.")


_SENTENCES: dict[str, str | Promise] = {
    "photo_missing": _("The zip has no such file."),
    "photo_unnamed": _("No line that can be taken over names this file."),
    "photo_twice": _("The zip has two files of this name. Give each its own."),
    NotAPhoto.code: NotAPhoto.sentence,
    PhotoTooLarge.code: PhotoTooLarge.sentence,
    TooManyPhotos.code: _("This piece has as many photos as a piece can have."),
}


@dataclass(frozen=True)
class PhotoProblem:
    """Why a photo was not used: its file's name, a stable code, and the piece it is for if any."""

    file: str
    code: str
    title: str = ""

    @property
    def sentence(self) -> str:
        """What is wrong and what to do, in the reader's language."""
        return str(_SENTENCES[self.code])


class PhotoZip:
    """The files of an open zip by their names, without folders, in small letters."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._found: dict[str, zipfile.ZipInfo] = {}
        self._twice: dict[str, str] = {}
        for one in archive.infolist():
            self._add(one)

    def _add(self, one: zipfile.ZipInfo) -> None:
        name = one.filename.replace("\\", "/")
        last = name.rsplit("/", 1)[-1]
        if not last or name.startswith("__MACOSX/") or last.startswith("."):
            return
        plain = plain_name(last)
        if plain in LITTER or plain.endswith(LISTS):
            return
        if plain in self._found:
            self._twice[plain] = clean(last)[:SHOWN]
        self._found.setdefault(plain, one)

    def problems(self, names: Iterable[tuple[str, str]]) -> Iterator[PhotoProblem]:
        """What does not fit between the zip and the names in a list, each with its piece."""
        asked = set()
        for name, title in names:
            plain = plain_name(name)
            asked.add(plain)
            if plain not in self._found:
                yield PhotoProblem(name[:SHOWN], "photo_missing", title)
        for shown in self._twice.values():
            yield PhotoProblem(shown, "photo_twice")
        for plain, one in self._found.items():
            if plain not in asked:
                last = one.filename.replace("\\", "/").rsplit("/", 1)[-1]
                yield PhotoProblem(clean(last)[:SHOWN], "photo_unnamed")

    def has(self, name: str) -> bool:
        """Whether exactly one file has that name."""
        plain = plain_name(name)
        return plain in self._found and plain not in self._twice

    def read(self, name: str) -> bytes:
        """The bytes of a file, never more than a photo may have.

        Refused: PhotoTooLarge; NotAPhoto when it is damaged or has a password.
        """
        one = self._found[plain_name(name)]
        if one.file_size > LARGEST_BYTES:
            raise PhotoTooLarge(place="photo")
        try:
            return unpacked(self._archive, one, most=LARGEST_BYTES)
        except DamagedZip:
            raise NotAPhoto(place="photo") from None


@contextmanager
def photo_zip(file: IO[bytes]) -> Iterator[PhotoZip]:
    """A zip of photos to read from.  Refused: NotAZip."""
    try:
        with opened(file, most=MOST_FILES) as archive:
            yield PhotoZip(archive)
    except DamagedZip:
        raise NotAZip(place="photos") from None


def plain_name(name: str) -> str:
    """A file's name as it is compared: small letters, accents as one sign, whatever wrote it."""
    return unicodedata.normalize("NFC", name).strip().casefold()
