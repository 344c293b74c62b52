"""The view "Compare": one sentence through the pre-trained Transformer and all of its rivals, side by side."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from models import storage
from models.errors import PlaygroundError
from pages.sentiment.reading import use_example
from pages.sentiment.verdict import joined
from pages.shared import N_, _, charts, figure, loaders, ngettext, number, percent, show_error, size, term

if TYPE_CHECKING:
    from models.sentiment import SentimentClassifier

READINGS = 3


@dataclass(frozen=True)
class Reader:
    """One way to read a sentence, in words."""

    name: str
    """The same in every language where it is an acronym."""
    idea: str
    """What it can and cannot see."""


READERS = {
    "linear": Reader(
        N_("N-grams, linear"),
        N_(
            "Adds up one number for every token, pair and triple of tokens that it knows. It knows “not good” as a "
            "pair, but a “not” that stands five words away is just another number."
        ),
    ),
    "bag": Reader(
        N_("Bag of embeddings"),
        N_(
            "Averages the vectors of all tokens and decides on the average. It has no order: “not bad but good” and "
            "“not good but bad” are the same to it."
        ),
    ),
    "textcnn": Reader(
        "TextCNN",
        N_(
            "Slides detectors over three, four and five tokens and keeps the strongest answer of each. It finds a "
            "telling phrase anywhere, but cannot say which phrase came first or how two of them belong together."
        ),
    ),
    "rnn": Reader(
        N_("Vanilla RNN"),
        N_(
            "Reads from left to right and mixes each token into one small state. It sees the order, but every token "
            "overwrites a little of what came before: it forgets the beginning."
        ),
    ),
    "gru": Reader(
        "GRU",
        N_(
            "An RNN with two gates that decide how much of its state to keep and how much to renew. It remembers "
            "longer, yet the whole sentence must fit into one state."
        ),
    ),
    "lstm": Reader(
        "LSTM",
        N_(
            "An RNN with three gates and a memory of its own beside the state. It can carry a “not” over many words, "
            "if training has shown it why it should."
        ),
    ),
    "bilstm": Reader(
        N_("Bidirectional LSTM"),
        N_(
            "Two LSTMs, one from the left and one from the right. Both ends of the sentence are fresh in its memory; "
            "what stands in the middle is far from each."
        ),
    ),
    "transformer": Reader(
        N_("Transformer from scratch"),
        N_(
            "Every token looks at every other one directly, however far away: it forgets nothing. But it begins with "
            "random numbers, so a word that its training texts seldom have means little to it."
        ),
    ),
    "encoder": Reader(
        N_("Pre-trained Transformer"),
        N_(
            "The same kind of network, but larger, and it had read a great deal of other text before it saw the first "
            "label: it knows which words are used alike, and pays for that with many times the parameters."
        ),
    ),
}
"""By what they are, from the simplest to the one that sees most."""
TEST_SETS = {
    "sst2_accuracy": "SST-2",
    "imdb_accuracy": "IMDB",
    "semeval_tweets_accuracy": N_("tweets"),
    "hotels_accuracy": N_("hotels"),
    "shopping_accuracy": N_("products"),
    "microblogs_accuracy": N_("microblogs"),
}
"""The figures that the table shows where a reader has them, and what they were measured on."""

EXAMPLES = {
    "en": (
        "It was not bad, it was good.",
        "It was not good, it was bad.",
        "I can't say I didn't enjoy it.",
        "I did not, whatever my friends and all the papers had promised me, enjoy a single minute.",
        "Thought the headphones were junk, now I take them everywhere.",
        "Nobody who has tried it would call it a failure.",
        "great, the train is late again 🙄",
        "They mended my bike for free.",
        "The film runs for ninety minutes.",
    ),
    "zh": (
        "不是不好，是很好。",
        "不是很好，是不好。",
        "我不能说我不喜欢。",
        "不管朋友和各家报纸事先怎么夸，我从头到尾没有一分钟看得开心。",
        "本来以为这耳机是垃圾，现在去哪儿都带着。",
        "用过的人没有一个说它失败。",
        "真好，地铁又晚点了🙄",
        "他们免费帮我修好了自行车。",
        "这部电影片长九十分钟。",
    ),
}
"""Negation, the same words in another order, double negation, a long way from the "not" to its verb, a turn, nobody,
irony, an event, a fact.

