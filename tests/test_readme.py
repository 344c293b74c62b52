"""README and docs say what the repository holds: figures from metadata, files and pictures that exist."""

import re

import pytest
from babel.messages.pofile import read_po

from models.storage import PRETRAINED, SHIPPED, find_models
from pages.shared import words
from training import report

ROOT = report.ROOT
PAGES = [ROOT / "README.md", ROOT / "README.zh.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("path", report.FILES, ids=lambda path: path.name)
def test_every_table_is_what_the_metadata_says(path):
    text = path.read_text(encoding="utf-8")
    assert report.fill(text, report.FILES[path]) == text, "run: python -m training.report"
    if path.name.startswith("README"):
        assert re.findall(r"<!-- table: (\w+) -->", text) == ["headlines"]
        for name in SHIPPED:
            assert f"`{name}`" in text


def test_every_table_stands_in_the_docs_once():
    docs = "".join(path.read_text(encoding="utf-8") for path in report.FILES if path.parent.name == "docs")
    ours = (set(report.ROWS) - {"headlines"}) | {"ablations"}
    assert sorted(re.findall(r"<!-- table: (\w+) -->", docs)) == sorted(ours)


def test_no_figure_is_left_out_and_each_stands_with_its_kind_and_note():
    rows = report.table("figures", "en").splitlines()
    for folder in report.shipped_models():
        for name, metric in folder.metadata["metrics"].items():
            kind, called = report.named(metric["kind"], "en"), report.named(name, "en")
            start = f"| `{folder.name}` | {kind}" + ("<sup>" if metric.get("note") else " |")
            assert [row for row in rows if row.startswith(start) and f"| {called} |" in row], (folder.name, name)
            assert not metric.get("note") or any(row.rstrip("\\").endswith(metric["note"]) for row in rows)


def test_figures_are_called_in_chinese_as_the_pages_call_them():
    with report.CATALOG.open("rb") as file:
        catalog = read_po(file)
    for folder in find_models(PRETRAINED):
        for name, metric in folder.metadata["metrics"].items():
            for word in (name, metric["split"], metric["kind"], *([metric["note"]] if "note" in metric else [])):
                assert report.named(word, "zh") == catalog[words.TERMS[word]].string != "", word


def test_never_used_to_choose_anything_stands_over_no_other_figure():
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(?i)neither trained on nor used to choose anything|never saw in training", text), (
            path.name
        )


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_picture_and_link_is_there(path):
    text = path.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", text) if "://" not in link]
    assert links or not path.name.startswith("README")
    assert not [link for link in links if not (path.parent / link).is_file()]
