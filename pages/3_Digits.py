"""Digits: have them drawn, walk between hands, play against the discriminator, and see whether the GAN is honest."""

from collections.abc import Callable
from typing import Any

from pages.digits import draw, honest, learnt, link, opinion, walk
from pages.digits.own import view as own
from pages.shared import loaders
from pages.shared.page import page
from pages.shared.source import show_code

# Each view draws its section and returns the functions that the page shows at its end. Those of link.VIEW_NAMES.
VIEWS: dict[str, Callable[[Any], tuple[Callable[..., Any], ...]]] = {
    "draw": draw.show,
    "walk": walk.show,
    "opinion": opinion.show,
    "honest": honest.show,
    "learnt": learnt.show,
    "own": own.show,
}

with page("digits"):
    link.follow(list(VIEWS))
    view = link.choose_view(VIEWS)
    link.keep(view)
    show_code(*VIEWS[view](loaders.sampler("digits")))
