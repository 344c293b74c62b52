"""The view "Scores": how a model does on its test sets, drawn from the files that ``training.evaluate`` wrote."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from models import storage
from models.errors import PlaygroundError
from pages.sentiment import compare, figures, origin, verdict
from pages.shared import (
    LANGUAGES,
    N_,
    Stamp,
    _,
    address,
    charts,
    escape_markdown,
    number,
    percent,
    pgettext,
    show_error,
    stamp,
    term,
)
from training.datasets import chn_senti_corp, everyday, imdb, online_shopping, sst

SOURCES = {"sst": sst, "imdb": imdb, "chn_senti_corp": chn_senti_corp, "online_shopping": online_shopping}
"""The datasets that have an address to be downloaded from, as the scores of sentiment models name them; the other sets
are those of :mod:`training.datasets.everyday`."""

MISTAKES_SHOWN = 10
CHARACTERS_SHOWN = 600
UNITS = {"words": N_("words of the text"), "characters": N_("characters of the text")}


def show() -> tuple[Callable[..., Any], ...]:
    """Choose a model and a test set; show its scores on it.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    shown = (show, precision_and_recall, texts_of)
    names = sentiment_models()
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    name = _choose_model(left, names)
    if name is None:
        st.info(_("No sentiment model is here yet."))
        return shown
    path = storage.PRETRAINED / name
    try:
        sets, evaluation = _written(str(path), stamp(path))
    except PlaygroundError as error:
        show_error(error)
        return shown
    if not sets:
        st.info(
            _("There are no scores of {name} yet: `{command}` writes them.").format(
                name=escape_markdown(name), command=f"python -m training.evaluate {name}"
            )
        )
    else:
        title = right.selectbox(_("Test set"), list(sets), format_func=term, key=f"sentiment_scores_set_{name}")
        title = title if title in sets else next(iter(sets))
        _show_all_sets(sets)
        st.subheader(escape_markdown(term(title)), anchor=False)
        _show_kind(evaluation, title)
        _show_set(sets[title])
    _show_own_sentences(evaluation)
    return shown


def sentiment_models() -> list[str]:
    """The shipped sentiment models, those of the page first; damaged ones too, to be told of when chosen."""
    found = {folder.name for folder in storage.find_models() if folder.name.startswith("sentiment_")}
    order = [name for name in storage.PRESETS if name in found]
    return order + sorted(found - set(order))


def _in_words(name: str) -> str:
    return f"{_(compare.reader(name).name)} · {name}" if name in storage.PRESETS else name


def _choose_model(place: DeltaGenerator, names: Sequence[str]) -> str | None:
    """The chosen model, kept in the address as ``scores``; None where there is none.

    First it is the one of the address, else the one that the page reads with, else that of the visitor's language.
    """
    if not names:
        return None
    chosen = st.session_state.get("sentiment_language")
    preferred = storage.preset_for("sentiment", chosen if chosen in LANGUAGES else st.session_state["language"])
    first = preferred if preferred in names else names[0]
    address.follow("scores", "sentiment_scores_model", dict(zip(names, names, strict=True)), first)
    name = place.selectbox(
        _("Model"),
        names,
        format_func=_in_words,
        key="sentiment_scores_model",
        persist_state="session",
    )
    address.keep("scores", name)
    return name


@st.cache_data(max_entries=32, show_spinner=False)
def _written(path: str, stamp: Stamp) -> tuple[dict[str, Any], dict[str, Any]]:
    """The scores by test set, and the figures, of a folder whose every file is what it should be."""
    folder = storage.open_model(path, "sentiment")
    return folder.scores, folder.evaluation


def _show_all_sets(sets: Mapping[str, Mapping[str, Any]]) -> None:
    """All test sets beside each other, where there are several."""
    if len(sets) == 1:
        return
    rows = []
    for title, one in sets.items():
        table = precision_and_recall(one["confusion"], one["labels"])
        right = sum(one["confusion"][index][index] for index in range(len(one["labels"])))
        rows.append(
            {
                _("Test set"): term(title),
                _("read right"): percent(right / one["count"]),
                _("mean recall of the labels"): percent(table["recall"].mean()),
                _("mean F1 of the labels"): percent(table["f1"].mean()),
                _("texts"): number(one["count"]),
                _("labels"): _(", ").join(term(label) for label in one["labels"]),
            }
        )
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, height="content", alt=_("How the model does on each of its test sets.")
    )


def _show_kind(evaluation: Mapping[str, Any], title: str) -> None:
    """That these are test texts, and what they had been looked at for before, as the evaluation wrote it."""
    figures = [figure for figure in evaluation.get("figures", {}).values() if figure.get("split") == title]
    if any(figure.get("kind") == "test" for figure in figures):
        sentence = _("Test texts: not trained on, and they chose neither epoch nor temperature.")
        notes = {figure["note"] for figure in figures if figure.get("note")}
        st.caption(verdict.joined(sentence, *map(term, sorted(notes))))


