"""The n-gram linear model: its features and head start by hand, its fit, and a run that takes over another's tokens."""

import os
import signal

import numpy as np
import pytest
import scipy.sparse

from models.sentiment import SentimentClassifier
from models.sentiment.lookups import ngram_buckets
from models.sentiment.rivals import RivalSizes, build_rival
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import pad
from models.storage import rivals_of
from tests.models.sentiment import toy
from training import saving
from training.loop import Stopped
from training.runs import Run
from training.sentiment import linear as sentiment_linear
from training.sentiment import recipe as sentiment
from training.sentiment.data import TokenTable
from training.sentiment.tokenizer import train_english

pytestmark = pytest.mark.slow

BUCKETS = 997


def test_features_count_each_ngram_over_the_root_of_the_length():
    tokens = TokenTable(np.array([5, 6, 5, 6, 7], "uint16"), np.array([4, 1]))
    x = sentiment_linear.features(tokens, BUCKETS).toarray()
    pairs, _ = ngram_buckets(np.array([[5, 6]], "int32"), 2, BUCKETS)
    assert x[0, pairs[0, 1]] == pytest.approx(2 / 2)  # twice, over the root of four tokens
    assert x[0].sum() == pytest.approx((4 + 3 + 2) / 2)
    assert x[1].sum() == pytest.approx(1.0) and (x[1] > 0).sum() == 1


def test_log_count_ratios_by_hand():
    x = scipy.sparse.csr_array(np.array([[1, 0], [1, 1], [0, 1]], "float32"))
    ratios = sentiment_linear.log_count_ratios(x, np.array([0, 0, 1]), 2)
    # Label 0: 2 and 1 texts with each, one more is 3 and 2; the others: 0 and 1, one more is 1 and 2.
    assert ratios[:, 0] == pytest.approx(np.log([(3 / 5) / (1 / 3), (2 / 5) / (2 / 3)]), rel=1e-5)
    assert ratios[:, 1] == pytest.approx(-ratios[:, 0], rel=1e-5)


def test_a_filled_network_says_what_the_table_says():
    random = np.random.default_rng(2)
    table, biases = random.normal(size=(BUCKETS, 3)).astype("float32"), np.array([0.5, 0.0, -1.0], "float32")
    network = build_rival("linear", 50, 3, RivalSizes(num_buckets=BUCKETS))
    sentiment_linear.fill(network, table, biases)
    rows = random.integers(1, 50, (4, 6)).astype("int32")
    x = sentiment_linear.features(TokenTable(rows.ravel().astype("uint16"), np.full(4, 6)), BUCKETS)
    expected, received = x @ table + biases, np.asarray(network(rows))
    # Bytes are rounded, and the same may be added to all logits.
    differences = (expected - expected[:, 1:2]) - (received - received[:, 1:2])
    assert np.abs(differences).max() < 0.2
    assert not network.get_layer("ngrams").get_weights()[0][:, 1].any()


def test_rounding_keeps_the_leading_bits():
    values = np.array([1.0, 1.09, -3.3, 0.0, 101.0], "float32")
    np.testing.assert_array_equal(saving.rounded(values, 3), np.array([1.0, 1.125, -3.25, 0.0, 104.0], "float32"))
    # Ten bits are what half precision keeps anyway.
    np.testing.assert_array_equal(saving.rounded(values, 10), values.astype("float16").astype("float32"))
    whole = np.array([5], "int8")
    assert saving.rounded(whole, 3) is whole


def test_a_grid_is_as_coarse_as_asked_for_and_spares_vectors():
    random = np.random.default_rng(1)
    matrix, vector = random.normal(size=(200, 50)).astype("float32"), random.normal(size=9).astype("float32")
    kept = saving.on_a_grid(matrix, 0.5)
    step = 0.5 * matrix.std()
    np.testing.assert_allclose(kept / step, np.round(kept / step), atol=1e-4)
    assert np.abs(kept - matrix).max() <= step / 2 * 1.001
    assert saving.on_a_grid(vector, 0.5) is vector
    whole = np.ones((2, 2), "int8")
    assert saving.on_a_grid(whole, 0.5) is whole
    assert not saving.on_a_grid(np.zeros((2, 2), "float32"), 0.5).any()


