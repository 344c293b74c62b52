"""How surprising a text is to a network: exactly, or faster in pieces that are read side by side."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from models.one_thread import one_blas_thread
from models.text_generation.steps import Clamp, StepNetwork
from models.text_generation.vocabulary import UNKNOWN, Vocabulary

WARM = 512
"""How many characters before a piece are read first, so that it does not begin from an empty state."""
EXACT_CHARACTERS = 4_000
"""Up to this length the surprise is exact; a longer text is read in pieces."""
_STEPS = 256
_ROWS, _ROW_STEPS = 128, 8
_SHORTEST_PIECE, _LONGEST_PIECE = 256, 4_096

Note = Callable[[np.ndarray, np.ndarray, np.ndarray], None]
"""Takes a stretch that was read: the places among the predicted characters (count,), the logits there
(count, vocabulary_size), the tokens that came (count,)."""


@dataclass(frozen=True)
class Surprise:
    """What the network made of each character of a text after the first.

    Attributes:
        nats: minus the log-probability of each, float64 (len(text) - 1,).
        alternatives: for each, what the network would rather have written: the most probable other characters with
            their probabilities, the most probable first.
        exact: whether the state was carried from the first character to the last; if not, the text was read in
            pieces, each behind the :data:`WARM` characters before it.
    """

    nats: np.ndarray
    alternatives: list[list[tuple[str, float]]]
    exact: bool


def read_exactly(network: StepNetwork, tokens: np.ndarray, note: Note, clamps: list[Clamp] | None = None) -> None:
    """Read ``tokens`` (time,) from an empty state to the end."""
    state = network.empty_state()
    for start in range(0, len(tokens) - 1, _STEPS):
        targets = tokens[start + 1 : start + 1 + _STEPS]
        with one_blas_thread():
            outputs, state = network.read(tokens[start : start + len(targets)], state, clamps)
        note(np.arange(start, start + len(targets)), network.logits(outputs), targets)


def piece_length(count: int) -> int:
    """How long the pieces of ``count`` characters are.

    Longer pieces spend less on warming up, more of them at once keep the processor busier: reading steps of r rows
    takes a time of about ``r + 12``, which is least over all steps for a length that grows with the square root.
    """
    return int(np.clip(math.sqrt(WARM * count / 12), _SHORTEST_PIECE, _LONGEST_PIECE))


class Pieces(NamedTuple):
    """How a text is cut to be read side by side."""

    warm: int
    """Tokens before a piece that are read first."""
    length: int


def read_in_pieces(network: StepNetwork, tokens: np.ndarray, note: Note, pieces: Pieces) -> None:
    """Read ``tokens`` (time,) in pieces side by side, each from an empty state ``warm`` tokens before it.

    Row r reads the ``warm + length`` tokens from ``r * length`` on, and all but the first row keep silent about the
    first ``warm``. No more than a few dozen rows are read at once, so the memory does not grow with the text.
    """
    rows = max(1, -(-(len(tokens) - 1 - pieces.warm) // pieces.length))
    for group in np.array_split(np.arange(rows), -(-rows // _ROWS)):
        _read_rows(network.for_rows, tokens, note, pieces, group)


def _read_rows(network: StepNetwork, tokens: np.ndarray, note: Note, pieces: Pieces, rows: np.ndarray) -> None:
    count, (warm, piece) = len(tokens) - 1, pieces
    state = network.empty_state(len(rows))
    longest = min(warm + piece, count - int(rows[0]) * piece)
    for start in range(0, longest, _ROW_STEPS):
        steps = np.arange(start, min(start + _ROW_STEPS, longest))[:, None]
        places = rows * piece + steps  # (time, rows)
        # A row that has reached the end of the text reads its last character again and says nothing.
        outputs, state = network.read(tokens[np.minimum(places, count)], state)
        said = ((steps >= warm) | (rows == 0)) & (places < count)
        if said.any():
            note(places[said], network.logits(outputs[said]), tokens[places[said] + 1])


def nats(
    network: StepNetwork,
    tokens: np.ndarray,
    warm: int | None = None,
    piece: int | None = None,
    clamps: list[Clamp] | None = None,
) -> np.ndarray:
    """Minus the log-probability of each token after the first; in pieces, without clamps, where ``piece`` is given."""
    found = np.empty(max(len(tokens) - 1, 0))

    def note(places: np.ndarray, logits: np.ndarray, targets: np.ndarray) -> None:
        # Of thousands of Chinese characters exponentials in double precision would take longer than the network.
        logits = logits - logits.max(axis=1, keepdims=True)
        totals = np.exp(logits).sum(axis=1, dtype=np.float64)
        found[places] = np.log(totals) - logits[np.arange(len(targets)), targets]

    pieces = None if warm is None or piece is None else Pieces(warm, piece)
    _read(network, tokens, note, pieces, clamps)
    return found


def surprise(
    network: StepNetwork, vocabulary: Vocabulary, tokens: np.ndarray, alternatives: int, exact: bool
) -> Surprise:
    """The nats of each token after the first, and its ``alternatives`` most probable alternatives."""
    count = max(len(tokens) - 1, 0)
    alternatives = min(alternatives, len(vocabulary.characters) - 1)
    found = np.empty(count)
    others = np.empty((count, alternatives), np.int32)
    others_nats = np.empty((count, alternatives))

    def note(places: np.ndarray, logits: np.ndarray, targets: np.ndarray) -> None:
        log_probabilities = _log_probabilities(logits)
        rows = np.arange(len(places))
        found[places] = -log_probabilities[rows, targets]
        log_probabilities[:, UNKNOWN] = log_probabilities[rows, targets] = -np.inf
        best = _largest(log_probabilities, alternatives)
        others[places] = best
        others_nats[places] = np.take_along_axis(log_probabilities, best, axis=1)

    _read(network, tokens, note, None if exact else Pieces(WARM, piece_length(count)))
    characters = (UNKNOWN, *vocabulary.characters)
    listed = [
        [(str(characters[token]), probability) for token, probability in zip(*row, strict=True)]
        for row in zip(others.tolist(), np.exp(others_nats).tolist(), strict=True)
    ]
    return Surprise(found, listed, exact)


def _largest(values: np.ndarray, count: int) -> np.ndarray:
    """The columns of the ``count`` largest values of each row, the largest first; of thousands a sort takes long."""
    last = values.shape[1] - count
    columns = np.sort(np.argpartition(values, min(last, values.shape[1] - 1), axis=1)[:, last:], axis=1)
    order = np.argsort(-np.take_along_axis(values, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)


def _read(
    network: StepNetwork,
    tokens: np.ndarray,
    note: Note,
    pieces: Pieces | None,
    clamps: list[Clamp] | None = None,
) -> None:
    if pieces is None:
        read_exactly(network, tokens, note, clamps)
    else:
        read_in_pieces(network, tokens, note, pieces)


def _log_probabilities(logits: np.ndarray) -> np.ndarray:
    logits = logits.astype(np.float64)
    logits -= logits.max(axis=1, keepdims=True)
    logits -= np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return logits
