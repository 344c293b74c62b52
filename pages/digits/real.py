"""The visitor's own copy of MNIST: real digits to compare the drawn ones with, or an offer to download them."""

from pathlib import Path

import numpy as np
import streamlit as st

from models.digit_gan.nearest import NearestDigits
from models.errors import PlaygroundError
from pages.shared import _, show_error
from training.datasets import mnist
from training.datasets.source import locate


def digits_or_offer(key: str, purpose: str) -> mnist.Mnist | None:
    """The real digits; where they are not on this computer, a sentence with a button that downloads them, and None.

    Args:
        key: of the button.
        purpose: what they are wanted for, a sentence.
    """
    offer = st.empty()
    if not mnist.is_available():
        with offer.container():
            st.info(purpose + " " + _("They are not on this computer yet (MNIST, 11 MB)."))
            if not st.button(_("Download the real digits"), icon=":material/download:", key=key):
                return None
    try:
        with st.spinner(_("Reading the real digits …")):
            digits = _digits(state())
    except PlaygroundError as error:
        show_error(error)
        return None
    offer.empty()
    return digits


def state() -> str:
    """Where the file lies and when it came there, which the caches go by: another one is read anew."""
    path: Path | None = locate(mnist.SOURCE)
    return "" if path is None else f"{path} {path.stat().st_mtime_ns}"


def some(digits: mnist.Mnist, split: str, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """``count`` digits of a split ("train" or "test"), drawn without replacement: images and labels."""
    images = digits.test_images if split == "test" else digits.train_images
    labels = digits.test_labels if split == "test" else digits.train_labels
    chosen = np.random.default_rng(seed).choice(len(images), min(count, len(images)), replace=False)
    return images[chosen], labels[chosen]


def neighbours(digits: mnist.Mnist) -> NearestDigits:
    """The index that finds the nearest of the training digits, made once a process."""
    return _neighbours(digits, state())


@st.cache_resource(max_entries=1, show_spinner=False)
def _digits(state: str) -> mnist.Mnist:
    return mnist.load()


@st.cache_resource(max_entries=1, show_spinner=False)
def _neighbours(_digits: mnist.Mnist, state: str) -> NearestDigits:
    return NearestDigits(_digits.train_images)


def find(index: NearestDigits, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The nearest of the indexed digits to each image: their rows (count,) and distances (count,)."""
    return index.find(images)
