"""Makes a small Transformer that reads sentiment, or one of its rivals.

    python -m training.sentiment --preset sentiment_en     # or sentiment_zh
    python -m training.sentiment --preset sentiment_lstm   # a rival

makes a run folder with the tokenizer, the token vectors (skip-gram on unlabelled reviews), checkpoints, samples,
and at the end the network with its calibrated temperature. How long each took stands in its metadata.json, how good
it is in its evaluation.json.
"""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pandas as pd

from models.probabilities import softmax
from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.storage import write_atomically, write_hashes, write_json
from training import loop, runs, saving
from training.runs import Run
from training.sentiment import linear as sentiment_linear
from training.sentiment.calibration import fit_temperature, reliability_by_length
from training.sentiment.config import Config
from training.sentiment.data import LABELS, SentimentBatches, load_chinese, load_english
from training.sentiment.distillation import with_soft_labels
from training.sentiment.optimizers import Schedule, compile_with_adamw
from training.sentiment.preparation import (
    Prepared,
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
    data = load_english(config) if config.language == "english" else load_chinese(config)
    data.training.shares[data.first_review :] = config.review_share
    if config.prepared_from is not None:
        take_over(Path(config.prepared_from), run.path)
    tokenizer = make_tokenizer(run, data)
    prepared = Prepared(run, data, tokenizer, *tokens_and_vectors(run, data, tokenizer))

    model = build_for_training(config, tokenizer)
    validator = Validator(config, data, tokenizer, build(config, tokenizer))
    if config.architecture == "linear":
        ngrams = sentiment_linear.NgramBatches(data.training, prepared.tokens, tokenizer, config)
        sentiment_linear.train(model, run, ngrams, lambda run: validator.after_epoch(run, model))
        return _export(prepared, validator)
    model.get_layer("embedding").vectors.assign(prepared.vectors)
    prepared = dataclasses.replace(prepared, regression=fit_regression(run, data, prepared.tokens))
    if config.pretraining_epochs:
        model.set_weights(pretrained(prepared, validator))
        (vectors,) = model.get_layer("embedding").get_weights()
        prepared = dataclasses.replace(prepared, vectors=vectors)
    texts, tokens = data.training, prepared.tokens
    if config.num_teachers:
        sentences, answers = taught(prepared)
        texts, tokens = with_soft_labels(texts, answers, config.distilled_share), tokens + sentences
    batches = SentimentBatches(texts, tokens, tokenizer, config)
    _fit(run, config, model, batches, validator)
    if config.second_epochs:
        model.set_weights(_best_weights(run))
        more = _second_round(config)
        (run.path / SECOND).mkdir(exist_ok=True)
        second = Run(run.path / SECOND, config)
        _fit(second, more, model, SentimentBatches(texts, tokens, tokenizer, more), validator)
        if (second.best_score or 0.0) > (run.best_score or 0.0):
            write_atomically(run.path / "best.npz", (second.path / "best.npz").read_bytes())
    return _export(prepared, validator)


def _second_round(config: Config) -> Config:
    """The settings of the second round: its own passes and rate, more sentences of the grammar, and another order."""
    return dataclasses.replace(
        config,
        num_epochs=config.second_epochs,
        learning_rate=config.second_learning_rate,
        grammar_sentences=config.second_grammar_sentences,
        seed=config.seed + 1,
    )


def _fit(run: Run, config: Config, model: keras.Model, batches: SentimentBatches, validator: Validator) -> None:
    """Train along a warm-up and a cosine, in the folder of a run."""
    compile_with_adamw(
        model,
        keras.losses.CategoricalCrossentropy(from_logits=True),
        Schedule(
            config.learning_rate,
            final_share=0.02,
            longest_warmup=500,
            weight_decay=config.weight_decay,
            weight_average=config.weight_average,
        ),
        config.num_epochs * batches.steps_per_epoch,
        weighted_metrics=["accuracy"],
    )
    plan = loop.Plan(config.num_epochs, lambda run: validator.after_epoch(run, model), config.checkpoint_seconds)
    loop.train(model, batches, run, plan)


def _best_weights(run: Run) -> list[np.ndarray]:
    """The weights of the run's best epoch, in the order of ``model.get_weights()``."""
    best = run.best()
    return [best[f"w{index}"] for index in range(len(best))]


def _with_votes(prepared: Prepared, regression: NgramRegression, validator: Validator) -> list[np.ndarray]:
    """The best weights with the votes of n-grams beside them, as loud as validation asks for."""
    run, config, reader = prepared.run, prepared.run.config, validator.reader
    reader.set_weights(_best_weights(run))
    network = build(config, prepared.tokenizer, votes=True)
    for layer in reader.layers:
        network.get_layer(layer.name).set_weights(layer.get_weights())
    regression.fill(network.get_layer("ngrams"), config.vote_ngrams)
    # The votes alone: everything that the Transformer says is silenced.
    said = network.get_layer("logits").get_weights()
    network.get_layer("logits").set_weights([np.zeros_like(value) for value in said])
    direction = np.zeros((network.get_layer("vote_logits").kernel.shape), "float32")
    direction[:, 0], direction[:, -1] = -1.0, 1.0
    network.get_layer("vote_logits").set_weights([direction])
    names = list(prepared.data.validation)
    votes = [validator.logits(network, name)[:, -1] for name in names]
    labels = [validator.sets[name][1] for name in names]
    scale, measured = vote_scale([validator.logits(reader, name) for name in names], votes, labels)
    columns = ["scale", *(f"{name}_accuracy" for name in names)]
    write_atomically(run.path / "votes.csv", pd.DataFrame(measured, columns=columns).round(4).to_csv(index=False))
    network.get_layer("logits").set_weights(said)
    network.get_layer("vote_logits").set_weights([scale * direction])
    print(f"votes of n-grams: scale {scale:.4f}", flush=True)
    return network.get_weights()


def _export(prepared: Prepared, validator: Validator) -> Path:
    """Write the model as it will be used: float32, best epoch, calibrated."""
    run, data, tokenizer = prepared.run, prepared.data, prepared.tokenizer
    voting = run.config.vote_ngrams > 0
    if prepared.regression is not None and voting:
        weights = _with_votes(prepared, prepared.regression, validator)
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
