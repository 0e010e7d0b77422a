"""The numbers of a picture: D's field, the grid that G warps, fakes and their arrows, and what they are worth.

There are two views of a game, one of points in the plane and one of images; `view_of` chooses.
"""

import math

import numpy as np

from ..clinic.samples import GROUPS, LOST, cells, shares_in
from ..datasets import scale
from ..evaluation import histogram_on_grid, js_divergence, kl_divergence, mode_coverage, predict
from ..family import GAN
from ..plots.latents import corners
from ..plots.plane import cells_of_plane, pull
from .fields import VIEW
from .set_up import SetUp

SAMPLES = 1_000  # fakes, and as many real rows, that are measured
POINTS = 300  # of each that are drawn
ARROWS = 60  # of the fakes, from which an arrow starts
MESH = 16  # cells of z in a row
BINS = np.linspace(-VIEW, VIEW, 25)


class View:
    """What a picture needs beside the players: the latents and real rows that it shows, the same in every picture.

    Attributes: real, the real rows; kept, how many of them the page keeps.
    """

    kept = POINTS

    def __init__(self, set_up: SetUp, game: GAN, data: np.ndarray):
        self.latents = game.latents(SAMPLES, rng=[set_up.seed, 4])
        self.real = scale(data[:SAMPLES], game.data_range, game.dtype)

    def arrays(self, game: GAN, resolution: int) -> dict[str, np.ndarray]:
        """What is drawn, with the players as they stand: float32 arrays by name."""
        raise TypeError(f"{type(self).__name__} must define arrays(game, resolution)")

    def measures(self, game: GAN) -> dict[str, float]:
        """How near the fakes are to the data: numbers by name."""
        raise TypeError(f"{type(self).__name__} must define measures(game)")

    def felt(self, game: GAN, fake: np.ndarray) -> np.ndarray:
        """-dL/dx at each of these fakes, (n, width), L being G's loss. None if one is not finite."""
        real = self.real[: len(fake)] if game.objective.compares else None
        try:
            return -pull(game.discriminator, game.objective, fake, real)
        except ValueError:  # the game has diverged, and there is no arrow for that
            return fake[:0]


class Plane(View):
    """Points of the plane."""

    def __init__(self, set_up: SetUp, game: GAN, data: np.ndarray):
        super().__init__(set_up, game, data)
        self.modes = set_up.modes()
        self.real_cells = histogram_on_grid(self.real, BINS)
        self.groups = cells(self.real) if self.modes is None else self.modes[0]
        ticks = game.noise_prior.quantiles(MESH) if game.latent_dim <= 2 else None
        self.corners = None if ticks is None else corners(ticks, game.latent_dim).astype(game.dtype)

    def arrays(self, game: GAN, resolution: int) -> dict[str, np.ndarray]:
        """What is drawn, with the players as they stand.

        field (n, n)      D's belief at the centres of n x n cells, from the left bottom on, row by row
        fake (POINTS, 2)  G(z)
        pull (ARROWS, 2)  -dL/dx at the first of them, L being G's loss
        mesh              G at the corners of the prior's cells, ((MESH + 1)^2, 2) or (MESH + 1, 2)
        """
        fake = game.generator(self.latents[:POINTS])
        found = {"field": field(game, resolution), "fake": fake, "pull": self.felt(game, fake[:ARROWS])}
        if self.corners is not None:
            found["mesh"] = game.generator(self.corners)
        return found

    def measures(self, game: GAN) -> dict[str, float]:
        """How near the fakes are to the data.

        js, kl : the divergences between both histograms; kl is KL(data || fakes), infinite where a cell of the data
            holds no fake
        modes, of : which modes are found; of data without modes, which of ten groups of neighbouring rows are not lost
        inside : the share of fakes that lie in the picture
        high_quality : the share of fakes within 3 standard deviations of a mode, where there are modes
        """
        fake = game.generator(self.latents)
        if not np.isfinite(fake).all():
            return {}
        counted = histogram_on_grid(fake, BINS)
        some = bool(counted.any())
        found = {
            "js": js_divergence(self.real_cells, counted) if some else math.log(2),
            "kl": kl_divergence(self.real_cells, counted) if some else math.inf,
            "of": float(len(self.groups)),
            "inside": float(counted.sum() / len(fake)),
        }
        if self.modes is None:
            shares = shares_in(self.groups, self.real, fake, GROUPS)
            return found | {"modes": float((shares.fake >= LOST * shares.real).sum())}
        seen = mode_coverage(fake, self.modes[0], std=self.modes[1])
        return found | {"modes": float(seen.modes), "high_quality": seen.high_quality}


class Images(View):
    """Images of digits."""

    kept = 10

    def __init__(self, set_up: SetUp, game: GAN, data: np.ndarray):
        super().__init__(set_up, game, data)
        self.digits = self._digits(game, self.real)

    def arrays(self, game, resolution):
        """What is drawn: fake (80, 784), G(z); pull (10, 784), -dL/dx at the first of them."""
        fake = game.generator(self.latents[:80])
        return {"fake": fake, "pull": self.felt(game, fake[:10])}

    def measures(self, game):
        """The divergences between the digits of data and fakes, as a classifier names them, and how many it finds."""
        fake = game.generator(self.latents)
        if not np.isfinite(fake).all():
            return {}
        digits = self._digits(game, fake)
        found = float((digits >= LOST * self.digits).sum())
        js, kl = js_divergence(self.digits, digits), kl_divergence(self.digits, digits)
        return {"js": js, "kl": kl, "modes": found, "of": 10.0}

    def _digits(self, game: GAN, rows: np.ndarray) -> np.ndarray:
        """How many of the rows are each digit, (10,)."""
        return np.bincount(predict(np.clip((rows + 1) / 2, 0, 1)), minlength=10)


def view_of(set_up: SetUp, game: GAN, data: np.ndarray) -> View:
    """The view that suits the data."""
    return (Images if set_up.images else Plane)(set_up, game, data)


def field(game: GAN, resolution: int) -> np.ndarray:
    """D's belief, D(x) or a critic's score, at the centres of the cells of the plane: (resolution, resolution)."""
    _, _, centres = cells_of_plane(-VIEW, VIEW, -VIEW, VIEW, resolution)
    logits = game.discriminator(centres.astype(game.dtype))
    return game.objective.belief(logits).reshape(resolution, resolution)
