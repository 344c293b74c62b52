"""The verdict on one text, how often the model is right when it is this sure, and what it could not read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from models.sentiment.reliability import SHORT_TEXT, Reliability
from models.sentiment.tokenizer import MAX_CHARACTERS
from pages.sentiment import figures
from pages.shared import (
    LANGUAGES,
    N_,
    _,
    charts,
    current_language,
    escape_markdown,
    ngettext,
    number,
    percent,
    shortened,
    term,
)

if TYPE_CHECKING:
    from models.sentiment import Prediction, Reading

MOST_WORDS = 12
"""Words that are named: unknown ones, and pieces that are read as something else."""
LEAST_OTHER_SHARE = 0.1
"""Of a text in two scripts, the share of the one that the model was not made for, from which on the page says so."""
KINDS = {
    "plain": N_("short plain text"),
    "tweet": N_("tweet-like short text"),
    "long": N_("long text"),
}
"""The kinds of text that reliability is measured by, in words."""
READ_AS = {
    "emoji": N_("Emoji read by their names: {pieces}."),
    "lengthened": N_("Lengthened words read as they are usually spelled: {pieces}."),
    "entity": N_("Codes of web pages read as the signs that they stand for: {pieces}."),
}
"""By kind of change, what is said of pieces that are read as something else; what is read as nothing is left out."""


def show(prediction: Prediction, seen: Reading, measured: Reliability | None, text: str, language: str) -> None:
    """The label, the probabilities as bars and in words, how sure that is, and what stands in its way."""
    probabilities = prediction.probabilities
    doubt = why_cannot_tell(prediction, seen, measured)
    heading = _("{label}, with {percent} probability").format(
        label=term(prediction.label).capitalize(), percent=percent(probabilities[prediction.label])
    )
    if doubt is not None:
        heading += " :orange-badge[" + _("cannot tell") + "]"
    st.subheader(heading, anchor=False)
    words = in_words(probabilities)
    charts.show(charts.probability_bars(probabilities), "sentiment_chart", alt=words)
    st.caption(_("{probabilities}. Read as {language}.").format(probabilities=words, language=LANGUAGES[language]))
    st.markdown(doubt if doubt is not None else how_sure(prediction, measured))
    if seen.truncated:
        st.warning(
            _("Your text has {count} characters; only the first {limit} were read.").format(
                count=number(len(text)), limit=number(MAX_CHARACTERS)
            )
        )
    remarks = joined(_other_script(text, language), _unknown(seen), _changed(seen), _respelt(seen))
    if remarks:
        st.info(remarks, icon=":material/translate:")


def in_words(probabilities: Mapping[str, float]) -> str:
    """The chart in words: ``positive 93.1%, neutral 4.0%, negative 2.9%``."""
    ranked = sorted(probabilities.items(), key=lambda item: -item[1])
    return _(", ").join(f"{term(label)} {percent(value)}" for label, value in ranked)


def why_cannot_tell(prediction: Prediction, seen: Reading, measured: Reliability | None) -> str | None:
    """The reason why the label is not to be relied on, as a sentence; None where there is none.

    One of three: nothing was read; at least half of what was read is unknown; or it is less sure than a limit, below
    which labels were right too seldom on validation texts of this kind, where that was measured.
    """
    if not seen.tokens:
        return _("Cannot tell: there is nothing in this text that the model can read.")
    if 2 * seen.unknown >= len(seen.tokens):
        return _("Cannot tell: at least half of what the model read is unknown to it.")
    if measured is None or prediction.probabilities[prediction.label] >= measured.limit:
        return None
    accuracy, count = measured.right_below()
    return _(
        "Cannot tell: it is less than {limit} sure. Of {texts} of this kind ({kind}), labels given with so little "
        "confidence were right only {accuracy} of the time ({count} texts)."
    ).format(
        limit=percent(measured.limit, 0),
        accuracy=percent(accuracy, 0),
        count=number(count),
        texts=_texts(measured, measured.count),
        kind=_(KINDS[measured.of]),
    )


def how_sure(prediction: Prediction, measured: Reliability | None) -> str:
    """In plain words how sure the model is, and how often it is right when it is this sure."""
    confidence = prediction.probabilities[prediction.label]
    levels = (
        (0.95, _("The model is very sure.")),
        (0.85, _("The model is sure.")),
        (0.7, _("The model is fairly sure.")),
        (0.0, _("The model is not very sure.")),
    )
    sentence = next(words for least, words in levels if confidence >= least)
    if measured is None:
        return sentence
    here = measured.at(confidence)
    right = _(
        "When it is this sure ({lowest} to {highest}) about a text of this kind ({kind}), it is right {accuracy} of "
        "the time, as measured on {texts}."
    ).format(
        lowest=percent(max(here.lowest, 1 / len(prediction.probabilities)), 0),
        highest=percent(here.highest, 0),
        accuracy=percent(here.accuracy, 0),
        texts=_texts(measured, here.count),
        kind=_(KINDS[measured.of]),
    )
    return joined(sentence, right)


def _texts(measured: Reliability, count: int) -> str:
    """So many texts, and of which kind: of test texts nobody has to wonder whether the model was fitted to them."""
    kind = _("{count} test texts") if measured.kind == "test" else _("{count} validation texts")
    return kind.format(count=number(count))


def joined(*sentences: str | None) -> str:
    """Sentences one after the other, as the visitor's language sets them: Chinese leaves no space between."""
    return ("" if current_language() == "zh" else " ").join(filter(None, sentences))


