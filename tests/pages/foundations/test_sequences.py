"""The recurrent and attention sections: a sentence in, every number computed, answers checked, links with state."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from models.from_scratch.attention import MultiHeadAttention
from models.from_scratch.bidirectional import Bidirectional
from models.from_scratch.recurrent import SimpleRNN
from pages.foundations import sentences
from pages.foundations.attention import view as attention
from pages.foundations.recurrent import through_time
from pages.foundations.recurrent import view as recurrent
from pages.shared import escape_markdown
from tests.pages.conftest import words_of


def table(app, column: str):
    """The table that has this column."""
    return next(one.value for one in app.dataframe if column in one.value.columns)


def formulas(app) -> str:
    return "\n".join(one.value for one in app.latex)


def test_a_sentence_walks_through_each_cell(presets, open_page):
    app = open_page(
        "foundations",
        topic="recurrent",
        cell="rnn",
        rnn_ways="both",
        foundations_rnn_text="a b a",
        foundations_rnn_units="3",
        foundations_rnn_seed="7",
        foundations_rnn_step="2",
    )
    assert not app.exception and not app.error and not app.warning, words_of(app)
    inputs = sentences.vectors(["a", "b", "a"], recurrent.INPUT_SIZE, 7)
    np.testing.assert_array_equal(inputs[0], inputs[2])
    generator = np.random.default_rng(7)
    layers = [SimpleRNN(recurrent.INPUT_SIZE, 3, True, generator=generator) for _ in range(2)]
    both = Bidirectional(*layers).forward(inputs[None])[0]  # (time, 6)
    numbers = table(app, "h before")
    np.testing.assert_allclose(numbers["h before"], both[0, :3], atol=1e-4)
    np.testing.assert_allclose(numbers["h"], both[1, :3], atol=1e-4)
    assert "Step 2 of 3 reads **b**." in words_of(app)
    assert f"= {both[1, 0]:.3f}" in formulas(app)
    # Other cells show what they have.
    app.segmented_control(key="foundations_cell").set_value("gru").run()
    assert list(table(app, "h before"))[1:] == ["h before", "z", "r", "h̃", "h"]
    app.segmented_control(key="foundations_cell").set_value("lstm").run()
    numbers = table(app, "h before")
    np.testing.assert_allclose(
        numbers["c"], numbers["f"] * numbers["c before"] + numbers["i"] * numbers["g"], atol=3e-4
    )
    # The exercises know their answers.
    answer = numbers["f"][1] * numbers["c before"][1]
    app.text_input(key="foundations_recurrent_exercise_3").set_value(f"{answer:.3f}").run()
    app.text_input(key="foundations_recurrent_exercise_1").set_value(str(1.3**30)).run()
    app.radio(key="foundations_recurrent_exercise_2").set_value("$W_{hh}$ transposed").run()
    assert [one.value for one in app.success] == ["Right."] * 3
    app.text_input(key="foundations_recurrent_exercise_3").set_value(f"{answer + 0.1:.3f}").run()
    assert len(app.success) == 2
    # Nothing to read, and more than is drawn, are each told in one sentence.
    app.text_input(key="foundations_rnn_text").set_value("").run()
    assert "Type at least one word" in app.info[0].value and not app.exception
    assert len(app.success) == 2
    app.text_input(key="foundations_rnn_text").set_value("la " * 30).run()
    assert app.info[0].value == "Only the first 20 of 30 are shown."


def test_the_gradient_vanishes_explodes_and_is_clipped(presets, open_page):
    app = open_page("foundations", topic="recurrent", foundations_rnn_radius="1.3", foundations_rnn_steps="40")
    lengths = table(app, "clipped")
    assert lengths["length"].iloc[-1] > 100
    assert lengths["clipped"].iloc[-1] == pytest.approx(1)
    np.testing.assert_allclose(lengths["clipped"] * lengths["length"].iloc[-1], lengths["length"])
    assert "changes its length and not its direction" in words_of(app)
    app.slider(key="foundations_rnn_radius").set_value(0.5)
    app.select_slider(key="foundations_rnn_clip").set_value(10.0).run()
    assert "nothing for one that has vanished" in words_of(app)
    lengths = table(app, "clipped")
    np.testing.assert_array_equal(lengths["clipped"], lengths["length"])


def test_gradients_shrink_and_grow_with_the_spectral_radius():
    inputs = np.zeros((25, through_time.INPUTS))
    weights = np.ones(through_time.HIDDEN) / math.sqrt(through_time.HIDDEN)
    grown = {}
    for radius in (0.8, 1.0, 1.2):
        layer = SimpleRNN(
            through_time.INPUTS, through_time.HIDDEN, activation="linear", generator=np.random.default_rng(0)
        )
        through_time.with_radius(layer, radius)
        assert np.abs(np.linalg.eigvals(layer.parameters["recurrent_kernel"])).max() == pytest.approx(radius)
        norms = through_time.gradient_norms(layer, inputs, weights)
        assert norms[-1] == pytest.approx(1)
        grown[radius] = norms[0]
    # 24 steps: the same kernel, only its scale differs.
    assert grown[0.8] / grown[1.0] == pytest.approx(0.8**24)
    assert grown[1.2] / grown[1.0] == pytest.approx(1.2**24)


def test_attention_is_worked_out_row_by_row(presets, open_page):
    app = open_page(
        "foundations",
        topic="attention",
        mask="both",
        head="2",
        foundations_query="3",
        foundations_attention_text="one two <b>three</b>",
    )
    assert not app.exception and not app.error and not app.warning, words_of(app)
    row = table(app, "answers")
    # Three words and the eight signs around them are cut apart; two empty places follow, and nobody looks ahead.
    assert row["answers"].tolist()[:3] == ["one", "two", "<"] and row["answers"].tolist()[-2:] == [attention.PAD] * 2
    assert row["allowed"].tolist() == [True] * 3 + [False] * (len(row) - 3)
    np.testing.assert_allclose(row["s = q·k / √d"], row["q·k"] / 2)
    seen = np.exp(row["s = q·k / √d"][:3])
    np.testing.assert_allclose(row["share a"][:3], seen / seen.sum())
    assert (row["share a"][3:] == 0).all()
    assert f"the first number of the mix, {row['a v₁'].sum():.3f}" in words_of(app)
    # A mask that the page does not know with these weights, and another head.
    app.segmented_control(key="foundations_mask").set_value("none").run()
    app.segmented_control(key="foundations_head").set_value("1").run()
    row = table(app, "answers")
    assert row["allowed"].all() and row["share a"].sum() == pytest.approx(1)
    best, second = row["share a"].nlargest(2)
    app.text_input(key="foundations_attention_exercise_3").set_value(str(best / second)).run()
    count = len(row)
    app.text_input(key="foundations_attention_exercise_2").set_value(str(count * (count + 1) // 2)).run()
    app.text_input(key="foundations_attention_exercise_1").set_value("1").run()
    assert [one.value for one in app.success] == ["Right."] * 3
    app.slider(key="foundations_attention_heads").set_value(1).run()
    assert not app.exception and "foundations_head" not in [one.key for one in app.segmented_control]
    app.text_input(key="foundations_attention_text").set_value("  ").run()
    assert "Type at least one word" in app.info[0].value and not app.exception


class FakeReader:
    """As many blocks and heads as the shipped Transformer has, with random weights."""

    def __init__(self):
        self.twin = SimpleNamespace(blocks=[None] * 6)
        self.classifier = SimpleNamespace(tokenizer=SimpleNamespace(pieces=str.split))
        self.asked: list[tuple[int, bool]] = []

    def attention(self, text, block, most, use_causal_mask):
        self.asked.append((block, use_causal_mask))
        tokens = ["<", *text.split()[:most], ">"]
        generator = np.random.default_rng(block)
        layer = MultiHeadAttention(12, 8, 24, generator=generator)
        return tokens, layer.show_work(generator.standard_normal((1, len(tokens), 24)), use_causal_mask=use_causal_mask)


@pytest.mark.parametrize(("language", "marks"), [("en", ["[start]", "[end]"]), ("zh", ["[开头]", "[结尾]"])])
def test_the_shipped_attention_shows_the_marks_around_the_text(language, marks, presets, open_page, monkeypatch):
    reader = FakeReader()
    monkeypatch.setattr(sentences, "shipped_reader", lambda: reader)
    app = open_page(
        "foundations",
        language,
        topic="attention",
        attention_weights="sentiment",
        mask="causal",
        head="12",
        foundations_attention_block="6",
        foundations_attention_text="one two " * 10,
    )
    assert not app.exception and not app.error and not app.warning, words_of(app)
    assert reader.asked == [(5, True)]
    row = next(one.value for one in app.dataframe if "q·k" in one.value.columns)
    answers, allowed = row.iloc[:, 0].tolist(), row.iloc[:, 3].tolist()
    assert answers == [marks[0], *["one", "two"] * 8, marks[1]]
    # The last word asks until the visitor chooses another token, and does not see the mark behind it.
    assert app.slider(key="foundations_query").value == 17 and allowed == [True] * 17 + [False]
    assert all(escape_markdown(mark) in words_of(app) for mark in marks)
    heads = next(one.value for one in app.dataframe if len(one.value) == 12)
    assert heads.iloc[:, 0].tolist() == list(range(1, 13))


def test_words_are_cut_at_spaces_signs_and_between_chinese_characters():
    assert sentences.words_of("It's 42, isn’t it? 很好", 20) == ["It's", "42", ",", "isn’t", "it", "?", "很", "好"]
    assert sentences.words_of(" \t", 20) == []
