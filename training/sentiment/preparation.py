"""What happens before a sentiment model is trained: tokenizer, vectors, regression, pre-training, teachers.

Each result is kept in the run folder, so that a resumed run goes on where it was.
"""

import dataclasses
import io
import json
import re
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError
from models.sentiment import spelling
from models.sentiment.architectures import TransformerSizes, build_transformer
from models.sentiment.rivals import RivalSizes, build_rival
from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.sentiment.tokenizer import SentimentTokenizer
from models.storage import write_atomically, write_json
from training.runs import Run, earlier_stage
from training.sentiment.config import Config
from training.sentiment.data import LABELS, Data, SentimentBatches, TokenTable
from training.sentiment.distillation import KINDS, some_sentences, teach
from training.sentiment.pretraining import SMOOTHING, ReviewBatches, pretrain
from training.sentiment.tokenizer import compact, train_chinese, train_english
from training.sentiment.validation import Validator
from training.sentiment.vectors import skip_gram
from training.sentiment.votes import NgramRegression

PRETRAINED = Path("prepared") / "pretrained.npz"
MADE_FROM = Path("prepared") / "made_from.json"
WHAT_IS_TAKEN_OVER = "tokenizer, token vectors and, where it had some, pre-training; the same are made without it"


def take_over(source: Path, target: Path) -> None:
    """Copy what another run prepared, where it is not there yet."""
    (target / "prepared").mkdir(exist_ok=True)
    for name in (TOKENIZER_FILE, "prepared/tokens.npz", "prepared/vectors.npy"):
        if not (source / name).is_file():
            raise PlaygroundError(
                "Expected a run that has prepared {file}, received {path}.", file=name, path=str(source)
            )
        if not (target / name).exists():
            shutil.copyfile(source / name, target / name)
    # A rival has no pre-training to hand on.
    if (source / PRETRAINED).is_file() and not (target / PRETRAINED).exists():
        shutil.copyfile(source / PRETRAINED, target / PRETRAINED)
    if not (target / MADE_FROM).exists():
        write_json(target / MADE_FROM, earlier_stage(WHAT_IS_TAKEN_OVER, source))


def taken_over(path: Path) -> dict[str, Any]:
    """``made_from`` of a run's metadata; nothing where it prepared everything itself."""
    if not (path / MADE_FROM).is_file():
        return {}
    return {"made_from": [json.loads((path / MADE_FROM).read_text(encoding="utf-8"))]}


def make_tokenizer(run: Run, data: Data) -> SentimentTokenizer:
    """The run's tokenizer: trained, or read when the run was resumed after that."""
    simplify = run.config.language == "chinese"
    path = run.path / TOKENIZER_FILE
    if not path.exists():
        # A third of the reviews shows every word that deserves a token of its own.
        if simplify:
            tokenizer = train_chinese(data.vector_corpus, run.config.vocabulary_size)
        else:
            tokenizer = train_english(data.vector_corpus[::3], run.config.vocabulary_size)
        write_atomically(path, compact(tokenizer))
    return SentimentTokenizer.load(run.path, simplify, respell=False)


def write_known_words(run: Run, data: Data, tokenizer: SentimentTokenizer) -> str:
    """Write which words are right as they are, for reading slips of the finger; gives the file's name."""
    counts: Counter[str] = Counter()
    for text in data.vector_corpus:
        counts.update(re.findall(r"[a-z]+", text.lower()))
    write_atomically(run.path / spelling.FILE_NAME, spelling.bloom_filter(counts, tokenizer.words()))
    return spelling.FILE_NAME


def tokens_and_vectors(run: Run, data: Data, tokenizer: SentimentTokenizer) -> tuple[TokenTable, np.ndarray]:
    """The training texts as tokens, and vectors for those; kept in the run folder, so that a resume starts at once."""
    folder = run.path / "prepared"
    folder.mkdir(exist_ok=True)
    if not (folder / "tokens.npz").exists():
        TokenTable.encode(tokenizer, data.training.texts).save(folder / "tokens.npz")
    tokens = TokenTable.load(folder / "tokens.npz")
    size = run.config.hidden_size
    if not (folder / "vectors.npy").exists():
        if run.config.vector_epochs:
            corpus = TokenTable.encode(tokenizer, data.vector_corpus)
            vectors = skip_gram(corpus, tokenizer.vocabulary_size, size, run.config.vector_epochs, run.config.seed)
        else:
            random = np.random.default_rng(run.config.seed)
            vectors = random.normal(0.0, 0.1, (tokenizer.vocabulary_size, size)).astype("float32")
        np.save(folder / ".vectors.npy", vectors)
        (folder / ".vectors.npy").rename(folder / "vectors.npy")
    return tokens, np.load(folder / "vectors.npy")


def fit_regression(run: Run, data: Data, tokens: TokenTable) -> NgramRegression | None:
    """The n-gram regression on the labelled reviews, where pre-training or votes ask for it."""
    if not (run.config.vote_ngrams or (run.config.pretraining_epochs and data.unlabelled)):
        return None
    labels = (data.training.labels[data.first_review :] > 0).astype("int32")
    regression = NgramRegression(run.config.inverse_penalty, run.config.smoothing)
    return regression.fit(tokens.since(data.first_review), labels, data.training.weights[data.first_review :])


