"""Train a small Transformer that reads sentiment, or one of its rivals.

    python -m training.sentiment --preset sentiment_en     # about 45 minutes on one CPU core
    python -m training.sentiment --preset sentiment_zh     # about 15 minutes
    python -m training.sentiment --preset sentiment_lstm   # each rival takes about 5 minutes

makes a run folder with the tokenizer, the token vectors (skip-gram on unlabelled reviews), checkpoints, samples,
and at the end the network with its calibrated temperature. How good each is stands in its evaluation.json.
"""

import dataclasses
import io
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import keras
import numpy as np

from models.errors import PlaygroundError
from models.sentiment.architectures import build_transformer
from models.sentiment.rivals import build_rival
from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.sentiment.tokenizer import SentimentTokenizer
from models.sentiment.windows import read
from models.storage import write_atomically, write_hashes, write_json
from training import runs, saving, sentiment_linear, sentiment_rivals
from training.command_line import main
from training.runs import Run
from training.sentiment_calibration import fit_temperature, reliability_by_length, softmax
from training.sentiment_data import LABELS, Data, SentimentBatches, Texts, TokenTable, load_chinese, load_english
from training.sentiment_distillation import KINDS, some_sentences, teach, with_soft_labels
from training.sentiment_grammar import GRAMMARS, PARTS
from training.sentiment_pretraining import SMOOTHING, ReviewBatches, pretrain
from training.sentiment_tokenizer import train_chinese, train_english
from training.sentiment_vectors import skip_gram
from training.sentiment_votes import NgramRegression, vote_scale

PRESETS = ("sentiment_en", "sentiment_zh", *sentiment_rivals.PRESETS)
CLASSIFIER_FILE = "classifier.json"
PRETRAINED = Path("prepared") / "pretrained.npz"
# Read after each epoch, for the person who watches.
SAMPLES = {
    "english": (
        "i am not at all bad",
        "i am not happy",
        "this is not bad",
        "the film is two hours long",
        "not exactly the best film i have seen",
        "it never bored me for a second",
        "I can't recommend it enough",
        "the shop does not open on sunday",
    ),
    "chinese": (
        "房间很干净，服务非常好",
        "这家酒店一点也不差",
        "我不太满意",
        "没有想象中那么好",
        "质量还不错，下次还会买",
        "不是不好吃，就是有点贵",
    ),
}


@dataclasses.dataclass(frozen=True)
class Config:
    """How a sentiment model is made."""

    preset: Literal[PRESETS] = "sentiment_en"  # type: ignore[valid-type]
    """The shipped model whose settings the other flags start from."""
    run_dir: str | None = None
    """The run folder; by default runs/PRESET-TIME."""
    resume: bool = False
    """Go on with the run in --run-dir, or with the preset's latest."""
    data_dir: str | None = None
    """Where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home."""
    seed: int = 1
    """Fixes the run: the same seed on the same machine gives the same weights."""
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
    checkpoint_seconds: float = 120.0
    """Time between checkpoints."""
    max_steps_per_epoch: int | None = None
    """Stop each epoch early, for a quick look."""
    fraction_bits: int = 10
    """Bits that the fraction of each number keeps on disk, of half precision's ten: fewer take less room."""

    @classmethod
    def for_preset(cls, name: str | None) -> "Config":
        """The settings of a shipped model; the first one's when none is named."""
        name = name or PRESETS[0]
        if name == "sentiment_en":
            return cls(
                num_filters=96,
                filter_widths=(3, 4, 5),
                pretraining_epochs=1,
                num_teachers=4,
                vote_ngrams=200_000,
                num_buckets=1_048_573,
                weight_average=0.998,
                review_share=0.4,
                most_texts=128,
                grammar_sentences=24_000,
                num_epochs=3,
                learning_rate=5e-4,
            )
        if name == "sentiment_zh":
            return cls(
                preset="sentiment_zh",
                language="chinese",
                vocabulary_size=8_000,
                vector_epochs=5,
                num_filters=96,
                pretraining_epochs=2,
                sentence_share=1.0,
                vote_ngrams=100_000,
                num_buckets=524_287,
                inverse_penalty=5.0,
                smoothing=0.5,
                dropout=0.3,
                review_share=0.7,
                most_texts=64,
                weight_average=0.998,
                phrase_share=0.6,
                neutral_share=0.25,
                grammar_sentences=24_000,
                num_epochs=3,
                learning_rate=5e-4,
                weight_decay=0.05,
            )
        if name in sentiment_rivals.PRESETS:
            return cls(**sentiment_rivals.settings(name))
        raise PlaygroundError(
            "Expected one of the presets {expected}, received {received}.", expected=", ".join(PRESETS), received=name
        )