def _show_set(scores: Mapping[str, Any]) -> None:
    labels, confusion = scores["labels"], scores["confusion"]
    table = precision_and_recall(confusion, labels)
    right = sum(confusion[index][index] for index in range(len(labels)))
    with st.container(horizontal=True, gap="large"):
        st.metric(_("read right"), percent(right / scores["count"]), width="content")
        st.metric(_("mean recall of the labels"), percent(table["recall"].mean()), width="content")
        st.metric(_("mean F1 of the labels"), percent(table["f1"].mean()), width="content")
        st.metric(_("texts"), number(scores["count"]), width="content")
    if scores["said_neutral"] is not None and "neutral" not in labels:
        st.caption(
            _(
                "No text of this set is labelled neutral, so positive is compared with negative and neutral left out. "
                "With neutral, the model would call {count} of them neutral."
            ).format(count=number(scores["said_neutral"]))
        )
    _show_confusion(confusion, labels, table)
    _show_lengths(scores)
    _show_reliability(scores)
    _show_mistakes(scores)


def precision_and_recall(confusion: Sequence[Sequence[int]], labels: Sequence[str]) -> pd.DataFrame:
    """Precision, recall and F1 of each label, from a table of counts (rows: what is right; columns: what was said).

    precision = right / said, recall = right / there, F1 = 2 right / (said + there); 0 where there is nothing to count.
    """
    rows = []
    for index in range(len(labels)):
        right, there = confusion[index][index], sum(confusion[index])
        said = sum(row[index] for row in confusion)
        rows.append((right / max(said, 1), right / max(there, 1), 2 * right / max(said + there, 1), there))
    return pd.DataFrame(rows, columns=["precision", "recall", "f1", "count"], index=list(labels))


def _show_confusion(confusion: Sequence[Sequence[int]], labels: Sequence[str], table: pd.DataFrame) -> None:
    st.subheader(_("What is taken for what"), anchor=False)
    caption = verdict.joined(
        *(
            _("Of {count} {label} texts, {parts}.").format(
                count=number(sum(row)),
                label=term(label),
                parts=_(", ").join(
                    _("{count} were read as {label}").format(count=number(count), label=term(said))
                    for said, count in zip(labels, row, strict=True)
                ),
            )
            for label, row in zip(labels, confusion, strict=True)
        )
    )
    left, right = st.columns(2, vertical_alignment="center")
    with left:
        charts.show(figures.confusion_matrix(confusion, labels), "sentiment_confusion", alt=caption)
    with right:
        shown = table[["precision", "recall", "f1"]].map(percent)
        shown = shown.assign(count=[number(count) for count in table["count"]])
        shown.columns = [_("precision"), _("recall"), "F1", _("texts")]
        shown.index = [term(label) for label in labels]
        st.dataframe(shown, alt=_("Precision, recall and F1 of each label."))
        st.caption(
            _(
                "Precision: of the texts read as this label, how many carry it. Recall: of the texts that carry it, "
                "how many were read so. F1 is between the two, nearer the smaller."
            )
        )
    st.caption(caption)


def _show_lengths(scores: Mapping[str, Any]) -> None:
    st.subheader(_("By length"), anchor=False)
    rows = scores["by_length"]
    worst = min(rows, key=lambda row: row["accuracy"])
    best = max(rows, key=lambda row: row["accuracy"])
    unit = _(UNITS[scores["length_unit"]])
    caption = _(
        "The share read right by length: best {best} ({best_length} {unit}), worst {worst} ({worst_length} {unit}). "
        "The thin lines: where the true share lies 19 times in 20."
    ).format(
        best=percent(best["accuracy"]),
        best_length=figures.length(best),
        worst=percent(worst["accuracy"]),
        worst_length=figures.length(worst),
        unit=unit,
    )
    charts.show(figures.accuracy_by_length(rows, unit), "sentiment_lengths", alt=caption)
    st.caption(caption)


def _show_reliability(scores: Mapping[str, Any]) -> None:
    st.subheader(_("How sure, and how often right"), anchor=False)
    bins, least = scores["reliability"], 1 / len(scores["labels"])
    gap = sum(one["count"] * abs(one["accuracy"] - one["confidence"]) for one in bins) / scores["count"]
    caption = _(
        "On the dotted line the model is right exactly as often as it says; on these texts it lies {gap} beside it, "
        "on average. The thin lines: where the true share lies 19 times in 20."
    ).format(gap=percent(gap))
    charts.show(figures.reliability_curve(bins, least), "sentiment_scores_reliability", alt=caption)
    st.caption(caption)
    with st.expander(_("The numbers"), icon=":material/table:"):
        st.dataframe(verdict.reliability_table(bins, least), hide_index=True, height="content", alt=caption)


