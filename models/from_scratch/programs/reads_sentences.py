"""A recurrent network that reads sentences such as "i am not at all bad" and says whether they speak well of something.

    python -m models.from_scratch.programs.reads_sentences                     the right backward step
    python -m models.from_scratch.programs.reads_sentences --wrong-backward    the articles' mistake beside it

    h_t = tanh(x_t W_xh + h_(t-1) W_hh + b_h),   z = h_T W_hy + b_y,   p = sigmoid(z)

The sentences are those of a small grammar of our own over 18 words; three quarters are trained on, the others are the
test. Back-propagation through time sends the gradient from step to step through the *transpose* of W_hh. Many
articles write W_hh itself there. Their network still learns, because W_hy, b_y and the last step's share of the others
are right; only a gradient check tells, and this program makes it for both.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from models.from_scratch.clipping import clip_by_global_norm
from models.from_scratch.losses import binary_cross_entropy
from models.from_scratch.metrics import accuracy
from models.from_scratch.optimizers import Optimizer, create
from models.from_scratch.programs import common

WORDS = (
    *("i", "this", "am", "is", "was", "not", "at", "all", "very"),
    *("good", "bad", "happy", "sad", "and", "or", "right", "now", "earlier"),
)
GOOD, BAD = ("good", "happy"), ("bad", "sad")
EXAMPLE = "i am not at all bad"
CLIP_NORM = 1.0


def grammar() -> dict[str, bool]:
    """Every sentence of the grammar, and whether it is positive: somebody or something, a verdict, perhaps a time."""
    frames = [
        (subject, time)
        for subject, times in (
            ("", ("",)),
            ("i am", ("", "right now")),
            ("this is", ("", "right now")),
            ("i was", ("", "earlier")),
            ("this was", ("", "earlier")),
        )
        for time in times
    ]
    verdicts: dict[str, bool] = {}
    for words, others, positive in ((GOOD, BAD, True), (BAD, GOOD, False)):
        for word in words:
            verdicts |= {word: positive, f"very {word}": positive}
            verdicts |= {f"{no} {word}": not positive for no in ("not", "not very", "not at all")}
            verdicts |= {f"{word} and not {other}": positive for other in others}
        first, second = words
        for a, b in ((first, second), (second, first)):
            verdicts |= {f"{a} and {b}": positive, f"very {a} and {b}": positive, f"{a} and very {b}": positive}
            verdicts |= {f"not {a} and not {b}": not positive, f"not {a} or {b}": not positive}
            verdicts |= {f"not at all {a} or {b}": not positive}
    return {
        " ".join(part for part in (subject, verdict, time) if part): positive
        for subject, time in frames
        for verdict, positive in verdicts.items()
    }


def split(seed: int) -> tuple[dict[str, bool], dict[str, bool]]:
    """Three quarters of the grammar's sentences to train on, and the others, :data:`EXAMPLE` among them, as the test.

    Verdicts alone ("not bad") are few and each is said in eight sentences more: all of them are trained on.
    """
    meanings = grammar()
    alone = [text for text in meanings if text.split()[0] not in ("i", "this")]
    others = [text for text in meanings if text not in alone and text != EXAMPLE]
    mixed = [*alone, *np.random.default_rng(seed).permutation(others).tolist(), EXAMPLE]
    cut = len(mixed) * 3 // 4
    return {text: meanings[text] for text in mixed[:cut]}, {text: meanings[text] for text in mixed[cut:]}


def encode(sentences: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Word numbers (count, longest), and which of them are words: a shorter sentence ends before the longest does."""
    numbers = {word: number for number, word in enumerate(WORDS)}
    rows = [sentence.split() for sentence in sentences]
    unknown = [word for row in rows for word in row if word not in numbers]
    if unknown:
        raise ValueError(f"Expected words of {', '.join(WORDS)}; received {unknown[0]}.")
    if not all(rows):
        raise ValueError("Expected at least one word, received an empty sentence.")
    tokens = np.zeros((len(rows), max(map(len, rows))), np.int64)
    real = np.zeros(tokens.shape, bool)
    for place, row in enumerate(rows):
        tokens[place, : len(row)] = [numbers[word] for word in row]
        real[place, : len(row)] = True
    return tokens, real


