"""A game that cannot be played is refused when it is set up, and a minibatch before it is used."""

import numpy as np
import pytest
from games import batch_norm_gan, real_rows, small_gan

from numgan import GAN, SGD, Adam, Clipped, Dense, LabelledNoise, NormalNoise, Sequential


def networks(n=6, out=1, dtype=np.float64):
    return Sequential([Dense(2, 6)], dtype=np.float64), Sequential([Dense(n, out)], dtype=dtype)


@pytest.mark.parametrize(
    ("players", "settings", "message"),
    [
        (networks(n=5), {}, "the generator gives 6 values a row, but the discriminator takes 5"),
        (networks(out=2), {}, "one logit a row, and gives 2 values"),
        (networks(dtype=np.float32), {}, "one dtype, got float64 and float32"),
        (networks(), {"d_steps": 0}, "d_steps must be a whole number, at least 1, got 0"),
        (networks(), {"share_fakes": True, "d_steps": 2}, "needs d_steps=1, got 2"),
        (networks(), {"data_range": (1, -1)}, r"low < high, got \(1, -1\)"),
        (networks(), {"data_shape": (28, 28)}, r"data_shape \(28, 28\) does not hold the generator's 6 values"),
        (networks(), {"ema_decay": 1.0}, r"ema_decay must lie in \[0, 1\), got 1.0"),
        (networks(), {"data_range": (0,)}, r"data_range must be \(low, high\), got \(0,\)"),
        (networks(), {"data_range": (-np.inf, np.inf)}, "each end of data_range must be a finite number, got -inf"),
        (networks(), {"data_shape": (2.0, 3)}, "each length in data_shape must be a whole number"),
        (networks(), {"batch_size": 0}, "batch_size must be"),
        (
            networks(),
            dict.fromkeys(("generator_optimizer", "discriminator_optimizer"), Adam()),
            "an optimiser of its own",
        ),
        (
            networks(),
            {"generator_optimizer": (shared := SGD(lr=0.1)), "discriminator_optimizer": Clipped(shared, limit=0.01)},
            "an optimiser of its own",
        ),
    ],
)
def test_bad_set_ups_are_named(players, settings, message):
    with pytest.raises(ValueError, match=message):
        GAN(*players, **settings)


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (np.ones((8, 5)), ValueError, r"real must have shape \(B, 6\), got \(8, 5\)"),
        (np.full((8, 6), np.inf), ValueError, "real must be finite, but 48 values are not; the first is inf"),
        (np.ones((7, 6)), ValueError, "d_steps = 2 minibatches of equal size, got 7 rows"),
        (np.ones((8, 6), np.uint8), TypeError, r"floats, got dtype uint8; scale images first: gan.scale\(images\)"),
    ],
)
def test_bad_minibatches_are_named(rows, error, message):
    with pytest.raises(error, match=message):
        batch_norm_gan().train_step(rows)


def test_a_network_and_an_optimiser_belong_to_one_player_of_one_gan():
    G, D = networks()
    same = Sequential([Dense(1, 1)], dtype=np.float64)
    with pytest.raises(ValueError, match="must be two networks, got one for both"):
        GAN(same, same)
    used = Adam(lr=1e-3)
    small_gan(generator_optimizer=used).train_step(real_rows(8))
    with pytest.raises(ValueError, match="generator_optimizer has made 1 updates already: each GAN needs new ones"):
        GAN(G, D, generator_optimizer=used)
    for prior in (Adam(), "normal", NormalNoise):
        with pytest.raises(TypeError, match=r"noise_prior must be an object such as NormalNoise\(\) or Uni"):
            GAN(G, D, noise_prior=prior)
    with pytest.raises(TypeError, match="prior must be an object such as"):
        LabelledNoise(3, prior="normal")
    for shape in (6, (), "6"):
        with pytest.raises(ValueError, match=r"data_shape must be a tuple such as \(28, 28\) or \(2,\), got"):
            GAN(G, D, data_shape=shape)
    with pytest.raises(ValueError, match=r"data_range must be \(low, high\), got 1"):
        GAN(G, D, data_range=1)
