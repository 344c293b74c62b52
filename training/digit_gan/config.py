"""How each digit GAN is made: the flags of ``python -m training.digit_gan`` and the settings of the presets."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from training.config import RunConfig

Architecture = Literal["conditional", "dcgan", "dense"]
PRESETS: dict[str, dict[str, Any]] = {
    "digits": {},
    "digits_dcgan": {
        "architecture": "dcgan",
        "num_epochs": 10,
        "learning_rate": 2e-4,
        "discriminator_learning_rate": 2e-4,
        "ema_momentum": 0.0,
        "generator_width": 24,
        "discriminator_width": 32,
    },
    "digits_dense": {
        "architecture": "dense",
        "num_epochs": 30,
        "learning_rate": 2e-4,
        "discriminator_learning_rate": 2e-4,
        "ema_momentum": 0.0,
        "generator_width": 112,
        "discriminator_width": 96,
    },
}
"""By preset, where its settings differ from the defaults of :class:`Config`."""


@dataclass(frozen=True)
class Config(RunConfig):
    """What a run is made of."""

    preset: Literal[tuple(PRESETS)] = "digits"  # type: ignore[valid-type]
    """The shipped model that the other defaults reproduce."""
    num_epochs: int = 40
    """Passes of the GAN over the training digits."""
    architecture: Architecture = "conditional"
    """The networks: those that draw the digit asked for, or a rival, which draws what comes and uses digits' judge."""
    batch_size: int = 64
    """Real digits, and as many drawn ones, in a step."""
    learning_rate: float = 1e-3
    """The generator's learning rate at the start; conditional: it falls to a tenth on a cosine."""
    discriminator_learning_rate: float = 2e-3
    """The discriminator's, likewise."""
    ema_momentum: float = 0.998
    """How much of the generator's average is kept in a step; the average is what is shipped. 0 for none."""
    latent_size: int = 64
    """Random numbers that a drawing is made of."""
    generator_width: int = 40
    """Channels of the generator at 14x14, twice as many at 7x7; dense: units of its first layer, half the second."""
    discriminator_width: int = 24
    """Channels of the discriminator at 14x14, twice as many at 7x7; dense: units of its second layer, twice before."""
    judge_epochs: int = 6
    """Passes of the judge over the training digits."""
    judge_batch_size: int = 128
    """Digits in a step of the judge's training."""
    judge_learning_rate: float = 3e-3
    """The judge's learning rate at the start; it falls to a hundredth on a cosine."""
    mixed_precision: bool = False
    """Compute in bfloat16: faster on a GPU, slower on most CPUs."""

    PRESETS: ClassVar = PRESETS


def with_preset(arguments: Sequence[str]) -> list[str]:
    """The arguments of a command line, where ``--architecture dense`` alone means the preset of that architecture."""
    first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    first.add_argument("--preset")
    first.add_argument("--architecture")
    chosen, _ = first.parse_known_args(arguments)
    preset = f"digits_{chosen.architecture}"
    return ["--preset", preset, *arguments] if chosen.preset is None and preset in PRESETS else list(arguments)
