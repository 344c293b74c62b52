"""Makes a GAN that draws the handwritten digit asked for, and the judge that measures it.

In 43 minutes on one core of a shared machine; the judge, which reads 99.4% of the MNIST test digits right, then
recognises 99.4% of 10,000 drawn digits as the one asked for, and sees them lie 1.9 times as far from real test digits
as real training digits lie. ``--preset digits_dense`` and ``--preset digits_dcgan`` train its rivals.

``python -m training.digit_gan`` trains the preset ``digits``, ``--resume`` goes on with the latest run, and
``python -m training.runs RUN --publish-as digits`` ships it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import keras
import numpy as np

from models.digit_gan import Judge, rivals
from models.digit_gan.architectures import build_discriminator, build_generator
from models.digit_gan.images import NUM_DIGITS, from_network, to_network
from models.digit_gan.learning import LEARNING_FILE
from models.digit_gan.network import Network
from models.digit_gan.sampler import draw_labels, draw_latents
from models.storage import write_hashes
from training import loop, runs, saving
from training.datasets import mnist
from training.digit_gan.clouds import frechet_distance
from training.digit_gan.config import Config
from training.digit_gan.judge import jit_compile, judge_seconds, train_judge
from training.digit_gan.model import DigitGAN, averaged_generator_weights, compile_gan
from training.digit_gan.plain import PlainGAN, compile_plain_gan
from training.digit_gan.samples import export_learning, grid_inputs, save_grid, save_untrained

NUM_VALIDATION = 5_000
WALL_SECONDS_OF = {
    True: "the training loops of the judge and of the GAN, validation after each epoch included; export and evaluation "
    "are not counted",
    False: "the GAN's training loop, validation after each epoch included; export, evaluation and the judge, which is "
    "that of digits, are not counted",
}


class GANBatches:
    """Real digits in random order, with latents and digits to draw, all functions of seed, epoch and step."""

    def __init__(self, images: np.ndarray, labels: np.ndarray, config: Config) -> None:
        self.images = images
        self.labels = labels.astype(np.int32)
        self.config = config
        self.steps_per_epoch = min(len(images) // config.batch_size, config.max_steps_per_epoch or len(images))

    def epoch(self, epoch: int, first_step: int) -> Iterator[loop.Batch]:
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
    judge = train_judge(run.path, config, training, validation) if has_judge(config) else Judge.load()
    real_features = judge.features(validation[0])

    # Again: the GAN must begin the same whether the judge was trained in this process or before.
    keras.utils.set_random_seed(config.seed)
    gan = build_gan(config)
    batches = GANBatches(*training, config)
    compile_networks(gan, config, config.num_epochs * batches.steps_per_epoch)
    latents = draw_latents(NUM_VALIDATION, config.latent_size, config.seed)
    asked = draw_labels(NUM_VALIDATION, config.seed)
    averaged = build_networks(config)[0]
    drawing = Network(averaged)

    def draw(*inputs: np.ndarray) -> np.ndarray:
        return from_network(drawing(*inputs)[0])

    def draw_untrained() -> np.ndarray:
        averaged.set_weights(gan.generator.get_weights())
        return draw(*grid_inputs(config))

    save_untrained(run.path / "samples", draw_untrained)

    def on_epoch_end(run: runs.Run) -> Mapping[str, float]:
        weights = averaged_generator_weights(gan)
        averaged.set_weights(weights)
        drawn = draw(latents, asked) if config.architecture == "conditional" else draw(latents)
        distance = frechet_distance(real_features, judge.features(drawn))
        figures = {"validation_frechet": distance}
        if config.architecture == "conditional":
            figures = {"validation_recognised": float((judge.recognise(drawn) == asked).mean()), **figures}
        save_grid(draw(*grid_inputs(config)), run.sample_path(".png"))
        arrays = {f"generator_{index:03d}": value for index, value in enumerate(weights)}
        arrays |= {f"discriminator_{index:03d}": v for index, v in enumerate(gan.discriminator.get_weights())}
        run.keep_best(-distance, arrays)
        return figures

    print(
        f"the generator: {gan.generator.count_params():,} parameters, "
        f"the discriminator: {gan.discriminator.count_params():,}",
        flush=True,
    )
    loop.train(gan, batches, run, loop.Plan(config.num_epochs, on_epoch_end, config.checkpoint_seconds))
    export(run, gan)
    return run.path


def build_networks(config: Config) -> tuple[keras.Model, keras.Model]:
    """The generator and the discriminator of a configuration, untrained."""
    if config.architecture == "dense":
        return (
            rivals.build_dense_generator(config.latent_size, config.generator_width),
            rivals.build_dense_discriminator(config.discriminator_width),
        )
    if config.architecture == "dcgan":
        return (
            rivals.build_dcgan_generator(config.latent_size, config.generator_width),
            rivals.build_dcgan_discriminator(config.discriminator_width),
        )
    return build_generator(config.latent_size, config.generator_width), build_discriminator(config.discriminator_width)


def build_gan(config: Config) -> DigitGAN:
    """Both networks as one model, untrained."""
    return (DigitGAN if config.architecture == "conditional" else PlainGAN)(*build_networks(config))


def compile_networks(gan: DigitGAN, config: Config, num_steps: int) -> None:
    """Give both networks the optimizers of their architecture."""
    rates = config.learning_rate, config.discriminator_learning_rate
    if isinstance(gan, PlainGAN):
        compile_plain_gan(gan, *rates, jit_compile())
    else:
        compile_gan(gan, *rates, config.ema_momentum, num_steps, jit_compile())


def has_judge(config: Config) -> bool:
    """Whether a run trains a judge of its own; the rivals are measured by that of ``digits``."""
    return config.architecture == "conditional"


def export(run: runs.Run, gan: DigitGAN) -> None:
    """Write the best epoch's networks and what explains them: a finished run has the files of a preset."""
    config, best = run.config, run.best()
    makers = {"generator": lambda: build_networks(config)[0], "discriminator": lambda: build_networks(config)[1]}
    sizes = {}
    for name, build in makers.items():
        weights = [best[key] for key in sorted(best) if key.startswith(name)]
        sizes[name] = saving.save_network(build, weights, run.path / f"{name}.keras").count_params()
    export_learning(run.path / "samples", run.path / LEARNING_FILE)
    files = ["generator.keras", "discriminator.keras", "config.json", "history.csv", LEARNING_FILE]
    if has_judge(config):
        files.append("judge.keras")
        run.wall_seconds += judge_seconds(run.path)
    metadata = runs.metadata(
        run,
        task="digit_gan",
        parameters=sum(sizes.values()),
        datasets=[mnist.DATASET],
        wall_seconds_of=WALL_SECONDS_OF[has_judge(config)],
        networks=sizes,
    )
    write_hashes(run.path, metadata, files)
