"""Fill the tables of README.md, README.zh.md and docs/ from the models' metadata and the last benchmark.

    python -m training.report

A table stands between two comments, ``<!-- table: NAME -->`` and ``<!-- end -->``; what is between them is replaced.
No figure is typed: a test fails when a page and the metadata disagree. What a figure is called in Chinese is read from
the pages' catalog.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

from models.figures import NAMES
from models.storage import PRESETS, PRETRAINED, SHIPPED, ModelFolder, find_models, rivals_of, write_atomically
from training import command_line

ROOT = Path(__file__).parent.parent
FILES = {
    ROOT / "README.md": "en",
    ROOT / "README.zh.md": "zh",
    ROOT / "docs" / "figures.md": "en",
    ROOT / "docs" / "sentiment.md": "en",
}
"""The pages with tables, each with its language."""
CATALOG = ROOT / "pages" / "shared" / "locale" / "zh" / "playground.po"
BENCHMARK = ROOT / "benchmarks" / "results.json"
HEADLINES = {
    "digits": ("recognised_as_asked", "frechet_ratio"),
    "tang_poetry": ("test_perplexity", "test_ratio_to_kneser_ney"),
}
"""By model, the two figures that matter most, where they are not its first two."""
HEADS = {
    "headlines": {
        "en": ["model", "two figures", "", "parameters", "on disk", "trained in"],
        "zh": ["模型", "两个指标", "", "参数量", "磁盘大小", "训练用时"],
    },
    "models": {"en": ["model", "parameters", "on disk", "trained in", "on", "made by"]},
    "figures": {"en": ["model", "kind", "figure", "value", "measured on", "items"]},
    "calibration": {"en": ["model", "measured on", "kind", "calibration error", "beyond chance"]},
    "rivals": {
        "en": ["model", "parameters", "on disk", "trained in", "SST-2 test", "SST test with neutral", "IMDB test"]
    },
    "digit_rivals": {
        "en": [
            "model",
            "parameters",
            "on disk",
            "trained in",
            "Fréchet ratio",
            "precision",
            "recall",
            "coverage",
            "worst digit's",
            "rarest digit",
            "taught by it",
        ],
    },
    "speed": {"en": ["task", "here", "as people do it today", "ratio"]},
}
TABLE = re.compile(r"(<!-- table: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def format_value(value: float, unit: str) -> str:
    """A figure as a person reads it: shares in per cent, the rest with three decimals."""
    return f"{100 * value:.1f}%" if unit in ("accuracy", "share", "error") else f"{value:.3f}"


def size_on_disk(folder: ModelFolder) -> int:
    """The bytes of a preset's folder."""
    return sum(file.stat().st_size for file in folder.path.iterdir() if file.is_file())


def shipped_models() -> list[ModelFolder]:
    """The shipped models in the order in which they are presented, others behind them; the rivals have a table."""
    order = {name: place for place, name in enumerate(SHIPPED)}
    models = [folder for folder in find_models(PRETRAINED) if folder.name in SHIPPED or folder.name not in PRESETS]
    return sorted(models, key=lambda folder: order.get(folder.name, len(order)))


@cache
def _chinese() -> dict[str, str]:
    with CATALOG.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file, locale="zh") if message.string}


def named(name: str, language: str) -> str:
    """A figure, a split, a kind or a note as it is called in a language; one without a name keeps its own."""
    name = NAMES.get(name, name)
    return _chinese().get(name, name) if language == "zh" else name


class Notes:
    """The notes below a table, numbered in the order in which they are asked for."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.numbers: dict[str, int] = {}

    def mark(self, note: str | None) -> str:
        """The mark that stands for a note; nothing for none."""
        return f"<sup>{self.numbers.setdefault(note, len(self.numbers) + 1)}</sup>" if note else ""

    def lines(self) -> list[str]:
        """The notes as a list."""
        return [f"<sup>{number}</sup> {named(note, self.language)}" for note, number in self.numbers.items()]


def headline_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row a model: the two figures that matter most, its size, the time it took."""
    for folder in shipped_models():
        metrics = folder.metadata["metrics"]
        cells = []
        for name in HEADLINES.get(folder.name, tuple(metrics)[:2]):
            metric = metrics[name]
            kind = named(metric["kind"], language) + notes.mark(metric.get("note"))
            cells.append(f"{named(name, language)}: **{format_value(metric['value'], metric['unit'])}** ({kind})")
        if language == "zh":
            cells = [re.sub(r" \((.*)\)$", r"（\1）", cell).replace(": ", "：", 1) for cell in cells]
        yield [f"`{folder.name}`", *cells, *size_and_time(folder)]


def size_and_time(folder: ModelFolder) -> list[str]:
    """Parameters, bytes on disk and wall time, as every table has them."""
    seconds = folder.metadata["wall_seconds"]
    return [
        f"{folder.metadata['parameters']:,}",
        f"{size_on_disk(folder) / 1e6:.2f} MB",
        f"{seconds / 60:.0f} min" if seconds >= 600 else f"{seconds / 60:.1f} min",
    ]


