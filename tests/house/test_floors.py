import shutil
import subprocess
import sys
from pathlib import Path

from tests.house.reading import ROOT

LINTER = str(Path(sys.executable).parent / "lint-imports")


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_arrows_point_down() -> None:
    done = linted(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_arrow_that_points_up_is_seen(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("consign", "api"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=lambda _at, names: _not_code(names)
        )
    money = tmp_path / "consign" / "money" / "__init__.py"
    money.write_text(money.read_text("utf-8") + "\nimport consign.people.models\n", "utf-8")
    done = linted(tmp_path)
    assert done.returncode == 1
    assert "consign.money -> consign.people.models" in done.stdout


def _not_code(names: list[str]) -> list[str]:
    return [name for name in names if "." in name and not name.endswith(".py")]
