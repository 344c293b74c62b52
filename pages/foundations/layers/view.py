"""Layers: embedding, convolution, pooling, normalization and dropout on a few numbers that the visitor changes."""

from pages.foundations.layers import convolution, dropout, embedding, normalization, pooling, transposed
from pages.shared import N_, _, address

NAMES = {
    "convolution": N_("Convolution"),
    "transposed": N_("Transposed convolution"),
    "pooling": N_("Pooling"),
    "embedding": N_("Embedding"),
    "normalization": N_("Normalization"),
    "dropout": N_("Dropout"),
}
VIEWS = {
    "convolution": convolution,
    "transposed": transposed,
    "pooling": pooling,
    "embedding": embedding,
    "normalization": normalization,
    "dropout": dropout,
}


def show() -> None:
    """The section."""
    chosen = address.choose("layer", _("Layer"), NAMES, collapsed=True)
    VIEWS[chosen].show()
