"""Two whole networks from plain arrays, forward only: an LSTM that writes, a Transformer that reads sentiment.

They are made of the layers beside this file. :func:`models.side_by_side.shipped.writer` and
:func:`models.side_by_side.shipped.reader` fill them with the weights of shipped models.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from models.from_scratch.activations import softmax
from models.from_scratch.blocks import ConvolutionPooling, TransformerEncoderBlock
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
    """Token vectors and positions, pre-norm encoder blocks, attention pooling, n-gram detectors, a table of votes.

    Args:
        arrays: by the Keras network's names; the number of blocks and the widths of the detectors are read off them.
        num_heads: heads of each block.
        epsilon: of the normalizations.
    """

    def __init__(self, arrays: Arrays, num_heads: int, epsilon: float = 1e-3) -> None:
        self.vectors = arrays["embedding/vectors"]
        self.positions = arrays["positions/positions"]
        width, dtype = self.vectors.shape[1], self.vectors.dtype
        self.blocks: list[TransformerEncoderBlock] = []
        while f"block_{len(self.blocks) + 1}/expand/kernel" in arrays:
            name = f"block_{len(self.blocks) + 1}"
            inner = arrays[f"{name}/expand/kernel"].shape[1]
            block = TransformerEncoderBlock(width, num_heads, inner, epsilon=epsilon, dtype=dtype)
            self.blocks.append(block.load(encoder_weights(arrays, name, num_heads)))
        self.final_norm = LayerNormalization(width, epsilon, dtype=dtype).load(
            _under(arrays, "final_norm", "gamma", "beta")
        )
        self.score = _dense(arrays, "attention_pooling/score")
        found = sorted(int(name.split("/")[1].removeprefix("width_")) for name in arrays if _is_detector(name))
        self.detectors: ConvolutionPooling | None = None
        if found:
            filters = arrays[f"ngram_pooling/width_{found[0]}/kernel"].shape[2]
            self.detectors = ConvolutionPooling(width, filters, found, "same", dtype=dtype)
            self.detectors.load(
                arrays[f"ngram_pooling/width_{size}/{part}"] for size in found for part in ("kernel", "bias")
            )
        self.output = _dense(arrays, "logits")
        self.votes = VoteTable(arrays) if "ngrams/table" in arrays else None

    def logits(self, tokens: np.ndarray) -> np.ndarray:
        """From tokens (batch, length), padding (token 0) at the right, to logits (batch, labels)."""
        real = tokens != PADDING
        vectors = self.vectors[tokens] * real[..., None]  # (batch, length, width), zero at padding
        x = vectors + self.positions[: tokens.shape[1]]
        for block in self.blocks:
            x = block.forward(x, mask=real)
        x = self.final_norm.forward(x)
        scores = np.where(real, self.score.forward(x)[..., 0], np.float32(-1e9))
        features = [(x * softmax(scores)[..., None]).sum(axis=1)]  # (batch, width)
        if self.detectors is not None:
            features.append(self.detectors.forward(vectors, mask=real))
        logits = self.output.forward(np.concatenate(features, axis=-1))
        return logits if self.votes is None else logits + self.votes.logits(tokens)

    def into_attention(self, tokens: np.ndarray) -> list[np.ndarray]:
        """What each block's attention is given, (batch, length, width): what comes out of the norm before it."""
        real, found = tokens != PADDING, []
        x = self.vectors[tokens] * real[..., None] + self.positions[: tokens.shape[1]]
        for block in self.blocks:
            found.append(block.attention_norm.forward(x))
            x = block.forward(x, mask=real)
        return found


class VoteTable:
    """Votes of single tokens, pairs and triples in a hashed table (Weinberger et al. 2009), added up over the text.

    A row is a signed byte that stands for its signed square. Beside it stands a second hash, so that only the n-gram
    that the row was filled for is answered.

    Args:
        arrays: ``ngrams/table`` (rows, 1), ``ngrams/step`` (1,), ``ngrams/checks`` (rows,) and
            ``vote_logits/kernel`` (3, labels).
    """

    def __init__(self, arrays: Arrays) -> None:
        self.table, self.step = arrays["ngrams/table"], arrays["ngrams/step"]
        self.checks, self.kernel = arrays["ngrams/checks"], arrays["vote_logits/kernel"]
        self.sizes = range(1, len(self.kernel) + 1)

    def logits(self, tokens: np.ndarray) -> np.ndarray:
        """The votes for each label, (batch, labels), of tokens (batch, length)."""
        return self.numbers(tokens).sum(axis=1) @ self.kernel

    def numbers(self, tokens: np.ndarray) -> np.ndarray:
        """The vote of the n-gram of each size that ends at each token: (batch, length, sizes)."""
        found = []
        for size in self.sizes:
            padded = np.pad(tokens.astype(np.int64), [(0, 0), (size - 1, 0)])
            row = np.full_like(padded[:, size - 1 :], size)
            check, whole = row.copy(), np.ones(row.shape, bool)
            for offset in range(size):
                token = padded[:, offset : offset + tokens.shape[1]]
                row = (row % len(self.table) * 1663 + token * 31) % len(self.table)
                check = (check * 211 + token) % 65521
                whole &= token != PADDING
            value = self.table[row, 0].astype(np.float32)
            value = value * np.abs(value) * self.step[0]
            found.append(value * (whole & (self.checks[row] == check % 255 + 1)))
        return np.stack(found, axis=-1)


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


def _is_detector(name: str) -> bool:
    return name.startswith("ngram_pooling/") and name.endswith("/kernel")
