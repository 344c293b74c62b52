"""An alarm for collapse: which digits a GAN draws when none is asked for, and how much of the real variety it reaches.

The visitor may set it off: with a simpler GAN, or by shrinking the latents, so that all hands become one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from plotly.subplots import make_subplots

from models import storage
from pages.digits import drawing, pictures, real
from pages.shared import N_, _, address, charts, loaders, number, percent, stamp, whole
from training.datasets import mnist

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

NAMES = {
    "digits": N_("the GAN of this page"),
    "digits_dcgan": N_("a plain DCGAN"),
    "digits_dense": N_("the tutorial's dense GAN"),
}
COUNTS = (500, 1_000, 2_000)
SAMPLES = 20
REAL, REAL_SEED = 1_000, 5
SPREADS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
LEAST_SHARE = 0.05
"""Of the drawings, for each digit: half of its due. With 500 drawings chance alone takes it there once in thousands."""
LEAST_COVERAGE = 0.8
"""Of what real digits reach. As many others of them reach the same up to one or two parts in a hundred."""
LEAST_DIGIT_COVERAGE = 0.5
"""Likewise of one digit alone, where chance has more of a say."""


@dataclass(frozen=True)
class Watch:
    """What was seen of some fresh drawings."""

    counts: list[int]
    """How many of each digit there are, as the judge reads them."""
    covered: list[float] | None
    """The share of the real digits that they cover, by digit; None without real digits."""
    covered_by_real: list[float] | None
    """The share that as many other real digits cover."""
    coverage: float | None
    coverage_of_real: float | None
    samples: np.ndarray | None = None
    """The first of the drawings, uint8 (count, 28, 28)."""

    @property
    def shares(self) -> np.ndarray:
        """Of the drawings, by digit: (10,)."""
        return np.array(self.counts) / sum(self.counts)


class Setting(NamedTuple):
    """What is drawn and looked at: which GAN, how many, by which seed, how far apart the latents."""

    preset: str
    drawings: int
    seed: int
    spread: float


def shipped() -> list[str]:
    """The GANs that are here, the page's own first."""
    return [preset for preset in NAMES if storage.PRESETS[preset].is_here]


def choose_gan(label: str) -> str:
    """One of the GANs that are here, the same in every view; the page's own where there is no other."""
    here = shipped()
    if len(here) == 1:
        return here[0]
    return address.choose("gan", label, {preset: NAMES[preset] for preset in here}, collapsed=True)


def watch(sampler: DigitSampler, count: int, seed: int, spread: float, digits: mnist.Mnist | None) -> Watch:
    """Draw ``count`` digits without asking for any, from latents shrunk to ``spread``, and look at what came.

    Args:
        sampler: a DigitSampler.
        count: how many.
        seed: of the latents.
        spread: of the latents: 1 as in training, 0 for one hand alone.
        digits: real digits to compare with, or None.
    """
    judge = sampler.judge
    latents = spread * np.random.default_rng(seed).standard_normal((count, sampler.latent_size), dtype=np.float32)
    # A network that waits to be told draws each digit as often; the others draw what comes.
    labels = np.arange(count) % 10 if sampler.conditional else None
    images = sampler.generate(latents, labels)
    counts = np.bincount(judge.recognise(images), minlength=10).tolist()
    if digits is None:
        return Watch(counts, None, None, None, None, images[:SAMPLES])
    from models.digit_gan.coverage import covered  # with SciPy, which Keras imports too

    tests, named = real.some(digits, "test", REAL, REAL_SEED)
    others, _names = real.some(digits, "train", count, REAL_SEED)
    features = judge.features(tests)
    by_drawn = covered(features, judge.features(images))
    by_real = covered(features, judge.features(others))
    return Watch(
        counts,
        [float(by_drawn[named == digit].mean()) for digit in range(10)],
        [float(by_real[named == digit].mean()) for digit in range(10)],
        float(by_drawn.mean()),
        float(by_real.mean()),
        images[:SAMPLES],
    )


@st.cache_data(max_entries=32, show_spinner=False)
def _watched(_sampler: DigitSampler, _digits: mnist.Mnist | None, state: tuple[Any, ...], setting: Setting) -> Watch:
    return watch(_sampler, setting.drawings, setting.seed, setting.spread, _digits)


