"""The tutorial's dense GAN and the plain DCGAN: trained by the same script, resumed, served, drawn while they learn."""

import dataclasses
from functools import partial

import keras
import numpy as np
import pytest

from models.digit_gan import DigitSampler
from models.digit_gan.images import to_network
from models.digit_gan.learning import MOST_BYTES, read_learning, write_learning
from models.errors import DamagedModelError, PlaygroundError
from models.storage import PRETRAINED, open_model
from tests.training.digit_gan import toy
from training import command_line
from training.digit_gan import classifier as digit_gan_classifier
from training.digit_gan import evaluation
from training.digit_gan import recipe as digit_gan
from training.digit_gan.classifier import right_after_drawings
from training.digit_gan.config import Config, with_preset
from training.digit_gan.model import compile_plain_gan
from training.digit_gan.validation import grid_inputs, read_grid, save_grid

RIVALS = ("dense", "dcgan")
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def synthetic(monkeypatch):
    toy.use_synthetic_digits(monkeypatch)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    return {architecture: toy.train(folder / architecture, architecture) for architecture in RIVALS}


@pytest.fixture(scope="module")
def samplers(finished):
    return {architecture: DigitSampler.load(path) for architecture, path in finished.items()}


def test_a_rival_killed_within_an_epoch_resumes_bit_for_bit(finished, tmp_path, monkeypatch):
    # The dense one: dropout's seeds and the moving averages must come back too.
    path = tmp_path / "killed"
    with monkeypatch.context() as patch, pytest.raises(SystemError):
        toy.stop_at(patch, digit_gan.GANBatches, 1, 3, toy.die)
        toy.train(path, "dense", checkpoint_seconds=0.0)
    sheet = (path / "samples" / "epoch-000.png").read_bytes()
    resume = dataclasses.replace(Config.for_preset("digits_dense"), run_dir=str(path), resume=True)
    resumed = digit_gan.train(resume)
    assert (resumed / "samples" / "epoch-000.png").read_bytes() == sheet
    for name in ("generator", "discriminator"):
        networks = [
            keras.models.load_model(folder / f"{name}.keras", compile=False) for folder in (finished["dense"], resumed)
        ]
        for expected, received in zip(*[network.get_weights() for network in networks], strict=True):
            np.testing.assert_array_equal(expected, received)
    histories = [open_model(folder).history.drop(columns="wall_seconds") for folder in (finished["dense"], resumed)]
    assert histories[0].equals(histories[1])


@pytest.mark.parametrize("architecture", RIVALS)
def test_a_finished_rival_serves_and_shares_the_judge(finished, samplers, architecture):
    folder = open_model(finished[architecture], "digit_gan")
    listed = {"generator.keras", "discriminator.keras", "config.json", "history.csv", "learning.npz"}
    assert set(folder.metadata["sha256"]) == listed
    assert set(folder.history) >= {"generator_loss", "discriminator_loss", "validation_frechet"}
    assert "validation_recognised" not in folder.history
    sampler = samplers[architecture]
    assert sampler.conditional is False
    images = sampler.sample(7, seed=1)
    np.testing.assert_array_equal(images, sampler.sample(9, seed=1)[:7])
    judge = keras.models.load_model(PRETRAINED / "digits" / "judge.keras", compile=False)
    features = judge(to_network(images))[1].numpy()
    np.testing.assert_allclose(sampler.judge.features(images), features, rtol=1e-4, atol=1e-4)
    for ask in (lambda: sampler.sample(2, labels=3), lambda: sampler.generate(np.zeros((2, 6)), [1, 2])):
        with pytest.raises(PlaygroundError, match="Expected no digit to be asked for"):
            ask()
    discriminator = keras.models.load_model(folder.path / "discriminator.keras", compile=False)
    logits = discriminator(to_network(images)).numpy()[:, 0]
    opinions = sampler.realness(images)
    np.testing.assert_allclose(opinions, 1 / (1 + np.exp(-logits)), atol=1e-5)
    np.testing.assert_array_equal(opinions, sampler.realness(images, labels=np.arange(7)))
    with pytest.raises(PlaygroundError, match="Expected 7 labels"):
        sampler.realness(images, labels=[1, 2])


