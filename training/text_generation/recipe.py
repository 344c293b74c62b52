"""Makes the networks that write: Shakespeare, The Time Machine, Tang poetry.

    python -m training.text_generation --preset shakespeare     # makes the preset reviews first, to start from
    python -m training.text_generation --preset time_machine    # likewise
    python -m training.text_generation --preset tang_poetry
    python -m training.text_generation --preset own --text-file my_text.txt --time-budget 120

How long each took and how good it is on text never seen stands in its metadata.json and in docs/text_generation.md.

The preset ``own`` learns from any UTF-8 text for as long as it is given. Its learning rate falls with the share of the
time that is spent, so it ends low whatever the machine. Killed and resumed, it goes on exactly where its checkpoint
was, for the seconds that are left; but as seconds set its learning rate, no two such runs are alike to the last bit.

Truncated back-propagation through time: the text is cut into ``batch_size`` streams that are read side by side,
``sequence_length`` characters a step, each step going on from the states in which the one before ended.
"""

import dataclasses
import functools
import zipfile
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError
from models.storage import SHIPPED, ModelFolder, open_model, write_hashes
from models.text_generation import Vocabulary
from models.text_generation.architectures import CELLS, Architecture, build_network
from models.text_generation.generator import load_network
from training import loop, runs, saving
from training.text_generation.config import Config
from training.text_generation.copies import write_index
from training.text_generation.data import BATCHES, Order, Texts, encoded
from training.text_generation.lstm import LSTM
from training.text_generation.model import Writer, compile_writer, falling_with_time
from training.text_generation.own import read_texts, suited_to
from training.text_generation.units import add_units
from training.text_generation.validation import Validator, calibrate, divide_logits

WALL_SECONDS_OF = (
    "the training loop, validation after each epoch included; with refit those of both runs; export, evaluation and a "
    "run that it started from are not counted"
)
FILES = ("model.keras", "vocabulary.json", "config.json", "history.csv")


def train(config: Config) -> Path:
    """Train as configured, or go on with a run, and write the finished model into its folder, which is returned."""
    keras.utils.set_random_seed(config.seed)
    config.check()
    # Before there is a folder: a text that is refused leaves none behind. A run that goes on knows its preset itself.
    texts = None if config.resume else read_texts(config)
    run = runs.Run.start(config)
    texts = texts or read_texts(run.config)
    if run.config.preset == "own":
        run.settle(suited_to(run.config, texts.training_text(config.seed, epoch=0)))
    config = run.config
    beginning = starting_point(config)
    chosen = run_before_refit(run) if config.refit else None
    if chosen:
        texts = texts.together()
    vocabulary = Vocabulary.from_text(texts.training_text(config.seed, epoch=0), config.minimum_count, texts.poems)
    vocabulary.save(run.path / "vocabulary.json")  # from the beginning: the curves are drawn beside its size
    batches = BATCHES[config.sampling](encoded(texts, vocabulary, config.seed), Order.of(config))

    keras.config.set_dtype_policy("mixed_bfloat16" if config.mixed_precision else "float32")
    network = build(config, len(vocabulary), own_lstm=config.own_lstm)
    if beginning:
        start_from(network, vocabulary, beginning.path)
    writer = Writer(network, config.batch_size)
    compile_writer(writer, config, config.num_epochs * batches.steps_per_epoch)
    validator = Validator(writer, vocabulary, texts, config)

    def before_step(seconds: float) -> None:
        if config.time_budget:
            step = run.epoch * batches.steps_per_epoch + run.step
            writer.optimizer.learning_rate = falling_with_time(config, step, seconds / config.time_budget)

    plan = loop.Plan(
        config.num_epochs, validator.after_epoch, config.checkpoint_seconds, config.time_budget, before_step
    )
    loop.train(writer, batches, run, plan)
    return export(run, vocabulary, texts, beginning, chosen)


def run_before_refit(run: runs.Run) -> dict[str, Any]:
    """The metadata of the run that measures on the validation text, in ``chosen/``; it is trained first, if need be."""
    path = run.path / "chosen"
    if not (path / "metadata.json").is_file():
        print(f"first the run that measures on the validation text, in {path}", flush=True)
        train(dataclasses.replace(run.config, refit=False, run_dir=str(path), resume=path.exists()))
        keras.utils.set_random_seed(run.config.seed)
    return open_model(str(path)).metadata


