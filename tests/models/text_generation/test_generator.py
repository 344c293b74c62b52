import shutil
import threading
from itertools import islice

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from models.errors import DamagedModelError, MissingModelError, PlaygroundError
from models.storage import write_hashes
from models.text_generation import PROMPT_CHARACTERS_READ, TextGenerator, Vocabulary
from models.text_generation.architectures import Architecture, build_network, empty_states, run_in_pieces
from models.text_generation.sampling import next_probabilities

TEXT = "abba\n cafe? bag\n" * 5


def keras_logits(small, text):
    tokens = small.generator.vocabulary.encode(text)[None]
    return np.concatenate(list(run_in_pieces(small.network, tokens, 1000)), axis=1)[0]


def log_probabilities(logits):
    logits = logits.astype(np.float64)
    return logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))


def keras_probabilities(small, text):
    """What may follow ``text``: the network's distribution without the class unknown."""
    logits = keras_logits(small, text)[-1].astype(np.float64)
    logits[0] = -np.inf
    return next_probabilities(logits)


@pytest.mark.parametrize("num_layers", [1, 2, 3])
@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
@pytest.mark.parametrize("tied", [False, True])
def test_the_numpy_step_equals_the_keras_network(make_small, cell, tied, num_layers):
    small = make_small(cell, tied, num_layers)
    step = small.generator.network
    tokens = small.generator.vocabulary.encode(TEXT)
    expected = keras_logits(small, TEXT)

    outputs, state = step.read(tokens, step.empty_state())
    np.testing.assert_allclose(step.logits(outputs), expected, atol=5e-5)

    one_by_one, last = [], step.empty_state()
    for token in tokens:
        outputs, last = step.read([token], last)
        one_by_one.append(step.logits(outputs[-1]))
    np.testing.assert_allclose(one_by_one, expected, atol=5e-5)
    for layer, layer_one_by_one in zip(state, last, strict=True):
        np.testing.assert_allclose(layer, layer_one_by_one, atol=2e-6)

    _, *keras_states = small.network.predict_on_batch([tokens[None], *empty_states(small.network, 1)])
    np.testing.assert_allclose([array for layer in state for array in layer], np.squeeze(keras_states, 1), atol=2e-5)


def test_pieces_give_what_one_reading_gives(small):
    tokens = small.generator.vocabulary.encode(TEXT)[None]
    pieces = np.concatenate(list(run_in_pieces(small.network, tokens, 7)), axis=1)
    np.testing.assert_allclose(pieces[0], keras_logits(small, TEXT), atol=2e-5)


def test_an_unknown_cell_is_refused():
    with pytest.raises(PlaygroundError, match="Expected the cell lstm, gru or rnn, received tree"):
        build_network(5, Architecture(4, 3, 1, cell="tree"))


def test_score_is_exact(small):
    text = TEXT * 9  # longer than the pieces that it is read in
    tokens = small.generator.vocabulary.encode(text)
    expected = -log_probabilities(keras_logits(small, text))[np.arange(len(tokens) - 1), tokens[1:]]
    score = small.generator.score(text)
    assert score.shape == (len(text) - 1,)
    np.testing.assert_allclose(score, expected, atol=5e-5)
    # Each figure is the text's up to there, whatever follows.
    np.testing.assert_allclose(small.generator.score(text[:300]), score[:299], atol=1e-6)


def test_unknown_characters_count_as_unknown(small):
    np.testing.assert_array_equal(small.generator.score("ab?b"), small.generator.score("ab雪b"))
    assert small.generator.score("ab?")[1] == pytest.approx(
        -log_probabilities(keras_logits(small, "ab"))[-1, 0], abs=1e-5
    )
    assert small.generator.unknown_characters("a?b雪?") == ["?", "雪"]


@pytest.mark.parametrize("text", ["", "a", "雪"])
def test_nothing_to_score(small, text):
    assert small.generator.score(text).shape == (0,)


def test_scoring_something_else_is_refused(small):
    with pytest.raises(PlaygroundError, match="Expected a text to score, received bytes"):
        small.generator.score(b"abc")


