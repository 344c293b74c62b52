"""The READMEs say what the repository holds: figures from metadata, files that exist, pictures, commands that parse."""

import re

import pytest
from babel.messages.pofile import read_po

from models.storage import SHIPPED
from pages.shared import words
from training import report

ROOT = report.ROOT


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
