"""The one package that knows both: a Keras layer, its NumPy twin from ``models.from_scratch``, and the difference.

>>> twin = from_keras(layer)                 # a built Keras layer, its weights copied
>>> compare(layer, inputs).agrees(1e-5)      # outputs and every gradient, ours against the framework's

Importing the package costs nothing: its names are fetched, and Keras with them, when they are used.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from models.side_by_side.comparison import Comparison
    from models.side_by_side.converter import CONVERTERS, compare, from_keras, twin_of, with_weights

__all__ = ["CONVERTERS", "Comparison", "compare", "from_keras", "twin_of", "with_weights"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = "comparison" if name == "Comparison" else "converter"
    value = globals()[name] = getattr(import_module(f"{__name__}.{home}"), name)
    return value
