"""How each sentiment model is made: the flags of ``python -m training.sentiment`` and the settings of the presets."""

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from models.storage import rivals_of
from training.config import RunConfig

# All rivals read English, know the same 6,000 tokens, begin (but for the linear one) with the same token vectors and
# are small: they are shipped to be compared.
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


def _rival(preset: str) -> dict[str, Any]:
    """The settings of a rival's preset; for everything else the defaults stand."""
    architecture = preset.removeprefix("sentiment_")
    return {"architecture": architecture, **SHARED, **RIVALS[architecture]}


PRESETS: dict[str, dict[str, Any]] = {
    "sentiment_en": {
        "num_filters": 96,
        "filter_widths": (3, 4, 5),
        "pretraining_epochs": 1,
        "num_teachers": 3,
        "vote_ngrams": 200_000,
        "num_buckets": 1_048_573,
        "weight_average": 0.998,
        "phrase_share": 0.7,
        "neutral_share": 0.3,
        "review_share": 0.4,
        "most_texts": 128,
        "grammar_sentences": 40_000,
        "num_epochs": 3,
        "learning_rate": 5e-4,
        "second_epochs": 1,
    },
    "sentiment_zh": {
        "language": "chinese",
        "vocabulary_size": 8_000,
        "vector_epochs": 5,
        "num_filters": 96,
        "pretraining_epochs": 2,
        "sentence_share": 1.0,
        "vote_ngrams": 100_000,
        "num_buckets": 524_287,
        "inverse_penalty": 5.0,
        "smoothing": 0.5,
        "dropout": 0.3,
        "review_share": 0.7,
        "most_texts": 64,
        "weight_average": 0.998,
        "phrase_share": 0.6,
        "neutral_share": 0.25,
        "grammar_sentences": 40_000,
        "num_epochs": 5,
        "learning_rate": 5e-4,
        "weight_decay": 0.05,
    },
    **{preset: _rival(preset) for preset in rivals_of("sentiment_en")},
}
"""By preset, where its settings differ from the defaults of :class:`Config`."""


@dataclass(frozen=True)
class Config(RunConfig):
    """How a sentiment model is made."""

    preset: Literal[tuple(PRESETS)] = "sentiment_en"  # type: ignore[valid-type]
    """The shipped model whose settings the other flags start from."""
    prepared_from: str | None = None
    """A run of the same seed and sizes whose tokenizer, tokens, vectors and pre-training are taken over."""
    architecture: Literal["transformer", "linear", "bag", "textcnn", "rnn", "lstm", "gru", "bilstm"] = "transformer"
    """The network that reads: the Transformer or one of its rivals."""
    language: Literal["english", "chinese"] = "english"
    """What is read: it decides the datasets, the tokenizer and the labels."""
    vocabulary_size: int = 16_000
    """Tokens of the tokenizer, which is trained first."""
    vector_epochs: int = 2
    """Passes of skip-gram over the unlabelled texts; 0 starts from random token vectors."""
    hidden_size: int = 128
    """Width of the token vectors and of the Transformer's states."""
    num_layers: int = 2
    """Transformer blocks."""
    num_heads: int = 4
    """Attention heads in each block."""
    feed_forward_size: int = 256
    """Inner width of each block's feed-forward network."""
    num_filters: int = 64
    """N-gram detectors of each width beside the Transformer; 0 for none."""
    filter_widths: tuple[int, ...] = (2, 3)
    """How many tokens the detectors see."""
    pretraining_epochs: int = 0
    """Passes over the sentences and passages of all reviews before the labels of single sentences are learnt."""
    sentence_share: float = 0.5
    """Share of the reviews' sentences that a pass of pre-training reads."""
    num_teachers: int = 0
    """Networks that label sentences of the reviews for the one that is shipped to learn from."""
    distilled_sentences: int = 200_000
    """How many sentences they label."""
    distilled_share: float = 0.5
    """Share of those that an epoch reads."""
    vote_ngrams: int = 0
    """N-grams that vote beside the finished Transformer, weighed by naive Bayes and regression; 0 for none."""
    window_size: int = 256
    """The most tokens that are read at once; a longer text is read in windows."""
    dropout: float = 0.2
    """Share of values zeroed while training (half of it inside the blocks)."""
    word_dropout: float = 0.05
    """Share of tokens in review windows that are read as unknown while training."""
    weight_average: float = 0.0
    """Share of the old in a running average of the weights, which is then what is measured and shipped; 0 for none."""
    hotel_weight: float = 2.0
    """How much more a hotel review counts than another: a sixth of the Chinese ones, and the longest and hardest."""
    root_weight: float = 3.0
    """How much more a whole SST sentence counts than a phrase of one."""
    phrase_share: float = 1.0
    """Share of SST's phrases that an epoch reads; whole sentences are read in each."""
    neutral_share: float = 0.4
    """The same for its neutral phrases; they are half of all phrases."""
    review_share: float = 1.0
    """Share of the reviews of which an epoch reads a window."""
    grammar_sentences: int = 16_000
    """Sentences of our own grammar in each epoch."""
    state_size: int = 64
    """Numbers of a recurrent network's state, or of the bag's hidden layer."""
    num_buckets: int = 131_071
    """Rows of the hashed table of n-grams, the linear model's or that of the votes; a prime spreads best."""
    inverse_penalty: float = 30.0
    """How freely the weights of the n-gram regression may move: scikit-learn's C."""
    smoothing: float = 1.0
    """Added to the counts of naive Bayes."""
    num_epochs: int = 6
    """Passes over the training texts; of a long review each pass reads one random window."""
    second_epochs: int = 0
    """Passes of a second round, from the best weights of the first, with more sentences of the grammar."""
    second_grammar_sentences: int = 80_000
    """Sentences of our own grammar in each pass of the second round."""
    second_learning_rate: float = 2.5e-4
    """The highest learning rate of the second round."""
    batch_size: int = 16
    """Windows of the longest length in a batch; of shorter texts a batch holds as many tokens."""
    most_texts: int = 4_096
    """The most texts in a batch: fewer give short texts, which fit in by the hundred, more steps of their own."""
    learning_rate: float = 7e-4
    """The highest learning rate, reached after a warm-up and left along a cosine."""
    weight_decay: float = 0.02
    """Decoupled weight decay (AdamW)."""
    mixed_precision: bool = True
    """Compute in bfloat16, keep the weights in float32."""
    fraction_bits: int = 10
    """Bits that the fraction of each number keeps on disk, of half precision's ten: fewer take less room."""

    PRESETS: ClassVar = PRESETS
    OF_THIS_MACHINE: ClassVar = (*RunConfig.OF_THIS_MACHINE, "prepared_from")