def show_reliability(measured: Reliability, confidence: float, num_labels: int) -> None:
    """How often the model is right when it is as sure as that: the curve, the rule, and the numbers.

    Args:
        measured: the reliability of texts of this one's kind.
        confidence: how sure it is of this one.
        num_labels: how many labels it chooses from.
    """
    bins = [
        {"from": one.lowest, "to": one.highest, "confidence": one.confidence, "accuracy": one.accuracy,
         "count": one.count}
        for one in measured.bins
    ]  # fmt: skip
    here = measured.at(confidence)
    caption = _(
        "{texts} of one kind ({kind}), by how sure the model was. On the dotted line it is right exactly as often as "
        "it says. Your text ({confidence}) falls among {count} texts of which it read {accuracy} right."
    ).format(
        texts=_texts(measured, measured.count),
        kind=_(KINDS[measured.of]),
        confidence=percent(confidence),
        count=number(here.count),
        accuracy=percent(here.accuracy, 0),
    )
    charts.show(
        figures.reliability_curve(bins, 1 / num_labels, confidence, measured.limit),
        "sentiment_reliability",
        alt=caption,
    )
    st.caption(caption)
    (below, fewer), (above, more) = measured.right_below(), measured.right_above()
    rule = _(
        "The rule for “cannot tell”: a label that is right less than 60% of the time is a guess. On the validation "
        "texts, which decided it, the line that keeps guesses out best lies at {limit}."
    ).format(limit=percent(measured.limit, 0))
    counted = None
    if fewer and more:
        counted = _(
            "On the texts drawn here, below it {below} of {fewer} labels were right, from it on {above} of {more}."
        ).format(below=percent(below, 0), fewer=number(fewer), above=percent(above, 0), more=number(more))
    others = _(
        "“Cannot tell” also stands beside the label where nothing could be read, or where at least half of what was "
        "read is unknown."
    )
    kinds = _(
        "A text of more than {limit} tokens is long. A shorter one is tweet-like when it has a handle, a hashtag, a "
        "link, an emoji or an abbreviation such as “lol”; any other is plain."
    ).format(limit=number(SHORT_TEXT))
    st.markdown(joined(rule, counted, others, kinds))
    st.dataframe(reliability_table(bins, 1 / num_labels), hide_index=True, height="content", alt=caption)