@dataclass(frozen=True)
class Prepared:
    """What a run trains with."""

    run: Run
    data: Data
    tokenizer: SentimentTokenizer
    tokens: TokenTable
    """Those of the training texts."""
    vectors: np.ndarray
    """To begin with, one for each token."""
    regression: NgramRegression | None = None

    def unlabelled(self) -> TokenTable:
        """The reviews without a label; kept in the run folder, for pre-training, teachers and a resume."""
        kept = self.run.path / "prepared" / "unlabelled.npz"
        if not kept.exists():
            TokenTable.encode(self.tokenizer, self.data.unlabelled).save(kept)
        return TokenTable.load(kept)

    def network(self, config: Config) -> keras.Model:
        """A network as configured that begins with the vectors."""
        model = build_for_training(config, self.tokenizer)
        model.get_layer("embedding").vectors.assign(self.vectors)
        return model


def pretrained(prepared: Prepared, validator: Validator) -> list[np.ndarray]:
    """The weights after pre-training on pieces of reviews; kept in the run folder."""
    run, data = prepared.run, prepared.data
    kept = run.path / PRETRAINED
    if not kept.exists():
        config = run.config
        keras.utils.set_random_seed(config.seed)
        model = prepared.network(config)
        reviews = prepared.tokens.since(data.first_review)
        labels = (data.training.labels[data.first_review :] > 0).astype("float32")
        positive = labels * (1 - SMOOTHING) + SMOOTHING / 2
        if prepared.regression is not None and data.unlabelled:
            unlabelled = prepared.unlabelled()
            reviews = reviews + unlabelled
            positive = np.concatenate([positive, prepared.regression.probabilities(unlabelled)])
        batches = ReviewBatches(reviews, positive, prepared.tokenizer, config)
        weights = pretrain(Run(run.path / "pretraining", config), model, batches, validator.two_way)
        buffer = io.BytesIO()
        arrays: dict[str, Any] = {f"w{index}": value for index, value in enumerate(weights)}
        np.savez(buffer, **arrays)
        write_atomically(kept, buffer.getvalue())
        keras.utils.set_random_seed(config.seed)
    with np.load(kept) as archive:
        return [archive[f"w{index}"] for index in range(len(archive.files))]


def taught(prepared: Prepared) -> tuple[TokenTable, list[np.ndarray]]:
    """Sentences of reviews, and what each teacher says of them."""
    run, data, tokenizer = prepared.run, prepared.data, prepared.tokenizer
    config = run.config
    reviews = prepared.tokens.since(data.first_review)
    if data.unlabelled:
        reviews = reviews + prepared.unlabelled()
    sentences = some_sentences(reviews, tokenizer, config.distilled_sentences, config.seed)
    # Teachers read what the treebank and the grammar say; whole reviews have their own teacher.
    shares = data.training.shares.copy()
    if data.first_review:
        shares[data.first_review :] = 0.0
    labelled = dataclasses.replace(data.training, shares=shares)
    answers = []
    for number in range(config.num_teachers):
        of_seed = dataclasses.replace(config, seed=config.seed + 101 * (number + 1))
        keras.utils.set_random_seed(of_seed.seed)
        kind = KINDS[number % len(KINDS)]
        teacher = (
            config
            if kind == config.architecture
            else dataclasses.replace(config, architecture=kind, num_filters=config.hidden_size)
        )
        model = prepared.network(teacher)
        batches = SentimentBatches(labelled, prepared.tokens, tokenizer, of_seed)
        measure = Validator(config, data, tokenizer, build(teacher, tokenizer)).two_way
        own = Run(run.path / f"teacher-{number + 1}", config)
        answers.append(teach(own, model, batches, sentences, measure))
    keras.utils.set_random_seed(config.seed)
    return sentences, answers


def build_for_training(config: Config, tokenizer: SentimentTokenizer) -> keras.Model:
    """The network as it is trained: in bfloat16 where the configuration says so."""
    if config.mixed_precision:
        keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return build(config, tokenizer)
    finally:
        keras.config.set_dtype_policy("float32")


def build(config: Config, tokenizer: SentimentTokenizer, votes: bool = False) -> keras.Model:
    """The configured network; ``votes`` gives the Transformer its empty table of n-grams."""
    if config.architecture != "transformer":
        return build_rival(
            config.architecture,
            vocabulary_size=tokenizer.vocabulary_size,
            num_labels=len(LABELS[config.language]),
            sizes=RivalSizes(
                embedding_size=config.hidden_size,
                hidden_size=config.state_size,
                num_filters=config.num_filters,
                num_buckets=config.num_buckets,
                dropout=config.dropout,
            ),
        )
    return build_transformer(
        vocabulary_size=tokenizer.vocabulary_size,
        num_labels=len(LABELS[config.language]),
        sizes=TransformerSizes(
            window_size=config.window_size,
            hidden_size=config.hidden_size,
            num_layers=config.num_layers,
            num_heads=config.num_heads,
            feed_forward_size=config.feed_forward_size,
            num_filters=config.num_filters,
            filter_widths=config.filter_widths,
            dropout=config.dropout,
            num_buckets=config.num_buckets if votes else 0,
        ),
    )
