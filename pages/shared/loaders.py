"""The trained models, opened once a process and shared: one cached loader for each kind, with a bound.

A model is looked up by its folder and the state of the files in it: a preset that is published anew
is a new object, and no model changes while somebody uses it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from models import digit_gan, sentiment, storage, text_generation
from models.errors import PlaygroundError
from pages.shared import warm_up
from pages.shared.language import _

if TYPE_CHECKING:
    from models.digit_gan import DigitSampler
    from models.sentiment import SentimentClassifier
    from models.text_generation import TextGenerator

Stamp = tuple[tuple[str, int, int], ...]
Model = TypeVar("Model")

_one_at_a_time = threading.Lock()
_opened: set[tuple[str, Stamp]] = set()


@st.cache_resource(max_entries=4, show_spinner=False)
def _classifier(path: str, stamp: Stamp) -> SentimentClassifier:
    return sentiment.SentimentClassifier.load(path)


@st.cache_resource(max_entries=4, show_spinner=False)
def _generator(path: str, stamp: Stamp) -> TextGenerator:
    return text_generation.TextGenerator.load(path)


@st.cache_resource(max_entries=6, show_spinner=False)
def _sampler(path: str, stamp: Stamp) -> DigitSampler:
    return digit_gan.DigitSampler.load(path)


@st.cache_resource(max_entries=12, show_spinner=False)
def _rival(path: str, stamp: Stamp) -> SentimentClassifier:
    # Apart from the others, so that a comparison of all of them pushes none of those out.
    return sentiment.SentimentClassifier.load(path)


def classifier(preset: str) -> SentimentClassifier:
    """The classifier of a sentiment preset, shipped or rival.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    return _load(preset, _rival if storage.PRESETS[preset].rival_of else _classifier)


def generator(preset: str) -> TextGenerator:
    """The generator of a text preset.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    return _load(preset, _generator)


def sampler(preset: str) -> DigitSampler:
    """The sampler of a digit preset, shipped or rival.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    return _load(preset, _sampler)


def open_own(path: Path) -> TextGenerator:
    """The generator of a network that this server has just trained for one visitor: opened, and not shared.

    Raises:
        PlaygroundError: it is missing or damaged, in one sentence.
    """
    with st.spinner(_("Opening the model …")):
        warm_up.wait()
        with _one_at_a_time:
            return text_generation.TextGenerator.load(path)


def prepare() -> None:
    """Have everything ready before it is asked for: import Keras, then open each shipped model, in the background."""
    warm_up.start(afterwards=_open_all)


def _open_all() -> None:
    loaders: dict[str, Callable[[str, Stamp], object]] = {
        "sentiment": _classifier,
        "text_generation": _generator,
        "digit_gan": _sampler,
    }
    for name, preset in storage.SHIPPED.items():
        # A missing or damaged one is for its page to tell.
        with suppress(PlaygroundError, OSError):
            _open(name, loaders[preset.task])


def _load(preset: str, loader: Callable[[str, Stamp], Model]) -> Model:
    path = storage.PRESETS[preset].path
    if not storage.PRESETS[preset].is_here:
        # Says so at once: no reason to wait for the import of Keras.
        storage.open_model(path)
    state = (str(path), stamp(path))
    if state in _opened:
        # No spinner for what takes a millisecond: it makes the chart below it flicker.
        return loader(*state)
    with st.spinner(_("Opening the model …")):
        warm_up.wait()
        return _open(preset, loader)


def _open(preset: str, loader: Callable[[str, Stamp], Model]) -> Model:
    path = storage.PRESETS[preset].path
    state = (str(path), stamp(path))
    if state in _opened:
        # Nobody waits here for another visitor's model to be opened.
        return loader(*state)
    with _one_at_a_time:
        model = loader(*state)
        _opened.add(state)
    return model


def stamp(path: Path) -> Stamp:
    """The state of the files in a model folder: another stamp, another model."""
    files = ((file.name, file.stat()) for file in sorted(path.iterdir()) if file.is_file())
    return tuple((name, status.st_mtime_ns, status.st_size) for name, status in files)
