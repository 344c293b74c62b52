"""One text: typed or chosen, its language recognised, and how the network saw it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from models import storage
from models.sentiment.language import recognise
from pages.shared import LANGUAGES, _, address, ngettext, number

if TYPE_CHECKING:
    from models.sentiment import Reading

TOKENS_SHOWN = 300
AUTOMATIC = "automatic"
MODELS = {code: storage.preset_for("sentiment", code) for code in LANGUAGES}
"""By language, what a link calls the model; it names none where the text's language decides."""

EXAMPLES = {
    "en": (
        "Not bad at all, I would watch it again.",
        "i am not at all bad",
        "@AcmeAir two hours late and nobody tells us why 😡",
        "The hotel upgraded us for free.",
        "The battery lasts two days, but the screen scratches easily.",
        "sooo happy with my new phone 🎉",
        "Does the library open on Sunday?",
        "The film was shot in Norway in 1998.",
    ),
    "zh": (
        "房间很干净，服务非常好，下次还会再来。",
        "说是五星级，其实连三星都不如。",
        "终于抢到演唱会的票了，太开心啦🎉",
        "@小王 地铁又坏了，上班肯定迟到😭",
        "水果坏了一半，客服也不理人。",
        "手机续航不错，就是有点重。",
        "请问图书馆周日开门吗？",
        "今天下雨。",
    ),
}
"""Texts for the models, so they are not translated: each is shown to every visitor."""


def follow_link() -> None:
    """Take over the text and the model of a link, before any widget of theirs is drawn."""
    address.take_text("sentiment_text")
    languages = {preset: code for code, preset in MODELS.items()}
    address.follow("model", "sentiment_language", languages, AUTOMATIC)


def keep_in_link() -> None:
    """Have the address carry the text and the model, and say so where the text is too long for it."""
    address.keep("model", MODELS.get(st.session_state["sentiment_language"]))
    if not address.keep_text(st.session_state.get("sentiment_text")):
        st.caption(
            _("A text of more than {limit} characters is not kept in this page's address.").format(
                limit=number(address.MOST_CHARACTERS)
            )
        )


def choose_text() -> tuple[str, str]:
    """The text to read and the language to read it in: the one chosen, else the one recognised."""
    text = st.text_area(
        _("Your sentence"),
        value=EXAMPLES[st.session_state["language"]][0],
        key="sentiment_text",
        persist_state="session",
        height=110,
        help=_("A sentence or a whole review, in English or Chinese. Ctrl+Enter reads it."),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(_("Read it"), type="primary", icon=":material/visibility:", key="sentiment_read")
        chosen = choose_language()
    return text or "", chosen if chosen in LANGUAGES else recognise(text or "")


def choose_language() -> str:
    """The language to read in: a code, or ``automatic``."""
    chosen = st.segmented_control(
        _("Language of the text"),
        [AUTOMATIC, *LANGUAGES],
        required=True,
        format_func=lambda code: _("as recognised") if code == AUTOMATIC else LANGUAGES[code],
        key="sentiment_language",
        persist_state="session",
    )
    return chosen or AUTOMATIC


def show_examples() -> None:
    """The examples of both languages as buttons; a click puts one into the text area."""
    mine = st.session_state["language"]
    st.caption(_("Or click an example:"))
    with st.container(horizontal=True, gap="xsmall", key="sentiment_examples"):
        for language in sorted(EXAMPLES, key=lambda code: code != mine):
            for position, example in enumerate(EXAMPLES[language]):
                st.button(
                    example, key=f"sentiment_example_{language}_{position}", on_click=use_example, args=(example,)
                )


def use_example(example: str) -> None:
    """Put an example into the text area, to be read in the language that is recognised."""
    st.session_state["sentiment_text"] = example
    st.session_state["sentiment_language"] = AUTOMATIC


def show_tokens(seen: Reading) -> None:
    """What the network made of the text: its tokens, those it does not know, and the pieces it was read in."""
    said = [
        ngettext("{count} token.", "{count} tokens.", len(seen.tokens)).format(count=number(len(seen.tokens))),
    ]
    if seen.unknown:
        said.append(
            ngettext("{count} of them is unknown to it.", "{count} of them are unknown to it.", seen.unknown).format(
                count=number(seen.unknown)
            )
        )
    if seen.windows > 1:
        said.append(
            _("Too long to be read at once: read in {count} pieces, whose opinions are averaged.").format(
                count=number(seen.windows)
            )
        )
    st.caption(" ".join(said))
    st.text(" · ".join(seen.tokens[:TOKENS_SHOWN]) + (" · …" if len(seen.tokens) > TOKENS_SHOWN else ""))
