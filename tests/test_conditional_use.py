"""Conditional GANs in use: samples by label, files, and every wrong label named."""

import numpy as np
import pytest
from games import CLASSES, LABELS, LATENT, WIDTH, conditional_gan, equal, images, small_gan

from numgan import (
    CGAN,
    GAN,
    Dense,
    LabelledNoise,
    NormalNoise,
    Player,
    great_circle_interpolation,
    linear_interpolation,
    one_hot,
    recipes,
)
from numgan.family import HalfLabelled, PixelDA
from numgan.family.cgan import LabelledGAN

# ---- Sampling ------------------------------------------------------------------------------------------------------


def test_samples_are_asked_for_by_label_and_come_without_it():
    gan = conditional_gan(ema_decay=0.9).fit(images(), LABELS)
    sampler, labels = gan.sampler(), np.array([2, 0, 1, 1, 2])
    assert (sampler.noise_prior.codes, sampler.noise_prior.choices) == (CLASSES, {"labels": CLASSES})
    assert (gan.classes, sampler.width, sampler.latent_dim) == (CLASSES, WIDTH, LATENT + CLASSES)
    x = gan.sample(5, rng=0, labels=labels)
    assert x.shape == (5, WIDTH)
    z = gan.latents(5, rng=0, labels=labels)
    np.testing.assert_array_equal(z[:, LATENT:], one_hot(labels, CLASSES, np.float64))
    np.testing.assert_array_equal(x, sampler.generate(z))
    np.testing.assert_array_equal(sampler.sample(5, rng=0, labels=1), sampler.sample(5, rng=0, labels=np.full(5, 1)))
    np.testing.assert_array_equal(sampler.latents(5, rng=0)[:, :LATENT], z[:, :LATENT])  # labels leave the rest alone
    assert sampler.to_images(x).shape == (5, WIDTH)
    assert sampler.to_unit(x).shape == (5, WIDTH)


def test_blocks_are_the_sample_cut_in_pieces():
    sampler = conditional_gan().sampler()
    blocks = list(sampler.sample_blocks(2500, rng=4))
    assert [block.shape for block in blocks] == [(1000, WIDTH), (1000, WIDTH), (500, WIDTH)]
    np.testing.assert_array_equal(np.concatenate(blocks), sampler.sample(2500, rng=4))


def test_a_path_keeps_its_label_and_goes_through_the_other_columns():
    sampler = conditional_gan().sampler()
    z0, z1 = sampler.latents(2, rng=0, labels=[2, 1])
    for linear, way in ((False, great_circle_interpolation), (True, linear_interpolation)):
        path = sampler.interpolate(z0, z1, 7, linear=linear)
        np.testing.assert_array_equal(path[:, :LATENT], way(z0[:LATENT], z1[:LATENT], 7))
        np.testing.assert_array_equal(path[:, LATENT:], np.tile([0, 0, 1], (7, 1)))
    plain = small_gan()
    ends = plain.latents(2, rng=0)
    np.testing.assert_array_equal(plain.interpolate(*ends, 5), great_circle_interpolation(*ends, 5))
    with pytest.raises(ValueError, match=r"z0 must be a latent of shape \(4,\), got \(3,\)"):
        plain.interpolate(ends[0, :3], ends[1, :3], 5)


def test_where_z_is_one_number_a_path_is_straight():
    G, D = Player([Dense(1 + CLASSES, 2)], rng=0), Player([Dense(2 + CLASSES, 1)], rng=0)
    gan = CGAN(G, D, noise_prior=LabelledNoise(CLASSES))
    z0, z1 = gan.latents(2, rng=1, labels=1)
    path = gan.interpolate(z0, z1, 3)
    np.testing.assert_allclose(path[1], (z0 + z1) / 2, rtol=1e-6)


