"""Pages under test: the app from its entrypoint, with small stand-ins for the models unless a test says otherwise."""

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from models import storage
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
    "models.sentiment": ("SentimentClassifier", fakes.FakeClassifier),
    "models.text_generation": ("TextGenerator", fakes.FakeGenerator),
    "models.digit_gan": ("DigitSampler", fakes.FakeSampler),
}


@pytest.fixture
def without_keras(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-ins in place of the model families, and no background import."""
    for name, (face, fake) in FACES.items():
        module = ModuleType(name)
        setattr(module, face, fake)
        # What of a family needs no Keras is the real thing.
        module.__path__ = [str(ROOT.joinpath(*name.split(".")))]
        monkeypatch.setitem(sys.modules, name, module)
    explanations = ModuleType("models.sentiment.explanations")
    explanations.explain = fakes.explain
    monkeypatch.setitem(sys.modules, "models.sentiment.explanations", explanations)
    monkeypatch.setitem(
        sys.modules, "models.sentiment.explanation_checks", ModuleType("models.sentiment.explanation_checks")
    )
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
        app = AppTest.from_file(str(ROOT / "streamlit_app.py"), default_timeout=120)
        app.context["locale"] = {"en": "en-US", "zh": "zh-CN"}[language]
        app.run()
        if PAGES[name] is not None:
            app.query_params.update(query)
            app.switch_page(PAGES[name]).run()
        return app

    return open_page


def words_of(app: AppTest) -> str:
    """Everything that the page says, one element a line."""
    kinds = ("title", "subheader", "markdown", "caption", "text", "code", "error", "warning", "info")
    said = [str(element.value) for kind in kinds for element in getattr(app, kind)]
    said += [element.label for kind in ("button", "metric", "expander") for element in getattr(app, kind)]
    return "\n".join(said)
