"""Recipes for points that are made to find all modes. They are known to train, and are not tuned."""

from ..checks import check_count
from ..family import MGAN, VEEGAN, CodedNoise
from ..layers import Dense, LabelBlocks
from ..optimizers import Adam
from ..player import Player
from .networks import POINT_WIDTHS, discriminator, point_generator
from .setting import Setting


def veegan(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=128, codes=1, unread=2, **common) -> VEEGAN:
    """A network reads the noise back, so that G cannot make one row of all of it. For points.

    G of `ring`, from codes of 1 number and 2 that F does not read, all ~ N(0, 1); F: n -> 3 x 128 -> 1; D: [x | z]: n +
    1 -> 3 x 128 -> 1; LeakyReLU .2 in both. Adam with beta1 0 and lr 1e-3 falling linearly to 1e-5, an average of G's
    weights (decay .999), batch 128: as in `ring`. Reconstruction weight .05, codes of standard deviation 1. One run
    each: on the ring all eight modes and 96 % high-quality samples; on the grid, in a schedule of four epochs, all 25
    modes and 30 %.

    codes : columns of the latent that F reads
    unread : columns that G alone sees
    Source: Srivastava et al. 2017; akashgit/VEEGAN, VEEGAN_2D_RING.ipynb.
    Deviates from it: there codes=254 and unread=1, a weight of .5, networks of one and two hidden layers of 128 ReLU,
    Adam with beta1 .5 and a constant lr 1e-3, batch 500, and 100,000 steps. In as few steps as here the grid needs few
    codes and a small weight: with 8 or 16 codes and a weight of .5 no mode was sharp after 3,900 steps (one seed).
    """
    codes, unread = check_count("codes", codes), check_count("unread", unread, 0)
    s = Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, players=3, **common)
    networks = (
        point_generator(s.n, latent_dim=codes + unread),
        discriminator((s.n + codes, *POINT_WIDTHS)),
        discriminator((s.n, *POINT_WIDTHS), n_out=codes),
    )
    players = [
        Player(
            layers,
            optimizer=Adam(lr=s.falling(1e-3, by=100), beta1=0.0),
            ema_decay=None if i else 0.999,
            rng=rng,
            dtype=s.dtype,
        )
        for i, (layers, rng) in enumerate(zip(networks, s.weights, strict=True))
    ]
    return VEEGAN(*players, reconstruction_weight=0.05, **s.common("veegan"))


def mgan(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=128, generators=8, **common) -> MGAN:
    """Several generators, each of which is left with a part of the data. For points.

    The generators are those of `ring`, z(2) ~ N(0, 1) -> 4 x (Dense 128 ReLU) -> n, with a first layer for each and all
    others shared. D: n -> 3 x (Dense 128 LeakyReLU .2) -> 1 + 8, a logit and the generators' names. Non-saturating,
    diversity weight .125; Adam with beta1 0 and lr 1e-3 falling linearly to 1e-5, an average of G's weights (decay
    .999), batch 128: as in `ring`. On the ring, in a schedule of four epochs, all eight modes and 92 % high-quality
    samples (one run).

    generators : how many; draw from one of them with gan.sample(64, category=3)
    Source: Hoang et al. 2018.
    Deviates from it in all but the game; networks, weight and rates are ours.
    """
    prior = CodedNoise(check_count("generators", generators, 2), continuous=0)
    s = Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, **common)
    own = LabelBlocks(2, labels=prior.categories)
    networks = (
        [own, Dense(prior.categories * 3, 128, bias=False), *point_generator(s.n)[1:]],
        discriminator((s.n, *POINT_WIDTHS), n_out=1 + prior.categories),
    )
    G, D = (
        Player(
            layers,
            optimizer=Adam(lr=s.falling(1e-3, by=100), beta1=0.0),
            ema_decay=None if i else 0.999,
            rng=rng,
            dtype=s.dtype,
        )
        for i, (layers, rng) in enumerate(zip(networks, s.weights, strict=True))
    )
    return MGAN(G, D, noise_prior=prior, diversity_weight=0.125, **s.common("mgan"))
