"""What the programs share: the flags of the command line, lines of figures, and the check of a gradient."""

import argparse
import sys
from collections.abc import Callable, Mapping

import numpy as np

from models.from_scratch.checks import relative_error
from models.from_scratch.optimizers import OPTIMIZERS

Figures = dict[str, float]
"""What a program says of one step: the loss and whatever else it measures, by name."""


def parser(
    description: str | None, optimizer: str | None = None, learning_rate: float = 0.0
) -> argparse.ArgumentParser:
    """A command line with ``--seed`` and, for a program with one optimizer, ``--optimizer`` and ``--learning-rate``."""
    first = (description or "").strip().splitlines()[0]
    made = argparse.ArgumentParser(description=first, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    made.add_argument("--seed", type=int, default=0, help="decides the first weights and all that is drawn")
    if optimizer is not None:
        made.add_argument("--optimizer", choices=list(OPTIMIZERS), default=optimizer, help="the rule of a step")
        made.add_argument("--learning-rate", type=float, default=learning_rate, help="the length of a step")
    return made


def run(main: Callable[[], None]) -> None:
    """Run a program's ``main``; what is wrong with its settings is said in one sentence, without a traceback."""
    try:
        main()
    except (ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    except KeyboardInterrupt:
        sys.exit("\nstopped")


def line(step: int, figures: Mapping[str, float]) -> str:
    """``  100  loss 0.6123  accuracy 0.6500``."""
    return f"{step:6d}  " + "  ".join(f"{name.replace('_', ' ')} {value:.4f}" for name, value in figures.items())


def gradient_errors(
    loss: Callable[[], float],
    parameters: Mapping[str, np.ndarray],
    gradients: Mapping[str, np.ndarray],
    most_entries: int = 40,
    seed: int = 0,
) -> dict[str, float]:
    """How far hand-made gradients are from central differences: the relative error of each parameter's.

    Args:
        loss: the loss at the parameters as they are at the moment of the call.
        parameters: float64 arrays, moved a little and put back.
        gradients: what is to be checked, under the same names.
        most_entries: so many entries of each array are measured, drawn by ``seed``.
        seed: of the draw.
    """
    generator = np.random.default_rng(seed)
    errors = {}
    for name, values in parameters.items():
        entries = generator.permutation(values.size)[:most_entries]
        measured = np.array([central_difference(loss, values.reshape(-1), entry) for entry in entries])
        errors[name] = relative_error(gradients[name].reshape(-1)[entries], measured)
    return errors


def central_difference(loss: Callable[[], float], values: np.ndarray, entry: int, step: float = 1e-5) -> float:
    """(L(v + h) - L(v - h)) / 2h for one entry of ``values``, a float64 array that is put back as it was."""
    kept = values[entry]
    values[entry] = kept + step
    above = loss()
    values[entry] = kept - step
    below = loss()
    values[entry] = kept
    return (above - below) / (2 * step)