def test_the_fit_learns_and_keeps_a_history(tmp_path, tokenizer):
    texts = toy.data().training
    config = toy.config(
        tmp_path, architecture="linear", num_buckets=8_191, grammar_sentences=200, batch_size=32, num_epochs=5,
        learning_rate=0.1, weight_decay=1e-6, max_steps_per_epoch=None,
    )  # fmt: skip
    run = Run.start(config)
    network = build_rival("linear", 300, 3, RivalSizes(num_buckets=config.num_buckets))
    tokens = TokenTable.encode(tokenizer, texts.texts)
    batches = sentiment_linear.NgramBatches(texts, tokens, tokenizer, config)
    sentiment_linear.train(network, run, batches, lambda run: {"epochs": run.epoch})
    losses = [row["loss"] for row in run.history]
    assert [row["epochs"] for row in run.history] == [1, 2, 3, 4, 5] and losses[-1] < 0.7 * losses[0]
    logits = np.asarray(network(pad([tokens[index] for index in range(400)], int(tokens.sizes[:400].max()))))
    assert np.mean(logits.argmax(axis=1) == texts.labels[:400]) > 0.85


def test_a_stopped_fit_goes_on_where_it_was(tmp_path, tokenizer, monkeypatch):
    texts, tokens = toy.data().training, TokenTable.encode(tokenizer, toy.data().training.texts)
    epoch_of, stop_at = sentiment_linear.NgramBatches.epoch, {(1, 3)}

    def epoch(self, number, first_step):
        for step, batch in enumerate(epoch_of(self, number, first_step), start=first_step):
            if (number, step) in stop_at:
                os.kill(os.getpid(), signal.SIGTERM)
            yield batch

    def fit(name, **changes):
        config = toy.config(
            tmp_path / name,
            architecture="linear",
            num_buckets=BUCKETS,
            batch_size=64,
            max_steps_per_epoch=None,
            **changes,
        )
        run, network = Run.start(config), build_rival("linear", 300, 3, RivalSizes(num_buckets=BUCKETS))
        batches = sentiment_linear.NgramBatches(texts, tokens, tokenizer, run.config)
        sentiment_linear.train(network, run, batches, lambda run: {})
        return [row["loss"] for row in run.history], network.get_weights()

    losses, weights = fit("whole")
    with monkeypatch.context() as patch, pytest.raises(Stopped):
        patch.setattr(sentiment_linear.NgramBatches, "epoch", epoch)
        fit("stopped")
    resumed_losses, resumed_weights = fit("stopped", resume=True)
    assert losses == resumed_losses and len(losses) == 2
    for expected, received in zip(weights, resumed_weights, strict=True):
        np.testing.assert_array_equal(expected, received)


@pytest.fixture(scope="module")
def tokenizer():
    return SentimentTokenizer(train_english(toy.data().training.texts, 300))


def test_a_linear_run_ends_as_a_classifier(tmp_path):
    run = toy.train(tmp_path / "run", architecture="linear", num_buckets=BUCKETS, num_epochs=1)
    assert len((run / "history.csv").read_text().splitlines()) == 2
    assert SentimentClassifier.load(run).network.get_layer("ngrams").table.shape == (BUCKETS, 3)


@pytest.mark.parametrize(("preset", "prefix"), [("sentiment_en", "sentiment_"), ("sentiment_zh", "sentiment_zh_")])
def test_every_rival_is_a_preset_of_its_language(preset, prefix):
    language = sentiment.Config.for_preset(preset).language
    configs = [sentiment.Config.for_preset(name) for name in rivals_of(preset)]
    assert [f"{prefix}{config.architecture}" for config in configs] == list(rivals_of(preset))
    assert {(config.language, config.vocabulary_size) for config in configs} == {(language, 6_000)}
    assert "transformer" in {config.architecture for config in configs}
