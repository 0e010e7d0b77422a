"""A mixture that grows, one GAN after another, each trained on what is still missing: AdaGAN (Tolstikhin et al. 2017).

A GAN that has missed a part of the data is not thrown away. A classifier tells which rows of the data the mixture so
far makes too rarely. The next GAN trains on the data with more weight on these rows, and joins the mixture with a share
of its own. This is boosting, and no game: `adagan` plays one game after another.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from ..checks import check_array, check_count, check_finite, check_function, check_kind, check_number, check_rng
from ..datasets import scale
from ..objectives import Minimax
from ..sampler import BLOCK, Sampler
from ..streams import spawn
from ..turns import judge
from .gan import GAN


class Weights(NamedTuple):
    """rows (N,), which sum to 1; threshold, the lambda* of the paper: rows with (1 - beta) h at or above it have 0."""

    rows: np.ndarray
    threshold: float


def reweight(ratios: np.ndarray, beta: float) -> Weights:
    """How often the next generator should see each row of the data, if it will have the share beta of the mixture.

    h_i         = p_mixture(x_i) / p_data(x_i), the ratios
    w_i         = max(0, lambda - (1 - beta) h_i) / (beta N)
    lambda      such that sum_i w_i = 1

    Where the mixture makes little, h is small and the weight is large. A row has the weight 0 if what is left of the
    old mixture, (1 - beta) h, is enough for it. A generator that makes exactly these weights gives the new mixture
        (1 - beta) h_i / N + beta w_i = max(lambda, (1 - beta) h_i) / N
    and no other one gives a mixture nearer to the data, in any f-divergence. If h has a mean of at most 1, as a ratio
    of densities has, lambda lies between beta and 1; with lambda = 1 the new mixture is the data's distribution.

    If the m rows with the smallest ratios are those with a weight above 0, their weights sum to 1 for
        lambda = (beta N + (1 - beta) (the sum of these m ratios)) / m
    and m is the largest number for which the last of the m rows still has a weight above 0.

    ratios : (N,), finite and >= 0.  beta : in (0, 1]; 1 gives every row 1 / N.
    Raises TypeError or ValueError for others.
    Source: Tolstikhin et al. 2017, AdaGAN, algorithm 1; tolstikhin/adagan, adagan.py (theory_star).
    """
    ratios = check_array("ratios", ratios, "fiu", "an array of numbers").astype(np.float64)
    check_finite("ratios", ratios)
    if ratios.ndim != 1 or not len(ratios) or ratios.min() < 0:
        raise ValueError(f"ratios must be one number of at least 0 for each row, (N,), got shape {ratios.shape}")
    beta = check_number("beta", beta, 0, 1, exclusive="low")
    N, h = len(ratios), np.sort(ratios)
    thresholds = (beta * N + (1 - beta) * np.cumsum(h)) / np.arange(1, N + 1)
    threshold = float(thresholds[np.flatnonzero(thresholds > (1 - beta) * h)[-1]])
    rows = np.maximum(0, threshold - (1 - beta) * ratios) / (beta * N)
    return Weights(rows / rows.sum(), threshold)


class Mixture:
    """Several samplers, each with its share of the rows.

    components : list of Sampler, all of one width
    shares : (K,), at least 0, which sum to 1
    """

    def __init__(self, components: list[Sampler], shares):
        kind = "a list of samplers, such as [gan.sampler()]"
        self.components = list(check_kind("components", components, list | tuple, kind))
        for sampler in self.components:
            check_kind("each component", sampler, Sampler, "a Sampler, such as gan.sampler()")
        self.shares = check_array("shares", np.asarray(shares, float))
        check_finite("shares", self.shares)
        wrong = self.shares.shape != (len(self.components),) or self.shares.min() < 0
        if not self.components or wrong or abs(self.shares.sum() - 1) > 1e-6:
            raise ValueError(f"shares must be one for each component, at least 0, and sum to 1, got {self.shares}")
        if len({sampler.width for sampler in self.components}) != 1:
            raise ValueError("the components of a mixture must make rows of one width")

    def joined_by(self, sampler: Sampler, beta: float) -> "Mixture":
        """Another mixture, in which this sampler has the share beta, and the others what they had times 1 - beta."""
        return Mixture([*self.components, sampler], [*(1 - beta) * self.shares, beta])

    def sample(self, n: int, *, rng=None) -> np.ndarray:
        """n rows, (n, width): each from a component that is drawn by the shares. The same rng gives the same rows."""
        n, rng = check_count("n", n), check_rng(rng)
        chosen = rng.choice(len(self.shares), size=n, p=self.shares / self.shares.sum())
        parts = [(chosen == k, sampler) for k, sampler in enumerate(self.components)]
        x = np.empty((n, self.components[0].width), self.components[0].generator.dtype)
        for mine, sampler in parts:
            if mine.any():
                x[mine] = sampler.sample(int(mine.sum()), rng=rng)
        return x


def adagan(make: Callable[..., GAN], data: np.ndarray, *, rounds: int = 4, steps: int = 1000, rng=None) -> Mixture:
    """Algorithm 1: train a GAN on the data, then rounds - 1 more, each on the data as the mixture so far leaves it.

    In round t = 2, 3, ... with the share beta = 1 / t for the new generator, so that in the end all have the same:

        C           a new discriminator, trained for so many steps to tell the data from samples of the mixture
        h_i         = exp(-(C's logit of x_i))              for the best C, the ratio of mixture to data
        w           = reweight(h, beta)
        data_t      as many rows as the data has, drawn with replacement by w
        game        a new one, trained on data_t

    make : make(rng) returns a new GAN that is set up for its own training: lambda rng: recipes.ring(rng=rng). One more
        of them lends its discriminator, with its optimiser, as C
    data : what the GANs train on.  steps : of C
    rng : None, int or Generator
    >>> mixture = adagan(lambda rng: recipes.ring(rng=rng, epochs=2), points, rounds=4, rng=0)
    >>> x = mixture.sample(2500, rng=1)

    Source: Tolstikhin et al. 2017, AdaGAN: Boosting Generative Models, algorithm 1; tolstikhin/adagan (uniform shares,
    C of the discriminator's layers). There each minibatch is drawn by the weights, and here a whole set of rows is.
    """
    check_function("make", make, "make(rng), that returns a new GAN")
    rounds, steps, rng = check_count("rounds", rounds), check_count("steps", steps), check_rng(rng)
    mixture = Mixture([_new(make, rng).fit(data).sampler()], [1.0])
    for t in range(2, rounds + 1):
        weights = reweight(mixture_ratios(_new(make, rng), data, mixture, steps=steps, rng=rng), 1 / t)
        rows = data[rng.choice(len(data), size=len(data), p=weights.rows)]
        mixture = mixture.joined_by(_new(make, rng).fit(rows).sampler(), 1 / t)
    return mixture


def mixture_ratios(game: GAN, data: np.ndarray, mixture: Mixture, *, steps: int, rng=None) -> np.ndarray:
    """h (N,) at each row of the data, p_mixture / p_data, by a classifier: the discriminator of this new game.

    It is trained for so many steps on rows of either kind, with the loss of the first GAN. Its best logit is
    log p_data / p_mixture. Logits below -100 count as -100, so that h stays finite.
    """
    C, rng = game.discriminator, check_rng(rng)
    made = mixture.sample(len(data), rng=rng)
    for (real,) in game.draws(data, steps=steps):
        loss, _, _ = judge(C, Minimax(), real, made[rng.integers(len(made), size=len(real))])
        game.move(discriminator=loss)
    blocks = [np.arange(start, min(start + BLOCK, len(data))) for start in range(0, len(data), BLOCK)]
    logits = np.concatenate([C(scale(data[block], game.data_range, game.dtype))[:, 0] for block in blocks])
    return np.exp(-np.maximum(logits.astype(np.float64), -100))


def _new(make, rng) -> GAN:
    return check_kind("what make returns", make(spawn(rng, 1)[0]), GAN, "a GAN, new each time")
