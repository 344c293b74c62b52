"""Makes the networks that write: Shakespeare, The Time Machine, Tang poetry.

    python -m training.text_generation --preset shakespeare
    python -m training.text_generation --preset time_machine
    python -m training.text_generation --preset tang_poetry

On one core of a busy machine of two, and on text never seen (the test splits; the model cards have every figure):
Shakespeare 32 minutes, 1.560 nats a character; The Time Machine 6 minutes, perplexity 4.50; Tang poetry 31 minutes,
perplexity 101 among 6,315 tokens.

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
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import keras
import numpy as np

from models.errors import PlaygroundError
from models.storage import open_model, write_atomically, write_hashes
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import CELLS, build_network, run_in_pieces
from models.text_generation.generator import load_network
from models.text_generation.steps import StepNetwork
from training import command_line, runs, saving
from training.evaluation.text_generation import nats_of
from training.text_generation_data import SOURCES, StreamBatches, parallel_streams
from training.text_generation_lstm import LSTM
from training.text_generation_model import Writer

FILES = ("model.keras", "vocabulary.json", "config.json", "history.csv")
CALIBRATION_TEMPERATURES = [round(0.8 + 0.05 * step, 2) for step in range(17)]
PROMPTS = {"shakespeare": "ROMEO:", "time_machine": "The Time Traveller", "tang_poetry": "春", "reviews": "This film"}


@dataclasses.dataclass(frozen=True)
class TextGenerationConfig:
    """Everything that decides what is trained and how."""

    preset: Literal["shakespeare", "time_machine", "tang_poetry", "reviews"] = "shakespeare"
    """What to learn to write, with the settings of the shipped model as defaults; reviews is to start others from."""
    start_from: str | None = None
    """A finished run or a preset to start from instead of random weights: the layers' sizes must be the same."""
    run_dir: str | None = None
    """The run's folder; by default runs/PRESET-TIME."""
    resume: bool = False
    """Go on with a run that was stopped or killed: the one in --run-dir, else the preset's latest."""
    data_dir: str | None = None
    """Where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home."""
    seed: int = 0
    """Fixes the first weights, the dropout and the order of the data."""
    num_epochs: int = 16
    """Passes over the training text."""
    batch_size: int = 32
    """Streams read side by side."""
    sequence_length: int = 64
    """Characters between two updates: as far as gradients flow back; the states are carried much further."""
    learning_rate: float = 2e-3
    """The highest learning rate, reached after warmup_steps; from there it falls along a cosine."""
    final_learning_rate: float = 2e-5
    """The learning rate of the last step."""
    warmup_steps: int = 100
    """Steps in which the learning rate rises from 0."""
    weight_decay: float = 0.01
    """Decoupled weight decay (AdamW, Loshchilov and Hutter 2019)."""
    clip_norm: float = 1.0
    """The gradient's largest norm, all weights together (Pascanu et al. 2013)."""
    reset_probability: float = 0.02
    """Share of steps at which a stream starts from an empty state, so that the network knows how to begin."""
    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    """The recurrent cell."""
    embedding_size: int = 64
    """Numbers that stand for one character."""
    hidden_size: int = 384
    """Units of each recurrent layer."""
    num_layers: int = 2
    """Recurrent layers."""
    dropout: float = 0.25
    """Share of units dropped after each recurrent layer."""
    embedding_dropout: float = 0.1
    """Share of the embedding's numbers dropped."""
    weight_dropout: float = 0.0
    """Share of the recurrent weights dropped at each step; our LSTM layer only."""
    average_momentum: float = 0.0
    """Measure and ship an exponential average of the weights with this momentum, such as 0.999; 0 for none."""
    tied: bool = False
    """Use the embedding again as the output layer: for vocabularies of thousands of characters."""
    minimum_count: int = 1
    """Characters that the training text has fewer times than this are unknown."""
    mixed_precision: bool = True
    """Compute in bfloat16, keep weights and sums in float32."""
    own_lstm: bool = True
    """Train with our LSTM layer, faster on a CPU; --no-own-lstm takes Keras's, which uses cuDNN on a GPU."""
    checkpoint_seconds: float = 120.0
    """Seconds between two checkpoints."""
    max_steps_per_epoch: int | None = None
    """Cut each epoch short: for a quick look and for tests."""

    @classmethod
    def for_preset(cls, name: str | None) -> TextGenerationConfig:
        """The settings of a shipped model; without a name those of the first."""
        if name is None:
            name = next(iter(PRESETS))
        if name not in PRESETS:
            raise PlaygroundError(
                "Expected the preset {expected}, received {received}.", expected=" or ".join(PRESETS), received=name
            )
        return cls(preset=name, **PRESETS[name])  # type: ignore[arg-type]


PRESETS: dict[str, dict[str, Any]] = {
    "shakespeare": {},
    "time_machine": {
        "num_epochs": 35,
        "hidden_size": 256,
        "dropout": 0.4,
        "embedding_dropout": 0.2,
        "weight_decay": 0.05,
    },
    "tang_poetry": {
        "num_epochs": 4,
        "batch_size": 48,
        "embedding_size": 160,
        "hidden_size": 512,
        "num_layers": 1,
        "dropout": 0.2,
        "tied": True,
        "minimum_count": 3,
    },
    "reviews": {
        "num_epochs": 10,
        "batch_size": 64,
        "sequence_length": 128,
        "hidden_size": 512,
        "dropout": 0.1,
        "embedding_dropout": 0.0,
        "minimum_count": 100,
        "average_momentum": 0.998,
    },
}


