"""What all symptoms are read from. Each thing is measured once, when the first symptom asks for it.

Nothing here changes the game. Samples come from a stream of their own, networks run as at inference, and what needs a
training pass or a step is done by a copy.
"""

import copy
import warnings
from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np

from ..datasets import scale
from ..evaluation.rows import squared_distances
from ..family import GAN
from ..game import TrainingDiverged
from ..layers import Flatten, ReLU, Sigmoid, Tanh
from ..player import Player

ENDS = {Tanh: (-1.0, 1.0), Sigmoid: (0.0, 1.0), ReLU: (0.0, np.inf)}
ROWS = 1_000  # real rows and samples that are looked at
PAIRS = 500  # of these, how many of each kind where all distances between them are computed
TRAINING_ROWS = 50_000  # at most: among these a nearest neighbour is looked for
BLOCK = 2_000  # of them at a time
RECENT = 5  # the last fifth of a run is how it is now
LEAST_STEPS = 50  # a history shorter than this says nothing about how a run develops
FIRST = 20  # steps from which the norms of the first gradients are taken


class Evidence:
    """A GAN, the data that it was trained on, and what can be measured of both.

    data : the arrays that the game trains on, as for `steps`
    rng : of the latents, and of the choice of rows
    """

    def __init__(self, gan: GAN, *data: np.ndarray, rng=0):
        self.gan = gan
        self.history = copy.deepcopy(gan.history)  # a finding's picture stays as it is while the game goes on
        self.arrays = gan.check_data(*data, least=gan.batch_size * gan.minibatches)
        self._samples, self._choice, self._latents = np.random.default_rng(rng).spawn(3)

    # ---- rows -----------------------------------------------------------------------------------------------------

    @cached_property
    def chosen(self) -> np.ndarray:
        """Which rows of the data are looked at: at most ROWS, (R,)."""
        return self._choice.permutation(len(self.arrays[0]))[:ROWS]

    @cached_property
    def real(self) -> np.ndarray:
        """These rows in the network's scale, (R, n)."""
        return scale(self.arrays[0][self.chosen], self.gan.data_range, self.gan.dtype)

    @cached_property
    def fake(self) -> np.ndarray:
        """ROWS samples, (ROWS, n), as `sample` gives them: from the average of G's weights, where there is one."""
        return self.gan.sample(ROWS, rng=self._samples)

    @cached_property
    def latents(self) -> np.ndarray:
        """ROWS latents, (ROWS, latent_dim)."""
        return self.gan.latents(ROWS, rng=self._latents)

    @cached_property
    def played(self) -> np.ndarray:
        """G(z) of these latents, (ROWS, n), from the weights that are in play: what D is asked about."""
        return self.gan.generate(self.latents, averaged=False)

    # ---- the history ----------------------------------------------------------------------------------------------

    def recent(self, name: str) -> np.ndarray:
        """The last fifth of a column of the history."""
        values = self.history[name]
        return values[-max(len(values) // RECENT, min(len(values), LEAST_STEPS)) :]

    def first(self, name: str) -> np.ndarray:
        """The first steps of a column."""
        return self.history[name][:FIRST]

    @property
    def long_enough(self) -> bool:
        """Has the run enough steps for its history to be read?"""
        return len(self.history) >= LEAST_STEPS

    # ---- what D says ----------------------------------------------------------------------------------------------

    @cached_property
    def logits(self) -> tuple[np.ndarray, np.ndarray]:
        """D's logits of the real rows and of G's, each (R,); of packs, where D packs rows."""
        return self.judged(self.real, self._labels_of_real), self.judged(self.played, self._labels_of_played)

    def judged(self, rows: np.ndarray, columns: np.ndarray | None = None) -> np.ndarray:
        """D's logits of these rows, beside further columns where D takes some."""
        D = self.gan.discriminator
        rows = rows if columns is None else np.hstack([rows, columns])
        return D(rows[: len(rows) // D.rows * D.rows])[:, 0].astype(np.float64)

    @property
    def d_is_told(self) -> bool:
        """Does D take a label beside each row?"""
        return self.gan.discriminator.n_in > self.gan.width

    @property
    def _labels_of_real(self) -> np.ndarray | None:
        if not self.d_is_told:
            return None
        return np.eye(self.gan.noise_prior.codes, dtype=self.gan.dtype)[self.arrays[1][self.chosen]]

    @property
    def _labels_of_played(self) -> np.ndarray | None:
        return self.latents[:, -self.gan.noise_prior.codes :] if self.d_is_told else None

    @cached_property
    def told_by_d(self) -> float:
        """The share of pairs (real, generated) in which D gives the real row the higher logit; ties count half.

        1/2: D sees no difference. 1: it is never wrong. It asks D for an order alone, so a critic can be asked too.
        """
        real, fake = self.logits
        order = np.sort(fake)
        below, upto = np.searchsorted(order, real, "left"), np.searchsorted(order, real, "right")
        return float((below + upto).mean() / (2 * len(fake)))

    @cached_property
    def told_by_neighbours(self) -> float:
        """The share of rows whose nearest other row is of their own kind: PAIRS real ones and as many of G's.

        1/2 where both kinds have one distribution, 1 where they lie apart. It is a judge that needs no training.
        Source: Lopez-Paz & Oquab 2017, Revisiting Classifier Two-Sample Tests (here with the nearest neighbour).
        """
        k = min(PAIRS, len(self.real))
        rows = np.concatenate([self.real[:k], self.played[:k]]).astype(np.float64)
        distances = squared_distances(rows, rows)
        np.fill_diagonal(distances, np.inf)
        kinds = np.arange(2 * k) < k
        return float(np.mean(kinds[distances.argmin(axis=1)] == kinds))

    # ---- a step, played by a copy ---------------------------------------------------------------------------------

    @cached_property
    def moves(self) -> dict[str, float] | None:
        """How far one more step moves each player: |change of its parameters| / |its parameters|; None if it diverges.

        A copy plays the step, on rows and noise that the game itself would take.
        """
        twin = self.gan.copy()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", UserWarning)  # of the data's scale: that is a symptom of its own
                next(twin.steps(*self.arrays, epochs=1))
        except TrainingDiverged:
            return None
        return {
            name: float(np.linalg.norm(twin.players[name].params - player.params) / np.linalg.norm(player.params))
            for name, player in self.gan.players.items()
        }

    @cached_property
    def broken(self) -> bool:
        """Does the next step diverge, or does G give numbers that are not finite?"""
        if self.moves is None or not np.isfinite(list(self.moves.values())).all():
            return True
        G = self.gan.generator
        networks = [G] if G.average is None else [G, G.average.network]
        return not all(np.isfinite(network(self.latents)).all() for network in networks)

    # ---- networks -------------------------------------------------------------------------------------------------

    @property
    def ends(self) -> tuple[float, float] | None:
        """The range of G's last layer, if it has one."""
        layers = [layer for layer in self.gan.generator.layers if not isinstance(layer, Flatten)]
        return ENDS.get(type(layers[-1]))

    def dead(self) -> Iterator[tuple[str, int, float]]:
        """(player, index of the layer, share of its units that are 0 for every row) of each ReLU."""
        rows: dict[str, Any] = {"generator": self.latents}
        if not self.d_is_told:
            rows["discriminator"] = np.concatenate([self.real, self.played])
        for name, x in rows.items():
            player: Player = self.gan.players[name]
            for i, layer in enumerate(player.layers):
                x, _ = layer.forward(x, training=False)
                if isinstance(layer, ReLU):
                    yield name, i, float((x == 0).reshape(-1, x.shape[-1]).all(axis=0).mean())

    # ---- neighbours -----------------------------------------------------------------------------------------------

    @cached_property
    def to_training_rows(self) -> tuple[np.ndarray, np.ndarray]:
        """Distances to the nearest training row: of PAIRS real rows to the nearest other one, and of PAIRS samples.

        A real row left out of the rest is what a held-out row is: both come from one distribution. So no rows need be
        held out to know how far from the training rows a new row should lie.
        """
        rows = self.arrays[0][:TRAINING_ROWS]
        left_out = self._choice.permutation(len(rows))[:PAIRS]
        asked = np.concatenate([scale(rows[left_out], self.gan.data_range, np.float64), self.fake[:PAIRS]])
        asked = asked.astype(self.gan.dtype if self.gan.width > 3 else np.float64)
        least = np.full(len(asked), np.inf)
        for start in range(0, len(rows), BLOCK):
            block = scale(rows[start : start + BLOCK], self.gan.data_range, asked.dtype)
            d = squared_distances(asked, block)
            own = np.flatnonzero((left_out >= start) & (left_out < start + len(block)))
            d[own, left_out[own] - start] = np.inf
            np.minimum(least, d.min(axis=1), out=least)
        distances = np.sqrt(least)
        return distances[: len(left_out)], distances[len(left_out) :]

    @cached_property
    def dimensions(self) -> tuple[float, float]:
        """How many directions the real rows, and the samples, spread into around a row: `dimension` of each."""
        return dimension(self.real), dimension(self.fake)


def dimension(rows: np.ndarray) -> float:
    """The dimension of the surface on which rows (R, n) lie, near each of them.

    mu_i = r2_i / r1_i                 the distances to the second nearest and to the nearest other row
    d    = R / sum_i log(mu_i)         the maximum likelihood for mu's density d mu^(-d - 1)

    On a line d is 1, in the plane 2, however the surface is bent. With few rows it is too low for high dimensions.
    Source: Facco et al. 2017, Estimating the intrinsic dimension of datasets by a minimal neighborhood information
    (the same density of mu; there a line is fitted to its distribution).
    """
    x = np.unique(rows.astype(np.float64), axis=0)
    if len(x) < 3:
        return 0.0
    d = squared_distances(x, x)
    np.fill_diagonal(d, np.inf)
    first, second = np.partition(d, 1, axis=1)[:, :2].T
    known = first > 1e-12 * np.einsum("ij,ij->i", x, x).mean()
    logs = 0.5 * np.log(second[known] / first[known])
    return float(known.sum() / logs.sum()) if logs.sum() > 0 else 0.0