@pytest.mark.parametrize("prompt", ["", "ab", "雪?\N{GRINNING FACE}", "a" * 5_000])
@pytest.mark.parametrize("length", [0, 1, 40])
def test_exactly_length_single_known_characters(small, prompt, length):
    characters = list(small.generator.stream(prompt, length=length, temperature=3.0, seed=1))
    assert len(characters) == length
    assert all(character in small.generator.vocabulary for character in characters)


def test_temperature_0_takes_the_most_probable_and_top_k_1_too(small):
    text = "cab"
    for character in small.generator.stream("cab", length=30, temperature=0):
        best = int(keras_probabilities(small, text).argmax())
        assert character == small.generator.vocabulary.characters[best - 1]
        text += character
    assert "".join(small.generator.stream("cab", length=30, top_k=1)) == text[3:]
    assert "".join(small.generator.stream("cab", length=30, top_p=1e-9)) == text[3:]


def test_the_first_character_follows_the_networks_distribution(small):
    expected = keras_probabilities(small, "cab")[1:]
    count = 4_000
    drawn = [next(small.generator.stream("cab", length=1, seed=seed)) for seed in range(count)]
    share = np.array([drawn.count(character) for character in small.generator.vocabulary.characters]) / count
    assert (np.abs(share - expected) <= 5 * np.sqrt(expected * (1 - expected) / count) + 1e-9).all()


def test_a_seed_fixes_the_text_and_none_does_not(small):
    def write(seed):
        return "".join(small.generator.stream("ab", length=60, temperature=2.0, seed=seed))

    assert write(3) == write(3) != write(4)
    assert write(None) != write(None)


def test_unknown_is_never_written_even_where_it_is_most_probable(make_small):
    small = make_small()
    kernel, bias = small.network.get_layer("logits").get_weights()
    bias[0] = 100.0
    small.network.get_layer("logits").set_weights([kernel, bias])
    generator = TextGenerator(type(small.generator.network)(small.network), small.generator.vocabulary)
    assert generator.score("a?")[0] < 1e-6
    for temperature in (0, 1, 100):
        assert all(c in generator.vocabulary for c in generator.stream("a", length=50, temperature=temperature))


def test_an_empty_prompt_is_the_beginning_of_a_line(small):
    settings = {"length": 20, "seed": 5}
    assert list(small.generator.stream("", **settings)) == list(small.generator.stream("\n", **settings))


def test_a_prompt_to_poetry_is_the_beginning_of_a_poem(small, poet):
    settings = {"length": 20, "seed": 5, "temperature": 0.5}
    # The two have the same weights: the poet reads an end-of-poem token first.
    assert list(poet.generator.stream("abc", **settings)) == list(small.generator.stream("\nabc", **settings))
    assert list(poet.generator.stream("", **settings)) == list(small.generator.stream("\n", **settings))


def test_of_a_long_prompt_the_end_is_read(small):
    long = "abcdefgh" * 12_500
    settings = {"length": 20, "seed": 5}
    end = long[-PROMPT_CHARACTERS_READ:]
    assert list(small.generator.stream(long, **settings)) == list(small.generator.stream(end, **settings))


def test_closing_the_stream_stops_it(small):
    stream = small.generator.stream("ab", length=1_000_000_000)
    assert len(list(islice(stream, 5))) == 5
    stream.close()
    assert list(stream) == []


@pytest.mark.parametrize(
    "settings",
    [
        {"prompt": None},
        {"prompt": 5},
        {"length": -1},
        {"length": 1.5},
        {"length": True},
        {"length": "5"},
        {"temperature": -1},
        {"temperature": float("inf")},
        {"top_k": 0},
        {"top_p": 0.0},
        {"seed": -1},
        {"seed": 1.5},
        {"seed": "x"},
    ],
)
def test_bad_arguments_are_refused_at_the_call(small, settings):
    with pytest.raises(PlaygroundError, match=r"^Expected .*, received .*\.$"):
        small.generator.stream(**{"prompt": "ab", **settings})


