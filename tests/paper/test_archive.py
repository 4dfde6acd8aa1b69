"""Files packed into one: the same files give the same bytes, and none hides another."""

import io
import zipfile
from collections.abc import Iterator

import pytest

from consign.paper.archive import packed, streamed

FILES = [("a/one.txt", b"one" * 500), ("b/one.txt", "zwölf".encode()), ("two.txt", b"")]


def test_what_was_packed_comes_out_again() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(FILES))) as archive:
        assert [(name, archive.read(name)) for name in archive.namelist()] == FILES
        assert archive.testzip() is None


def test_it_is_packed() -> None:
    assert len(packed(FILES)) < len(FILES[0][1])


def test_the_same_files_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = packed(FILES)
    monkeypatch.setattr("time.time", lambda: 2e9)
    assert packed(FILES) == first


@pytest.mark.parametrize("name", ["a/one.txt", "A/One.txt"])
def test_a_name_is_used_once(name: str) -> None:
    with pytest.raises(ValueError, match="two files of one name"):
        packed([*FILES, (name, b"other")])


def test_it_comes_piece_by_piece() -> None:
    made = []

    def files() -> Iterator[tuple[str, bytes]]:
        for name, content in FILES:
            made.append(name)
            yield name, content

    pieces = streamed(files())
    next(pieces)
    assert len(made) == 1
    assert b"".join(streamed(FILES)) == packed(FILES)


def test_photos_are_not_packed_again() -> None:
    with zipfile.ZipFile(io.BytesIO(packed([("bowl.jpg", bytes(5000))]))) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert archive.testzip() is None
