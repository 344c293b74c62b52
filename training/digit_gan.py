"""Makes a GAN that draws the handwritten digit asked for, and the judge that measures it.

In 13 minutes on one core of a shared machine; the judge, which reads 99.4% of the MNIST test digits right,
then recognises 99.6% of 10,000 drawn digits as the one asked for.

``python -m training.digit_gan`` trains the preset ``digits``, ``--resume`` goes on with the latest run, and
``python -m training.runs RUN --publish-as digits`` ships it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

import keras
import numpy as np
from PIL import Image

from models.digit_gan.architectures import NUM_DIGITS, build_discriminator, build_generator
from models.digit_gan.images import Network, from_network, to_network
from models.digit_gan.sampler import draw_labels, draw_latents
from models.errors import PlaygroundError
from models.storage import write_hashes
from training import command_line, runs, saving
from training.datasets import mnist
from training.digit_gan_judge import jit_compile, judge_seconds, train_judge
from training.digit_gan_model import DigitGAN, averaged_generator_weights, compile_gan
from training.evaluation.digit_gan import frechet_distance

Preset = Literal["digits"]
NUM_VALIDATION = 5_000


@dataclass(frozen=True)
class Config:
    """What a run is made of."""

    preset: Preset = "digits"
    """The shipped model that the other defaults reproduce."""
    run_dir: str | None = None
    """The run's folder; by default runs/PRESET-TIME."""
    resume: bool = False
    """Go on with a run that was stopped: the one in --run-dir, or the preset's latest."""
    data_dir: str | None = None
    """Where mnist.npz is; by default PLAYGROUND_DATA, else a cache folder in your home."""
    seed: int = 1
    """Fixes the initial weights, the order of the data and the latents."""
    num_epochs: int = 8
    """Passes of the GAN over the training digits."""
    batch_size: int = 64
    """Real digits, and as many drawn ones, in a step."""
    learning_rate: float = 1e-3
    """The generator's learning rate at the start; it falls to a tenth on a cosine."""
    discriminator_learning_rate: float = 2e-3
    """The discriminator's, likewise."""
    ema_momentum: float = 0.998
    """How much of the generator's average is kept in a step; the average is what is shipped."""
    latent_size: int = 64
    """Random numbers that a drawing is made of."""
    generator_width: int = 40
    """Channels of the generator at 14x14; twice as many at 7x7."""
    discriminator_width: int = 24
    """Channels of the discriminator at 14x14; twice as many at 7x7, four times at 4x4."""
    judge_epochs: int = 6
    """Passes of the judge over the training digits."""
    judge_batch_size: int = 128
    """Digits in a step of the judge's training."""
    judge_learning_rate: float = 3e-3
    """The judge's learning rate at the start; it falls to a hundredth on a cosine."""
    mixed_precision: bool = False
    """Compute in bfloat16: faster on a GPU, slower on most CPUs."""
    checkpoint_seconds: float = 120.0
    """Time between two checkpoints within an epoch."""
    max_steps_per_epoch: int | None = None
    """Cut each epoch short, for a quick look or a test."""

    @classmethod
    def for_preset(cls, name: str | None) -> "Config":
        """The configuration of a shipped model; of the first one for None.

        Raises:
            PlaygroundError: there is no such preset.
        """
        presets = get_args(Preset)
        if name is not None and name not in presets:
            raise PlaygroundError(
                "Expected one of the presets {expected}, received {received}.",
                expected=", ".join(presets),
                received=name,
            )
        return cls()


