"""Several files packed into one."""

import io
import zipfile
from collections.abc import Iterable

# The first day a zip can name: the same files then give the same bytes.
LONG_AGO = (1980, 1, 1, 0, 0, 0)
READABLE = 0o100644 << 16


def packed(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these files, by name (`rcoop/I-2026-00001.pdf`); ValueError for a name used twice.

    Names that differ by capitals alone are the same: on many disks one would replace the other.
    """
    stream = io.BytesIO()
    known: set[str] = set()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files:
            if name.casefold() in known:
                raise ValueError(f"two files of one name: {name}")
            known.add(name.casefold())
            entry = zipfile.ZipInfo(name, LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = READABLE
            archive.writestr(entry, content)
    return stream.getvalue()