def alarms(seen: Watch) -> list[str]:
    """What is wrong, a sentence each; nothing where all is well."""
    said = []
    rare = [digit for digit in range(10) if seen.shares[digit] < LEAST_SHARE]
    if rare:
        said.append(
            _("Drawn less than half as often as its due: {digits}.").format(
                digits=_(", ").join(
                    _("{digit} ({share})").format(digit=digit, share=percent(seen.shares[digit])) for digit in rare
                )
            )
        )
    if seen.coverage is None or seen.coverage_of_real is None or not seen.covered or not seen.covered_by_real:
        return said
    if seen.coverage < LEAST_COVERAGE * seen.coverage_of_real:
        said.append(
            _("The drawings cover {coverage} of the real digits, where real ones cover {of_real}.").format(
                coverage=percent(seen.coverage), of_real=percent(seen.coverage_of_real)
            )
        )
    thin = [digit for digit in range(10) if seen.covered[digit] < LEAST_DIGIT_COVERAGE * seen.covered_by_real[digit]]
    if thin:
        said.append(
            _("Hardly covered: {digits}.").format(
                digits=_(", ").join(
                    _("{digit} ({share} covered)").format(digit=digit, share=percent(seen.covered[digit]))
                    for digit in thin
                )
            )
        )
    return said


def verdict(seen: Watch) -> tuple[bool, str]:
    """Whether the alarm rings, and the sentence that says so and why."""
    wrong = alarms(seen)
    if wrong:
        if seen.covered is not None:
            wrong.append(
                _(
                    "Coverage falls when the same is drawn over and over, and also when what is drawn is hardly a "
                    "digit: look at the drawings."
                )
            )
        return True, " ".join([_("**Collapsed.**"), *wrong])
    lowest, highest = percent(seen.shares.min()), percent(seen.shares.max())
    if seen.coverage is None or seen.coverage_of_real is None:
        return False, _(
            "**No digit is missing**: each makes {lowest} to {highest} of the drawings. Whether a digit is drawn in "
            "many ways or in one, only a comparison with real digits tells."
        ).format(lowest=lowest, highest=highest)
    return False, _(
        "**Not collapsed**: each digit makes {lowest} to {highest} of the drawings, and they cover {coverage} of the "
        "real digits, where as many real ones cover {of_real}."
    ).format(lowest=lowest, highest=highest, coverage=percent(seen.coverage), of_real=percent(seen.coverage_of_real))


def show(digits: mnist.Mnist | None) -> None:
    """The alarm on fresh drawings, with what sets it off."""
    st.subheader(_("Has it collapsed?"), anchor=False)
    st.markdown(
        _(
            "A GAN that has found a few drawings which fool its discriminator may draw nothing else. Drawn afresh, "
            "without asking for any digit, and looked at by the judge:"
        )
    )
    setting = _choose()
    sampler = loaders.sampler(setting.preset)
    with st.spinner(_("Drawing and looking …")):
        state = (stamp(storage.PRETRAINED / setting.preset), real.state() if digits is not None else "")
        seen = _watched(sampler, digits, state, setting)
    rings, sentence = verdict(seen)
    (st.error if rings else st.success)(sentence, icon=":material/warning:" if rings else ":material/check_circle:")
    if seen.samples is not None:
        picture = pictures.arrange(seen.samples, 10)
        drawing.put(
            picture, drawing.shown_width(picture, 2), "alarm", _("The first {count} drawings.").format(count=SAMPLES)
        )
    said = _about_shares(seen)
    charts.show(bars(seen), "digits_alarm_bars", alt=said)
    st.caption(said)
    with st.expander(_("Where the line is drawn"), icon=":material/straighten:"):
        st.markdown(_about_the_threshold(setting.drawings))


def _choose() -> Setting:
    address.whole_number_asked("digits_alarm_seed", _("Seed"), 0, drawing.HIGHEST_SEED)
    preset = choose_gan(_("Who draws"))
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    spread = left.select_slider(
        _("Spread of the latents"),
        SPREADS,
        1.0,
        format_func=lambda value: f"{value:.1f}",
        key="digits_alarm_spread",
        bind="query-params",
        help=_("1 as in training. Pull it down and watch: at 0 every digit is written by one hand."),
    )
    count = middle.selectbox(
        _("Drawings"), COUNTS, 1, format_func=number, key="digits_alarm_count", bind="query-params"
    )
    seed = right.number_input(_("Seed"), 0, drawing.HIGHEST_SEED, 1, key="digits_alarm_seed", bind="query-params")
    return Setting(
        preset,
        count if count in COUNTS else COUNTS[1],
        whole(_("Seed"), seed, 0, drawing.HIGHEST_SEED),
        spread if spread in SPREADS else 1.0,
    )


