"""Sentiment: a small Transformer, its tokenizer, and :class:`SentimentClassifier`, the task object."""

from models.sentiment.classifier import Prediction, Reading, SentimentClassifier

__all__ = ["Prediction", "Reading", "SentimentClassifier"]
