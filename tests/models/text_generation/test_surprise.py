"""Scores in pieces, and the surprise that a page shows."""

import numpy as np
import pytest

from models.errors import PlaygroundError
from models.text_generation import surprise
from models.text_generation.steps import StepNetwork

TEXT = "abba\n cafe? bag\nhad gab" * 20


@pytest.fixture(scope="module", params=["lstm", "gru", "rnn"])
def any_cell(request, make_small):
    return make_small(request.param, tied=request.param == "gru")


@pytest.mark.parametrize("piece", [1, 7, 100, 439, 5_000])
def test_each_piece_is_read_behind_the_characters_before_it(any_cell, piece):
    generator, warm = any_cell.generator, 20
    found = generator.score_in_pieces(TEXT, warm=warm, piece=piece)
    assert found.shape == (len(TEXT) - 1,) and found.dtype == np.float64
    # By hand: the first warm + piece characters, then a piece at a time from an empty state and warm characters.
    for place in (0, 19, 20, 26, 27, 119, 120, 121, 400, 457, 458):
        start = max(place - warm, 0) // piece * piece
        expected = generator.score(TEXT[start : place + 2])[-1]
        assert found[place] == pytest.approx(expected, abs=2e-4), place


def test_with_enough_to_warm_up_on_the_pieces_are_exact(any_cell):
    exact = any_cell.generator.score(TEXT)
    np.testing.assert_allclose(any_cell.generator.score_in_pieces(TEXT, warm=len(TEXT), piece=10), exact, atol=2e-4)
    np.testing.assert_allclose(any_cell.generator.score_in_pieces(TEXT, warm=0, piece=5_000), exact, atol=2e-4)
    # Without any warming up the pieces are another thing.
    assert np.abs(any_cell.generator.score_in_pieces(TEXT, warm=0, piece=10) - exact).max() > 0.01


def test_the_length_of_a_piece(small):
    lengths = [surprise.piece_length(count) for count in (0, 1, 5_000, 100_000, 1_000_000, 10**9)]
    assert lengths == sorted(lengths) and lengths[0] >= 256 and lengths[-1] <= 4_096
    np.testing.assert_array_equal(
        small.generator.score_in_pieces("a" * 600 + "b"),
        small.generator.score_in_pieces("a" * 600 + "b", piece=surprise.piece_length(601)),
    )


@pytest.mark.parametrize("text", ["", "a", "雪", "ab", "雪?"])
def test_short_texts_in_pieces(small, text):
    np.testing.assert_allclose(small.generator.score_in_pieces(text), small.generator.score(text), atol=1e-5)
    found = small.generator.surprise(text)
    np.testing.assert_allclose(found.nats, small.generator.score(text), atol=1e-6)
    assert found.exact and len(found.alternatives) == max(len(text) - 1, 0)


def test_the_alternatives_are_the_most_probable_other_characters(small):
    text = "ab?cafe\n"
    found = small.generator.surprise(text, alternatives=3)
    np.testing.assert_allclose(found.nats, small.generator.score(text), atol=1e-6)
    for place, alternatives in enumerate(found.alternatives):
        following = small.generator.next_characters(text[: place + 1])
        # next_characters leaves unknown out; the surprise gives it its share.
        unknown = np.exp(-small.generator.score(text[: place + 1] + "?")[-1])
        probabilities = dict(zip(following.characters, following.before * (1 - unknown), strict=True))
        probabilities.pop(text[place + 1], None)
        expected = sorted(probabilities.items(), key=lambda item: -item[1])[:3]
        assert [character for character, _ in alternatives] == [character for character, _ in expected]
        np.testing.assert_allclose([p for _, p in alternatives], [p for _, p in expected], atol=1e-5)


def test_how_many_alternatives(small):
    assert small.generator.surprise("abc", alternatives=0).alternatives == [[], []]
    named = small.generator.surprise("abc", alternatives=1_000).alternatives[0]
    assert sorted(character for character, _ in named) == sorted(set(small.generator.vocabulary.characters) - {"b"})


def test_a_long_text_is_read_in_pieces_and_says_so(small, monkeypatch):
    monkeypatch.setattr("models.text_generation.generator.EXACT_CHARACTERS", len(TEXT))
    assert small.generator.surprise(TEXT).exact
    longer = small.generator.surprise(TEXT * 2)
    assert not longer.exact
    np.testing.assert_allclose(longer.nats, small.generator.score_in_pieces(TEXT * 2), atol=1e-6)
    assert len(longer.alternatives) == 2 * len(TEXT) - 1


def test_wrong_arguments_are_told(small):
    for call in (
        lambda: small.generator.score_in_pieces(b"abc"),
        lambda: small.generator.score_in_pieces("abc", warm=-1),
        lambda: small.generator.score_in_pieces("abc", warm=1.5),
        lambda: small.generator.score_in_pieces("abc", piece=0),
        lambda: small.generator.score_in_pieces("abc", piece=True),
        lambda: small.generator.surprise(5),
        lambda: small.generator.surprise("abc", alternatives=-1),
        lambda: small.generator.surprise("abc", alternatives=None),
    ):
        with pytest.raises(PlaygroundError, match=r"^Expected .*, received .*\.$"):
            call()


def test_a_long_text_takes_no_more_rows_and_steps_at_once(small, monkeypatch):
    shapes, read = [], StepNetwork.read

    def watched(network, tokens, *rest):
        shapes.append(tokens.shape)
        return read(network, tokens, *rest)

    monkeypatch.setattr(StepNetwork, "read", watched)
    text = TEXT * 16
    small.generator.score_in_pieces(text, warm=40, piece=50)
    in_pieces = [shape for shape in shapes if len(shape) == 2]
    assert sum(steps * rows for steps, rows in in_pieces) >= len(text)
    assert max(steps for steps, _rows in in_pieces) <= 16 and 32 <= max(rows for _steps, rows in in_pieces) <= 128
