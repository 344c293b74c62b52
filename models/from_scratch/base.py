"""What every layer here has: parameters, gradients, a way forward and a way back."""

from collections.abc import Iterable
from typing import Self, TypeVar

import numpy as np
from numpy.typing import DTypeLike

Child = TypeVar("Child", bound="Layer")


class Layer:
    """A function of an array with parameters, and the gradient of whatever comes after it.

    ``parameters`` holds what is learned, in the order, the shapes and under the names of the Keras layer's trainable
    weights; ``gradients`` holds, after :meth:`backward`, the gradient of the loss by each of them. ``state`` is what
    the layer keeps besides and nobody learns, such as moving averages. Change a parameter in place
    (``layer.parameters["kernel"] -= ...``): a block and the layers it is made of hold the same arrays.
    """

    def __init__(self) -> None:
        self.parameters: dict[str, np.ndarray] = {}
        self.gradients: dict[str, np.ndarray] = {}
        self.state: dict[str, np.ndarray] = {}

    def forward(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """The layer's output for ``inputs``; what :meth:`backward` needs is kept until the next call."""
        raise NotImplementedError

    def backward(self, output_gradient: np.ndarray) -> np.ndarray:
        """The gradient of the loss by the inputs, from its gradient by the outputs of the last :meth:`forward`.

        ``gradients`` are overwritten, not added to.
        """
        raise NotImplementedError

    def __call__(self, inputs: np.ndarray, training: bool = False) -> np.ndarray:
        """The same as :meth:`forward`."""
        return self.forward(inputs, training=training)

    def astype(self, dtype: DTypeLike) -> Self:
        """Turn parameters and state into ``dtype``; the layer itself, for chaining."""
        self.parameters = {name: value.astype(dtype) for name, value in self.parameters.items()}
        self.state = {name: value.astype(dtype) for name, value in self.state.items()}
        return self

    def load(self, values: Iterable[np.ndarray]) -> Self:
        """Copy ``values`` into parameters and then state, in their order; the layer itself, for chaining.

        Raises:
            ValueError: another number of arrays, or one of another shape.
        """
        targets, received = {**self.parameters, **self.state}, list(values)
        if len(received) != len(targets):
            raise ValueError(f"expected {len(targets)} arrays ({', '.join(targets)}), received {len(received)}")
        for (name, target), value in zip(targets.items(), received, strict=True):
            if target.shape != value.shape:
                raise ValueError(f"expected {name} of shape {target.shape}, received {value.shape}")
            target[...] = value
        return self


class Block(Layer):
    """A layer made of layers: its parameters are theirs, named ``child/parameter``, and are the very same arrays.

    A block calls :meth:`add` for each child in the order of the Keras layer's weights and, as the last thing of its
    ``backward``, :meth:`gather_gradients`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.children: dict[str, Layer] = {}

    def add(self, name: str, child: Child) -> Child:
        """Take ``child`` in under ``name``."""
        self.children[name] = child
        self._adopt(name, child)
        return child

    def gather_gradients(self) -> None:
        """Show the children's gradients under the block's names."""
        self.gradients = {
            f"{name}/{parameter}": gradient
            for name, child in self.children.items()
            for parameter, gradient in child.gradients.items()
        }

    def astype(self, dtype: DTypeLike) -> Self:
        """Turn the children, and with them the block, into ``dtype``."""
        for name, child in self.children.items():
            self._adopt(name, child.astype(dtype))
        return self

    def _adopt(self, name: str, child: Layer) -> None:
        self.parameters |= {f"{name}/{parameter}": value for parameter, value in child.parameters.items()}
        self.state |= {f"{name}/{key}": value for key, value in child.state.items()}


def glorot_uniform(shape: tuple[int, ...], generator: np.random.Generator | None, dtype: DTypeLike) -> np.ndarray:
    """Kernels as Keras starts them: uniform in +-sqrt(6 / (inputs + outputs)) (Glorot and Bengio 2010).

    The last two axes are inputs and outputs; axes before them are the positions of a convolution's window.
    """
    generator = generator or np.random.default_rng()
    positions = int(np.prod(shape[:-2]))
    limit = np.sqrt(6 / (positions * (shape[-2] + shape[-1])))
    return generator.uniform(-limit, limit, shape).astype(dtype)