def train(config: Config) -> Path:
    """Train as configured and return the finished run folder."""
    keras.utils.set_random_seed(config.seed)
    run = Run.start(config)
    config = run.config
    if config.language == "english":
        data = load_english(config.data_dir, config.root_weight, config.phrase_share, config.neutral_share)
    else:
        data = load_chinese(config.data_dir, config.hotel_weight)
    data.training.shares[data.first_review :] = config.review_share
    if config.prepared_from is not None:
        _take_over(Path(config.prepared_from), run.path)
    tokenizer = _tokenizer(run, data)
    tokens, vectors = _tokens_and_vectors(run, data, tokenizer)

    model = _build_mixed(config, tokenizer)
    if config.architecture == "linear":
        validator = _Validator(config, data, tokenizer, _build(config, tokenizer))
        sentiment_linear.train(
            model, run, data.training, tokens, tokenizer, lambda run: validator.after_epoch(run, model)
        )
        return _export(run, data, tokenizer, validator)
    validator = _Validator(config, data, tokenizer, _build(config, tokenizer))
    model.get_layer("embedding").vectors.assign(vectors)
    regression = _regression(run, data, tokens)
    if config.pretraining_epochs:
        model.set_weights(_pretrained(run, data, tokenizer, tokens, regression, validator, vectors))
        (vectors,) = model.get_layer("embedding").get_weights()
    texts, table = data.training, tokens
    if config.num_teachers:
        sentences, answers = _taught(run, data, tokenizer, tokens, vectors)
        texts, table = with_soft_labels(texts, answers, config.distilled_share), tokens + sentences
    batches = _batches(config, texts, table, tokenizer)
    total = config.num_epochs * batches.steps_per_epoch
    warmup = max(1, min(500, total // 10))
    schedule = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, total - warmup), alpha=0.02, warmup_target=config.learning_rate, warmup_steps=warmup
    )
    # Measured on one core: TensorFlow's XLA is slower here, and compiles each length anew.
    model.compile(
        keras.optimizers.AdamW(
            schedule,
            weight_decay=config.weight_decay,
            global_clipnorm=1.0,
            use_ema=config.weight_average > 0,
            ema_momentum=config.weight_average,
        ),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        weighted_metrics=["accuracy"],
        jit_compile=keras.config.backend() != "tensorflow",
    )
    runs.train(
        model,
        batches,
        run,
        config.num_epochs,
        on_epoch_end=lambda run: validator.after_epoch(run, model),
        checkpoint_seconds=config.checkpoint_seconds,
    )
    return _export(run, data, tokenizer, validator, regression)


def _batches(
    config: Config, texts: Texts, tokens: TokenTable, tokenizer: SentimentTokenizer, seed: int | None = None
) -> SentimentBatches:
    return SentimentBatches(
        texts,
        tokens,
        tokenizer,
        config.language,
        config.grammar_sentences,
        config.window_size,
        config.batch_size,
        config.most_texts,
        config.word_dropout,
        config.seed if seed is None else seed,
        config.max_steps_per_epoch,
    )