# ---- Files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("stop", [1, 6, 8, 13])
def test_resuming_equals_never_having_stopped(stop, tmp_path):
    """In the middle of an epoch, at its end, in the second: saved, loaded, and gone on with, bit for bit."""
    whole = conditional_gan(ema_decay=0.9, epochs=4).fit(images(), LABELS)
    part = conditional_gan(ema_decay=0.9, epochs=4)
    for record in part.steps(images(), LABELS):
        if record.step == stop:
            break
    part.save(tmp_path / "a.npz")
    loaded = GAN.load(tmp_path / "a.npz")
    assert equal(loaded, part)
    assert repr(loaded.config()) == repr(part.config())
    loaded.fit(images(), LABELS, epochs=4 - loaded.epoch)
    assert equal(loaded, whole)
    np.testing.assert_array_equal(loaded.sample(5, rng=0, labels=1), whole.sample(5, rng=0, labels=1))


def test_the_same_seed_gives_the_same_run_and_other_labels_another():
    runs = [conditional_gan(rng=seed).fit(images(), LABELS) for seed in (0, 0, 1)]
    assert equal(runs[0], runs[1])
    assert not equal(runs[0], runs[2])
    assert not equal(runs[0], conditional_gan(rng=0).fit(images(), LABELS[::-1]))


def test_the_recipe_is_made_for_any_number_of_classes_and_size_of_image():
    gan = recipes.cgan(rng=0, data_shape=(4, 5), classes=7)
    assert (gan.width, gan.latent_dim, gan.discriminator.n_in) == (20, 107, 27)
    assert gan.to_images(gan.sample(3, rng=0, labels=6)).shape == (3, 4, 5)
    for recipe in recipes.ALL.values():
        game = recipe(rng=0)
        assert ("labels" in game.noise_prior.choices) == isinstance(game, LabelledGAN)
        assert ("labels" in game.takes) == isinstance(game, LabelledGAN | HalfLabelled | PixelDA)


# ---- What is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([0.0, 1.0], TypeError, "labels must be whole numbers, got float64"),
        ([True, False], TypeError, "labels must be whole numbers, got bool"),
        (["0", "1"], TypeError, "labels must be whole numbers, got <U1"),
        ([[0, 1]], ValueError, r"labels must have shape \(B,\), got \(1, 2\)"),
        (1, ValueError, r"labels must have shape \(B,\), got \(\)"),
        ([0, 3, 7], ValueError, r"labels must lie in 0 \.\.\. 2, got 3"),
        ([0, -1], ValueError, r"labels must lie in 0 \.\.\. 2, got -1"),
    ],
)
def test_labels_that_are_none(labels, error, message):
    with pytest.raises(error, match=message):
        one_hot(labels, 3, np.float32)


def with_labels(labels):
    """Everything that takes labels for 64 rows, as functions of a GAN."""
    rows = np.zeros((64, WIDTH))
    return [
        lambda gan: gan.steps(images(), labels),  # not iterated
        lambda gan: gan.fit(images(), labels),
        lambda gan: gan.pretrain(images(), labels, steps=1),
        lambda gan: gan.probability(rows, labels),
        lambda gan: gan.train_step(rows, labels),
    ]


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        (None, ValueError, r"labels must be one for each of the 64 rows, got shape \(\)"),
        (LABELS[:-1], ValueError, r"labels must be one for each of the 64 rows, got shape \(63,\)"),
        (LABELS[:, None], ValueError, r"labels must be one for each of the 64 rows, got shape \(64, 1\)"),
        (2, ValueError, r"labels must be one for each of the 64 rows, got shape \(\)"),
        (LABELS / 1, TypeError, "labels must be whole numbers, got float64"),
        (LABELS + 1, ValueError, r"labels must lie in 0 \.\.\. 2, got 3"),
    ],
)
def test_bad_labels_are_named_before_any_step(labels, error, message):
    for call in with_labels(labels):
        gan = conditional_gan()
        with pytest.raises(error, match=message):
            call(gan)
        assert gan.step == 0


