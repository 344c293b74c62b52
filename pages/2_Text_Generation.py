"""Text generation: choose an author, give a beginning, read along while a network writes on, and look into it."""

from collections.abc import Callable
from typing import Any

from pages.shared.page import page
from pages.shared.source import show_code
from pages.text_generation import authors, given, link, writing
from pages.text_generation.microscope import view as microscope
from pages.text_generation.own_author import view as own_author
from pages.text_generation.surprise import view as surprise

# Each view draws its section and returns the functions that the page shows at its end.
ABOUT_A_TEXT: dict[str, Callable[[str, Any, str], tuple[Callable[..., Any], ...]]] = {
    "surprise": surprise.show,
    "microscope": microscope.show,
}
OTHERS: dict[str, Callable[[], tuple[Callable[..., Any], ...]]] = {"own": own_author.show}

with page("text_generation"):
    views = ["write", *ABOUT_A_TEXT, *OTHERS]
    link.follow(views)
    view = link.choose_view(views)
    if view in OTHERS:
        link.keep(view, None)
        show_code(*OTHERS[view]())
    else:
        author = authors.choose_author()
        generator = authors.generator_of(author)
        if view == "write":
            desk = writing.show(author, generator)
            link.keep(view, author)
            show_code(*desk.functions)
            # Last, so that the whole page stands while the text grows.
            desk.write_on()
        else:
            text = given.choose_text(author)
            link.keep(view, author)
            show_code(*ABOUT_A_TEXT[view](author, generator, text))
