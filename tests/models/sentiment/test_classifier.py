"""The contract of the task object, on a tiny model."""

import json
import shutil
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from models.errors import DamagedModelError, PlaygroundError
from models.sentiment import Prediction, SentimentClassifier
from models.sentiment.classifier import Calibration
from models.sentiment.reliability import from_settings, kind_of_text
from models.sentiment.rivals import RivalSizes, build_rival
from models.storage import write_hashes
from tests.models.sentiment import toy

LABELS = ("negative", "neutral", "positive")
ODD = ["", "   ", "😀", "\x00\x01", "مرحبا", "good " * 5_000, "\ud83d", "<b>bad</b>", "房间", "a" * 70_000]


def test_a_prediction_names_its_most_probable_label(classifier):
    texts = ["this is good", "this is bad", "the film is two hours long", *ODD]
    predictions = classifier.classify(texts)
    assert len(predictions) == len(texts)
    for prediction in predictions:
        assert isinstance(prediction, Prediction)
        assert tuple(prediction.probabilities) == LABELS == classifier.labels
        assert sum(prediction.probabilities.values()) == pytest.approx(1, abs=1e-9)
        assert all(isinstance(value, float) and 0 <= value <= 1 for value in prediction.probabilities.values())
        assert prediction.probabilities[prediction.label] == max(prediction.probabilities.values())


def test_order_is_kept_and_neighbours_do_not_matter(classifier):
    texts = [f"{'not ' * (number % 7)}good film {number}" * (1 + number % 40) for number in range(60)]
    together = classifier.probabilities(texts)
    alone = np.concatenate([classifier.probabilities([text]) for text in texts])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_no_texts_give_no_predictions(classifier):
    assert classifier.classify([]) == []
    assert classifier.probabilities([]).shape == (0, 3)


def test_a_blank_text_says_nothing(classifier):
    for text in ("", " \n\t "):
        (prediction,) = classifier.classify([text])
        assert prediction.label == "neutral"
        assert prediction.probabilities["neutral"] == 1


@pytest.mark.parametrize("texts", ["one text", b"bytes", None, 5, [None], ["good", 3], [b"bytes"]])
def test_anything_but_texts_is_refused_in_one_sentence(classifier, texts):
    with pytest.raises(PlaygroundError, match="Expected a list of texts, received") as error:
        classifier.classify(texts)
    assert "\n" not in str(error.value)


def test_temperature_flattens_the_probabilities_and_keeps_the_label(classifier):
    warmer = SentimentClassifier(
        classifier.network, classifier.tokenizer, LABELS, classifier.window_size, Calibration(50.0)
    )
    for cold, warm in zip(classifier.classify(ODD[2:]), warmer.classify(ODD[2:]), strict=True):
        assert warm.label == cold.label
        assert max(warm.probabilities.values()) <= max(cold.probabilities.values())


def test_reading_tells_what_was_read(classifier):
    reading = classifier.read("This isn't 漢 good")
    assert reading.tokens[-1].endswith("d")
    assert reading.unknown >= 1 and reading.unknown_words == ("漢",)
    assert (reading.truncated, reading.windows) == (False, 1)
    assert reading.changes == ()
    long = classifier.read("good " * 20_000)
    assert long.truncated
    assert long.windows == -(-len(long.tokens) // classifier.window_size)


def test_reading_tells_what_was_read_as_something_else(classifier):
    reading = classifier.read("@united this is &quot;goooood&quot; 👎 http://x.y")
    assert {(change.kind, change.typed) for change in reading.changes} == {
        ("handle", "@united"),
        ("entity", "&quot;"),
        ("lengthened", "goooood"),
        ("emoji", "👎"),
        ("link", "http://x.y"),
    }
    assert reading.tokens == classifier.tokenizer.pieces('this is "good" thumbs down')
    with_both, without = classifier.probabilities(["@united this is bad http://x.y", "this is bad"])
    np.testing.assert_allclose(with_both, without, atol=1e-6)


def test_threads_get_what_one_thread_gets(classifier):
    texts = [["not bad at all"], ["good " * 100, "bad"], [], ["x"]] * 5
    expected = [classifier.classify(some) for some in texts]
    with ThreadPoolExecutor(8) as pool:
        for received, wanted in zip(pool.map(classifier.classify, texts), expected, strict=True):
            assert [one.label for one in received] == [one.label for one in wanted]


def test_a_chinese_model_knows_the_same_labels(tmp_path):
    folder = toy.train(
        tmp_path / "run",
        preset="sentiment_zh",
        language="chinese",
        vocabulary_size=1_000,
        num_epochs=1,
        max_steps_per_epoch=1,
    )
    classifier = SentimentClassifier.load(folder)
    assert (classifier.language, classifier.labels) == ("chinese", LABELS)
    assert classifier.classify([""])[0].probabilities == {"negative": 0, "neutral": 1, "positive": 0}
    simplified, traditional, shared = classifier.probabilities(
        ["这家酒店很干净!", "這家酒店很乾淨！", "@张三 這家酒店很乾淨！http://t.cn/a"]
    )
    np.testing.assert_allclose(simplified, traditional, atol=1e-6)
    np.testing.assert_allclose(simplified, shared, atol=1e-6)


def test_without_neutral_a_blank_text_is_as_much_the_one_as_the_other(classifier):
    two = SentimentClassifier(
        build_rival("bag", classifier.tokenizer.vocabulary_size, 2, RivalSizes(4, 4)),
        classifier.tokenizer,
        ("negative", "positive"),
        64,
        Calibration(1.0),
    )
    assert two.classify([" "])[0].probabilities == {"negative": 0.5, "positive": 0.5}


def test_a_changed_file_is_refused(toy_folder, tmp_path):
    folder = shutil.copytree(toy_folder, tmp_path / "copy")
    settings = folder / "classifier.json"
    settings.write_text(settings.read_text().replace("256", "64") + " ")
    with pytest.raises(DamagedModelError, match=r"SHA-256 of classifier\.json"):
        SentimentClassifier.load(folder)


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("plain", ["this is good", "It's (really) fine: yes, at 5:30; e-mail me.", "房间很干净，服务非常好", ""]),
        (
            "tweet",
            ["@united this is good", "good #film", "see www.x.org", "it is good :)", "lol no", "good 👍", "RT good"],
        ),
        ("tweet", ["转发//@李四: 好", "[笑哭] 好", "好 https://t.cn/a"]),
        ("long", ["good " * 65, "@united " + "good " * 65]),
    ],
)
def test_a_text_is_of_one_kind(kind, texts):
    for text in texts:
        assert kind_of_text(text, len(text.split())) == kind


