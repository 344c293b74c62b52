"""Why: what the page says and draws of an explanation that is known by heart."""

import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from pages.sentiment.why import charts as why_charts
from pages.sentiment.why import view as why
from tests.pages.conftest import words_of

TEXT = "<b>not</b> *bad* $x$ at all, ok"
WORDS = ["<", "b", ">", "not", "bad", "at", "all"]


def explained(label: str = "positive", num_tokens: int = 9) -> SimpleNamespace:
    """An explanation whose words are not all of the text."""
    words, place = [], 0
    for word in WORDS:
        start = TEXT.index(word, place)
        place = start + len(word)
        words.append(SimpleNamespace(text=word, start=start, end=place))
    size = len(WORDS)
    weights = np.full((2, 2, size, size), 1 / size)
    weights[1, 1] = np.eye(size)[3]
    return SimpleNamespace(
        text=TEXT,
        label=label,
        words=tuple(words),
        attributions=np.array([0.1, 0.0, -0.2, 2.0, -1.0, 0.05, 0.3]),
        occlusions=np.array([0.1, 0.2, -0.1, 3.0, -2.0, 0.0, 0.4]),
        attention_map=SimpleNamespace(weights=weights),
        completeness_error=0.01,
        explained_change=1.24,
        num_tokens=num_tokens,
        num_explained=7,
        agreements={
            ("integrated gradients", "occlusion"): 0.9,
            ("integrated gradients", "attention"): -0.5,
            ("occlusion", "attention"): None,
        },
    )


def checked(named: list[float]) -> SimpleNamespace:
    shares = np.linspace(0, 1, len(named))
    at_random = np.tile(np.linspace(0.9, 0.3, len(named)), (10, 1))
    area = float(np.trapezoid(at_random[0] - named, shares))
    return SimpleNamespace(
        shares=shares,
        named=np.array(named),
        at_random=at_random,
        randomised=at_random[:2] - 0.05,
        area=area,
        orders_beaten=10 if area > 0 else 0,
    )


@pytest.fixture
def explains(presets, monkeypatch):
    """The page with an explanation that is known; how often it was asked for what."""
    asked = []
    modules = {
        "explanations": {"explain": lambda classifier, text: asked.append("explain") or explained()},
        "explanation_checks": {
            "randomised": lambda *_: (
                asked.append("randomised")
                or SimpleNamespace(correlations=(0.1, -0.2, 0.05, 0.0, 0.1), mean_correlation=0.01)
            ),
            "deletion": lambda *_: asked.append("deletion") or checked([0.9, 0.3, 0.2, 0.3]),
        },
    }
    for name, functions in modules.items():
        module = ModuleType(f"models.sentiment.{name}")
        vars(module).update(functions)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr("pages.shared.source.inspect.getsource", lambda function: "def shown(): ...")
    return asked


def test_the_page_says_what_it_draws(explains, open_page):
    app = open_page("sentiment")
    assert not app.exception and not app.error
    said = words_of(app)
    for words in (
        "Speaks for positive (blue): “not” (+2.00)",
        "Speaks against it (orange, dotted): “bad” (-1.00)",
        "only the first 7 of them are explained",
        "moves by +1.240, and the shares add up to +1.250",
        "+0.0100 (0.8%): nothing to speak of.",
        "by occlusion “not” (+3.00)",
        "At half of the words its probability is 25%",
        "10 of 10 random orders bring it down less",
        "So the words named here do carry the verdict.",
        "is +0.01 on average",
        "So the explanation is about what the network learned.",
    ):
        assert words in said, words
    table = app.table[0].value
    assert table["rank correlation"].tolist() == ["+0.90", "-0.50", "–"]
    assert table["in words"].tolist() == ["they agree", "they contradict each other", "cannot be said"]
    app.selectbox(key="sentiment_why_layer").set_value(2)
    app.selectbox(key="sentiment_why_head").set_value(2).run()
    assert not app.exception and not app.error
    assert "Looked at most: “not”, with 100% of all attention, where an even share would be 14%" in words_of(app)
    # A click explains nothing anew.
    assert explains == ["explain", "randomised", "deletion"]
    app.query_params["lang"] = "zh"
    app.run()
    assert not app.exception and not app.error
    assert "这些解释可信吗？" in words_of(app)


def test_a_visitors_words_are_escaped_and_coloured_by_what_they_did():
    drawn = why.coloured(explained())
    assert "<b>" not in drawn and "&lt;" in drawn
    assert "rgba(59, 125, 216, 0.620)" in drawn and "rgba(224, 122, 31, 0.310)" in drawn
    assert drawn.index("solid rgba(59, 125, 216, 1.000)") < drawn.index(">not<")
    # What was not explained stands there too, in grey.
    assert drawn.endswith('<span class="rest">, ok</span></p>')
    figure = why_charts.word_bars(WORDS, np.ones(7), np.ones(7))
    assert list(figure.layout.yaxis.ticktext) == ["&lt;", "b", "&gt;", "not", "bad", "at", "all"]


def test_long_texts_show_the_words_that_count():
    explanation = SimpleNamespace(
        words=[None] * 100, attributions=np.arange(100.0), occlusions=np.where(np.arange(100) == 7, -5.0, 0)
    )
    chosen = why_charts.strongest(explanation)
    assert chosen.tolist() == [7, *range(77, 100)]
    figure = why_charts.attention_map(["a", "b"], np.eye(2))
    assert np.asarray(figure.data[0].z).tolist() == [[1, 0], [0, 1]]


def test_an_explanation_that_does_not_hold_is_called_so():
    assert why.deletion_in_words(checked([0.9, 0.3, 0.2, 0.3]), "positive").endswith("do carry the verdict.")
    assert "do not trust this explanation" in why.deletion_in_words(checked([0.9, 0.9, 0.9, 0.3]), "positive")
    assert "so nothing can be concluded" in why.deletion_in_words(checked([0.9, 0.9, 0.9, 0.9]), "positive")
    some = checked([0.9, 0.3, 0.2, 0.3])
    some.orders_beaten = 6
    assert "hardly more than others do" in why.deletion_in_words(some, "positive")
    assert "what the network learned" in why.randomised_in_words([0.1, None, -0.1], 0.0, 10)
    assert "the network's build alone" in why.randomised_in_words([0.8, 0.9], 0.85, 20)
    assert "no order of these words" in why.randomised_in_words([None], None, 2)
    assert [why.in_words(value) for value in (0.85, 0.5, 0.3, 0.0, -0.9)] == [
        "they agree",
        "they mostly agree",
        "they agree a little",
        "they do not agree",
        "they contradict each other",
    ]
