"""Pictures come out upright, small, on white and without a word about where they were taken."""

import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from consign.stock.photos import (
    LARGE,
    MOST_PHOTOS,
    SMALL,
    CropOutOfRange,
    Frame,
    NotAPhoto,
    PhotoTooLarge,
    TooManyPhotos,
    cropped,
    fit_all,
    fit_to_show,
)
from tests.house.reading import ROOT
from tests.stock.pictures import black_png, decoded, deep_png, encoded, jpeg

RED, BLUE, GREEN = (254, 0, 0), (0, 0, 254), (0, 254, 0)
HEIC = Path(__file__).with_name("iphone.heic").read_bytes()
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
            (2, Image.Transpose.FLIP_LEFT_RIGHT),
            (3, Image.Transpose.ROTATE_180),
            (4, Image.Transpose.FLIP_TOP_BOTTOM),
            (5, Image.Transpose.TRANSPOSE),
            (6, Image.Transpose.ROTATE_90),
            (7, Image.Transpose.TRANSVERSE),
            (8, Image.Transpose.ROTATE_270),
        ],
    )
    def test_a_photo_taken_with_the_phone_turned_is_turned_back(
        self, orientation: int, turned: Image.Transpose
    ) -> None:
        seen = half_red(120, 80)
        # Something that also tells left from right.
        seen.paste(GREEN, (0, 0, 30, 20))
        stored = seen.transpose(turned)
        data = encoded(stored, "JPEG", quality=95, exif=camera_data(orientation))
        shown = fit_to_show(data)
        large = decoded(shown.large)
        assert large.size == (shown.width, shown.height) == (120, 80)
        assert close(large.getpixel((10, 8)), GREEN)
        assert close(large.getpixel((100, 20)), RED)
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


