"""Your own author: any file in, a training watched, an author that is nobody else's. A copy stands in for training."""

import math
import sys
from pathlib import Path

import pytest

from models.errors import PlaygroundError
from models.text_generation.own_text import LEAST_CHARACTERS
from pages.text_generation.own_author import jobs as training_jobs
from pages.text_generation.own_author import text as own_author_text
from pages.text_generation.own_author.jobs import State, Training, TrainingJobs
from pages.text_generation.own_author.progress import curve, curve_in_words, read_progress
from pages.text_generation.own_author.text import OwnText, check, read_file, tidy
from tests.pages.conftest import words_of
from tests.waiting import wait_until

CHINESE = "春江潮水连海平，海上明月共潮生。\n滟滟随波千万里，何处春江无月明！\n"
TEXT = "To be, or not to be: <b>that</b> is the *question*.\n" * 120

# Says that it has begun, waits to be let go, and leaves a finished model.
FAKE = """
import pathlib, shutil, sys, time
run, preset, go = map(pathlib.Path, sys.argv[1:4])
(run / "samples").mkdir(parents=True, exist_ok=True)
(run / "samples" / "epoch-001.txt").write_text("<i>first</i> words")
(run / "progress.csv").write_text("step,loss,seconds\\n1,3.1,2.0\\n2,2.5,4.0\\n3,2.")
(run / "config.json").write_text("{}")
while not go.exists():
    time.sleep(0.02)
for path in preset.iterdir():
    if path.is_file():
        shutil.copyfile(path, run / path.name)
"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_chinese_file_is_read_in_its_encoding(encoding):
    given = read_file("poems.txt", (CHINESE * 50).replace("\n", "\r\n").encode(encoding))
    assert given.text == (CHINESE * 50).strip() and given.unreadable == 0
    assert given.encoding == {"gb18030": "GB18030", "utf-16": "UTF-16"}.get(encoding, "UTF-8")
    assert given.different == len(set(CHINESE))


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "which is empty"),
        ("a.txt", b" \n\t", "which is empty"),
        ("a.bin", bytes(range(256)) * 40, "which is in none of them"),
        ("a.keras", b"PK\x03\x04" + b"x" * 9_000, "a document of another kind"),
        ("a.pdf", b"%PDF-1.7\n" + b"text " * 2_000, "a document of another kind"),
        ("a.txt", b"x" * (own_author_text.MOST_MEGABYTES * 1_000_000 + 1), "at most 20 MB"),
    ],
)
def test_what_is_no_text_is_refused_in_one_sentence(name, data, reason):
    with pytest.raises(PlaygroundError, match=reason):
        read_file(name, data)


def test_a_broken_character_is_counted_and_left_out():
    data = CHINESE.encode() * 9
    given = read_file("a.txt", data[:31] + b"\xff" + data[31:])
    assert given.unreadable >= 1 and "\ufffd" not in given.text
    assert tidy("a \r\nb\rc\x00\n\n\n\n\nd\te  ") == "a\nb\nc\n\nd e"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("word " * (LEAST_CHARACTERS // 5 - 1), f"at least {LEAST_CHARACTERS} characters, received"),
        (TEXT * (own_author_text.MOST_CHARACTERS // len(TEXT) + 1), "could not read more even once"),
        ("ab\n" * LEAST_CHARACTERS, "nothing to learn"),
    ],
)
def test_a_text_that_no_network_learns_from_is_refused_with_the_reason(text, reason):
    with pytest.raises(PlaygroundError, match=reason):
        check(OwnText(text))


def test_a_text_of_the_least_size_is_taken():
    check(OwnText((CHINESE * LEAST_CHARACTERS)[:LEAST_CHARACTERS]))


def test_progress_is_read_while_it_is_written(tmp_path):
    assert read_progress(tmp_path / "none").losses == ()
    rows = [f"{step},{4 - step / 1000},{2 * step}" for step in range(1, 1001)]
    (tmp_path / "progress.csv").write_text("\n".join(["step,loss,seconds", *rows, "1001,2.", ""]))
    (tmp_path / "history.csv").write_text("epoch,loss,validation_nats,wall_seconds\n1,3,2.5,90\n2,3,nan,100\n")
    (tmp_path / "samples").mkdir()
    for epoch in (9, 10):
        (tmp_path / "samples" / f"epoch-{epoch:03d}.txt").write_text(f"sample {epoch}")
    progress = read_progress(tmp_path)
    assert progress.sample == "sample 10" and progress.measured == (2.5,) and progress.measured_seconds == (90,)
    assert len(progress.losses) <= 301 and progress.losses[0] == 3.999 and progress.trained == 2000
    figure = curve(progress, 50, 60)
    assert {shape.y0 for shape in figure.layout.shapes} == {0, math.log(50)}
    assert figure.layout.xaxis.range[1] > 2000 and figure.layout.yaxis.range[1] > math.log(50)
    words = curve_in_words(progress, 50)
    assert "After 2,000 s" in words and "costs 3 nats" in words and "perplexity 12.2" in words and "3.91" in words


@pytest.fixture
def jobs(presets, tmp_path, monkeypatch):
    """The server's line, with a training that ends when the file ``go`` is there."""

    def command(training: Training) -> list[str]:
        arguments = [training.run, presets / "shakespeare", tmp_path / "go"]
        return [sys.executable, "-S", "-c", FAKE, *map(str, arguments)]

    monkeypatch.setattr(training_jobs, "NICE", 1)
    (tmp_path / "own").mkdir()
    jobs = TrainingJobs(tmp_path / "own", command)
    monkeypatch.setattr(training_jobs, "_shared", jobs)
    yield jobs
    jobs.close()


