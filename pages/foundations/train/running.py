"""A training on the page: a slice of time for each redraw, so that it can be watched, stopped and gone on with.

A slice is short and only one visitor's slice is computed at a time: many who train at once share one core in turns,
and the other pages keep theirs. A training that is not looked at (its tab is closed) computes nothing.
"""

import enum
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import streamlit as st

from models.one_thread import one_blas_thread
from pages.shared import _, pgettext

SECONDS_BETWEEN_SLICES = 0.25
SHORTEST_SLICE, LONGEST_SLICE = 0.16, 0.5
"""Seconds: a slice is as long as the pause before it was, within these limits. Drawing takes long on a busy machine,
and a training that got only the shortest slices would take minutes there."""
LONGEST_WAIT = 1.0
"""Seconds that a slice waits for its turn; then the page is drawn without it and asks again."""
_TURN = threading.Lock()
_ADVANCED = "advanced"

Figures = dict[str, float]


class State(enum.Enum):
    """Where a training is."""

    RUNNING = enum.auto()
    RESTING = enum.auto()
    FINISHED = enum.auto()
    OUT_OF_TIME = enum.auto()
    DIVERGED = enum.auto()


@dataclass
class Run:
    """One training of a visitor.

    Attributes:
        subject: what is trained.
        steps: a program's generator.
        settings: in words, as it was begun with.
        budget: seconds of computing that it may take.
        steps_a_slice: fewer than there would be time for, where one wants to watch.
        rows: what the generator has yielded so far.
        seconds: of computing so far, by this run's own thread.
        rested_at: when the last slice ended, by the clock.
        notes: what the view keeps with the run, such as samples.
        lock: held while the subject is trained or asked: a network keeps what it worked out on the way forward, and
            one run of the page may still be at work when the next begins.
    """

    subject: Any
    steps: Iterator[tuple[int, Figures]]
    settings: str
    budget: float = 60.0
    steps_a_slice: int = 1_000_000
    rows: list[tuple[int, Figures]] = field(default_factory=list)
    seconds: float = 0.0
    state: State = State.RUNNING
    rested_at: float | None = None
    notes: dict[str, Any] = field(default_factory=dict)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def advance(
        self, clock: Callable[[], float] = time.perf_counter, computed: Callable[[], float] = time.thread_time
    ) -> None:
        """Train for a slice, at least one step, when it is this run's turn.

        A slice ends by the ``clock``, a budget by what this thread has ``computed``: on a busy machine a training
        takes longer, but it does not end with less.
        """
        with self.lock:
            if self.state is State.RUNNING and _TURN.acquire(timeout=LONGEST_WAIT):
                self._slice(clock, computed)

    def _slice(self, clock: Callable[[], float], computed: Callable[[], float]) -> None:
        started, before = clock(), computed()
        pause = started - self.rested_at if self.rested_at is not None else 0.0
        seconds = min(max(pause, SHORTEST_SLICE), LONGEST_SLICE)
        try:
            # The matrices are small: a second BLAS thread costs more than it brings.
            with np.errstate(all="ignore"), one_blas_thread():
                for _step in range(self.steps_a_slice):
                    if not self._step() or clock() - started >= seconds:
                        break
        finally:
            self.rested_at = clock()
            self.seconds += computed() - before
            _TURN.release()
        if self.state is State.RUNNING and self.seconds >= self.budget:
            self.state = State.OUT_OF_TIME

    def _step(self) -> bool:
        """One step; False where it was the last one."""
        row = next(self.steps, None)
        if row is None:
            self.state = State.FINISHED
            return False
        if not all(map(math.isfinite, row[1].values())):
            self.state = State.DIVERGED
            return False
        self.rows.append(row)
        return True


def run_of(name: str) -> Run | None:
    """This visitor's training of a program, if there is one."""
    return st.session_state.get(f"foundations_{name}_run")


def panel(name: str, make: Callable[[], Run], view: Callable[[Run], None], ready: bool = True) -> Run | None:
    """The buttons, and below them the training as it goes.

    Args:
        name: the program's; keys begin with ``foundations_<name>``.
        make: begins a training with the settings as they are now.
        view: draws a training: its figures, curves, words.
        ready: whether a training can be begun.

    Returns:
        The training, at whatever state; None where there is none yet.
    """
    run = run_of(name)
    if run is not None:
        # Before the buttons, which say what can be done with it behind this slice.
        run.advance()
        run.notes[_ADVANCED] = True
    running = run is not None and run.state is State.RUNNING
    with st.container(horizontal=True, gap="small", key=f"foundations_{name}_buttons"):
        st.button(
            _("Train") if run is None else _("Start over"),
            type="secondary" if running else "primary",
            icon=":material/model_training:" if run is None else ":material/restart_alt:",
            key=f"foundations_{name}_start",
            disabled=not ready,
            on_click=_begin,
            args=(name, make),
        )
        st.button(
            _("Stop"),
            icon=":material/stop:",
            key=f"foundations_{name}_stop",
            disabled=not running,
            on_click=_set_state,
            args=(name, State.RESTING),
        )
        st.button(
            _("Go on"),
            icon=":material/resume:",
            key=f"foundations_{name}_go_on",
            disabled=run is None or run.state is not State.RESTING,
            on_click=_set_state,
            args=(name, State.RUNNING),
        )
    with st.container():
        if run is not None:
            every = SECONDS_BETWEEN_SLICES if running else None
            st.fragment(_live, run_every=every)(name, view)
    return run


def _begin(name: str, make: Callable[[], Run]) -> None:
    st.session_state[f"foundations_{name}_run"] = make()


def _set_state(name: str, state: State) -> None:
    run = run_of(name)
    if run is not None and run.state in (State.RUNNING, State.RESTING):
        run.state = state


def _live(name: str, view: Callable[[Run], None]) -> None:
    run = run_of(name)
    if run is None:
        return
    ended = False
    if not run.notes.pop(_ADVANCED, False):  # the page itself draws the fragment once, before the clock does
        was_running = run.state is State.RUNNING
        run.advance()
        ended = was_running and run.state is not State.RUNNING
    with st.container(key=f"foundations_{name}_live"):
        if run.rows:
            with run.lock:
                view(run)
        st.caption(in_words(run))
        if run.state is State.DIVERGED:
            st.warning(
                _("The loss is no number any more: the steps were too long. Choose a smaller learning rate."),
                icon=":material/error:",
            )
    if ended:
        st.rerun()  # the buttons mean something else now, and there is more to show


def in_words(run: Run) -> str:
    """The settings of a run, how long it has computed, and where it is."""
    state = {
        State.RUNNING: pgettext("state", "training"),
        State.RESTING: _("stopped"),
        State.FINISHED: _("finished"),
        State.OUT_OF_TIME: _("its time is over"),
        State.DIVERGED: _("broken off"),
    }[run.state]
    return _("This training: {settings}. {seconds} s of computing, {state}.").format(
        settings=run.settings, seconds=f"{run.seconds:.1f}", state=state
    )