@pytest.mark.parametrize("architecture", RIVALS)
def test_learning_holds_the_same_latents_from_before_the_first_step_to_the_last(finished, samplers, architecture):
    learning = samplers[architecture].learning
    assert learning.epochs.tolist() == [0, 1, 2]
    assert learning.images.shape == (3, 40, 28, 28)
    for epoch, images in zip(learning.epochs, learning.images, strict=True):
        sheet = read_grid(finished[architecture] / "samples" / f"epoch-{epoch:03d}.png")
        np.testing.assert_array_equal(images, sheet[:40])
    keras.utils.set_random_seed(3)
    untrained = digit_gan.build_networks(toy.tiny(architecture))[0]
    (latents,) = grid_inputs(toy.tiny(architecture))
    expected = np.clip((untrained(latents).numpy()[:40, ..., 0] + 1) * 127.5, 0, 255)
    np.testing.assert_allclose(learning.images[0], expected, atol=1)
    assert (learning.images[1] != learning.images[0]).any()


def test_a_learning_file_of_another_kind_is_one_sentence(tmp_path):
    path = tmp_path / "learning.npz"
    assert read_learning(path) is None
    np.savez(path, epochs=np.arange(2), images=np.zeros((2, 39, 28, 28), np.uint8))
    with pytest.raises(DamagedModelError, match=r"learning\.npz should hold drawings"):
        read_learning(path)
    path.write_bytes(b"no archive")
    with pytest.raises(DamagedModelError, match=r"learning\.npz should hold drawings"):
        read_learning(path)


