"""The shipped digits: as good, as small and as fast as promised."""

import numpy as np
import pytest

from models.digit_gan import DigitSampler
from models.digit_gan.latents import draw_latents
from models.digit_gan.styles import MEASURES, OTHER, STYLES_FILE, measure
from models.storage import open_model, rivals_of


@pytest.fixture(scope="module")
def digits():
    return DigitSampler.load("digits")


def test_digits_are_the_ones_asked_for(digits):
    asked = np.arange(500) % 10
    read = digits.judge.recognise(digits.sample(500, asked, seed=12345))
    assert (read == asked).mean() >= 0.97
    counts = np.bincount(digits.judge.recognise(digits.sample(500, seed=1)), minlength=10)
    assert counts.min() >= 40
    assert counts.max() <= 60


@pytest.mark.parametrize("digit", range(10))
def test_hands_differ_and_stay_sharp(digits, digit):
    images = digits.sample(50, digit, seed=digit).astype(float)
    apart = np.abs(images[:, None] - images[None]).mean(axis=(2, 3))[np.triu_indices(50, 1)]
    # Real digits of one class differ by 15 to 40 grey levels a pixel on average, collapsed ones by next to none.
    assert apart.mean() > 10
    assert apart.min() > 1
    assert np.median(images.max(axis=(1, 2))) > 240
    assert ((images < 32) | (images > 223)).mean() > 0.8


def test_styles_do_what_they_are_named_after(digits):
    assert (digits.folder / STYLES_FILE).stat().st_size <= 60_000
    styles = digits.styles
    assert styles is not None, "they belong to other weights: run python -m training.digit_gan.styles digits"
    assert {"slant", "thickness", "width"} <= set(styles.names)
    hands = draw_latents(20, digits.latent_size, seed=77)
    for index, name in enumerate(styles.names):
        if name != OTHER:
            moved = styles.move(hands, 1.5 * np.eye(len(styles.names))[index])
            before, after = (
                measure(digits.generate(np.repeat(latents, 10, axis=0), np.tile(np.arange(10), 20)))
                .reshape(20, 10, -1)
                .mean(axis=1)[:, MEASURES.index(name)]
                for latents in (hands, moved)
            )
            assert after.mean() > before.mean(), name
            assert (after > before).mean() >= (0.9 if name in ("slant", "thickness", "width") else 0.6), name


def test_the_folder_is_small_and_carries_its_figures():
    folder = open_model("digits", "digit_gan")
    assert sum(file.stat().st_size for file in folder.path.iterdir()) <= 4 * 2**20
    # How good it is, tests/training/digit_gan/test_evaluation.py measures again.
    assert folder.metadata["metrics"].keys() == folder.evaluation["figures"].keys() != set()
    assert folder.metadata["trained_on"]["backend"]
    assert list(folder.history["epoch"]) == list(range(1, folder.config["num_epochs"] + 1))


def test_all_digit_gans_are_small_and_share_a_judge(digits):
    folders = [open_model(name, "digit_gan").path for name in ("digits", *rivals_of("digits"))]
    sizes = [sum(file.stat().st_size for file in folder.iterdir()) for folder in folders]
    assert sum(sizes) <= 6e6
    assert max(sizes[1:]) <= 1.2e6
    images = digits.sample(20, seed=1)
    for name in rivals_of("digits"):
        rival = DigitSampler.load(name)
        assert not rival.conditional
        np.testing.assert_array_equal(rival.judge.classify(images), digits.judge.classify(images))
        # It draws digits, if not good ones: the judge is nearly sure of most, and never of nothing but a few.
        read = rival.judge.classify(rival.sample(300, seed=2))
        assert np.median(read.max(axis=1)) > 0.8
        assert len(set(read.argmax(axis=1))) >= 5


@pytest.mark.parametrize("name", ["digits", *rivals_of("digits")])
def test_every_digit_gan_shows_how_it_learnt(name):
    sampler = DigitSampler.load(name)
    learning = sampler.learning
    assert (sampler.folder / "learning.npz").stat().st_size <= 350_000
    assert learning.epochs[0] == 0
    assert learning.epochs[-1] == open_model(name).config["num_epochs"]
    assert (np.diff(learning.epochs) > 0).all()
    assert 10 <= len(learning.epochs) <= 24
    # At first the judge makes nothing of the drawings, in the end digits.
    sure = [sampler.judge.classify(images).max(axis=1).mean() for images in learning.images[[0, -1]]]
    assert sure[1] > sure[0]
