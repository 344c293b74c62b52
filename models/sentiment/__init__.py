"""Sentiment: a small Transformer, its tokenizer, and :class:`SentimentClassifier`, the task object."""

from typing import TYPE_CHECKING

from models.lazy import lazy

if TYPE_CHECKING:
    from models.sentiment.classifier import Prediction, Reading, SentimentClassifier

__all__ = ["Prediction", "Reading", "SentimentClassifier"]
__getattr__ = lazy(__name__, {"Prediction": "classifier", "Reading": "classifier", "SentimentClassifier": "classifier"})
