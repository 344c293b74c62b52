"""The trained models, opened once a process and shared: one cached loader for each kind, with a bound.

A model is looked up by its folder and the state of the files in it: a preset that is published anew
is a new object, and no model changes while somebody uses it.
"""

import importlib
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import streamlit as st

from models import storage
from models.errors import PlaygroundError
from pages.shared import warm_up
from pages.shared.language import _

Stamp = tuple[tuple[str, int, int], ...]

_one_at_a_time = threading.Lock()
_opened: set[tuple[str, Stamp]] = set()


@st.cache_resource(max_entries=4, show_spinner=False)
def _classifier(path: str, stamp: Stamp) -> Any:
    return importlib.import_module("models.sentiment").SentimentClassifier.load(path)


@st.cache_resource(max_entries=4, show_spinner=False)
def _generator(path: str, stamp: Stamp) -> Any:
    return importlib.import_module("models.text_generation").TextGenerator.load(path)


@st.cache_resource(max_entries=6, show_spinner=False)
def _sampler(path: str, stamp: Stamp) -> Any:
    return importlib.import_module("models.digit_gan").DigitSampler.load(path)


@st.cache_resource(max_entries=8, show_spinner=False)
def _rival(path: str, stamp: Stamp) -> Any:
    # Apart from the others, so that a comparison of all of them pushes none of those out.
    return importlib.import_module("models.sentiment").SentimentClassifier.load(path)


_LOADERS = {"sentiment": _classifier, "text_generation": _generator, "digit_gan": _sampler}


def load(preset: str) -> Any:
    """The task object of a shipped model or a rival: a SentimentClassifier, TextGenerator or DigitSampler.

    Raises:
        PlaygroundError: the preset is missing or damaged, in one sentence.
    """
    path = storage.PRETRAINED / preset
    if not (path / "metadata.json").is_file():
        # Says so at once: no reason to wait for the import of Keras.
        storage.open_model(path)
    if (str(path), stamp(path)) in _opened:
        # No spinner for what takes a millisecond: it makes the chart below it flicker.
        return _open(preset)
    with st.spinner(_("Opening the model …")):
        warm_up.wait()
        return _open(preset)


def open_own(path: Path) -> Any:
    """The TextGenerator of a network that this server has just trained for one visitor: opened, and not shared.

    Raises:
        PlaygroundError: it is missing or damaged, in one sentence.
    """
    with st.spinner(_("Opening the model …")):
        warm_up.wait()
        with _one_at_a_time:
            return importlib.import_module("models.text_generation").TextGenerator.load(path)


def prepare() -> None:
    """Have everything ready before it is asked for: import Keras, then open each shipped model, in the background."""
    warm_up.start(afterwards=_open_all)


def _open_all() -> None:
    for preset in storage.SHIPPED:
        # A missing or damaged one is for its page to tell.
        with suppress(PlaygroundError, OSError):
            _open(preset)


def _open(preset: str) -> Any:
    path = storage.PRETRAINED / preset
    state = (str(path), stamp(path))
    known = storage.PRESETS[preset]
    loader = _rival if known.rival_of and known.task == "sentiment" else _LOADERS[known.task]
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
