"""Where a model comes from: the encoder it started from, what it has read since, and what that made of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from models import storage
from pages.sentiment.verdict import joined
from pages.shared import N_, _, escape_markdown, figure, number, pgettext, term

DATASETS = {
    "sst": N_("Stanford Sentiment Treebank: sentences of film reviews"),
    "imdb": N_("IMDB: film reviews"),
    "dynasent": N_("DynaSent: sentences made to fool models"),
    "kaggle_tse": N_("Emotion in Text: tweets"),
    "semeval_tweets": N_("SemEval 2013–2016: tweets"),
    "airline": N_("tweets about airlines"),
    "uci_sentences": N_("sentences of Amazon and Yelp reviews"),
    "absa_semeval": N_("sentences about restaurants and laptops"),
    "senti4sd": N_("questions and answers of Stack Overflow"),
    "vader_tweets_nyt": N_("tweets and editorials of the VADER study"),
    "emobank": N_("EmoBank: sentences of many genres"),
    "fdu_mtl": N_("product reviews of fourteen kinds"),
    "goemotions": N_("GoEmotions: Reddit comments"),
    "isear": N_("ISEAR: situations and what was felt"),
    "sts_gold": N_("STS-Gold: tweets"),
    "sent140_manual": N_("Sentiment140: tweets labelled by hand"),
    "amazon_pol10k": N_("Amazon reviews"),
    "alexa": N_("reviews of Alexa devices"),
    "absa_misc": N_("sentences about televisions, shirts and courses"),
    "chn_senti_corp": N_("ChnSentiCorp: hotel reviews in Chinese"),
    "online_shopping": N_("online_shopping_10_cats: product reviews in Chinese"),
    "zh_smp2020": N_("SMP2020: Chinese microblogs"),
    "zh_zhang": N_("Chinese reviews of dishes"),
    "zh_absa": N_("Chinese remarks about phones, cars, cameras and notebooks"),
    "zh_clue_emotion": N_("CLUE emotion: Chinese microblogs"),
    "zh_nlpcc2014": N_("NLPCC 2014: Chinese product reviews"),
    "zh_bdci_car": N_("BDCI 2018: Chinese posts about cars"),
}
"""What the datasets are, by the name that a model's metadata has."""
LICENCES = (
    N_("none stated; cite Socher et al., EMNLP 2013"),
    N_("none stated; cite Maas et al., ACL 2011"),
    N_("none stated; published for research"),
    N_("not stated"),
    N_("not stated (competition data)"),
    N_("not stated for data (repo MIT)"),
    N_("not stated for data (repos MIT)"),
    N_("not stated for data (repo GPL-3)"),
    N_("not stated for data (repo MIT); Twitter terms"),
    N_("not stated in repo (UCI page: CC BY 4.0)"),
    N_("CC BY 4.0 (Kaggle competition page)"),
    N_("CC BY-NC-SA 4.0 (Kaggle page); not stated in repo"),
    N_("Apache-2.0 repo; Google data CC BY 4.0 (from memory)"),
)
"""Those in words rather than by name, as the datasets have them."""
EXCHANGED = {
    "groups": N_("the name of a group of people"),
    "names": N_("people's names"),
    "places": N_("names of places"),
    "numbers": N_("numbers"),
    "typos": N_("a letter: a slip of the finger"),
    "handles": N_("a handle or a link, put in"),
}
"""What is exchanged in a text though its verdict should stay, as the figures ``turned_by_...`` have it."""


def name_of(dataset: str) -> str:
    """What a dataset is, in the visitor's language; its own name where that is not known."""
    return _(DATASETS[dataset]) if dataset in DATASETS else dataset


def show(preset: str) -> None:
    """What a model started from, what it has read, and how often a verdict turns that should stay."""
    folder = storage.ModelFolder(storage.PRESETS[preset].path)
    metadata, metrics = folder.metadata, folder.metadata.get("metrics") or {}
    st.markdown(joined(_began(metadata.get("started_from")), _of_groups(metrics.get("turned_by_groups"))))
    rows = turned(metrics)
    if rows:
        said = _(
            "In texts one thing was exchanged that should not matter: how many verdicts turned. At best none does."
        )
        st.dataframe(pd.DataFrame(rows), hide_index=True, height="content", alt=said)
        st.caption(said)
    _show_datasets(metadata.get("datasets") or [])
    _show_remarks(bool(folder.config.get("grammar_sentences")), metadata.get("missing_datasets") or [])


def _began(encoder: Mapping[str, Any] | None) -> str:
    if encoder is None:
        return _("This model began with random numbers: all that it knows is from the texts below.")
    return _(
        "This model began as {encoder} (licence: {licence}), whose makers had it read a great deal of text, much of it "
        "from the web: it took {count} layers over and learnt sentiment from the texts below. What people on the web "
        "and in reviews say of each other, prejudice included, is in what it has learnt."
    ).format(
        encoder=f"[{escape_markdown(encoder['name'])}]({encoder['url']})",
        licence=escape_markdown(encoder["licence"]),
        count=number(len(encoder["layers"])),
    )


def _of_groups(measured: Mapping[str, Any] | None) -> str:
    if measured is None:
        return _("How often a verdict turns when a group's name is exchanged has not been measured yet.")
    return _("Where the name of a group of people was exchanged for another's, {share} of the verdicts turned.").format(
        share=figure(measured.get("value"), str(measured.get("unit")))
    )


def turned(metrics: Mapping[str, Mapping[str, Any]]) -> list[dict[str, str]]:
    """A row for each kind of exchange that was measured: what, how many verdicts turned, and on which texts."""
    rows = []
    for name, words in EXCHANGED.items():
        entry = metrics.get(f"turned_by_{name}")
        if entry is None:
            continue
        measured_on = term(str(entry.get("split")))
        rows.append(
            {
                _("exchanged"): _(words),
                _("verdicts that turned"): figure(entry.get("value"), str(entry.get("unit"))),
                _("texts"): number(entry["count"]) if isinstance(entry.get("count"), int) else "–",
                _("measured on"): f"{measured_on} · {term(entry['kind'])}" if "kind" in entry else measured_on,
            }
        )
    return rows


def _show_datasets(datasets: Sequence[Mapping[str, Any]]) -> None:
    if not datasets:
        return
    st.markdown(_("**What it has read**"))
    table = pd.DataFrame(
        {
            _("dataset"): [name_of(str(one.get("name"))) for one in datasets],
            pgettext("dataset", "by"): [str(one.get("authors") or "–") for one in datasets],
            _("licence, as its source states it"): [_(str(one.get("licence") or "–")) for one in datasets],
        }
    )
    st.dataframe(table, hide_index=True, height="content", alt=_("The datasets that the model learnt from."))


def _show_remarks(with_grammar: bool, missing: Sequence[str]) -> None:
    """What else is to be known of the texts."""
    said = [
        _(
            "The labels come from people who read the texts, or from the stars that their writers gave, by other rules "
            "in each set, and not all of them are right."
        )
    ]
    if with_grammar:
        said.append(_("Besides, the model has read plain sentences that a grammar of our own wrote."))
    if missing:
        said.append(
            _("Left out, because they were not there when it was trained: {names}.").format(
                names=_(", ").join(escape_markdown(name_of(name)) for name in missing)
            )
        )
    st.caption(joined(*said))
