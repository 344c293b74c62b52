"""Makes a GAN that draws the handwritten digit asked for, and the judge that measures it.

    python -m training.digit_gan                          # the preset digits; --resume goes on with the latest run
    python -m training.digit_gan --preset digits_dense    # a rival, measured by the judge of digits
    python -m training.runs RUN --publish-as digits       # ships a finished run

How long that took and how good each became stands in the preset's metadata.json and in docs/digits.md.
"""

from pathlib import Path

import keras

from models.digit_gan import Judge, rivals
from models.digit_gan.architectures import build_discriminator, build_generator
from models.digit_gan.learning import LEARNING_FILE
from models.storage import write_hashes
from training import loop, runs, saving
from training.datasets import mnist
from training.digit_gan.config import Config
from training.digit_gan.data import GANBatches, split
from training.digit_gan.judge import judge_seconds, train_judge
from training.digit_gan.model import DigitGAN, PlainGAN, compile_gan, compile_plain_gan
from training.digit_gan.validation import Validator, export_learning

WALL_SECONDS_OF = {
    True: "the training loops of the judge and of the GAN, validation after each epoch included; export and evaluation "
    "are not counted",
    False: "the GAN's training loop, validation after each epoch included; export, evaluation and the judge, which is "
    "that of digits, are not counted",
}


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
    training, validation = split(config)
    judge = train_judge(run.path, config, training, validation) if has_judge(config) else Judge.load()
    # Again: the GAN must begin the same whether the judge was trained in this process or before.
    keras.utils.set_random_seed(config.seed)
    gan = build_gan(config)
    batches = GANBatches(*training, config)
    compile_networks(gan, config, config.num_epochs * batches.steps_per_epoch)
    validator = Validator(gan, build_networks(config)[0], judge, validation[0], config)
    validator.save_untrained(run)
    print(
        f"the generator: {gan.generator.count_params():,} parameters, "
        f"the discriminator: {gan.discriminator.count_params():,}",
        flush=True,
    )
    loop.train(gan, batches, run, loop.Plan(config.num_epochs, validator.after_epoch, config.checkpoint_seconds))
    export(run)
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
    if isinstance(gan, PlainGAN):
        compile_plain_gan(gan, config)
    else:
        compile_gan(gan, config, num_steps)


def has_judge(config: Config) -> bool:
    """Whether a run trains a judge of its own; the rivals are measured by that of ``digits``."""
    return config.architecture == "conditional"


def export(run: runs.Run) -> None:
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