def _taught(
    run: Run,
    data: Data,
    tokenizer: SentimentTokenizer,
    tokens: TokenTable,
    vectors: np.ndarray,
) -> tuple[TokenTable, list[np.ndarray]]:
    """Sentences of reviews, and what each teacher says of them."""
    config = run.config
    reviews = tokens.since(data.first_review)
    if data.unlabelled:
        reviews = reviews + TokenTable.encode(tokenizer, data.unlabelled)
    sentences = some_sentences(reviews, tokenizer, config.distilled_sentences, config.seed)
    # Teachers read what the treebank and the grammar say; whole reviews have their own teacher.
    shares = data.training.shares.copy()
    if data.first_review:
        shares[data.first_review :] = 0.0
    labelled = dataclasses.replace(data.training, shares=shares)
    answers = []
    for number in range(config.num_teachers):
        seed = config.seed + 101 * (number + 1)
        keras.utils.set_random_seed(seed)
        kind = KINDS[number % len(KINDS)]
        teacher = (
            config
            if kind == config.architecture
            else dataclasses.replace(config, architecture=kind, num_filters=config.hidden_size)
        )
        model = _build_mixed(teacher, tokenizer)
        model.get_layer("embedding").vectors.assign(vectors)
        batches = _batches(config, labelled, tokens, tokenizer, seed)
        measure = _Validator(config, data, tokenizer, _build(teacher, tokenizer)).two_way
        path = run.path / f"teacher-{number + 1}"
        answers.append(teach(path, config, model, batches, sentences, config.window_size, measure))
    keras.utils.set_random_seed(config.seed)
    return sentences, answers


def _regression(run: Run, data: Data, tokens: TokenTable) -> NgramRegression | None:
    """The n-gram regression on the labelled reviews, where pre-training or votes ask for it."""
    if not (run.config.vote_ngrams or (run.config.pretraining_epochs and data.unlabelled)):
        return None
    labels = (data.training.labels[data.first_review :] > 0).astype("int32")
    regression = NgramRegression(run.config.inverse_penalty, run.config.smoothing)
    return regression.fit(tokens.since(data.first_review), labels, data.training.weights[data.first_review :])


def _pretrained(
    run: Run,
    data: Data,
    tokenizer: SentimentTokenizer,
    tokens: TokenTable,
    regression: NgramRegression | None,
    validator: "_Validator",
    vectors: np.ndarray,
) -> list[np.ndarray]:
    """The weights after pre-training on pieces of reviews; kept in the run folder."""
    kept = run.path / PRETRAINED
    if not kept.exists():
        config = run.config
        keras.utils.set_random_seed(config.seed)
        model = _build_mixed(config, tokenizer)
        model.get_layer("embedding").vectors.assign(vectors)
        reviews = tokens.since(data.first_review)
        labels = (data.training.labels[data.first_review :] > 0).astype("float32")
        positive = labels * (1 - SMOOTHING) + SMOOTHING / 2
        if regression is not None and data.unlabelled:
            unlabelled = TokenTable.encode(tokenizer, data.unlabelled)
            reviews = reviews + unlabelled
            positive = np.concatenate([positive, regression.probabilities(unlabelled)])
        batches = ReviewBatches(
            reviews,
            positive,
            tokenizer,
            config.sentence_share,
            config.window_size,
            2 * config.batch_size * config.window_size,
            config.word_dropout,
            config.seed,
            config.max_steps_per_epoch,
        )
        weights = pretrain(
            run.path / "pretraining", config, model, batches, config.pretraining_epochs, validator.two_way
        )
        buffer = io.BytesIO()
        np.savez(buffer, **{f"w{index}": value for index, value in enumerate(weights)})
        write_atomically(kept, buffer.getvalue())
        keras.utils.set_random_seed(config.seed)
    with np.load(kept) as archive:
        return [archive[f"w{index}"] for index in range(len(archive.files))]


def _build_mixed(config: Config, tokenizer: SentimentTokenizer) -> keras.Model:
    """The network as it is trained: in bfloat16 where the configuration says so."""
    if config.mixed_precision:
        keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        return _build(config, tokenizer)
    finally:
        keras.config.set_dtype_policy("float32")


