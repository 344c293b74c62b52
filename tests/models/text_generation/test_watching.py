"""Units held, forms kept, the distribution of the next character, and what goes on inside."""

import keras
import numpy as np
import pytest

from models.errors import PlaygroundError
from models.text_generation import Form
from models.text_generation.architectures import Architecture, build_network
from models.text_generation.sampling import next_probabilities
from models.text_generation.steps import StepNetwork

TEXT = "abba\n cafe? bag\n"


def write(small, prompt="ab", **settings):
    return "".join(small.generator.stream(prompt, **{"length": 60, "seed": 3, **settings}))


class OneOf:
    """Allows some characters, and remembers what it was asked."""

    def __init__(self, characters):
        self.characters = characters
        self.asked = []

    def allowed(self, vocabulary, written):
        self.asked.append(written)
        if self.characters is None:
            return None
        allowed = np.zeros(len(vocabulary), bool)
        allowed[vocabulary.encode(self.characters)] = True
        return allowed


def sigmoid(x):
    return 1 / (1 + np.exp(-x))


def keras_step(small, character, states, clamped):
    """One step through Keras's own layers, the held units overwritten between them."""
    x = small.network.get_layer("embedding")(small.generator.vocabulary.encode(character)[None])
    after = []
    for number, state in enumerate(states, start=1):
        _outputs, *state = small.network.get_layer(f"recurrent_{number}")(x, initial_state=state)
        state = [keras.ops.convert_to_numpy(array) for array in state]
        for (layer, unit), value in clamped.items():
            if layer == number:
                state[0][:, unit] = value
        after.append(state)
        x = state[0][:, None]
    return keras.ops.convert_to_numpy(small.network.get_layer("logits")(x))[0, 0], after


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_a_held_unit_is_held_after_every_step_of_prompt_and_text(make_small, cell):
    small = make_small(cell)
    clamped = {(1, 3): 0.9, (2, 0): 0.0, (2, 5): -1.0}
    arrays = 2 if cell == "lstm" else 1
    states, text = [[np.zeros((1, 12), np.float32)] * arrays] * 2, "ab"
    for place in range(12):
        logits, states = keras_step(small, text[place], states, clamped)
        if place >= 1:
            logits = logits.astype(np.float64)
            logits[0] = -np.inf
            following = small.generator.next_characters(text, clamped=clamped)
            np.testing.assert_allclose(following.before, next_probabilities(logits)[1:], atol=5e-5)
            text += small.generator.vocabulary.characters[logits.argmax() - 1]
    assert write(small, length=11, temperature=0, clamped=clamped) == text[2:]


def test_holding_nothing_changes_nothing_and_holding_something_does(small):
    assert write(small, clamped={}) == write(small, clamped=None) == write(small)
    everything = {(layer, unit): 0.0 for layer in (1, 2) for unit in range(12)}
    assert write(small, clamped=everything) != write(small)
    # With every output silent nothing that was read makes a difference.
    assert write(small, "abc", clamped=everything) == write(small, "hgf", clamped=everything)


@pytest.mark.parametrize(
    "clamped",
    [
        {(0, 0): 0.0},
        {(3, 0): 0.0},
        {(1, 12): 0.0},
        {(1, -1): 0.0},
        {(1, True): 0.0},
        {(1, 2, 3): 0.0},
        {"12": 0.0},
        {1: 0.0},
        {(1, 2): float("nan")},
        {(1, 2): float("inf")},
        {(1, 2): "high"},
        {(1, 2): None},
    ],
)
def test_units_that_are_not_there_and_values_that_are_none_are_refused_at_the_call(small, clamped):
    for call in (small.generator.stream, small.generator.next_characters):
        with pytest.raises(PlaygroundError, match=r"^Expected .*, received .*\.$"):
            call("ab", clamped=clamped)


def test_a_form_is_asked_before_every_character_and_kept(small):
    form = OneOf("ag?")  # "?" is not in the vocabulary: that allows unknown, which is never written
    assert isinstance(form, Form)
    text = write(small, form=form, temperature=3.0)
    assert set(text) == {"a", "g"}
    assert form.asked == [text[:length] for length in range(60)]
    assert set(write(small, form=form, temperature=0)) <= {"a", "g"}
    # The form comes first: of the one best character, a forbidden one must not be left.
    assert set(write(small, form=form, top_k=1)) <= {"a", "g"}
    assert set(write(small, form=form, top_p=1e-9)) <= {"a", "g"}


