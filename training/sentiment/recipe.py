"""Makes a model that reads sentiment: a pre-trained encoder, fine-tuned, or one of its rivals from scratch.

    python -m training.sentiment --preset sentiment_en            # or sentiment_zh
    python -m training.sentiment --preset sentiment_transformer   # a rival

makes a run folder with the tokenizer, checkpoints, samples, and at the end the network with its calibrated
temperature. How long it took stands in its metadata.json, how good it is in its evaluation.json.
"""

import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.probabilities import softmax
from models.sentiment.tokenizer import FILE_NAME as TOKENIZER_FILE
from models.sentiment.tokenizer import SentimentTokenizer
from models.storage import write_hashes, write_json
from training import loop, runs, saving
from training.runs import Run
from training.sentiment import linear
from training.sentiment.calibration import JudgedSet, fit_temperature, reliability_of_sets
from training.sentiment.config import Config
from training.sentiment.data import SentimentBatches, TokenTable
from training.sentiment.encoders import ENCODERS
from training.sentiment.mixture import LABELS, Data, load
from training.sentiment.optimizers import compile_with_adamw
from training.sentiment.preparation import (
    build,
    build_for_training,
    make_tokenizer,
    start_from_encoder,
    write_known_words,
)
from training.sentiment.validation import Validator

CLASSIFIER_FILE = "classifier.json"
WALL_SECONDS_OF = (
    "the training loop, validation after each epoch included; the making of the tokenizer, the pre-training of the "
    "encoder, export and evaluation are not counted"
)


def train(config: Config) -> Path:
    """Train as configured and return the finished run folder."""
    keras.utils.set_random_seed(config.seed)
    run = Run.start(config)
    config = run.config
    data = load(config.language, config.data_dir, config.everyday)
    data.training.shares *= config.data_share
    if data.missing:
        print(f"left out, for their files are not in the data folder: {', '.join(data.missing)}", flush=True)
    tokenizer = make_tokenizer(run, data)
    tokens = TokenTable.encode(tokenizer, data.training.texts)
    model = build_for_training(config, tokenizer)
    validator = Validator(config, data, tokenizer, build(config, tokenizer))
    if config.architecture == "linear":
        ngrams = linear.NgramBatches(data.training, tokens, tokenizer, config)
        linear.train(model, run, ngrams, lambda run: validator.after_epoch(run, model))
        return _export(run, data, tokenizer, validator)
    if config.architecture == "encoder" and config.pretrained:
        start_from_encoder(model, run)
    batches = SentimentBatches(data.training, tokens, tokenizer, config)
    total = config.num_epochs * batches.steps_per_epoch
    compile_with_adamw(model, config.learning_rate, config.weight_decay, config.warmup_share, total)
    plan = loop.Plan(config.num_epochs, lambda run: validator.after_epoch(run, model), config.checkpoint_seconds)
    loop.train(model, batches, run, plan)
    return _export(run, data, tokenizer, validator)


def _export(run: Run, data: Data, tokenizer: SentimentTokenizer, validator: Validator) -> Path:
    """Write the model as it will be used: float32, best epoch, few bits a weight, calibrated."""
    config, best = run.config, run.best()
    weights = [saving.on_a_grid(best[f"w{index}"], config.step) for index in range(len(best))]
    saving.save_network(lambda: build(config, tokenizer), weights, run.path / "model.keras", zipfile.ZIP_LZMA)
    network = keras.saving.load_model(run.path / "model.keras", compile=False)
    logits = {name: validator.logits(network, name) for name in data.validation}
    three_way = [name for name, (_, two_way) in data.validation.items() if not two_way]
    temperature = fit_temperature(
        np.concatenate([logits[name] for name in three_way]),
        np.concatenate([validator.sets[name][1] for name in three_way]),
    )
    temperature = round(temperature, 4)
    write_json(
        run.path / CLASSIFIER_FILE,
        {
            "language": config.language,
            "labels": list(LABELS),
            "window_size": config.window_size,
            "temperature": temperature,
            "reliability": reliability_of_sets(
                _judged(data, validator, name, softmax(logits[name] / temperature)) for name in logits
            ),
        },
    )
    for name in validator.sets:
        print(f"{name} validation, as shipped: {validator.accuracy(network, name):.4f}", flush=True)
    more: dict[str, Any] = {"missing_datasets": data.missing} if data.missing else {}
    if config.architecture == "encoder" and config.pretrained:
        more["started_from"] = ENCODERS[config.language].metadata()
    metadata = runs.metadata(
        run,
        task="sentiment",
        parameters=network.count_params(),
        datasets=data.datasets,
        wall_seconds_of=WALL_SECONDS_OF,
        **more,
    )
    files = ["model.keras", TOKENIZER_FILE, CLASSIFIER_FILE, "config.json", "history.csv"]
    if config.architecture == "encoder" and config.language == "english":
        files.append(write_known_words(run, data, tokenizer))
    write_hashes(run.path, metadata, files)
    return run.path


def _judged(data: Data, validator: Validator, name: str, probabilities: np.ndarray) -> JudgedSet:
    table, two_way = data.validation[name]
    tokens, labels, _ = validator.sets[name]
    return JudgedSet(table["text"].tolist(), [len(one) for one in tokens], probabilities, labels, two_way)