@pytest.mark.parametrize(
    ("labels", "error", "message"),
    [
        ([0, 1], ValueError, r"labels must be one for each of the 3 samples, got shape \(2,\)"),
        ([[0, 1, 2]], ValueError, r"labels must be one for each of the 3 samples, got shape \(1, 3\)"),
        (1.0, TypeError, "labels must be whole numbers, got float64"),
        (3, ValueError, r"labels must lie in 0 \.\.\. 2, got 3"),
    ],
)
def test_samples_of_bad_labels_are_refused(labels, error, message):
    gan = conditional_gan()
    for method in (gan.sample, gan.latents, gan.sampler().sample, gan.sampler().latents):
        with pytest.raises(error, match=message):
            method(3, rng=0, labels=labels)


def test_a_gan_with_conditions_needs_labels():
    gan, rows = conditional_gan(), np.zeros((64, WIDTH))
    for call in (lambda: gan.steps(images()), lambda: gan.fit(images())):
        with pytest.raises(ValueError, match="CGAN trains on images and their labels, two arrays, got 1"):
            call()
    with pytest.raises(ValueError, match=r"CGAN takes rows and labels, got arrays of length 64$"):
        gan.train_step(rows)
    for call in (lambda: gan.pretrain(images(), steps=1), lambda: gan.probability(rows)):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'labels'"):
            call()
    assert gan.step == gan.discriminator.optimizer.t == 0


def test_a_gan_without_conditions_takes_no_labels():
    steps, fit, pretrain, probability, train_step = with_labels(LABELS)
    for call in (steps, fit):
        with pytest.raises(ValueError, match="GAN trains on one array of data, got 2"):
            call(small_gan())
    for call in (pretrain, probability):
        with pytest.raises(TypeError, match="takes 2 positional arguments but 3"):
            call(small_gan())
    with pytest.raises(ValueError, match="GAN takes rows, got arrays of length 64, 64"):
        train_step(small_gan())
    for method in (small_gan().sample, small_gan().latents, small_gan().sampler().sample):
        with pytest.raises(TypeError, match=r"cannot be asked for labels: its latents are NormalNoise\(\) alone"):
            method(3, labels=1)


def game(*, noise, discriminator_width, latent_dim=8):
    G, D = Player([Dense(latent_dim, WIDTH)]), Player([Dense(discriminator_width, 1)])
    return CGAN(G, D, noise_prior=noise)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LabelledNoise(1), "classes must be a whole number, at least 2, got 1"),
        (lambda: LabelledNoise(2.0), "classes must be a whole number, at least 2, got 2.0"),
        (lambda: recipes.cgan(classes=1), "classes must be a whole number, at least 2, got 1"),
        (
            lambda: game(noise=LabelledNoise(3), discriminator_width=9, latent_dim=3),
            "G takes 3 columns: too few for 3 classes and a latent",
        ),
        (
            lambda: GAN(Player([Dense(2, 6)]), Player([Dense(6, 1)]), noise_prior=LabelledNoise(3)),
            r"the generator takes 2 columns: too few for the 3 of the code in LabelledNoise\(3\)",
        ),
        (
            lambda: game(noise=LabelledNoise(2), discriminator_width=9),
            "gives 6 values per row and 2 columns stand beside them, but the discriminator takes 9",
        ),
        (
            lambda: game(noise=LabelledNoise(3), discriminator_width=6),
            "gives 6 values per row and 3 columns stand beside them, but the discriminator takes 6",
        ),
        (
            lambda: conditional_gan(data_shape=(9,)),
            r"data_shape \(9,\) does not hold the 6 values of one row",
        ),
    ],
)
def test_parts_that_do_not_fit_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_prior_without_labels_is_refused_and_one_with_them_makes_no_plain_gan_conditional():
    with pytest.raises(TypeError, match=r"noise_prior must be LabelledNoise\(classes\), got NormalNoise"):
        game(noise=NormalNoise(), discriminator_width=9)
    with pytest.raises(TypeError, match=r"prior must be an object such as NormalNoise\(\), got str"):
        LabelledNoise(3, prior="normal")
    with pytest.raises(ValueError, match=r"G would be told a label and D would not.*: a CGAN tells both"):
        GAN(Player([Dense(8, WIDTH)]), Player([Dense(WIDTH, 1)]), noise_prior=LabelledNoise(3))
