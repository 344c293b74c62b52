"""How the sentiment networks learn: AdamW along a warm-up and a cosine."""

from collections.abc import Sequence

import keras


def compile_with_adamw(
    model: keras.Model,
    loss: keras.losses.Loss,
    total_steps: int,
    learning_rate: float,
    final_share: float,
    longest_warmup: int,
    weight_decay: float,
    weight_average: float = 0.0,
    weighted_metrics: Sequence[str] = (),
) -> None:
    """Compile a model to be trained with AdamW (Loshchilov & Hutter 2019), gradients clipped to a norm of one.

    Args:
        model: built.
        loss: what is minimised.
        total_steps: of the training.
        learning_rate: the highest, reached after a tenth of the steps or ``longest_warmup``, whichever is shorter.
        final_share: the share of it that is left at the end.
        longest_warmup: in steps.
        weight_decay: what each step takes from the weights, times the learning rate.
        weight_average: how slowly the average of the weights follows them, 0 to 1; 0 for none.
        weighted_metrics: measured on the training batches, as Keras names them.
    """
    warmup = max(1, min(longest_warmup, total_steps // 10))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, total_steps - warmup), alpha=final_share, warmup_target=learning_rate, warmup_steps=warmup
    )
    # Measured on one core: TensorFlow's XLA is slower here, and compiles each length anew.
    model.compile(
        keras.optimizers.AdamW(
            schedule,
            weight_decay=weight_decay,
            global_clipnorm=1.0,
            use_ema=weight_average > 0,
            ema_momentum=weight_average,
        ),
        loss,
        weighted_metrics=list(weighted_metrics),
        jit_compile=keras.config.backend() != "tensorflow",
    )
