"""Train a small Transformer that reads sentiment, or one of its rivals.

    python -m training.sentiment --preset sentiment_en     # about 50 minutes on one CPU core
    python -m training.sentiment --preset sentiment_zh     # about 30 minutes
    python -m training.sentiment --preset sentiment_lstm   # each rival takes about 5 minutes

makes a run folder with the tokenizer, the token vectors (skip-gram on unlabelled reviews), checkpoints, samples,
and at the end the network with its calibrated temperature. How good each is stands in its evaluation.json.
"""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.sentiment.tokenizer import SentimentTokenizer
from models.storage import write_atomically, write_hashes, write_json
from training import loop, runs, saving
from training.runs import Run
from training.sentiment import linear as sentiment_linear
from training.sentiment.calibration import fit_temperature, reliability_by_length, softmax
from training.sentiment.config import Config
from training.sentiment.data import LABELS, Data, SentimentBatches, load_chinese, load_english
from training.sentiment.distillation import with_soft_labels
from training.sentiment.optimizers import compile_with_adamw
from training.sentiment.preparation import (
    batches_of,
    build,
    build_for_training,
    fit_regression,
    make_tokenizer,
    pretrained,
    take_over,
    taken_over,
    taught,
    tokens_and_vectors,
    write_known_words,
)
from training.sentiment.validation import Validator, two_way_accuracy
from training.sentiment.votes import NgramRegression, vote_scale

CLASSIFIER_FILE = "classifier.json"
SECOND = "second-round"
WALL_SECONDS_OF = (
    "the training loops, validation after each epoch included; tokenizer, token vectors, n-gram regression, export, "
    "evaluation and what was taken over from an earlier run are not counted"
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
        take_over(Path(config.prepared_from), run.path)
    tokenizer = make_tokenizer(run, data)
    tokens, vectors = tokens_and_vectors(run, data, tokenizer)

    model = build_for_training(config, tokenizer)
    validator = Validator(config, data, tokenizer, build(config, tokenizer))
    if config.architecture == "linear":
        sentiment_linear.train(
            model, run, data.training, tokens, tokenizer, lambda run: validator.after_epoch(run, model)
        )
        return _export(run, data, tokenizer, validator)
    model.get_layer("embedding").vectors.assign(vectors)
    regression = fit_regression(run, data, tokens)
    if config.pretraining_epochs:
        model.set_weights(pretrained(run, data, tokenizer, tokens, regression, validator, vectors))
        (vectors,) = model.get_layer("embedding").get_weights()
    texts, table = data.training, tokens
    if config.num_teachers:
        sentences, answers = taught(run, data, tokenizer, tokens, vectors)
        texts, table = with_soft_labels(texts, answers, config.distilled_share), tokens + sentences
    batches = batches_of(config, texts, table, tokenizer)
    _fit(config, model, batches, run, validator, config.num_epochs, config.learning_rate)
    if config.second_epochs:
        model.set_weights(_best_weights(run))
        more = dataclasses.replace(config, grammar_sentences=config.second_grammar_sentences, seed=config.seed + 1)
        (run.path / SECOND).mkdir(exist_ok=True)
        second = Run(run.path / SECOND, config)
        batches = batches_of(more, texts, table, tokenizer)
        _fit(config, model, batches, second, validator, config.second_epochs, config.second_learning_rate)
        if (second.best_score or 0.0) > (run.best_score or 0.0):
            write_atomically(run.path / "best.npz", (second.path / "best.npz").read_bytes())
    return _export(run, data, tokenizer, validator, regression)


def _fit(
    config: Config,
    model: keras.Model,
    batches: SentimentBatches,
    run: Run,
    validator: Validator,
    num_epochs: int,
    learning_rate: float,
) -> None:
    """Train along a warm-up and a cosine, in the folder of a run."""
    compile_with_adamw(
        model,
        keras.losses.CategoricalCrossentropy(from_logits=True),
        num_epochs * batches.steps_per_epoch,
        learning_rate,
        final_share=0.02,
        longest_warmup=500,
        weight_decay=config.weight_decay,
        weight_average=config.weight_average,
        weighted_metrics=["accuracy"],
    )
    plan = loop.Plan(num_epochs, lambda run: validator.after_epoch(run, model), config.checkpoint_seconds)
    loop.train(model, batches, run, plan)


def _best_weights(run: Run) -> list[np.ndarray]:
    """The weights of the run's best epoch, in the order of ``model.get_weights()``."""
    best = run.best()
    return [best[f"w{index}"] for index in range(len(best))]


def _with_votes(
    run: Run, data: Data, tokenizer: SentimentTokenizer, validator: Validator, regression: NgramRegression
) -> list[np.ndarray]:
    """The best weights with the votes of n-grams beside them, as loud as validation asks for."""
    config, reader = run.config, validator.reader
    reader.set_weights(_best_weights(run))
    network = build(config, tokenizer, votes=True)
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
    scale, measured = vote_scale([validator.logits(reader, name) for name in names], votes, labels)
    columns = ["scale", *(f"{name}_accuracy" for name in names)]
    write_atomically(run.path / "votes.csv", pd.DataFrame(measured, columns=columns).round(4).to_csv(index=False))
    network.get_layer("logits").set_weights(said)
    network.get_layer("vote_logits").set_weights([scale * direction])
    print(f"votes of n-grams: scale {scale:.4f}", flush=True)
    return network.get_weights()


def _export(
    run: Run,
    data: Data,
    tokenizer: SentimentTokenizer,
    validator: Validator,
    regression: NgramRegression | None = None,
) -> Path:
    """Write the model as it will be used: float32, best epoch, calibrated."""
    voting = run.config.vote_ngrams > 0
    if regression is not None and voting:
        weights = _with_votes(run, data, tokenizer, validator, regression)
    else:
        weights = _best_weights(run)
    weights = [saving.rounded(value, run.config.fraction_bits) for value in weights]
    saving.save_network(lambda: build(run.config, tokenizer, voting), weights, run.path / "model.keras")
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
    for name in data.validation:
        two_way, every_way = (
            two_way_accuracy(logits[name], labels[name]),
            np.mean(logits[name].argmax(-1) == labels[name]),
        )
        print(f"{name} validation: two-way {two_way:.4f}, every label {every_way:.4f}", flush=True)
    stages = _stage_seconds(run)
    run.wall_seconds = sum(stages.values())
    metadata = runs.metadata(
        run,
        task="sentiment",
        parameters=network.count_params(),
        datasets=data.datasets,
        wall_seconds_of=WALL_SECONDS_OF,
        **({"stage_wall_seconds": stages} if len(stages) > 1 else {}),
        **taken_over(run.path),
    )
    files = ["model.keras", TOKENIZER_FILE, CLASSIFIER_FILE, "config.json", "history.csv"]
    if voting and run.config.language == "english":
        files.append(write_known_words(run, data, tokenizer))
    write_hashes(run.path, metadata, files)
    return run.path


def _stage_seconds(run: Run) -> dict[str, float]:
    """How long each stage trained, as far as this run's folder knows: what another run prepared is not in it."""
    finished = sorted(run.path.glob("*/history.csv"))
    stages = {path.parent.name: float(pd.read_csv(path)["wall_seconds"].iloc[-1]) for path in finished}
    return {**stages, "training": round(run.wall_seconds, 1)}
