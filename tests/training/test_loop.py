"""The loop: killed anywhere and resumed, it ends where an undisturbed run ends."""

import dataclasses
import time

import numpy as np
import pandas as pd
import pytest

from models import storage
from models.errors import PlaygroundError
from tests.training.toy import STEPS, ToyBatches, ToyConfig, build, state, train
from training import loop, runs


@pytest.mark.parametrize("kill_at", [(0, 0), (1, 5), (2, STEPS - 1)])
def test_a_stopped_run_resumes_bit_for_bit(tmp_path, kill_at):
    whole, whole_run = train(ToyConfig(run_dir=str(tmp_path / "whole")), ToyBatches())
    config = ToyConfig(run_dir=str(tmp_path / "killed"))
    with pytest.raises(loop.Stopped, match="--resume"):
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
    monkeypatch.setattr(loop, "time", clock)
    seconds = []
    more = {"time_budget": 12.0, "before_step": seconds.append}
    config = ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1000)
    with pytest.raises(loop.Stopped):
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
    loop.Progress(path, 20)
    assert path.read_text() == "step,loss,seconds\n10,2.0,2.0\n20,1.5,4.0\n"
    loop.Progress(path, 0)
    assert path.read_text() == "step,loss,seconds\n"


def test_what_has_an_average_comes_as_its_average_in_the_order_asked_for(tmp_path):
    model, _ = train(ToyConfig(run_dir=str(tmp_path / "run"), num_epochs=1), ToyBatches())
    kernel, bias = model.layers[-1].weights
    averages = loop.weight_averages(model, [bias, kernel])
    assert [average.shape for average in averages] == [bias.shape, kernel.shape]
    assert np.abs(np.asarray(averages[1]) - np.asarray(kernel)).max() > 1e-3
    plain = build()
    plain.compile("sgd", "mse")
    assert loop.weight_averages(plain) == plain.weights


def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path):
    whole, _ = train(ToyConfig(run_dir=str(tmp_path / "whole")), ToyBatches())
    config = ToyConfig(run_dir=str(tmp_path / "killed"))
    with pytest.raises(loop.Stopped):
        train(config, ToyBatches((2, 3)), checkpoint_seconds=0)
    checkpoints = sorted((tmp_path / "killed" / "checkpoints").iterdir())
    assert len(checkpoints) == 2
    checkpoints[-1].write_bytes(checkpoints[-1].read_bytes()[:1000])
    resumed, _ = train(dataclasses.replace(config, resume=True), ToyBatches())
    for expected, received in zip(state(whole), state(resumed), strict=True):
        np.testing.assert_array_equal(expected, received)


def test_a_loss_that_explodes_ends_in_one_sentence(tmp_path):
    class Infinite(ToyBatches):
        def epoch(self, epoch, first_step):
            for x, y in super().epoch(epoch, first_step):
                yield x, y * np.inf

    with pytest.raises(PlaygroundError, match="learning-rate"):
        train(ToyConfig(run_dir=str(tmp_path / "run")), Infinite())
