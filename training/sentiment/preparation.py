"""Before training: the run's tokenizer and its network."""

import json
import re
from collections import Counter
from collections.abc import Sequence

import keras
import numpy as np

from models.sentiment import spelling
from models.sentiment.architectures import TransformerSizes, build_transformer
from models.sentiment.rivals import RivalSizes, build_rival
from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.sentiment.tokenizer import SentimentTokenizer
from models.storage import write_atomically, write_json
from training.runs import Run
from training.sentiment import encoders
from training.sentiment.config import Config
from training.sentiment.mixture import LABELS, Data
from training.sentiment.tokenizer import compact, train_chinese, train_english

KEPT = "kept.json"
"""In the run folder: the pre-trained encoder's number of each token."""


def make_tokenizer(run: Run, data: Data) -> SentimentTokenizer:
    """The run's tokenizer: trained, cut from the encoder's, or read when the run was resumed after that."""
    config = run.config
    path = run.path / TOKENIZER_FILE
    if not path.exists():
        texts = data.training.texts
        if config.architecture == "encoder":
            cut = _cut_to(texts, config)
            tokenizer = cut.tokenizer
            write_json(run.path / KEPT, cut.kept.tolist())
        else:
            # A third of the texts shows every word that deserves a token of its own.
            read = [SentimentTokenizer.prepared(text, config.language) for text in texts[::3]]
            train = train_chinese if config.language == "chinese" else train_english
            tokenizer = train(read, config.vocabulary_size)
        write_atomically(path, compact(tokenizer))
    return SentimentTokenizer.load(run.path, config.language, respell=False)


def _cut_to(texts: Sequence[str], config: Config) -> encoders.Cut:
    """The encoder's tokenizer, cut to what stands in the texts."""
    encoder = encoders.ENCODERS[config.language]
    files = encoders.fetch(encoder, config.data_dir)
    whole = encoders.cut(encoder, files, None)
    numbers = SentimentTokenizer(whole.tokenizer, config.language).encode(texts)
    counts = np.bincount(np.concatenate(numbers), minlength=len(whole.kept))
    return encoders.cut(encoder, files, counts, config.least_count)


def write_known_words(run: Run, data: Data, tokenizer: SentimentTokenizer) -> str:
    """Write which words are right as they are, for reading slips of the finger; gives the file's name."""
    counts: Counter[str] = Counter()
    for text in data.training.texts:
        counts.update(re.findall(r"[a-z]+", text.lower()))
    write_atomically(run.path / spelling.FILE_NAME, spelling.bloom_filter(counts, tokenizer.words()))
    return spelling.FILE_NAME


def start_from_encoder(model: keras.Model, run: Run) -> None:
    """Give a fresh network the weights of the pre-trained encoder."""
    config = run.config
    encoder = encoders.ENCODERS[config.language]
    files = encoders.fetch(encoder, config.data_dir)
    kept = np.array(json.loads((run.path / KEPT).read_text(encoding="utf-8")), "int64")
    encoders.copy_weights(
        model, files[encoders.WEIGHTS], kept, encoder.layers[: config.num_layers], encoders.ends_of(encoder, files)
    )


def build_for_training(config: Config, tokenizer: SentimentTokenizer) -> keras.Model:
    """The network as it is trained: in bfloat16 where the configuration says so."""
    if config.mixed_precision:
        keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return build(config, tokenizer)
    finally:
        keras.config.set_dtype_policy("float32")


def build(config: Config, tokenizer: SentimentTokenizer) -> keras.Model:
    """The configured network."""
    if config.architecture in ("encoder", "transformer"):
        return build_transformer(
            tokenizer.vocabulary_size,
            len(LABELS),
            TransformerSizes(
                window_size=config.window_size,
                hidden_size=config.hidden_size,
                num_layers=config.num_layers,
                num_heads=config.num_heads,
                feed_forward_size=config.feed_forward_size,
                dropout=config.dropout,
            ),
        )
    return build_rival(
        config.architecture,
        tokenizer.vocabulary_size,
        len(LABELS),
        RivalSizes(
            embedding_size=config.hidden_size,
            hidden_size=config.state_size,
            num_filters=config.num_filters,
            num_buckets=config.num_buckets,
            dropout=config.dropout,
        ),
    )
