"""Pages under test: the app from its entrypoint, with small stand-ins for the models unless a test says otherwise."""

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from types import ModuleType

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunData
from streamlit.testing.v1 import AppTest, local_script_runner

from models import digit_gan, sentiment, storage, text_generation
from pages.shared import warm_up
from tests.pages import fakes

ROOT = Path(__file__).parent.parent.parent
PAGES = {
    "home": None,
    "sentiment": "pages/1_Sentiment.py",
    "text_generation": "pages/2_Text_Generation.py",
    "digits": "pages/3_Digits.py",
    "foundations": "pages/4_Foundations.py",
    "training_runs": "pages/5_Training_Runs.py",
}

FACES = {
    sentiment: {"SentimentClassifier": fakes.FakeClassifier},
    text_generation: {"TextGenerator": fakes.FakeGenerator},
    digit_gan: {"DigitSampler": fakes.FakeSampler},
}


@pytest.fixture
def without_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-ins in place of the families' faces, and no background import."""
    for family, faces in FACES.items():
        for name, fake in faces.items():
            # Into the dictionary: asking a lazy family for what is there would bring Keras in.
            monkeypatch.setitem(vars(family), name, fake)
    checks = {"randomised": None, "deletion": None}
    for name, content in (("explanations", {"explain": fakes.explain}), ("explanation_checks", checks)):
        module = ModuleType(f"models.sentiment.{name}")
        vars(module).update(content)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(vars(sentiment), name, module)
    monkeypatch.setattr(warm_up, "start", lambda afterwards=None: None)
    monkeypatch.setattr(warm_up, "wait", lambda: None)


@pytest.fixture(scope="session")
def preset_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every preset, written once."""
    folder = tmp_path_factory.mktemp("presets")
    for preset in storage.SHIPPED:
        fakes.write_preset(folder, preset)
    return folder


@pytest.fixture
def presets(
    without_keras: None, preset_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """A copy of the presets that the app takes for its own, and a folder for runs beside it."""
    folder = tmp_path / "pretrained"
    shutil.copytree(preset_folder, folder)
    monkeypatch.setattr(storage, "PRETRAINED", folder)
    monkeypatch.setenv("PLAYGROUND_RUNS", str(tmp_path / "runs"))
    yield folder
    st.cache_resource.clear()
    st.cache_data.clear()


OpenPage = Callable[..., AppTest]


@pytest.fixture
def open_page() -> OpenPage:
    """``open_page("digits", "zh", digits_seed="7")``: the page reached from the entrypoint, with a query string."""

    def open_page(name: str, language: str = "en", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=600)
        app.context["locale"] = {"en": "en-US", "zh": "zh-CN"}[language]
        app.run()
        if PAGES[name] is not None:
            app.query_params.update(query)
            app.switch_page(PAGES[name]).run()
        return app

    return open_page


@pytest.fixture
def in_history(monkeypatch: pytest.MonkeyPatch) -> OpenPage:
    """``in_history(app, view="walk")``: the browser's Back or Forward brings this address."""

    def in_history(app: AppTest, **query: str) -> AppTest:
        app.query_params = query
        with monkeypatch.context() as patch:
            patch.setattr(local_script_runner, "RerunData", partial(RerunData, is_history_navigation=True))
            return app.run()

    return in_history


def words_of(app: AppTest) -> str:
    """Everything that the page says, one element a line."""
    kinds = ("title", "subheader", "markdown", "caption", "text", "code", "error", "warning", "info")
    said = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    said += [element.label for kind in ("button", "metric", "expander") for element in getattr(app, kind)]
    return "\n".join(said)
