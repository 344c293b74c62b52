"""The GAN in one dimension: gradients are right, a seed decides everything, it learns, and it can collapse."""

import numpy as np
import pytest

from models.from_scratch.programs import common, gan_1d


def networks():
    random = np.random.default_rng(3)
    return gan_1d.Network(random), gan_1d.Network(random), random


def test_the_discriminators_gradients_are_right():
    _generator, discriminator, random = networks()
    real, drawn = random.normal(1, 1, (5, 1)), random.normal(-1, 1, (5, 1))
    gan_1d.discriminator_gradients(discriminator, real, drawn)
    errors = common.gradient_errors(
        lambda: gan_1d.discriminator_gradients(discriminator, real, drawn),
        discriminator.parameters,
        dict(discriminator.gradients),
    )
    assert len(errors) == 6 and max(errors.values()) < 1e-6, errors


@pytest.mark.parametrize("loss", gan_1d.LOSSES)
def test_the_generators_gradients_are_right(loss):
    generator, discriminator, random = networks()
    noise = random.normal(0, 1, (5, 1))
    gan_1d.generator_gradients(generator, discriminator, noise, loss)
    errors = common.gradient_errors(
        lambda: gan_1d.generator_gradients(generator, discriminator, noise, loss),
        generator.parameters,
        dict(generator.gradients),
    )
    assert len(errors) == 6 and max(errors.values()) < 1e-6, errors


def test_losses_are_those_of_the_paper():
    generator, discriminator, random = networks()
    noise, real = random.normal(0, 1, (6, 1)), random.normal(0, 1, (6, 1))
    drawn = generator.forward(noise)
    d_real, d_drawn = (1 / (1 + np.exp(-discriminator.forward(x))) for x in (real, drawn))
    expected = -np.log(d_real).mean() - np.log(1 - d_drawn).mean()
    assert gan_1d.discriminator_gradients(discriminator, real, drawn) == pytest.approx(expected)
    for loss, expected in (("non_saturating", -np.log(d_drawn).mean()), ("saturating", np.log(1 - d_drawn).mean())):
        assert gan_1d.generator_gradients(generator, discriminator, noise, loss) == pytest.approx(expected)


def test_a_seed_decides_everything():
    first, again, other = (list(gan_1d.train(gan_1d.Game("uniform", seed=seed), num_steps=25)) for seed in (5, 5, 6))
    assert [state.step for state in first] == [0, 10, 20, 25]
    for one, two in zip(first, again, strict=True):
        np.testing.assert_array_equal(one.drawn, two.drawn)
        assert (one.generator_loss, one.discriminator_loss) == (two.generator_loss, two.discriminator_loss)
    assert not np.array_equal(first[-1].drawn, other[-1].drawn)


@pytest.mark.parametrize("distribution", ["normal", "uniform"])
def test_it_learns_what_it_never_sees(distribution):
    states = list(gan_1d.train(gan_1d.Game(distribution), every=300))
    assert states[-1].distance < 0.2 < 0.5 < states[0].distance
    # What the discriminator thinks of the drawn numbers is then no more than a guess.
    assert abs(np.interp(states[-1].drawn, gan_1d.GRID, states[-1].opinion).mean() - 0.5) < 0.1


def test_two_bumps_are_both_found_from_the_middle_and_one_from_the_side():
    middle, side = (list(gan_1d.train(gan_1d.Game("two_bumps", start=start), every=300))[-1] for start in (0.0, 3.0))
    assert 0.3 < (middle.drawn < 0).mean() < 0.7
    assert (side.drawn < 0).mean() == 0 and abs(side.drawn.mean() - 2) < 0.4


def test_where_the_discriminator_is_sure_the_saturating_loss_hardly_pulls():
    states = list(gan_1d.train(gan_1d.Game("normal", start=-3.0, discriminator_steps=5), num_steps=40))
    assert max(state.pulls["non_saturating"] / state.pulls["saturating"] for state in states) > 20


def test_the_best_opinion_is_a_half_where_both_are_equally_frequent():
    drawn = np.tile(gan_1d.DISTRIBUTIONS["normal"].draw(np.random.default_rng(0), 20_000), 1)
    state = gan_1d.State(0, 0.0, 0.0, {}, drawn, gan_1d.GRID, 0.0)
    best = gan_1d.best_opinion(state, "normal", width=0.05)
    assert np.isnan(best[0]) and abs(best[np.abs(gan_1d.GRID - 1).argmin()] - 0.5) < 0.03


def test_densities_sum_to_one_and_match_what_is_drawn():
    line = np.linspace(-6, 6, 4001)
    for name, distribution in gan_1d.DISTRIBUTIONS.items():
        weights = distribution.density(line) * (line[1] - line[0])
        mean = (weights * line).sum()
        drawn = distribution.draw(np.random.default_rng(1), 50_000)
        assert weights.sum() == pytest.approx(1, abs=2e-3), name
        assert drawn.mean() == pytest.approx(mean, abs=0.03), name
        assert drawn.std() == pytest.approx(np.sqrt((weights * (line - mean) ** 2).sum()), rel=0.02), name


@pytest.mark.parametrize("wrong", [{"distribution": "poisson"}, {"loss": "hinge"}])
def test_what_it_does_not_know_it_says_in_one_sentence(wrong):
    with pytest.raises(ValueError, match=r"^Expected a .* received (poisson|hinge)\.$"):
        next(gan_1d.train(gan_1d.Game(**wrong)))


def test_the_program_ends_with_its_figure(capsys):
    gan_1d.main(["--num-steps", "20", "--distribution", "two_bumps"])
    last = capsys.readouterr().out.strip().splitlines()[-1]
    assert last.startswith("Wasserstein distance ") and "before training" in last
