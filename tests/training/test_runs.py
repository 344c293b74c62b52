"""The loop: killed anywhere and resumed, it ends where an undisturbed run ends."""

import dataclasses
import json
import os
import signal
import time
import zipfile

import keras
import numpy as np
import pandas as pd
import pytest

from models import storage
from models.errors import PlaygroundError
from training import command_line, runs, saving
from training.progress import Progress

STEPS = 12


@dataclasses.dataclass(frozen=True)
class ToyConfig:
    """A network small enough to train in a test."""

    preset: str = "toy"
    """Which preset."""
    run_dir: str | None = None
    """The run's folder."""
    resume: bool = False
    """Go on with the run."""
    seed: int = 1
    """The seed."""
    num_epochs: int = 3
    """Passes over the data."""

    @classmethod
    def for_preset(cls, preset):
        return cls(num_epochs=2) if preset == "short" else cls()


def build():
    layers = [keras.Input((6,)), keras.layers.Dense(8, "relu"), keras.layers.Dropout(0.5), keras.layers.Dense(1)]
    return keras.Sequential(layers)


class ToyBatches:
    steps_per_epoch = STEPS

    def __init__(self, kill_at=None, number=signal.SIGTERM):
        self.kill_at, self.number = kill_at, number

    def epoch(self, epoch, first_step):
        for step in range(first_step, STEPS):
            if (epoch, step) == self.kill_at:
                os.kill(os.getpid(), self.number)
            x = np.random.default_rng((epoch, step)).normal(size=(16, 6)).astype("float32")
            yield x, x[:, :1]


def train(config, batches, checkpoint_seconds=120.0, learning_rate=0.01, **more):
    keras.utils.set_random_seed(config.seed)
    run = runs.Run.start(config)
    model = build()
    model.compile(keras.optimizers.Adam(learning_rate, use_ema=True), "mse", jit_compile=False)
    runs.train(model, batches, run, config.num_epochs, lambda run: {"score": -run.epoch}, checkpoint_seconds, **more)
    return model, run


def state(model):
    return [np.asarray(variable) for variable in [*model.variables, *model.optimizer.variables]]


@pytest.mark.parametrize("kill_at", [(0, 0), (1, 5), (2, STEPS - 1)])
def test_a_stopped_run_resumes_bit_for_bit(tmp_path, kill_at):
    whole, whole_run = train(ToyConfig(run_dir=str(tmp_path / "whole")), ToyBatches())
    config = ToyConfig(run_dir=str(tmp_path / "killed"))
    with pytest.raises(runs.Stopped, match="--resume"):
        train(config, ToyBatches(kill_at))
    resumed, resumed_run = train(dataclasses.replace(config, resume=True), ToyBatches())
    for expected, received in zip(state(whole), state(resumed), strict=True):
        np.testing.assert_array_equal(expected, received)
    columns = ["epoch", "loss", "score"]
    whole_history, resumed_history = (storage.ModelFolder(run.path).history for run in (whole_run, resumed_run))
    assert whole_history[columns].equals(resumed_history[columns])
    assert len(resumed_history) == 3


class Clock:
    """A clock on which every look takes a tenth of a second."""

    def __init__(self):
        self.now = 0.0

    def monotonic(self):
        self.now += 0.1
        return self.now

    strftime, gmtime = staticmethod(time.strftime), staticmethod(time.gmtime)


def progress_of(run):
    return pd.read_csv(run.path / "progress.csv")


def test_a_time_budget_ends_the_run_and_a_resumed_one_has_what_is_left_of_it(tmp_path, monkeypatch):
    clock = Clock()
    monkeypatch.setattr(runs, "time", clock)
    monkeypatch.setattr("training.progress.time", clock)
    seconds = []
    more = {"time_budget": 12.0, "before_step": seconds.append}
    config = ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1000)
    with pytest.raises(runs.Stopped):
        train(config, ToyBatches((1, 5)), **more)
    stopped = progress_of(runs.Run(tmp_path / "run", config))
    assert 0 < seconds[-1] < 12
    _, run = train(dataclasses.replace(config, resume=True), ToyBatches(), **more)

    assert seconds == sorted(seconds) and 11 < seconds[-1] < 12.2 and 12 <= run.wall_seconds < 13
    history, progress = storage.ModelFolder(run.path).history, progress_of(run)
    assert history["epoch"].tolist() == list(range(1, run.epoch + 1))
    # Every two seconds, from the beginning on, and no step twice.
    assert progress[: len(stopped)].equals(stopped) and len(progress) > len(stopped) > 0
    assert (progress["step"].diff().dropna() > 0).all()
    assert (progress["seconds"].diff().dropna().between(2, 3.5)).all()
    assert progress["loss"].between(0, 10).all()
    steps_in_all = len(seconds)
    assert progress["step"].iloc[-1] <= steps_in_all
    # Nothing is left: the run is as it was.
    train(dataclasses.replace(config, resume=True), ToyBatches(), **more)
    assert len(seconds) == steps_in_all


