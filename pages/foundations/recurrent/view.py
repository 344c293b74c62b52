"""RNN, LSTM, GRU: a sentence walks through the cell, a gradient goes back, and the shipped LSTM runs in NumPy."""

import numpy as np
import streamlit as st

from models.from_scratch.bidirectional import Bidirectional
from models.from_scratch.clipping import clip_by_global_norm
from models.from_scratch.gru import GRU
from models.from_scratch.lstm import LSTM
from models.from_scratch.networks import CharacterLSTM
from models.from_scratch.recurrent import Recurrent, SimpleRNN
from pages.foundations import drawing, exercises, sentences
from pages.foundations.exercises import Exercise
from pages.foundations.recurrent import shipped as shipped_lstm
from pages.foundations.recurrent import through_time, walks
from pages.foundations.recurrent.walks import Walk
from pages.shared import N_, _, address, number, pgettext, show_code, whole_within

CELLS: dict[str, type[Recurrent]] = {"rnn": SimpleRNN, "lstm": LSTM, "gru": GRU}
TITLES = {"rnn": N_("Plain RNN"), "lstm": "LSTM", "gru": "GRU"}
WEIGHTS = {
    "random": N_("random weights, word by word"),
    "shakespeare": N_("the shipped Shakespeare LSTM, by character"),
}
EQUATIONS = {
    "rnn": [r"h_t &= \tanh(x_t W_{xh} + h_{t-1} W_{hh} + b)"],
    "lstm": [
        r"i_t, f_t, o_t &= \sigma(x_t W_x + h_{t-1} W_h + b)",
        r"g_t &= \tanh(x_t W_{xg} + h_{t-1} W_{hg} + b_g)",
        r"c_t &= f_t \odot c_{t-1} + i_t \odot g_t",
        r"h_t &= o_t \odot \tanh(c_t)",
    ],
    "gru": [
        r"z_t, r_t &= \sigma(x_t W_x + h_{t-1} W_h + b)",
        r"\tilde h_t &= \tanh(x_t W_{xh} + b_h + r_t \odot (h_{t-1} W_{hh} + b_{hh}))",
        r"h_t &= z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t",
    ],
}
MOST_WORDS, MOST_CHARACTERS = 20, 32
INPUT_SIZE = 6
WAYS = {"forward": N_("from the left"), "both": N_("from both sides")}


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "A recurrent layer reads a sentence one step at a time and keeps what it has understood so far in a few "
            "numbers, its hidden state. Each step mixes the new word with that state, always with the same weights. An "
            "LSTM adds a cell, a memory that gates write to, keep and read; a GRU does with two gates and no cell. "
            "Walk through a sentence and see what each of them does."
        )
    )
    source = address.choose("rnn_weights", _("Weights"), WEIGHTS)
    cell = "lstm"
    if source == "random":
        cell = address.choose("cell", _("Cell"), TITLES, "lstm")
    drawing.equations(*EQUATIONS[cell])
    seed = _checked_seed()
    text = sentences.ask("foundations_rnn_text", "i am not at all bad")
    walk = _walk_randomly(cell, text, seed) if source == "random" else shipped_lstm.walk(text, MOST_CHARACTERS)
    step = 1
    if walk is None:
        st.info(_("Type at least one word to see it walk through the cell."))
    else:
        step = walks.show(walk, cell)
    asked = through_time.show(seed)
    shipped_lstm.show_beside_keras()
    exercises.show("recurrent", _exercises(walk, cell, step, asked))
    kind = CELLS[cell]
    show_code(
        kind.step,
        kind.step_backward,
        Recurrent.backward,
        through_time.gradient_norms,
        clip_by_global_norm,
        CharacterLSTM.logits,
    )


def _checked_seed() -> int:
    left, _right = st.columns([1, 2])
    seed = left.number_input(_("Seed"), 0, 9999, 1, 1, key="foundations_rnn_seed", bind="query-params")
    return whole_within(seed, 0, 9999)


