"""Digits: have them drawn, walk between hands, play against the discriminator, and see whether the GAN is honest."""

from collections.abc import Callable
from typing import Any

from pages.digits import draw, honest, learnt, opinion, walk
from pages.digits.own import view as own
from pages.shared import N_, _, address, loaders, page, show_code

# Each view draws its section and returns the functions that the page shows at its end.
VIEWS: dict[str, Callable[[Any], tuple[Callable[..., Any], ...]]] = {
    "draw": draw.show,
    "walk": walk.show,
    "opinion": opinion.show,
    "honest": honest.show,
    "learnt": learnt.show,
    "own": own.show,
}
NAMES = {
    "draw": N_("Draw"),
    "walk": N_("Walk"),
    "opinion": N_("Real or drawn?"),
    "honest": N_("Is it honest?"),
    "learnt": N_("How it learnt"),
    "own": N_("Draw one yourself"),
}

with page("digits", whole=("view", "way", "gan")):
    view = address.choose("view", _("View"), NAMES, collapsed=True)
    show_code(*VIEWS[view](loaders.sampler("digits")))
