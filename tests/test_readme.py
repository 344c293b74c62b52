"""The READMEs say what the repository holds: figures from metadata, files that exist, pictures, commands that parse."""

import re
import subprocess
import sys

import pytest
from babel.messages.pofile import read_po

from models.storage import SHIPPED
from pages.shared import words
from training import report

ROOT = report.ROOT


def tracked_files() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


@pytest.mark.parametrize("language", report.READMES)
def test_every_table_is_what_the_metadata_says(language):
    text = report.READMES[language].read_text(encoding="utf-8")
    assert set(re.findall(r"<!-- table: (\w+) -->", text)) == set(report.ROWS)
    assert report.fill(text, language) == text, "run: python -m training.report"
    for name in SHIPPED:
        assert f"`{name}`" in text


def test_figures_are_called_in_chinese_as_the_pages_call_them():
    with (ROOT / "pages/shared/locale/zh/playground.po").open("rb") as file:
        catalog = read_po(file)
    metrics = [metric for folder in report.shipped_models() for metric in folder.metadata["metrics"].items()]
    names = {name for name, _ in metrics} | {metric["split"] for _, metric in metrics}
    assert {name: report.CHINESE.get(name) for name in names} == {
        name: catalog[words.TERMS[name]].string for name in names
    }


@pytest.mark.parametrize("language", report.READMES)
def test_every_picture_and_link_is_there(language):
    text = report.READMES[language].read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text) if "://" not in link]
    assert links
    assert not [link for link in links if not (ROOT / link).is_file()]


def test_the_file_map_names_every_python_file_and_no_other():
    text = report.READMES["en"].read_text(encoding="utf-8")
    block = text.split("## The files")[1].split("```")[1]
    mapped, folders = set(), []
    for line in block.strip().splitlines()[1:]:
        depth = (len(line) - len(line.lstrip())) // 2 - 1
        name = line.split()[0]
        folders = [*folders[:depth], name]
        if not name.endswith("/"):
            mapped.add("".join(folders))
        assert len(line.split(maxsplit=1)) == 2 or name.endswith("/"), f"no comment: {line}"
    code = {name for name in tracked_files() if name.endswith(".py") and not name.startswith("tests/")}
    code = {name for name in code if not name.endswith("__init__.py")}
    assert code - mapped == set()
    assert {name for name in mapped if not (ROOT / name).exists()} == set()


@pytest.mark.parametrize("script", sorted({shipped.script for shipped in SHIPPED.values()}))
def test_help_explains_every_flag(script):
    command = [sys.executable, "-m", f"training.{script}", "--help"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr
    for flag in ("--preset", "--run-dir", "--resume", "--seed", "--data-dir"):
        assert flag in result.stdout
