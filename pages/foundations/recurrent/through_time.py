"""The second half of the recurrent section: what becomes of a gradient on its way back, and clipping."""

import numpy as np
import pandas as pd
import streamlit as st

from models.from_scratch.clipping import clip_by_global_norm, global_norm
from models.from_scratch.gru import GRU
from models.from_scratch.lstm import LSTM
from models.from_scratch.recurrent import Recurrent, SimpleRNN
from pages.foundations import drawing
from pages.shared import N_, _, address, number, pgettext, whole_within, within

HIDDEN, INPUTS = 16, 4
ACTIVATIONS = {"tanh": N_("tanh"), "linear": N_("linear (no squashing)")}
LIMITS = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0]
SMALLEST = 1e-16
"""On a logarithmic axis zero has no place."""


def with_radius(layer: SimpleRNN, radius: float) -> SimpleRNN:
    """The layer with its recurrent kernel scaled so that the largest of its eigenvalues has this magnitude."""
    kernel = layer.parameters["recurrent_kernel"]
    kernel *= radius / np.abs(np.linalg.eigvals(kernel)).max()
    return layer


def gradient_norms(layer: Recurrent, inputs: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """How long the gradient of a loss by each step's hidden state is, (time,).

    The loss is the last hidden state times ``weights``, so its gradient begins as ``weights``, at the last step.
    """
    layer.forward(inputs[None])
    layer.backward(weights[None])
    return np.linalg.norm(layer.hidden_gradients[0], axis=1)


def plain(value: float) -> str:
    """A positive number to four digits, with a power of ten only where it is very large or very small."""
    if 1e-4 <= value < 1e6:
        return np.format_float_positional(value, precision=4, unique=False, fractional=False, trim="-")
    return f"{value:.3e}"


def show(seed: int) -> dict[str, float]:
    """The curves, the clipped gradient; the numbers that the exercises ask about."""
    st.subheader(_("The gradient on its way back"), anchor=False)
    st.markdown(
        _(
            "To learn from the first word what the last step got wrong, the gradient goes back through every step in "
            "between, and at each one it is multiplied by the same recurrent kernel, transposed. What matters is the "
            "kernel's **spectral radius** $\\rho$, the magnitude of its largest eigenvalue: below 1 the gradient "
            "vanishes, above 1 it explodes. A tanh shrinks it further. In an LSTM the cell passes it on times the "
            "forget gate alone: raise that gate's bias until it stays open, and the gradient arrives."
        )
    )
    drawing.equations(
        r"\tfrac{\partial L}{\partial h_{t-1}} &= "
        r"\bigl(\tfrac{\partial L}{\partial h_t} \odot f'(z_t)\bigr)\, W_{hh}^\top"
    )
    left, right = st.columns(2)
    radius = left.slider(_("Spectral radius ρ"), 0.1, 2.0, 1.3, 0.05, key="foundations_rnn_radius", bind="query-params")
    steps = right.slider(_("Steps"), 5, 60, 30, key="foundations_rnn_steps", bind="query-params")
    radius, steps = within(radius, 0.1, 2.0), whole_within(steps, 5, 60)
    left, right = st.columns(2)
    bias = left.slider(
        _("Bias of the LSTM's forget gate"), 0.0, 6.0, 1.0, 0.5, key="foundations_rnn_forget", bind="query-params"
    )
    with right:
        activation = address.choose(
            "rnn_activation",
            _("Activation of the plain RNN"),
            ACTIVATIONS,
            "linear",
        )
    generator = np.random.default_rng(seed)
    inputs = 0.5 * generator.standard_normal((steps, INPUTS))
    weights = generator.standard_normal(HIDDEN)
    weights /= np.linalg.norm(weights)
    simple = with_radius(SimpleRNN(INPUTS, HIDDEN, activation=activation, generator=generator), radius)
    lstm = LSTM(INPUTS, HIDDEN, generator=generator)
    lstm.parameters["bias"][HIDDEN : 2 * HIDDEN] = within(bias, 0.0, 6.0)
    curves = {
        _("plain RNN"): gradient_norms(simple, inputs, weights),
        "LSTM": gradient_norms(lstm, inputs, weights),
        "GRU": gradient_norms(GRU(INPUTS, HIDDEN, generator=generator), inputs, weights),
    }
    first = {name: float(norms[0]) for name, norms in curves.items()}
    said = _(
        "How long the gradient by each step's hidden state is, on a logarithmic scale; it begins at the last step with "
        "length 1 and goes back to the left. Over {steps} steps it becomes {plain} in the plain RNN, {lstm} in the "
        "LSTM and {gru} in the GRU."
    ).format(
        steps=number(steps),
        plain=plain(first[_("plain RNN")]),
        lstm=plain(first["LSTM"]),
        gru=plain(first["GRU"]),
    )
    drawing.lines(
        {name: np.maximum(norms, SMALLEST) for name, norms in curves.items()},
        range(1, steps + 1),
        "foundations_rnn_norms",
        said,
        drawing.Axes(x_title=pgettext("time", "step"), logarithmic=True),
    )
    before, limit = _show_clipping(simple)
    return {"radius": radius, "steps": float(steps), "norm": before, "limit": limit}


def _show_clipping(layer: Recurrent) -> tuple[float, float]:
    """The gradients of the plain layer's weights, before and after clipping: their global norm, and the limit."""
    limit = st.select_slider(_("Clip by global norm at"), LIMITS, 1.0, key="foundations_rnn_clip", bind="query-params")
    limit = limit if limit in LIMITS else 1.0
    before, clipped = global_norm(layer.gradients), clip_by_global_norm(layer.gradients, limit)
    names = [*layer.gradients, _("all together")]
    st.dataframe(
        pd.DataFrame(
            {
                _("gradient of"): names,
                _("length"): [*(float(np.linalg.norm(value)) for value in layer.gradients.values()), before],
                _("clipped"): [*(float(np.linalg.norm(value)) for value in clipped.values()), global_norm(clipped)],
            }
        ),
        hide_index=True,
        key="foundations_rnn_clipped",
        column_config={name: st.column_config.NumberColumn(format="%.4g") for name in (_("length"), _("clipped"))},
    )
    if before > limit:
        said = _(
            "The gradient of all weights of the plain RNN together is {before} long: each is multiplied by {factor}, "
            "which changes its length and not its direction."
        ).format(before=plain(before), factor=plain(limit / before))
    else:
        said = _(
            "The gradient of all weights of the plain RNN together is {before} long, which is within the limit: it "
            "stays as it is. Clipping cures a gradient that explodes; it does nothing for one that has vanished."
        ).format(before=plain(before))
    st.caption(said)
    return before, limit