def starting_point(config: Config) -> ModelFolder | None:
    """The model to start from, if any. That of the preset ``reviews`` is trained first, once, where there is none."""
    if config.start_from is None:
        return None
    if config.start_from != "reviews":
        return open_model(config.start_from, "text_generation")
    path = runs.runs_folder() / "reviews"
    if not (path / "metadata.json").is_file():
        print(f"first the network to start from, in {path}", flush=True)
        reviews = Config.for_preset("reviews")
        train(dataclasses.replace(reviews, run_dir=str(path), resume=path.exists(), data_dir=config.data_dir))
        keras.utils.set_random_seed(config.seed)
    return open_model(path, "text_generation")


def start_from(network: keras.Model, vocabulary: Vocabulary, path: Path) -> None:
    """Give ``network`` the weights of a finished one; characters that the other did not know keep their own.

    Raises:
        PlaygroundError: there is no such model, or its layers have other sizes.
    """
    folder = open_model(path, "text_generation")
    other, known = load_network(folder), Vocabulary.load(folder.path / "vocabulary.json")
    rows = np.array([known.encode(character)[0] for character in vocabulary.characters])
    here, there = np.flatnonzero(rows) + 1, rows[rows > 0]
    if len(network.weights) != len(other.weights):
        raise PlaygroundError(
            "Expected a model with layers like those here to start from, received {received} with {theirs} arrays of "
            "weights, not {here}.",
            received=folder.name,
            theirs=len(other.weights),
            here=len(network.weights),
        )
    merged = []
    for variable, own, weight in zip(network.weights, network.get_weights(), other.get_weights(), strict=True):
        name = variable.path
        if name.startswith("embedding/") and variable.trainable and own.shape[1:] == weight.shape[1:]:
            own[here] = weight[there]
        elif name.startswith("logits/") and own.shape[:-1] == weight.shape[:-1]:
            own[..., here] = weight[..., there]
        elif own.shape == weight.shape:
            own = weight
        else:
            raise PlaygroundError(
                "Expected a model with layers of the same size to start from, received {received} for {weight}, "
                "which has {expected} here.",
                received=weight.shape,
                weight=name,
                expected=own.shape,
            )
        merged.append(own)
    network.set_weights(merged)


def build(config: Config, vocabulary_size: int, own_lstm: bool = False) -> keras.Model:
    """The network of a configuration: with plain Keras layers to ship, with our own LSTM to train faster."""
    architecture = Architecture(
        config.embedding_size,
        config.hidden_size,
        config.num_layers,
        config.dropout,
        config.embedding_dropout,
        config.cell,
        config.tied,
        one_hot=config.inputs == "one_hot",
        bidirectional=config.bidirectional,
    )
    ours: dict[str, Any] = {**CELLS, "lstm": functools.partial(LSTM, weight_dropout=config.weight_dropout)}
    return build_network(vocabulary_size, architecture, ours if own_lstm else CELLS)


def export(
    run: runs.Run,
    vocabulary: Vocabulary,
    texts: Texts,
    beginning: ModelFolder | None = None,
    chosen: dict[str, Any] | None = None,
) -> Path:
    """Write the best epoch's network, calibrated, and all that the folder should hold beside it.

    That is its vocabulary, the index of what it read, and of a shipped preset the units that track something.

    Args:
        run: finished.
        vocabulary: the network's.
        texts: what it learnt from, and the validation text.
        beginning: the model that it started from.
        chosen: the metadata of the run before a refit: its temperature is built in instead of the one that suits the
            validation text best.
    """
    best = run.best()
    keras.config.set_dtype_policy("float32")
    network = build(run.config, len(vocabulary))
    network.set_weights([best[name] for name in sorted(best)])
    if chosen:
        temperature = chosen["calibration_temperature"]
        divide_logits(network, temperature)
        run.wall_seconds += chosen["wall_seconds"]  # what was shipped took both
    elif run.config.bidirectional:
        temperature = 1.0  # a network that has read the character it predicts is as sure as it should be
    else:
        temperature = calibrate(network, vocabulary.encode(texts.validation))
    weights = [saving.rounded(weight, run.config.fraction_bits) for weight in network.get_weights()]
    saving.save_network(
        lambda: build(run.config, len(vocabulary)), weights, run.path / "model.keras", zipfile.ZIP_BZIP2
    )
    vocabulary.save(run.path / "vocabulary.json")
    before = {"made_from": [runs.earlier_stage("the first weights", beginning.path)]} if beginning else {}
    parameters = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
    metadata = runs.metadata(
        run,
        task="text_generation",
        parameters=parameters,
        datasets=[*(beginning.metadata["datasets"] if beginning else []), texts.dataset],
        wall_seconds_of=WALL_SECONDS_OF,
        calibration_temperature=temperature,
        **before,
    )
    write_hashes(run.path, metadata, [*FILES, *write_index(run.path, texts)])
    if run.config.preset in SHIPPED and not run.config.bidirectional:
        add_units(run.path, texts.validation)
    return run.path
