"""The contract of DigitSampler and of Judge, on tiny untrained networks."""

import shutil
from concurrent.futures import ThreadPoolExecutor

import keras
import numpy as np
import pytest

from models.digit_gan import DigitSampler, Judge
from models.digit_gan.images import from_network, to_network
from models.digit_gan.network import CHUNK
from models.digit_gan.sampler import draw_labels, draw_latents
from models.errors import DamagedModelError, MissingModelError, PlaygroundError


def test_images_are_uint8_and_the_seed_fixes_them(sampler):
    images = sampler.sample(12, labels=7, seed=5)
    assert images.shape == (12, 28, 28)
    assert images.dtype == np.uint8
    np.testing.assert_array_equal(images, sampler.sample(12, labels=[7] * 12, seed=5))
    assert (images != sampler.sample(12, labels=7, seed=6)).any()
    assert (images != sampler.sample(12, labels=8, seed=5)).any()
    assert (sampler.sample(12, labels=7) != sampler.sample(12, labels=7)).any()


def test_an_image_does_not_depend_on_the_others(sampler):
    count = 2 * CHUNK + 30
    labels = np.arange(count) % 10
    many = sampler.sample(count, labels, seed=9)
    for fewer in (1, 13, CHUNK, CHUNK + 1):
        np.testing.assert_array_equal(sampler.sample(fewer, labels[:fewer], seed=9), many[:fewer])
    latents = draw_latents(count, sampler.latent_size, seed=9)
    order = np.random.default_rng(0).permutation(count)
    np.testing.assert_array_equal(sampler.generate(latents[order], labels[order]), many[order])


@pytest.mark.parametrize("count", [1, 7, 10, 23, 100])
def test_without_labels_digits_come_evenly_and_shuffled(sampler, count):
    for seed in (0, 1, None):
        counts = np.bincount(draw_labels(count, seed), minlength=10)
        assert counts.sum() == count
        assert counts.max() - counts.min() <= 1
    np.testing.assert_array_equal(draw_labels(count, 3), draw_labels(count, 3))
    expected = sampler.generate(draw_latents(count, sampler.latent_size, 3), draw_labels(count, 3))
    np.testing.assert_array_equal(sampler.sample(count, seed=3), expected)


def test_the_order_and_the_digits_left_over_are_the_seeds():
    orders = {tuple(draw_labels(20, seed)) for seed in range(50)}
    assert len(orders) == 50
    first_of_one = np.bincount([draw_labels(1, seed)[0] for seed in range(500)], minlength=10)
    assert first_of_one.min() > 20


@pytest.mark.parametrize("count", [0, -1, 2.0, "3", True, None, 10**9, [4]])
def test_a_bad_count_is_refused(sampler, count):
    with pytest.raises(PlaygroundError, match="Expected a count of digits from 1 to 100000, received"):
        sampler.sample(count)


@pytest.mark.parametrize(
    "labels",
    [10, -1, 2.5, "7", "seven", None, [1, 2], [1, 2, 10], [1, 2, -3], [1, 2, 3.0], [[1, 2, 3]], [[1], [2, 3]], {}],
)
def test_bad_labels_are_refused(sampler, labels):
    with pytest.raises(PlaygroundError, match=r"^Expected .*digit|^Expected 3 labels"):
        sampler.generate(np.zeros((3, sampler.latent_size)), labels)
    if labels is not None:
        with pytest.raises(PlaygroundError):
            sampler.sample(3, labels)


@pytest.mark.parametrize("seed", [-1, 1.5, "a", True, [1]])
def test_a_bad_seed_is_refused(sampler, seed):
    with pytest.raises(PlaygroundError, match="Expected a seed"):
        sampler.sample(3, seed=seed)


@pytest.mark.parametrize("latents", [np.zeros((3, 5)), np.zeros(8), np.full((3, 8), np.nan), [["a"] * 8]])
def test_bad_latents_are_refused(sampler, latents):
    with pytest.raises(PlaygroundError, match="latent"):
        sampler.generate(latents, 3)


