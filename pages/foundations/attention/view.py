"""Attention: queries, keys, scores, softmax and mix of a typed sentence, head by head, each row in numbers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import streamlit as st

from models.from_scratch.attention import MultiHeadAttention, allowed_pairs
from models.from_scratch.networks import SentimentTransformer
from pages.foundations import drawing, exercises, play, sentences
from pages.foundations.attention import shipped as shipped_transformer
from pages.foundations.exercises import Exercise
from pages.shared import N_, _, address, escape_markdown, number, show_code, whole_within

WEIGHTS = {
    "random": N_("random weights, word by word"),
    "sentiment": N_("the shipped sentiment Transformer"),
}
MASKS = {"none": N_("none"), "causal": N_("causal"), "padding": N_("padding"), "both": N_("both")}
ABOUT_MASKS = {
    "none": N_("Every token may look at every token."),
    "causal": N_("A token sees itself and what stands before it, as in a network that writes."),
    "padding": N_("Two empty places fill the sentence up to a common length, as in a batch; nobody looks at them."),
    "both": N_("Nobody looks ahead, and nobody looks at the two empty places."),
}
PAD = "∅"
NUM_PADS = 2
MOST_TOKENS = 16
KEY_SIZE = 4


@dataclass(frozen=True)
class Attended:
    """What an attention made of a sentence; arrays without the batch."""

    tokens: list[str]
    work: dict[str, np.ndarray]
    """``query``, ``key``, ``value`` and ``mixed`` (heads, tokens, size); ``scores`` and ``weights`` (heads, tokens,
    tokens)."""
    allowed: np.ndarray
    """Which query may look at which key, (tokens, tokens)."""
    last_word: int
    """The place of the last token that is neither padding nor a mark, from 1 on."""

    @property
    def key_size(self) -> int:
        """Numbers of a query and of a key in each head."""
        return self.work["query"].shape[-1]


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "In attention every token asks a question (its query), offers an answer (its value) and says what the "
            "answer is about (its key). Where a query and a key point the same way their product is large, and a "
            "softmax turns the products of one query into shares of 1. What comes out for that token is the mix of all "
            "values in those shares. Several heads do so side by side, each with weights of its own."
        )
    )
    drawing.equations(
        r"Q &= x W_q + b_q, \quad K = x W_k + b_k",
        r"V &= x W_v + b_v",
        r"A &= \mathrm{softmax}\bigl(Q K^\top / \sqrt{d}\bigr)",
        r"y &= \textstyle\sum_{\text{heads}} A V\, W_o + b_o",
    )
    source = address.choose("attention_weights", _("Weights"), WEIGHTS)
    masks = MASKS if source == "random" else {name: MASKS[name] for name in ("none", "causal")}
    mask = address.choose("mask", _("Mask"), masks)
    st.caption(_(ABOUT_MASKS[mask]))
    text = sentences.ask("foundations_attention_text", "the cat that chased the dog was hungry")
    attended = _random(text, mask) if source == "random" else _shipped(text, mask)
    tasks: list[Exercise] = []
    if attended is None:
        st.info(_("Type at least one word to see what it attends to."))
    else:
        tasks = _show_attended(attended)
    shipped_transformer.show_beside_keras()
    exercises.show("attention", [_exercise_of_the_scale(attended.key_size if attended else KEY_SIZE), *tasks])
    show_code(
        MultiHeadAttention._attend,
        allowed_pairs,
        MultiHeadAttention.backward,
        SentimentTransformer.embed,
        SentimentTransformer.logits,
    )


def _random(text: str, mask: str) -> Attended | None:
    """The sentence through an attention with random weights; None where there is no word."""
    left, right = st.columns(2)
    heads = left.slider(_("Heads"), 1, 4, 2, key="foundations_attention_heads", bind="query-params")
    heads = whole_within(heads, 1, 4)
    seed = right.number_input(_("Seed"), 0, 9999, 1, 1, key="foundations_attention_seed", bind="query-params")
    seed = whole_within(seed, 0, 9999)
    tokens = sentences.words_of(text, MOST_TOKENS)
    if not tokens:
        return None
    width = 2 * KEY_SIZE
    padding = NUM_PADS if mask in ("padding", "both") else 0
    x = sentences.vectors(tokens, width, seed)
    x = np.concatenate([x, np.zeros((padding, width))]) + sinusoids(len(tokens) + padding, width)
    real = np.arange(len(x)) < len(tokens)
    layer = MultiHeadAttention(heads, KEY_SIZE, width, generator=np.random.default_rng(seed))
    for name in ("query/kernel", "key/kernel"):
        # As they start, all scores are small and every token looks everywhere alike.
        layer.parameters[name] *= 1.7
    causal = mask in ("causal", "both")
    work = layer.show_work(x[None], value_mask=real[None], use_causal_mask=causal)
    allowed = allowed_pairs(x[None], x[None], real[None], None, causal)
    assert allowed is not None
    pairs = np.broadcast_to(allowed[0], (len(x), len(x)))
    return Attended(tokens + [PAD] * padding, {name: value[0] for name, value in work.items()}, pairs, len(tokens))


def _shipped(text: str, mask: str) -> Attended | None:
    """The sentence in one block of the shipped Transformer; None where nothing of it can be read."""
    reader = sentences.shipped_reader()
    count = len(reader.twin.blocks)
    block = st.slider(_("Block"), 1, count, 1, key="foundations_attention_block", bind="query-params")
    block = whole_within(block, 1, count) - 1
    start, end = _("[start]"), _("[end]")
    st.caption(
        _(
            "**{start}** and **{end}** are no words of the sentence: the network puts two learned vectors around every "
            "text, and they ask and answer like any other token. In networks like this one, a head that finds nothing "
            "to look for often looks at such a mark (Clark et al. 2019)."
        ).format(start=escape_markdown(start), end=escape_markdown(end))
    )
    pieces = reader.classifier.tokenizer.pieces(text)
    if not pieces:
        return None
    sentences.cut(pieces, MOST_TOKENS)
    tokens, work = reader.attention(text, block, MOST_TOKENS, mask == "causal")
    pairs = np.ones((len(tokens), len(tokens)), bool)
    return Attended(
        [start, *tokens[1:-1], end],
        {name: value[0] for name, value in work.items()},
        np.tril(pairs) if mask == "causal" else pairs,
        len(tokens) - 1,
    )


def sinusoids(length: int, width: int) -> np.ndarray:
    """A vector for each position, (length, width): sines and cosines of ever longer waves (Vaswani et al. 2017)."""
    position, pair = np.arange(length)[:, None], np.arange(width // 2)[None]
    angle = position / 10_000 ** (2 * pair / width)
    return np.stack([np.sin(angle), np.cos(angle)], axis=-1).reshape(length, width)


def _show_attended(attended: Attended) -> list[Exercise]:
    """One head, one query: the matrix, its row in numbers, the mix; the exercises about it."""
    heads = len(attended.work["weights"])
    head = 1
    if heads > 1:
        head = int(address.choose("head", _("Head"), [str(one) for one in range(1, heads + 1)]))
    tokens = attended.tokens
    query = play.choose_step("query", len(tokens), _("Token that asks"), first=1, start=attended.last_word)
    weights = attended.work["weights"][head - 1]
    names = [escape_markdown(token) for token in tokens]
    row = weights[query - 1]
    favourite = int(row.argmax())
    drawing.heat_map(
        weights,
        "foundations_attention_map",
        _(
            "Head {head}: each row is a token that asks, each column a token that answers; every row sums to 1. "
            "**{query}** (place {place}, framed) listens most to **{favourite}** (place {other}): {share}%."
        ).format(
            head=number(head),
            query=names[query - 1],
            place=number(query),
            favourite=names[favourite],
            other=number(favourite + 1),
            share=f"{100 * row[favourite]:.0f}",
        ),
        drawing.Cells(
            rows=tokens,
            columns=tokens,
            most=1.0,
            two_sided=False,
            marked=[(query - 1, place) for place in range(len(tokens))],
            height=28 * len(tokens) + 90,
        ),
    )
    _show_row(attended, head - 1, query - 1)
    _show_projections(attended, head - 1)
    _show_heads(attended, query - 1)
    return _exercises(attended, head - 1, query - 1)


def _show_row(attended: Attended, head: int, query: int) -> None:
    """One row worked out: products, scores, exponentials, shares, and the first number of the mix."""
    work, tokens = attended.work, attended.tokens
    q, K, V = work["query"][head, query], work["key"][head], work["value"][head]
    scores, weights, allowed = work["scores"][head, query], work["weights"][head, query], attended.allowed[query]
    largest = float(scores[allowed].max())
    st.markdown(_("**The row in numbers**"))
    drawing.equations(
        rf"d &= {len(q)}, \quad \sqrt d = {np.sqrt(len(q)):.3f}",
        rf"a_j &= e^{{s_j - {largest:.2f}}} \big/ {np.exp(scores[allowed] - largest).sum():.3f}",
    )
    st.dataframe(
        pd.DataFrame(
            {
                _("answers"): tokens,
                "q·k": K @ q,
                "s = q·k / √d": scores,
                _("allowed"): allowed,
                _("share a"): weights,
                "v₁": V[:, 0],
                "a v₁": weights * V[:, 0],
            }
        ),
        hide_index=True,
        key="foundations_attention_row",
        column_config={
            name: st.column_config.NumberColumn(format="%.3f")
            for name in ("q·k", "s = q·k / √d", _("share a"), "v₁", "a v₁")
        },
    )
    st.caption(
        _(
            "What **{query}** asks, put to every key: the products, divided by the root of their size, become shares "
            "by the softmax (the largest score, {largest}, is taken off first, which changes nothing). The last column "
            "adds up to the first number of the mix, {mixed}."
        ).format(
            query=escape_markdown(tokens[query]),
            largest=f"{largest:.2f}",
            mixed=f"{work['mixed'][head, query, 0]:.3f}",
        )
    )


def _show_projections(attended: Attended, head: int) -> None:
    """Queries, keys, values and the mix of one head as heat maps."""
    captions = {
        "query": _("Queries Q: what each token asks."),
        "key": _("Keys K: what each token can be found by."),
        "value": _("Values V: what each token has to say."),
        "mixed": _("The mix A V: what each token has heard, before the heads are put together."),
    }
    for position, (name, caption) in enumerate(captions.items()):
        values = attended.work[name][head]
        if position % 2 == 0:
            pair = st.columns(2)
        with pair[position % 2]:
            drawing.heat_map(
                values,
                f"foundations_attention_{name}",
                caption,
                drawing.Cells(
                    rows=attended.tokens,
                    columns=[str(column + 1) for column in range(values.shape[1])]
                    if values.shape[1] <= KEY_SIZE
                    else None,
                    height=24 * len(attended.tokens) + 60,
                ),
            )


def _show_heads(attended: Attended, query: int) -> None:
    """Whom each head listens to, for the chosen token."""
    weights = attended.work["weights"][:, query]  # (heads, tokens)
    if len(weights) < 2:
        return
    favourites = weights.argmax(axis=1)
    spread = np.exp(-(weights * np.log(np.maximum(weights, 1e-12))).sum(axis=1))
    st.dataframe(
        pd.DataFrame(
            {
                _("head"): range(1, len(weights) + 1),
                _("listens most to"): [attended.tokens[place] for place in favourites],
                _("share"): weights.max(axis=1),
                _("tokens it listens to"): spread,
            }
        ),
        hide_index=True,
        height="content",
        key="foundations_attention_heads_table",
        column_config={
            _("share"): st.column_config.NumberColumn(format="percent"),
            _("tokens it listens to"): st.column_config.NumberColumn(format="%.1f"),
        },
    )
    st.caption(
        _(
            "All heads for the token that asks, **{query}**. The last column is e to the entropy of the shares: 1 "
            "where a head listens to a single token, the number of tokens where it listens to all alike."
        ).format(query=escape_markdown(attended.tokens[query]))
    )


def _exercises(attended: Attended, head: int, query: int) -> list[Exercise]:
    """About the row that is shown."""
    found = []
    count = len(attended.tokens)
    found.append(
        Exercise(
            _(
                "With a causal mask and {count} tokens, how many pairs of a query and a key may meet? (a sentence "
                "without padding)"
            ).format(count=number(count)),
            float(count * (count + 1) // 2),
            0.1,
            _("The first token sees one, the second two, and so on."),
        )
    )
    scores = np.where(attended.allowed[query], attended.work["scores"][head, query], -np.inf)
    if attended.allowed[query].sum() >= 2:
        second, first = np.argsort(scores)[-2:]
        ratio = float(np.exp(scores[first] - scores[second]))
        found.append(
            Exercise(
                _(
                    "In the row above, how many times the share of the token in place {second} is that of the token in "
                    "place {first}? Work it out from their scores alone. (to within 2%)"
                ).format(first=number(int(first) + 1), second=number(int(second) + 1)),
                ratio,
                0.02 * ratio,
                _("The softmax divides both by the same sum, so what is left is e to the difference of the scores."),
            )
        )
    return found


def _exercise_of_the_scale(size: int) -> Exercise:
    return Exercise(
        _(
            "If the numbers of a query and of a key are independent with mean 0 and variance 1, their product q·k has "
            "the variance d. What variance does the score $s = q \\cdot k / \\sqrt{{d}}$ have for d = {size}?"
        ).format(size=number(size)),
        1.0,
        0.001,
        _("Dividing a number by a constant divides its variance by the constant's square."),
    )
