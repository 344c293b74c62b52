"""A visitor's own text: read, cut, and given a network that suits its length.

What is trained on it says of the text how long it is and its SHA-256, nothing more.
"""

import dataclasses
import hashlib
import math
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from models.errors import PlaygroundError
from models.text_generation.own_text import check_own_text
from training.text_generation.config import Config
from training.text_generation.data import SOURCES, Texts

MOST_CHARACTERS_KNOWN = 4_000
"""Of more different characters only the most frequent are known: the output layer would take all the time."""
TIED_FROM = 1_000
"""From so many different characters on, the embedding is the output layer, too."""


class Suited(NamedTuple):
    """What suits texts of fewer than ``below`` characters."""

    below: float
    hidden_size: int
    dropout: float
    weight_dropout: float


BY_LENGTH = (Suited(60_000, 128, 0.5, 0.3), Suited(500_000, 256, 0.2, 0.0), Suited(math.inf, 320, 0.1, 0.0))


def read_own_text(text_file: str | None) -> Texts:
    """Read a UTF-8 file; its last tenth is for validation, the rest to learn from.

    Raises:
        PlaygroundError: there is no such file, it is not UTF-8, or the text is too small.
    """
    if text_file is None:
        raise PlaygroundError("Expected --text-file with the text to learn from, received none.")
    try:
        content = Path(text_file).read_bytes()
    except OSError:
        raise PlaygroundError("Expected a text file, received {path}.", path=text_file) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlaygroundError("Expected a text in UTF-8, received {path}, which is not.", path=text_file) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    check_own_text(text)
    cut = len(text) * 9 // 10
    dataset = {"name": "own text", "characters": len(text), "sha256": hashlib.sha256(content).hexdigest()}
    return Texts(text[:cut], text[cut:], dataset)


def read_texts(config: Config) -> Texts:
    """What the config's preset learns from."""
    return read_own_text(config.text_file) if config.preset == "own" else SOURCES[config.preset](config.data_dir)


def suited_to(config: Config, text: str) -> Config:
    """Settle what a config leaves to the text: the network's size, how much is dropped, which characters are known.

    A minute is enough to learn a short text by heart (of 27,000 characters, 128 units with half as much dropout were
    best on the tenth kept apart after a third of it, and worse there by 2% than with as much as here), and too short
    for a long one, which a larger network learns in fewer steps.
    """
    counts = sorted(Counter(text).values(), reverse=True)
    minimum = config.minimum_count
    if len(counts) > MOST_CHARACTERS_KNOWN:
        minimum = max(minimum, counts[MOST_CHARACTERS_KNOWN] + 1)
    vocabulary_size = 1 + sum(count >= minimum for count in counts)
    suited = next(suited for suited in BY_LENGTH if len(text) < suited.below)
    dropout, weight_dropout = suited.dropout, suited.weight_dropout
    if config.dropout >= 0:
        dropout, weight_dropout = config.dropout, config.weight_dropout
    elif config.cell != "lstm" or not config.own_lstm or config.bidirectional:
        weight_dropout = 0.0
    return dataclasses.replace(
        config,
        minimum_count=minimum,
        tied=config.tied or (vocabulary_size > TIED_FROM and config.inputs == "embedded"),
        hidden_size=config.hidden_size or suited.hidden_size,
        embedding_size=config.embedding_size or (64 if vocabulary_size <= TIED_FROM else 96),
        dropout=dropout,
        weight_dropout=weight_dropout,
    )
