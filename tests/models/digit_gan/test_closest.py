"""The search for the closest drawing, on tiny untrained networks: it converges, repeats itself, spares the weights."""

import gc
import weakref

import keras
import numpy as np
import pytest

from models.digit_gan import DigitSampler
from models.digit_gan.closest import CANDIDATES, LEAST_PROBABILITY, MOST_DIGITS, closest, is_ready, make_ready
from models.digit_gan.gradients import BLUR_SIGMA, LatentGradient
from models.digit_gan.images import to_network
from models.digit_gan.rivals import build_dense_discriminator, build_dense_generator
from models.errors import PlaygroundError

DIGIT = 4


@pytest.fixture(scope="module")
def picture(sampler):
    """A drawing by the same generator, whose latent no search knows."""
    return sampler.sample(1, DIGIT, seed=77)[0]


@pytest.fixture(scope="module")
def states(sampler, picture):
    return list(closest(sampler, picture, steps=60, starts=6, label=DIGIT, seed=3))


@pytest.fixture(scope="module")
def gradient_of(sampler):
    return LatentGradient(sampler.generator)


def apart(images, picture):
    return np.sqrt(np.square(images.astype(float) - picture).mean(axis=(-2, -1))) / 255


def test_it_comes_closer_than_a_thousand_random_hands(sampler, picture, states):
    random = apart(sampler.sample(1000, DIGIT, seed=5), picture).min()
    assert states[-1].distance < 0.8 * random
    assert states[-1].distance < states[0].distance


def test_each_state_says_what_it_found(sampler, picture, states):
    assert [state.step for state in states] == list(range(61))
    distances = [state.distance for state in states]
    assert distances == sorted(distances, reverse=True)
    for state in (states[0], states[20], states[-1]):
        assert state.label == DIGIT
        assert state.image.shape == (28, 28)
        assert state.now.shape == state.labels.shape == (6,)
        assert state.distance <= state.now.min() + 1e-6
        np.testing.assert_allclose(state.distance, apart(state.image, picture), atol=2e-3)
        # Within a grey level: a batch of another size may add up in another order.
        again = sampler.generate(state.latent[None], DIGIT)[0]
        np.testing.assert_allclose(again.astype(int), state.image, atol=1)


def test_it_sets_out_from_the_best_of_random_hands(sampler, picture, states):
    hands = sampler.sample(6 * CANDIDATES, DIGIT, seed=3)
    np.testing.assert_allclose(np.sort(states[0].now), np.sort(apart(hands, picture))[:6], atol=2e-3)


def test_the_seed_fixes_it_and_no_weight_moves(sampler, picture, states):
    before = [variable.numpy().copy() for variable in sampler.generator.variables]
    again = list(closest(sampler, picture, steps=60, starts=6, label=DIGIT, seed=3))
    np.testing.assert_array_equal(again[-1].latent, states[-1].latent)
    other = next(closest(sampler, picture, steps=60, starts=6, label=DIGIT, seed=4))
    assert (other.latent != states[0].latent).any()
    for variable, value in zip(sampler.generator.variables, before, strict=True):
        np.testing.assert_array_equal(variable.numpy(), value)


def test_without_a_label_it_tries_what_the_judge_reads(sampler, picture):
    probabilities = sampler.judge.classify(picture[None])[0]
    order = np.argsort(-probabilities)[:MOST_DIGITS]
    expected = {int(order[0])} | {int(digit) for digit in order if probabilities[digit] >= LEAST_PROBABILITY}
    state = next(closest(sampler, picture, steps=1, starts=7))
    assert set(state.labels.tolist()) == expected
    assert state.label in expected
    assert next(closest(sampler, picture, steps=1, starts=1)).label == order[0]


def test_the_gradient_is_that_of_the_loss(sampler, picture, gradient_of):
    generator = np.random.default_rng(1)
    latents = generator.standard_normal((2, sampler.latent_size)).astype(np.float32)
    labels, goal, pull = np.array([DIGIT, 7]), to_network(picture[None])[0], 0.3
    reach = np.arange(-3, 4)
    bell = np.exp(-0.5 * (reach / BLUR_SIGMA) ** 2)
    kernel = np.outer(bell, bell) / bell.sum() ** 2

    def losses(latents):
        drawn = gradient_of(latents, labels, goal, pull)[2]
        difference = (drawn - goal)[..., 0].astype(float)
        windows = np.lib.stride_tricks.sliding_window_view(np.pad(difference, ((0, 0), (3, 3), (3, 3))), (7, 7), (1, 2))
        blurred = (windows * kernel).sum(axis=(-2, -1))
        pulled = pull * np.square(latents.astype(float)).mean(axis=1)
        return np.square(difference).mean(axis=(1, 2)) + np.square(blurred).mean(axis=(1, 2)) + pulled

    gradient, squared, drawn = gradient_of(latents, labels, goal, pull)
    np.testing.assert_allclose(squared, np.square(drawn - goal).mean(axis=(1, 2, 3)), rtol=1e-5)
    step = 1e-3
    for _trial in range(4):
        way = generator.standard_normal(latents.shape).astype(np.float32)
        change = (losses(latents + step * way) - losses(latents - step * way)) / (2 * step)
        np.testing.assert_allclose((gradient * way).sum(axis=1), change, rtol=0.03, atol=3e-3)


def test_it_is_traced_once_for_any_number_of_latents(sampler, picture, gradient_of):
    for count in (1, 3, 8):
        gradient_of(np.zeros((count, sampler.latent_size)), np.zeros(count), to_network(picture[None])[0], 0.1)
    assert gradient_of._compiled.experimental_get_tracing_count() == 1


def test_a_generator_that_takes_no_digit_is_searched_too_and_not_kept_for_ever(sampler, picture):
    keras.utils.set_random_seed(1)
    generator, discriminator = build_dense_generator(8, 4), build_dense_discriminator(4)
    # Untrained networks draw nothing but grey, from whatever latent: with larger weights there is something to find.
    generator.set_weights([5 * weight if weight.ndim > 1 else weight for weight in generator.get_weights()])
    plain = DigitSampler(generator, discriminator, sampler.judge)
    assert not is_ready(plain)
    make_ready(plain)
    assert is_ready(plain)
    states = list(closest(plain, picture, steps=20, starts=3))
    assert states[-1].distance < states[0].distance
    assert states[-1].label is None
    with pytest.raises(PlaygroundError, match="no digit to be asked for"):
        closest(plain, picture, label=3)
    gone = weakref.ref(plain)
    del plain
    gc.collect()
    assert gone() is None


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"image": np.zeros((28, 27))}, "shape"),
        ({"image": np.full((28, 28), 300)}, "grey levels"),
        ({"steps": 0}, "from 1 to 1000 for steps, received 0"),
        ({"steps": 2.5}, "for steps"),
        ({"starts": 101}, "for starts"),
        ({"label": 10}, "for label, received 10"),
        ({"label": "7"}, "for label"),
    ],
)
def test_bad_arguments_are_refused_before_anything_is_searched(sampler, picture, arguments, sentence):
    with pytest.raises(PlaygroundError, match=sentence):
        closest(**({"sampler": sampler, "image": picture} | arguments))