def model_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row a model: its size, the time it took and the command."""
    for folder in shipped_models():
        metadata = folder.metadata
        parameters, size, time = size_and_time(folder)
        time += notes.mark(metadata.get("wall_seconds_of"))
        yield [f"`{folder.name}`", parameters, size, time, metadata["trained_on"]["device"], f"`{metadata['command']}`"]


def figure_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row a measured figure, of each model the kinds apart: test, validation, taught."""
    for folder in shipped_models():
        metrics = folder.metadata["metrics"]
        for kind in ("test", "validation", "taught"):
            for name, metric in metrics.items():
                if metric["kind"] == kind:
                    yield [
                        f"`{folder.name}`",
                        named(kind, language) + notes.mark(metric.get("note")),
                        named(name, language),
                        format_value(metric["value"], metric["unit"]),
                        named(metric["split"], language),
                        f"{metric['count']:,}",
                    ]


def calibration_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row for each test set that a shipped sentiment model's calibration was measured on."""
    for folder in shipped_models():
        found: dict[str, dict[str, str]] = {}
        for name, metric in folder.metadata["metrics"].items():
            if metric["unit"] == "error":
                column = "beyond" if name.endswith("_excess") else "error"
                kind = named(metric["kind"], language) + notes.mark(metric.get("note"))
                cells = found.setdefault(named(metric["split"], language), {"kind": kind})
                cells[column] = format_value(metric["value"], metric["unit"])
        for split, cells in found.items():
            yield [f"`{folder.name}`", split, cells["kind"], cells.get("error", "–"), cells.get("beyond", "–")]


def rival_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row for each of the Transformer's rivals, and below them the Transformer's."""
    names = *rivals_of("sentiment_en"), "sentiment_en"
    return rows_beside(names, ("sst2_accuracy", "sst_three_way_accuracy", "imdb_accuracy"), notes)


def digit_rival_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row for each of the digit GAN's rivals, and below them the digit GAN's."""
    shares = "precision_share", "recall_share", "coverage_share", "worst_digit_coverage_share"
    names = *rivals_of("digits"), "digits"
    return rows_beside(names, ("frechet_ratio", *shares, "rarest_digit", "trained_on_samples"), notes)


def rows_beside(names: Sequence[str], figures: Sequence[str], notes: Notes) -> Iterable[list[str]]:
    """A row for each of the models that are there: its size, its training and the figures, "–" where it has none."""
    found = {folder.name: folder for folder in find_models(PRETRAINED)}
    for folder in (found[name] for name in names if name in found):
        metrics = folder.metadata["metrics"]
        shown = [metrics.get(figure) for figure in figures]
        about = dict.fromkeys(metric["note"] for metric in shown if metric and "note" in metric)
        yield [
            f"`{folder.name}`" + "".join(map(notes.mark, about)),
            *size_and_time(folder),
            *(format_value(metric["value"], metric["unit"]) if metric else "–" for metric in shown),
        ]


def speed_rows(language: str, notes: Notes) -> Iterable[list[str]]:
    """A row a benchmark: ours, the usual way, and how many times faster."""
    for result in json.loads(BENCHMARK.read_text(encoding="utf-8"))["results"]:
        yield [
            result["task"],
            result["ours"],
            f"{result['baseline']} ({result['baseline_name']})",
            f"{result['ratio']:.0f}x" if result["ratio"] >= 10 else f"{result['ratio']:.2g}x",
        ]


ROWS: dict[str, Callable[[str, Notes], Iterable[list[str]]]] = {
    "headlines": headline_rows,
    "models": model_rows,
    "figures": figure_rows,
    "calibration": calibration_rows,
    "rivals": rival_rows,
    "digit_rivals": digit_rival_rows,
    "speed": speed_rows,
}


def markdown(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table as Markdown, a line a row."""
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (head, ["---"] * len(head), *rows))


def with_tables(text: str, made: Callable[[str], str | None]) -> str:
    """A page's text with its tables made anew.

    Args:
        text: of the page.
        made: a table's name -> its Markdown; None for one that another command fills, which stays as it is.
    """

    def replace(match: re.Match[str]) -> str:
        table = made(match[2])
        return match[0] if table is None else f"{match[1]}\n{table}\n{match[3]}"

    return TABLE.sub(replace, text)


def table(name: str, language: str) -> str:
    """A table as Markdown, its notes below it."""
    notes = Notes(language)
    text = markdown(HEADS[name][language], ROWS[name](language, notes))
    return "\n".join([text, *(f"{line}\\" for line in notes.lines()[:-1]), *notes.lines()[-1:]]).rstrip("\n") + "\n"


def fill(text: str, language: str) -> str:
    """A page's text with every table of this command made anew."""
    return with_tables(text, lambda name: table(name, language) if name in ROWS else None)


def main() -> None:
    """Rewrite the tables of README.md, README.zh.md and docs/."""
    for path, language in FILES.items():
        write_atomically(path, fill(path.read_text(encoding="utf-8"), language))


if __name__ == "__main__":
    command_line.run(main, __doc__)
