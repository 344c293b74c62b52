"""A recurrent network that writes character by character, after having read The Time Machine; everything by hand.

    python -m models.from_scratch.programs.character_rnn                          512 units, the whole novel
    python -m models.from_scratch.programs.character_rnn --characters 10000       the articles' protocol
    python -m models.from_scratch.programs.character_rnn --hidden-size 64 --seconds 20

    h_t = tanh(x_t W_xh + h_(t-1) W_hh + b_h),   logits_t = h_t W_hy + b_y

Trained on stretches of 35 characters, 32 side by side. With *sequential* sampling a stretch begins where the one
before it ended and inherits its state (but no gradient crosses the seam); with *random* sampling the stretches are
shuffled and each begins from zeros. The gradient's global norm is clipped, for it may explode. To write, the network
is warmed up first: it reads a beginning, whose own forecasts are thrown away, and goes on from the state it is in.

Perplexity on the text that was trained on falls towards 1 once it is known by heart, and says nothing about other
pages: so the last tenth is never trained on, and its perplexity stands beside the other at every step.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import DTypeLike

from models.from_scratch.clipping import clip_by_global_norm, global_norm
from models.from_scratch.losses import log_softmax, sparse_categorical_cross_entropy
from models.from_scratch.metrics import perplexity
from models.from_scratch.optimizers import Optimizer, create
from models.from_scratch.programs import common
from models.from_scratch.programs.texts import OWN_TEXT, Corpus, find_time_machine, make_corpus

SAMPLINGS = ("sequential", "random")
Batch = tuple[np.ndarray, np.ndarray, bool]
"""Inputs and the characters that follow them, (batch, time) both, and whether the state is inherited."""


def sequential_batches(
    text: np.ndarray, batch_size: int, num_steps: int, generator: np.random.Generator
) -> Iterator[Batch]:
    """The text cut into ``batch_size`` streams, walked along side by side: row i goes on where its row i ended.

    The first characters, a random number below ``num_steps``, are left out, so that each epoch cuts elsewhere.
    """
    text = text[generator.integers(min(num_steps, max(len(text) - batch_size * 2, 1))) :]
    length = (len(text) - 1) // batch_size
    inputs = text[: batch_size * length].reshape(batch_size, length)
    targets = text[1 : batch_size * length + 1].reshape(batch_size, length)
    for start in range(0, length, num_steps):
        yield inputs[:, start : start + num_steps], targets[:, start : start + num_steps], start > 0


def random_batches(
    text: np.ndarray, batch_size: int, num_steps: int, generator: np.random.Generator
) -> Iterator[Batch]:
    """The text cut into stretches at a random offset; each batch holds some of them, in no order."""
    text = text[generator.integers(min(num_steps, max(len(text) - num_steps - 1, 1))) :]
    starts = generator.permutation(np.arange((len(text) - 1) // num_steps) * num_steps)
    for first in range(0, len(starts), batch_size):
        places = starts[first : first + batch_size, None] + np.arange(num_steps)  # (batch, time)
        yield text[places], text[places + 1], False


@dataclass(frozen=True)
class Stretches:
    """How a text is cut to be trained on."""

    sampling: str = "sequential"
    """One of :data:`SAMPLINGS`."""
    batch_size: int = 32
    """Stretches read side by side."""
    num_steps: int = 35
    """Characters of a stretch."""


STRETCHES = Stretches()


class CharacterRNN:
    """The network, its gradient, its training and its writing.

    Attributes:
        parameters: ``W_xh`` (vocabulary, hidden_size), ``W_hh`` (hidden_size, hidden_size), ``b_h`` (hidden_size,),
            ``W_hy`` (hidden_size, vocabulary), ``b_y`` (vocabulary,).
    """

    def __init__(self, corpus: Corpus, hidden_size: int = 64, seed: int = 0, dtype: DTypeLike = np.float32):
        self.corpus, self.generator = corpus, np.random.default_rng(seed)
        vocabulary = len(corpus.characters)

        def weights(rows: int, columns: int) -> np.ndarray:
            return self.generator.normal(0, rows**-0.5, (rows, columns)).astype(dtype)

        self.parameters = {
            # One row of W_xh is used at a time, so it is scaled as if there were hidden_size of them.
            "W_xh": self.generator.normal(0, hidden_size**-0.5, (vocabulary, hidden_size)).astype(dtype),
            "W_hh": weights(hidden_size, hidden_size),
            "b_h": np.zeros(hidden_size, dtype),
            "W_hy": weights(hidden_size, vocabulary),
            "b_y": np.zeros(vocabulary, dtype),
        }

    def begin_state(self, batch_size: int) -> np.ndarray:
        """The state before the first character: zeros (batch, hidden_size)."""
        return np.zeros((batch_size, len(self.parameters["b_h"])), self.parameters["b_h"].dtype)

    def forward(self, inputs: np.ndarray, state: np.ndarray) -> np.ndarray:
        """Logits (time, batch, vocabulary) of inputs (batch, time), from a state (batch, hidden_size).

        The state behind the last character is ``self.h[-1]`` afterwards.
        """
        W_xh, W_hh, b_h, W_hy, b_y = self.parameters.values()
        x = W_xh[inputs.T] + b_h  # (time, batch, hidden_size): a one-hot x_t times W_xh is a row
        h = np.empty((len(x) + 1, *state.shape), state.dtype)
        h[0] = state
        for t in range(len(x)):
            np.tanh(x[t] + h[t] @ W_hh, out=h[t + 1])
        self.inputs, self.h = inputs, h
        return h[1:] @ W_hy + b_y

    def backward(self, d_logits: np.ndarray) -> dict[str, np.ndarray]:
        """Back-propagation through time from dL/dlogits (time, batch, vocabulary), to the stretch's beginning."""
        W_xh, W_hh, _, W_hy, _ = self.parameters.values()
        hidden_size, vocabulary = W_hy.shape
        d_h = d_logits @ W_hy.T  # (time, batch, hidden_size): each step's own forecast
        d_a = np.empty_like(d_h)  # before tanh
        slope = 1 - self.h[1:] ** 2
        back = np.zeros_like(d_h[0])  # what comes from the steps behind
        for t in reversed(range(len(d_h))):
            np.multiply(d_h[t] + back, slope[t], out=d_a[t])
            back = d_a[t] @ W_hh.T
        flat = d_a.reshape(-1, hidden_size)  # (time * batch, hidden_size)
        d_W_xh = np.zeros_like(W_xh)
        np.add.at(d_W_xh, self.inputs.T.reshape(-1), flat)
        return {
            "W_xh": d_W_xh,
            "W_hh": self.h[:-1].reshape(-1, hidden_size).T @ flat,
            "b_h": flat.sum(axis=0),
            "W_hy": self.h[1:].reshape(-1, hidden_size).T @ d_logits.reshape(-1, vocabulary),
            "b_y": d_logits.sum(axis=(0, 1)),
        }

    def nats(self, text: np.ndarray, streams: int = 32) -> float:
        """Nats a character of ``text`` (numbers), read as parallel streams, each from an empty state and carried on."""
        streams = max(1, min(streams, (len(text) - 1) // 50))
        length = (len(text) - 1) // streams
        inputs = text[: streams * length].reshape(streams, length)
        targets = text[1 : streams * length + 1].reshape(streams, length)
        logits = self.forward(inputs, self.begin_state(streams))
        return sparse_categorical_cross_entropy(logits, targets.T)[0]

    def train(
        self,
        optimizer: Optimizer,
        num_epochs: int | None = None,
        stretches: Stretches = STRETCHES,
        clip_norm: float | None = 1.0,
        measure_every: int = 50,
    ) -> Iterator[tuple[int, common.Figures]]:
        """Step by step, for ever when ``num_epochs`` is left out.

        Yields after each step the perplexity of its batch, the norm of its gradient before it was clipped and the
        epoch, and every ``measure_every`` steps the perplexity of the text held back (``held_back_perplexity``).
        """
        sampling, num_steps = stretches.sampling, stretches.num_steps
        if sampling not in SAMPLINGS:
            raise ValueError(f"Expected a sampling of {' or '.join(SAMPLINGS)}, received {sampling}.")
        # A short text makes fewer streams, or none would be one stretch long.
        batch_size = max(1, min(stretches.batch_size, (len(self.corpus.train) - 1) // (2 * num_steps)))
        batches = sequential_batches if sampling == "sequential" else random_batches
        step = epoch = 0
        state = self.begin_state(batch_size)
        while num_epochs is None or epoch < num_epochs:
            for inputs, targets, inherited in batches(self.corpus.train, batch_size, num_steps, self.generator):
                if not inherited:
                    state = self.begin_state(len(inputs))
                loss, d_logits = sparse_categorical_cross_entropy(self.forward(inputs, state), targets.T)
                state = self.h[-1]  # kept here: who measures or writes between two steps reads other texts
                gradients = self.backward(d_logits)
                norm = global_norm(gradients)
                if clip_norm is not None:
                    gradients = clip_by_global_norm(gradients, clip_norm)
                optimizer.step(self.parameters, gradients)
                step += 1
                figures = {"perplexity": perplexity(loss), "gradient_norm": norm, "epoch": float(epoch + 1)}
                if step % measure_every == 0:
                    figures["held_back_perplexity"] = perplexity(self.nats(self.corpus.held_back))
                yield step, figures
            epoch += 1

    def write(self, beginning: str, length: int, temperature: float = 0.5, seed: int = 0) -> str:
        """``beginning`` (tidied) and ``length`` characters more.

        The beginning warms the network up: it is read for the state that it leaves behind. Temperature 0 always
        takes the most probable character.
        """
        generator = np.random.default_rng(seed)
        read = self.corpus.encode(beginning)
        read = read if len(read) else np.zeros(1, np.int64)
        logits = self.forward(read[None], self.begin_state(1))[-1, 0]
        written = list(read)
        for _ in range(length):
            if temperature > 0:
                chances = np.exp(log_softmax(logits.astype(np.float64) / temperature))
                written.append(int(generator.choice(len(chances), p=chances / chances.sum())))
            else:
                written.append(int(np.argmax(logits)))
            logits = self.forward(np.array([[written[-1]]]), self.h[-1])[-1, 0]
        return "".join(self.corpus.characters[number] for number in written)


def main(arguments: list[str] | None = None) -> None:
    """Train, print perplexities and samples on the way, and the figures at the end."""
    parser = common.parser(__doc__, "adam", 0.001)
    parser.add_argument("--text-file", type=Path, help="any text; The Time Machine in PLAYGROUND_DATA when left out")
    parser.add_argument("--characters", type=int, help="only so many from its beginning; the articles take 10000")
    parser.add_argument("--hidden-size", type=int, default=512, help="units of the recurrent layer")
    parser.add_argument("--num-epochs", type=int, default=20, help="times through the text")
    parser.add_argument("--seconds", type=float, help="stop after so many, wherever it is")
    parser.add_argument(
        "--sampling", choices=SAMPLINGS, default="sequential", help="how the text is cut into stretches"
    )
    parser.add_argument("--clip-norm", type=float, default=1.0, help="the gradient's largest norm; 0 clips nothing")
    parser.add_argument("--batch-size", type=int, default=32, help="stretches read side by side")
    parser.add_argument("--num-steps", type=int, default=35, help="characters of a stretch")
    parser.add_argument("--beginning", default="time traveller", help="what the network is warmed up with to write on")
    options = parser.parse_args(arguments)
    path = options.text_file or find_time_machine()
    if path is None:
        print(
            "timemachine.txt is not in PLAYGROUND_DATA: a small text of our own is read instead, "
            "and --text-file names another"
        )
    corpus = make_corpus(path.read_text(encoding="utf-8") if path else OWN_TEXT, options.characters)
    print(
        f"{len(corpus.train):,} characters to train on, {len(corpus.held_back):,} held back, "
        f"{len(corpus.characters)} different"
    )
    network = CharacterRNN(corpus, options.hidden_size, options.seed)
    started, said, recent = time.perf_counter(), 0.0, []
    steps = network.train(
        create(options.optimizer, options.learning_rate),
        options.num_epochs,
        Stretches(options.sampling, options.batch_size, options.num_steps),
        options.clip_norm or None,
    )
    for step, figures in steps:
        seconds = time.perf_counter() - started
        recent.append(np.log(figures["perplexity"]))
        if seconds - said >= 5 or step == 1:
            said = seconds
            held_back = perplexity(network.nats(corpus.held_back))
            print(
                common.line(
                    step,
                    {
                        "epoch": figures["epoch"],
                        "perplexity": perplexity(np.array(recent[-50:])),
                        "held_back": held_back,
                    },
                )
            )
        if options.seconds and seconds > options.seconds:
            break
    print(network.write(options.beginning, 200))
    read, unread = (perplexity(network.nats(part)) for part in (corpus.train, corpus.held_back))
    seconds = time.perf_counter() - started
    print(f"perplexity {read:.2f} on the text trained on, {unread:.2f} on the tenth held back, after {seconds:.0f} s")


if __name__ == "__main__":
    common.run(main)
