"""The section "Train it here": trainings in slices, stopped, gone on with and started over; what they end with."""

import itertools
import math
import threading

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from models.from_scratch.programs import texts
from pages.foundations.train import figures, running
from pages.foundations.train.running import Run, State
from tests.pages.conftest import words_of


class Clock:
    """A second passes at each look."""

    def __init__(self):
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def endless(**figure: float):
    return ((step, dict(figure)) for step in itertools.count(1))


def test_a_slice_ends_when_its_time_is_over_and_a_training_when_its_budget_is(monkeypatch):
    monkeypatch.setattr(running, "SHORTEST_SLICE", 3.5)
    monkeypatch.setattr(running, "LONGEST_SLICE", 3.5)
    run = Run(None, endless(loss=1.0), "", budget=3.0)
    run.advance(Clock(), computed=Clock())
    assert [step for step, _figures in run.rows] == [1, 2, 3, 4] and run.state is State.RUNNING
    assert run.seconds == 1.0
    for _slice in range(2):
        run.advance(Clock(), computed=Clock())
    assert run.state is State.OUT_OF_TIME and len(run.rows) == 12
    run.advance(Clock(), computed=Clock())
    assert len(run.rows) == 12


def test_a_slice_is_as_long_as_the_pause_before_it_within_limits(monkeypatch):
    monkeypatch.setattr(running, "SHORTEST_SLICE", 2.5)
    monkeypatch.setattr(running, "LONGEST_SLICE", 6.5)
    for pause, expected in ((0.0, 3), (4.5, 5), (100.0, 7)):
        clock = Clock()
        run = Run(None, endless(loss=1.0), "", rested_at=1.0 - pause)
        run.advance(clock)
        assert len(run.rows) == expected


def test_a_training_ends_with_its_generator_rests_when_stopped_and_breaks_off_without_a_number():
    run = Run(None, iter([(1, {"loss": 1.0}), (2, {"loss": 0.5})]), "", steps_a_slice=2)
    run.advance()
    assert run.state is State.RUNNING
    run.state = State.RESTING
    run.advance()
    assert len(run.rows) == 2
    run.state = State.RUNNING
    run.advance()
    assert run.state is State.FINISHED and len(run.rows) == 2
    broken = Run(None, iter([(1, {"loss": 1.0}), (2, {"loss": math.nan}), (3, {"loss": 1.0})]), "")
    broken.advance()
    assert broken.state is State.DIVERGED and len(broken.rows) == 1


def test_one_visitor_s_slice_at_a_time(monkeypatch):
    monkeypatch.setattr(running, "LONGEST_WAIT", 0.01)
    inside, leave = threading.Event(), threading.Event()

    def slow():
        inside.set()
        leave.wait()
        yield 1, {"loss": 1.0}

    first, second = Run(None, slow(), "", steps_a_slice=1), Run(None, endless(loss=1.0), "", steps_a_slice=1)
    thread = threading.Thread(target=first.advance)
    thread.start()
    assert inside.wait()
    second.advance()
    assert not second.rows and second.state is State.RUNNING
    leave.set()
    thread.join()
    second.advance()
    assert len(first.rows) == len(second.rows) == 1


def test_nobody_asks_a_network_while_it_trains():
    """A network keeps what it worked out on the way forward: asking it between forward and backward breaks the step."""
    inside, leave = threading.Event(), threading.Event()

    def slow():
        inside.set()
        leave.wait()
        yield 1, {"loss": 1.0}

    run = Run(None, slow(), "", steps_a_slice=1)
    thread = threading.Thread(target=run.advance)
    thread.start()
    inside.wait()
    assert not run.lock.acquire(blocking=False)
    leave.set()
    thread.join()
    with run.lock:
        assert len(run.rows) == 1


def test_a_curve_of_many_steps_is_thinned_to_means():
    steps, values = figures.points([(step, {"loss": float(step)}) for step in range(1, 1001)], "loss")
    assert len(steps) == 250 and steps[-1] == 1000 and values[0] == 2.5
    steps, values = figures.points([(1, {}), (2, {"loss": 3.0})], "loss")
    assert list(steps) == [2] and list(values) == [3.0]


@pytest.fixture
def whole_slices(monkeypatch):
    """A slice lasts until the training has ended, so that a test does not depend on the machine's speed."""
    monkeypatch.setattr(running, "SHORTEST_SLICE", 600.0)
    monkeypatch.setattr(running, "LONGEST_SLICE", 600.0)