def _build(config: Config, tokenizer: SentimentTokenizer, votes: bool = False) -> keras.Model:
    if config.architecture != "transformer":
        return build_rival(
            config.architecture,
            vocabulary_size=tokenizer.vocabulary_size,
            num_labels=len(LABELS[config.language]),
            embedding_size=config.hidden_size,
            hidden_size=config.state_size,
            num_filters=config.num_filters,
            num_buckets=config.num_buckets,
            dropout=config.dropout,
        )
    return build_transformer(
        vocabulary_size=tokenizer.vocabulary_size,
        num_labels=len(LABELS[config.language]),
        window_size=config.window_size,
        hidden_size=config.hidden_size,
        num_layers=config.num_layers,
        num_heads=config.num_heads,
        feed_forward_size=config.feed_forward_size,
        num_filters=config.num_filters,
        filter_widths=config.filter_widths,
        dropout=config.dropout,
        num_buckets=config.num_buckets if votes else 0,
    )


def _take_over(source: Path, target: Path) -> None:
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


def _tokenizer(run: Run, data: Data) -> SentimentTokenizer:
    """The run's tokenizer: trained, or read when the run was resumed after that."""
    simplify = run.config.language == "chinese"
    path = run.path / TOKENIZER_FILE
    if not path.exists():
        # A third of the reviews shows every word that deserves a token of its own.
        if simplify:
            tokenizer = train_chinese(data.vector_corpus, run.config.vocabulary_size)
        else:
            tokenizer = train_english(data.vector_corpus[::3], run.config.vocabulary_size)
        write_atomically(path, tokenizer.to_str())
    return SentimentTokenizer.load(run.path, simplify)


def _tokens_and_vectors(run: Run, data: Data, tokenizer: SentimentTokenizer) -> tuple[TokenTable, np.ndarray]:
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


class _Validator:
    """Measures on validation data after each epoch, keeps the best weights, writes samples."""

    def __init__(self, config: Config, data: Data, tokenizer: SentimentTokenizer, reader: keras.Model) -> None:
        self.config, self.tokenizer = config, tokenizer
        self.reader = reader  # a second network: the averages are measured without touching the one in training
        self.names = LABELS[config.language]
        self.sets = {name: (tokenizer.encode(one.texts), one.labels) for name, one in data.validation.items()}
        for part in PARTS:
            texts, labels = GRAMMARS[config.language].write(500, [config.seed, 2], part)
            numbers = np.array([self.names.index(label) for label in labels])
            self.sets["grammar" if part == "training" else part] = (tokenizer.encode(texts), numbers)

    def logits(self, model: keras.Model, name: str) -> np.ndarray:
        """The model's logits on a validation set."""
        return read(model, self.sets[name][0], self.config.window_size)

    def two_way(self, model: keras.Model) -> dict[str, float]:
        """Two-way accuracy on the datasets, of a network that knows no neutral yet."""
        self.reader.set_weights(model.get_weights())
        names = list(self.sets)[: -len(PARTS)]
        return {
            f"{name}_accuracy": two_way_accuracy(self.logits(self.reader, name), self.sets[name][1]) for name in names
        }

    def after_epoch(self, run: Run, model: keras.Model) -> Mapping[str, float]:
        """The figures of an epoch; the score to choose by is the mean two-way accuracy on the datasets."""
        weights = [keras.ops.convert_to_numpy(value) for value in runs.weight_averages(model)]
        self.reader.set_weights(weights)
        figures, score = {}, []
        for name, (_, labels) in self.sets.items():
            logits = self.logits(self.reader, name)
            every_way = float(np.mean(logits.argmax(-1) == labels))
            of_grammar = name in PARTS or name == "grammar"
            figures[f"{name}_accuracy"] = every_way if of_grammar else two_way_accuracy(logits, labels)
            if not of_grammar:
                score.append(figures[f"{name}_accuracy"])
            if not of_grammar and len(self.names) == 3 and (labels == 1).any():
                figures[f"{name}_three_way_accuracy"] = every_way
        run.keep_best(float(np.mean(score)), {f"w{index}": value for index, value in enumerate(weights)})
        self._write_samples(run)
        return figures

    def _write_samples(self, run: Run) -> None:
        texts = SAMPLES[self.config.language]
        probabilities = softmax(read(self.reader, self.tokenizer.encode(texts), self.config.window_size))
        lines = [
            "  ".join(f"{name} {value:.3f}" for name, value in zip(self.names, row, strict=True)) + f"  {text}"
            for text, row in zip(texts, probabilities, strict=True)
        ]
        write_atomically(run.sample_path(".txt"), "\n".join(lines) + "\n")


