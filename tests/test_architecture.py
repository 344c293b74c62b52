"""docs/architecture.md: its map names every file once, and what it sends a reader to is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def product_files() -> set[str]:
    listed = subprocess.run(["git", "ls-files", "*.py"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return {name for name in listed.stdout.splitlines() if (ROOT / name).exists() and not name.startswith("tests/")}


def file_map() -> list[tuple[str, str]]:
    """Every line of the map: the path of a file or folder (a folder's ends in a slash) and its comment."""
    lines, folders = [], []
    for line in TEXT.split("## Every file")[1].split("```")[1].strip("\n").splitlines():
        name, _, comment = line.strip().partition(" ")
        folders = [*folders[: (len(line) - len(line.lstrip())) // 2], name]
        lines.append(("".join(folders), comment.strip()))
    return lines


def test_the_map_names_every_file_once_with_a_comment():
    paths = [path for path, _ in file_map()]
    assert [path for path in paths if paths.count(path) > 1] == []
    assert [path for path, comment in file_map() if not comment] == []
    files = {path for path in paths if not path.endswith("/")}
    folders = set(paths) - files
    assert [path for path in paths if not (ROOT / path).exists()] == []
    product = product_files()
    code = {name for name in product if not name.endswith("__init__.py")}
    assert {name for name in files if name.endswith(".py")} == code
    # A package's own __init__.py is described by the folder's line.
    packages = {name.removesuffix("__init__.py") for name in product if name.endswith("__init__.py")}
    assert packages - folders == set()


def test_what_it_sends_a_reader_to_is_there():
    prose = TEXT.split("## Every file")[0]
    paths = {path for path in re.findall(r"`([\w/.]+/[\w/.]*)`", prose) if path != "runs/"}
    assert len(paths) > 30
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []
    for row in re.findall(r"^\| where .*\|$", prose, re.MULTILINE):
        for path, name in re.findall(r"`([\w/.]+\.py)`, `([\w.]+)`", row):
            code = (ROOT / path).read_text(encoding="utf-8")
            assert re.search(rf"(def|class) {name.split('.')[-1]}\b|^{name}\b", code, re.MULTILINE), (path, name)
