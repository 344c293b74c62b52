"""``python -m training.sentiment.own_sentences sentiment_en``: how a model fares on plain sentences of our own."""

from typing import Annotated

import tyro

from models.sentiment import SentimentClassifier
from training import command_line
from training.sentiment import own_sentences


def main(model: Annotated[str, tyro.conf.Positional], unseen: bool = False) -> None:
    """Print how a sentiment model fares on sentences of our own, and every one that it gets wrong.

    Args:
        model: a preset's name, such as sentiment_en, or the folder of a finished run.
        unseen: those that are kept for the end.
    """
    print(own_sentences.report(SentimentClassifier.load(model), unseen))


if __name__ == "__main__":
    command_line.run(main, own_sentences.__doc__)
