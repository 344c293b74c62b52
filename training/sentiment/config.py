"""How each sentiment model is made: the flags of ``python -m training.sentiment`` and the settings of the presets."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from training.config import RunConfig

# The rivals begin with random numbers, know the same 6,000 tokens of their language and are small: they are shipped to
# be compared.
SHARED: dict[str, Any] = {
    "hidden_size": 32,
    "window_size": 64,
    "training_window": 64,
    "data_share": 0.6,
    "num_epochs": 2,
    "learning_rate": 3e-3,
    "warmup_share": 0.1,
    "dropout": 0.2,
    "mixed_precision": False,
    "step": 0.1,
}
RIVALS: dict[str, dict[str, Any]] = {
    "transformer": {
        "hidden_size": 128,
        "num_layers": 2,
        "num_heads": 4,
        "feed_forward_size": 256,
        "window_size": 128,
        "training_window": 128,
        "learning_rate": 1e-3,
        "dropout": 0.1,
    },
    "linear": {
        "num_buckets": 262_139,
        "data_share": 1.0,
        "window_size": 1_024,
        "training_window": 1_024,
        "batch_size": 512,
        "num_epochs": 4,
        "learning_rate": 0.02,
        "weight_decay": 1e-5,
    },
    "bag": {},
    "textcnn": {"num_filters": 48},
    "rnn": {},
    "lstm": {},
    "gru": {},
    "bilstm": {},
}
"""By architecture, where its settings differ from :data:`SHARED`."""
CHINESE_RIVALS = ("transformer", "linear", "bag", "gru")


def _rival(architecture: str, language: str) -> dict[str, Any]:
    """The settings of a rival; for everything else the defaults stand."""
    return {"architecture": architecture, "language": language, **SHARED, **RIVALS[architecture]}


PRESETS: dict[str, dict[str, Any]] = {
    "sentiment_en": {},
    "sentiment_zh": {"language": "chinese", "num_epochs": 1, "grammar_sentences": 20_000},
    **{f"sentiment_{name}": _rival(name, "english") for name in RIVALS},
    **{f"sentiment_zh_{name}": _rival(name, "chinese") for name in CHINESE_RIVALS},
}
"""By preset, where its settings differ from the defaults of :class:`Config`."""


@dataclass(frozen=True)
class Config(RunConfig):
    """How a sentiment model is made."""

    preset: Literal[tuple(PRESETS)] = "sentiment_en"  # type: ignore[valid-type]
    """The shipped model whose settings the other flags start from."""
    architecture: Literal["encoder", "transformer", "linear", "bag", "textcnn", "rnn", "lstm", "gru", "bilstm"] = (
        "encoder"
    )
    """The network that reads: the pre-trained encoder or one of its rivals, which start from random numbers."""
    pretrained: bool = True
    """Start the encoder from its pre-trained weights; without, from random numbers."""
    language: Literal["english", "chinese"] = "english"
    """What is read: it decides the datasets, the tokenizer and the encoder to start from."""
    least_count: int = 10
    """How often a token of the encoder must stand in the training texts to be kept."""
    vocabulary_size: int = 6_000
    """Tokens of a rival's tokenizer, which is trained first."""
    hidden_size: int = 384
    """Width of the token vectors and of the Transformer's states; the encoder's own where there is one."""
    num_layers: int = 6
    """Transformer blocks."""
    num_heads: int = 12
    """Attention heads in each block."""
    feed_forward_size: int = 1_536
    """Inner width of each block's feed-forward network."""
    num_filters: int = 64
    """The TextCNN's detectors of each width."""
    state_size: int = 64
    """Numbers of a recurrent network's state, or of the bag's hidden layer."""
    num_buckets: int = 131_071
    """Rows of the linear model's hashed table of n-grams; a prime spreads best."""
    window_size: int = 256
    """The most tokens that are read at once; a longer text is read in windows."""
    training_window: int = 128
    """The most tokens of a window while training."""
    dropout: float = 0.1
    """Share of values zeroed while training."""
    exchanged_share: float = 0.35
    """Share of the short texts that are read with names, places, numbers or letters exchanged."""
    grammar_sentences: int = 12_000
    """Sentences of our own grammar in each epoch."""
    data_share: float = 1.0
    """Share of what an epoch would read of every set that it does read."""
    everyday: bool = True
    """Learn from the sentences of everyday life too; without them from the treebank and the reviews alone."""
    num_epochs: int = 2
    """Passes over the training texts; of a long review each pass reads one random window."""
    batch_size: int = 64
    """Texts of up to 32 tokens in a batch; of longer ones a batch holds as many tokens."""
    learning_rate: float = 1e-4
    """The highest learning rate, reached after a warm-up and left along a straight line."""
    warmup_share: float = 0.06
    """Share of the steps in which the learning rate rises."""
    weight_decay: float = 0.01
    """Decoupled weight decay (AdamW)."""
    mixed_precision: bool = True
    """Compute in bfloat16, keep the weights in float32."""
    step: float = 0.14
    """How coarsely weights are kept on disk: the step of the grid in standard deviations of each matrix."""

    PRESETS: ClassVar = PRESETS
