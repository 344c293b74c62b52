"""Both catalogs are complete, and what comes from data has its word in them too."""

import ast
import re

import pytest

from models import storage
from pages.shared import catalog, words
from pages.shared.language import translations


@pytest.mark.parametrize("language", catalog.LANGUAGES)
def test_catalog_is_complete(language):
    assert catalog.problems(language) == [], "run: python -m pages.shared.catalog update"


def test_english_says_what_the_code_says():
    for message in catalog.read("en"):
        if message.id:
            assert message.string == message.id


def test_chinese_is_chinese():
    # Names that Chinese writes as English does.
    unchanged = {"Top-k", "Top-p", "SGD", "tanh", "NumPy − TensorFlow"}
    for message in catalog.read("zh"):
        if message.id and message.id not in unchanged:
            text = message.string if isinstance(message.string, str) else message.string[0]
            assert re.search(r"[\u4e00-\u9fff，、。；]", text), message.id


def test_catalogs_compile_and_translate():
    assert translations("zh").gettext("Download") == "下载"
    assert translations("zh").ngettext("{count} character", "{count} characters", 1) == "{count} 个字符"
    assert translations("en").ngettext("{count} character", "{count} characters", 1) == "{count} character"


def test_messages_are_found_where_they_are_said():
    tree = ast.parse(
        "class Own(PlaygroundError): pass\n"
        "_('one'); N_('two'); ngettext('three', 'threes', n); raise Own('four {x}', x=1)\n"
        "raise PlaygroundError('five ' 'and six')\n"
        "gettext('not this'); print('nor this')\n"
    )
    errors = catalog.error_classes([tree])
    assert errors == {"PlaygroundError", "Own"}
    found = list(catalog.messages_in(tree, errors))
    assert sorted(map(str, found)) == ["('three', 'threes')", "five and six", "four {x}", "one", "two"]
    with pytest.raises(ValueError, match="literal"):
        list(catalog.messages_in(ast.parse("raise PlaygroundError(f'no {x}')"), {"PlaygroundError"}))


def test_problems_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "LOCALE_FOLDER", tmp_path)
    monkeypatch.setattr(catalog, "collect", lambda: {"Fine {a}": ["x.py"], "New": ["x.py"], "Empty": ["x.py"]})
    (tmp_path / "zh").mkdir()
    (tmp_path / "zh" / "playground.po").write_text(
        'msgid "Fine {a}"\nmsgstr "{b}"\n\nmsgid "Old"\nmsgstr "旧"\n\nmsgid "Empty"\nmsgstr ""\n', encoding="utf-8"
    )
    assert {line.split(":")[0] for line in catalog.problems("zh")} == {
        "missing",
        "no longer in the code",
        "not translated",
        "other fields than the original",
    }
    catalog.update("zh")
    assert {message.id for message in catalog.read("zh") if message.id} == {"Fine {a}", "New", "Empty"}


def test_every_figure_of_the_shipped_models_has_a_word():
    for folder in storage.find_models():
        for name, entry in folder.metadata.get("metrics", {}).items():
            assert name in words.TERMS, f"{folder.name}: {name}"
            assert entry["split"] in words.TERMS, f"{folder.name}: {entry['split']}"
        for column in folder.history.columns:
            assert column in {"epoch", "wall_seconds"} or column in words.TERMS, f"{folder.name}: {column}"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(31.4, "31 s"), (250, "4 min 10 s"), (3_725.4, "1 h 2 min"), (None, "–"), (float("nan"), "–"), (True, "–")],
)
def test_duration(seconds, text):
    assert words.duration(seconds) == text


def test_figures_carry_their_unit():
    assert words.figure(0.9123, "accuracy") == "91.2%"
    assert words.figure(1.48234, "nats") == "1.482"
    assert words.figure("n/a", "accuracy") == "–"
