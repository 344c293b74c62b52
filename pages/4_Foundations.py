"""Foundations: every layer and optimizer by hand, with its numbers to move and its gradients checked."""

import streamlit as st

from pages.shared.foundations import drawing, link, topics
from pages.shared.language import _
from pages.shared.page import page

with page("foundations"):
    link.begin()
    topic = link.choose(
        "topic", _("Topic"), topics.TOPICS, lambda name: _(topics.NAMES[name]), label_visibility="collapsed"
    )
    notice = st.container()
    st.html(drawing.STYLE)
    try:
        topics.show(topic)
    finally:
        # What a section has refused of the link is told even where the section ended early.
        with notice:
            link.show_rejected()
        link.end()