def test_programs_train_and_say_what_came_of_it(presets, open_page, whole_slices):
    app = open_page("foundations", topic="train", foundations_train_seed="3")
    assert not app.exception and not app.error
    assert "2x2" not in words_of(app) and app.button(key="foundations_two_by_two_start").label == "Train"
    app.button(key="foundations_two_by_two_start").click().run()
    run = app.session_state["foundations_two_by_two_run"]
    assert run.state is State.RUNNING and 1 <= len(run.rows) < 400 and run.settings.endswith("seed 3")
    app.button(key="foundations_two_by_two_stop").click().run()
    rows = len(run.rows)
    app.run()
    assert run.state is State.RESTING and len(run.rows) == rows and "stopped" in words_of(app)
    app.button(key="foundations_two_by_two_go_on").click().run()
    assert len(run.rows) > rows
    run.steps_a_slice = 1000
    app.run()
    assert run.state is State.FINISHED and run.rows[-1][0] == 400 and run.rows[-1][1]["loss"] < 1e-3
    assert app.button(key="foundations_two_by_two_start").label == "Start over"
    # Answers are checked against what the page has computed.
    answer = run.subject.__class__(3).forward()[0] - 0.1
    app.text_input(key="foundations_train_two_by_two_exercise_1").set_value(f"{answer:.4f}").run()
    assert "Right." in [said.value for said in app.success]

    app.segmented_control(key="foundations_program").set_value("reads_sentences").run()
    app.button(key="foundations_reads_sentences_start").click().run()
    run = app.session_state["foundations_reads_sentences_run"]
    assert run.state is State.FINISHED and not app.exception
    last = run.rows[-1][1]
    assert last["right_test_accuracy"] == last["wrong_test_accuracy"] == 1
    said = words_of(app)
    assert "right backward step: loss" in said and "all of them since epoch" in said
    assert "**positive**" in said and "It has never seen this sentence." in said
    check = next(frame.value for frame in app.dataframe if "parameter" in frame.value)
    right, wrong = (check[column].astype(float).tolist() for column in check.columns[1:])
    assert max(right) < 1e-6 and max(wrong) > 0.1
    app.text_input(key="foundations_train_sentence").set_value("i am terrible").run()
    assert "terrible" in app.info[0].value and not app.exception


def test_the_writer_reads_what_is_there_and_the_letter_is_found(
    presets, open_page, whole_slices, monkeypatch, tmp_path
):
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    app = open_page("foundations", topic="train", program="character_rnn", train_seconds="10")
    assert not app.exception and "timemachine.txt" in words_of(app)
    assert app.button(key="foundations_character_rnn_start").disabled
    app.segmented_control(key="foundations_train_text").set_value("pasted").run()
    app.text_area(key="foundations_train_pasted").set_value("too short").run()
    assert app.button(key="foundations_character_rnn_start").disabled and app.info
    app.segmented_control(key="foundations_train_text").set_value("small").run()
    monkeypatch.setattr(running, "LONGEST_SLICE", 0.2)
    app.button(key="foundations_character_rnn_start").click().run()
    run = app.session_state["foundations_character_rnn_run"]
    assert run.rows and run.budget == 10 and run.notes["sample"].startswith("the time ")
    assert len(run.subject.corpus.train) + len(run.subject.corpus.held_back) == len(texts.tidy(texts.OWN_TEXT).strip())
    app.button(key="foundations_character_rnn_stop").click().run()
    app.text_input(key="foundations_train_beginning").set_value("<b>the old man</b>").run()
    written = [text.value for text in app.text]
    assert any(text.lstrip().startswith("b the old man b ") for text in written) and not app.exception, written

    monkeypatch.setattr(running, "LONGEST_SLICE", 600.0)
    app.segmented_control(key="foundations_program").set_value("contains_character").run()
    app.button(key="foundations_contains_character_start").click().run()
    run = app.session_state["foundations_contains_character_run"]
    run.steps_a_slice = 5
    app.run()
    app.button(key="foundations_contains_character_stop").click().run()
    assert run.rows[-1][1]["test_accuracy"] > 0.99
    app.text_input(key="foundations_train_string").set_value("Q1").run()
    assert not app.exception and "Q1" in app.info[0].value


def test_one_blas_thread_while_a_slice_is_computed_and_no_longer():
    def blas():
        return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]

    during = []

    def steps():
        for step in range(3):
            during.append(blas())
            yield step, {"loss": 1.0}

    with threadpool_limits(limits=2, user_api="blas"):
        before = blas()
        run = Run(None, steps(), "", steps_a_slice=2)
        for _slice in range(2):
            run.advance()
            assert blas() == before
    assert len(during) == 3 and all(set(counts) == {1} for counts in during)
