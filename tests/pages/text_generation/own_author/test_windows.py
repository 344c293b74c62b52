"""A visitor's training where the platform has no fcntl, no resource and no process groups, as on Windows."""

import os
import subprocess
import sys
from types import ModuleType

import pytest

import pages
from pages.text_generation.own_author import folders, process
from tests.waiting import wait_until

LIBRARIES = ("fcntl", "resource")
"""Of Python, on Linux and macOS alone."""


@pytest.fixture
def windows(monkeypatch) -> list[int]:
    """No such module or function here, and ``msvcrt`` in their place; what it was asked for."""
    asked: list[int] = []
    msvcrt = ModuleType("msvcrt")
    msvcrt.LK_LOCK, msvcrt.LK_NBLCK = 1, 2
    taken: set[int] = set()

    def locking(descriptor: int, mode: int, length: int) -> None:
        file = os.fstat(descriptor).st_ino
        asked.append(mode)
        if file in taken and mode == msvcrt.LK_NBLCK:
            raise PermissionError(13, "Permission denied")
        taken.add(file)

    msvcrt.locking = locking
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.setitem(sys.modules, "msvcrt", msvcrt)
    for name in ("killpg", "nice", "getppid"):
        monkeypatch.delattr(os, name)
    # The pages are imported anew without them, and the old ones are back after the test.
    monkeypatch.setattr(pages, "text_generation", pages.text_generation)
    for name in [name for name in sys.modules if name.startswith("pages.text_generation")]:
        monkeypatch.delitem(sys.modules, name)
    return asked


def test_the_page_opens(windows, presets, open_page):
    app = open_page("text_generation", view="own")
    assert not app.exception and app.button(key="text_own_train")
    assert sys.modules["pages.text_generation.own_author.folders"].fcntl is None


def test_trainings_run_stop_and_are_forgotten(windows, tmp_path):
    from pages.text_generation.own_author.jobs import State, TrainingJobs

    actions = {"ends": "(run / 'metadata.json').write_text('{}')", "waits": "time.sleep(3600)"}

    def command(training):
        action = actions[training.text_file.read_text()]
        code = "import pathlib, sys, time; run = pathlib.Path(sys.argv[1]); run.mkdir(exist_ok=True); "
        return [
            sys.executable,
            "-S",
            "-c",
            code + "(run / 'config.json').write_text('{}'); " + action,
            str(training.run),
        ]

    jobs = TrainingJobs(tmp_path, command)
    left = TrainingJobs(tmp_path, command)  # a second server: it sweeps nothing of the first
    assert windows == [1, 2, 1] and jobs.root.is_dir()
    ends, waits, other = jobs.add("ends", 60), jobs.add("waits", 60), jobs.add("waits", 60)
    wait_until(lambda: ends.state is State.FINISHED)
    wait_until(lambda: (waits.run / "config.json").is_file())
    jobs.stop(waits)
    wait_until(lambda: waits.state is State.STOPPED)
    wait_until(lambda: (other.run / "config.json").is_file())
    running: subprocess.Popen = other.process
    jobs.forget(other)
    assert running.poll() is not None and not other.folder.exists()
    jobs.close()
    left.close()
    assert not list(tmp_path.iterdir())


def test_a_process_gets_what_the_platform_can_give(monkeypatch, tmp_path):
    asked = {}
    monkeypatch.setattr(
        process.subprocess, "Popen", lambda command, **settings: asked.update(settings, command=command)
    )
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(process.subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)
    monkeypatch.setattr(process.subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0x4000, raising=False)
    process.start(["program", "argument"], process.Limits(10, 2_000, 60), tmp_path / "log.txt")
    assert asked["command"] == ["program", "argument"] and asked["creationflags"] == 0x4200


def test_where_nothing_can_be_locked_nothing_is_swept(monkeypatch, tmp_path):
    monkeypatch.setattr(folders, "fcntl", None)
    monkeypatch.setattr(folders, "msvcrt", None)
    folder, file = folders.make(tmp_path)
    folders.sweep(tmp_path)
    assert folder.is_dir()
    folders.remove(folder, file)
    assert not folder.exists()
