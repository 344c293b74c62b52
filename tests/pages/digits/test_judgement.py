"""The digits page's views that judge: the game, copies and collapse, the distance, and how a GAN learnt."""

import csv
import io

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from models import storage
from models.errors import DatasetError
from pages.digits import alarm, distance, game, honest, learnt, opinion
from tests.pages import fakes
from tests.pages.conftest import words_of
from training.datasets import mnist

MEASURED = {
    "digits": {"frechet_distance": 0.7, "frechet_low": 0.6, "frechet_high": 0.8, "frechet_ratio": 1.75},
    "digits_dense": {"frechet_distance": 14.0, "frechet_ratio": 35.0, "coverage": 0.41},
}


@pytest.fixture(scope="module")
def real_digits():
    """Blocks as the stand-in draws them, in many places, each with a dot in the corner that no drawing has."""
    chance = np.random.default_rng(3)
    sampler = fakes.FakeSampler()
    images = sampler.generate(chance.standard_normal((600, sampler.latent_size)), np.arange(600) % 10)
    images[:, 0, 0] = 255
    labels = (np.arange(600) % 10).astype(np.uint8)
    return mnist.Mnist(images[:400], labels[:400], images[400:], labels[400:])


@pytest.fixture
def with_digits(monkeypatch, real_digits):
    monkeypatch.setattr(mnist, "is_available", lambda data_dir=None: True)
    monkeypatch.setattr(mnist, "load", lambda data_dir=None: real_digits)


@pytest.fixture
def without_digits(monkeypatch):
    def fail(data_dir=None):
        raise DatasetError("{file} is not in the folder {folder}.", file="mnist.npz", folder="/nowhere")

    monkeypatch.setattr(mnist, "is_available", lambda data_dir=None: False)
    monkeypatch.setattr(mnist, "load", fail)


def measured(folder, preset):
    if not (folder / preset).is_dir():
        fakes.write_preset(folder, preset)
    metadata = storage.ModelFolder(folder / preset).metadata
    metadata["metrics"] = {
        name: {"value": value, "unit": "share" if name == "coverage" else "distance", "split": "s", "count": 10_000}
        for name, value in MEASURED[preset].items()
    }
    storage.write_json(folder / preset / "metadata.json", metadata)


def test_ten_rounds_are_played_and_both_scores_told(presets, open_page, with_digits, real_digits, monkeypatch):
    def dotted(sampler, images, labels=None):
        return np.where(np.asarray(images)[:, 0, 0] > 0, 0.8, 0.3)

    monkeypatch.setattr(fakes.FakeSampler, "realness", dotted)
    app = open_page("digits", view="opinion", digits_game="7")
    rounds = game.rounds_of(7, fakes.FakeSampler(), real_digits)
    assert sorted(one.digit for one in rounds) == list(range(10))
    for place, one in enumerate(rounds):
        assert (
            f"Round {place + 1} of 10: which of these two was drawn? Both are a {one.digit}."
            in app.get("progress")[0].proto.text
        )
        assert not app.metric
        side = one.drawn if place != 4 else 1 - one.drawn
        app.button(key=f"digits_game_{place}_{side}").click().run()
        said = "Wrong" if place == 4 else "Right"
        assert place == 9 or any(caption.value.startswith(said) for caption in app.caption)
    assert not app.exception and not app.error
    assert [(metric.label, metric.value) for metric in app.metric] == [
        ("You", "9 of 10"),
        ("The discriminator", "10 of 10"),
    ]
    assert "The discriminator sees more than you." in words_of(app)
    assert app.number_input(key="digits_game").value == 7

    app.button(key="digits_game_again").click().run()
    assert not app.metric and "Round 1 of 10" in app.get("progress")[0].proto.text
    app.button(key="digits_game_0_0").click().run()
    app.button(key="digits_game_new").click().run()
    assert app.number_input(key="digits_game").value != 7
    assert "Round 1 of 10" in app.get("progress")[0].proto.text
    assert any("takes 0 of these 40" in caption.value for caption in app.caption)
    assert any("it takes 40 of them for real" in caption.value for caption in app.caption)