def reliability_table(bins: list[dict[str, Any]], least: float) -> pd.DataFrame:
    """The numbers of a reliability curve as text, one row a bin; ``least`` is the lowest possible confidence."""
    return pd.DataFrame(
        {
            _("how sure"): [f"{percent(max(one['from'], least), 0)} – {percent(one['to'], 0)}" for one in bins],
            _("on average"): [percent(one["confidence"]) for one in bins],
            _("right"): [percent(one["accuracy"]) for one in bins],
            _("texts"): [number(one["count"]) for one in bins],
        }
    )


def other_share(text: str, language: str) -> float:
    """The share of a text, in words, that is in the script of the other language; two Chinese characters are a word."""
    chinese = len(re.findall(r"[\u3400-\u9fff\uf900-\ufaff]", text)) / 2
    latin = len(re.findall(r"[A-Za-z]+", text))
    other = chinese if language == "en" else latin
    return other / (chinese + latin) if other else 0.0


def _other_script(text: str, language: str) -> str | None:
    share = other_share(text[:MAX_CHARACTERS], language)
    if share < LEAST_OTHER_SHARE:
        return None
    if language == "en":
        sentence = _("About {share} of this text is Chinese; the model for English read it, which knows no Chinese.")
    else:
        sentence = _(
            "About {share} of this text is in Latin letters; the model for Chinese read it, which knows few such words."
        )
    return sentence.format(share=percent(share, 0))


def _unknown(seen: Reading) -> str | None:
    if not seen.unknown_words:
        return None
    named = [escape_markdown(shortened(word, 30)) for word in seen.unknown_words[:MOST_WORDS]]
    if len(seen.unknown_words) > MOST_WORDS:
        named.append("…")
    count = len(seen.unknown_words)
    return ngettext(
        "This is not in the model's vocabulary and is read as “unknown”: {words}.",
        "These {count} are not in the model's vocabulary and each is read as “unknown”: {words}.",
        count,
    ).format(count=number(count), words=_(", ").join(named))


def _respelt(seen: Reading) -> str | None:
    if not seen.respelt:
        return None
    pairs = [
        _("“{typed}” as “{meant}”").format(typed=escape_markdown(typed), meant=meant)
        for typed, meant in seen.respelt[:MOST_WORDS]
    ]
    if len(seen.respelt) > MOST_WORDS:
        pairs.append("…")
    return _("Taken for slips of the finger: {pairs}.").format(pairs=_(", ").join(pairs))


def _changed(seen: Reading) -> str | None:
    """What is read differently from how it was typed: first what is left out, then what is read as something else."""
    if not seen.changes:
        return None
    # What is read and left out in turn, as the third of three like emoji, is told once.
    read = dict.fromkeys((one.kind, one.typed, one.read) for one in seen.changes if one.read)
    left_out = dict.fromkeys(one.typed for one in seen.changes if not one.read)
    for _kind, typed, _read in read:
        left_out.pop(typed, None)
    # As code, for Markdown makes links of addresses.
    pieces: dict[str, list[str]] = {N_("Left out: {pieces}."): [_as_code(typed) for typed in left_out]}
    for kind, sentence in READ_AS.items():
        pieces[sentence] = [
            _("“{typed}” as “{meant}”").format(typed=_short(typed), meant=_short(meant))
            for one, typed, meant in read
            if one == kind
        ]
    sentences, room, total = [], MOST_WORDS, sum(map(len, pieces.values()))
    for sentence, found in pieces.items():
        shown = found[:room]
        room -= len(shown)
        if shown:
            rest = ["…"] if not room and total > MOST_WORDS else []
            sentences.append(_(sentence).format(pieces=_(", ").join(shown + rest)))
    return joined(*sentences)


def _short(text: str) -> str:
    return escape_markdown(shortened(text, 30))


def _as_code(text: str) -> str:
    return "`" + " ".join(shortened(text, 30).replace("`", "'").split()) + "`"
