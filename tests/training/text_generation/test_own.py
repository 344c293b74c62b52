"""Any text learnt in a given time."""

import dataclasses
import json
import math

import numpy as np
import pytest

from models.errors import PlaygroundError
from models.storage import SHIPPED, open_model, sha256_of
from models.text_generation import TextGenerator
from models.text_generation.own_text import LEAST_CHARACTERS
from training.text_generation import recipe as text_generation
from training.text_generation.config import Config
from training.text_generation.model import falling_with_time
from training.text_generation.own import MOST_CHARACTERS_KNOWN, read_own_text, suited_to

pytestmark = pytest.mark.slow

TEXT = "Es war einmal ein Löwe, der fraß 猫 nie.\r\n" * 200
OWN = Config.for_preset("own")


def write(path, content):
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(path)


def test_a_text_is_read_cut_and_described_by_its_size_and_hash_alone(tmp_path):
    path = write(tmp_path / "mine.txt", "\ufeff" + TEXT)
    texts = read_own_text(path)
    assert texts.train + texts.validation == TEXT.replace("\r\n", "\n")
    assert len(texts.validation) == pytest.approx(len(texts.train) / 9, abs=1)
    assert texts.dataset == {
        "name": "own text", "characters": len(TEXT) - 200, "sha256": sha256_of(tmp_path / "mine.txt")
    }  # fmt: skip
    assert "own" not in SHIPPED


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a b" * 300, f"at least {LEAST_CHARACTERS} characters, received 900: from fewer"),
        ("\xe9\xe8 caf\xe9".encode("latin-1") * 2000, "a text in UTF-8, received"),
        ("".join(map(chr, range(0x4E00, 0x4E00 + 6000))), "come again, received one with 0"),
        (None, "Expected a text file, received"),
    ],
)
def test_a_text_that_nothing_can_be_learnt_from_is_refused_before_there_is_a_folder(tmp_path, content, message):
    path = str(tmp_path / "no.txt") if content is None else write(tmp_path / "mine.txt", content)
    with pytest.raises(PlaygroundError, match=message):
        text_generation.train(Config(preset="own", text_file=path, run_dir=str(tmp_path / "run")))
    assert not (tmp_path / "run").exists()


def test_without_a_file_the_flag_is_named():
    with pytest.raises(PlaygroundError, match="--text-file"):
        text_generation.train(OWN)


def test_the_network_grows_with_the_text_and_ties_a_large_vocabulary():
    sizes = [suited_to(OWN, "ab" * half).hidden_size for half in (3_000, 50_000, 1_000_000)]
    assert sizes == sorted(set(sizes)) and sizes[0] >= 64 and sizes[-1] <= 512
    latin = suited_to(OWN, TEXT)
    assert (latin.tied, latin.minimum_count) == (False, 2)
    # A short text is soon learnt by heart: more is dropped, but only where our own layer can.
    assert latin.dropout > suited_to(OWN, "ab" * 1_000_000).dropout >= 0 and latin.weight_dropout > 0
    gru = suited_to(dataclasses.replace(OWN, cell="gru"), TEXT)
    assert gru.weight_dropout == 0 and gru.dropout == latin.dropout
    assert suited_to(dataclasses.replace(OWN, dropout=0.1), TEXT).dropout == 0.1
    chinese = suited_to(OWN, "".join(chr(0x4E00 + n) * (2 + n % 50) for n in range(6_000)))
    assert chinese.tied and chinese.embedding_size > latin.embedding_size
    known = sum(2 + n % 50 >= chinese.minimum_count for n in range(6_000))
    assert MOST_CHARACTERS_KNOWN * 0.9 < known <= MOST_CHARACTERS_KNOWN
    given = dataclasses.replace(OWN, hidden_size=77, embedding_size=8, inputs="one_hot")
    assert suited_to(given, TEXT).hidden_size == 77 and suited_to(given, TEXT).embedding_size == 8


def test_the_learning_rate_falls_with_the_share_of_the_time_that_is_spent():
    rates = [falling_with_time(OWN, 10_000, share) for share in (0, 0.25, 0.5, 0.75, 1, 1.2)]
    assert rates[0] == OWN.learning_rate and rates[-2] == rates[-1] == OWN.final_learning_rate
    assert rates == sorted(rates, reverse=True)
    assert rates[2] == pytest.approx((rates[0] + rates[-1]) / 2)
    assert falling_with_time(OWN, 0, 0) == pytest.approx(OWN.learning_rate / OWN.warmup_steps)


def test_an_own_run_ends_in_time_and_is_a_writer(tmp_path):
    path = write(tmp_path / "mine.txt", TEXT)
    small = {"hidden_size": 8, "embedding_size": 4, "batch_size": 4, "sequence_length": 16, "steps_per_epoch": 1}
    arguments = {"preset": "own", "text_file": path, "run_dir": str(tmp_path / "run"), "num_epochs": 1000, **small}
    run = text_generation.train(Config(**arguments, time_budget=0.01, minimum_count=2))
    folder = open_model(run, "text_generation")
    history = folder.history
    # The first step takes longer than the budget: it is the only one, and it is measured, sampled and shipped.
    assert history["epoch"].tolist() == [1] and math.isfinite(history["validation_nats"][0])
    assert list(folder.metadata["datasets"][0]) == ["name", "characters", "sha256"]
    assert path not in (run / "config.json").read_text()
    assert (run / "progress.csv").read_text().startswith("step,loss,seconds\n")
    sample = (run / "samples" / "epoch-001.txt").read_text()
    assert sample.startswith(read_own_text(path).validation[:20])
    assert len("".join(TextGenerator.load(run).stream("Es war", length=20, seed=1))) == 20

    # Resumed, nothing is left to do; another size than the run's is refused.
    shipped = TextGenerator.load(run).score(TEXT[:50])
    text_generation.train(Config(**arguments, time_budget=0.01, minimum_count=2, resume=True))
    np.testing.assert_array_equal(TextGenerator.load(run).score(TEXT[:50]), shipped)
    assert open_model(run).history.equals(history)
    assert json.loads((run / "config.json").read_text())["hidden_size"] == 8
