"""The catalog is complete, and what comes from data has its word in them too."""

import ast
import re

import pytest
from babel.messages.catalog import Catalog

from models import storage
from pages.shared import catalog, words
from pages.shared.language import translations


def test_catalog_is_complete():
    assert catalog.problems() == [], "run: python -m pages.shared.catalog update"


def test_chinese_is_chinese():
    # Names that Chinese writes as English does.
    unchanged = {"Top-k", "Top-p", "SGD", "tanh", "NumPy − TensorFlow"}
    for message in catalog.read():
        if message.id and message.id not in unchanged:
            text = message.string if isinstance(message.string, str) else message.string[0]
            assert re.search(r"[\u4e00-\u9fff，、。；]", text), message.id


def test_both_languages_speak():
    assert translations("zh").gettext("Download") == "下载"
    assert translations("zh").ngettext("{count} character", "{count} characters", 1) == "{count} 个字符"
    assert translations("zh").pgettext("how many", "Lines") != translations("zh").pgettext("one text a line", "Lines")
    assert translations("en").gettext("Download") == "Download"
    assert translations("en").ngettext("{count} character", "{count} characters", 1) == "{count} character"
    assert translations("en").ngettext("{count} character", "{count} characters", 0) == "{count} characters"
    assert translations("en").pgettext("verb", "Download") == "Download"


def test_messages_are_found_where_they_are_said(tmp_path, monkeypatch):
    (tmp_path / "models").mkdir()
    (tmp_path / "tests").mkdir()
    (tmp_path / "streamlit_app.py").write_text(
        "_('one'); N_('two'); ngettext('three', 'threes', n); pgettext('verb', 'read')\n"
        "gettext('not this'); print('nor this')\n"
    )
    (tmp_path / "models" / "own.py").write_text(
        "raise DatasetError('four {x}', x=f(1))\nraise PlaygroundError('five ' 'and six')\n"
    )
    (tmp_path / "tests" / "test_own.py").write_text("_('nor a test')\n")
    monkeypatch.setattr(catalog, "ROOT", tmp_path)
    monkeypatch.setattr(catalog, "SOURCES", ("", "models"))
    found = {(message.context, message.id) for message in catalog.collect() if message.id}
    assert found == {
        (None, "one"),
        (None, "two"),
        (None, ("three", "threes")),
        ("verb", "read"),
        (None, "four {x}"),
        (None, "five and six"),
    }


def _subclasses(of: type) -> set[type]:
    return {of}.union(*map(_subclasses, of.__subclasses__()))


@pytest.fixture(scope="module")
def calls() -> list[tuple[str, ast.Call, bool]]:
    """Every call that marks a sentence: where, the call, and whether it stands within an f-string."""
    found = []
    for folder in catalog.SOURCES:
        for path in sorted((catalog.ROOT / folder).glob("**/*.py" if folder else "*.py")):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            within = {id(inner) for node in nodes if isinstance(node, ast.JoinedStr) for inner in ast.walk(node)}
            for node in nodes:
                if isinstance(node, ast.Call) and getattr(node.func, "id", None) in catalog.KEYWORDS:
                    found.append((f"{path.relative_to(catalog.ROOT)}:{node.lineno}", node, id(node) in within))
    return found


def is_literal(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def test_babel_sees_every_sentence(calls):
    # It reads tokens, and on Python 3.11 an f-string is one token, whatever is called in it.
    assert [place for place, call, within in calls if within and is_literal(call.args[0])] == []


def test_an_error_takes_a_literal_template(calls):
    assert [place for place, call, _ in calls if call.func.id in catalog.ERRORS and not is_literal(call.args[0])] == []


def test_every_error_is_a_keyword():
    named = {"PlaygroundError"}
    for folder in ("pages", "models", "training"):
        for path in (catalog.ROOT / folder).rglob("*.py"):
            named |= set(re.findall(rf"^class (\w+)\((?:{'|'.join(catalog.ERRORS)})\):", path.read_text("utf-8"), re.M))
    assert named == set(catalog.ERRORS)


def test_problems_are_found(tmp_path, monkeypatch, capsys):
    wanted = Catalog()
    for key, context in (("Fine {a}", None), ("New", None), ("Empty", None), ("Read", "verb"), ("Doubtful", None)):
        wanted.add(key, context=context)
    monkeypatch.setattr(catalog, "CATALOG", tmp_path / "playground.po")
    monkeypatch.setattr(catalog, "collect", lambda: wanted)
    catalog.CATALOG.write_text(
        'msgid "Fine {a}"\nmsgstr "{b}"\n\nmsgid "Old"\nmsgstr "旧"\n\nmsgid "Empty"\nmsgstr ""\n\n'
        'msgctxt "noun"\nmsgid "Read"\nmsgstr "读"\n\n#, fuzzy\nmsgid "Doubtful"\nmsgstr "可疑"\n\n'
        '#~ msgid "Older"\n#~ msgstr "更旧"\n',
        encoding="utf-8",
    )
    assert sorted(catalog.problems()) == [
        "fuzzy: 'Doubtful'",
        "missing: 'New'",
        "missing: 'Read'",
        "no longer in the code: 'Old'",
        "no longer in the code: 'Older'",
        "no longer in the code: 'Read'",
        "not translated: 'Empty'",
        "other fields than the original: 'Fine {a}'",
    ]
    with pytest.raises(SystemExit):
        catalog.update()
    assert "not translated: 'New'" in capsys.readouterr().out
    assert {(message.context, message.id) for message in catalog.read() if message.id} == {
        (None, "Fine {a}"),
        (None, "New"),
        (None, "Empty"),
        ("verb", "Read"),
        (None, "Doubtful"),
    }


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
