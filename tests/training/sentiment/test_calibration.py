"""How true the probabilities are: the excess over chance, and the tables that the page reads."""

import itertools

import numpy as np
import pytest

from models.sentiment.reliability import LEAST_RIGHT, from_settings
from training.sentiment.calibration import (
    FEWEST_IN_BIN,
    calibration_error,
    calibration_excess,
    reliability,
    reliability_by_kind,
    softmax,
)


@pytest.fixture(scope="module")
def honest():
    """Probabilities of 2,200 texts, and labels drawn from them."""
    random = np.random.default_rng(3)
    probabilities = softmax(random.normal(size=(2_200, 3)) * 2)
    labels = np.array([random.choice(3, p=row) for row in probabilities])
    return probabilities, labels


def test_the_excess_of_true_probabilities_is_nothing_and_that_of_others_is_not(honest):
    probabilities, labels = honest
    # The error itself is not: so few texts always give some.
    assert calibration_error(probabilities, labels) > 0.012
    assert abs(calibration_excess(probabilities, labels)) < 0.01
    too_sure = softmax(np.log(probabilities) * 2)
    assert calibration_excess(too_sure, labels) > 0.04
    assert calibration_excess(probabilities, labels) == calibration_excess(probabilities, labels)


def test_a_reliability_table_counts_every_text_once(honest):
    probabilities, labels = honest
    confidence, right = probabilities.max(axis=-1), probabilities.argmax(axis=-1) == labels
    rows = reliability(probabilities, labels)
    assert rows[0]["from"] == 0 and rows[-1]["to"] == 1
    assert [row["to"] for row in rows[:-1]] == [row["from"] for row in rows[1:]]
    assert sum(row["count"] for row in rows) == len(labels)
    assert min(row["count"] for row in rows) >= FEWEST_IN_BIN
    for row in rows:
        # The edges are twentieths, which no confidence here hits.
        chosen = (confidence >= row["from"]) & (confidence < row["to"])
        assert row["count"] == chosen.sum()
        assert row["accuracy"] == pytest.approx(right[chosen].mean(), abs=1e-4)
        assert row["confidence"] == pytest.approx(confidence[chosen].mean(), abs=1e-4)
    few = reliability(probabilities[:7], labels[:7])
    assert [(row["from"], row["to"], row["count"]) for row in few] == [(0, 1, 7)]
    assert reliability(probabilities[:0], labels[:0]) == []


def test_no_bin_reaches_across_a_limit_that_was_decided_elsewhere(honest):
    probabilities, labels = honest
    kinds = ["plain"] * len(labels)
    (free,) = from_settings(reliability_by_kind(probabilities, labels, kinds))
    for limit in (0.35, 0.45, 0.75, 0.95):
        rows = reliability_by_kind(probabilities, labels, kinds, {"plain": limit})
        (held,) = from_settings(rows, "test")
        assert (held.limit, held.kind, held.count) == (limit, "test", len(labels))
        assert held.bins[0].lowest == 0 and held.bins[-1].highest == 1
        assert all(one.highest == other.lowest for one, other in itertools.pairwise(held.bins))
        confidence, right = probabilities.max(axis=-1), probabilities.argmax(axis=-1) == labels
        below, fewer = held.right_below()
        assert fewer == (confidence < limit).sum()
        assert below == pytest.approx(right[confidence < limit].mean() if fewer else 0, abs=1e-3)
    # Nothing is that unsure, or everything is.
    for limit in (0.0, 0.3, 1.0):
        (held,) = from_settings(reliability_by_kind(probabilities, labels, kinds, {"plain": limit}))
        assert held.bins == free.bins and held.limit == limit


def test_the_rule_for_cannot_tell_keeps_what_is_right_often_enough(honest):
    probabilities, labels = honest
    kinds = ["long" if number % 3 else "tweet" for number in range(len(labels))]
    short, long = from_settings(reliability_by_kind(probabilities, labels, kinds))
    assert (short.of, long.of) == ("tweet", "long")
    assert short.count == kinds.count("tweet") and short.count + long.count == len(labels)
    # True probabilities: the limit is where confidence reaches what is asked for.
    assert short.limit == pytest.approx(LEAST_RIGHT, abs=0.101)
    (below, fewer), (above, more) = short.right_below(), short.right_above()
    assert below < LEAST_RIGHT < above and fewer + more == short.count
    assert short.at(0.0) is short.bins[0] and short.at(1.0) is short.bins[-1]
    assert short.at(short.bins[1].lowest) is short.bins[1]
    # A kind that was not measured has no table.
    (only,) = from_settings(reliability_by_kind(probabilities, labels, ["plain"] * len(labels)))
    assert only.count == len(labels)
    # Guesses are never good enough, and always right is always good enough.
    random = np.random.default_rng(0).integers(0, 3, len(labels))
    (guesses,) = from_settings(reliability_by_kind(probabilities, random, ["plain"] * len(labels)))
    assert guesses.limit == 1 and guesses.right_above() == (0, 0)
    (always,) = from_settings(
        reliability_by_kind(probabilities, probabilities.argmax(axis=-1), ["plain"] * len(labels))
    )
    assert always.limit == 0 and always.right_below() == (0, 0)
