"""Attention: every position asks, every position answers, and a softmax says how much each answer counts."""

from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.activations import softmax, softmax_gradient
from models.from_scratch.base import Layer, glorot_uniform

MASKED = -1e9
"""The score of a pair that may not meet: finite, so that a row with nothing left gives equal weights and no NaN."""


class MultiHeadAttention(Layer):
    r"""Multi-head scaled dot-product attention (Vaswani et al. 2017), with Keras's weights.

    For each head, with queries from one sequence and keys and values from another (or the same):

    .. math::
        Q = x W_q + b_q, \quad K = k W_k + b_k, \quad V = v W_v + b_v \\
        A = \mathrm{softmax}(Q K^\top / \sqrt{d}), \quad y = \sum_{heads} A V W_o + b_o

    Shapes: inputs (batch, queries, query_width), keys (batch, keys, key_width) and values (batch, keys, value_width);
    output (batch, queries, output_width). The kernels are (width, num_heads, size) and, of the output, (num_heads,
    value_size, output_width).

    Args:
        num_heads: heads.
        key_size: numbers of a query and of a key in each head, the :math:`d` of the equation.
        query_width: numbers that come in for each query.
        value_width: for each value; as many as for a query unless given.
        key_width: for each key; as many as for a value unless given.
        value_size: numbers of a value in each head; ``key_size`` unless given.
        output_width: numbers that come out; ``query_width`` unless given.
        use_bias: whether the four products have a bias.
        generator: the random numbers that the weights start from.
        dtype: of the weights.

    After :meth:`forward`, ``weights`` is :math:`A`, (batch, num_heads, queries, keys).
    """

    def __init__(
        self,
        num_heads: int,
        key_size: int,
        query_width: int,
        value_width: int | None = None,
        key_width: int | None = None,
        value_size: int | None = None,
        output_width: int | None = None,
        use_bias: bool = True,
        *,
        generator: np.random.Generator | None = None,
        dtype: DTypeLike = np.float64,
    ) -> None:
        super().__init__()
        generator = generator or np.random.default_rng()
        self.num_heads, self.key_size, self.use_bias = num_heads, key_size, use_bias
        value_width = query_width if value_width is None else value_width
        key_width = value_width if key_width is None else key_width
        value_size = key_size if value_size is None else value_size
        output_width = query_width if output_width is None else output_width
        for name, width, size in (
            ("query", query_width, key_size),
            ("key", key_width, key_size),
            ("value", value_width, value_size),
        ):
            self.parameters[f"{name}/kernel"] = glorot_uniform((width, num_heads, size), generator, dtype)
            if use_bias:
                self.parameters[f"{name}/bias"] = np.zeros((num_heads, size), dtype)
        self.parameters["attention_output/kernel"] = glorot_uniform(
            (num_heads, value_size, output_width), generator, dtype
        )
        if use_bias:
            self.parameters["attention_output/bias"] = np.zeros(output_width, dtype)
        self.weights = np.zeros((0, num_heads, 0, 0))

    def forward(  # type: ignore[override]
        self,
        inputs: np.ndarray,
        value: np.ndarray | None = None,
        key: np.ndarray | None = None,
        training: bool = False,
        value_mask: np.ndarray | None = None,
        attention_mask: np.ndarray | None = None,
        use_causal_mask: bool = False,
    ) -> np.ndarray:
        """Attend.

        Args:
            inputs: what the queries are made of, (batch, queries, query_width).
            value: what the values are made of, (batch, keys, value_width); the inputs unless given (self-attention).
            key: what the keys are made of, (batch, keys, key_width); the values unless given.
            training: changes nothing here.
            value_mask: (batch, keys), False at padding, which nobody then looks at.
            attention_mask: (batch, queries, keys), False where a query may not look.
            use_causal_mask: whether a query sees only the positions up to its own.

        Returns:
            (batch, queries, output_width).

        Raises:
            ValueError: an array of another shape, or keys without values.
        """
        if key is not None and value is None:
            raise ValueError("expected values beside the keys, received keys alone")
        self._given = (value is not None, key is not None)
        value = inputs if value is None else value
        key = value if key is None else key
        allowed = allowed_pairs(inputs, value, value_mask, attention_mask, use_causal_mask)
        self._sources, self._allowed = (inputs, key, value), allowed
        self._work = self._attend(inputs, key, value, allowed)
        self.weights = self._work["weights"]
        return self._work["output"]

    def _attend(
        self, query: np.ndarray, key: np.ndarray, value: np.ndarray, allowed: np.ndarray | None
    ) -> dict[str, np.ndarray]:
        Q, K, V = self._project("query", query), self._project("key", key), self._project("value", value)
        scores = Q @ K.transpose(0, 1, 3, 2) / np.sqrt(self.key_size).astype(Q.dtype)  # (batch, heads, queries, keys)
        masked = scores if allowed is None else np.where(allowed[:, None], scores, np.asarray(MASKED, scores.dtype))
        A = softmax(masked)
        mixed = A @ V  # (batch, heads, queries, value_size)
        W_o = self.parameters["attention_output/kernel"]  # (heads, value_size, output_width)
        # Heads side by side times their kernels one below the other: the sum over the heads in one product.
        output = _side_by_side(mixed) @ W_o.reshape(-1, W_o.shape[-1])
        if self.use_bias:
            output = output + self.parameters["attention_output/bias"]
        return {
            "query": Q,
            "key": K,
            "value": V,
            "scores": scores,
            "weights": A,
            "mixed": mixed,
            "output": output,
        }

    def _project(self, name: str, x: np.ndarray) -> np.ndarray:
        """From (batch, positions, width) to (batch, heads, positions, size)."""
        W = self.parameters[f"{name}/kernel"]  # (width, heads, size)
        if x.ndim != 3 or x.shape[-1] != W.shape[0]:
            raise ValueError(f"expected for {name} an array (batch, positions, {W.shape[0]}), received {x.shape}")
        projected = (x @ W.reshape(W.shape[0], -1)).reshape(*x.shape[:2], *W.shape[1:])
        if self.use_bias:
            projected = projected + self.parameters[f"{name}/bias"]
        return projected.transpose(0, 2, 1, 3)

    def backward(self, output_gradient: np.ndarray) -> Any:
        """Back through the mix, the softmax, the scores and the four products.

        Returns:
            The gradient by the inputs; where values were given, a tuple: by the inputs, by the values and, where
            keys were given, too, by the keys. What was not given passes its share on to what stood in for it.
        """
        work, (query, key, value) = self._work, self._sources
        Q, K, V, A = work["query"], work["key"], work["value"], work["weights"]
        W_o = self.parameters["attention_output/kernel"]
        mixed = _side_by_side(work["mixed"])  # (batch, queries, heads * value_size)
        d_rows = output_gradient.reshape(-1, W_o.shape[-1])
        self.gradients = {}
        d_W_o = (mixed.reshape(-1, mixed.shape[-1]).T @ d_rows).reshape(W_o.shape)
        d_mixed = (output_gradient @ W_o.reshape(-1, W_o.shape[-1]).T).reshape(
            *mixed.shape[:2], self.num_heads, W_o.shape[1]
        )
        d_mixed = d_mixed.transpose(0, 2, 1, 3)  # (batch, heads, queries, value_size)
        d_A = d_mixed @ V.transpose(0, 1, 3, 2)
        d_V = A.transpose(0, 1, 3, 2) @ d_mixed
        # A pair that may not meet has weight 0 and thus gets no gradient; in a row with nothing left, as in Keras,
        # neither: its scores were all replaced.
        d_scores = softmax_gradient(work["scores"], A, d_A) / np.sqrt(self.key_size).astype(A.dtype)
        if self._allowed is not None:
            d_scores = np.where(self._allowed[:, None], d_scores, 0)
        d_query = self._project_backward("query", query, d_scores @ K)
        d_key = self._project_backward("key", key, d_scores.transpose(0, 1, 3, 2) @ Q)
        d_value = self._project_backward("value", value, d_V)
        self.gradients["attention_output/kernel"] = d_W_o
        if self.use_bias:
            self.gradients["attention_output/bias"] = d_rows.sum(axis=0)
        value_given, key_given = self._given
        if value_given and key_given:
            return d_query, d_value, d_key
        if value_given:
            return d_query, d_value + d_key
        return d_query + d_value + d_key

    def _project_backward(self, name: str, x: np.ndarray, d_projected: np.ndarray) -> np.ndarray:
        """Keep the gradients of one product's weights; the gradient by what went in."""
        W = self.parameters[f"{name}/kernel"]
        d = _side_by_side(d_projected)  # (batch, positions, heads * size)
        self.gradients[f"{name}/kernel"] = (x.reshape(-1, W.shape[0]).T @ d.reshape(-1, d.shape[-1])).reshape(W.shape)
        if self.use_bias:
            self.gradients[f"{name}/bias"] = d_projected.sum(axis=(0, 2))
        return d @ W.reshape(W.shape[0], -1).T

    def show_work(
        self,
        inputs: np.ndarray,
        value: np.ndarray | None = None,
        key: np.ndarray | None = None,
        value_mask: np.ndarray | None = None,
        attention_mask: np.ndarray | None = None,
        use_causal_mask: bool = False,
    ) -> dict[str, np.ndarray]:
        """Each step by name; :meth:`backward` is not touched.

        ``query``, ``key``, ``value`` and ``mixed`` are (batch, num_heads, positions, size); ``scores``, before the
        mask, and ``weights``, behind the softmax, (batch, num_heads, queries, keys); ``output`` as of :meth:`forward`.
        """
        value = inputs if value is None else value
        allowed = allowed_pairs(inputs, value, value_mask, attention_mask, use_causal_mask)
        return self._attend(inputs, value if key is None else key, value, allowed)