def test_a_learning_file_keeps_the_first_and_the_last_and_its_size(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (60, 40, 28, 28), dtype=np.uint8)
    write_learning(tmp_path / "noise.npz", range(60), images)
    assert (tmp_path / "noise.npz").stat().st_size <= MOST_BYTES
    noise = read_learning(tmp_path / "noise.npz")
    write_learning(tmp_path / "paper.npz", range(60), images // 255)
    paper = read_learning(tmp_path / "paper.npz")
    assert 2 <= len(noise.epochs) < len(paper.epochs) <= 24
    for learning, drawn in ((noise, images), (paper, images // 255)):
        assert learning.epochs[[0, -1]].tolist() == [0, 59]
        np.testing.assert_array_equal(learning.images, drawn[learning.epochs])
    steps = np.diff(paper.epochs)
    assert steps[0] < steps[-1]  # more of the early ones


def test_a_sheet_is_read_back_as_it_was_drawn(tmp_path):
    images = np.random.default_rng(0).integers(0, 256, (100, 28, 28), dtype=np.uint8)
    save_grid(images, tmp_path / "sheet.png")
    np.testing.assert_array_equal(read_grid(tmp_path / "sheet.png"), images)
    (tmp_path / "other.png").write_bytes(b"no picture")
    with pytest.raises(PlaygroundError, match="Expected a sheet"):
        read_grid(tmp_path / "other.png")


@pytest.mark.parametrize("architecture", RIVALS)
def test_each_loss_is_the_cross_entropy_and_teaches_its_own_network(architecture):
    import tensorflow as tf

    keras.utils.set_random_seed(1)
    gan = digit_gan.build_gan(toy.tiny(architecture))
    (inputs,) = next(digit_gan.GANBatches(*toy.training_digits(), toy.tiny(architecture)).epoch(0, 0))
    with tf.GradientTape(persistent=True) as tape:
        answers = gan(inputs, training=False)
        of_discriminator, of_generator = gan.losses_of(answers)
        total = gan.compute_loss(inputs, None, answers)
    np.testing.assert_allclose(answers["fake"], answers["fooled"], atol=1e-5)

    def cross_entropy(target, name):
        logits = np.asarray(answers[name], float)
        return -np.log(1 / (1 + np.exp(-logits)) if target else 1 - 1 / (1 + np.exp(-logits))).mean()

    expected = cross_entropy(1, "real") + cross_entropy(0, "fake")
    np.testing.assert_allclose(of_discriminator, expected, rtol=1e-5)
    np.testing.assert_allclose(of_generator, cross_entropy(1, "fooled"), rtol=1e-5)
    for network, loss in ((gan.discriminator, of_discriminator), (gan.generator, of_generator)):
        variables = [variable.value for variable in network.trainable_variables]
        for alone, together in zip(tape.gradient(loss, variables), tape.gradient(total, variables), strict=True):
            np.testing.assert_allclose(alone, together, atol=1e-6)
    crossed = tape.gradient(of_generator, [variable.value for variable in gan.discriminator.trainable_variables])
    assert crossed == [None] * len(crossed)


def test_a_step_moves_each_network_at_its_rate_and_keeps_the_generators_statistics():
    keras.utils.set_random_seed(1)
    gan = digit_gan.build_gan(toy.tiny("dcgan"))
    compile_plain_gan(gan, dataclasses.replace(toy.tiny("dcgan"), learning_rate=0.0, discriminator_learning_rate=1e-3))
    gan.run_eagerly = True
    before = gan.generator.get_weights(), gan.discriminator.get_weights()
    (batch,) = next(digit_gan.GANBatches(*toy.training_digits(), toy.tiny("dcgan")).epoch(0, 0))
    gan.train_on_batch(batch)
    trained = [variable.trainable for variable in gan.generator.variables]
    same = [np.array_equal(a, b) for a, b in zip(before[0], gan.generator.get_weights(), strict=True)]
    assert same == trained  # at rate 0 the moving statistics alone moved
    assert all(not np.array_equal(a, b) for a, b in zip(before[1], gan.discriminator.get_weights(), strict=True))
    # Two updates at 0.9, one for the real batch and one for the drawn; the generator's own pass leaves none.
    normalization = gan.discriminator.get_layer("normalization_7x7")
    assert float(np.asarray(normalization.moving_variance).max()) > 0
    np.testing.assert_array_less(np.asarray(normalization.moving_variance).min(), 1)


def test_an_architecture_alone_means_its_preset():
    for arguments in (["--architecture", "dense"], ["--architecture=dense"]):
        config = command_line.parse(Config, with_preset(arguments))
        assert config == Config.for_preset("digits_dense")
    given = ["--architecture", "dcgan", "--seed", "4"]
    assert command_line.parse(Config, with_preset(given)) == dataclasses.replace(
        Config.for_preset("digits_dcgan"), seed=4
    )
    for untouched in ([], ["--architecture", "conditional"], ["--preset", "digits", "--architecture", "dense"]):
        assert with_preset(untouched) == untouched


def test_a_rival_is_measured_as_it_is(finished, monkeypatch):
    digits = toy.synthetic_digits()
    noise = np.random.default_rng(1).integers(0, 60, digits.train_images.shape, dtype=np.uint8)
    tests = np.where(digits.train_images == 255, digits.train_images, noise)
    digits = dataclasses.replace(digits, test_images=tests, test_labels=digits.train_labels)
    monkeypatch.setattr(evaluation.mnist, "load", lambda data_dir=None: digits)
    monkeypatch.setattr(evaluation, "NUM_SAMPLES", 200)
    monkeypatch.setattr(evaluation, "frechet_interval", partial(evaluation.frechet_interval, num_resamples=20))
    figures, files = evaluation.measure_with_files(open_model(finished["dense"]))
    scores = files["scores.json"]
    assert set(evaluation.FIGURES) - set(figures) == {"recognised_as_asked", "trained_on_samples"}
    assert figures["frechet_low"].value < figures["frechet_distance"].value < figures["frechet_high"].value
    assert sum(scores["drawn"]) == pytest.approx(1)
    assert {len(values) for values in scores.values()} == {10}


def test_drawings_that_show_their_digits_teach_them(monkeypatch):
    monkeypatch.setattr(digit_gan_classifier, "FEWEST_STEPS", 60)
    digits = toy.synthetic_digits()
    right = right_after_drawings(
        digits.train_images[:200], digits.train_labels[:200], digits.train_images[200:], digits.train_labels[200:], 1
    )
    assert right.shape == (100,)
    assert right.mean() > 0.9
