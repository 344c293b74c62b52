"""Proof: every layer from scratch beside Keras and beside central differences, with one that is wrong on purpose."""

import logging
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from models.errors import PlaygroundError
from models.from_scratch.checks import central_differences, numerical_gradient
from models.from_scratch.recurrent import SimpleRNN, SimpleRNNWithoutTranspose
from pages.foundations import drawing
from pages.foundations.proof import steps as proof_steps
from pages.shared import (
    _,
    address,
    escape_markdown,
    ngettext,
    percent,
    pgettext,
    sentence,
    show_code,
    warm_up,
    whole_within,
)

LOG = logging.getLogger(__name__)
ASKED = "foundations_proof_asked"
FAILING = "rgba(204, 90, 78, 0.22)"


class Settings(NamedTuple):
    """What a proof is made with."""

    seed: int
    precision: str
    batch_size: int
    length: int
    input_size: int
    output_size: int


class Row(NamedTuple):
    """What came of a layer: figures by the name of what was compared, or a sentence about what went wrong."""

    name: str
    relative: dict[str, float]
    absolute: dict[str, float]
    central: dict[str, float]
    equal: bool
    measured: bool
    error: str = ""


def show() -> None:
    """The section."""
    st.markdown(
        _(
            "Training that goes well proves nothing: a network with a wrong gradient often learns all the same. So "
            "every layer here is checked in two ways. Beside **Keras**, on the same weights and inputs: the output, "
            "and the gradient by the inputs and by every parameter. And beside **central differences**: move one "
            "number a little to either side, and see what becomes of the loss."
        )
    )
    drawing.equations(
        r"\frac{\partial L}{\partial \theta} &\approx \frac{L(\theta + h) - L(\theta - h)}{2h}",
        r"r(a, b) &= \frac{\max_i |a_i - b_i|}{\max_i |b_i|}",
    )
    settings = _settings()
    if st.button(_("Prove every layer"), icon=":material/checklist:", type="primary", key="foundations_prove"):
        st.session_state[ASKED] = settings
    asked = st.session_state.get(ASKED)
    if asked is not None:
        _show_proof(asked, settings)
    proof_steps.show()
    show_code(
        central_differences,
        numerical_gradient,
        SimpleRNN.step_backward,
        SimpleRNNWithoutTranspose.through_recurrent_kernel,
    )


def _settings() -> Settings:
    """Seed, precision and shapes, all of them in the address."""
    precision = address.choose("precision", _("Precision"), ["float64", "float32"])
    sizes = [
        (_("Seed"), "proof_seed", 0, 10**6, 1),
        (_("Examples"), "proof_batch", 1, 4, 2),
        (_("Steps, or pixels a side"), "proof_length", 3, 10, 6),
        (_("Numbers in"), "proof_in", 1, 8, 4),
        (_("Numbers out"), "proof_out", 1, 8, 3),
    ]
    with st.container(horizontal=True, gap="small", key="foundations_proof_sizes"):
        values = [
            st.number_input(label, low, high, start, key=f"foundations_{name}", bind="query-params", width=150)
            for label, name, low, high, start in sizes
        ]
    seed, *shape = [
        whole_within(value, low, high) for value, (_label, _name, low, high, _start) in zip(values, sizes, strict=True)
    ]
    return Settings(seed, precision, *shape)


@st.cache_data(max_entries=600, show_spinner=False)
def _prove(position: int, settings: Settings) -> Row:
    """The proof of one case; ``position`` -1 is the wrong one. A layer that fails is a row that says so."""
    from models.side_by_side import proofs

    case = proofs.WRONG if position < 0 else proofs.CASES[position]
    try:
        proof = proofs.prove(case, proofs.Sizes(*settings[2:]), settings.seed, settings.precision)
    except PlaygroundError as error:
        return Row(case.name, {}, {}, {}, False, False, sentence(error))
    except Exception:
        LOG.exception("the proof of %s failed", case.name)
        return Row(case.name, {}, {}, {}, False, False, _("it could not be built with these shapes"))
    differences = proof.comparison.differences()
    return Row(
        case.name,
        {name: difference.relative for name, difference in differences.items()},
        {name: difference.absolute for name, difference in differences.items()},
        proof.central,
        proof.agrees_with_keras,
        proof.agrees_with_differences,
    )


def _show_proof(asked: Settings, now: Settings) -> None:
    """Every layer's figures as a table, in words, and one layer's in detail."""
    with st.spinner(_("Starting TensorFlow …")):
        warm_up.wait()
        from models.side_by_side import proofs
    rows: list[Row] = []
    cases = [*range(len(proofs.CASES)), -1]
    bar = st.empty()
    for place, position in enumerate(cases):
        rows.append(_prove(position, asked))
        if place % 5 == 0:
            bar.progress((place + 1) / len(cases), text=rows[-1].name)
    bar.empty()
    *right, wrong = rows
    tolerance, central_tolerance = proofs.TOLERANCES[asked.precision], proofs.CENTRAL_TOLERANCE
    if asked != now:
        st.info(_("The table is of the settings before: press the button to prove it with these."))
    _say(right, wrong, tolerance, central_tolerance)
    table = pd.DataFrame([_line(row) for row in rows])
    st.dataframe(
        table.style.apply(_paint, rows=rows, axis=None),
        hide_index=True,
        key="foundations_proof_table",
        height=35 * (len(rows) + 1) + 3,
        column_config={name: st.column_config.Column(width="small") for name in map(str, list(table)[2:])},
    )
    st.caption(
        _(
            "The largest relative difference from Keras of the output, of the gradient by the inputs and of those by "
            "the parameters (moving averages among them), and of all gradients from central differences, which are "
            "always measured in double precision. A dash: there is no such gradient. The last layer is wrong "
            "on purpose."
        )
    )
    with st.expander(_("One layer in detail"), icon=":material/zoom_in:"):
        _show_detail(rows)