def _show_own_sentences(evaluation: Mapping[str, Any]) -> None:
    """Failures by capability, where the evaluation counted them."""
    measured = evaluation.get("figures", {})
    # Plain sentences stand there twice: all of them, and by whether they have an opinion.
    parts = {
        name: figure for name, figure in measured.items() if figure.get("parts") and name != "plain_sentences_accuracy"
    }
    if not parts:
        return
    st.subheader(_("Sentences of our own, by what they ask for"), anchor=False)
    st.caption(
        _(
            "Written by hand for the evaluation. No model was trained on them or chosen by them. The older ones were "
            "looked at between trainings: they are validation texts. The unseen ones were read when the model was "
            "finished: test. A group is a sentence with only a name, a number, an address or a typing error changed: "
            "it passes when all are read alike."
        )
    )
    rows = [
        {
            _("asks for"): term(capability),
            _("failed"): percent(part["failed"] / part["count"], 0),
            _("count"): _("{failed} of {count}").format(failed=number(part["failed"]), count=number(part["count"])),
            pgettext("data", "of"): term(str(figure["split"])),
            _("kind"): term(str(figure["kind"])),
        }
        for figure in parts.values()
        for capability, part in figure["parts"].items()
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", alt=_("Failures by capability."))


def _show_mistakes(scores: Mapping[str, Any]) -> None:
    st.subheader(_("The worst mistakes"), anchor=False)
    st.caption(
        _(
            "The texts whose right label the model found the least probable. Some are hard, and some are labelled "
            "wrong: read and judge."
        )
    )
    mistakes = scores["mistakes"]
    if len(mistakes) > MISTAKES_SHOWN and not st.toggle(
        _("All {count}").format(count=number(len(mistakes))), key="sentiment_scores_all"
    ):
        mistakes = mistakes[:MISTAKES_SHOWN]
    texts = _texts_or_offer(scores["dataset"], scores["split"], mistakes)
    for position, mistake in enumerate(mistakes):
        probabilities = mistake["probabilities"]
        with st.container(border=True):
            st.caption(
                _("Row {row}: labelled **{label}**, read as {probabilities}.").format(
                    row=number(mistake["row"]),
                    label=term(mistake["label"]),
                    probabilities=verdict.in_words(probabilities),
                )
            )
            if texts is not None:
                text = texts[position]
                if text is None:
                    st.caption(_("Your copy of the dataset has another text in this row."))
                else:
                    st.text(text if len(text) <= CHARACTERS_SHOWN else text[:CHARACTERS_SHOWN] + " …")


def _texts_or_offer(name: str, split: str, mistakes: Sequence[Mapping[str, Any]]) -> list[str | None] | None:
    """The texts of some mistakes; where the dataset is not here, an offer to download it if that can be, and None."""
    title = escape_markdown(origin.name_of(name))
    offer = st.empty()
    if not _is_available(name):
        with offer.container():
            st.info(_("The texts are shown where this dataset is on this computer: {dataset}.").format(dataset=title))
            if name not in SOURCES or not st.button(
                _("Download the dataset"), icon=":material/download:", key="sentiment_scores_download"
            ):
                return None
    try:
        with st.spinner(_("Reading the dataset …")):
            rows = tuple((mistake["row"], mistake["sha256"]) for mistake in mistakes)
            texts = texts_of(name, split, rows, _state_of(name))
    except PlaygroundError as error:
        show_error(error)
        return None
    offer.empty()
    return texts


def _is_available(name: str) -> bool:
    if name in SOURCES:
        return SOURCES[name].is_available()
    return name in everyday.SETS and everyday.is_available(name)


def _state_of(name: str) -> str:
    """Where a dataset's file lies and when it came there: another one is read anew."""
    from training.datasets.source import locate

    path: Path | None = locate(SOURCES[name].SOURCE if name in SOURCES else everyday.source(name))
    return "" if path is None else f"{path} {path.stat().st_mtime_ns}"


@st.cache_data(max_entries=32, show_spinner=False)
def texts_of(name: str, split: str, rows: tuple[tuple[int, str], ...], state: str) -> list[str | None]:
    """The texts of some rows of a dataset, None for one whose SHA-256 is another.

    Args:
        name: a name of :data:`SOURCES` or of ``everyday.SETS``.
        split: one of its splits.
        rows: position and SHA-256 of each.
        state: the state of the dataset's file, which the cache goes by.
    """
    column = (SOURCES[name].load() if name in SOURCES else everyday.load(name))[split]["text"]
    found: list[str | None] = []
    for position, expected in rows:
        text = str(column.iloc[position]) if position < len(column) else ""
        found.append(text if hashlib.sha256(text.encode()).hexdigest() == expected else None)
    return found
