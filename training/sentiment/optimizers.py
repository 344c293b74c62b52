"""How the sentiment networks learn: AdamW along a warm-up and a straight line down."""

import keras
from keras import ops

from models.sentiment.lookups import PACKAGE
from training.sentiment.data import NOT_ASKED


@keras.saving.register_keras_serializable(package=PACKAGE)
class WarmUpAndDown(keras.optimizers.schedules.LearningRateSchedule):
    """Up to the highest learning rate in a straight line, and down to nothing in another (Devlin et al. 2018).

    Args:
        highest: the learning rate at the top.
        warmup_steps: until there.
        total_steps: until the end.
    """

    def __init__(self, highest: float, warmup_steps: int, total_steps: int) -> None:
        super().__init__()
        self.highest, self.warmup_steps, self.total_steps = highest, warmup_steps, total_steps

    def __call__(self, step):
        """The learning rate of a step."""
        step = ops.cast(step, "float32")
        up = (step + 1) / self.warmup_steps
        down = (self.total_steps - step) / max(1, self.total_steps - self.warmup_steps)
        return self.highest * ops.clip(ops.minimum(up, down), 0.0, 1.0)

    def get_config(self):
        """What rebuilds the schedule."""
        return {"highest": self.highest, "warmup_steps": self.warmup_steps, "total_steps": self.total_steps}


class PartialCrossEntropy(keras.losses.Loss):
    """The cross-entropy over the labels that were asked for: the others' targets are :data:`NOT_ASKED`."""

    def call(self, y_true, y_pred):
        """The loss of each text, (batch,)."""
        left_out = ops.cast(ops.equal(y_true, NOT_ASKED), "float32")
        logits = ops.cast(y_pred, "float32") - 1e9 * left_out
        return -ops.sum(ops.maximum(y_true, 0.0) * ops.log_softmax(logits, axis=-1), axis=-1)


def compile_with_adamw(
    model: keras.Model, learning_rate: float, weight_decay: float, warmup_share: float, total_steps: int
) -> None:
    """Compile a model to be trained with AdamW (Loshchilov & Hutter 2019), gradients clipped to a norm of one.

    Norms and biases do not decay.

    Args:
        model: built; its targets are those of :class:`training.sentiment.data.SentimentBatches`.
        learning_rate: the highest.
        weight_decay: what each step takes from the weights, times the learning rate.
        warmup_share: of the steps, until the learning rate is reached.
        total_steps: of the training.
    """
    rate = WarmUpAndDown(learning_rate, max(1, round(warmup_share * total_steps)), total_steps)
    optimizer = keras.optimizers.AdamW(rate, weight_decay=weight_decay, global_clipnorm=1.0)
    optimizer.exclude_from_weight_decay(var_names=["bias", "gamma", "beta"])
    # Measured on one core: TensorFlow's XLA is slower here, and compiles each length anew.
    model.compile(optimizer, PartialCrossEntropy(), jit_compile=keras.config.backend() != "tensorflow")
