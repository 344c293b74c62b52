"""The network in training: around a network without state, a model that carries the states from step to step."""

from typing import Any

import keras


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
        logits, *after = self.network([inputs["tokens"], *before], training=training)
        for state, value in zip(self.states, after, strict=True):
            state.assign(keras.ops.cast(value, "float32"))
        return logits
