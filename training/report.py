"""Fill the tables of README.md and README.zh.md from the models' metadata and the last benchmark.

    python -m training.report

A table stands between two comments, ``<!-- table: NAME -->`` and ``<!-- end -->``; what is between
them is replaced. No figure is typed: a test fails when a README and the metadata disagree.
"""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from models.storage import PRETRAINED, RIVALS, SHIPPED, ModelFolder, find_models, write_atomically

ROOT = Path(__file__).parent.parent
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
BENCHMARK = ROOT / "benchmarks" / "results.json"
HEADS = {
    "models": {
        "en": ["model", "parameters", "on disk", "trained in", "on", "made by"],
        "zh": ["模型", "参数量", "磁盘大小", "训练用时", "硬件", "训练命令"],
    },
    "figures": {
        "en": ["model", "figure", "value", "measured on", "items"],
        "zh": ["模型", "指标", "数值", "测量数据", "条数"],
    },
    "rivals": {
        "en": ["model", "parameters", "on disk", "trained in", "SST-2 test", "SST test with neutral", "IMDB test"],
        "zh": ["模型", "参数量", "磁盘大小", "训练用时", "SST-2 测试集", "SST 测试集（含中性）", "IMDB 测试集"],
    },
    "speed": {
        "en": ["task", "here", "as people do it today", "ratio"],
        "zh": ["任务", "本项目", "通常做法", "倍数"],
    },
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
    models = [folder for folder in find_models(PRETRAINED) if folder.name not in RIVALS]
    return sorted(models, key=lambda folder: order.get(folder.name, len(order)))


def model_rows() -> Iterable[list[str]]:
    """A row a model: its size, the time it took and the command."""
    for folder in shipped_models():
        metadata = folder.metadata
        yield [
            f"`{folder.name}`",
            f"{metadata['parameters']:,}",
            f"{size_on_disk(folder) / 1e6:.1f} MB",
            f"{metadata['wall_seconds'] / 60:.0f} min",
            metadata["trained_on"]["device"],
            f"`{SHIPPED[folder.name].command if folder.name in SHIPPED else metadata['command']}`",
        ]


def figure_rows() -> Iterable[list[str]]:
    """A row a measured figure."""
    for folder in shipped_models():
        for name, metric in folder.metadata["metrics"].items():
            value = format_value(metric["value"], metric["unit"])
            yield [f"`{folder.name}`", name.replace("_", " "), value, metric["split"], f"{metric['count']:,}"]


def rival_rows() -> Iterable[list[str]]:
    """A row for each of the Transformer's rivals, and below them the Transformer's."""
    found = {folder.name: folder for folder in find_models(PRETRAINED)}
    for name in (*RIVALS, "sentiment_en"):
        if name not in found:
            continue
        folder = found[name]
        metadata = folder.metadata
        metrics = metadata["metrics"]
        yield [
            f"`{folder.name}`",
            f"{metadata['parameters']:,}",
            f"{size_on_disk(folder) / 1e6:.2f} MB",
            f"{metadata['wall_seconds'] / 60:.1f} min",
            *(
                format_value(metrics[figure]["value"], metrics[figure]["unit"]) if figure in metrics else "–"
                for figure in ("sst2_accuracy", "sst_three_way_accuracy", "imdb_accuracy")
            ),
        ]


def speed_rows() -> Iterable[list[str]]:
    """A row a benchmark: ours, the usual way, and how many times faster."""
    for result in json.loads(BENCHMARK.read_text(encoding="utf-8"))["results"]:
        yield [
            result["task"],
            result["ours"],
            f"{result['baseline']} ({result['baseline_name']})",
            f"{result['ratio']:.0f}x" if result["ratio"] >= 10 else f"{result['ratio']:.2g}x",
        ]


ROWS: dict[str, Callable[[], Iterable[list[str]]]] = {
    "models": model_rows,
    "figures": figure_rows,
    "rivals": rival_rows,
    "speed": speed_rows,
}


def table(name: str, language: str) -> str:
    """A table as Markdown."""
    head = HEADS[name][language]
    lines = [head, ["---"] * len(head), *ROWS[name]()]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def fill(text: str, language: str) -> str:
    """A README's text with every table made anew."""

    def replace(match: re.Match[str]) -> Any:
        return match[1] + "\n" + table(match[2], language) + "\n" + match[3]

    return TABLE.sub(replace, text)


def main() -> None:
    """Rewrite the tables of both READMEs."""
    for language, path in READMES.items():
        write_atomically(path, fill(path.read_text(encoding="utf-8"), language))


if __name__ == "__main__":
    main()
