"""The view "Compare": one sentence through the Transformer and all of its rivals, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models import storage
from models.errors import PlaygroundError
from pages.sentiment.reading import use_example
from pages.shared import N_, _, charts, figure, loaders, ngettext, number, percent, show_error, size, term

if TYPE_CHECKING:
    from models.sentiment import SentimentClassifier

TRANSFORMER = "sentiment_en"
READINGS = 3


@dataclass(frozen=True)
class Reader:
    """One way to read a sentence, in words."""

    name: str
    """The same in every language where it is an acronym."""
    idea: str
    """What it can and cannot see."""


READERS = {
    "sentiment_linear": Reader(
        N_("N-grams, linear"),
        N_(
            "Adds up one number for every token, pair and triple of tokens that it knows. It knows “not good” as a "
            "pair, but a “not” that stands five words away is just another number."
        ),
    ),
    "sentiment_bag": Reader(
        N_("Bag of embeddings"),
        N_(
            "Averages the vectors of all tokens and decides on the average. It has no order: “not bad but good” and "
            "“not good but bad” are the same to it."
        ),
    ),
    "sentiment_textcnn": Reader(
        "TextCNN",
        N_(
            "Slides detectors over three, four and five tokens and keeps the strongest answer of each. It finds a "
            "telling phrase anywhere, but cannot say which phrase came first or how two of them belong together."
        ),
    ),
    "sentiment_rnn": Reader(
        N_("Vanilla RNN"),
        N_(
            "Reads from left to right and mixes each token into one small state. It sees the order, but every token "
            "overwrites a little of what came before: it forgets the beginning."
        ),
    ),
    "sentiment_gru": Reader(
        "GRU",
        N_(
            "An RNN with two gates that decide how much of its state to keep and how much to renew. It remembers "
            "longer, yet the whole sentence must fit into one state."
        ),
    ),
    "sentiment_lstm": Reader(
        "LSTM",
        N_(
            "An RNN with three gates and a memory of its own beside the state. It can carry a “not” over many words, "
            "if training has shown it why it should."
        ),
    ),
    "sentiment_bilstm": Reader(
        N_("Bidirectional LSTM"),
        N_(
            "Two LSTMs, one from the left and one from the right. Both ends of the sentence are fresh in its memory; "
            "what stands in the middle is far from each."
        ),
    ),
    TRANSFORMER: Reader(
        "Transformer",
        N_(
            "Every token looks at every other one directly, however far away, with n-gram detectors beside it. "
            "It forgets nothing, and pays for that with many times the parameters."
        ),
    ),
}
"""From the simplest to the one that sees most."""

EXAMPLES = (
    "It was not bad, it was good.",
    "It was not good, it was bad.",
    "I can't say I didn't enjoy it.",
    "I did not, whatever my friends and all the papers had promised me, enjoy a single minute.",
    "I wanted to hate it, but I loved it.",
    "Nobody who has seen it would call it a failure.",
    "The film runs for ninety minutes.",
)
"""Negation, the same words in another order, double negation, a long way from the "not" to its verb, a turn, a fact.

Texts for the models, so they are not translated."""


@dataclass(frozen=True)
class Answer:
    """What one reader said about a text, and what is known about it."""

    preset: str
    label: str
    probabilities: dict[str, float]
    milliseconds: float
    parameters: int | None
    num_bytes: int
    metrics: dict[str, Any]

    @property
    def name(self) -> str:
        """The reader's name in the visitor's language."""
        return _(READERS[self.preset].name)


def show(text: str, language: str) -> tuple[Callable[..., Any], ...]:
    """Every reader's verdict on a text, who disagrees, and how each of them reads.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    if language != "en":
        st.info(_("The Transformer's rivals read English only: type an English sentence, or click an example."))
        return (ask,)
    answers = []
    with st.spinner(_("Asking all of them …")):
        for preset in READERS:
            try:
                answers.append(ask(preset, loaders.classifier(preset), text))
            except PlaygroundError as error:
                show_error(error)
    if answers:
        st.markdown("\n\n".join(in_words(answers)))
        charts.show(stacked_bars(answers), "sentiment_compare_chart", alt=" ".join(in_words(answers)))
        _show_table(answers)
    with st.expander(_("How each of them reads, and what it cannot see"), icon=":material/school:", expanded=True):
        st.markdown("\n".join(f"- **{_(reader.name)}**: {_(reader.idea)}" for reader in READERS.values()))
    return ask, disagreement, *({type(loaders.classifier(TRANSFORMER)).classify} if answers else ())


def ask(preset: str, classifier: SentimentClassifier, text: str) -> Answer:
    """One reader's answer; its time is the quickest of three readings: another visitor's click does not count."""
    seconds = []
    for _reading in range(READINGS):
        started = time.perf_counter()
        (prediction,) = classifier.classify([text])
        seconds.append(time.perf_counter() - started)
    path = storage.PRETRAINED / preset
    metadata = storage.ModelFolder(path).metadata
    return Answer(
        preset,
        prediction.label,
        prediction.probabilities,
        1000 * min(seconds),
        metadata.get("parameters"),
        sum(file_size for _name, _time, file_size in loaders.stamp(path)),
        metadata.get("metrics") or {},
    )