Texts for the models, so they are not translated: each is shown to every visitor."""


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
        return _(reader(self.preset).name)


def reader(preset: str) -> Reader:
    """What is said of a shipped model or of one of its rivals."""
    return READERS[kind_of(preset)]


def kind_of(preset: str) -> str:
    """What a sentiment model is, a name of :data:`READERS`: the names of rivals end in it."""
    return preset.rsplit("_", 1)[-1] if storage.PRESETS[preset].rival_of else "encoder"


def readers(language: str) -> list[str]:
    """The presets that read a language, ``en`` or ``zh``: the rivals, then the shipped model."""
    shipped = storage.preset_for("sentiment", language)
    return [*storage.rivals_of(shipped), shipped]


def show(text: str, language: str) -> tuple[Callable[..., Any], ...]:
    """Every reader's verdict on a text, who disagrees, what pre-training brings, and how each of them reads.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    functions: list[Callable[..., Any]] = [ask, disagreement]
    answers = []
    with st.spinner(_("Asking all of them …")):
        for preset in readers(language):
            try:
                classifier = loaders.classifier(preset)
                answers.append(ask(preset, classifier, text))
                functions[2:] = [type(classifier).classify]
            except PlaygroundError as error:
                show_error(error)
    if answers:
        st.markdown("\n\n".join(in_words(answers)))
        charts.show(stacked_bars(answers), "sentiment_compare_chart", alt=joined(*in_words(answers)))
        _show_table(answers)
        brought = what_pretraining_brings({kind_of(answer.preset): answer for answer in answers})
        if brought:
            st.markdown(brought)
    with st.expander(_("How each of them reads, and what it cannot see"), icon=":material/school:", expanded=True):
        described = map(reader, readers(language))
        st.markdown("\n".join(f"- **{_(one.name)}**: {_(one.idea)}" for one in described))
    return tuple(functions)


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
    """The comparison in sentences: who says what, and who contradicts the majority and the pre-trained Transformer."""
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
    encoder = next((answer for answer in answers if kind_of(answer.preset) == "encoder"), None)
    if first == second:
        sentences.append(_("They are divided: no label has more voices than every other."))
    elif encoder is not None and encoder.name not in minority:
        sentences.append(
            _("Against the majority and the pre-trained Transformer: {names}.").format(names=_(", ").join(minority))
        )
        encoder = None
    else:
        sentences.append(_("Against the majority: {names}.").format(names=_(", ").join(minority)))
    if encoder is not None:
        against = [answer.name for answer in answers if answer.label != encoder.label]
        sentences.append(
            _("The pre-trained Transformer says {label}; not of its opinion: {names}.").format(
                label=f"**{term(encoder.label)}**", names=_(", ").join(against)
            )
        )
    return [joined(*sentences[: len(groups)]), joined(*sentences[len(groups) :])]


def what_pretraining_brings(answers: Mapping[str, Answer]) -> str | None:
    """Both Transformers beside each other, in sentences; None where one of them has not answered.

    Args:
        answers: by what the reader is.
    """
    if not {"transformer", "encoder"} <= set(answers):
        return None
    scratch, encoder = answers["transformer"], answers["encoder"]
    said = [
        _(
            "**What pre-training brings:** both Transformers learnt sentiment from the same texts, but one began with "
            "random numbers, the other with an encoder that others had pre-trained on a great deal of text. Here the "
            "one says {first}, the other {second}."
        ).format(first=_sure_of(scratch), second=_sure_of(encoder))
    ]
    values = {name: [answer.metrics.get(name, {}).get("value") for answer in (scratch, encoder)] for name in TEST_SETS}
    figures = [
        _("{test_set} {first} and {second}").format(
            test_set=_(TEST_SETS[name]), first=figure(first, "accuracy"), second=figure(second, "accuracy")
        )
        for name, (first, second) in values.items()
        if first is not None and second is not None
    ]
    if figures:
        said.append(_("Right on test sets, without and with it: {figures}.").format(figures=_(", ").join(figures)))
    if scratch.parameters and encoder.parameters:
        said.append(
            _("Not all of that is pre-training: the one has {first} parameters, the other {second}.").format(
                first=number(scratch.parameters), second=number(encoder.parameters)
            )
        )
    return joined(*said)


def _sure_of(answer: Answer) -> str:
    return f"{term(answer.label)} ({percent(answer.probabilities[answer.label], 0)})"


def stacked_bars(answers: Sequence[Answer]) -> go.Figure:
    """One bar a reader, cut into the probabilities of the labels; the pre-trained Transformer at the bottom."""
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
    test_sets = [name for name in TEST_SETS if any(name in answer.metrics for answer in answers)]
    rows = []
    for answer in answers:
        row = {_("reader"): answer.name, _("verdict"): term(answer.label)}
        row |= {term(label): percent(answer.probabilities.get(label, 0.0)) for label in labels}
        row[_("time")] = _("{milliseconds} ms").format(milliseconds=f"{answer.milliseconds:.1f}")
        row[_("parameters")] = "–" if answer.parameters is None else number(answer.parameters)
        row[_("on disk")] = size(answer.num_bytes)
        for name in test_sets:
            row[_(TEST_SETS[name])] = figure(answer.metrics.get(name, {}).get("value"), "accuracy")
        rows.append(row)
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="sentiment_compare_table")
    said = [
        _("Time: this sentence, read by this machine just now, the quickest of {count} readings.").format(
            count=READINGS
        )
    ]
    if test_sets:
        said.append(
            _("{names}: how often each is right on these test sets, from its own folder.").format(
                names=_(", ").join(_(TEST_SETS[name]) for name in test_sets)
            )
        )
    st.caption(joined(*said))


def show_examples() -> None:
    """Sentences that are known to be hard, as buttons; a click puts one into the text area."""
    st.caption(_("Or click a sentence that is known to be hard:"))
    mine = st.session_state["language"]
    with st.container(horizontal=True, gap="xsmall", key="sentiment_compare_examples"):
        for language in sorted(EXAMPLES, key=lambda code: code != mine):
            for position, example in enumerate(EXAMPLES[language]):
                st.button(
                    example,
                    key=f"sentiment_compare_example_{language}_{position}",
                    on_click=use_example,
                    args=(example,),
                )
