"""What each part of the sentiment recipe brings: the encoder trained for as many steps, a part more each time.

    python -m training.sentiment.ablations

Every network takes 1,500 steps and is measured on validation texts alone: those that choose an epoch, our own
sentences that were looked at before, and pairs of validation texts that differ in something that must not matter. The
figures go into ``docs/sentiment_ablations.json`` and from there into the table of ``docs/sentiment.md``; a network
whose run is finished is not trained again.
"""

import dataclasses
from pathlib import Path
from typing import Any

import keras

from models.sentiment import SentimentClassifier
from models.sentiment.windows import read
from models.storage import ModelFolder, write_atomically
from training import command_line
from training.ablations import collected, run_folder
from training.report import markdown, with_tables
from training.sentiment import invariance, mixture, own_sentences, recipe
from training.sentiment.config import Config
from training.sentiment.validation import accuracy

DOCS = Path(__file__).parents[2] / "docs"
RESULTS, PAGE = DOCS / "sentiment_ablations.json", DOCS / "sentiment.md"
BASE = Config(preset="sentiment_en", num_epochs=1, max_steps_per_epoch=1_500)
NOTHING = {"pretrained": False, "everyday": False, "grammar_sentences": 0, "exchanged_share": 0.0}
ABLATIONS: dict[str, dict[str, Any]] = {
    "from scratch": NOTHING | {"learning_rate": 3e-4},
    "pre-trained": NOTHING | {"pretrained": True},
    "+ everyday sentences": {"grammar_sentences": 0, "exchanged_share": 0.0},
    "+ grammar": {"exchanged_share": 0.0},
    "+ exchanged words": {},
}
"""What is changed, by how the table calls it."""
COLUMNS = {
    "sst_sentences": "SST with neutral",
    "imdb": "IMDB",
    "semeval_tweets": "tweets",
    "airline": "airlines",
    "dynasent": "DynaSent",
    "goemotions": "Reddit",
}
HEAD = ["network", *COLUMNS.values(), "own sentences", "groups turned", "slips turned", "minutes"]


def run_one(name: str, data_dir: str | None = None) -> dict[str, Any]:
    """Train one of the networks, or open it if that was done; its figures."""
    path = run_folder(f"sentiment {name}")
    if not (path / "metadata.json").is_file():
        keras.backend.clear_session()
        config = dataclasses.replace(BASE, **ABLATIONS[name], run_dir=str(path), data_dir=data_dir)
        recipe.train(dataclasses.replace(config, resume=path.exists()))
    return {
        "settings": ABLATIONS[name],
        **_measured(SentimentClassifier.load(path), data_dir),
        "wall_seconds": ModelFolder(path).metadata["wall_seconds"],
    }


def _measured(classifier: SentimentClassifier, data_dir: str | None) -> dict[str, Any]:
    accuracies, texts = {}, []
    for name, (table, two_way) in mixture.load("english", data_dir).validation.items():
        logits = read(classifier.network, classifier.tokenizer.encode(table["text"].tolist()), classifier.window_size)
        labels = table["label"].to_numpy()
        accuracies[name] = round(accuracy(logits, labels, two_way), 4)
        texts += table["text"].tolist()
    turned = {}
    for kind, (before, after) in invariance.pairs("english", texts).items():
        old, new = (classifier.probabilities(side) for side in (before, after))
        turned[kind] = {"share": round(invariance.turned(old, new), 4), "count": len(before)}
    rows = own_sentences.judge(classifier, own_sentences.load("english"))
    own = float(rows[rows["kind"] == "sentence"]["right"].mean())
    return {"validation": accuracies, "turned": turned, "own_sentences": round(own, 4)}


def rows(results: dict[str, dict[str, Any]]) -> list[list[str]]:
    """The table's rows."""
    return [
        [
            name,
            *(f"{100 * result['validation'][column]:.1f}" for column in COLUMNS),
            f"{100 * result['own_sentences']:.1f}",
            *(f"{100 * result['turned'][kind]['share']:.1f}" for kind in ("groups", "typos")),
            f"{result['wall_seconds'] / 60:.0f}",
        ]
        for name, result in results.items()
    ]


def filled(page: str, results: dict[str, dict[str, Any]]) -> str:
    """The page with its table made anew from these results."""
    return with_tables(page, {"ablations": markdown(HEAD, rows(results))}.get)


def main(only: tuple[str, ...] = (), data_dir: str | None = None) -> None:
    """Train the networks, write the figures and fill the table.

    Args:
        only: some of the networks, such as "pre-trained"; by default all that have no figures yet.
        data_dir: where the datasets are; by default PLAYGROUND_DATA, else a cache folder in your home.
    """
    results = collected(RESULTS, ABLATIONS, only, lambda name: run_one(name, data_dir))
    write_atomically(PAGE, filled(PAGE.read_text(encoding="utf-8"), results))


if __name__ == "__main__":
    command_line.run(main, __doc__)
