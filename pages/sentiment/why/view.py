"""Why: which words the verdict rests on, in three ways, how far they agree, and whether they can be believed."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from pages.sentiment.why import charts as why_charts
from pages.shared import N_, _, charts, escape_markdown, ngettext, number, percent, term

if TYPE_CHECKING:
    from models.sentiment import SentimentClassifier
    from models.sentiment.explanation_checks import Deletion, Randomised
    from models.sentiment.explanations import AttentionMap, Explanation

MOST_REST = 1_500
"""Characters shown of what was not explained."""
CHECK_AT_ONCE = 96
"""Tokens up to which the checks are made without being asked for: longer texts take seconds."""
METHOD_NAMES = {
    "integrated gradients": N_("integrated gradients"),
    "occlusion": N_("occlusion"),
    "attention": N_("attention"),
}
STYLE = """
<style>
.why-words { line-height: 2.15; font-size: 1.1rem; overflow-wrap: anywhere; white-space: pre-wrap; margin-bottom: 0; }
.why-words span { padding: 0.12em 0.18em; border-radius: 0.3em; border-bottom: 2px solid transparent; }
.why-words .rest { opacity: 0.55; }
</style>
"""


def show(classifier: SentimentClassifier, text: str) -> tuple[Callable[..., Any], ...]:
    """Everything about why the text got its label.

    Returns:
        The functions that did it, to be shown at the end of the page.
    """
    from models.sentiment.explanation_checks import deletion, randomised
    from models.sentiment.explanations import explain

    kept = st.session_state.get("sentiment_why")
    if kept is None or kept["of"][0] is not classifier or kept["of"][1] != text:
        with st.spinner(_("Asking every word what it did …"), show_time=True):
            explanation = explain(classifier, text)
        kept = {"of": (classifier, text), "explanation": explanation}
        st.session_state["sentiment_why"] = kept
    explanation = kept["explanation"]
    if not explanation.words:
        st.info(_("This text has no word that the network can read, so there is nothing to explain."))
        return (explain,)
    _show_words(explanation)
    _show_bars(explanation)
    _show_agreement(explanation)
    if explanation.attention_map is not None:
        with st.expander(_("Where the network looks: attention by layer and head"), icon=":material/grid_on:"):
            _show_attention(explanation, explanation.attention_map)
    _show_checks(kept, classifier)
    return explain, deletion, randomised


def _show_words(explanation: Explanation) -> None:
    """The text with each word coloured by its attribution, and the strongest words in a sentence."""
    label = term(explanation.label)
    st.html(STYLE + coloured(explanation))
    ranked = sorted(zip(explanation.attributions, explanation.words, strict=True), key=lambda item: -item[0])
    said = []
    for title, some in (
        (_("Speaks for {label} (blue): {words}."), [one for one in ranked if one[0] > 0][:3]),
        (_("Speaks against it (orange, dotted): {words}."), [one for one in reversed(ranked) if one[0] < 0][:3]),
    ):
        if some:
            words = _(", ").join(f"“{escape_markdown(short(word.text))}” ({value:+.2f})" for value, word in some)
            said.append(title.format(label=label, words=words))
    if explanation.num_explained < explanation.num_tokens:
        said.append(
            _("The text has {all} tokens; only the first {some} of them are explained, the rest is grey.").format(
                all=number(explanation.num_tokens), some=number(explanation.num_explained)
            )
        )
    st.caption(" ".join(said))
    error = explanation.completeness_error
    share = abs(error) / max(abs(explanation.explained_change), 1e-9)
    st.caption(
        _(
            "Each number is a word's share of the margin by which {label} leads: its logit less the mean of the other "
            "labels' logits. The shares are integrated gradients: the text is blended in out of nothing, and each word "
            "is credited with what changes on its account. On that way the margin moves by {change}, and the shares "
            "add up to {sum}. What is too much or too little, the completeness error, is {error} ({percent}): {verdict}"
        ).format(
            label=label,
            change=f"{explanation.explained_change:+.3f}",
            sum=f"{explanation.explained_change + error:+.3f}",
            error=f"{error:+.4f}",
            percent=percent(share),
            verdict=_("nothing to speak of.") if share < 0.05 else _("read these numbers with care."),
        )
    )


def coloured(explanation: Explanation) -> str:
    """The text as HTML: blue speaks for the label, orange (and dotted) against it; the stronger, the stronger."""
    most = max(float(np.abs(explanation.attributions).max()), 1e-12)
    parts, place = [], 0
    for word, value in sorted(
        zip(explanation.words, explanation.attributions.tolist(), strict=True), key=lambda item: item[0].start
    ):
        if word.start < place:
            continue
        strength = abs(value) / most
        rgb, line = (charts.BLUE, "solid") if value > 0 else (charts.ORANGE, "dotted")
        parts.append(html.escape(explanation.text[place : word.start]))
        parts.append(
            f'<span title="{value:+.3f}" style="background-color: rgba({rgb}, {0.62 * strength:.3f}); '
            f'border-bottom: 2px {line} rgba({rgb}, {min(1.0, 1.3 * strength):.3f})">{html.escape(word.text)}</span>'
        )
        place = word.end
    rest = explanation.text[place:]
    shown = rest[:MOST_REST] + ("…" if len(rest) > MOST_REST else "")
    parts.append(f'<span class="rest">{html.escape(shown)}</span>')
    return f'<p class="why-words" dir="auto">{"".join(parts)}</p>'


def short(word: str, most: int = 16) -> str:
    """A word that fits beside a bar."""
    return word if len(word) <= most else word[: most - 1] + "…"


def _show_bars(explanation: Explanation) -> None:
    chosen = why_charts.strongest(explanation)
    words = [short(explanation.words[index].text) for index in chosen]
    attributions, occlusions = explanation.attributions[chosen], explanation.occlusions[chosen]
    most, other = int(np.argmax(np.abs(attributions))), int(np.argmax(np.abs(occlusions)))
    said = _(
        "Occlusion asks in another way: how far does the margin fall when the word is left out? By integrated "
        "gradients “{word}” counts most ({value}), by occlusion “{other}” ({other_value})."
    ).format(
        word=escape_markdown(words[most]),
        value=f"{attributions[most]:+.2f}",
        other=escape_markdown(words[other]),
        other_value=f"{occlusions[other]:+.2f}",
    )
    charts.show(why_charts.word_bars(words, attributions, occlusions), "sentiment_why_bars", alt=said)
    if len(chosen) < len(explanation.words):
        said += " " + _("Shown are the {some} words of {all} that count most in either way.").format(
            some=number(len(chosen)), all=number(len(explanation.words))
        )
    st.caption(said)


def in_words(correlation: float | None) -> str:
    """A rank correlation as a person would say it."""
    if correlation is None:
        return _("cannot be said")
    if correlation < -0.2:
        return _("they contradict each other")
    for least, words in ((0.8, _("they agree")), (0.5, _("they mostly agree")), (0.2, _("they agree a little"))):
        if correlation >= least:
            return words
    return _("they do not agree")


def _show_agreement(explanation: Explanation) -> None:
    st.markdown("**" + _("How far the three agree") + "**")
    rows = [
        (
            _("{one} and {other}").format(one=_(METHOD_NAMES[one]), other=_(METHOD_NAMES[other])),
            "–" if correlation is None else f"{correlation:+.2f}",
            in_words(correlation),
        )
        for (one, other), correlation in explanation.agreements.items()
    ]
    st.table(pd.DataFrame(rows, columns=[_("pair"), _("rank correlation"), _("in words")]).set_index(_("pair")))
    said = _(
        "Spearman's rank correlation over the {count} words: +1 when two methods put the words in the same order, 0 "
        "when one order says nothing about the other. Attention has no sign, so beside it only sizes are compared. "
        "Where the three disagree, no single one is the reason."
    ).format(count=number(len(explanation.words)))
    st.caption(said)


def _show_attention(explanation: Explanation, attention_map: AttentionMap) -> None:
    """The heat map of one head, or of the mean of all, and the most looked-at word in a sentence."""
    weights = attention_map.weights
    layers, heads, num_words = weights.shape[:3]
    left, right = st.columns(2)
    every = _("mean of all")
    layer = left.selectbox(
        _("Layer"),
        [0, *range(1, layers + 1)],
        format_func=lambda one: number(one) if one else every,
        key="sentiment_why_layer",
    )
    head = right.selectbox(
        _("Head"),
        [0, *range(1, heads + 1)],
        format_func=lambda one: number(one) if one else every,
        key="sentiment_why_head",
    )
    chosen = weights[layer - 1 : layer] if layer else weights
    chosen = chosen[:, head - 1 : head] if head else chosen
    matrix = chosen.mean(axis=(0, 1))
    shown = min(num_words, why_charts.MOST_IN_MAP)
    words = [short(word.text, 12) for word in explanation.words[:num_words]]
    received = matrix.mean(axis=0)
    top = int(received.argmax())
    said = _(
        "Each row is a word that looks, each column a word that is looked at; every row adds up to 100%. Looked at "
        "most: “{word}”, with {percent} of all attention, where an even share would be {even}."
    ).format(
        word=escape_markdown(words[top]),
        percent=percent(received[top], 0),
        even=f"{100 / num_words:.0f}%",
    )
    charts.show(why_charts.attention_map(words[:shown], matrix[:shown, :shown]), "sentiment_why_attention", alt=said)
    if shown < num_words or num_words < len(explanation.words):
        said += " " + _("Shown are the first {some} words of {all}.").format(
            some=number(shown), all=number(len(explanation.words))
        )
    st.caption(said + " " + _("Attention says where the network looks, not what it makes of it."))


def _show_checks(kept: dict[str, Any], classifier: SentimentClassifier) -> None:
    """The deletion curves and the randomised networks: at once for a short text, when asked for a long one."""
    from models.sentiment.explanation_checks import deletion, randomised

    explanation = kept["explanation"]
    st.markdown("**" + _("Can this be believed?") + "**")
    if len(explanation.words) < 3:
        st.caption(_("Three words or more are needed to check an order of words."))
        return
    if "deletion" not in kept:
        if explanation.num_explained > CHECK_AT_ONCE and not st.button(
            _("Check it (takes some seconds)"), key="sentiment_why_check"
        ):
            return
        with st.spinner(_("Deleting words, and asking networks with shuffled weights …"), show_time=True):
            kept["shuffled"] = randomised(classifier, explanation)
            kept["deletion"] = deletion(classifier, explanation, kept["shuffled"])
    curves: Deletion = kept["deletion"]
    shuffled: Randomised = kept["shuffled"]
    label = term(explanation.label)
    said = deletion_in_words(curves, label)
    charts.show(why_charts.deletion_curves(curves, label), "sentiment_why_deletion", alt=said)
    st.caption(said)
    st.caption(randomised_in_words(shuffled.correlations, shuffled.mean_correlation, len(explanation.words)))


def deletion_in_words(deletion: Deletion, label: str) -> str:
    """What the deletion curves show, and whether the named words carry the verdict."""
    num_orders = len(deletion.at_random)
    said = _(
        "Words are deleted one after another, those that speak most for {label} first. At half of the words its "
        "probability is {named}; when they go in random order it is {random} (mean of {count} orders). The area "
        "between the two curves is {area}; {beaten} of {count} random orders bring it down less than the named one."
    ).format(
        label=label,
        named=_percent_at_half(deletion.shares, deletion.named),
        random=_percent_at_half(deletion.shares, deletion.at_random.mean(axis=0)),
        count=number(num_orders),
        area=f"{deletion.area:+.3f}",
        beaten=number(deletion.orders_beaten),
    )
    if deletion.orders_beaten >= 0.9 * num_orders and deletion.area > 0.02:
        return said + " " + _("So the words named here do carry the verdict.")
    if deletion.area > 0.02:
        return said + " " + _("So the words named here carry some of the verdict, hardly more than others do.")
    if deletion.named[-1] >= 0.8 * deletion.named[0]:
        return said + " " + _("Even without any of these words the verdict stays, so nothing can be concluded.")
    return said + " " + _("So the words named here do not carry the verdict: do not trust this explanation.")


def _percent_at_half(shares: np.ndarray, curve: np.ndarray) -> str:
    return percent(float(np.interp(0.5, shares, curve)), 0)


def randomised_in_words(correlations: Sequence[float | None], mean: float | None, num_words: int) -> str:
    """What networks with shuffled weights say, and what chance alone would."""
    if mean is None:
        return _("Networks with shuffled weights give no order of these words to compare with.")
    known = [value for value in correlations if value is not None]
    by_chance = 2 / math.sqrt(max(num_words - 1, 1) * len(known))
    said = ngettext(
        "The same explanation from {count} network with shuffled weights, which knows nothing: its rank correlation "
        "with this one is {mean}.",
        "The same explanation from {count} networks with shuffled weights, which know nothing: their rank correlation "
        "with this one is {mean} on average.",
        len(known),
    ).format(count=number(len(known)), mean=f"{mean:+.2f}")
    said += " " + _("With so few words chance alone gives anything up to about ±{chance}.").format(
        chance=f"{min(by_chance, 1):.2f}"
    )
    if abs(mean) <= by_chance:
        return said + " " + _("So the explanation is about what the network learned.")
    return said + " " + _("That is more: a part of this explanation comes from the text and the network's build alone.")