def test_the_same_seed_is_the_same_game_and_sides_are_tossed(real_digits):
    sampler = fakes.FakeSampler()
    sides = []
    for seed in range(30):
        first, again = (game.rounds_of(seed, sampler, real_digits) for _ in range(2))
        for one, other in zip(first, again, strict=True):
            np.testing.assert_array_equal(one.images, other.images)
            # Only the real one has the dot.
            assert [image[0, 0] > 0 for image in one.images] == [one.drawn == 1, one.drawn == 0]
        sides += [one.drawn for one in first]
    assert 100 < sum(sides) < 200


def test_guessing_is_a_coin_tossed_ten_times():
    assert game.by_guessing(0) == 1
    assert game.by_guessing(10) == 1 / 1024
    assert game.by_guessing(9) == 11 / 1024


def test_without_real_digits_one_sentence_and_a_download_that_may_fail(presets, open_page, without_digits):
    app = open_page("digits", "zh", view="opinion")
    assert not app.error and "MNIST" in app.info[0].value
    app.button(key="digits_game_download").click().run()
    assert not app.exception
    assert [error.value for error in app.error] == ["mnist.npz is not in the folder /nowhere."]
    app = open_page("digits", view="honest")
    assert app.button(key="digits_honest_download")
    assert not app.exception and "**No digit is missing**" in app.success[0].value


def test_copies_are_looked_for_the_alarm_rings_and_the_distance_is_told(presets, open_page, with_digits):
    for preset in MEASURED:
        measured(presets, preset)
    app = open_page("digits", view="honest", gan="digits_tense", digits_alarm_count="500")
    assert not app.exception and not app.error
    assert [warning.value for warning in app.warning] == [
        "A part of this link means nothing here and is left out: gan=digits_tense."
    ]
    assert app.query_params["gan"] == "digits"
    said = words_of(app)
    # What the stand-in draws of 40 latents is nearly what real ones are; the dot alone keeps them apart.
    assert "the nearest of 400 real training digits" in said
    assert "A copy would lie at 0." in said
    assert app.success[0].value.startswith("**Not collapsed**")
    assert "the GAN of this page 0.70 (0.60 to 0.80, 19 times in 20), 1.8 times that of real digits" in said
    assert "the tutorial's dense GAN 14.00, 35.0 times" in said
    table = app.table[0].value
    assert list(table.columns) == ["the GAN of this page", "the tutorial's dense GAN"]
    assert list(table.loc["coverage"]) == ["–", "41.0%"]

    app.select_slider(key="digits_alarm_spread").set_value(0.0).run()
    assert not app.exception and not app.success
    assert app.error[0].value.startswith("**Collapsed.** The drawings cover")


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        ({}, None),
        ({"counts": [10, *[110] * 9]}, "Drawn less than half as often as its due: 0 (1.0%)."),
        ({"coverage": 0.7}, "The drawings cover 70.0% of the real digits, where real ones cover 96.0%."),
        ({"covered": [0.96] * 9 + [0.4]}, "Hardly covered: 9 (40.0% covered)."),
    ],
)
def test_the_alarm_rings_for_each_kind_of_collapse(harm, reason):
    well = {"counts": [100] * 10, "covered": [0.96] * 10, "covered_by_real": [0.96] * 10}
    seen = alarm.Watch(**(well | {"coverage": 0.96, "coverage_of_real": 0.96} | harm))
    rings, sentence = alarm.verdict(seen)
    assert rings == (reason is not None)
    assert sentence.startswith(f"**Collapsed.** {reason} Coverage falls when" if rings else "**Not collapsed**")


