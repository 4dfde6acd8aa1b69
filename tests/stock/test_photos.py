"""Pictures come out upright, small, on white and without a word about where they were taken."""

import subprocess
import sys

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consign.stock.photos import LARGE, SMALL, NotAPhoto, PhotoTooLarge, fit_to_show
from tests.house.reading import ROOT
from tests.stock.pictures import black_png, decoded, encoded, jpeg

RED, BLUE = (254, 0, 0), (0, 0, 254)
ORIENTATION, MAKER, GPS = 0x0112, 0x010F, 0x8825


def close(one: object, other: tuple[int, ...]) -> bool:
    """JPEG is not exact."""
    assert isinstance(one, tuple)
    return all(abs(a - b) < 16 for a, b in zip(one, other, strict=True))


def half_red(width: int, height: int) -> Image.Image:
    """Red above, blue below."""
    picture = Image.new("RGB", (width, height), RED)
    picture.paste(BLUE, (0, height // 2, width, height))
    return picture


def camera_data(orientation: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "A camera"
    exif.get_ifd(GPS)[2] = (50.0, 49.0, 30.0)
    return exif


ALONE = """
import resource, sys, time
from consign.refusal import Refused
from consign.stock.photos import fit_to_show
data = sys.stdin.buffer.read()
before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
try:
    fit_to_show(data)
    result = "shown"
except Refused as refused:
    result = type(refused).__name__
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(result, (after - before) // 1024, time.process_time() - start)
"""


def alone(data: bytes) -> tuple[str, int, float]:
    """What a process of its own says to a picture; its megabytes, and its seconds of work."""
    run = subprocess.run(
        [sys.executable, "-c", ALONE], input=data, capture_output=True, check=True, cwd=ROOT
    )
    result, megabytes, seconds = run.stdout.decode().split()
    return result, int(megabytes), float(seconds)


class TestShown:
    def test_a_photo_comes_in_two_sizes(self) -> None:
        shown = fit_to_show(jpeg(2800, 1400))
        assert (shown.width, shown.height) == (LARGE, LARGE // 2)
        assert decoded(shown.large).size == (LARGE, LARGE // 2)
        assert decoded(shown.small).size == (SMALL, SMALL // 2)
        assert decoded(shown.large).format == decoded(shown.small).format == "JPEG"

    @pytest.mark.parametrize("size", [(40, 30), (1, 1), (1400, 10)])
    def test_a_small_photo_is_never_enlarged(self, size: tuple[int, int]) -> None:
        shown = fit_to_show(jpeg(*size))
        assert (shown.width, shown.height) == decoded(shown.large).size == size

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    def test_every_kind_a_phone_makes_is_read(self, kind: str) -> None:
        shown = fit_to_show(encoded(half_red(64, 64), kind))
        assert close(decoded(shown.large).getpixel((32, 5)), RED)
        assert close(decoded(shown.large).getpixel((32, 58)), BLUE)

    @pytest.mark.parametrize("mode", ["L", "P", "1", "CMYK", "LA"])
    def test_every_way_to_write_colours_is_read(self, mode: str) -> None:
        picture = Image.new(mode, (40, 30))
        kind = "JPEG" if mode == "CMYK" else "PNG"
        assert decoded(fit_to_show(encoded(picture, kind)).large).mode == "RGB"


class TestUpright:
    @pytest.mark.parametrize(
        ("orientation", "turned"),
        [
            (3, Image.Transpose.ROTATE_180),
            (6, Image.Transpose.ROTATE_90),
            (8, Image.Transpose.ROTATE_270),
        ],
    )
    def test_a_photo_taken_with_the_phone_turned_is_turned_back(
        self, orientation: int, turned: Image.Transpose
    ) -> None:
        stored = half_red(120, 80).transpose(turned)
        shown = fit_to_show(encoded(stored, "JPEG", exif=camera_data(orientation)))
        large = decoded(shown.large)
        assert large.size == (shown.width, shown.height) == (120, 80)
        assert close(large.getpixel((60, 10)), RED)
        assert close(large.getpixel((60, 70)), BLUE)

    def test_nothing_of_the_camera_is_left(self) -> None:
        data = encoded(
            half_red(1600, 1200), "JPEG", exif=camera_data(6), comment=b"Julie", dpi=(300, 300)
        )
        assert b"A camera" in data
        shown = fit_to_show(data)
        for kept in (shown.large, shown.small):
            assert dict(decoded(kept).getexif()) == {}
            assert not {"exif", "comment", "xmp", "icc_profile"} & decoded(kept).info.keys()
            assert b"A camera" not in kept
            assert b"Julie" not in kept


class TestTransparent:
    @pytest.mark.parametrize("kind", ["PNG", "WEBP"])
    def test_what_is_transparent_is_put_on_white(self, kind: str) -> None:
        picture = Image.new("RGBA", (60, 60), (0, 0, 0, 0))
        picture.paste((*RED, 255), (0, 0, 60, 30))
        large = decoded(fit_to_show(encoded(picture, kind)).large)
        assert close(large.getpixel((30, 10)), RED)
        assert close(large.getpixel((30, 50)), (255, 255, 255))

    def test_half_transparent_is_half_white(self) -> None:
        picture = Image.new("RGBA", (60, 60), (0, 0, 0, 128))
        large = decoded(fit_to_show(encoded(picture, "PNG")).large)
        assert close(large.getpixel((30, 30)), (127, 127, 127))

    def test_a_transparent_colour_of_a_palette_is_white(self) -> None:
        picture = Image.new("P", (60, 60), 0)
        picture.putpalette([*RED, *BLUE])
        picture.paste(1, (0, 0, 60, 30))
        large = decoded(fit_to_show(encoded(picture, "PNG", transparency=0)).large)
        assert close(large.getpixel((30, 10)), BLUE)
        assert close(large.getpixel((30, 50)), (255, 255, 255))

    def test_a_large_transparent_picture_keeps_its_edges(self) -> None:
        """Shrunk with its transparency: the invisible colour does not bleed into the edge."""
        picture = Image.new("RGBA", (3000, 3000), (*BLUE, 0))
        picture.paste((*RED, 255), (0, 0, 3000, 1501))
        large = decoded(fit_to_show(encoded(picture, "PNG", compress_level=1)).large)
        for row in range(690, 710):
            pixel = large.getpixel((700, row))
            assert isinstance(pixel, tuple)
            assert pixel[0] > 200


class TestRefused:
    @pytest.mark.parametrize("side", [7_747, 14_000])
    def test_too_many_pixels(self, side: int) -> None:
        """Just above 60 megapixels, and so many that they are taken for an attack."""
        with pytest.raises(PhotoTooLarge) as refused:
            fit_to_show(black_png(side, side))
        assert (refused.value.code, refused.value.place) == ("photo_too_large", "photo")

    def test_a_byte_too_many(self) -> None:
        with pytest.raises(PhotoTooLarge):
            fit_to_show(jpeg(40, 30) + bytes(10 * 1024 * 1024))

    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"%PDF-1.7\n1 0 obj <<>> endobj\n%%EOF",
            b"\xff\xd8\xff",
            b"GIF89a" + bytes(40),
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            bytes(1000),
        ],
    )
    def test_what_is_no_photo(self, data: bytes) -> None:
        with pytest.raises(NotAPhoto) as refused:
            fit_to_show(data)
        assert (refused.value.code, refused.value.place) == ("not_a_photo", "photo")

    @pytest.mark.parametrize("kind", ["GIF", "BMP", "TIFF"])
    def test_a_picture_of_another_kind(self, kind: str) -> None:
        with pytest.raises(NotAPhoto):
            fit_to_show(encoded(half_red(40, 30), kind))

    @pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
    @pytest.mark.parametrize("kept", [30, 60, 90])
    def test_a_photo_that_broke_off_on_the_way(self, kind: str, kept: int) -> None:
        whole = encoded(Image.effect_noise((300, 200), 90).convert("RGB"), kind)
        with pytest.raises(NotAPhoto):
            fit_to_show(whole[: len(whole) * kept // 100])

    def test_a_bomb_in_the_notes_of_a_picture(self) -> None:
        """A PNG may hold compressed notes; these would unfold to a hundred megabytes."""
        notes = PngInfo()
        notes.add_text("note", " " * 100_000_000, zip=True)
        with pytest.raises(NotAPhoto):
            fit_to_show(encoded(half_red(40, 30), "PNG", pnginfo=notes))


class TestMemory:
    def test_a_bomb_is_refused_before_it_goes_off(self) -> None:
        """A hundred kilobytes that would unfold to 900 megapixels."""
        bomb = black_png(30_000, 30_000)
        assert len(bomb) < 200_000
        result, megabytes, seconds = alone(bomb)
        assert (result, megabytes < 20, seconds < 1) == ("PhotoTooLarge", True, True)

    def test_a_large_transparent_picture_is_held_twice_at_most(self) -> None:
        """Its pixels, and once more while they are mixed: 16 million, four bytes each."""
        picture = Image.new("RGBA", (4000, 4000))
        result, megabytes, _seconds = alone(encoded(picture, "PNG", compress_level=1))
        assert result == "shown"
        assert megabytes < 2 * 64 + 40
