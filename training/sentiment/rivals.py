"""The settings of the Transformer's rivals.

All of them read English, know the same 6,000 tokens, begin (but for the linear one) with the same token vectors and
are small: they are shipped to be compared.
"""

from typing import Any

from models.storage import rivals_of

RIVALS: dict[str, dict[str, Any]] = {
    "linear": {
        "num_buckets": 262_139,
        "vector_epochs": 0,
        "window_size": 1_024,
        "batch_size": 512,
        "num_epochs": 6,
        "learning_rate": 0.02,
        "weight_decay": 1e-5,
        "fraction_bits": 10,
    },
    "bag": {"num_epochs": 6},
    "textcnn": {"num_filters": 48},
    "rnn": {},
    "lstm": {},
    "gru": {},
    "bilstm": {},
}
"""By architecture, where its settings differ from :data:`SHARED`."""

SHARED: dict[str, Any] = {
    "vocabulary_size": 6_000,
    "hidden_size": 32,
    "window_size": 64,
    "batch_size": 128,
    "num_epochs": 3,
    "learning_rate": 3e-3,
    "mixed_precision": False,
    "fraction_bits": 3,
}
PRESETS = tuple(rivals_of("sentiment_en"))


def settings(preset: str) -> dict[str, Any]:
    """The settings of a rival's preset; for everything else the defaults stand."""
    architecture = preset.removeprefix("sentiment_")
    return {"architecture": architecture, **SHARED, **RIVALS[architecture]}
