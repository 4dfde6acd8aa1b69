"""Pictures for tests, drawn on the spot."""

import io
import struct
import zlib
from typing import Any

from PIL import Image


def jpeg(width: int, height: int, colour: str = "teal", **saved: Any) -> bytes:
    """A JPEG of one colour; `saved` are Pillow's options, such as `exif`."""
    return encoded(Image.new("RGB", (width, height), colour), "JPEG", **saved)


def encoded(picture: Image.Image, kind: str, **saved: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **saved)
    return file.getvalue()


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


def black_png(width: int, height: int) -> bytes:
    """A PNG of one bit a pixel, written without ever holding the picture: a few bytes, however
    large it claims to be."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    packed = b""
    for start in range(0, height, 1000):
        packed += packer.compress(row * min(1000, height - start))
    packed += packer.flush()
    return _png(struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0), packed)


def deep_png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """A PNG of one colour, with sixteen bits for each of red, green and blue."""
    row = b"\0" + struct.pack(">HHH", *(256 * part for part in colour)) * width
    header = struct.pack(">IIBBBBB", width, height, 16, 2, 0, 0, 0)
    return _png(header, zlib.compress(row * height))


def _png(header: bytes, packed: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(name, data) for name, data in ((b"IHDR", header), (b"IDAT", packed), (b"IEND", b""))
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
