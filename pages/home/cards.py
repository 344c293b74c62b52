"""A model's card on the home page: what it does, how big and how good it is, and how it came to be."""

from typing import Any

import streamlit as st

from models import storage
from models.errors import PlaygroundError
from models.storage import Preset
from pages.foundations import topics
from pages.shared import N_, PAGES, Stamp, _, escape_markdown, link_to, show_error, stamp, words

PAGE_OF = {"sentiment": "sentiment", "digit_gan": "digits", "text_generation": "text_generation"}
"""By family, the page that plays with it; the cards stand in this order."""
CARDS = [preset for family in PAGE_OF for preset in storage.shipped_for(family).values()]
TEXTS = {
    "sentiment_en": N_("Reads English, a tweet as well as a whole review: negative, neutral or positive."),
    "sentiment_zh": N_("Reads Chinese, a microblog as well as a whole review: negative, neutral or positive."),
    "digits": N_("Draws the digit you ask for from random noise, each time in another hand."),
    "shakespeare": N_("Writes scenes, speakers and verse after reading the plays."),
    "time_machine": N_("Writes the prose of H. G. Wells after reading a single novel."),
    "tang_poetry": N_("Writes Chinese poems in the forms of the Tang dynasty."),
}
HEADLINES = {"digit_gan": ("recognised_as_asked", "frechet_ratio")}
"""By family, the names of the two figures that matter most; of the others the first two."""


def show_card(preset: Preset) -> None:
    """Draw one card; a missing or damaged model says so in its place."""
    with st.container(border=True, height="stretch", key=f"card_{preset.name}"):
        st.subheader(words.title(preset.name), anchor=False)
        st.markdown(_(TEXTS[preset.name]))
        try:
            if not preset.is_here:
                storage.open_model(preset.path)
            facts, num_bytes = _facts(str(preset.path), stamp(preset.path))
        except PlaygroundError as error:
            show_error(error)
            return
        metrics = facts.get("metrics")
        metrics = metrics if isinstance(metrics, dict) else {}
        metrics = {name: entry for name, entry in metrics.items() if isinstance(entry, dict)}
        _show_headline(metrics, HEADLINES.get(preset.task, ()))
        st.caption(_history_in_words(facts, num_bytes))
        query = {"author": preset.name} if preset.task == "text_generation" else {}
        link_to(PAGE_OF[preset.task], _("Play with it"), **query)
        with st.expander(_("How it was made")):
            st.code(str(facts.get("command")), language="bash", wrap_lines=True)
            _show_all_figures(metrics)


def show_foundations() -> None:
    """The page without a trained model has its place beside the others: what it is, and a link to each topic."""
    with st.container(border=True, key="card_foundations"):
        st.subheader(_(PAGES["foundations"].title), anchor=False)
        st.markdown(_(PAGES["foundations"].lead))
        with st.container(horizontal=True, gap="medium"):
            for topic in topics.TOPICS:
                link_to("foundations", _(topics.NAMES[topic]), topic=topic)


@st.cache_data(max_entries=16, show_spinner=False)
def _facts(path: str, stamp: Stamp) -> tuple[dict[str, Any], int]:
    """The metadata of a folder whose every file is what it should be, and its size in bytes."""
    folder = storage.open_model(path)
    return folder.metadata, sum(size for _name, _time, size in stamp)


def _show_headline(metrics: dict[str, dict[str, Any]], headline: tuple[str, ...]) -> None:
    if not metrics:
        st.caption(_("Not measured yet."))
        return
    names = [name for name in headline if name in metrics] or list(metrics)
    for name, column in zip(names[:2], st.columns(2), strict=False):
        # A metric's own label is cut off where the card is narrow; a caption goes on to the next line.
        with column.container(gap=None):
            st.metric(words.term(name), _value(metrics[name]), label_visibility="collapsed")
            st.caption(_named(name, metrics[name]))


def _show_all_figures(metrics: dict[str, dict[str, Any]]) -> None:
    lines = [
        _("{figure}: **{value}**, measured on {split} ({count})").format(
            figure=_named(name, entry),
            value=_value(entry),
            split=escape_markdown(words.term(str(entry.get("split")))),
            count=words.number(entry["count"]) if isinstance(entry.get("count"), int) else "–",
        )
        for name, entry in metrics.items()
    ]
    if lines:
        st.caption("\n".join(f"- {line}" for line in lines))
    # What a figure's data had been looked at for before, once for all that share it.
    notes: dict[str, list[str]] = {}
    for name, entry in metrics.items():
        if entry.get("note"):
            notes.setdefault(str(entry["note"]), []).append(words.term(name))
    for note, names in notes.items():
        concerned = _("all figures") if len(names) == len(metrics) else _(", ").join(names)
        st.caption(_("About {figures}: {note}").format(figures=concerned, note=escape_markdown(words.term(note))))


def _named(name: str, entry: dict[str, Any]) -> str:
    """A figure's name and, where it says so, of which kind it is."""
    if "kind" not in entry:
        return words.term(name)
    return f"{words.term(name)} · {words.term(str(entry['kind']))}"


def _value(entry: dict[str, Any]) -> str:
    return words.figure(entry.get("value"), str(entry.get("unit")))


def _history_in_words(facts: dict[str, Any], num_bytes: int) -> str:
    trained = facts.get("trained_on")
    trained = trained if isinstance(trained, dict) else {}
    return _(
        "{parameters} parameters, {size} on disk. Trained on {day} in {duration} on {device} with {backend}."
    ).format(
        parameters=words.number(facts["parameters"]) if isinstance(facts.get("parameters"), int) else "–",
        size=words.size(num_bytes),
        day=words.day(trained.get("finished")),
        duration=words.duration(facts.get("wall_seconds")),
        device=escape_markdown(words.device(trained.get("device", "–"))),
        backend=escape_markdown(trained.get("backend", "–")),
    )
