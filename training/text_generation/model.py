"""The network in training: a model that carries the states along, and an optimizer that looks at the gradients."""

import math
from typing import Any

import keras

from training.text_generation.config import Config


class Writer(keras.Model):
    """Truncated back-propagation through time with the states carried on.

    The states live in non-trainable weights, thus in every checkpoint; no gradient flows through them from one step
    to the one before.

    Args:
        network: ``[tokens, *states] -> [logits, *new_states]``, of ``build_network``.
        batch_size: streams read side by side.
    """

    def __init__(self, network: keras.Model, batch_size: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.network = network
        self.states = [
            self.add_weight(
                shape=(batch_size, state.shape[-1]), initializer="zeros", trainable=False, dtype="float32",
                name=f"carried_{state.name}",
            )
            for state in network.inputs[1:]
        ]  # fmt: skip
        self.built = True

    def call(self, inputs: dict[str, Any], training: bool = False) -> Any:
        """Read ``tokens`` (batch, time) on from the carried states, times ``keep`` (batch,): logits for each."""
        keep = inputs["keep"][:, None]
        before = [keras.ops.convert_to_tensor(state) * keep for state in self.states]
        outputs = self.network([inputs["tokens"], *before], training=training)
        logits, *after = outputs if self.states else [outputs]  # a network that reads both ways carries none
        for state, value in zip(self.states, after, strict=True):
            state.assign(keras.ops.cast(value, "float32"))
        return logits

    def train_on_batch(self, *args: Any, **kwargs: Any) -> Any:
        """One step; its logs also say how long the gradient was before clipping, and whether it was clipped."""
        logs = super().train_on_batch(*args, **kwargs)
        if isinstance(logs, dict) and isinstance(self.optimizer, AdamW):
            norm = float(self.optimizer.gradient_norm)
            logs["gradient_norm"] = norm
            logs["clipped_share"] = float(norm > (self.optimizer.global_clipnorm or float("inf")))
        return logs


class AdamW(keras.optimizers.AdamW):
    """``keras.optimizers.AdamW`` that remembers the norm of the last gradient, all weights together, unclipped."""

    def build(self, variables: Any) -> None:
        """Make the optimizer's variables."""
        if self.built:
            return
        super().build(variables)
        self.gradient_norm = self.add_variable((), initializer="zeros", dtype="float32", name="gradient_norm")

    def apply(self, grads: Any, trainable_variables: Any = None) -> None:
        """Note the norm, then update."""
        if not self.built:
            self.build(trainable_variables)
        squares = [keras.ops.sum(keras.ops.square(keras.ops.cast(grad, "float32"))) for grad in grads]
        self.gradient_norm.assign(keras.ops.sqrt(sum(squares)))
        super().apply(grads, trainable_variables)


def compile_writer(writer: Writer, config: Config, total_steps: int) -> None:
    """Compile a writer to be trained with AdamW as configured."""
    # Without XLA: on a CPU it trains three times slower (docs/text_generation.md).
    writer.compile(
        AdamW(
            config.learning_rate if config.time_budget else falling_with_steps(config, total_steps),
            weight_decay=config.weight_decay,
            global_clipnorm=config.clip_norm or None,
            use_ema=config.average_momentum > 0,
            ema_momentum=config.average_momentum or 0.99,
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=keras.config.backend() == "jax",
    )


def falling_with_steps(config: Config, total_steps: int) -> Any:
    """The learning rate of each step: up along a line, down along a cosine."""
    warmup_steps = min(config.warmup_steps, total_steps // 10)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / max(warmup_steps, 1),
        decay_steps=max(total_steps - warmup_steps, 1),
        alpha=config.final_learning_rate / config.learning_rate,
        warmup_target=config.learning_rate,
        warmup_steps=warmup_steps,
    )


def falling_with_time(config: Config, step: int, share: float) -> float:
    """The same with a time budget: the cosine over the share of it that is spent."""
    cosine = 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))
    falling = config.final_learning_rate + (config.learning_rate - config.final_learning_rate) * cosine
    return falling * min(1.0, (step + 1) / max(config.warmup_steps, 1))
