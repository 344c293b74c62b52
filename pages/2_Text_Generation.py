"""Text generation: choose an author, give a beginning, and read along while a network writes on."""

import streamlit as st

from pages.shared import writing
from pages.shared.language import _
from pages.shared.loaders import load
from pages.shared.page import page
from pages.shared.source import show_code

with page("text_generation"):
    author = writing.choose_author()
    wish = writing.choose_wish(author)
    generator = load(author)
    writing.show_unknown(generator, wish.prompt)

    buttons = st.container(horizontal=True, key="text_buttons")
    paper = st.container(border=True, height=420, autoscroll=True, key="paper")
    facts = st.empty()

    writing.show_buttons(buttons, generator, author, wish)
    job = writing.current_job(author)
    if job is None:
        paper.caption(_("The text will appear here."))
    else:
        was_running = job.running
        writing.write(job, paper.empty())
        facts.caption(writing.in_words(job))
        if was_running:
            st.rerun()  # the buttons now mean something else
    show_code(writing.write, type(generator).stream)
