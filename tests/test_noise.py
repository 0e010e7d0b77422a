"""Noise priors and the paths between latents."""

import math

import numpy as np
import pytest

from numgan import (
    CodedNoise,
    LabelledNoise,
    NormalNoise,
    UniformNoise,
    great_circle_interpolation,
    linear_interpolation,
)
from numgan.noise import Noise


@pytest.mark.parametrize("prior", [NormalNoise(), UniformNoise()], ids=repr)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_both_priors_have_mean_0_and_variance_1(prior, dtype):
    z = prior(np.random.default_rng(0), (2000, 100), np.dtype(dtype))
    assert z.shape == (2000, 100)
    assert z.dtype == dtype
    assert abs(z.mean()) < 5 / math.sqrt(z.size)
    assert z.var() == pytest.approx(1, abs=5 * math.sqrt(2 / z.size))


def test_uniform_noise_lies_within_sqrt_3():
    z = UniformNoise()(np.random.default_rng(0), (1000, 10), np.dtype(np.float64))
    assert -math.sqrt(3) <= z.min() < -1.7
    assert 1.7 < z.max() <= math.sqrt(3)


@pytest.mark.parametrize("prior", [NormalNoise(), UniformNoise()], ids=repr)
def test_between_two_quantiles_every_cell_is_hit_as_often(prior):
    edges, z = prior.quantiles(10), prior(np.random.default_rng(1), (200_000, 1), np.dtype(np.float64))
    assert edges.shape == (11,)
    assert (np.diff(edges) > 0).all()
    np.testing.assert_allclose(edges, -edges[::-1], atol=1e-12)
    counts = np.histogram(z, edges)[0]
    np.testing.assert_allclose(counts / counts.mean(), 1, atol=0.03)


def test_a_prior_says_what_it_cannot_do():
    for prior in (NormalNoise(), UniformNoise()):
        assert (prior.codes, dict(prior.choices)) == (0, {})
        with pytest.raises(TypeError, match=r"cannot be asked for labels: its latents are \w+Noise\(\) alone"):
            prior.ask(np.zeros((2, 3)), labels=1)
    with pytest.raises(ValueError, match=r"quantiles are known for NormalNoise and UniformNoise, not for Noise\(\)"):
        Noise().quantiles(3)
    with pytest.raises(TypeError, match=r"Noise must define __call__\(rng, shape, dtype\)"):
        Noise()(np.random.default_rng(0), (2, 3), np.float64)


def test_linear_interpolation_by_hand():
    path = linear_interpolation(np.array([0.0, 4.0]), np.array([2.0, 0.0]), 3)
    np.testing.assert_allclose(path, [[0, 4], [1, 2], [2, 0]])


def test_great_circle_by_hand():
    """A quarter turn in three steps of 30 degrees."""
    path = great_circle_interpolation(np.array([1.0, 0.0]), np.array([0.0, 1.0]), 4)
    angles = np.radians([0, 30, 60, 90])
    np.testing.assert_allclose(path, np.column_stack([np.cos(angles), np.sin(angles)]), atol=1e-12)


def test_great_circle_keeps_the_length_that_a_line_loses():
    rng = np.random.default_rng(0)
    z0, z1 = rng.normal(size=(2, 100))
    z1 *= np.linalg.norm(z0) / np.linalg.norm(z1)
    arc, line = great_circle_interpolation(z0, z1, 9), linear_interpolation(z0, z1, 9)
    np.testing.assert_allclose(np.linalg.norm(arc, axis=1), np.linalg.norm(z0), rtol=1e-12)
    assert np.linalg.norm(line[4]) < 0.8 * np.linalg.norm(z0)
    np.testing.assert_allclose(arc[[0, -1]], [z0, z1], atol=1e-12)


def test_great_circle_between_equal_directions_is_the_line():
    z = np.array([1.0, 2.0])
    np.testing.assert_allclose(great_circle_interpolation(z, 2 * z, 3), linear_interpolation(z, 2 * z, 3))


