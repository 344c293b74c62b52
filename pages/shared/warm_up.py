"""The slow start, off the visitor's path: one background thread a process imports Keras and opens the models.

The thread enters through ``keras``, as every module of ours does: two threads that enter TensorFlow
and Keras by different doors deadlock or find half a module. Nothing else in the pages imports either.
"""

import logging
import sys
import threading
from collections.abc import Callable

from streamlit.runtime.scriptrunner import script_runner

LOG = logging.getLogger(__name__)

_lock = threading.Lock()
_thread: threading.Thread | None = None
_imported = threading.Event()


def start(afterwards: Callable[[], None] | None = None) -> threading.Thread:
    """Begin the import, unless it has begun, and return at once.

    Args:
        afterwards: what the thread does when the import is over, such as opening the models.
    """
    global _thread
    with _lock:
        if _thread is None:
            _let_keras_be()
            # Both threads need these: bring them in before there are two.
            import numpy  # noqa: F401
            import pandas  # noqa: F401
            import PIL.Image  # noqa: F401

            _thread = threading.Thread(target=_work, args=(afterwards,), name="warm-up", daemon=True)
            _thread.start()
        return _thread


def wait() -> None:
    """Return once the import is over; whoever needs a model calls this first."""
    start()
    _imported.wait()


def _let_keras_be() -> None:
    """Keep Streamlit from clearing Keras's session whenever a page of any visitor has run.

    ``keras.backend.clear_session()`` empties a state that all threads share, under the hands of a thread that is
    opening a model, and throws away TensorFlow's kernels: the next prediction took 200 ms in place of 4 (measured).
    """
    if hasattr(script_runner, "_clean_problem_modules"):
        script_runner._clean_problem_modules = lambda: None


def _work(afterwards: Callable[[], None] | None) -> None:
    try:
        import keras  # noqa: F401 - first, see above

        from models.digit_gan import DigitSampler  # noqa: F401
        from models.sentiment import SentimentClassifier  # noqa: F401
        from models.text_generation import TextGenerator  # noqa: F401

        _imported.set()
        if afterwards is not None:
            afterwards()
    except Exception:
        # The page that needs the module imports it again and tells its visitor what is wrong.
        if not sys.is_finalizing():
            LOG.exception("the models could not be made ready in the background")
    finally:
        _imported.set()
