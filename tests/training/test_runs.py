"""Run folders: taken ones and nothing to resume are refused, and a finished one is published whole."""

import dataclasses
import json

import numpy as np
import pytest

from models import storage
from models.errors import PlaygroundError
from tests.training.toy import ToyBatches, ToyConfig, train
from training import runs


def test_a_taken_folder_other_flags_and_nothing_to_resume_are_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("PLAYGROUND_RUNS", str(tmp_path))
    config = ToyConfig(run_dir=str(tmp_path / "toy-1"), num_epochs=1)
    train(config, ToyBatches())
    with pytest.raises(PlaygroundError, match="--resume"):
        train(config, ToyBatches())
    with pytest.raises(PlaygroundError, match="num_epochs=1, received 5"):
        train(dataclasses.replace(config, num_epochs=5, resume=True), ToyBatches())
    # A flag left at its default takes the run's own value, and the newest run is found by its preset.
    _, run = train(ToyConfig(resume=True), ToyBatches())
    assert run.path == tmp_path / "toy-1"
    assert run.config.num_epochs == 1
    with pytest.raises(PlaygroundError, match="received"):
        train(ToyConfig(run_dir=str(tmp_path / "none"), resume=True), ToyBatches())
    with pytest.raises(PlaygroundError, match="found none"):
        train(ToyConfig(preset="other", resume=True), ToyBatches())


def test_a_run_killed_before_its_config_was_written_starts_when_resumed(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "command.json").write_text("{}")
    _, run = train(ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1, resume=True), ToyBatches())
    assert run.epoch == 1


def test_only_a_better_score_replaces_the_best(tmp_path):
    run = runs.Run(tmp_path, ToyConfig())
    assert run.keep_best(0.5, {"w": np.ones(2)})
    assert not run.keep_best(0.5, {"w": np.zeros(2)})
    assert run.best()["w"].tolist() == [1, 1]
    assert run.keep_best(0.6, {"w": np.zeros(2)})
    assert run.best()["w"].tolist() == [0, 0]


def test_publishing_copies_a_finished_run_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "PRETRAINED", tmp_path / "pretrained")
    _, run = train(ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1), ToyBatches())
    with pytest.raises(PlaygroundError, match=r"which has no metadata\.json"):
        runs.publish(run.path, "toy")
    storage.write_hashes(run.path, runs.metadata(run, "toy", 65, [], "the loop"), ["config.json", "history.csv"])
    target = runs.publish(run.path, "toy")
    assert {file.name for file in target.iterdir()} == {"config.json", "history.csv", "metadata.json"}
    folder = storage.open_model(target, "toy")
    assert set(storage.METADATA_KEYS) == set(folder.metadata)
    assert folder.metadata["command"].startswith("python -m ")
    assert json.loads((target / "config.json").read_text()) == {
        "preset": "toy", "seed": 1, "num_epochs": 1, "checkpoint_seconds": 120.0, "max_steps_per_epoch": None,
    }  # fmt: skip