def train(config: TextGenerationConfig) -> Path:
    """Train as configured, or go on with a run, and write the finished model into its folder, which is returned."""
    keras.utils.set_random_seed(config.seed)
    run = runs.Run.start(config)
    config = run.config
    texts = SOURCES[config.preset](config.data_dir)
    vocabulary = Vocabulary.from_text(texts.training_text(config.seed, epoch=0), config.minimum_count, texts.poems)
    batches = StreamBatches(
        lambda epoch: vocabulary.encode(texts.training_text(config.seed, epoch)),
        config.batch_size,
        config.sequence_length,
        config.seed,
        config.reset_probability,
        config.max_steps_per_epoch,
    )

    keras.config.set_dtype_policy("mixed_bfloat16" if config.mixed_precision else "float32")
    network = build(config, len(vocabulary), own_lstm=config.own_lstm)
    if config.start_from:
        start_from(network, vocabulary, config.start_from)
    writer = Writer(network, config.batch_size)
    total_steps = config.num_epochs * batches.steps_per_epoch
    warmup_steps = min(config.warmup_steps, total_steps // 10)
    schedule = keras.optimizers.schedules.CosineDecay(
        initial_learning_rate=config.learning_rate / max(warmup_steps, 1),
        decay_steps=max(total_steps - warmup_steps, 1),
        alpha=config.final_learning_rate / config.learning_rate,
        warmup_target=config.learning_rate,
        warmup_steps=warmup_steps,
    )
    # Without XLA: on a CPU it trains three times slower (measured, see above).
    writer.compile(
        keras.optimizers.AdamW(
            schedule,
            weight_decay=config.weight_decay,
            global_clipnorm=config.clip_norm,
            use_ema=config.average_momentum > 0,
            ema_momentum=config.average_momentum or 0.99,
        ),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        jit_compile=keras.config.backend() == "jax",
    )

    validation = vocabulary.encode(texts.validation)

    def on_epoch_end(run: runs.Run) -> Mapping[str, float]:
        trained = network.get_weights()
        weights = [keras.ops.convert_to_numpy(weight) for weight in runs.weight_averages(writer)[: len(trained)]]
        network.set_weights(weights)
        (nats,) = validation_nats(network, validation)
        run.keep_best(-nats, {f"w{index:03d}": value for index, value in enumerate(weights)})
        generator = TextGenerator(StepNetwork(network), vocabulary)
        network.set_weights(trained)
        sample = generator.stream(PROMPTS[config.preset], length=300, temperature=0.8, seed=config.seed)
        write_atomically(run.sample_path(".txt"), PROMPTS[config.preset] + "".join(sample) + "\n")
        return {"validation_nats": nats, "validation_perplexity": math.exp(nats)}

    runs.train(writer, batches, run, config.num_epochs, on_epoch_end, config.checkpoint_seconds)
    datasets = [texts.dataset]
    if config.start_from:
        datasets = open_model(config.start_from).metadata["datasets"] + datasets
    return export(run, vocabulary, validation, datasets)


def start_from(network: keras.Model, vocabulary: Vocabulary, name_or_path: str) -> None:
    """Give ``network`` the weights of a finished one; characters that the other did not know keep their own.

    Raises:
        PlaygroundError: there is no such model, or its layers have other sizes.
    """
    folder = open_model(name_or_path, "text_generation")
    other, known = load_network(folder), Vocabulary.load(folder.path / "vocabulary.json")
    rows = np.array([known.encode(character)[0] for character in vocabulary.characters])
    here, there = np.flatnonzero(rows) + 1, rows[rows > 0]
    merged = []
    for name, own, weight in zip(
        [weight.path for weight in network.weights], network.get_weights(), other.get_weights(), strict=True
    ):
        if name.startswith("embedding/") and own.shape[1:] == weight.shape[1:]:
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


def build(config: TextGenerationConfig, vocabulary_size: int, own_lstm: bool = False) -> keras.Model:
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
    last = network.get_layer("projection" if "projection" in {layer.name for layer in network.layers} else "logits")
    last.set_weights([value / temperature for value in last.get_weights()])
    return temperature


def export(run: runs.Run, vocabulary: Vocabulary, validation: np.ndarray, datasets: list[dict[str, Any]]) -> Path:
    """Write the best epoch's network, calibrated, its vocabulary and what the folder should say about itself."""
    best = run.best()
    keras.config.set_dtype_policy("float32")
    network = build(run.config, len(vocabulary))
    network.set_weights([best[name] for name in sorted(best)])
    temperature = calibrate(network, validation)
    saving.save_network(lambda: build(run.config, len(vocabulary)), network.get_weights(), run.path / "model.keras")
    vocabulary.save(run.path / "vocabulary.json")
    metadata = runs.metadata(
        run, "text_generation", network.count_params(), datasets, calibration_temperature=temperature
    )
    write_hashes(run.path, metadata, FILES)
    return run.path


if __name__ == "__main__":
    command_line.main(TextGenerationConfig, train, __doc__)