def test_labels_may_be_any_whole_numbers(sampler):
    expected = sampler.sample(3, [2, 0, 6], seed=1)
    for labels in ((2, 0, 6), np.array([2, 0, 6], np.uint8), [np.int64(2), np.int32(0), 6], range(2, 9, 3)):
        images = sampler.sample(3, labels, seed=1)
        assert images.shape == expected.shape
    np.testing.assert_array_equal(sampler.sample(3, np.array([2, 0, 6], np.uint8), seed=1), expected)
    np.testing.assert_array_equal(sampler.sample(3, np.int64(4), seed=1), sampler.sample(3, 4, seed=1))


def test_realness_is_the_sigmoid_of_the_discriminator(sampler, digit_folder):
    images = sampler.sample(15, seed=2)
    discriminator = keras.models.load_model(digit_folder / "discriminator.keras", compile=False)
    labels = np.arange(15) % 10
    logits = discriminator([to_network(images), labels]).numpy()
    opinions = sampler.realness(images, labels)
    assert opinions.shape == (15,)
    assert ((opinions >= 0) & (opinions <= 1)).all()
    np.testing.assert_allclose(opinions, 1 / (1 + np.exp(-logits)), atol=1e-5)
    np.testing.assert_array_equal(sampler.realness(images), sampler.realness(images, sampler.judge.recognise(images)))
    assert sampler.realness(images[:0]).shape == (0,)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((28, 28)),
        np.zeros((1, 28, 27)),
        np.zeros((1, 28, 28, 1)),
        np.full((1, 28, 28), 256),
        np.full((1, 28, 28), -1.0),
        np.full((1, 28, 28), np.nan),
        "digits",
        [[1], [2, 3]],
    ],
)
def test_bad_images_are_refused(sampler, images):
    for call in (sampler.realness, sampler.judge.classify, sampler.judge.features):
        with pytest.raises(PlaygroundError, match="Expected"):
            call(images)


def test_the_judge_gives_probabilities_and_features(sampler, digit_folder):
    images = np.random.default_rng(0).integers(0, 256, (CHUNK + 5, 28, 28), dtype=np.uint8)
    judge = Judge.load(digit_folder)
    probabilities, features = judge.classify(images), judge.features(images)
    assert probabilities.shape == (CHUNK + 5, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)
    logits, expected = keras.models.load_model(digit_folder / "judge.keras", compile=False)(to_network(images))
    np.testing.assert_allclose(features, expected.numpy(), rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(probabilities, keras.ops.softmax(logits).numpy(), atol=1e-5)
    np.testing.assert_array_equal(judge.recognise(images), probabilities.argmax(axis=1))
    assert judge.classify(images[:0]).shape == (0, 10)


def test_grey_levels_survive_the_networks_scale():
    images = np.arange(256, dtype=np.uint8).repeat(28 * 28).reshape(256, 28, 28)
    np.testing.assert_array_equal(from_network(to_network(images)), images)


def test_visitors_at_once_get_their_own_digits(sampler):
    expected = [sampler.sample(3, seed=seed) for seed in range(12)]
    with ThreadPoolExecutor(4) as pool:
        received = list(pool.map(lambda seed: sampler.sample(3, seed=seed), range(12)))
    np.testing.assert_array_equal(expected, received)


@pytest.mark.parametrize("name", ["generator", "discriminator", "judge"])
def test_a_damaged_weights_file_is_one_sentence(digit_folder, tmp_path, name):
    damaged = tmp_path / "digits"
    shutil.copytree(digit_folder, damaged)
    content = bytearray((damaged / f"{name}.keras").read_bytes())
    content[len(content) // 2] ^= 255
    (damaged / f"{name}.keras").write_bytes(content)
    with pytest.raises(DamagedModelError, match=f"{name}.keras"):
        DigitSampler.load(damaged)
    (damaged / f"{name}.keras").unlink()
    with pytest.raises(DamagedModelError, match=f"{name}.keras is missing"):
        DigitSampler.load(damaged)


def test_a_missing_folder_is_one_sentence(tmp_path):
    with pytest.raises(MissingModelError, match="received"):
        DigitSampler.load(tmp_path / "nothing")
