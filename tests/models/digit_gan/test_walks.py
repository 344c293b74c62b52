"""Ways through latent space, hands as texts, and drawings between digits, on a tiny untrained network."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.digit_gan import latents as engine
from models.digit_gan.architectures import build_generator
from models.digit_gan.walks import Blender
from models.errors import PlaygroundError

FIRST, SECOND, THIRD, FOURTH = engine.draw_latents(4, 16, seed=1)
SECOND = SECOND * np.linalg.norm(FIRST) / np.linalg.norm(SECOND)


def test_the_way_between_two_hands_keeps_to_the_sphere_in_even_steps():
    way = engine.between(FIRST, SECOND, np.linspace(0, 1, 11))
    np.testing.assert_allclose(way[[0, -1]], [FIRST, SECOND], atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(way, axis=1), np.linalg.norm(FIRST), rtol=1e-5)
    steps = np.linalg.norm(np.diff(way, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)


@pytest.mark.parametrize("end", [FIRST, 2 * FIRST, -FIRST, np.zeros(16)], ids=["same", "longer", "opposite", "nowhere"])
def test_where_there_is_no_arc_the_way_is_straight(end):
    way = engine.between(FIRST, end, np.array([0.0, 0.25, 1.0]))
    np.testing.assert_allclose(way, [FIRST, 0.75 * FIRST + 0.25 * end, end], atol=1e-5)


@pytest.mark.parametrize("reach", [0.3, 1.0])
def test_a_loop_closes_on_the_sphere_in_even_steps(reach):
    way = engine.loop(FIRST, np.stack([SECOND, THIRD]), 24, reach)
    np.testing.assert_allclose(way[0], FIRST, atol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(way, axis=1), np.linalg.norm(FIRST), rtol=1e-5)
    steps = np.linalg.norm(way - np.roll(way, 1, axis=0), axis=1)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-4)
    farthest = np.linalg.norm(way[12] - FIRST) / np.linalg.norm(FIRST)
    assert farthest == pytest.approx(2 * np.sin(reach * np.pi / 2), rel=1e-4)


def test_a_loop_that_reaches_nowhere_stays():
    np.testing.assert_allclose(engine.loop(FIRST, np.stack([SECOND, THIRD]), 5, 0), np.tile(FIRST, (5, 1)), atol=1e-5)


@given(st.integers(1, 100), st.integers(0, 2**32 - 1))
def test_a_text_holds_a_rounded_hand_exactly(size, seed):
    (latent,) = 2 * engine.draw_latents(1, size, seed)
    text = engine.to_text(latent)
    assert text.isascii() and not set(text) - set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    again = engine.from_text(f" {text[:5]}\n{text[5:]} ", size)
    np.testing.assert_array_equal(again, engine.rounded(latent))
    assert np.abs(again - np.clip(latent, -127 / 24, 127 / 24)).max() <= 0.5 / 24 + 1e-6
    np.testing.assert_array_equal(engine.rounded(again), again)


def test_no_single_slip_in_a_text_goes_unseen():
    text = engine.to_text(FIRST)
    for place in range(len(text)):
        for other in "A_9":
            if text[place] != other:
                with pytest.raises(PlaygroundError, match="Expected the text of a hand as it was copied"):
                    engine.from_text(text[:place] + other + text[place + 1 :], 16)


@pytest.mark.parametrize("text", ["", "abc", "A" * 23, "A" * 25, "A" * 10_000])
def test_a_text_of_another_length_is_refused(text):
    with pytest.raises(PlaygroundError, match=f"Expected a hand as a text of 24 characters, received {len(text)}"):
        engine.from_text(text, 16)


@pytest.mark.parametrize("text", ["é" * 24, "+" * 24, "=" * 24, "A" * 24, "😀" * 24])
def test_a_text_of_other_characters_is_refused(text):
    with pytest.raises(PlaygroundError, match="Expected the text of a hand as it was copied"):
        engine.from_text(text, 16)


def test_all_of_one_digit_draws_that_digit_and_changes_nothing(sampler):
    latents, digits = engine.draw_latents(30, sampler.latent_size, 4), np.arange(30) % 10
    before = sampler.generate(latents, digits)
    names = [layer.name for layer in sampler.generator.layers]
    np.testing.assert_array_equal(sampler.blend(latents, np.eye(10)[digits]), before)
    np.testing.assert_array_equal(sampler.generate(latents, digits), before)
    assert [layer.name for layer in sampler.generator.layers] == names
    assert len(sampler.generator.inputs) == 2


def test_between_two_digits_lies_what_neither_draws(sampler):
    latents = np.repeat(engine.draw_latents(1, sampler.latent_size, 4), 3, axis=0)
    mixtures = np.eye(10)[[3, 3, 8]]
    mixtures[1] = (mixtures[0] + mixtures[2]) / 2
    start, middle, end = sampler.blend(latents, mixtures).astype(int)
    whole = np.abs(start - end).mean()
    assert 0 < np.abs(start - middle).mean() < whole
    assert 0 < np.abs(end - middle).mean() < whole


@pytest.mark.parametrize(
    "mixtures",
    [
        np.zeros((2, 10)),
        np.full((2, 10), 0.2),
        np.eye(10)[:3],
        np.eye(9)[:2],
        np.full((2, 10), np.nan),
        [["a"] * 10] * 2,
    ],
    ids=["nothing", "too much", "too many", "nine digits", "no number", "letters"],
)
def test_what_is_no_mixture_is_refused(mixtures, sampler):
    with pytest.raises(PlaygroundError, match="Expected for each of 2 images ten shares that add up to 1"):
        sampler.blend(engine.draw_latents(2, sampler.latent_size, 1), mixtures)
    negative = np.array([[2.0, -1.0] + [0.0] * 8] * 2)
    with pytest.raises(PlaygroundError, match="ten shares"):
        sampler.blend(engine.draw_latents(2, sampler.latent_size, 1), negative)


def test_a_generator_that_takes_no_digit_is_refused(sampler):
    generator = build_generator(8, 4)
    generator.get_layer("digit").name = "something else"
    with pytest.raises(PlaygroundError, match="no digit can be asked of it"):
        Blender(generator)
    with pytest.raises(PlaygroundError, match="Expected latents as numbers"):
        sampler.blend(np.zeros((2, 3)), np.eye(10)[:2])