def test_what_a_resumed_run_does_again_leaves_its_progress(tmp_path):
    path = tmp_path / "progress.csv"
    path.write_text("step,loss,seconds\n10,2.0,2.0\n20,1.5,4.0\n30,1.2,6.0\n4")
    Progress(path, 20)
    assert path.read_text() == "step,loss,seconds\n10,2.0,2.0\n20,1.5,4.0\n"
    Progress(path, 0)
    assert path.read_text() == "step,loss,seconds\n"


def test_what_has_an_average_comes_as_its_average_in_the_order_asked_for(tmp_path):
    model, _ = train(ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1), ToyBatches())
    kernel, bias = model.layers[-1].weights
    averages = runs.weight_averages(model, [bias, kernel])
    assert [average.shape for average in averages] == [bias.shape, kernel.shape]
    assert np.abs(np.asarray(averages[1]) - np.asarray(kernel)).max() > 1e-3
    plain = build()
    plain.compile("sgd", "mse")
    assert runs.weight_averages(plain) == plain.weights


def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path):
    whole, _ = train(ToyConfig(run_dir=str(tmp_path / "whole")), ToyBatches())
    config = ToyConfig(run_dir=str(tmp_path / "killed"))
    with pytest.raises(runs.Stopped):
        train(config, ToyBatches((2, 3)), checkpoint_seconds=0)
    checkpoints = sorted((tmp_path / "killed" / "checkpoints").iterdir())
    assert len(checkpoints) == 2
    checkpoints[-1].write_bytes(checkpoints[-1].read_bytes()[:1000])
    resumed, _ = train(dataclasses.replace(config, resume=True), ToyBatches())
    for expected, received in zip(state(whole), state(resumed), strict=True):
        np.testing.assert_array_equal(expected, received)


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


def test_a_loss_that_explodes_ends_in_one_sentence(tmp_path):
    class Infinite(ToyBatches):
        def epoch(self, epoch, first_step):
            for x, y in super().epoch(epoch, first_step):
                yield x, y * np.inf

    with pytest.raises(PlaygroundError, match="learning-rate"):
        train(ToyConfig(run_dir=str(tmp_path / "run")), Infinite())


def test_only_a_better_score_replaces_the_best(tmp_path):
    run = runs.Run(tmp_path, ToyConfig())
    assert run.keep_best(0.5, {"w": np.ones(2)})
    assert not run.keep_best(0.5, {"w": np.zeros(2)})
    assert run.best()["w"].tolist() == [1, 1]
    assert run.keep_best(0.6, {"w": np.zeros(2)})
    assert run.best()["w"].tolist() == [0, 0]


def test_a_saved_network_is_float32_half_the_size_and_loads_equal(tmp_path):
    def wide():
        return keras.Sequential([keras.Input((64,)), keras.layers.Dense(256), keras.layers.Dense(64)])

    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        trained = wide()
        saved = saving.save_network(wide, trained.get_weights(), tmp_path / "model.keras")
    finally:
        keras.config.set_dtype_policy("float32")
    assert (tmp_path / "model.keras").stat().st_size < 2.3 * sum(weight.size for weight in trained.get_weights())
    loaded = keras.models.load_model(tmp_path / "model.keras")
    assert getattr(loaded, "optimizer", None) is None
    assert {layer.dtype_policy.name for layer in loaded.layers} == {"float32"}
    for expected, received in zip(saved.get_weights(), loaded.get_weights(), strict=True):
        np.testing.assert_array_equal(expected.astype(np.float16), received)
    with zipfile.ZipFile(tmp_path / "model.keras") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "date_saved" not in archive.read("metadata.json").decode()


def test_publishing_copies_a_finished_run_and_nothing_else(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "PRETRAINED", tmp_path / "pretrained")
    _, run = train(ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1), ToyBatches())
    with pytest.raises(PlaygroundError, match=r"which has no metadata\.json"):
        runs.publish(run.path, "toy")
    storage.write_hashes(run.path, runs.metadata(run, "toy", 65, []), ["config.json", "history.csv"])
    target = runs.publish(run.path, "toy")
    assert {file.name for file in target.iterdir()} == {"config.json", "history.csv", "metadata.json"}
    folder = storage.open_model(target, "toy")
    assert set(storage.METADATA_KEYS) == set(folder.metadata)
    assert folder.metadata["command"].startswith("python -m ")
    assert json.loads((target / "config.json").read_text()) == {"preset": "toy", "seed": 1, "num_epochs": 1}


def test_a_preset_sets_the_defaults_that_flags_override(capsys):
    assert command_line.parse(ToyConfig, []).num_epochs == 3
    assert command_line.parse(ToyConfig, ["--preset", "short"]) == ToyConfig(preset="short", num_epochs=2)
    assert command_line.parse(ToyConfig, ["--preset", "short", "--num-epochs", "7"]).num_epochs == 7
    with pytest.raises(SystemExit):
        command_line.parse(ToyConfig, ["--help"])
    text = capsys.readouterr().out
    assert all(sentence in text for sentence in ("Which preset.", "The seed.", "Passes over the data."))


def test_an_error_ends_the_script_in_one_sentence(monkeypatch):
    def fail(config):
        raise PlaygroundError("expected a file, received {received}", received="none")

    monkeypatch.setattr("sys.argv", ["toy"])
    with pytest.raises(SystemExit, match="error: expected a file, received none"):
        command_line.main(ToyConfig, fail)