def _say(right: list[Row], wrong: Row, tolerance: float, central_tolerance: float) -> None:
    """Passing and failing in words."""
    failing = [row for row in right if not (row.equal and row.measured)]
    limits = {"tolerance": f"{tolerance:.0e}", "central": f"{central_tolerance:.0e}", "count": len(right)}
    if not failing:
        st.success(
            _(
                "All {count} layers pass: output and gradients equal Keras's to within {tolerance}, and the gradients "
                "are what central differences measure to within {central}."
            ).format(**limits),
            icon=":material/check_circle:",
        )
    else:
        names = _(", ").join(escape_markdown(row.name) for row in failing)
        st.warning(
            ngettext(
                "One layer of {count} is further than {tolerance} from Keras or {central} from central differences: "
                "{names}. Where a number lies on the corner of a relu or a maximum, no slope is right: try another "
                "seed.",
                "{failing} layers of {count} are further than {tolerance} from Keras or {central} from central "
                "differences: {names}. Where a number lies on the corner of a relu or a maximum, no slope is right: "
                "try another seed.",
                len(failing),
            ).format(failing=len(failing), names=names, **limits),
            icon=":material/warning:",
        )
    if wrong.error:
        return
    gradients = {name: value for name, value in wrong.relative.items() if name != "output"}
    worst = max(gradients, key=gradients.__getitem__)
    if wrong.equal and wrong.measured:
        st.warning(
            _(
                "The layer that is wrong on purpose is not caught with these shapes: with one number out, $W_{hh}$ is "
                "a single number, and its own transpose."
            ),
            icon=":material/warning:",
        )
    else:
        st.error(
            _(
                "**{name}** is caught, as it should be: its output is right to {output}, but its gradient by "
                "{worst} is off by {difference} of the largest entry. The backward step multiplies by "
                "$W_{{hh}}$ where $W_{{hh}}^\\top$ belongs; the shapes agree, and training even succeeds."
            ).format(
                name=escape_markdown(wrong.name),
                output=f"{wrong.relative['output']:.0e}",
                worst=escape_markdown(worst),
                difference=percent(gradients[worst], 0),
            ),
            icon=":material/bug_report:",
        )


def _line(row: Row) -> dict[str, Any]:
    """A row of the table."""
    parameters = [value for name, value in row.relative.items() if name not in ("output", "inputs")]
    if row.error:
        verdict = row.error
    elif row.equal and row.measured:
        verdict = _("equal")
    elif row.equal:
        verdict = _("differs from central differences")
    else:
        verdict = _("differs from Keras") if row.measured else _("wrong")
    figures = {
        _("output"): row.relative.get("output"),
        _("inputs"): row.relative.get("inputs"),
        pgettext("gradients", "parameters"): max(parameters, default=None),
        _("measured"): max(row.central.values(), default=None),
    }
    shown = {name: "–" if value is None else f"{value:.0e}" if value else "0" for name, value in figures.items()}
    return {_("layer"): row.name, pgettext("of a proof", "verdict"): verdict, **shown}


def _paint(table: pd.DataFrame, rows: list[Row]) -> pd.DataFrame:
    """Colours for the rows that do not pass; the verdict says the same in words."""
    styles = pd.DataFrame("", index=table.index, columns=table.columns)
    for position, row in enumerate(rows):
        if not (row.equal and row.measured):
            styles.iloc[position] = f"background-color: {FAILING}"
    return styles


def _show_detail(rows: list[Row]) -> None:
    """Each array of one layer."""
    names = [row.name for row in rows if not row.error]
    chosen = st.selectbox(_("Layer"), names, index=len(names) - 1, key="foundations_proof_layer")
    row = next((row for row in rows if row.name == chosen), rows[-1])
    st.dataframe(
        pd.DataFrame(
            {
                _("array"): list(row.relative),
                _("largest difference"): [row.absolute[name] for name in row.relative],
                _("relative"): list(row.relative.values()),
                _("central difference"): [row.central.get(name) for name in row.relative],
            }
        ),
        hide_index=True,
        key="foundations_proof_detail",
        column_config={
            name: st.column_config.NumberColumn(format="%.1e")
            for name in (_("largest difference"), _("relative"), _("central difference"))
        },
    )
    st.caption(
        _(
            "A gradient whose entries are all tiny is measured against a hundredth of the layer's largest: that of an "
            "attention's key bias is zero by nature, and what is there is rounding."
        )
    )
