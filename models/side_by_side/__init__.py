"""The one package that knows both: a Keras layer, its NumPy twin from ``models.from_scratch``, and the difference.

>>> twin = from_keras(layer)                 # a built Keras layer, its weights copied
>>> compare(layer, inputs).agrees(1e-5)      # outputs and every gradient, ours against the framework's

Importing the package costs nothing: its names are fetched, and Keras with them, when they are used.
"""

from typing import TYPE_CHECKING

from models.lazy import lazy

if TYPE_CHECKING:
    from models.side_by_side.comparison import Comparison
    from models.side_by_side.converter import CONVERTERS, compare, from_keras, twin_of, with_weights

__all__ = ["CONVERTERS", "Comparison", "compare", "from_keras", "twin_of", "with_weights"]
__getattr__ = lazy(
    __name__,
    {
        "CONVERTERS": "converter",
        "Comparison": "comparison",
        "compare": "converter",
        "from_keras": "converter",
        "twin_of": "converter",
        "with_weights": "converter",
    },
)
