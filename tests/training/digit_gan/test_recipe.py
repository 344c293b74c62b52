"""Training the digit GAN, on synthetic digits: killed and resumed, on two backends, and what each loss may touch."""

import dataclasses
import os
import signal
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest

from models.digit_gan import DigitSampler
from models.errors import PlaygroundError
from models.storage import open_model
from tests.training.digit_gan import toy
from training import command_line, loop
from training.digit_gan import recipe as digit_gan
from training.digit_gan.judge import JudgeBatches
from training.digit_gan.model import averaged_generator_weights, compile_gan

ROOT = Path(__file__).parents[3]
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def synthetic(monkeypatch):
    toy.use_synthetic_digits(monkeypatch)


def weights(path):
    return [
        value
        for name in toy.NETWORKS
        for value in keras.models.load_model(path / f"{name}.keras", compile=False).get_weights()
    ]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return toy.train(tmp_path_factory.mktemp("runs") / "whole")


def test_a_run_killed_twice_resumes_bit_for_bit(whole, tmp_path, monkeypatch):
    path = tmp_path / "killed"
    with monkeypatch.context() as patch, pytest.raises(loop.Stopped, match="killed --resume"):
        toy.stop_at(patch, JudgeBatches, 1, 3, lambda: os.kill(os.getpid(), signal.SIGTERM))
        toy.train(path, checkpoint_seconds=0.0)
    assert not (path / "judge.keras").exists()
    resume = digit_gan.Config(run_dir=str(path), resume=True)
    with monkeypatch.context() as patch, pytest.raises(SystemError):
        # A checkpoint after each step: this one's is lost, the one before is on disk.
        toy.stop_at(patch, digit_gan.GANBatches, 1, 3, toy.die)
        digit_gan.train(resume)
    assert not (path / "metadata.json").exists()
    resumed = digit_gan.train(resume)
    for expected, received in zip(weights(whole), weights(resumed), strict=True):
        np.testing.assert_array_equal(expected, received)
    histories = [open_model(path).history.drop(columns="wall_seconds") for path in (whole, resumed)]
    assert histories[0].equals(histories[1])
    last = f"{toy.TINY.num_epochs:05d}-{0:07d}.npz"
    with np.load(whole / "checkpoints" / last) as one, np.load(resumed / "checkpoints" / last) as other:
        assert len(one.files) > 50
        for name in one.files:
            if name != "state":
                np.testing.assert_array_equal(one[name], other[name])


def test_a_finished_run_serves_and_explains_itself(whole):
    folder = open_model(whole, "digit_gan")
    listed = {"generator.keras", "discriminator.keras", "judge.keras", "config.json", "history.csv", "learning.npz"}
    assert set(folder.metadata["sha256"]) == listed
    assert folder.metadata["parameters"] == sum(folder.metadata["networks"].values())
    assert list(folder.history["epoch"]) == [1, 2]
    assert folder.history[["validation_recognised", "validation_frechet"]].notna().all(axis=None)
    for epoch in (1, 2):
        assert (whole / "samples" / f"epoch-{epoch:03d}.png").read_bytes().startswith(b"\x89PNG")
    assert DigitSampler.load(whole).sample(11, seed=1).shape == (11, 28, 28)


