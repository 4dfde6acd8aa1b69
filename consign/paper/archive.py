"""Several files packed into one."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

# The first day a zip can name: the same files then give the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16
PHOTOS = (".jpg", ".jpeg")


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these files, by name (`rcoop/I-2026-00001.pdf`); ValueError for a name used twice.

    Names that differ by capitals alone are the same: on many disks one would replace the other.
    """
    return b"".join(streamed(files))


def streamed(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The same zip piece by piece, with one file in memory at a time."""
    chute = _Chute()
    known: set[str] = set()
    with zipfile.ZipFile(chute, "w") as archive:
        for name, content in files:
            if name.casefold() in known:
                raise ValueError(f"two files of one name: {name}")
            known.add(name.casefold())
            archive.writestr(_entry(name), content)
            yield chute.taken()
    yield chute.taken()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, LONG_AGO)
    # A photo is as small as it gets: packing it again only takes time.
    photo = name.endswith(PHOTOS)
    entry.compress_type = zipfile.ZIP_STORED if photo else zipfile.ZIP_DEFLATED
    entry.external_attr = READABLE
    return entry


class _Chute(io.RawIOBase):
    """What is written can be taken out at once; there is no way back in it."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data
