"""What at least two pages use, to be imported from here; a name's module is fetched when it is asked for.

Larger tools are modules of their own: ``charts``, ``address``, ``uploads``, ``warm_up``.
"""

from typing import TYPE_CHECKING

from models.lazy import lazy

if TYPE_CHECKING:
    from pages.shared.frame import PAGES, link_to, page, show_error
    from pages.shared.language import LANGUAGES, N_, _, current_language, escape_markdown, ngettext, pgettext, sentence
    from pages.shared.limits import checked, whole, whole_within, within
    from pages.shared.loaders import Stamp, open_own, stamp
    from pages.shared.source import show_code
    from pages.shared.words import characters, duration, figure, number, percent, shortened, size, term, title

__all__ = [
    "LANGUAGES",
    "N_",
    "PAGES",
    "Stamp",
    "_",
    "characters",
    "checked",
    "current_language",
    "duration",
    "escape_markdown",
    "figure",
    "link_to",
    "ngettext",
    "number",
    "open_own",
    "page",
    "percent",
    "pgettext",
    "sentence",
    "shortened",
    "show_code",
    "show_error",
    "size",
    "stamp",
    "term",
    "title",
    "whole",
    "whole_within",
    "within",
]
__getattr__ = lazy(
    __name__,
    {
        "PAGES": "frame",
        "link_to": "frame",
        "page": "frame",
        "show_error": "frame",
        "LANGUAGES": "language",
        "N_": "language",
        "_": "language",
        "current_language": "language",
        "escape_markdown": "language",
        "ngettext": "language",
        "pgettext": "language",
        "sentence": "language",
        "checked": "limits",
        "whole": "limits",
        "whole_within": "limits",
        "within": "limits",
        "Stamp": "loaders",
        "open_own": "loaders",
        "stamp": "loaders",
        "show_code": "source",
        "characters": "words",
        "duration": "words",
        "figure": "words",
        "number": "words",
        "percent": "words",
        "shortened": "words",
        "size": "words",
        "term": "words",
        "title": "words",
    },
)