class TestFromAPhone:
    """`iphone.heic` was taken with the phone turned, and says where and with which one."""

    def test_a_heic_picture_is_read_upright(self) -> None:
        shown = fit_to_show(HEIC)
        large = decoded(shown.large)
        assert (shown.width, shown.height) == large.size == (240, 160)
        assert close(large.getpixel((60, 80)), BLUE)
        assert close(large.getpixel((180, 80)), RED)

    def test_nothing_of_the_phone_is_left_of_a_heic_picture(self) -> None:
        assert b"iPhone" in HEIC
        shown = fit_to_show(HEIC)
        for kept in (shown.large, shown.small):
            assert dict(decoded(kept).getexif()) == {}
            assert b"iPhone" not in kept

    @pytest.mark.parametrize("kept", [2, 30, 60, 90])
    def test_a_heic_picture_that_broke_off_is_refused(self, kept: int) -> None:
        with pytest.raises(NotAPhoto):
            fit_to_show(HEIC[: len(HEIC) * kept // 100])

    def test_a_heic_picture_that_claims_too_much_is_refused(self) -> None:
        sides, claimed = struct.pack(">II", 160, 240), struct.pack(">II", 9_000, 7_000)
        assert HEIC.count(sides) == 1
        with pytest.raises(PhotoTooLarge):
            fit_to_show(HEIC.replace(sides, claimed))

    def test_a_heic_picture_that_claims_too_little_is_refused(self) -> None:
        sides, claimed = struct.pack(">II", 160, 240), struct.pack(">II", 16, 16)
        with pytest.raises(NotAPhoto):
            fit_to_show(HEIC.replace(sides, claimed))

    def test_a_jpeg_of_several_pictures_shows_its_first(self) -> None:
        """Some phones put a second picture, with more light in it, behind the first."""
        both = encoded(half_red(64, 64), "MPO", save_all=True, append_images=[half_red(64, 64)])
        assert close(decoded(fit_to_show(both).large).getpixel((32, 5)), RED)


class TestDepth:
    @pytest.mark.parametrize("grey", [0, 70, 140, 250])
    def test_sixteen_bits_of_grey_keep_their_brightness(self, grey: int) -> None:
        picture = Image.new("I;16", (40, 30), grey * 256)
        assert close(
            decoded(fit_to_show(encoded(picture, "PNG")).large).getpixel((9, 9)), (grey,) * 3
        )

    def test_sixteen_bits_of_colour_are_read(self) -> None:
        shown = fit_to_show(deep_png(40, 30, (254, 0, 0)))
        assert close(decoded(shown.large).getpixel((20, 15)), RED)

    def test_printers_colours_become_those_of_screens(self) -> None:
        picture = half_red(64, 64).convert("CMYK")
        large = decoded(fit_to_show(encoded(picture, "JPEG", quality=95)).large)
        assert close(large.getpixel((32, 5)), RED)
        assert close(large.getpixel((32, 58)), BLUE)


class TestSeveral:
    def test_photos_are_read_when_their_turn_comes(self) -> None:
        """Refused at the second, the third is never looked at."""
        read = []

        def from_the_form() -> Iterator[bytes]:
            for number, data in enumerate((jpeg(9, 9), b"no photo", jpeg(9, 9))):
                read.append(number)
                yield data

        with pytest.raises(NotAPhoto) as refused:
            fit_all(from_the_form())
        assert refused.value.place == "photos.1"
        assert read == [0, 1]

    def test_twelve_are_enough(self) -> None:
        assert len(fit_all([jpeg(9, 9)] * MOST_PHOTOS)) == 12
        with pytest.raises(TooManyPhotos) as refused:
            fit_all([jpeg(9, 9)] * 13)
        assert (refused.value.code, refused.value.place) == ("too_many_photos", "photos")


class TestCropped:
    def test_the_part_inside_the_frame_stays(self) -> None:
        part = cropped(encoded(half_red(200, 100), "JPEG", quality=95), Frame(25, 50, 50, 50))
        assert (part.width, part.height) == decoded(part.large).size == (100, 50)
        assert close(decoded(part.large).getpixel((50, 40)), BLUE)
        assert close(decoded(part.large).getpixel((5, 10)), BLUE)

    @pytest.mark.parametrize("size", [(1, 1), (3, 900), (7, 5)])
    def test_of_few_pixels_at_least_one_stays(self, size: tuple[int, int]) -> None:
        part = cropped(jpeg(*size), Frame(90, 90, 10, 10))
        assert part.width >= 1
        assert part.height >= 1

    @pytest.mark.parametrize(
        "frame",
        [
            Frame(-1, 0, 50, 50),
            Frame(0, -1, 50, 50),
            Frame(0, 0, 9, 50),
            Frame(0, 0, 50, 9),
            Frame(51, 0, 50, 50),
            Frame(0, 51, 50, 50),
            Frame(0, 0, 101, 100),
        ],
    )
    def test_a_frame_outside_the_picture_is_refused(self, frame: Frame) -> None:
        with pytest.raises(CropOutOfRange) as refused:
            cropped(jpeg(40, 40), frame)
        assert (refused.value.code, refused.value.place) == ("crop_out_of_range", "frame")


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
            b"\x00\x00\x00\x1cftypheic" + bytes(60),
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

    def test_a_moving_picture(self) -> None:
        frames = [half_red(40, 30), Image.new("RGB", (40, 30), BLUE)]
        moving = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
        with pytest.raises(NotAPhoto):
            fit_to_show(moving)

    def test_the_place_of_a_photo_among_others_is_named(self) -> None:
        for data in (b"", bytes(10 * 1024 * 1024 + 1), black_png(30_000, 30_000)):
            with pytest.raises((NotAPhoto, PhotoTooLarge)) as refused:
                fit_to_show(data, place="photos.3")
            assert refused.value.place == "photos.3"

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

    def test_a_hundred_megapixels_of_a_camera_are_refused_unread(self) -> None:
        camera = Image.new("L", (11_600, 8_700))
        result, megabytes, seconds = alone(encoded(camera, "JPEG", quality=5))
        assert (result, megabytes < 20, seconds < 1) == ("PhotoTooLarge", True, True)

    def test_a_large_transparent_picture_is_held_twice_at_most(self) -> None:
        """Its pixels, and once more while they are mixed: 16 million, four bytes each."""
        picture = Image.new("RGBA", (4000, 4000))
        result, megabytes, _seconds = alone(encoded(picture, "PNG", compress_level=1))
        assert result == "shown"
        assert megabytes < 2 * 64 + 40
