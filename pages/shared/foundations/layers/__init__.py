"""Layers: embedding, convolution, pooling, normalization and dropout on a few numbers that the visitor changes.

A view's module is imported when it is chosen.
"""

import importlib

from pages.shared.foundations import link
from pages.shared.language import N_, _

NAMES = {
    "convolution": N_("Convolution"),
    "transposed": N_("Transposed convolution"),
    "pooling": N_("Pooling"),
    "embedding": N_("Embedding"),
    "normalization": N_("Normalization"),
    "dropout": N_("Dropout"),
}


def show() -> None:
    """The section."""
    chosen = link.choose("layer", _("Layer"), list(NAMES), lambda name: _(NAMES[name]), label_visibility="collapsed")
    importlib.import_module(f"pages.shared.foundations.layers.{chosen}").show()
