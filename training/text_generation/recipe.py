"""Makes the networks that write: Shakespeare, The Time Machine, Tang poetry.

    python -m training.text_generation --preset reviews --run-dir runs/reviews
    python -m training.text_generation --preset shakespeare
    python -m training.text_generation --preset time_machine
    python -m training.text_generation --preset tang_poetry
    python -m training.text_generation --preset own --text-file my_text.txt --time-budget 120

On one core of a busy machine of two, and on text never seen (the test splits; the model cards have every figure): the
film reviews from which the two prose writers start 25 minutes, then Shakespeare twice 19 minutes (see ``refit``), 1.359
nats a character, and The Time Machine 6 minutes, perplexity 3.85; Tang poetry 100 minutes, perplexity 83 among 6,315
tokens.

The preset ``own`` learns from any UTF-8 text for as long as it is given. Its learning rate falls with the share of the
time that is spent, so it ends low whatever the machine. Killed and resumed, it goes on exactly where its checkpoint
was, for the seconds that are left; but as seconds set its learning rate, no two such runs are alike to the last bit.

Truncated back-propagation through time: the text is cut into ``batch_size`` streams that are read side by side,
``sequence_length`` characters a step, each step going on from the states in which the one before ended.

What a character costs in training, 2 layers of 384 units, 32 streams of 64 characters a step, seconds of one CPU core
(AMD EPYC with AVX-512 and bfloat16): our LSTM layer in bfloat16 67 us, in float32 89 us; Keras's LSTM in float32
103 us, unrolled 114 us, in bfloat16 123 us, compiled with XLA 156 us. 64 streams, or 128 characters, save another 5%
and halve the number of updates.
"""

from __future__ import annotations

import dataclasses
import functools
import math
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np

from models.errors import PlaygroundError
from models.storage import SHIPPED, open_model, write_atomically, write_hashes
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import CELLS, build_network, run_in_pieces
from models.text_generation.generator import load_network
from models.text_generation.steps import StepNetwork
from training import loop, runs, saving
from training.text_generation.config import PRESETS, Config
from training.text_generation.copies import write_index
from training.text_generation.data import BATCHES, SOURCES, Texts, parallel_streams
from training.text_generation.evaluation import nats_of
from training.text_generation.lstm import LSTM
from training.text_generation.model import AdamW, Writer
from training.text_generation.own import read_own_text, suited_to
from training.text_generation.units import add_units

__all__ = ["PRESETS", "Config", "build", "calibrate", "start_from", "train", "validation_nats"]

