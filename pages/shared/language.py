"""Two languages: which one this visitor reads, and every sentence in it.

English is the key itself; the Chinese catalog is a ``.po`` file under ``locale/``, compiled in memory.
``python -m pages.shared.catalog update`` adds the sentences that are new in the code.
"""

import gettext
import io
import re
from functools import lru_cache
from pathlib import Path

import streamlit as st
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from models.errors import PlaygroundError

LOCALE_FOLDER = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "zh": "中文"}
"""The languages by code, each called what its readers call it."""


@lru_cache(maxsize=len(LANGUAGES))
def translations(language: str) -> gettext.NullTranslations:
    """The compiled catalog of one language; for English, whose sentences are the keys, an empty one."""
    if language == "en":
        return gettext.NullTranslations()
    with (LOCALE_FOLDER / language / "playground.po").open("rb") as file:
        catalog = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def current_language() -> str:
    """The code of the language that this visitor reads: ``en`` or ``zh``."""
    return st.session_state.get("language", "en")


def choose_language(went_back: bool = False) -> str:
    """Settle the visitor's language for this run: the URL's ``lang``, else the last one used, else the browser's.

    Args:
        went_back: by the browser's Back. An address without ``lang`` is then from before the first switch.
    """
    asked = st.query_params.get("lang")
    if asked not in LANGUAGES:
        spoken = "zh" if (st.context.locale or "").lower().startswith("zh") else "en"
        asked = spoken if went_back else st.session_state.get("language", spoken)
    st.session_state["language"] = asked
    return asked


def _(message: str) -> str:
    """The sentence ``message`` in the visitor's language."""
    return translations(current_language()).gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    """One of the two sentences, by ``count``, in the visitor's language."""
    return translations(current_language()).ngettext(singular, plural, count)


def pgettext(context: str, message: str) -> str:
    """``message`` in the visitor's language where one English word needs two others: ``context`` says which."""
    return translations(current_language()).pgettext(context, message)


def N_(message: str) -> str:
    """Mark a sentence for the catalogs where it is declared; ``_`` translates it where it is shown."""
    return message


def escape_markdown(text: object) -> str:
    """``text`` so that Streamlit's Markdown shows it as it is written, on one line."""
    # An underscore within a word means nothing to Markdown; the names of presets are full of them.
    return re.sub(r"([\\`*{}\[\]<>#|~$:&]|(?<!\w)_|_(?!\w))", r"\\\1", " ".join(str(text).split()))


def sentence(error: PlaygroundError) -> str:
    """An error in the visitor's language, as Markdown: its values escaped, `code` kept as code."""
    parts = _(error.message).split("`")
    plain = {name: escape_markdown(value) for name, value in error.values.items()}
    code = {name: " ".join(str(value).replace("`", "'").split()) for name, value in error.values.items()}
    return "`".join(part.format(**(code if index % 2 else plain)) for index, part in enumerate(parts))
