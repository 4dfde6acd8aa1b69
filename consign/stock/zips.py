"""Zip files from outside: how much is in them is known before any of it is unpacked."""

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

END, FAR_END = b"PK\x05\x06", b"PK\x06\x07"
END_BYTES, FAR_END_BYTES = 22, 20
LONGEST_COMMENT = 65_535
ENTRY_BYTES = 400  # of a directory's entry, its name and what programs add to it


# How reading a zip fails that is damaged, has a password or is packed in an unknown way.
DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    LookupError,
)


class DamagedZip(ValueError):
    """This is no zip that can be read, or one with far too many files."""


@contextmanager
def opened(file: IO[bytes], *, most: int) -> Iterator[zipfile.ZipFile]:
    """A zip with at most so many files in it; DamagedZip for everything else.

    The directory is measured before it is read: one of a million names takes no memory.
    """
    _expect_small_directory(file, most)
    try:
        found = zipfile.ZipFile(file)
    except DAMAGES as no:
        raise DamagedZip(str(no)) from no
    with found:
        if len(found.filelist) > most:
            raise DamagedZip("too many files")
        yield found


def unpacked(archive: zipfile.ZipFile, one: zipfile.ZipInfo, *, most: int) -> bytes:
    """The bytes of a file, never more than so many, whatever the zip says; DamagedZip."""
    try:
        with archive.open(one) as file:
            return file.read(min(one.file_size, most))
    except DAMAGES as no:
        raise DamagedZip(str(no)) from no


def _expect_small_directory(file: IO[bytes], most: int) -> None:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - LONGEST_COMMENT - END_BYTES - FAR_END_BYTES))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(END)
    if at < 0 or len(tail) < at + END_BYTES:
        raise DamagedZip("no end of a directory")
    if tail[max(0, at - FAR_END_BYTES) : at].startswith(FAR_END):
        raise DamagedZip("made for files beyond four gigabytes")
    if int.from_bytes(tail[at + 12 : at + 16], "little") > most * ENTRY_BYTES:
        raise DamagedZip("too large a directory")