WALL_SECONDS_OF = (
    "the training loop, validation after each epoch included; with refit those of both runs; export, evaluation and a "
    "run that it started from are not counted"
)
FILES = ("model.keras", "vocabulary.json", "config.json", "history.csv")
CALIBRATION_TEMPERATURES = [round(0.8 + 0.05 * step, 2) for step in range(17)]
PROMPTS = {"shakespeare": "ROMEO:", "time_machine": "The Time Traveller", "tang_poetry": "春", "reviews": "This film"}


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
    temperature, seconds_before = None, 0.0
    if config.refit:
        chosen = run_before_refit(run)
        temperature, seconds_before = chosen["calibration_temperature"], chosen["wall_seconds"]
        texts = texts.together()
    vocabulary = Vocabulary.from_text(texts.training_text(config.seed, epoch=0), config.minimum_count, texts.poems)
    vocabulary.save(run.path / "vocabulary.json")  # from the beginning: the curves are drawn beside its size
    batches = BATCHES[config.sampling](
        encoded(texts, vocabulary, config.seed),
        config.batch_size,
        config.sequence_length,
        config.seed,
        config.reset_probability,
        config.max_steps_per_epoch,
        config.steps_per_epoch,
    )

    keras.config.set_dtype_policy("mixed_bfloat16" if config.mixed_precision else "float32")
    network = build(config, len(vocabulary), own_lstm=config.own_lstm)
    if beginning:
        start_from(network, vocabulary, beginning)
    writer = Writer(network, config.batch_size)
    total_steps = config.num_epochs * batches.steps_per_epoch
    # Without XLA: on a CPU it trains three times slower (measured, see above).
    writer.compile(
        AdamW(
            config.learning_rate if config.time_budget else falling_with_steps(config, total_steps),
            weight_decay=config.weight_decay,
            global_clipnorm=config.clip_norm or None,
            use_ema=config.average_momentum > 0,
            ema_momentum=config.average_momentum or 0.99,
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=keras.config.backend() == "jax",
    )

    validation = vocabulary.encode(texts.validation)
    prompt = PROMPTS.get(config.preset, texts.validation[:20])

    def on_epoch_end(run: runs.Run) -> Mapping[str, float]:
        trained = network.get_weights()
        averages = loop.weight_averages(writer, network.weights)
        weights = [keras.ops.convert_to_numpy(weight) for weight in averages]
        network.set_weights(weights)
        # A refit has learnt from the validation text: nothing can be measured on it, so the last epoch is the best.
        (nats,) = (math.nan,) if config.refit else validation_nats(network, validation)
        run.keep_best(
            run.epoch if config.refit else -nats, {f"w{index:03d}": value for index, value in enumerate(weights)}
        )
        if not config.bidirectional:
            generator = TextGenerator(StepNetwork(network), vocabulary)
            sample = generator.stream(prompt, length=300, temperature=0.8, seed=config.seed)
            write_atomically(run.sample_path(".txt"), prompt + "".join(sample) + "\n")
        network.set_weights(trained)
        return {} if config.refit else {"validation_nats": nats, "validation_perplexity": math.exp(nats)}

    def before_step(seconds: float) -> None:
        if config.time_budget:
            step = run.epoch * batches.steps_per_epoch + run.step
            writer.optimizer.learning_rate = falling_with_time(config, step, seconds / config.time_budget)

    plan = loop.Plan(config.num_epochs, on_epoch_end, config.checkpoint_seconds, config.time_budget, before_step)
    loop.train(writer, batches, run, plan)
    run.wall_seconds += seconds_before  # what was shipped took both
    datasets = [texts.dataset]
    if beginning:
        datasets = open_model(beginning).metadata["datasets"] + datasets
    return export(run, vocabulary, texts, datasets, temperature)


def run_before_refit(run: runs.Run) -> dict[str, Any]:
    """The metadata of the run that measures on the validation text, in ``chosen/``; it is trained first, if need be."""
    path = run.path / "chosen"
    if not (path / "metadata.json").is_file():
        print(f"first the run that measures on the validation text, in {path}", flush=True)
        train(dataclasses.replace(run.config, refit=False, run_dir=str(path), resume=path.exists()))
        keras.utils.set_random_seed(run.config.seed)
    return open_model(str(path)).metadata


def starting_point(config: Config) -> str | None:
    """The model to start from, if any. That of the preset ``reviews`` is trained first, once, where there is none."""
    if config.start_from != "reviews":
        return config.start_from
    path = runs.runs_folder() / "reviews"
    if not (path / "metadata.json").is_file():
        print(f"first the network to start from, in {path}", flush=True)
        reviews = Config.for_preset("reviews")
        train(dataclasses.replace(reviews, run_dir=str(path), resume=path.exists(), data_dir=config.data_dir))
        keras.utils.set_random_seed(config.seed)
    return str(path)


def read_texts(config: Config) -> Texts:
    """What the config's preset learns from."""
    return read_own_text(config.text_file) if config.preset == "own" else SOURCES[config.preset](config.data_dir)


def encoded(texts: Texts, vocabulary: Vocabulary, seed: int) -> Callable[[int], np.ndarray]:
    """The tokens of each epoch; where every epoch reads the same text, it is encoded once."""
    if isinstance(texts.train, str) and texts.characters_per_epoch is None:
        tokens = vocabulary.encode(texts.train)
        return lambda epoch: tokens
    return lambda epoch: vocabulary.encode(texts.training_text(seed, epoch))


def falling_with_steps(config: Config, total_steps: int) -> Any:
    """The learning rate of each step: up along a line, down along a cosine."""
    warmup_steps = min(config.warmup_steps, total_steps // 10)
    return keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / max(warmup_steps, 1),
        decay_steps=max(total_steps - warmup_steps, 1),
        alpha=config.final_learning_rate / config.learning_rate,
        warmup_target=config.learning_rate,
        warmup_steps=warmup_steps,
    )


def falling_with_time(config: Config, step: int, share: float) -> float:
    """The same with a time budget: the cosine over the share of it that is spent."""
    cosine = 0.5 * (1 + math.cos(math.pi * min(share, 1.0)))
    falling = config.final_learning_rate + (config.learning_rate - config.final_learning_rate) * cosine
    return falling * min(1.0, (step + 1) / max(config.warmup_steps, 1))


def start_from(network: keras.Model, vocabulary: Vocabulary, name_or_path: str) -> None:
    """Give ``network`` the weights of a finished one; characters that the other did not know keep their own.

    Raises:
        PlaygroundError: there is no such model, or its layers have other sizes.
    """
    folder = open_model(name_or_path, "text_generation")
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
    return build_network(
        vocabulary_size,
        config.embedding_size,
        config.hidden_size,
        config.num_layers,
        config.dropout,
        config.embedding_dropout,
        config.cell,
        config.tied,
        {**CELLS, "lstm": functools.partial(LSTM, weight_dropout=config.weight_dropout)} if own_lstm else CELLS,
        one_hot=config.inputs == "one_hot",
        bidirectional=config.bidirectional,
    )


def validation_nats(
    network: keras.Model,
    tokens: np.ndarray,
    num_streams: int = 16,
    piece_length: int = 128,
    temperatures: Sequence[float] = (1.0,),
) -> list[float]:
    """Mean nats of each next character, its logits divided by each of ``temperatures``.

    The text is read in parallel streams that each start from an empty state.
    """
    num_streams = min(num_streams, max(1, (len(tokens) - 1) // piece_length))
    inputs, targets = parallel_streams(tokens, num_streams)
    totals = np.zeros(len(temperatures))
    for index, logits in enumerate(run_in_pieces(network, inputs, piece_length)):
        piece = targets[:, index * piece_length : (index + 1) * piece_length]
        totals += [nats_of(logits / temperature, piece).sum() for temperature in temperatures]
    return list(totals / targets.size)


def calibrate(network: keras.Model, tokens: np.ndarray) -> float:
    """Divide the logits by the temperature that suits the validation text best (Guo et al. 2017), and return it.

    A network that has read its text many times over is too sure of itself. The division is done once, in the weights
    of the last layer (of the projection, where the embedding is the last layer).
    """
    nats = validation_nats(network, tokens, temperatures=CALIBRATION_TEMPERATURES)
    temperature = CALIBRATION_TEMPERATURES[int(np.argmin(nats))]
    divide_logits(network, temperature)
    return temperature


def divide_logits(network: keras.Model, temperature: float) -> None:
    """Build a temperature into the last layer's weights."""
    last = network.get_layer("projection" if "projection" in {layer.name for layer in network.layers} else "logits")
    last.set_weights([value / temperature for value in last.get_weights()])


def export(
    run: runs.Run,
    vocabulary: Vocabulary,
    texts: Texts,
    datasets: list[dict[str, Any]],
    temperature: float | None = None,
) -> Path:
    """Write the best epoch's network, calibrated, and all that the folder should hold beside it.

    That is its vocabulary, the index of what it read, and of a shipped preset the units that track something. A
    ``temperature`` that is known is built in instead of the one that suits the validation text best.
    """
    best = run.best()
    keras.config.set_dtype_policy("float32")
    network = build(run.config, len(vocabulary))
    network.set_weights([best[name] for name in sorted(best)])
    if temperature is not None:
        divide_logits(network, temperature)
    elif run.config.bidirectional:
        temperature = 1.0  # a network that has read the character it predicts is as sure as it should be
    else:
        temperature = calibrate(network, vocabulary.encode(texts.validation))
    weights = [saving.rounded(weight, run.config.fraction_bits) for weight in network.get_weights()]
    saving.save_network(
        lambda: build(run.config, len(vocabulary)), weights, run.path / "model.keras", zipfile.ZIP_BZIP2
    )
    vocabulary.save(run.path / "vocabulary.json")
    earlier = starting_point(run.config)
    before = {"made_from": [runs.earlier_stage("the first weights", open_model(earlier).path)]} if earlier else {}
    parameters = sum(int(np.prod(weight.shape)) for weight in network.trainable_weights)
    metadata = runs.metadata(
        run,
        task="text_generation",
        parameters=parameters,
        datasets=datasets,
        wall_seconds_of=WALL_SECONDS_OF,
        calibration_temperature=temperature,
        **before,
    )
    write_hashes(run.path, metadata, [*FILES, *write_index(run.path, texts)])
    if run.config.preset in SHIPPED and not run.config.bidirectional:
        add_units(run.path, texts.validation)
    return run.path