class SentenceReader:
    """The network, its gradient, and its training; ``wrong_backward`` makes the articles' mistake.

    Attributes:
        parameters: ``W_xh`` (18, hidden_size), ``W_hh`` (hidden_size, hidden_size), ``b_h`` (hidden_size,),
            ``W_hy`` (hidden_size,), ``b_y`` (1,).
    """

    def __init__(self, hidden_size: int = 32, seed: int = 0, wrong_backward: bool = False):
        generator = np.random.default_rng(seed)
        self.wrong_backward = wrong_backward
        self.train_sentences, self.test_sentences = split(seed)
        self.parameters = {
            "W_xh": generator.normal(0, 0.3, (len(WORDS), hidden_size)),
            "W_hh": generator.normal(0, 1 / np.sqrt(hidden_size), (hidden_size, hidden_size)),
            "b_h": np.zeros(hidden_size),
            "W_hy": generator.normal(0, 1 / np.sqrt(hidden_size), hidden_size),
            "b_y": np.zeros(1),
        }

    def forward(self, tokens: np.ndarray, real: np.ndarray) -> np.ndarray:
        """Logits z (batch,) of tokens (batch, time); where a sentence has ended, its state stays as it is."""
        W_xh, W_hh, b_h, W_hy, b_y = self.parameters.values()
        self.x, self.real = np.eye(len(WORDS))[tokens], real  # one-hot: (batch, time, 18)
        h = np.zeros((len(tokens), len(W_hh)))  # (batch, hidden_size)
        self.h = [h]
        for t in range(tokens.shape[1]):
            new = np.tanh(self.x[:, t] @ W_xh + h @ W_hh + b_h)
            h = np.where(real[:, t, None], new, h)
            self.h.append(h)
        return h @ W_hy + b_y

    def backward(self, d_z: np.ndarray) -> dict[str, np.ndarray]:
        """Back-propagation through time: the gradients of all parameters from d_z = dL/dz (batch,)."""
        W_xh, W_hh, b_h, W_hy, _ = self.parameters.values()
        d_W_xh, d_W_hh, d_b_h = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros_like(b_h)
        d_h = np.outer(d_z, W_hy)  # (batch, hidden_size)
        for t in reversed(range(self.x.shape[1])):
            word = self.real[:, t, None]
            d_a = np.where(word, d_h * (1 - self.h[t + 1] ** 2), 0.0)  # before tanh
            d_W_xh += self.x[:, t].T @ d_a
            d_W_hh += self.h[t].T @ d_a
            d_b_h += d_a.sum(axis=0)
            back = W_hh if self.wrong_backward else W_hh.T
            d_h = np.where(word, d_a @ back, d_h)
        d_W_hy = d_z @ self.h[-1]
        return {"W_xh": d_W_xh, "W_hh": d_W_hh, "b_h": d_b_h, "W_hy": d_W_hy, "b_y": d_z.sum(keepdims=True)}

    def probability(self, sentence: str) -> float:
        """How sure the network is that ``sentence``, made of the 18 words, is positive."""
        return float(1 / (1 + np.exp(-self.forward(*encode([sentence]))[0])))

    def evaluate(self, sentences: dict[str, bool]) -> tuple[float, float]:
        """Loss in nats, and the share of right answers."""
        z, targets = self.forward(*encode(list(sentences))), np.array([*sentences.values()], float)
        return binary_cross_entropy(z, targets)[0], accuracy(z > 0, targets > 0)

    def gradient_errors(self, count: int = 20) -> dict[str, float]:
        """The relative error of each gradient against central differences, on ``count`` sentences."""
        sentences = dict([*self.train_sentences.items()][:count])
        batch, targets = encode(list(sentences)), np.array([*sentences.values()], float)

        def loss() -> float:
            return binary_cross_entropy(self.forward(*batch), targets)[0]

        gradients = self.backward(binary_cross_entropy(self.forward(*batch), targets)[1])
        return common.gradient_errors(loss, self.parameters, gradients)

    def train(
        self, num_epochs: int, optimizer: Optimizer, measure_every: int = 10
    ) -> Iterator[tuple[int, common.Figures]]:
        """One step an epoch, on all sentences at once: yields its loss and accuracy.

        After the first, the last and every ``measure_every``-th epoch those of the test stand beside them.
        """
        batch = encode(list(self.train_sentences))
        targets = np.array([*self.train_sentences.values()], float)
        for epoch in range(1, num_epochs + 1):
            z = self.forward(*batch)
            loss, d_z = binary_cross_entropy(z, targets)
            figures = {"loss": loss, "accuracy": accuracy(z > 0, targets > 0)}
            optimizer.step(self.parameters, clip_by_global_norm(self.backward(d_z), CLIP_NORM))
            if epoch % measure_every == 0 or epoch in (1, num_epochs):
                figures["test_loss"], figures["test_accuracy"] = self.evaluate(self.test_sentences)
            yield epoch, figures


def main(arguments: list[str] | None = None) -> None:
    """Check the gradient, train, then print the figures; with ``--wrong-backward`` the mistake beside it."""
    parser = common.parser(__doc__, "adam", 0.01)
    parser.add_argument("--hidden-size", type=int, default=32, help="units of the recurrent layer")
    parser.add_argument("--num-epochs", type=int, default=1000, help="times through the sentences")
    parser.add_argument(
        "--wrong-backward", action="store_true", help="W_hh where its transpose belongs, beside the right"
    )
    options = parser.parse_args(arguments)
    for wrong in (False, True) if options.wrong_backward else (False,):
        reader = SentenceReader(options.hidden_size, options.seed, wrong)
        print(f"backward step: {'W_hh (wrong)' if wrong else 'the transpose of W_hh'}")
        errors = reader.gradient_errors()
        print("gradient against central differences: " + ", ".join(f"{n} {e:.1e}" for n, e in errors.items()))
        perfect = None
        optimizer = create(options.optimizer, options.learning_rate)
        for epoch, figures in reader.train(options.num_epochs, optimizer):
            if figures.get("test_accuracy", 1) < 1:
                perfect = None
            elif perfect is None and "test_accuracy" in figures:
                perfect = epoch
            if epoch % 100 == 0 or epoch == options.num_epochs:
                print(common.line(epoch, figures))
        _, share = reader.evaluate(reader.test_sentences)
        since = f", all of them from epoch {perfect} on" if perfect else ""
        print(f"{100 * share:.1f}% of {len(reader.test_sentences)} unseen sentences read rightly{since}")
        print(f"{EXAMPLE}: positive with {100 * reader.probability(EXAMPLE):.1f}%\n")


if __name__ == "__main__":
    common.run(main)