class GANBatches:
    """Real digits in random order, with latents and digits to draw, all functions of seed, epoch and step."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, config: Config) -> None:
        self.images = images
        self.labels = labels.astype(np.int32)
        self.config = config
        self.steps_per_epoch = min(len(images) // config.batch_size, config.max_steps_per_epoch or len(images))

    def epoch(self, epoch: int, first_step: int) -> Iterator[runs.Batch]:
        """Yield the inputs of :class:`DigitGAN` from ``first_step`` on."""
        seed, size = self.config.seed, self.config.batch_size
        order = np.random.default_rng([seed, epoch]).permutation(len(self.images))
        for step in range(first_step, self.steps_per_epoch):
            chosen = order[step * size : (step + 1) * size]
            generator = np.random.default_rng([seed, epoch, step])
            yield (
                {
                    "images": to_network(self.images[chosen]),
                    "labels": self.labels[chosen],
                    "latents": generator.standard_normal((size, self.config.latent_size), dtype=np.float32),
                    "asked": generator.integers(0, NUM_DIGITS, size, dtype=np.int32),
                },
            )


def train(config: Config) -> Path:
    """Train the judge and then the GAN, from the start or from where a run was stopped.

    Returns:
        The run's folder, which ``DigitSampler.load`` opens.
    """
    run = runs.Run.start(config)
    config = run.config
    policy = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16" if config.mixed_precision else "float32")
    try:
        return _train(run, config)
    finally:
        keras.config.set_dtype_policy(policy)


def _train(run: runs.Run, config: Config) -> Path:
    digits = mnist.load(config.data_dir)
    order = np.random.default_rng(config.seed).permutation(len(digits.train_images))
    held_out, kept = np.sort(order[:NUM_VALIDATION]), np.sort(order[NUM_VALIDATION:])
    training = digits.train_images[kept], digits.train_labels[kept]
    validation = digits.train_images[held_out], digits.train_labels[held_out]
    judge = train_judge(run.path, config, training, validation)
    real_features = judge.features(validation[0])

    # Again: the GAN must begin the same whether the judge was trained in this process or before.
    keras.utils.set_random_seed(config.seed)
    gan = build_gan(config)
    batches = GANBatches(*training, config)
    compile_gan(
        gan,
        config.learning_rate,
        config.discriminator_learning_rate,
        config.ema_momentum,
        config.num_epochs * batches.steps_per_epoch,
        jit_compile(),
    )
    latents = draw_latents(NUM_VALIDATION, config.latent_size, config.seed)
    asked = draw_labels(NUM_VALIDATION, config.seed)
    averaged = build_generator(config.latent_size, config.generator_width)
    drawing = Network(averaged)

    def on_epoch_end(run: runs.Run) -> Mapping[str, float]:
        weights = averaged_generator_weights(gan)
        averaged.set_weights(weights)
        drawn = from_network(drawing(latents, asked)[0])
        distance = frechet_distance(real_features, judge.features(drawn))
        agreement = float((judge.recognise(drawn) == asked).mean())
        save_grid(from_network(drawing(*grid_inputs(config))[0]), run.sample_path(".png"))
        arrays = {f"generator_{index:03d}": value for index, value in enumerate(weights)}
        arrays |= {f"discriminator_{index:03d}": v for index, v in enumerate(gan.discriminator.get_weights())}
        run.keep_best(-distance, arrays)
        return {"validation_recognised": agreement, "validation_frechet": distance}

    print(
        f"the generator: {gan.generator.count_params():,} parameters, "
        f"the discriminator: {gan.discriminator.count_params():,}",
        flush=True,
    )
    runs.train(gan, batches, run, config.num_epochs, on_epoch_end, config.checkpoint_seconds)
    export(run, gan)
    return run.path


def build_gan(config: Config) -> DigitGAN:
    """Both networks of a configuration, untrained."""
    return DigitGAN(
        build_generator(config.latent_size, config.generator_width), build_discriminator(config.discriminator_width)
    )


def grid_inputs(config: Config) -> tuple[np.ndarray, np.ndarray]:
    """The inputs of the grid of samples: ten hands, each of which writes the ten digits."""
    hands = draw_latents(NUM_DIGITS, config.latent_size, config.seed)
    return np.repeat(hands, NUM_DIGITS, axis=0), np.tile(np.arange(NUM_DIGITS), NUM_DIGITS)


def save_grid(images: np.ndarray, path: Path) -> None:
    """Save images (100, 28, 28) as a PNG of ten rows, black ink on white paper."""
    rows = (255 - images).reshape(NUM_DIGITS, NUM_DIGITS, *images.shape[1:])
    sheet = Image.fromarray(np.concatenate(np.concatenate(rows, axis=1), axis=1))
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.resize((3 * sheet.width, 3 * sheet.height), Image.Resampling.NEAREST).save(path)


def export(run: runs.Run, gan: DigitGAN) -> None:
    """Write the best epoch's networks and what explains them: a finished run has the files of a preset."""
    config, best = run.config, run.best()
    makers = {
        "generator": lambda: build_generator(config.latent_size, config.generator_width),
        "discriminator": lambda: build_discriminator(config.discriminator_width),
    }
    sizes = {}
    for name, build in makers.items():
        weights = [best[key] for key in sorted(best) if key.startswith(name)]
        sizes[name] = saving.save_network(build, weights, run.path / f"{name}.keras").count_params()
    run.wall_seconds += judge_seconds(run.path)
    metadata = runs.metadata(run, "digit_gan", sum(sizes.values()), [mnist.DATASET], networks=sizes)
    write_hashes(
        run.path,
        metadata,
        ["generator.keras", "discriminator.keras", "judge.keras", "config.json", "history.csv"],
    )


if __name__ == "__main__":
    command_line.main(Config, train, __doc__)
