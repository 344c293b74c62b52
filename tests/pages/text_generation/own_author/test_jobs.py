"""The line of trainings: with a command that takes milliseconds in place of a network."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.errors import PlaygroundError
from models.storage import open_model
from pages.text_generation.own_author import folders, process
from pages.text_generation.own_author import jobs as training_jobs
from pages.text_generation.own_author.jobs import State, Training, TrainingJobs
from tests.waiting import wait_until

# Stands in for a training: {action} is what it does once it has said that it is there.
FAKE = """
import json, os, pathlib, resource, signal, subprocess, sys, time
run = pathlib.Path(sys.argv[1])
run.mkdir(exist_ok=True)
def ready():
    (run / "config.json").write_text("{{}}")
def finish():
    (run / "metadata.json").write_text("{{}}")
{action}
"""
FINISHES = "ready(); finish()"
WAITS = "ready(); time.sleep(3600)"


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_jobs(tmp_path, clock, monkeypatch):
    """``make_jobs("finish()")``: a line whose trainings do that; looked after only when the test says so."""
    made: list[TrainingJobs] = []
    monkeypatch.setattr(training_jobs, "NICE", 1)  # on a machine that is busy with other tests more takes seconds

    def make_jobs(action: str = FINISHES, **settings) -> TrainingJobs:
        def command(training: Training) -> list[str]:
            return [sys.executable, "-S", "-c", FAKE.format(action=action), str(training.run)]

        settings = {"root": tmp_path, "command": command, "clock": clock, "watch": False} | settings
        made.append(TrainingJobs(**settings))
        return made[-1]

    yield make_jobs
    for jobs in made:
        jobs.close()


def until(jobs: TrainingJobs, reached) -> None:
    wait_until(reached, meanwhile=jobs.tick)


def running(training: Training):
    return lambda: training.state is State.RUNNING and (training.run / "config.json").is_file()


def is_there(process_id: int) -> bool:
    try:
        return Path(f"/proc/{process_id}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_two_visitors_train_in_turn(make_jobs):
    jobs = make_jobs(WAITS)
    first, second = jobs.add("first", 60), jobs.add("second", 60)
    until(jobs, running(first))
    assert second.state is State.WAITING and jobs.ahead(second) == [first] and not jobs.ahead(first)
    assert first.folder.parent == second.folder.parent and len(first.folder.name) >= 32
    assert first.folder.stat().st_mode & 0o077 == 0 and jobs.root.stat().st_mode & 0o077 == 0
    jobs.stop(first)
    assert first.state is State.STOPPING
    until(jobs, running(second))
    assert first.state is State.STOPPED and first.problem is None and first.process is None
    jobs.go_on(first)
    assert jobs.ahead(first) == [second] and training_jobs.training_command(first)[-1] == "--resume"


def test_it_is_finished_with_metadata_and_failed_without(make_jobs, caplog):
    jobs = make_jobs(FINISHES)
    training = jobs.add("text", 60)
    until(jobs, lambda: not training.active)
    assert training.state is State.FINISHED and training.problem is None
    jobs = make_jobs("print('secret of the server'); print(' the reason '); sys.exit(3)")
    training = jobs.add("text", 60)
    with caplog.at_level(logging.ERROR):
        until(jobs, lambda: not training.active)
    assert training.state is State.FAILED and str(training.problem).startswith("The training broke off")
    assert "exit code 3: the reason" in caplog.text and "secret" not in caplog.text


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("memory = b'x' * 900_000_000", "too much memory"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "too much memory"),
        ("sys.exit('OSError: [Errno 28] No space left on device')", "no room left"),
    ],
)
def test_what_a_visitor_is_told(make_jobs, action, said):
    jobs = make_jobs(action, megabytes=500)
    training = jobs.add("text", 60)
    until(jobs, lambda: not training.active)
    assert training.state is State.FAILED and said in str(training.problem)


def test_it_is_limited_and_takes_its_children_along(make_jobs):
    jobs = make_jobs(
        "child = subprocess.Popen(['sleep', '3600'])\n"
        "facts = [child.pid, os.nice(0), resource.getrlimit(resource.RLIMIT_DATA)[0],"
        " resource.getrlimit(resource.RLIMIT_CPU)[0], os.environ['TF_NUM_INTRAOP_THREADS'], os.getpgid(0)]\n"
        "(run / 'facts').write_text(json.dumps(facts)); ready()\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "time.sleep(3600)",
        megabytes=700,
    )
    training = jobs.add("text", 60)
    until(jobs, running(training))
    leader = training.process.pid
    child, nice, memory, seconds, threads, group = json.loads((training.run / "facts").read_text())
    assert nice == min(os.nice(0) + training_jobs.NICE, 19)
    assert (memory, seconds, threads, group) == (700_000_000, 180, "1", leader) and group != os.getpgid(0)
    assert is_there(child) and is_there(leader)
    jobs.forget(training)
    until(jobs, lambda: not is_there(child) and not is_there(leader))
    assert training.state is State.FORGOTTEN and not training.folder.exists()


def test_one_that_does_not_stop_or_end_is_ended(make_jobs, clock):
    jobs = make_jobs("signal.signal(signal.SIGTERM, signal.SIG_IGN); " + WAITS)
    stubborn, endless = jobs.add("text", 60), jobs.add("text", 60)
    until(jobs, running(stubborn))
    jobs.stop(stubborn)
    jobs.tick()
    assert stubborn.state is State.STOPPING
    clock.now += training_jobs.SECONDS_TO_STOP + 1
    until(jobs, running(endless))
    assert stubborn.state is State.STOPPED
    clock.now += 60 + training_jobs.SECONDS_TO_START_AND_FINISH + 1
    until(jobs, lambda: not endless.active)
    assert endless.state is State.FAILED and "much longer" in str(endless.problem)


def test_a_visitor_who_has_gone_is_stopped_and_then_forgotten(make_jobs, clock):
    jobs, here = make_jobs(WAITS), {"first": True, "second": True}
    first = jobs.add("text", 600, lambda: here["first"])
    second = jobs.add("text", 600, lambda: here["second"])
    until(jobs, running(first))
    for _minute in range(5):
        clock.now += 60
        jobs.tick()
    assert first.state is State.RUNNING and second.state is State.WAITING
    here["second"] = False
    clock.now += training_jobs.GONE_AFTER + 1
    jobs.tick()
    assert first.state is State.RUNNING and second.state is State.STOPPED
    here["first"] = False
    clock.now += training_jobs.GONE_AFTER + 1
    until(jobs, lambda: first.state is State.STOPPED)
    clock.now += training_jobs.FORGOTTEN_AFTER - training_jobs.GONE_AFTER - 2
    jobs.touch(first)
    jobs.tick()
    assert second.state is State.FORGOTTEN and not second.folder.exists() and first.folder.exists()
    clock.now += training_jobs.FORGOTTEN_AFTER + 1
    jobs.tick()
    assert first.state is State.FORGOTTEN and [one.name for one in jobs.root.iterdir()] == ["lock"]


def test_too_many_are_refused_and_the_stalest_makes_room(make_jobs, clock, monkeypatch):
    jobs = make_jobs(WAITS)
    monkeypatch.setattr(training_jobs, "MOST_KEPT", training_jobs.MOST_WAITING + 1)
    line = [jobs.add("text", 60) for _visitor in range(training_jobs.MOST_WAITING + 1)]
    with pytest.raises(PlaygroundError, match="that many are waiting"):
        jobs.add("text", 60)
    assert len(list(jobs.root.iterdir())) == len(line) + 1
    jobs.stop(line[3])
    jobs.stop(line[2])
    clock.now += 1
    jobs.touch(line[2])
    newest = jobs.add("text", 60)
    assert line[3].state is State.FORGOTTEN and line[2].state is State.STOPPED and newest.state is State.WAITING


def test_a_full_disk_is_one_sentence_and_leaves_nothing(make_jobs, monkeypatch):
    jobs = make_jobs()

    def fail(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(training_jobs, "write_atomically", fail)
    with pytest.raises(PlaygroundError, match="no room left"):
        jobs.add("text", 60)
    assert [one.name for one in jobs.root.iterdir()] == ["lock"]


def test_it_ends_with_the_server_and_what_a_killed_one_left_is_swept(make_jobs, tmp_path):
    ready = tmp_path / "ready"
    server = (
        "import sys, time, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "from pages.text_generation.own_author.jobs import TrainingJobs\n"
        "jobs = TrainingJobs(pathlib.Path(sys.argv[2]), lambda training: ['/bin/sleep', '3600'])\n"
        "training = jobs.add('text', 60)\n"
        "while training.process is None: time.sleep(0.01)\n"
        "pathlib.Path(sys.argv[3]).write_text(str(training.process.pid))\n"
        "time.sleep(3600 if sys.argv[4] == 'killed' else 0)\n"
    )
    for how in ("ends", "killed"):
        ready.unlink(missing_ok=True)
        server_process = subprocess.Popen([sys.executable, "-c", server, str(process.ROOT), str(tmp_path), ready, how])
        wait_until(lambda: ready.exists() and ready.read_text())
        training = int(ready.read_text())
        if how == "killed":
            server_process.kill()
        server_process.wait()
        wait_until(lambda child=training: not is_there(child))
        assert len(list(tmp_path.glob(f"{folders.PREFIX}*"))) == (how == "killed")
    jobs = make_jobs()
    assert list(tmp_path.glob(f"{folders.PREFIX}*")) == [jobs.root]


def test_the_thread_does_all_this_by_itself(make_jobs):
    jobs = make_jobs(FINISHES, watch=True)
    first, second = jobs.add("text", 60), jobs.add("text", 60)
    wait_until(lambda: not first.active and not second.active)
    assert first.state is second.state is State.FINISHED


def test_the_real_command_trains_a_writer_in_a_second(tmp_path, clock, monkeypatch):
    monkeypatch.setattr(training_jobs, "NICE", 1)
    # By this clock it is never late, however long a busy machine takes to start it.
    jobs = TrainingJobs(tmp_path, clock=clock)
    training = jobs.add("The quick brown fox jumps over the lazy dog.\nPack my box with five dozen jugs!\n" * 80, 1)
    wait_until(lambda: not training.active)
    assert training.state is State.FINISHED, training.log.read_text()
    folder = open_model(training.run, "text_generation")
    assert 1 <= len(folder.history) < folder.config["num_epochs"]
    assert (training.run / "progress.csv").is_file() and list((training.run / "samples").glob("*.txt"))
    jobs.close()
    assert not list(tmp_path.iterdir())