def test_distances_in_words():
    ordinary = np.full(4, 4.0)
    assert "a ratio of 1.05. **So these are no copies**: they are as far" in honest.in_words(ordinary * 1.05, ordinary)
    assert "they lie a little nearer" in honest.in_words(ordinary * 0.8, ordinary)
    assert "**2 of them lie at less than 25%" in honest.in_words(np.array([0, 0.9, 4, 4]), ordinary)


def test_opinions_in_words():
    said = opinion.in_words(np.array([0.9, 0.6, 0.2]), np.array([3, 5, 8]))
    assert "takes 2 of these 3" in said and "most in a 3 (90%), least in a 8 (20%); half of them lie above 60%" in said


def test_the_chart_of_distances_has_the_intervals():
    wrapped = {
        preset: {name: {"value": value, "count": 10_000} for name, value in metrics.items()}
        for preset, metrics in MEASURED.items()
    }
    trace = distance.bars(wrapped).data[0]
    assert list(trace.x) == pytest.approx([0.4, 0.7, 14.0])
    assert list(trace.error_x.array) == pytest.approx([0, 0.1, 0])
    assert list(trace.error_x.arrayminus) == pytest.approx([0, 0.1, 0])
    assert distance.in_words({"digits": {"frechet_distance": {"value": 0.7}}}).endswith("the GAN of this page 0.70.")


def test_the_slider_goes_over_the_checkpoints_and_the_film_plays(presets, open_page, monkeypatch):
    with (presets / "digits" / "history.csv").open("w", encoding="utf-8", newline="") as file:
        rows = [(epoch, 2 - epoch / 10, 0.3 + epoch / 10, 0.9 + epoch / 100) for epoch in range(1, 6)]
        csv.writer(file).writerows([("epoch", "discriminator_loss", "generator_loss", "validation_recognised"), *rows])
    storage.write_hashes(
        presets / "digits", storage.ModelFolder(presets / "digits").metadata, ["model.keras", "history.csv"]
    )
    app = open_page("digits", view="learnt", digits_learnt_epoch_digits="1")
    slider = app.select_slider(key="digits_learnt_epoch_digits")
    assert not app.exception and slider.options == ["0", "1", "5"] and slider.value == 1
    assert "after 1 epoch of 5. discriminator's loss 1.90; generator's loss 0.40" in words_of(app)
    assert "discriminator's loss from 1.90 to 1.50; generator's loss from 0.40 to 0.80" in words_of(app)
    assert list(app.dataframe[0].value["epoch"]) == ["1", "2", "3", "4", "5"]
    app.select_slider(key="digits_learnt_epoch_digits").set_value(0).run()
    assert "Before the first step" in words_of(app)
    app.toggle(key="digits_learnt_play").set_value(True).run()
    assert not app.exception and "to epoch 5, in 3 pictures" in words_of(app)

    monkeypatch.setattr(fakes.FakeSampler, "learning", None)
    app.run()
    assert not app.exception and "keeps no drawings of its training" in app.info[0].value


def test_the_film_has_a_picture_for_each_checkpoint():
    images = np.zeros((3, 40, 28, 28), np.uint8)
    for place in range(3):
        images[place, place] = 255
    film = Image.open(io.BytesIO(learnt.film(images, np.array([0, 2, 9]), (10, 20, 30))))
    assert film.n_frames == 3 and film.width == 10 * 28 * learnt.SCALE
    for place in range(3):
        film.seek(place)
        alpha = np.asarray(film.convert("RGBA"))[: 4 * 28 * learnt.SCALE, :, 3]
        inked = alpha.reshape(4, 28 * learnt.SCALE, 10, 28 * learnt.SCALE).mean(axis=(1, 3)).ravel()
        assert inked.nonzero()[0].tolist() == [place]


def test_losses_mark_the_sliders_epoch():
    history = pd.DataFrame({"epoch": [1, 2], "generator_loss": [1.0, 2.0]})
    assert [shape.x0 for shape in learnt.losses(history, ["generator_loss"], 2).layout.shapes] == [2]
    assert not learnt.losses(history, ["generator_loss"], None).layout.shapes
