"""What is measured and written after each epoch of a network that writes, the choice of the best, its temperature."""

import math
from collections.abc import Mapping, Sequence

import keras
import numpy as np

from models.storage import write_atomically
from models.text_generation import TextGenerator, Vocabulary
from models.text_generation.architectures import run_in_pieces
from models.text_generation.steps import StepNetwork
from training.loop import weight_averages
from training.runs import Run
from training.text_generation.config import Config
from training.text_generation.data import Texts, parallel_streams
from training.text_generation.evaluation import nats_of
from training.text_generation.model import Writer

PROMPTS = {"shakespeare": "ROMEO:", "time_machine": "The Time Traveller", "tang_poetry": "春", "reviews": "This film"}
CALIBRATION_TEMPERATURES = [round(0.8 + 0.05 * step, 2) for step in range(17)]


class Validator:
    """Measures on the validation text after each epoch, keeps the best weights, writes a sample.

    A refit has learnt from the validation text: nothing can be measured on it, so the last epoch is the best.
    """

    def __init__(self, writer: Writer, vocabulary: Vocabulary, texts: Texts, config: Config) -> None:
        self.writer, self.vocabulary, self.config = writer, vocabulary, config
        self.tokens = vocabulary.encode(texts.validation)
        self.prompt = PROMPTS.get(config.preset, texts.validation[:20])

    def after_epoch(self, run: Run) -> Mapping[str, float]:
        """The figures of an epoch; the averages are measured in the place of the weights in training."""
        network, refit = self.writer.network, self.config.refit
        trained = network.get_weights()
        averages = weight_averages(self.writer, network.weights)
        weights = [keras.ops.convert_to_numpy(weight) for weight in averages]
        network.set_weights(weights)
        (nats,) = (math.nan,) if refit else validation_nats(network, self.tokens)
        score = run.epoch if refit else -nats
        run.keep_best(score, {f"w{index:03d}": value for index, value in enumerate(weights)})
        if not self.config.bidirectional:
            generator = TextGenerator(StepNetwork(network), self.vocabulary)
            sample = generator.stream(self.prompt, length=300, temperature=0.8, seed=self.config.seed)
            write_atomically(run.sample_path(".txt"), self.prompt + "".join(sample) + "\n")
        network.set_weights(trained)
        return {} if refit else {"validation_nats": nats, "validation_perplexity": math.exp(nats)}


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
