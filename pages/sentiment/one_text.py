"""The view "Read": one text, its verdict, and behind tabs what it rests on."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from models.sentiment.language import recognise
from models.storage import preset_for
from pages.sentiment import origin, reading, verdict, what_if
from pages.sentiment.why import view as why
from pages.shared import _, loaders


def show(text: str, language: str) -> tuple[Callable[..., Any], ...]:
    """The verdict, then the sections about it; a section is computed when its tab is opened.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    preset = preset_for("sentiment", language)
    classifier = loaders.classifier(preset)
    prediction, seen = classifier.classify([text])[0], classifier.read(text)
    measured = classifier.reliability_of(text)
    verdict.show(prediction, seen, measured, text, language)
    functions: list[Callable[..., Any]] = [type(classifier).classify, recognise]
    sections: dict[str, Callable[[], object]] = {
        _("Why"): lambda: functions.extend(why.show(classifier, text)),
        _("What if"): lambda: what_if.show(classifier, text, language),
        _("What it read"): lambda: reading.show_tokens(seen),
    }
    if measured is not None:
        confidence = prediction.probabilities[prediction.label]
        sections[_("How often it is right")] = lambda: verdict.show_reliability(
            measured, confidence, len(classifier.labels)
        )
    for tab, section in zip(
        st.tabs(list(sections), key="sentiment_tab", on_change="rerun"), sections.values(), strict=True
    ):
        if tab.open:
            with tab:
                section()
    # No tab of its own: on a phone there is no room for a fifth.
    about = st.expander(
        _("Where it comes from"), icon=":material/history_edu:", key="sentiment_origin", on_change="rerun"
    )
    if about.open:
        with about:
            origin.show(preset)
    return tuple(functions)
