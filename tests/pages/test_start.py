"""The first seconds of a fresh server: the home page without Keras, and visitors who do not wait."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent.parent

HOME_ALONE = """
import sys
from streamlit.testing.v1 import AppTest
from pages.shared import warm_up
started = []
warm_up.start = lambda afterwards: started.append(True)
app = AppTest.from_file("streamlit_app.py", default_timeout=600).run()
assert not app.exception and app.title, app.exception
heavy = {"keras", "tensorflow", "jax", "torch"} & set(sys.modules)
assert not heavy, heavy
assert started, "the background import was not begun"
print("fine")
"""

IMPATIENT = """
import sys, threading, time
from streamlit.testing.v1 import AppTest
from pages.shared import warm_up
app = AppTest.from_file("streamlit_app.py", default_timeout=600).run()
time.sleep(float(sys.argv[1]))
early = warm_up.start().is_alive()
for page in ("pages/3_Digits.py", "pages/1_Sentiment.py", "pages/2_Text_Generation.py"):
    app.switch_page(page).run()
    assert not app.exception, app.exception
    # A preset that is not trained yet says so; nothing else may be wrong.
    assert all("is not here" in error.value for error in app.error), [error.value for error in app.error]
assert [thread.name for thread in threading.enumerate()].count("warm-up") <= 1
warm_up.start().join()
assert "keras" in sys.modules and sys.modules["keras"].ops.__name__
for family, face in (
    ("models.sentiment", "SentimentClassifier"),
    ("models.text_generation", "TextGenerator"),
    ("models.digit_gan", "DigitSampler"),
):
    assert hasattr(sys.modules[family], face)
print("fine", early)
"""


CLEARED = """
import keras
from streamlit.testing.v1 import AppTest
calls = []
keras.backend.clear_session = lambda *arguments, **more: calls.append(True)
app = AppTest.from_file("streamlit_app.py", default_timeout=600).run()
app.run()
assert not app.exception
print("fine" if not calls else f"cleared {len(calls)} times")
"""


def run_fresh(program: str, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
    finished = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr[-4000:]
    return finished.stdout


def test_home_imports_neither_keras_nor_tensorflow():
    assert "fine" in run_fresh(HOME_ALONE)


@pytest.mark.parametrize("delay", ["0.3", "1", "2.5"])
def test_a_page_opened_while_keras_is_being_imported(delay):
    assert "fine" in run_fresh(IMPATIENT, delay)


def test_a_visitor_does_not_clear_keras_for_the_others():
    assert "fine" in run_fresh(CLEARED)
