"""Train it here: the articles' small programs, run on the page with live curves, stopped and started over."""

import streamlit as st

from pages.foundations.train import character_rnn, contains_character, reads_sentences, two_by_two
from pages.shared import N_, _, address

PROGRAMS = {
    "two_by_two": N_("Four weights"),
    "contains_character": N_("Finds a letter"),
    "reads_sentences": N_("Reads sentences"),
    "character_rnn": N_("Writes"),
}
"""In the order of difficulty; each is a module here and one of ``models.from_scratch.programs``."""
VIEWS = {
    "two_by_two": two_by_two,
    "contains_character": contains_character,
    "reads_sentences": reads_sentences,
    "character_rnn": character_rnn,
}


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "Four small networks, each written out by hand in one file of NumPy, train here in seconds. Choose one, "
            "press *Train* and watch; stop it, change the optimizer or the learning rate, and start over."
        )
    )
    name = address.choose("program", _("Program"), PROGRAMS, collapsed=True)
    st.caption(
        _("The whole program, on the command line: {command}").format(
            command=f"`python -m models.from_scratch.programs.{name}`"
        )
    )
    VIEWS[name].show()
