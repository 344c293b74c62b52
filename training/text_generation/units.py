"""Finds the units of a network that writes that track something readable, and writes them into its folder.

    python -m training.text_generation.units shakespeare

reads the validation text, compares the cell and the output of every unit with every property of
:mod:`models.text_generation.properties`, and writes ``units.json``. Units are chosen on the first half of the text;
the figure that is written is measured on the other half, and a unit that falls below the bar there is dropped.
"""

import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import tyro
from scipy.stats import rankdata

from models.errors import PlaygroundError
from models.storage import ModelFolder, open_model, write_hashes, write_json
from models.text_generation import TextGenerator
from models.text_generation.properties import Property, agreement, agreement_of_ranks, properties_of
from models.text_generation.units import BARS, FILE_NAME, TrackingUnit
from training import command_line
from training.text_generation.data import SOURCES

MOST_UNITS = 3
"""Units that are kept for a property."""
MOST_CHARACTERS = 15_000
"""What is read of each half of the text."""
FEWEST_CHANGES = 20
"""How often a property must change in each half: one that comes twice proves nothing."""
QUANTITIES = ("cell", "hidden")
_PIECE, _WARM = 2_000, 256


def find_units(generator: TextGenerator, text: str) -> list[TrackingUnit]:
    """The units that track a property of ``text``, the best of each property first; a unit comes once.

    Args:
        generator: the network.
        text: text that it was not trained on.
    """
    halves = [text[: len(text) // 2][:MOST_CHARACTERS], text[len(text) // 2 :][:MOST_CHARACTERS]]
    table = {
        name: one
        for name, one in properties_of(generator.vocabulary.poems).items()
        if all(np.count_nonzero(np.diff(one.labels(half))) >= FEWEST_CHANGES for half in halves)
    }
    chosen: dict[str, list[_Candidate]] = {name: [] for name in table}
    taken = set()
    for candidate in sorted(_candidates(generator, halves[0], table), reverse=True):
        place = candidate.layer, candidate.unit
        if place not in taken and len(chosen[candidate.property]) < MOST_UNITS:
            taken.add(place)
            chosen[candidate.property].append(candidate)
    return _measured(generator, halves[1], table, chosen)


@dataclasses.dataclass(frozen=True, order=True)
class _Candidate:
    """A unit that is above the bar for a property. ``strength`` runs from 0 to 1 for either kind of property."""

    strength: float
    property: str
    layer: int
    unit: int
    quantity: str
    direction: int


def _candidates(generator: TextGenerator, text: str, table: dict[str, Property]) -> Iterator[_Candidate]:
    labels = {name: one.labels(text) for name, one in table.items()}
    for (layer, quantity), values in _states(generator, text).items():
        ranks = rankdata(values, axis=0)
        for name, one in table.items():
            figures = agreement_of_ranks(ranks, labels[name], one.kind)
            # 2 AUC - 1 and a correlation run from -1 to 1 alike, so that the kinds can be compared.
            signed, bar = figures, BARS[one.kind]
            if one.kind == "yes_no":
                signed, bar = 2 * figures - 1, 2 * bar - 1
            for unit in np.flatnonzero(np.abs(np.nan_to_num(signed)) >= bar):
                strength, direction = abs(float(signed[unit])), 1 if signed[unit] > 0 else -1
                yield _Candidate(strength, name, layer, int(unit), quantity, direction)


def _measured(
    generator: TextGenerator, text: str, table: dict[str, Property], chosen: dict[str, list[_Candidate]]
) -> list[TrackingUnit]:
    """The chosen units with their figures on ``text``, those that fall below the bar left out."""
    states, units = _states(generator, text), []
    for name, candidates in chosen.items():
        kind, labels = table[name].kind, table[name].labels(text)
        low, high = _low_and_high(labels, kind)
        measured = []
        for one in candidates:
            values = one.direction * states[one.layer, one.quantity][:, one.unit]
            outputs = states[one.layer, "hidden"][:, one.unit]
            figure = float(agreement(values[:, None], labels, kind)[0])
            if figure >= BARS[kind]:
                measured.append(
                    TrackingUnit(
                        property=name,
                        kind=kind,
                        layer=one.layer,
                        unit=one.unit,
                        quantity=one.quantity,  # type: ignore[arg-type]
                        direction=one.direction,  # type: ignore[arg-type]
                        figure=round(figure, 4),
                        count=len(labels),
                        output_when_low=round(float(outputs[low].mean()), 4),
                        output_when_high=round(float(outputs[high].mean()), 4),
                    )
                )
        units += sorted(measured, key=lambda found: -found.figure)
    return units


def _low_and_high(labels: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Where the property is absent and where it is there; of a number, its lowest and highest fifth."""
    if kind == "yes_no":
        return labels < 0.5, labels > 0.5
    return labels <= np.quantile(labels, 0.2), labels >= np.quantile(labels, 0.8)


def _states(generator: TextGenerator, text: str) -> dict[tuple[int, str], np.ndarray]:
    """What each unit holds after each character, by layer and quantity: float32 (time, hidden_size).

    Read in pieces, each warmed on the characters before it: all gates of a long text would fill the memory.
    """
    pieces: dict[tuple[int, str], list[np.ndarray]] = {}
    for start in range(0, len(text), _PIECE):
        warm = min(start, _WARM)
        for number, layer in enumerate(generator.trace(text[start - warm : start + _PIECE]), start=1):
            for quantity in QUANTITIES:
                values = layer.get(quantity)
                if values is not None:
                    pieces.setdefault((number, quantity), []).append(values[warm:])
    return {key: np.concatenate(values) for key, values in pieces.items()}


def add_units(path: Path, text: str) -> list[TrackingUnit]:
    """Find the units of a finished run or preset on ``text``, and write them and the new hashes into its folder."""
    folder = open_model(path, "text_generation")
    units = find_units(TextGenerator.load(path), text)
    write_json(
        path / FILE_NAME,
        {
            # A run is published under its preset's name.
            "command": f"python -m training.text_generation.units {folder.config.get('preset', folder.name)}",
            "text": "the validation text: units chosen on its first half, figures measured on the other"
            + ("; the network has learnt from it" if folder.config.get("refit") else ""),
            "bars": BARS,
            "units": [dataclasses.asdict(unit) for unit in units],
        },
    )
    write_hashes(path, folder.metadata, [*folder.metadata["sha256"], FILE_NAME])
    return units


def validation_text(folder: ModelFolder, data_dir: str | None = None) -> str:
    """The text that a model's training validated on."""
    preset: Any = folder.config.get("preset")
    if preset not in SOURCES:
        raise PlaygroundError(
            "Expected a model of {expected}, received one of {received}.",
            expected=" or ".join(SOURCES),
            received=preset,
        )
    return SOURCES[preset](data_dir).validation


def main(model: Annotated[str, tyro.conf.Positional], data_dir: str | None = None) -> None:
    """Find the units that track something readable and write them into a model's folder.

    Args:
        model: a preset's name, such as shakespeare, or the folder of a finished run.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    folder = open_model(model, "text_generation")
    units = add_units(folder.path, validation_text(folder, data_dir))
    for unit in units:
        place = f"layer {unit.layer} unit {unit.unit:3d} {unit.quantity:6}"
        print(f"{unit.property:20} {place} {unit.direction:+d} {unit.figure:.3f} ({unit.count:,} characters)")


if __name__ == "__main__":
    command_line.run(main, __doc__)
