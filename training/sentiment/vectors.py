"""Token vectors to start from: skip-gram with negative sampling (Mikolov et al. 2013) over unlabelled reviews.

One thread and a seed: the same corpus always gives the same vectors.
"""

from collections.abc import Iterator

import numpy as np

from training.sentiment.data import TokenTable

# gensim cuts longer "sentences" off.
MAX_WORDS = 10_000


class _Corpus:
    """Token numbers as the strings that gensim counts, one text after the other, as often as asked."""

    def __init__(self, tokens: TokenTable, vocabulary_size: int) -> None:
        self.tokens = tokens
        self.names = [str(number) for number in range(vocabulary_size)]

    def __iter__(self) -> Iterator[list[str]]:
        for index in range(len(self.tokens)):
            yield [self.names[number] for number in self.tokens[index][:MAX_WORDS].tolist()]


def skip_gram(tokens: TokenTable, vocabulary_size: int, size: int, num_epochs: int, seed: int) -> np.ndarray:
    """Train vectors in which tokens of like company are alike.

    Args:
        tokens: the texts.
        vocabulary_size: rows of the result.
        size: numbers in a vector.
        num_epochs: passes over the texts.
        seed: fixes the result.

    Returns:
        float32 array (vocabulary_size, size) with a standard deviation of 0.1; a token that never occurs has a
        random vector, padding (0) has zeros.
    """
    from gensim.models import Word2Vec

    model = Word2Vec(
        _Corpus(tokens, vocabulary_size),
        vector_size=size,
        window=5,
        min_count=1,
        sg=1,
        negative=5,
        sample=1e-4,
        epochs=num_epochs,
        workers=1,
        seed=seed,
    )
    vectors = np.random.default_rng(seed).normal(0.0, 0.1, (vocabulary_size, size)).astype("float32")
    rows = np.array([int(name) for name in model.wv.index_to_key])
    vectors[rows] = model.wv.vectors * (0.1 / model.wv.vectors.std())
    vectors[0] = 0.0
    return vectors
