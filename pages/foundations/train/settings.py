"""What every training lets one choose: the seed, the optimizer, and its learning rate; all in the page's address."""

from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st

from models.from_scratch.optimizers import Optimizer, create
from pages.shared import N_, _, address, whole_within

OPTIMIZERS = {"adam": "Adam", "adamw": "AdamW", "rmsprop": "RMSprop", "momentum": N_("Momentum"), "sgd": N_("SGD")}
RATES = [round(digit * 10.0**power, 6) for power in range(-4, 1) for digit in (1, 2, 5)] + [10.0]
LARGEST_SEED = 9_999


@dataclass(frozen=True)
class Settings:
    """What the visitor has chosen."""

    seed: int
    optimizer: str
    learning_rate: float

    def make_optimizer(self) -> Optimizer:
        """A new optimizer, which remembers nothing yet."""
        return create(self.optimizer, self.learning_rate)

    def in_words(self) -> str:
        """Optimizer, learning rate and seed."""
        return _("{optimizer}, learning rate {rate}, seed {seed}").format(
            optimizer=_(OPTIMIZERS[self.optimizer]), rate=f"{self.learning_rate:g}", seed=self.seed
        )


def choose(name: str, rates: Mapping[str, float]) -> Settings:
    """The three widgets of a program.

    Args:
        name: the program's.
        rates: the learning rate to begin with, by optimizer: what suits one is far too much for another.
    """
    optimizer = address.choose("train_optimizer", _("Optimizer"), OPTIMIZERS, default="adam")
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    rate = left.select_slider(
        _("Learning rate"),
        RATES,
        rates[optimizer],
        format_func=lambda value: f"{value:g}",
        key=f"foundations_{name}_{optimizer}_rate",
        bind="query-params",
    )
    seed = right.number_input(_("Seed"), 0, LARGEST_SEED, 0, 1, key="foundations_train_seed", bind="query-params")
    return Settings(
        seed=whole_within(seed, 0, LARGEST_SEED),
        optimizer=optimizer,
        learning_rate=rate if rate in RATES else rates[optimizer],
    )