def two_way_accuracy(logits: np.ndarray, labels: np.ndarray) -> float:
    """How often the likelier of negative (first) and positive (last) is right, neutral texts left out."""
    last = logits.shape[-1] - 1
    said = (labels == 0) | (labels == last)
    return float(np.mean((logits[said, last] > logits[said, 0]) == (labels[said] == last)))


def _with_votes(
    run: Run, data: Data, tokenizer: SentimentTokenizer, validator: _Validator, regression: NgramRegression
) -> list[np.ndarray]:
    """The best weights with the votes of n-grams beside them, as loud as validation asks for."""
    config, reader = run.config, validator.reader
    best = run.best()
    reader.set_weights([best[f"w{index}"] for index in range(len(best))])
    network = _build(config, tokenizer, votes=True)
    for layer in reader.layers:
        network.get_layer(layer.name).set_weights(layer.get_weights())
    regression.fill(network.get_layer("ngrams"), config.vote_ngrams)
    # The votes alone: everything that the Transformer says is silenced.
    said = network.get_layer("logits").get_weights()
    network.get_layer("logits").set_weights([np.zeros_like(value) for value in said])
    direction = np.zeros((network.get_layer("vote_logits").kernel.shape), "float32")
    direction[:, 0], direction[:, -1] = -1.0, 1.0
    network.get_layer("vote_logits").set_weights([direction])
    names = list(data.validation)
    votes = [validator.logits(network, name)[:, -1] for name in names]
    labels = [validator.sets[name][1] for name in names]
    scale = vote_scale([validator.logits(reader, name) for name in names], votes, labels)
    network.get_layer("logits").set_weights(said)
    network.get_layer("vote_logits").set_weights([scale * direction])
    print(f"votes of n-grams: scale {scale:.4f}", flush=True)
    return network.get_weights()


def _export(
    run: Run,
    data: Data,
    tokenizer: SentimentTokenizer,
    validator: _Validator,
    regression: NgramRegression | None = None,
) -> Path:
    """Write the model as it will be used: float32, best epoch, calibrated."""
    voting = run.config.vote_ngrams > 0
    if regression is not None and voting:
        weights = _with_votes(run, data, tokenizer, validator, regression)
    else:
        best = run.best()
        weights = [best[f"w{index}"] for index in range(len(best))]
    weights = [saving.rounded(value, run.config.fraction_bits) for value in weights]
    saving.save_network(lambda: _build(run.config, tokenizer, voting), weights, run.path / "model.keras")
    network = keras.saving.load_model(run.path / "model.keras", compile=False)
    logits = {name: validator.logits(network, name) for name in data.validation}
    labels = {name: validator.sets[name][1] for name in data.validation}
    # Sentences as people write them: SST's dev sentences; in Chinese both validation sets.
    names = ["sst"] if run.config.language == "english" else list(data.validation)
    temperature = fit_temperature(
        np.concatenate([logits[name] for name in names]), np.concatenate([labels[name] for name in names])
    )
    write_json(
        run.path / CLASSIFIER_FILE,
        {
            "language": run.config.language,
            "labels": list(LABELS[run.config.language]),
            "window_size": run.config.window_size,
            "temperature": round(temperature, 4),
            "reliability": reliability_by_length(
                softmax(np.concatenate(list(logits.values())) / round(temperature, 4)),
                np.concatenate(list(labels.values())),
                np.array([len(tokens) for name in data.validation for tokens in validator.sets[name][0]]),
            ),
        },
    )
    metadata = runs.metadata(run, "sentiment", network.count_params(), data.datasets)
    files = ["model.keras", TOKENIZER_FILE, CLASSIFIER_FILE, "config.json", "history.csv"]
    write_hashes(run.path, metadata, files)
    return run.path


if __name__ == "__main__":
    main(Config, train, __doc__)
