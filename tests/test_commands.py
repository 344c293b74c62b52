"""Every command explains itself and does nothing else when asked to, with what requirements.txt installs and no more.

And nothing committed names somebody's machine.
"""

import importlib.metadata
import json
import os
import re
import shlex
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from models.storage import METADATA_KEYS, PRETRAINED
from training.command_line import parse

ROOT = Path(__file__).parent.parent
WRITTEN = ("README.md", "README.zh.md", "benchmarks/results.json", "docs/text_generation.md")
TRAININGS = ("training.sentiment", "training.text_generation", "training.digit_gan")
EVERY_TRAINING_HAS = ("--preset", "--run-dir", "--resume", "--seed", "--data-dir")
# Runs modules one after the other with some arguments, so that they share the time that imports take. What only the
# tests bring is not there, as after `make run`.
RUN_ALL = """
import contextlib, io, json, runpy, sys, warnings

warnings.simplefilter("ignore")
names, arguments, missing = json.loads(sys.argv[1])
sys.modules.update(dict.fromkeys(missing))
results = {}
for name in names:
    said = io.TextIOWrapper(io.BytesIO(), "utf-8")
    sys.argv = [name, *arguments]
    code = None
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            runpy.run_module(name, run_name="__main__", alter_sys=True)
        except SystemExit as end:
            code = end.code
    said.flush()
    results[name] = [code, said.buffer.getvalue().decode()]
print("RESULTS" + json.dumps(results))
"""


def listed(*patterns):
    done = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip("not a git checkout")
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def named_modules():
    """What README, docs and our own code say that one can run."""
    files = listed("README*.md", "docs/*.md", "*.py", ":!tests")
    texts = [(ROOT / name).read_text(encoding="utf-8") for name in files]
    return sorted({found for text in texts for found in re.findall(r"python -m ((?:\w+\.)*[a-z_0-9]+)\b(?!\.)", text)})


def ours(name):
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or path.is_dir()


def name_of(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


def installed_by(file: str) -> set[str]:
    """The distributions that a requirements file asks for, and those that they ask for."""
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    to_do, found = [name_of(line) for line in lines if re.match("[A-Za-z]", line)], set()
    while to_do:
        name = to_do.pop()
        try:
            needs = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:  # for another platform
            continue
        if name not in found:
            found.add(name)
            to_do += [name_of(one) for one in needs if "extra ==" not in one]
    return found


def only_for_the_tests() -> list[str]:
    """The modules that are here for the tests alone."""
    wanted, brought = installed_by("requirements.txt"), installed_by("requirements-dev.txt")
    owners = importlib.metadata.packages_distributions()
    names = {module: {name_of(owner) for owner in distributions} for module, distributions in owners.items()}
    return sorted(module for module, some in names.items() if some <= brought and not some & wanted)


def run_all(names, *arguments):
    environment = {**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"}
    environment.pop("KERAS_BACKEND", None)
    done = subprocess.run(
        [sys.executable, "-c", RUN_ALL, json.dumps([names, arguments, only_for_the_tests()])],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    assert "RESULTS" in done.stdout, done.stderr[-3000:]
    return json.loads(done.stdout.split("RESULTS")[1])


def test_what_only_the_tests_bring_is_known():
    assert {"jax", "pytest", "playwright"} <= set(only_for_the_tests())
    assert not {"keras", "tensorflow", "numpy", "streamlit"} & set(only_for_the_tests())


@pytest.mark.slow
def test_a_text_is_written():
    (code, said), *_ = run_all(["models.text_generation"], "--prompt", "ROMEO:", "--length", "20").values()
    assert code in (0, None), said
    assert len(said) == len("ROMEO:") + 20 + 1


@pytest.mark.slow
def test_every_command_that_is_named_explains_itself_and_does_nothing_else():
    names = [name for name in named_modules() if ours(name)]
    assert {*TRAININGS, "training.report", "benchmarks", "models.sentiment"} <= set(names)
    assert [name for name in named_modules() if not ours(name)] == ["pytest"]
    before = [(ROOT / name).stat().st_mtime_ns for name in WRITTEN]
    for name, (code, said) in run_all(names, "--help").items():
        assert code == 0, f"{name}: {said[-1000:]}"
        assert "usage:" in said and len(said) > 150, f"{name}: {said}"
        if name in TRAININGS:
            assert [flag for flag in EVERY_TRAINING_HAS if flag not in said] == [], name
    for name, (code, said) in run_all(names, "--no-such-flag").items():
        assert code not in (0, None), f"{name}: {said[-1000:]}"
    assert [(ROOT / name).stat().st_mtime_ns for name in WRITTEN] == before


def test_nothing_committed_names_a_folder_of_somebodys_machine():
    # Put together here, so that this file names none either.
    roots = ["/" + name + "/" for name in ("work", "root", "home", "tmp", "Users")]
    folders = re.compile("(?<![\\w.~}])(?:" + "|".join(roots) + r")\w|\b[A-Z]:\\\\\w")
    found = []
    for name in listed():
        content = (ROOT / name).read_bytes()
        if b"\0" not in content[:8000]:
            found += [f"{name}: {match[0]}" for match in folders.finditer(content.decode("utf-8", "replace"))]
    assert found == []


@pytest.mark.parametrize("folder", sorted(PRETRAINED.iterdir()), ids=lambda path: path.name)
def test_the_command_of_a_shipped_model_is_one_that_a_stranger_can_type(folder):
    metadata = json.loads((folder / "metadata.json").read_text(encoding="utf-8"))
    assert set(METADATA_KEYS) <= set(metadata)
    stages = metadata.get("made_from", [])
    assert all(stage["what"] and set(stage) >= {"command", "sha256"} for stage in stages)
    for command in [metadata["command"], *(stage["command"] for stage in stages)]:
        made = set()
        for part in command.split(" && "):
            assert shlex.split(part)[:3] == ["python", "-m", f"training.{metadata['task']}"]
            config = parse(import_module(f"training.{metadata['task']}.config").Config, shlex.split(part)[3:])
            assert config.data_dir is None and not config.resume
            # A run folder that is read must be one that the command has made before.
            for name in ("start_from", "prepared_from"):
                read = getattr(config, name, None)
                assert read is None or "/" not in read or read in made, command
            made.add(config.run_dir)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert metadata["command"].endswith(f"--preset {config['preset']}")
    for path in folder.glob("*.json"):
        named = re.findall(r"python -m ((?:\w+\.)*\w+)", path.read_text(encoding="utf-8"))
        assert [name for name in named if not ours(name)] == [], path.name
