"""How the sentiment networks learn: AdamW along a warm-up and a cosine."""

from collections.abc import Sequence
from dataclasses import dataclass

import keras


@dataclass(frozen=True)
class Schedule:
    """How fast a network learns, from its first step to its last."""

    learning_rate: float
    """The highest, reached after a tenth of the steps or ``longest_warmup``, whichever is shorter."""
    final_share: float
    """The share of it that is left at the end."""
    longest_warmup: int
    """In steps."""
    weight_decay: float
    """What each step takes from the weights, times the learning rate."""
    weight_average: float = 0.0
    """How slowly the average of the weights follows them, 0 to 1; 0 for none."""


def compile_with_adamw(
    model: keras.Model,
    loss: keras.losses.Loss,
    schedule: Schedule,
    total_steps: int,
    weighted_metrics: Sequence[str] = (),
) -> None:
    """Compile a model to be trained with AdamW (Loshchilov & Hutter 2019), gradients clipped to a norm of one.

    Args:
        model: built.
        loss: what is minimised.
        schedule: how fast.
        total_steps: of the training.
        weighted_metrics: measured on the training batches, as Keras names them.
    """
    warmup = max(1, min(schedule.longest_warmup, total_steps // 10))
    rate = keras.optimizers.schedules.CosineDecay(
        0.0,
        max(1, total_steps - warmup),
        alpha=schedule.final_share,
        warmup_target=schedule.learning_rate,
        warmup_steps=warmup,
    )
    # Measured on one core: TensorFlow's XLA is slower here, and compiles each length anew.
    model.compile(
        keras.optimizers.AdamW(
            rate,
            weight_decay=schedule.weight_decay,
            global_clipnorm=1.0,
            use_ema=schedule.weight_average > 0,
            ema_momentum=schedule.weight_average,
        ),
        loss,
        weighted_metrics=list(weighted_metrics),
        jit_compile=keras.config.backend() != "tensorflow",
    )
