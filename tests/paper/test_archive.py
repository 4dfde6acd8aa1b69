"""Files packed into one: the same files give the same bytes, and none hides another."""

import io
import zipfile

import pytest

from consign.paper.archive import packed

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