@pytest.mark.parametrize(
    ("ends", "n", "message"),
    [
        (([1.0, 0.0], [-1.0, 0.0]), 3, "opposite latents"),
        (([0.0, 0.0], [1.0, 0.0]), 3, "at both ends, but z0 or z1 has length 0"),
        (([1.0, 0.0], [1.0, 0.0, 0.0]), 3, r"got \(2,\) and \(3,\)"),
        (([1.0, 0.0], [0.0, 1.0]), 1, "n must be a whole number, at least 2, got 1"),
    ],
)
def test_bad_paths_are_named(ends, n, message):
    with pytest.raises(ValueError, match=message):
        great_circle_interpolation(*map(np.array, ends), n)


def test_float32_latents_stay_float32():
    z = np.random.default_rng(0).normal(size=(2, 5)).astype(np.float32)
    assert great_circle_interpolation(*z, 4).dtype == linear_interpolation(*z, 4).dtype == np.float32


def test_great_circle_where_rounding_makes_a_cosine_of_more_than_1():
    """Of equal directions about one pair in ten has a computed cosine of 1 + 2e-16, and an arc cosine has none."""
    ends = np.random.default_rng(0).normal(size=(200, 5))
    beyond = [z for z in ends if float(z @ (3 * z)) / (float(np.linalg.norm(z)) * float(np.linalg.norm(3 * z))) > 1]
    assert beyond
    for z in beyond:
        np.testing.assert_allclose(great_circle_interpolation(z, 3 * z, 3), [z, 2 * z, 3 * z], rtol=1e-12)
        with pytest.raises(ValueError, match="opposite latents, between which no arc is the shortest"):
            great_circle_interpolation(z, -3 * z, 3)


def test_great_circle_between_ends_of_different_lengths():
    """60 degrees apart, |z0| = 1 and |z1| = 3: half way sin(30) / sin(60) = 1 / sqrt 3 of each."""
    z0, z1 = np.array([1.0, 0.0]), 3 * np.array([0.5, math.sqrt(3) / 2])
    np.testing.assert_allclose(great_circle_interpolation(z0, z1, 3)[1], (z0 + z1) / math.sqrt(3), rtol=1e-12)
    np.testing.assert_allclose(great_circle_interpolation(z1, z0, 3)[1], (z0 + z1) / math.sqrt(3), rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_latents_are_the_next_numbers_of_their_stream(dtype):
    first, second, dtype = np.random.default_rng(4), np.random.default_rng(4), np.dtype(dtype)
    np.testing.assert_array_equal(NormalNoise()(first, (5, 3), dtype), second.standard_normal((5, 3), dtype))
    z = (2 * second.random((5, 3), dtype) - 1) * math.sqrt(3)
    np.testing.assert_allclose(UniformNoise()(first, (5, 3), dtype), z, rtol=1e-6)
    assert first.bit_generator.state == second.bit_generator.state


def test_a_code_is_drawn_beside_the_noise_and_left_alone_unless_asked_for():
    rng = np.random.default_rng(0)
    z = CodedNoise(4, continuous=3)(rng, (20_000, 9), np.dtype(np.float64))
    own, k, u = np.split(z, [2, 6], axis=1)
    assert own.std() == pytest.approx(1, abs=0.02)
    np.testing.assert_array_equal(np.sort(k, axis=1), np.eye(4)[[3] * 20_000])  # one-hot
    np.testing.assert_allclose(k.mean(axis=0), 1 / 4, atol=5 * math.sqrt(3 / 16 / 20_000))
    assert -1 <= u.min() < -0.999
    assert 0.999 < u.max() < 1
    assert u.mean() == pytest.approx(0, abs=0.02)
    assert u.var() == pytest.approx(1 / 3, abs=0.01)
    for prior in (CodedNoise(4, continuous=3), LabelledNoise(4)):
        np.testing.assert_array_equal(prior.ask(z), z)
    asked = LabelledNoise(4).ask(z[:3, :6], labels=[3, 0, 2])
    np.testing.assert_array_equal(asked, np.hstack([z[:3, :2], np.eye(4)[[3, 0, 2]]]))


def test_ends_are_numbers_of_one_length():
    np.testing.assert_array_equal(linear_interpolation([0, 4], [2, 0], 3), [[0, 4], [1, 2], [2, 0]])
    for path in (linear_interpolation, great_circle_interpolation):
        with pytest.raises(TypeError, match="z1 must be a latent"):
            path([1.0, 2.0], ["a", "b"], 3)
