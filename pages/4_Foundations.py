"""Foundations: every layer and optimizer by hand, with its numbers to move and its gradients checked."""

import streamlit as st

from pages.foundations import drawing, gan, topics
from pages.foundations.attention import view as attention
from pages.foundations.backpropagation import view as backpropagation
from pages.foundations.layers import view as layers
from pages.foundations.optimizers import view as optimizers
from pages.foundations.proof import view as proof
from pages.foundations.recurrent import view as recurrent
from pages.foundations.train import view as train
from pages.shared import _, address, page

# Each topic's section; the names and their order are in topics.py.
SECTIONS = {
    "backpropagation": backpropagation,
    "optimizers": optimizers,
    "layers": layers,
    "recurrent": recurrent,
    "attention": attention,
    "gan": gan,
    "train": train,
    "proof": proof,
}

with page("foundations"):
    topic = address.choose("topic", _("Topic"), topics.NAMES, collapsed=True)
    st.html(drawing.STYLE)
    SECTIONS[topic].show()
