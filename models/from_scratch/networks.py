"""Two whole networks from plain arrays, forward only: an LSTM that writes, a Transformer that reads sentiment.

They are made of the layers beside this file. :func:`models.side_by_side.shipped.writer` and
:func:`models.side_by_side.shipped.reader` fill them with the weights of shipped models.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from models.from_scratch.activations import softmax
from models.from_scratch.blocks import TransformerEncoderBlock
from models.from_scratch.dense import Dense
from models.from_scratch.embedding import Embedding
from models.from_scratch.lstm import LSTM
from models.from_scratch.normalization import LayerNormalization
from models.from_scratch.recurrent import State

Arrays = Mapping[str, np.ndarray]
"""Weights by the names that they have in the Keras network, such as ``block_1/attention/query_key_value/kernel``."""
PADDING = 0


class CharacterLSTM:
    """Embedding, LSTM layers, a logit for each character: what may come next.

    Args:
        arrays: ``embedding/embeddings``, for each layer ``recurrent_1/kernel``, ``recurrent_1/recurrent_kernel`` and
            ``recurrent_1/bias``, and ``logits/kernel`` and ``logits/bias``.
    """

    def __init__(self, arrays: Arrays) -> None:
        vectors = arrays["embedding/embeddings"]
        self.embedding = Embedding(*vectors.shape, dtype=vectors.dtype).load([vectors])
        self.layers: list[LSTM] = []
        while f"recurrent_{len(self.layers) + 1}/kernel" in arrays:
            weights = _under(arrays, f"recurrent_{len(self.layers) + 1}", "kernel", "recurrent_kernel", "bias")
            input_size, hidden_size = len(weights[0]), len(weights[1])
            layer = LSTM(input_size, hidden_size, return_sequences=True, dtype=vectors.dtype)
            self.layers.append(layer.load(weights))
        self.output = _dense(arrays, "logits")

    def logits(self, tokens: np.ndarray, states: Sequence[State] | None = None) -> np.ndarray:
        """From tokens (batch, time) to logits (batch, time, vocabulary_size).

        ``states``, a pair (hidden, cell) for each layer, are where reading begins; zeros unless given.
        """
        x = self.embedding.forward(tokens)
        for number, layer in enumerate(self.layers):
            x = layer.forward(x, initial_state=None if states is None else states[number])
        return self.output.forward(x)

    def probabilities(self, tokens: np.ndarray, states: Sequence[State] | None = None) -> np.ndarray:
        """The same as probabilities: each row sums to 1."""
        return softmax(self.logits(tokens, states))

    def show_work(self, tokens: np.ndarray) -> list[dict[str, np.ndarray]]:
        """The gates, cells and hidden states of each layer at each step, (batch, time, hidden_size) each."""
        x, works = self.embedding.forward(tokens), []
        for layer in self.layers:
            works.append(layer.show_work(x))
            x = works[-1]["hidden"]
        return works


class SentimentTransformer:
    """BERT's encoder (Devlin et al. 2018), the mean of its states, a logit for each label.

    A text stands between a start and an end, each a learned vector of its own; the blocks normalize behind each sum.

    Args:
        arrays: by the Keras network's names; the number of blocks and their inner width are read off them.
        num_heads: heads of each block.
        epsilon: of the normalizations.
    """

    def __init__(self, arrays: Arrays, num_heads: int, epsilon: float = 1e-12) -> None:
        self.vectors, self.positions = arrays["embedding/vectors"], arrays["positions/positions"]
        self.start, self.end = _under(arrays, "surround", "start", "end")
        width, dtype = self.vectors.shape[1], self.vectors.dtype
        self.embedding_norm = LayerNormalization(width, epsilon, dtype=dtype).load(
            _under(arrays, "embedding_norm", "gamma", "beta")
        )
        self.blocks: list[TransformerEncoderBlock] = []
        while f"block_{len(self.blocks) + 1}/expand/kernel" in arrays:
            name = f"block_{len(self.blocks) + 1}"
            inner = arrays[f"{name}/expand/kernel"].shape[1]
            block = TransformerEncoderBlock(width, num_heads, inner, "gelu", False, epsilon, dtype=dtype)
            self.blocks.append(block.load(encoder_weights(arrays, name, num_heads)))
        self.output = _dense(arrays, "logits")

    def logits(self, tokens: np.ndarray) -> np.ndarray:
        """From tokens (batch, length), padding (token 0) at the right, to logits (batch, labels)."""
        x, real = self.embed(tokens)
        for block in self.blocks:
            x = block.forward(x, mask=real)
        mean = (x * real[..., None]).sum(axis=1) / real.sum(axis=1, keepdims=True, dtype=x.dtype)  # (batch, width)
        return self.output.forward(mean)

    def embed(self, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What the first block is given, (batch, length + 2, width), and what of it is no padding.

        The start is in the first place, the end behind the last token.
        """
        size = (tokens != PADDING).sum(axis=1)
        x = np.pad(self.vectors[tokens], [(0, 0), (1, 1), (0, 0)])
        x[:, 0] = self.start
        x[np.arange(len(x)), size + 1] = self.end
        real = np.arange(x.shape[1]) < size[:, None] + 2  # (batch, length + 2)
        return self.embedding_norm.forward(x + self.positions[: x.shape[1]]), real

    def into_attention(self, tokens: np.ndarray, block: int) -> np.ndarray:
        """What a block's attention is given, (batch, length + 2, width): as its norms come later, what the block is."""
        x, real = self.embed(tokens)
        for earlier in self.blocks[:block]:
            x = earlier.forward(x, mask=real)
        return x


def encoder_weights(arrays: Arrays, name: str, num_heads: int) -> list[np.ndarray]:
    """The weights of an encoder block whose queries, keys and values lie in one matrix, in the order of our block's.

    The matrix (width, 3 * width) becomes three kernels (width, num_heads, size), as Keras's own attention has them.
    """
    kernel = arrays[f"{name}/attention/query_key_value/kernel"]
    bias = arrays[f"{name}/attention/query_key_value/bias"]
    width = len(kernel)
    weights = _under(arrays, f"{name}/attention_norm", "gamma", "beta")
    for part_kernel, part_bias in zip(np.split(kernel, 3, axis=1), np.split(bias, 3), strict=True):
        weights += [part_kernel.reshape(width, num_heads, -1), part_bias.reshape(num_heads, -1)]
    weights.append(arrays[f"{name}/attention/output_projection/kernel"].reshape(num_heads, -1, width))
    weights.append(arrays[f"{name}/attention/output_projection/bias"])
    weights += _under(arrays, f"{name}/feed_forward_norm", "gamma", "beta")
    weights += _under(arrays, f"{name}/expand", "kernel", "bias")
    return weights + _under(arrays, f"{name}/contract", "kernel", "bias")


def _under(arrays: Arrays, name: str, *parts: str) -> list[np.ndarray]:
    return [arrays[f"{name}/{part}"] for part in parts]


def _dense(arrays: Arrays, name: str) -> Dense:
    kernel, bias = _under(arrays, name, "kernel", "bias")
    return Dense(*kernel.shape, dtype=kernel.dtype).load([kernel, bias])