def test_reliability_is_found_by_kind_of_text(classifier):
    tables = from_settings(
        [
            {"of": kind, "bins": [{"from": 0, "to": 1, "confidence": 0.5, "accuracy": 0.5, "count": 50}]}
            for kind in ("plain", "long")
        ]
    )
    calibration = Calibration(1.0, tables)
    measured = SentimentClassifier(classifier.network, classifier.tokenizer, LABELS, 64, calibration)
    assert measured.reliability_of("this is good").of == "plain"
    # By the tokens that are read: a link is none, and sixty words are as many at least.
    assert measured.reliability_of("this is good " * 30).of == "long"
    assert measured.reliability_of("@united this is good") is None
    assert measured.decided == measured.reliability == tables


def copied(toy_folder, folder, reliability):
    """The toy with another ``reliability`` among its settings; with none at all for None."""
    shutil.copytree(toy_folder, folder)
    settings = json.loads((folder / "classifier.json").read_text())
    settings["reliability"] = reliability
    if reliability is None:
        del settings["reliability"]
    (folder / "classifier.json").write_text(json.dumps(settings))
    metadata = json.loads((folder / "metadata.json").read_text())
    write_hashes(folder, metadata, metadata["sha256"])
    return folder


@pytest.mark.parametrize("reliability", [None, []])
def test_a_model_that_was_not_measured_says_nothing_of_its_reliability(toy_folder, tmp_path, reliability):
    unmeasured = SentimentClassifier.load(copied(toy_folder, tmp_path / "copy", reliability))
    assert unmeasured.reliability == () and unmeasured.reliability_of("this is good") is None


def test_what_a_visitor_is_told_was_measured_on_test_texts_where_there_are_any(toy_folder, tmp_path):
    bins = [{"from": 0, "to": 0.4, "confidence": 0.3, "accuracy": 0.2, "count": 4},
            {"from": 0.4, "to": 1, "confidence": 0.8, "accuracy": 0.9, "count": 6}]  # fmt: skip
    table = {"of": "plain", "count": 10, "bins": bins}
    folder = copied(toy_folder, tmp_path / "copy", [table])
    assert SentimentClassifier.load(folder).reliability_of("this is good").kind == "validation"
    table = {**table, "limit": 0.4}
    written = {"kind": "test", "measured_on": ["a test"], "tables": [table]}
    for content, sound in ((written, True), ({"tables": [table]}, False), ({**written, "tables": [{}]}, False)):
        (folder / "reliability.json").write_text(json.dumps(content))
        metadata = json.loads((folder / "metadata.json").read_text())
        write_hashes(folder, metadata, [*metadata["sha256"], "reliability.json"])
        if not sound:
            with pytest.raises(DamagedModelError, match=r"reliability\.json"):
                SentimentClassifier.load(folder)
            continue
        classifier = SentimentClassifier.load(folder)
        told = classifier.reliability_of("this is good")
        assert (told.kind, told.limit, told.right_below(), told.right_above()) == ("test", 0.4, (0.2, 4), (0.9, 6))
        assert classifier.reliability_of("@united this is good") is None
        assert {one.kind for one in classifier.decided} == {"validation"}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"labels": ["a"], "language": "english", "window_size": "x"}',
        '{"labels": ["a"], "language": "english", "window_size": 8, "temperature": 1, "reliability": [{"bins": []}]}',
    ],
)
def test_settings_that_are_no_settings_are_refused(toy_folder, tmp_path, content):
    folder = shutil.copytree(toy_folder, tmp_path / "copy")
    (folder / "classifier.json").write_text(content)
    metadata = json.loads((folder / "metadata.json").read_text())
    write_hashes(folder, metadata, metadata["sha256"])
    with pytest.raises(DamagedModelError, match=r"classifier\.json should hold the classifier's settings"):
        SentimentClassifier.load(folder)
