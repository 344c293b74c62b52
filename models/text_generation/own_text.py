"""Which texts a network of one's own can be trained on; the page and the training script ask the same function."""

from collections import Counter

from models.errors import PlaygroundError

LEAST_CHARACTERS = 5_000
"""Nine tenths of it make four steps of 16 streams of 64 characters; the tenth kept apart, 500 characters, measures
the perplexity to about a tenth of itself."""


def check_own_text(text: str) -> None:
    """Refuse a text that a network cannot learn to write from.

    Raises:
        PlaygroundError: in one sentence, with the reason.
    """
    if len(text) < LEAST_CHARACTERS:
        raise PlaygroundError(
            "Expected a text of at least {expected} characters, received {received}: from fewer, a network only learns "
            "them by heart, and the tenth that is kept apart is too short to tell.",
            expected=LEAST_CHARACTERS,
            received=len(text),
        )
    learnable = text[: len(text) * 9 // 10]
    again = sum(count > 1 for count in Counter(learnable).values())
    if again < 2:
        raise PlaygroundError(
            "Expected a text in which at least 2 different characters come again, received one with {received}.",
            received=again,
        )
