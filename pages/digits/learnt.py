"""The view "How it learnt": what the same latents became while a GAN was trained, beside both losses."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from models import storage
from models.digit_gan.learning import Learning
from models.errors import PlaygroundError
from pages.digits import alarm, drawing, pictures
from pages.shared import _, charts, duration, loaders, ngettext, number, percent, show_error, stamp, term

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler

COLUMNS = 10
LOSSES = ("discriminator_loss", "generator_loss")
MEASURES = ("validation_recognised", "validation_frechet")
SCALE = 2
STRIP = 28
"""Screen pixels below the film, for the epoch."""
FRAME_MILLISECONDS = 700


def show(sampler: DigitSampler) -> tuple[Callable[..., Any], ...]:
    """The checkpoints of a GAN's training, by slider or as a film; returns the functions that made them."""
    preset = alarm.choose_gan(_("Whose training"))
    if preset != "digits":
        sampler = loaders.sampler(preset)
    try:
        history = _history(str(storage.PRETRAINED / preset), stamp(storage.PRETRAINED / preset))
    except PlaygroundError as error:
        show_error(error)
        history = pd.DataFrame()
    learning = sampler.learning
    epoch = None
    if learning is None:
        st.info(_("This model keeps no drawings of its training; the losses below are all that is left of it."))
    else:
        epoch = _show_drawings(preset, learning, history)
    _show_losses(preset, history, epoch)
    return (film, losses)


@st.cache_data(max_entries=16, show_spinner=False)
def _history(path: str, stamp: tuple[Any, ...]) -> pd.DataFrame:
    """One row an epoch, of a folder whose every file is what it should be."""
    return storage.open_model(path, "digit_gan").history


def _show_drawings(preset: str, learning: Learning, history: pd.DataFrame) -> int | None:
    epochs = [int(epoch) for epoch in learning.epochs]
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    epoch = left.select_slider(
        _("Epochs of training"),
        epochs,
        epochs[-1],
        format_func=number,
        key=f"digits_learnt_epoch_{preset}",
        bind="query-params",
    )
    epoch = epoch if epoch in epochs else epochs[-1]
    plays = right.toggle(
        _("Play"), key="digits_learnt_play", help=_("All of them, one after another, in your browser.")
    )
    picture = pictures.arrange(learning.images[epochs.index(epoch)], COLUMNS)
    if plays:
        said = _("The same latents from before the first step to epoch {last}, in {count} pictures.").format(
            last=number(epochs[-1]), count=number(len(epochs))
        )
        moving = _film(preset, stamp(storage.PRETRAINED / preset), drawing.ink(), learning)
        drawing.put(moving, SCALE * picture.shape[1], "learnt", said)
    else:
        said = about(epoch, epochs[-1], history)
        drawing.put(picture, SCALE * picture.shape[1], "learnt", said)
    st.caption(said)
    return None if plays else epoch


@st.cache_data(max_entries=8, show_spinner=False)
def _film(preset: str, state: tuple[Any, ...], ink: pictures.Ink, _learning: Learning) -> bytes:
    return film(_learning.images, _learning.epochs, ink)


def about(epoch: int, last: int, history: pd.DataFrame) -> str:
    """What the picture of one checkpoint shows, with what was measured then."""
    if epoch == 0:
        return _("Before the first step: what the generator makes of 40 latents while its weights are still chance.")
    said = [
        ngettext(
            "The same 40 latents after {epoch} epoch of {last}.",
            "The same 40 latents after {epoch} epochs of {last}.",
            epoch,
        ).format(epoch=number(epoch), last=number(last))
    ]
    then = history[history["epoch"] == epoch] if "epoch" in history else history
    if len(then):
        known = [name for name in (*LOSSES, *MEASURES) if name in then]
        said.append(_("; ").join(f"{term(name)} {value_of(name, then.iloc[0][name])}" for name in known) + _("."))
    return " ".join(said)


def value_of(name: str, value: float) -> str:
    """A figure of the history as it is written here."""
    if not np.isfinite(value):
        return "–"
    return percent(value) if name == "validation_recognised" else f"{value:.2f}"