def test_a_form_that_allows_everything_or_nothing_changes_nothing(small):
    assert (
        write(small, form=OneOf(None)) == write(small, form=OneOf("")) == write(small, form=OneOf("?")) == write(small)
    )


@pytest.mark.parametrize(
    "settings", [{}, {"temperature": 0.5}, {"top_k": 3}, {"top_p": 0.6}, {"temperature": 0}, {"form": OneOf("abc")}]
)
def test_the_next_characters_are_what_stream_draws_from(small, poet, settings):
    for one in (small, poet):
        following = one.generator.next_characters("cab", **settings)
        assert following.characters == one.generator.vocabulary.characters
        assert following.before.shape == following.after.shape == (len(following.characters),)
        assert following.before.sum() == pytest.approx(1) == following.after.sum()
        np.testing.assert_array_equal(following.before, one.generator.next_characters("cab").after)
        count = 300
        drawn = [next(one.generator.stream("cab", 1, seed=seed, **settings)) for seed in range(count)]
        share = np.array([drawn.count(character) for character in following.characters]) / count
        assert (np.abs(share - following.after) <= 5 * np.sqrt(following.after / count) + 1e-9).all()


def test_the_next_characters_of_an_empty_text_and_of_a_long_one(small):
    def after(text):
        return small.generator.next_characters(text).after.tolist()

    assert after("") == after("\n")
    assert after("a" * 500 + TEXT * 200) == after(TEXT * 200)
    for settings in ({"text": 5}, {"text": "a", "temperature": -1}, {"text": "a", "top_k": 0}):
        with pytest.raises(PlaygroundError):
            small.generator.next_characters(**settings)


@pytest.mark.parametrize("num_layers", [1, 2])
def test_the_trace_of_an_lstm_is_the_equations(make_small, num_layers):
    small = make_small("lstm", num_layers=num_layers)
    traces = small.generator.trace(TEXT)
    assert len(traces) == num_layers
    x = small.network.get_layer("embedding").get_weights()[0][small.generator.vocabulary.encode(TEXT)]
    for number, trace in enumerate(traces, start=1):
        W, U, b = small.network.get_layer(f"recurrent_{number}").get_weights()
        h, c = np.zeros(12), np.zeros(12)
        for time in range(len(TEXT)):
            i, f, g, o = np.split(x[time] @ W + h @ U + b, 4)
            i, f, g, o = sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)
            c = f * c + i * g
            h = o * np.tanh(c)
            expected = {"input_gate": i, "forget_gate": f, "candidate": g, "output_gate": o, "cell": c, "hidden": h}
            assert trace.keys() == expected.keys()
            for name, values in expected.items():
                np.testing.assert_allclose(trace[name][time], values, atol=5e-5, err_msg=name)
        assert all(array.shape == (len(TEXT), 12) and array.dtype == np.float32 for array in trace.values())
        x = trace["hidden"]


def test_the_traces_of_the_other_cells(make_small):
    gru, rnn = (make_small(cell).generator.trace(TEXT) for cell in ("gru", "rnn"))
    for trace in gru:
        assert set(trace) == {"update_gate", "reset_gate", "candidate", "hidden"}
        update, before = trace["update_gate"], np.concatenate([np.zeros((1, 12)), trace["hidden"][:-1]])
        np.testing.assert_allclose(trace["hidden"], update * before + (1 - update) * trace["candidate"], atol=1e-5)
        assert ((trace["reset_gate"] > 0) & (trace["reset_gate"] < 1)).all()
    assert [set(trace) for trace in rnn] == [{"hidden"}] * 2


def test_the_trace_of_nothing_and_of_something_else(small):
    assert small.generator.trace("")[1]["cell"].shape == (0, 12)
    with pytest.raises(PlaygroundError, match="Expected a text to score, received bytes"):
        small.generator.trace(b"abc")


def test_a_network_that_reads_both_ways_cannot_write():
    with pytest.raises(PlaygroundError, match="from left to right"):
        StepNetwork(build_network(9, Architecture(4, 6, 1, bidirectional=True)))