def _walk_randomly(cell: str, text: str, seed: int) -> Walk | None:
    """The sentence through a cell with random weights, word by word; None where there is no word."""
    left, right = st.columns(2)
    units = left.slider(pgettext("how many", "Units"), 2, 10, 5, key="foundations_rnn_units", bind="query-params")
    units = whole_within(units, 2, 10)
    with right:
        ways = address.choose("rnn_ways", _("Reads"), WAYS)
    words = sentences.words_of(text, MOST_WORDS)
    if not words:
        return None
    inputs = sentences.vectors(words, INPUT_SIZE, seed)[None]
    generator = np.random.default_rng(seed)
    layer, other = (CELLS[cell](INPUT_SIZE, units, True, generator=generator) for _layer in range(2))
    work = Bidirectional(layer, other).show_work(inputs)
    from_left = {name.removeprefix("forward/"): value[0] for name, value in work.items() if name.startswith("forward/")}
    return Walk(words, from_left, work["backward/hidden"][0] if ways == "both" else None)


def _exercises(walk: Walk | None, cell: str, step: int, asked: dict[str, float]) -> list[Exercise]:
    found = []
    steps, radius = int(asked["steps"]), asked["radius"]
    factor = radius**steps
    found.append(
        Exercise(
            _(
                "A layer of a single unit without an activation has the recurrent weight {radius}. By what is a "
                "gradient multiplied on its way back through {steps} steps? (to within 2%)"
            ).format(radius=f"{radius:.2f}", steps=number(steps)),
            factor,
            max(0.02 * factor, 1e-12),
            _("Once for each step: a power."),
        )
    )
    right = _("$W_{hh}$ transposed")
    found.append(
        Exercise(
            _(
                "Forward, $h_{t-1}$ is multiplied by $W_{hh}$ from the right. A well-known tutorial multiplies the "
                "gradient by the same $W_{hh}$ on the way back, and its network still learns. What is right?"
            ),
            right,
            hint=_(
                "Unit a feeds unit b through row a, column b. On the way back unit a collects from all b: along the "
                "row. The topic *Proof* catches the wrong one."
            ),
            choices=[_("$W_{hh}$ as it is"), right, _("the inverse of $W_{hh}$")],
        )
    )
    # The last one, for it may be missing and the others keep their places.
    if walk is not None:
        found.append(_exercise_of_the_step(walk, cell, step))
    return found


def _exercise_of_the_step(walk: Walk, cell: str, step: int) -> Exercise:
    unit = min(1, walk.work["hidden"].shape[1] - 1)
    name = walk.first_unit + unit
    now = {name: float(values[step - 1, unit]) for name, values in walk.work.items()}
    if cell == "lstm":
        before = float(walks.before(walk, "cell", step)[unit])
        return Exercise(
            _(
                "At step {step}, how much of unit {unit}'s new cell comes from the old one, that is $f_t\\,c_{{t-1}}$? "
                "(to two decimals)"
            ).format(step=number(step), unit=name),
            now["forget_gate"] * before,
            0.01,
            _("Take f and c before from the table, in the row of unit {unit}.").format(unit=name),
        )
    if cell == "gru":
        before = float(walks.before(walk, "hidden", step)[unit])
        return Exercise(
            _(
                "At step {step}, by how much does unit {unit}'s state change, that is $h_t - h_{{t-1}}$? "
                "(to two decimals)"
            ).format(step=number(step), unit=name),
            now["hidden"] - before,
            0.01,
            _("It is (1 − z) times the difference of candidate and old state."),
        )
    return Exercise(
        _(
            "At step {step}, how steep is the tanh at unit {unit}, that is $1 - h_t^2$? The gradient is multiplied by "
            "it. (to two decimals)"
        ).format(step=number(step), unit=name),
        1 - now["hidden"] ** 2,
        0.01,
        _("Take h from the table, in the row of unit {unit}, and square it.").format(unit=name),
    )