def film(images: np.ndarray, epochs: np.ndarray, ink: pictures.Ink) -> bytes:
    """All checkpoints as an animated PNG, with the epoch below and a bar that grows with it.

    Args:
        images: uint8 (checkpoints, count, 28, 28), 255 is ink.
        epochs: (checkpoints,).
        ink: the colour of the drawings.
    """
    font = ImageFont.load_default(20)
    frames = []
    for epoch, drawn in zip(epochs, images, strict=True):
        picture = pictures.arrange(drawn, COLUMNS).repeat(SCALE, axis=0).repeat(SCALE, axis=1)
        frame = Image.fromarray(np.pad(picture, ((0, STRIP), (0, 0))))
        pen = ImageDraw.Draw(frame)
        height, start, end = frame.height - STRIP // 2, 48, frame.width - 6
        reached = start + (end - start) * int(epoch) / max(int(epochs[-1]), 1)
        pen.text((2, height), str(int(epoch)), fill=255, font=font, anchor="lm")
        pen.line((start, height, end, height), fill=70, width=3)
        pen.line((start, height, reached, height), fill=255, width=3)
        frames.append(np.asarray(frame))
    # The last one stays a while before it all begins again.
    return pictures.to_moving_png([*frames, *frames[-1:] * 3], ink, FRAME_MILLISECONDS)


def _show_losses(preset: str, history: pd.DataFrame, epoch: int | None) -> None:
    drawn = [name for name in LOSSES if name in history]
    if not drawn or "epoch" not in history:
        st.info(_("This model keeps no history of its losses."))
        return
    st.subheader(_("Both losses"), anchor=False)
    said = in_words(history, drawn)
    charts.show(losses(history, drawn, epoch), f"digits_learnt_losses_{preset}", alt=said)
    st.caption(said)
    st.markdown(
        _(
            "Each network's loss falls when the other does worse, so neither says how good the drawings are: a loss "
            "that stands still may be two networks that learn equally fast. Whether the drawings got better, the "
            "judge says."
        )
    )
    with st.expander(_("The numbers"), icon=":material/table:"):
        shown = [name for name in (*LOSSES, *MEASURES) if name in history]
        table = pd.DataFrame({term(name): [value_of(name, one) for one in history[name]] for name in shown})
        table.insert(0, _("epoch"), [number(int(one)) for one in history["epoch"]])
        if "wall_seconds" in history:
            table[_("time")] = [duration(float(one)) for one in history["wall_seconds"]]
        st.dataframe(table, hide_index=True, key=f"digits_learnt_table_{preset}", alt=said)


def in_words(history: pd.DataFrame, drawn: list[str]) -> str:
    """The curves in sentences: where each began and ended."""
    first, last = history.iloc[0], history.iloc[-1]
    parts = _("; ").join(
        _("{name} from {first} to {last}").format(
            name=term(name), first=value_of(name, first[name]), last=value_of(name, last[name])
        )
        for name in (*drawn, *(one for one in MEASURES if one in history))
    )
    return _("From epoch {first} to epoch {last}: {parts}.").format(
        first=number(int(first["epoch"])), last=number(int(last["epoch"])), parts=parts
    )


def losses(history: pd.DataFrame, drawn: list[str], epoch: int | None) -> go.Figure:
    """One line a loss, and a dotted one where the slider stands."""
    figure = go.Figure()
    for name, color in zip(drawn, (charts.LINE_COLORS[2], charts.LINE_COLORS[1]), strict=False):
        figure.add_scatter(
            x=history["epoch"],
            y=history[name],
            name=term(name),
            mode="lines+markers",
            line={"color": color, "width": 2},
            marker={"size": 5},
        )
    if epoch is not None:
        figure.add_vline(
            x=epoch,
            line={"dash": "dot", "width": 2, "color": charts.LABEL_COLORS["neutral"]},
            annotation={"text": number(epoch), "yanchor": "bottom", "showarrow": False},
        )
    figure.update_layout(height=300, showlegend=True, hovermode="x unified", **charts.quiet())
    figure.update_layout(
        legend={"orientation": "h", "y": -0.22, "yanchor": "top", "x": 0, "xanchor": "left"}, margin_t=24
    )
    figure.update_xaxes(
        title=_("epoch"), showgrid=False, fixedrange=True, range=[-0.5, float(history["epoch"].max()) + 0.5]
    )
    figure.update_yaxes(title=_("loss"), fixedrange=True)
    return figure
