"""Sentiment: type a sentence, see how it feels. The language is recognised from the text."""

import streamlit as st

from pages.shared import reading
from pages.shared.language import LANGUAGES, _
from pages.shared.loaders import load
from pages.shared.page import page
from pages.shared.source import show_code

AUTOMATIC = "automatic"

with page("sentiment"):
    text = st.text_area(
        _("Your sentence"),
        value=reading.EXAMPLES[st.session_state["language"]][0],
        key="sentiment_text",
        persist_state="session",
        height=110,
        help=_("A sentence or a whole review, in English or Chinese. Ctrl+Enter reads it."),
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button(_("Read it"), type="primary", icon=":material/visibility:", key="sentiment_read")
        chosen = st.segmented_control(
            _("Language of the text"),
            [AUTOMATIC, *LANGUAGES],
            default=AUTOMATIC,
            required=True,
            format_func=lambda code: _("as recognised") if code == AUTOMATIC else LANGUAGES[code],
            key="sentiment_language",
            persist_state="session",
        )
    result = st.container()
    reading.show_examples()

    if not text.strip():
        result.info(_("Type a sentence above, or click an example."))
    else:
        language = chosen if chosen in LANGUAGES else reading.recognise(text)
        with result:
            classifier = load(f"sentiment_{language}")
            reading.show_prediction(classifier.classify([text])[0], language)
            reading.show_reading(classifier, text)
        show_code(type(classifier).classify, reading.recognise)