def test_two_visitors_from_the_text_to_the_writing_and_the_forgetting(jobs, open_page, tmp_path):
    first = open_page("text_generation", view="own")
    assert not first.exception and first.button(key="text_own_train").disabled
    first.text_area(key="text_own_pasted").set_value("too short").run()
    assert len(first.error) == 1 and "received 9" in first.error[0].value
    assert first.button(key="text_own_train").disabled
    first.text_area(key="text_own_pasted").set_value(TEXT).run()
    first.segmented_control(key="text_own_budget").set_value(180).run()
    first.button(key="text_own_train").click().run()
    mine: Training = first.session_state["text_own_training"]
    assert mine.budget == 180 and mine.text_file.read_text() == TEXT.strip()
    wait_until(lambda: (mine.run / "config.json").is_file())
    first.run()
    said = words_of(first)
    assert "<i>first</i> words" in [text.value for text in first.text] and "After 4 s of training" in said
    assert "2 min 56 s left" in first.get("progress")[0].proto.text

    second = open_page("text_generation", "zh", view="own", lang="zh")
    second.text_area(key="text_own_pasted").set_value(CHINESE * 200).run()
    second.button(key="text_own_train").click().run()
    other: Training = second.session_state["text_own_training"]
    assert other.state is State.WAITING and jobs.ahead(other) == [mine]
    assert second.get("progress")[0].proto.text.startswith("下一个就轮到你")

    first.button(key="text_own_stop").click().run()
    wait_until(lambda: mine.state is State.STOPPED)
    first.run()
    assert "The training is stopped" in first.info[0].value
    first.button(key="text_own_continue").click().run()
    assert mine.state is State.WAITING
    (tmp_path / "go").touch()
    wait_until(lambda: mine.state is other.state is State.FINISHED)
    first.run()
    first.button(key="text_own_write").click().run()
    assert not first.exception and not first.error
    assert first.segmented_control(key="text_author").value == "own"
    first.button(key="text_write").click().run()
    assert len(first.session_state["text_shelf_own"].drafts[0].text) > 0

    # Nobody else's, and in no list.
    third = open_page("text_generation", author="own")
    assert "own" not in third.segmented_control(key="text_author").options and not third.exception
    third.switch_page("pages/5_Training_Runs.py").run()
    assert not [option for option in third.multiselect[0].options if mine.folder.name in option or "own" in option]

    first.segmented_control(key="text_view").set_value("own").run()
    first.button(key="text_own_forget").click().run()
    assert mine.state is State.FORGOTTEN and not mine.folder.exists() and other.folder.exists()
    assert "text_shelf_own" not in first.session_state and not first.text_area(key="text_own_pasted").value
    first.segmented_control(key="text_view").set_value("write").run()
    assert first.segmented_control(key="text_author").value == "shakespeare" and not first.exception
    # Forgotten behind the visitor's back.
    jobs.forget(other)
    second.run()
    assert not second.exception and "已有一小时没有使用" in second.info[0].value


def test_a_failure_is_one_sentence_and_a_bad_file_loses_nothing(jobs, open_page, monkeypatch):
    monkeypatch.setattr(jobs, "_command", lambda training: [sys.executable, "-S", "-c", "raise MemoryError"])
    app = open_page("text_generation", view="own")
    app.text_area(key="text_own_pasted").set_value(TEXT).run()
    app.segmented_control(key="text_own_source").set_value("file").run()
    app.file_uploader(key="text_own_file").set_value(("<b>.bin", b"\x00\x01\x02" * 3_000, "text/plain")).run()
    assert not app.exception and len(app.error) == 1 and r"\<b\>.bin" in app.error[0].value
    app.segmented_control(key="text_own_source").set_value("pasted").run()
    assert app.text_area(key="text_own_pasted").value == TEXT and not app.error
    app.segmented_control(key="text_own_source").set_value("file").run()
    app.file_uploader(key="text_own_file").set_value(("a.txt", (CHINESE * 200).encode("gb18030"), "text/plain")).run()
    assert "Read as GB18030" in words_of(app) and not app.error
    app.button(key="text_own_train").click().run()
    training: Training = app.session_state["text_own_training"]
    assert Path(training.text_file).read_text() == (CHINESE * 200).strip()
    wait_until(lambda: training.state is State.FAILED)
    app.run()
    assert not app.exception and len(app.error) == 1 and "too much memory" in app.error[0].value
    assert app.button(key="text_own_continue") and app.button(key="text_own_forget")