def test_tensorflow_and_jax_train_and_load_each_others_networks(whole, tmp_path):
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    # Compiling is what this test spends its time on.
    environment["JAX_DISABLE_MOST_OPTIMIZATIONS"] = "1"
    command = [sys.executable, "-m", "tests.training.digit_gan.toy", str(tmp_path), str(whole)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    for name, path in (("other", whole), ("own", tmp_path / "conditional")):
        here = toy.outputs(path)
        with np.load(tmp_path / f"{name}.npz") as there:
            for key, value in here.items():
                np.testing.assert_allclose(value, there[key], rtol=1e-3, atol=1e-4, err_msg=f"{name} {key}")
    assert open_model(tmp_path / "conditional", "digit_gan").metadata["trained_on"]["backend"] == "jax"
    assert DigitSampler.load(tmp_path / "dcgan").sample(5, seed=1).shape == (5, 28, 28)


def test_each_loss_teaches_its_own_network():
    import tensorflow as tf

    keras.utils.set_random_seed(1)
    gan = digit_gan.build_gan(toy.TINY)
    (inputs,) = next(digit_gan.GANBatches(*toy.training_digits(), toy.TINY).epoch(0, 0))

    def losses():
        answers = gan(inputs, training=False)
        real, fake, fooled = (answers[name] for name in ("real", "fake", "fooled"))
        np.testing.assert_allclose(fake, fooled, atol=1e-5)
        of_discriminator = keras.ops.mean(keras.ops.relu(1 - real)) + keras.ops.mean(keras.ops.relu(1 + fake))
        return of_discriminator, -keras.ops.mean(fooled), gan.compute_loss(inputs, None, answers)

    with tf.GradientTape(persistent=True) as tape:
        of_discriminator, of_generator, total = losses()
    own = {gan.discriminator: of_discriminator, gan.generator: of_generator}
    for network, loss in own.items():
        variables = [variable.value for variable in network.trainable_variables]
        for expected, received in zip(tape.gradient(loss, variables), tape.gradient(total, variables), strict=True):
            np.testing.assert_allclose(expected, received, atol=1e-6)
        assert max(float(np.abs(gradient).max()) for gradient in tape.gradient(loss, variables)) > 1e-5
    crossed = tape.gradient(of_generator, [variable.value for variable in gan.discriminator.trainable_variables])
    assert crossed == [None] * len(crossed)


def test_each_network_has_its_rate_and_the_generator_an_average():
    keras.utils.set_random_seed(1)
    gan = digit_gan.build_gan(toy.TINY)
    still = dataclasses.replace(toy.TINY, learning_rate=0.0, discriminator_learning_rate=1e-3, ema_momentum=0.9)
    compile_gan(gan, still, 100)
    gan.run_eagerly = True
    before = [network.get_weights() for network in (gan.generator, gan.discriminator)]
    batches = list(digit_gan.GANBatches(*toy.training_digits(), toy.TINY).epoch(0, 0))
    for batch in batches[:2]:
        gan.train_on_batch(*batch)
    same = [np.array_equal(a, b) for a, b in zip(before[0], gan.generator.get_weights(), strict=True)]
    moved = [not np.array_equal(a, b) for a, b in zip(before[1], gan.discriminator.get_weights(), strict=True)]
    assert all(same)
    assert all(moved)

    moving = dataclasses.replace(still, learning_rate=1e-2, discriminator_learning_rate=0.0)
    compile_gan(gan, moving, 100)
    gan.run_eagerly = True
    values = []
    for batch in batches[:3]:
        gan.train_on_batch(*batch)
        values.append(gan.generator.get_weights())
    averages = averaged_generator_weights(gan)
    for index, average in enumerate(averages):
        expected = values[0][index]
        for value in values[1:]:
            expected = 0.9 * expected + 0.1 * value[index]
        np.testing.assert_allclose(average, expected, atol=1e-5)


def test_the_data_order_is_a_function_of_seed_and_epoch():
    for batches in (
        digit_gan.GANBatches(*toy.training_digits(), toy.TINY),
        JudgeBatches(*toy.training_digits(), toy.TINY),
    ):
        whole_epoch = [keras.tree.flatten(batch) for batch in batches.epoch(1, 0)]
        rest = [keras.tree.flatten(batch) for batch in batches.epoch(1, 3)]
        assert len(whole_epoch) == batches.steps_per_epoch
        for expected, received in zip(whole_epoch[3:], rest, strict=True):
            for one, other in zip(expected, received, strict=True):
                np.testing.assert_array_equal(one, other)
        other_epoch = keras.tree.flatten(next(batches.epoch(0, 0)))
        assert (other_epoch[0] != whole_epoch[0][0]).any()


def test_the_judge_sees_digits_moved_but_whole():
    batches = JudgeBatches(*toy.training_digits(), toy.TINY)
    images, labels = next(batches.epoch(0, 0))
    assert images.shape == (16, 28, 28, 1)
    # The bar of a digit keeps its ink wherever it moved to: at most two columns away.
    columns = (images[..., 0] > 0.99).sum(axis=1).argmax(axis=1)
    assert (np.abs(columns - (4 + 2 * labels.astype(int))) <= 3).all()
    assert len(set(columns - 2 * labels.astype(int))) > 2


def test_every_field_is_a_flag_with_a_sentence(capsys):
    with pytest.raises(SystemExit):
        command_line.parse(digit_gan.Config, ["--help"])
    text = capsys.readouterr().out
    for field in dataclasses.fields(digit_gan.Config):
        assert f"--{field.name.replace('_', '-')}" in text
    assert command_line.parse(digit_gan.Config, ["--preset", "digits"]) == digit_gan.Config()
    with pytest.raises(PlaygroundError, match="received letters"):
        digit_gan.Config.for_preset("letters")
