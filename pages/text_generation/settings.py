"""What the visitor asks for: the beginning, and how to write on from it. Each setting is kept in the link."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import streamlit as st

from models.text_generation.sampling import PROMPT_CHARACTERS_READ
from pages.shared import _, characters, checked, escape_markdown, number
from pages.text_generation import poem
from pages.text_generation.drafts import MOST_CANDIDATES, Sampling, Wish

if TYPE_CHECKING:
    from models.text_generation import TextGenerator

MOST_CHARACTERS = 10_000
LONGEST_PROMPT = 200_000
UNKNOWN_NAMED = 20


def choose_wish(generator: TextGenerator) -> Wish:
    """The beginning and the settings. A widget's limits are advice to the browser, so they are checked."""
    prompt = choose_beginning(generator)
    form, prompt = poem.choose_form(generator, prompt)
    left, right = st.columns(2)
    length = left.slider(
        _("Characters to write"),
        50,
        MOST_CHARACTERS,
        600,
        50,
        key="text_length",
        bind="query-params",
    )
    temperature = right.slider(
        _("Temperature"),
        0.0,
        2.0,
        0.8,
        0.05,
        key="text_temperature",
        bind="query-params",
        help=_("How daring the choice of each character is: 0 always takes the most probable one."),
    )
    with st.expander(_("More settings"), icon=":material/tune:"):
        left, right = st.columns(2)
        top_k = left.number_input(
            _("Top-k"),
            0,
            1_000,
            0,
            key="text_top_k",
            bind="query-params",
            help=_("Choose among the k most probable characters only; 0 for all."),
        )
        top_p = right.slider(
            _("Top-p"),
            0.05,
            1.0,
            1.0,
            0.05,
            key="text_top_p",
            bind="query-params",
            help=_("Choose among the most probable characters that together reach this probability; 1 for all."),
        )
        seed = left.number_input(
            _("Seed"),
            0,
            2**31 - 1,
            None,
            key="text_seed",
            bind="query-params",
            placeholder=_("another one each time"),
            help=_("The same seed and settings write the same text. Empty: another one each time."),
        )
        num_candidates = right.slider(
            _("Texts side by side"),
            1,
            MOST_CANDIDATES,
            1,
            key="text_candidates",
            bind="query-params",
            help=_("Several texts from one beginning, by seeds that follow one another; choose one to go on with."),
        )
    checked(_("Characters to write"), length, 1, MOST_CHARACTERS)
    checked(_("Temperature"), temperature, 0, 2)
    checked(_("Top-k"), top_k or 0, 0, 1_000)
    checked(_("Top-p"), top_p, 0.05, 1)
    checked(_("Texts side by side"), num_candidates, 1, MOST_CANDIDATES)
    return Wish(
        prompt=prompt,
        length=int(length),
        sampling=Sampling(
            temperature=float(temperature),
            top_k=int(top_k) if top_k else None,
            top_p=float(top_p) if top_p < 1 else None,
            form=form,
        ),
        seed=secrets.randbelow(2**31) if seed is None else int(seed),
        num_candidates=int(num_candidates),
    )


def choose_beginning(generator: TextGenerator) -> str:
    """The beginning, and what of it the network will not read or does not know."""
    prompt = st.text_area(
        _("Beginning"),
        key="text_prompt",
        max_chars=LONGEST_PROMPT,
        height=100,
        persist_state="session",
        help=_("The network writes on from here. It may be empty: then the text begins with a new line."),
    )
    prompt = prompt or ""
    checked(_("Beginning"), len(prompt), 0, LONGEST_PROMPT)
    said = []
    if len(prompt) > PROMPT_CHARACTERS_READ:
        said.append(
            _("The beginning has {all}; the network reads the last {read} of them.").format(
                all=characters(len(prompt)), read=number(PROMPT_CHARACTERS_READ)
            )
        )
    unknown = generator.unknown_characters(prompt[-PROMPT_CHARACTERS_READ:])
    if unknown:
        named = escape_markdown(" ".join(unknown[:UNKNOWN_NAMED]))
        more = len(unknown) - UNKNOWN_NAMED
        said.append(
            _(
                "Absent from the training text, or too rare in it: {characters}. The network reads each as “unknown”, "
                "a sign of its own that keeps the place, and never writes one itself."
            ).format(characters=named if more <= 0 else _("{some} and {more} more").format(some=named, more=more))
        )
    # An element in any case, so that what follows keeps its place on the page.
    st.caption(" ".join(said)) if said else st.empty()
    return prompt
