"""The slow import, off the visitor's path: one background thread a process brings in Keras and the models.

The thread enters through ``keras``, as every module of ours does: two threads that enter TensorFlow
and Keras by different doors deadlock or find half a module. Nothing else in the pages imports either.
"""

import importlib
import logging
import sys
import threading

LOG = logging.getLogger(__name__)
FAMILIES = ("models.sentiment", "models.text_generation", "models.digit_gan")

_lock = threading.Lock()
_thread: threading.Thread | None = None


def start() -> threading.Thread:
    """Begin the import, unless it has begun; returns at once."""
    global _thread
    with _lock:
        if _thread is None:
            # Both threads need these: bring them in before there are two.
            for name in ("numpy", "pandas", "PIL.Image"):
                importlib.import_module(name)
            _thread = threading.Thread(target=_import_all, name="warm-up", daemon=True)
            _thread.start()
        return _thread


def wait() -> None:
    """Return once the import is over."""
    start().join()


def _import_all() -> None:
    try:
        for name in ("keras", *FAMILIES):
            importlib.import_module(name)
    except Exception:
        # The page that needs the module imports it again and tells its visitor what is wrong.
        if not sys.is_finalizing():
            LOG.exception("the models could not be imported")