def test_twenty_visitors_at_once_get_their_own_text(small):
    generator, length, threads = small.generator, 1_500, 20
    solo = {seed: "".join(generator.stream("ab", length, seed=seed)) for seed in range(threads)}
    surprise, following = generator.surprise("cafe bag"), generator.next_characters("cafe").after
    texts, start = dict.fromkeys(solo, ""), threading.Barrier(threads)

    def visit(seed):
        start.wait()
        for number, character in enumerate(generator.stream("ab", length, seed=seed)):
            texts[seed] += character
            if number % 500 == seed:  # others look at what may come next, or colour a text
                assert generator.surprise("cafe bag").alternatives == surprise.alternatives
                assert (generator.next_characters("cafe").after == following).all()

    running = [threading.Thread(target=visit, args=(seed,)) for seed in solo]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert texts == solo


def test_a_run_is_loaded_by_its_path(folder, small):
    generator = TextGenerator.load(folder)
    text = "abcafe" * 5
    # Weights rounded to half precision move a figure by little, and by something.
    np.testing.assert_allclose(generator.score(text), small.generator.score(text), atol=0.1)
    assert TextGenerator.load(str(folder)).score(text).tolist() == generator.score(text).tolist()


def test_a_run_is_loaded_by_its_name_unless_a_preset_has_it(folder, small, tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_RUNS", str(tmp_path))
    for name in ("mine-20261127-041500", "shakespeare"):
        shutil.copytree(folder, tmp_path / name)
    run = TextGenerator.load("mine-20261127-041500")
    assert run.score("abcafe").tolist() == TextGenerator.load(folder).score("abcafe").tolist()
    assert len(TextGenerator.load("shakespeare").vocabulary) > len(run.vocabulary)
    assert TextGenerator.load(tmp_path / "shakespeare").vocabulary.characters == run.vocabulary.characters
    with pytest.raises(MissingModelError, match="received mine-20261127"):
        TextGenerator.load("mine-20261127")


def test_a_missing_model_and_a_damaged_one_get_one_sentence(folder, tmp_path):
    with pytest.raises(MissingModelError, match=r"Expected a preset's name or the folder of a finished run"):
        TextGenerator.load("no_such_author")
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    weights = bytearray((copy / "model.keras").read_bytes())
    weights[len(weights) // 2] ^= 1
    (copy / "model.keras").write_bytes(bytes(weights))
    with pytest.raises(DamagedModelError, match=r"the SHA-256 of model\.keras"):
        TextGenerator.load(copy)


def test_a_file_that_is_no_network_and_a_vocabulary_of_another_are_refused(folder, tmp_path):
    files = ["model.keras", "vocabulary.json", "config.json"]
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    Vocabulary("abc").save(copy / "vocabulary.json")
    write_hashes(copy, {"task": "text_generation"}, files)
    with pytest.raises(DamagedModelError, match="expected a vocabulary of 11 tokens, received 4"):
        TextGenerator.load(copy)
    (copy / "model.keras").write_bytes(b"nothing of the kind")
    write_hashes(copy, {"task": "text_generation"}, files)
    with pytest.raises(DamagedModelError, match=r"model\.keras should hold a network"):
        TextGenerator.load(copy)


def test_one_blas_thread_while_a_step_is_computed_and_never_for_the_reader(small, monkeypatch):
    def blas():
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    with threadpool_limits(limits=2, user_api="blas"):
        before, during = blas(), []
        read = small.generator.network.read

        def watched(*arguments):
            during.append(blas())
            return read(*arguments)

        monkeypatch.setattr(small.generator.network, "read", watched)
        one, other = (small.generator.stream("a", length=4, seed=seed) for seed in (1, 2))
        for _first, _second in zip(one, other, strict=True):
            assert blas() == before
        assert blas() == before
        written = len(during)
        small.generator.next_characters("ab")
        small.generator.score("abab")
        small.generator.surprise("abab")
        assert blas() == before
        assert len(during) == written + 3 and all(set(counts) == {1} for counts in during)
