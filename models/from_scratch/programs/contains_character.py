"""Does a string contain a given character? Embedding, mean pooling, a linear layer and a sigmoid.

    python -m models.from_scratch.programs.contains_character --character k

    e = mean_i E[s_i],  z = e w + b,  p = sigmoid(z)

Random strings of 4 to 10 letters, half of them with the character; tested on 1,000 strings that were not trained on.
Mean and linear layer may change places, so the network adds up one number a letter:
:meth:`ContainsCharacter.letter_scores` shows what it has learned.
"""

import string
from collections.abc import Iterator, Sequence

import numpy as np

from models.from_scratch.losses import binary_cross_entropy
from models.from_scratch.metrics import accuracy
from models.from_scratch.optimizers import Optimizer, create
from models.from_scratch.programs import common

LETTERS = string.ascii_lowercase
SHORTEST, LONGEST = 4, 10
PADDING = len(LETTERS)
"""The token behind a string that is shorter than the longest of its batch; the mean leaves it out."""


def make_strings(character: str, count: int, generator: np.random.Generator) -> list[str]:
    """``count`` different strings, every other one with ``character`` in it, in one place or more."""
    if len(character) != 1 or character not in LETTERS:
        raise ValueError(f"Expected one of the letters {LETTERS}, received {character!r}.")
    others = [letter for letter in LETTERS if letter != character]
    made: dict[str, None] = {}
    while len(made) < count:
        letters = generator.choice(others, generator.integers(SHORTEST, LONGEST + 1))
        if len(made) % 2:
            places = generator.random(len(letters)) < 0.1
            places[generator.integers(len(letters))] = True
            letters[places] = character
        made["".join(letters)] = None
    return list(made)


def encode(strings: Sequence[str]) -> np.ndarray:
    """Strings as tokens (count, longest), padded at their ends."""
    tokens = np.full((len(strings), max(map(len, strings))), PADDING)
    for row, text in zip(tokens, strings, strict=True):
        row[: len(text)] = [LETTERS.index(letter) for letter in text]
    return tokens


class ContainsCharacter:
    """p = sigmoid(mean_i E[s_i] w + b).

    Attributes:
        parameters: ``E`` (26, embedding_size), ``w`` (embedding_size,), ``b`` (1,).
        train_strings: 2,000 strings to learn from.
        test_strings: 1,000 others.
    """

    def __init__(self, character: str = "a", embedding_size: int = 8, seed: int = 0):
        generator = np.random.default_rng(seed)
        self.character, self.generator = character, generator
        strings = make_strings(character, 3000, generator)
        self.train_strings, self.test_strings = strings[:2000], strings[2000:]
        self.parameters = {
            "E": generator.normal(0, 0.1, (len(LETTERS), embedding_size)),
            "w": generator.normal(0, 0.1, embedding_size),
            "b": np.zeros(1),
        }

    def forward(self, tokens: np.ndarray) -> np.ndarray:
        """Logits z (batch,) of tokens (batch, length)."""
        E, w, b = self.parameters.values()
        real = tokens != PADDING  # (batch, length)
        letters = E[np.where(real, tokens, 0)] * real[..., None]  # (batch, length, embedding_size)
        self.lengths = real.sum(axis=1, keepdims=True)  # (batch, 1)
        self.tokens, self.real = tokens, real
        self.e = letters.sum(axis=1) / self.lengths  # (batch, embedding_size)
        return self.e @ w + b

    def backward(self, d_z: np.ndarray) -> dict[str, np.ndarray]:
        """The gradients of all parameters from d_z = dL/dz (batch,)."""
        E, w, _ = self.parameters.values()
        d_e = np.outer(d_z, w)  # (batch, embedding_size)
        d_letter = d_e / self.lengths  # the same for every letter of a string
        d_E = np.zeros_like(E)
        rows, places = np.nonzero(self.real)
        np.add.at(d_E, self.tokens[rows, places], d_letter[rows])  # a letter that comes twice gets both
        return {"E": d_E, "w": d_z @ self.e, "b": d_z.sum(keepdims=True)}

    def targets(self, strings: Sequence[str]) -> np.ndarray:
        """1 where a string has the character, else 0: (count,)."""
        return np.array([float(self.character in text) for text in strings])

    def accuracy(self, strings: Sequence[str]) -> float:
        """The share of strings that are answered rightly."""
        return accuracy(self.forward(encode(strings)) > 0, self.targets(strings) > 0)

    def probability(self, text: str) -> float:
        """How sure the network is that ``text``, lower-case letters, contains the character."""
        if not text or any(letter not in LETTERS for letter in text):
            raise ValueError(f"Expected lower-case letters from a to z, received {text!r}.")
        return float(1 / (1 + np.exp(-self.forward(encode([text]))[0])))

    def letter_scores(self) -> dict[str, float]:
        """E w for each letter: what a string of nothing but this letter adds to the bias."""
        scores = self.parameters["E"] @ self.parameters["w"]
        return dict(zip(LETTERS, scores.tolist(), strict=True))

    def train(
        self, num_epochs: int, optimizer: Optimizer, batch_size: int = 50
    ) -> Iterator[tuple[int, common.Figures]]:
        """Epoch by epoch: yields the mean loss while training and the share of right answers on the test strings."""
        tokens, targets = encode(self.train_strings), self.targets(self.train_strings)
        for epoch in range(1, num_epochs + 1):
            losses = []
            for batch in np.split(self.generator.permutation(len(tokens)), len(tokens) // batch_size):
                loss, d_z = binary_cross_entropy(self.forward(tokens[batch]), targets[batch])
                optimizer.step(self.parameters, self.backward(d_z))
                losses.append(loss)
            yield epoch, {"loss": float(np.mean(losses)), "test_accuracy": self.accuracy(self.test_strings)}


def main(arguments: list[str] | None = None) -> None:
    """Train, then print the figures."""
    parser = common.parser(__doc__, "adam", 0.02)
    parser.add_argument("--character", default="a", help="the letter to look for")
    parser.add_argument("--embedding-size", type=int, default=8, help="numbers a letter")
    parser.add_argument("--num-epochs", type=int, default=20, help="times through the 2,000 strings")
    options = parser.parse_args(arguments)
    network = ContainsCharacter(options.character, options.embedding_size, options.seed)
    for epoch, figures in network.train(options.num_epochs, create(options.optimizer, options.learning_rate)):
        print(common.line(epoch, figures))
    scores = sorted(network.letter_scores().items(), key=lambda pair: -pair[1])
    print("most telling letters: " + ", ".join(f"{letter} {score:+.1f}" for letter, score in scores[:3]))
    share = network.accuracy(network.test_strings)
    print(f"{100 * share:.1f}% of {len(network.test_strings):,} strings never seen in training are answered rightly")


if __name__ == "__main__":
    common.run(main)