def disagreement(labels: Sequence[str]) -> dict[str, list[int]]:
    """Who says what: label -> the positions of those who say it, the label of most of them first."""
    said: dict[str, list[int]] = {}
    for position, label in enumerate(labels):
        said.setdefault(label, []).append(position)
    return dict(sorted(said.items(), key=lambda item: -len(item[1])))


def in_words(answers: Sequence[Answer]) -> list[str]:
    """The comparison in sentences: who says what, and who contradicts the majority and the Transformer."""
    said = disagreement([answer.label for answer in answers])
    groups = {label: [answers[position].name for position in positions] for label, positions in said.items()}
    if len(said) == 1:
        (label,) = said
        return [
            ngettext("Only one could be asked; it says {label}.", "All {count} say {label}.", len(answers)).format(
                count=number(len(answers)), label=f"**{term(label)}**"
            )
        ]
    sentences = [
        ngettext("{count} says {label}: {names}.", "{count} say {label}: {names}.", len(names)).format(
            count=number(len(names)), label=f"**{term(label)}**", names=_(", ").join(names)
        )
        for label, names in groups.items()
    ]
    first, second = (len(names) for names in list(groups.values())[:2])
    minority = [name for label, names in list(groups.items())[1:] for name in names]
    transformer = next((answer for answer in answers if answer.preset == TRANSFORMER), None)
    if first == second:
        sentences.append(_("They are divided: no label has more voices than every other."))
    elif transformer is not None and transformer.name not in minority:
        sentences.append(_("Against the majority and the Transformer: {names}.").format(names=_(", ").join(minority)))
        transformer = None
    else:
        sentences.append(_("Against the majority: {names}.").format(names=_(", ").join(minority)))
    if transformer is not None:
        against = [answer.name for answer in answers if answer.label != transformer.label]
        sentences.append(
            _("The Transformer says {label}; not of its opinion: {names}.").format(
                label=f"**{term(transformer.label)}**", names=_(", ").join(against)
            )
        )
    return [" ".join(sentences[: len(groups)]), " ".join(sentences[len(groups) :])]


def stacked_bars(answers: Sequence[Answer]) -> go.Figure:
    """One bar a reader, cut into the probabilities of the labels; the Transformer at the bottom."""
    chart = go.Figure()
    for label in answers[0].probabilities:
        values = [answer.probabilities.get(label, 0.0) for answer in answers]
        chart.add_bar(
            x=values,
            y=[answer.name for answer in answers],
            orientation="h",
            name=term(label),
            marker={"color": charts.LABEL_COLORS.get(label, charts.LINE_COLORS[0])},
            # A bar too narrow for its number has none: the table below has them all.
            text=[percent(value, 0) if value >= 0.12 else "" for value in values],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"color": "white"},
            hovertemplate="%{y}: %{x:.1%}<extra>" + term(label) + "</extra>",
        )
    chart.update_layout(height=38 * len(answers) + 60, barmode="stack", bargap=0.25, showlegend=True, **charts.quiet())
    chart.update_layout(
        legend={"orientation": "h", "traceorder": "normal", "y": 1.02, "yanchor": "bottom", "x": 0, "xanchor": "left"}
    )
    chart.update_xaxes(range=[0, 1], visible=False, fixedrange=True)
    chart.update_yaxes(autorange="reversed", showgrid=False, fixedrange=True, ticksuffix="  ")
    return chart


def _show_table(answers: Sequence[Answer]) -> None:
    labels = list(answers[0].probabilities)
    rows = []
    for answer in answers:
        row = {_("reader"): answer.name, _("verdict"): term(answer.label)}
        row |= {term(label): percent(answer.probabilities.get(label, 0.0)) for label in labels}
        row[_("time")] = _("{milliseconds} ms").format(milliseconds=f"{answer.milliseconds:.1f}")
        row[_("parameters")] = "–" if answer.parameters is None else number(answer.parameters)
        row[_("on disk")] = size(answer.num_bytes)
        for name, head in (("sst2_accuracy", "SST-2"), ("imdb_accuracy", "IMDB")):
            row[head] = figure(answer.metrics.get(name, {}).get("value"), "accuracy")
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="sentiment_compare_table")
    st.caption(
        _(
            "Time: this sentence, read by this machine just now, the quickest of {count} readings. SST-2 and IMDB: how "
            "often each is right on their test sets, from its own folder."
        ).format(count=READINGS)
    )


def show_examples() -> None:
    """Sentences that are known to be hard, as buttons; a click puts one into the text area."""
    st.caption(_("Or click a sentence that is known to be hard:"))
    with st.container(horizontal=True, gap="xsmall", key="sentiment_compare_examples"):
        for position, example in enumerate(EXAMPLES):
            st.button(example, key=f"sentiment_compare_example_{position}", on_click=use_example, args=(example,))
