"""A game that cannot be played is refused when it is set up, and a minibatch before it is used."""

import numpy as np
import pytest
from games import batch_norm_gan, real_rows, small_gan

from numgan import (
    GAN,
    SGD,
    Adam,
    Clipped,
    Dense,
    LabelledNoise,
    NonSaturating,
    NormalNoise,
    Pack,
    Player,
    Sequential,
    SharedFakes,
)


def players(n=6, out=1, dtype=np.float64, generator_optimizer=None, discriminator_optimizer=None):
    return (
        Player([Dense(2, 6)], optimizer=generator_optimizer, dtype=np.float64),
        Player([Dense(n, out)], optimizer=discriminator_optimizer, dtype=dtype),
    )


@pytest.mark.parametrize(
    ("pair", "settings", "message"),
    [
        (players(n=5), {}, "the generator gives 6 values per row, but the discriminator takes 5"),
        (players(out=2), {}, "one logit per row, and gives 2 values"),
        (players(dtype=np.float32), {}, "one dtype, got float64 and, of discriminator, float32"),
        (players(), {"d_steps": 0}, "d_steps must be a whole number, at least 1, got 0"),
        (players(), {"data_range": (1, -1)}, r"low < high, got \(1, -1\)"),
        (players(), {"data_shape": (28, 28)}, r"data_shape \(28, 28\) does not hold the 6 values of one row"),
        (players(), {"data_range": (0,)}, r"data_range must be \(low, high\), got \(0,\)"),
        (players(), {"data_range": (-np.inf, np.inf)}, "each end of data_range must be a finite number, got -inf"),
        (players(), {"data_shape": (2.0, 3)}, "each length in data_shape must be a whole number"),
        (players(), {"batch_size": 0}, "batch_size must be"),
        (
            players(**dict.fromkeys(("generator_optimizer", "discriminator_optimizer"), Adam())),
            {},
            "generator and discriminator must have an optimiser each, got one for both",
        ),
        (
            players(generator_optimizer=(shared := SGD(lr=0.1)), discriminator_optimizer=Clipped(shared, limit=0.01)),
            {},
            "generator and discriminator must have an optimiser each, got one for both",
        ),
    ],
)
def test_bad_set_ups_are_named(pair, settings, message):
    with pytest.raises(ValueError, match=message):
        GAN(*pair, **settings)


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (np.ones((8, 5)), ValueError, r"real must have shape \(B, 6\), got \(8, 5\)"),
        (np.full((8, 6), np.inf), ValueError, "real must be finite, but 48 values are not; the first is inf"),
        (np.ones((7, 6)), ValueError, "real must hold 2 minibatches of equal size, got 7 rows"),
        (np.ones((8, 6), np.uint8), TypeError, r"floats, got dtype uint8; scale images first: gan.scale\(images\)"),
    ],
)
def test_bad_minibatches_are_named(rows, error, message):
    with pytest.raises(error, match=message):
        batch_norm_gan().train_step(rows)


def test_a_network_and_an_optimiser_belong_to_one_player():
    same = Player([Dense(1, 1)], dtype=np.float64)
    with pytest.raises(ValueError, match="generator and discriminator must have a network each, got one for both"):
        GAN(same, same)
    used = Adam(lr=1e-3)
    small_gan(generator_optimizer=used).train_step(real_rows(8))
    with pytest.raises(ValueError, match="optimizer has made 1 updates already: each player needs a new one"):
        Player([Dense(2, 6)], optimizer=used)


def test_a_player_needs_an_optimizer_and_a_decay_below_1():
    with pytest.raises(TypeError, match=r"optimizer must be an optimiser such as Adam\(lr=2e-4\), got float"):
        Player([Dense(2, 6)], optimizer=2e-4)
    with pytest.raises(ValueError, match=r"ema_decay must lie in \[0, 1\), got 1.0"):
        Player([Dense(2, 6)], ema_decay=1.0)


def test_what_is_no_player_and_no_objective_is_named():
    (G, D), bare = players(), Sequential([Dense(2, 6)], dtype=np.float64)
    with pytest.raises(TypeError, match=r"generator must be a Player: Player\(layers, optimizer=.* got Sequential"):
        GAN(bare, D)
    with pytest.raises(TypeError, match=r"discriminator must be a Player: Player\(layers, optimizer=.* got Dense"):
        GAN(G, Dense(6, 1))
    with pytest.raises(
        TypeError, match=r"objective must be an Objective such as NonSaturating\(\), got the class NonSaturating itself"
    ):
        GAN(G, D, objective=NonSaturating)
    with pytest.raises(ValueError, match="one row for each latent; Pack is a layer of the discriminator"):
        GAN(Player([Pack(2, rows=2), Dense(4, 6)], dtype=np.float64), D)


def test_shared_fakes_are_for_one_step_of_d():
    with pytest.raises(ValueError, match="SharedFakes gives one batch to both players and needs d_steps=1, got 2"):
        SharedFakes(*players(), d_steps=2)


def test_a_prior_a_shape_and_a_range_are_checked():
    G, D = players()
    for prior in (Adam(), "normal", NormalNoise):
        with pytest.raises(TypeError, match=r"noise_prior must be an object such as NormalNoise\(\), got"):
            GAN(G, D, noise_prior=prior)
    with pytest.raises(TypeError, match="prior must be an object such as"):
        LabelledNoise(3, prior="normal")
    for shape in (6, (), "6"):
        with pytest.raises(ValueError, match=r"data_shape must be a tuple such as \(28, 28\) or \(2,\), got"):
            GAN(G, D, data_shape=shape)
    with pytest.raises(ValueError, match=r"data_range must be \(low, high\), got 1"):
        GAN(G, D, data_range=1)
