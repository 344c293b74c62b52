"""The settings of the text script, and those of each preset."""

import dataclasses
from typing import Any, ClassVar, Literal

from models.errors import PlaygroundError
from models.storage import SHIPPED, open_model
from training.config import RunConfig

PRESETS: dict[str, dict[str, Any]] = {
    "shakespeare": {
        "start_from": "reviews",
        "num_epochs": 11,
        "hidden_size": 512,
        "final_learning_rate": 1e-5,
        "dropout": 0.2,
        "weight_dropout": 0.1,
        "weight_decay": 0.03,
        "average_momentum": 0.996,
        "refit": True,
    },
    "time_machine": {
        "start_from": "reviews",
        "num_epochs": 16,
        "hidden_size": 512,
        "learning_rate": 1.5e-3,
        "final_learning_rate": 1e-5,
        "dropout": 0.4,
        "weight_dropout": 0.3,
        "weight_decay": 0.05,
        "average_momentum": 0.99,
    },
    "tang_poetry": {
        "num_epochs": 8,
        "batch_size": 64,
        "embedding_size": 192,
        "hidden_size": 768,
        "num_layers": 1,
        "tied": True,
        "minimum_count": 3,
        "average_momentum": 0.998,
    },
    "reviews": {
        "num_epochs": 9,
        "batch_size": 64,
        "sequence_length": 128,
        "hidden_size": 512,
        "dropout": 0.1,
        "embedding_dropout": 0.0,
        "minimum_count": 100,
        "average_momentum": 0.998,
    },
    "own": {
        "num_epochs": 100_000,
        "time_budget": 120.0,
        "batch_size": 16,
        "embedding_size": 0,
        "hidden_size": 0,
        "num_layers": 1,
        "dropout": -1.0,
        "learning_rate": 8e-3,
        "final_learning_rate": 8e-5,
        "weight_decay": 0.05,
        "average_momentum": 0.98,
        "minimum_count": 2,
        "steps_per_epoch": 200,
        "checkpoint_seconds": 20.0,
    },
}


@dataclasses.dataclass(frozen=True)
class Config(RunConfig):
    """Everything that decides what is trained and how."""

    preset: Literal[tuple(PRESETS)] = "shakespeare"  # type: ignore[valid-type]
    """What to learn to write, with the settings of the shipped model as defaults; reviews is to start others from,
    own learns from the text of --text-file."""
    text_file: str | None = None
    """The text of the preset own: UTF-8, in any language. Its last tenth is kept apart, to measure on."""
    start_from: str | None = None
    """A finished run or a preset to start from instead of random weights: the layers' sizes must be the same. With
    reviews it is the run runs/reviews, which is trained first where there is none."""
    seed: int = 0
    """Fixes the first weights, the dropout and the order of the data."""
    num_epochs: int = 16
    """Passes over the training text."""
    time_budget: float | None = None
    """Seconds of training (the start and the saving not counted) after which to end; the learning rate then falls
    with the share of them that is spent, and num_epochs is only an upper bound."""
    batch_size: int = 32
    """Streams read side by side."""
    sequence_length: int = 64
    """Characters between two updates: as far as gradients flow back; the states are carried much further."""
    sampling: Literal["sequential", "random"] = "sequential"
    """sequential: each step goes on where the one before ended, with its states; random: windows from all over the
    text, each read from an empty state."""
    learning_rate: float = 2e-3
    """The highest learning rate, reached after warmup_steps; from there it falls along a cosine."""
    final_learning_rate: float = 2e-5
    """The learning rate of the last step."""
    warmup_steps: int = 100
    """Steps in which the learning rate rises from 0."""
    weight_decay: float = 0.01
    """Decoupled weight decay (AdamW, Loshchilov and Hutter 2019)."""
    clip_norm: float = 1.0
    """The gradient's largest norm, all weights together (Pascanu et al. 2013); 0 leaves it as long as it is."""
    reset_probability: float = 0.02
    """Share of steps at which a stream starts from an empty state, so that the network knows how to begin."""
    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    """The recurrent cell."""
    bidirectional: bool = False
    """Let every layer read from right to left, too. Such a network has read the character that it predicts: its loss
    says nothing, and it cannot write."""
    inputs: Literal["embedded", "one_hot"] = "embedded"
    """What stands for a character: numbers that are learnt, or a one at its place among zeros."""
    embedding_size: int = 64
    """Numbers that stand for one character; with own, 0 is by the text."""
    hidden_size: int = 384
    """Units of each recurrent layer; with own, 0 is by the text's length."""
    num_layers: int = 2
    """Recurrent layers."""
    dropout: float = 0.25
    """Share of units dropped after each recurrent layer; with own, -1 is by the text's length, weight_dropout too."""
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
    fraction_bits: int = 4
    """Bits behind the leading one of a shipped weight: with 4 the file is a third smaller than half precision."""
    steps_per_epoch: int | None = None
    """Updates an epoch, if not one pass: several passes over a short text, a part of a long one."""
    refit: bool = False
    """When all is chosen on the validation text (by a first run, in the folder's chosen/), learn again with the same
    settings from training and validation text together. The last epoch is taken, the temperature is the first run's."""

    PRESETS: ClassVar = PRESETS
    FILES: ClassVar = ("text_file",)

    def command(self) -> str:
        """See :meth:`RunConfig.command`; a run to start from is made first, with its own command."""
        if self.start_from is None or self.start_from in (*PRESETS, *SHIPPED):
            return super().command()
        earlier = open_model(self.start_from, "text_generation")
        name = f"runs/{earlier.name}"
        own = RunConfig.command(dataclasses.replace(self, start_from=name))
        return f"{earlier.metadata['command']} --run-dir {name} && {own}"

    def check(self) -> None:
        """Refuse choices that do not go together.

        Raises:
            PlaygroundError: in one sentence.
        """
        if self.time_budget is not None and self.time_budget <= 0:
            raise PlaygroundError(
                "Expected a time budget of more than 0 seconds, received {received}.", received=self.time_budget
            )
        if self.refit and (self.time_budget is not None or self.bidirectional):
            raise PlaygroundError(
                "Expected a number of epochs and one direction for refit, received a time budget or both directions."
            )
        if self.tied and self.inputs == "one_hot":
            raise PlaygroundError(
                "Expected embedded inputs for a tied output layer, received one_hot: no embedding could be used again."
            )
        if self.start_from and self.inputs == "one_hot":
            raise PlaygroundError("Expected embedded inputs to start from another model, received one_hot.")
        if self.weight_dropout and (self.cell != "lstm" or not self.own_lstm):
            raise PlaygroundError(
                "Expected our own LSTM layer for weight_dropout={weight_dropout}, received another cell or layer.",
                weight_dropout=self.weight_dropout,
            )