def allowed_pairs(
    query: np.ndarray,
    value: np.ndarray,
    value_mask: np.ndarray | None,
    attention_mask: np.ndarray | None,
    use_causal_mask: bool,
) -> np.ndarray | None:
    """Which query may look at which position: bool (batch, queries, keys), an axis of 1 where it is the same for all.

    None where every query may look everywhere.

    Raises:
        ValueError: a mask of another shape.
    """
    batch, queries, keys = len(query), query.shape[1], value.shape[1]
    allowed = None
    if use_causal_mask:
        allowed = np.tril(np.ones((1, queries, keys), bool))
    for mask, shape in ((value_mask, (batch, keys)), (attention_mask, (batch, queries, keys))):
        if mask is None:
            continue
        if mask.shape != shape:
            raise ValueError(f"expected a mask of shape {shape}, received {mask.shape}")
        pairs = mask.astype(bool)
        pairs = pairs[:, None] if pairs.ndim == 2 else pairs
        allowed = pairs if allowed is None else allowed & pairs
    return allowed


def _side_by_side(heads: np.ndarray) -> np.ndarray:
    """From (batch, heads, positions, size) to (batch, positions, heads * size)."""
    return heads.transpose(0, 2, 1, 3).reshape(len(heads), heads.shape[2], -1)