def _about_shares(seen: Watch) -> str:
    shares = _(", ").join(f"{digit}: {percent(share)}" for digit, share in enumerate(seen.shares))
    said = [_("Of the drawings, as the judge reads them, {shares} (due: 10% each).").format(shares=shares)]
    if seen.covered and seen.covered_by_real:
        said.append(
            _("Of the real digits they cover, by digit, {covered} (as many real ones: {of_real}).").format(
                covered=_in_a_row(seen.covered), of_real=_in_a_row(seen.covered_by_real)
            )
        )
    return " ".join(said)


def _in_a_row(shares: Sequence[float]) -> str:
    lowest, highest = int(np.argmin(shares)), int(np.argmax(shares))
    return _("from {lowest} ({lowest_digit}) to {highest} ({highest_digit})").format(
        lowest=percent(shares[lowest]),
        lowest_digit=lowest,
        highest=percent(shares[highest]),
        highest_digit=highest,
    )


def bars(seen: Watch) -> go.Figure:
    """Above, the share of each digit among the drawings; below, how much of the real digits they cover, by digit."""
    digits = [str(digit) for digit in range(10)]
    compared = seen.covered is not None and seen.covered_by_real is not None
    figure = make_subplots(rows=2 if compared else 1, cols=1, shared_xaxes=True, vertical_spacing=0.12)
    figure.add_bar(
        x=digits,
        y=seen.shares,
        name=_("share of the drawings"),
        marker={"color": charts.LINE_COLORS[2], "cornerradius": 4},
        hovertemplate="%{x}: %{y:.1%}<extra></extra>",
        row=1,
        col=1,
    )
    figure.add_hline(y=0.1, line={"dash": "dot", "width": 1, "color": charts.LABEL_COLORS["neutral"]}, row=1, col=1)
    figure.update_yaxes(range=[0, max(0.2, 1.1 * float(seen.shares.max()))], row=1, col=1)
    if compared:
        for name, shares, marker in (
            (
                _("covered by real digits"),
                seen.covered_by_real,
                {"symbol": "line-ew", "size": 22, "line": {"width": 2, "color": charts.LABEL_COLORS["neutral"]}},
            ),
            (_("covered by the drawings"), seen.covered, {"color": charts.LINE_COLORS[0], "size": 10}),
        ):
            figure.add_scatter(
                x=digits,
                y=shares,
                name=name,
                mode="markers",
                marker=marker,
                cliponaxis=False,
                hovertemplate="%{x}: %{y:.1%}<extra></extra>",
                row=2,
                col=1,
            )
        figure.update_yaxes(range=[0, 1.03], row=2, col=1)
    figure.update_layout(height=400 if compared else 240, bargap=0.35, showlegend=True, **charts.quiet())
    figure.update_layout(legend={"orientation": "h", "y": -0.1, "yanchor": "top", "x": 0, "xanchor": "left"})
    figure.update_xaxes(type="category", showgrid=False, fixedrange=True, showticklabels=True)
    figure.update_yaxes(tickformat=".0%", fixedrange=True)
    return figure


def _about_the_threshold(count: int) -> str:
    return "\n\n".join(
        [
            _(
                "**Coverage**: {real} real test digits are laid out by what the judge sees in them. Around each is a "
                "circle that reaches to the fifth nearest of the others, and a digit is covered when a drawing falls "
                "into its circle (Naeem et al. 2020). More drawings cover more, so the measure is what {count} other "
                "real digits cover."
            ).format(real=number(REAL), count=number(count)),
            _(
                "**The line** is ours, and it is drawn where chance does not go: the alarm rings when the drawings "
                "cover less than {all} of what the real ones do, when they cover less than {one} of that for one of "
                "the ten digits, or when a digit comes less than half as often as its due, {share} of the drawings."
            ).format(
                all=percent(LEAST_COVERAGE, 0),
                one=percent(LEAST_DIGIT_COVERAGE, 0),
                share=percent(LEAST_SHARE, 0),
            ),
            _(
                "A network that is told which digit to draw gives all ten evenly, even when it has one hand for each: "
                "the bars alone never catch that, coverage does."
            ),
        ]
    )
