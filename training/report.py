"""Fill the tables of README.md and README.zh.md from the models' metadata and the last benchmark.

    python -m training.report

A table stands between two comments, ``<!-- table: NAME -->`` and ``<!-- end -->``; what is between
them is replaced. No figure is typed: a test fails when a README and the metadata disagree.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from models.storage import PRESETS, PRETRAINED, SHIPPED, ModelFolder, find_models, rivals_of, write_atomically
from training import command_line

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
        "zh": [
            "模型",
            "参数量",
            "磁盘大小",
            "训练用时",
            "Fréchet 比值",
            "精确率",
            "召回率",
            "覆盖率",
            "最差数字",
            "最少见的数字",
            "以它为教材",
        ],
    },
    "speed": {
        "en": ["task", "here", "as people do it today", "ratio"],
        "zh": ["任务", "本项目", "通常做法", "倍数"],
    },
}
CHINESE = {
    "sst2_accuracy": "准确率（SST-2）",
    "imdb_accuracy": "准确率（IMDB）",
    "sst_three_way_accuracy": "准确率（SST，含中性）",
    "chn_senti_corp_accuracy": "准确率（酒店）",
    "online_shopping_accuracy": "准确率（商品）",
    "sst_calibration_error": "校准误差",
    "calibration_error": "校准误差",
    "sst_calibration_excess": "超出偶然的校准误差",
    "chn_senti_corp_calibration_excess": "超出偶然的校准误差",
    "online_shopping_calibration_excess": "超出偶然的校准误差",
    "grammar_held_back_words_accuracy": "准确率（保留词）",
    "grammar_held_back_patterns_accuracy": "准确率（保留句式）",
    "own_sentences_accuracy": "准确率（自写的句子）",
    "own_groups_read_alike": "自写句组中判断一致的比例",
    "own_reviews_accuracy": "准确率（自写的评论）",
    "test_nats": "每字符奈特数",
    "test_perplexity": "困惑度",
    "test_windows_256_nats": "每字符奈特数（256 字窗口）",
    "test_windows_256_perplexity": "困惑度（256 字窗口）",
    "test_kneser_ney_perplexity": "Kneser-Ney 五元模型的困惑度",
    "test_ratio_to_kneser_ney": "困惑度与 Kneser-Ney 五元模型之比",
    "recognised_as_asked": "认对比例",
    "judge_accuracy": "评判模型准确率",
    "rarest_digit": "最少见的数字",
    "commonest_digit": "最常见的数字",
    "frechet_distance": "Fréchet 距离",
    "frechet_ratio": "Fréchet 比值",
    "frechet_low": "Fréchet 距离（区间下限）",
    "frechet_high": "Fréchet 距离（区间上限）",
    "precision": "精确率",
    "precision_share": "精确率（相对于真实数字）",
    "recall": "召回率",
    "recall_share": "召回率（相对于真实数字）",
    "coverage": "覆盖率",
    "coverage_share": "覆盖率（相对于真实数字）",
    "worst_digit_coverage_share": "覆盖率最差的数字（相对于真实数字）",
    "trained_on_samples": "只用生成的数字训练后的准确率",
    "nearest_ratio": "到最近训练图像的距离（与真实数字之比）",
    "SST-2 test": "SST-2 测试集",
    "SST test": "SST 测试集",
    "IMDB test": "IMDB 测试集",
    "ChnSentiCorp test": "ChnSentiCorp 测试集",
    "online_shopping_10_cats test": "online_shopping_10_cats 测试集",
    "own grammar, held back words": "自编语法（保留词）",
    "own grammar, held back patterns": "自编语法（保留句式）",
    "own plain sentences": "自写的日常句子",
    "own groups of sentences": "自写的句组",
    "own reviews of other domains": "自写的其他领域评论",
    "tiny Shakespeare test, state carried through": "tiny Shakespeare 测试集（状态贯穿全文）",
    "tiny Shakespeare test, windows of 256 from an empty state": "tiny Shakespeare 测试集（256 字窗口，从空状态开始）",
    "The Time Machine test, state carried through": "《时间机器》测试集（状态贯穿全文）",
    "Tang poetry test, each poem from an empty state": "唐诗测试集（每首从空状态开始）",
    "drawn digits, 1,000 of each": "生成的数字（每种 1,000 个）",
    "MNIST test": "MNIST 测试集",
    "drawn digits, none asked for": "生成的数字（不指定）",
    "drawn digits and MNIST test": "生成的数字与 MNIST 测试集",
    "drawn digits, MNIST training and MNIST test": "生成的数字、MNIST 训练集与测试集",
}
"""What the figures and the splits of the metadata are called in Chinese, as the pages call them (a test says so)."""
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


def named(name: str, language: str) -> str:
    """A figure or a split as it is called in a language; one without a Chinese name keeps its own."""
    return CHINESE.get(name, name) if language == "zh" else name


def model_rows(language: str) -> Iterable[list[str]]:
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


def figure_rows(language: str) -> Iterable[list[str]]:
    """A row a measured figure."""
    for folder in shipped_models():
        for name, metric in folder.metadata["metrics"].items():
            value = format_value(metric["value"], metric["unit"])
            figure, split = named(name, language).replace("_", " "), named(metric["split"], language)
            yield [f"`{folder.name}`", figure, value, split, f"{metric['count']:,}"]


def rival_rows(language: str) -> Iterable[list[str]]:
    """A row for each of the Transformer's rivals, and below them the Transformer's."""
    names = *rivals_of("sentiment_en"), "sentiment_en"
    return rows_beside(names, ("sst2_accuracy", "sst_three_way_accuracy", "imdb_accuracy"))


def digit_rival_rows(language: str) -> Iterable[list[str]]:
    """A row for each of the digit GAN's rivals, and below them the digit GAN's."""
    shares = "precision_share", "recall_share", "coverage_share", "worst_digit_coverage_share"
    names = *rivals_of("digits"), "digits"
    return rows_beside(names, ("frechet_ratio", *shares, "rarest_digit", "trained_on_samples"))


def rows_beside(names: Sequence[str], figures: Sequence[str]) -> Iterable[list[str]]:
    """A row for each of the models that are there: its size, its training and the figures, "–" where it has none."""
    found = {folder.name: folder for folder in find_models(PRETRAINED)}
    for folder in (found[name] for name in names if name in found):
        metadata = folder.metadata
        metrics = metadata["metrics"]
        yield [
            f"`{folder.name}`",
            f"{metadata['parameters']:,}",
            f"{size_on_disk(folder) / 1e6:.2f} MB",
            f"{metadata['wall_seconds'] / 60:.1f} min",
            *(
                format_value(metrics[figure]["value"], metrics[figure]["unit"]) if figure in metrics else "–"
                for figure in figures
            ),
        ]


def speed_rows(language: str) -> Iterable[list[str]]:
    """A row a benchmark: ours, the usual way, and how many times faster."""
    for result in json.loads(BENCHMARK.read_text(encoding="utf-8"))["results"]:
        yield [
            result["task"],
            result["ours"],
            f"{result['baseline']} ({result['baseline_name']})",
            f"{result['ratio']:.0f}x" if result["ratio"] >= 10 else f"{result['ratio']:.2g}x",
        ]


ROWS: dict[str, Callable[[str], Iterable[list[str]]]] = {
    "models": model_rows,
    "figures": figure_rows,
    "rivals": rival_rows,
    "digit_rivals": digit_rival_rows,
    "speed": speed_rows,
}


def table(name: str, language: str) -> str:
    """A table as Markdown."""
    head = HEADS[name][language]
    lines = [head, ["---"] * len(head), *ROWS[name](language)]
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
    command_line.run(main, __doc__)
