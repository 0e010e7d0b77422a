"""From coarse to fine: the Laplacian pyramid of GANs (Denton et al. 2015).

A large image is hard to make at once, and a small one is easy. So a GAN makes the small one. Then a second G is shown
this image, doubled in height and width and therefore blurred, and makes what is missing; a third G does it once more:

    z0 -> coarse G -> 7 x 7
                        | doubled
                      14 x 14  + middle G(it, z1) -> 14 x 14
                                                       | doubled
                                                     28 x 28  + fine G(it, z2) -> 28 x 28

What a finer G makes is the band of a Laplacian pyramid (datasets/pyramid.py). Its game is a conditional one: which band
is right depends on what is below. Real images give the answer for every level, so the three games need not wait for
each other, and none of them hears of the others: each finer one is played on real images that were halved and doubled.
"""

import functools
import math

import numpy as np

from ..checks import check_flag, check_kind
from ..datasets import doubled, to_pyramid
from ..game import Game
from ..network import Sequential
from ..objectives import NonSaturating, Objective
from ..penalties import Penalty
from ..player import Player
from ..sampled import CALIBRATION_ROWS, COLUMNS
from ..sampler import Sampler
from ..turns import fool, judge
from .coarse_to_fine import LEVELS, Pyramid, beside, grow, latents_of, made, rows, split
from .ends import check_ends_in_logits


class LapGAN(Game):
    """Three games of two players, for images whose height and width are divisible by 4.

    With small, band 1, band 2 = the pyramid of the real rows, and x0 = small:
        coarse          D judges x0 and G(z0)                                                   a GAN
        middle          u = doubled(x0),  x1 = u + band 1;  D judges x1 and u + G(u, z1)        a conditional GAN
        fine            u = doubled(x1),  x2 = u + band 2;  D judges x2 and u + G(u, z2)        likewise
    D sees the sum of band and u, and so the image: the gradient with respect to the image is that with respect to the
    band, because u is a constant in it.

    Parameters
    ----------
    coarse_generator : Player, (B, latents) to (B, n / 16), where n = H W C values make an image
    coarse_discriminator : Player, (B, n / 16) to (B, 1)
    middle_generator : Player, (B, n / 4 + latents) to (B, n / 4)
        It takes `beside(u, z)`, an image with the channels of u and, behind them, planes of noise: so there must be a
        multiple of H W / 4 latents. It ends without an activation, because a band may be any number.
    middle_discriminator : Player, (B, n / 4) to (B, 1)
    fine_generator, fine_discriminator : Player
        The same with n.
    objective : Objective
        Default: NonSaturating().
    penalty : Penalty or None
        Added to the loss of each D.
    settings : as for `Game`, with data_shape (H, W) or (H, W, C).

    A latent is [z0 | z1 | z2]. A record has the losses of each level.

    Source: Denton, Chintala, Szlam & Fergus 2015, Deep Generative Image Models using a Laplacian Pyramid of Adversarial
    Networks; facebook/eyescream (D takes the sum; noise is a plane beside the image; one pair of networks a level).
    Deviates from the code: there each level is a run of its own, and generated rows have other u than the real ones.

    StackGAN (Zhang et al. 2017) stacks two GANs likewise: the second one's G takes the image of the first one's G. In
    its authors' code, hanzhanggit/StackGAN, that G makes a whole image and no band, four times as high and wide; it is
    trained on generated images, once the first GAN is trained, and not on real ones made small; and what both GANs are
    told besides is a text.
    """

    sampled = "fine_generator"

    coarse_generator: Player
    coarse_discriminator: Player
    middle_generator: Player
    middle_discriminator: Player
    fine_generator: Player
    fine_discriminator: Player
    objective: Objective
    penalty: Penalty | None

    def __init__(
        self,
        coarse_generator: Player,
        coarse_discriminator: Player,
        middle_generator: Player,
        middle_discriminator: Player,
        fine_generator: Player,
        fine_discriminator: Player,
        *,
        objective: Objective = NonSaturating(),
        penalty: Penalty | None = None,
        **settings,
    ):
        self.coarse_generator = check_kind("coarse_generator", coarse_generator, Player, "a Player")
        self.coarse_discriminator = check_kind("coarse_discriminator", coarse_discriminator, Player, "a Player")
        self.middle_generator = check_kind("middle_generator", middle_generator, Player, "a Player")
        self.middle_discriminator = check_kind("middle_discriminator", middle_discriminator, Player, "a Player")
        self.fine_generator = check_kind("fine_generator", fine_generator, Player, "a Player")
        self.fine_discriminator = check_kind("fine_discriminator", fine_discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.penalty = penalty
        for level, D in zip(LEVELS, self.discriminators, strict=True):
            check_ends_in_logits(f"{level}_discriminator", D, objective)
            if penalty is not None:
                check_kind("penalty", penalty, Penalty, "a Penalty such as GradientPenalty(), or None").check(D)
        super().__init__(**settings)
        self._check_levels()

    def play(self, real):
        """Algorithm 1 on each level, from coarse to fine. real : (B, n)."""
        image, *bands = to_pyramid(real.reshape(-1, *self.data_shape), len(LEVELS))
        latents = [split(self.generators, self.noise(len(real))) for _ in range(2)]  # for D's turns, and for G's
        seen = self.turns(0, image, None, *(z[0] for z in latents))
        for level, band in enumerate(bands, 1):
            below = doubled(image)
            image = below + band
            seen |= self.turns(level, image, below, *(z[level] for z in latents))
        return seen

    def turns(self, level: int, image, below, z_judged, z_fooling) -> dict[str, float]:
        """D's turn and then G's, on real images of one level and what is below them (on level 0: None)."""
        G, D, o, real = self.generators[level], self.discriminators[level], self.objective, rows(image)
        name = LEVELS[level]
        fake, _ = made(G, below, z_judged)
        d_loss, _, _ = judge(D, o, real, fake, self.penalty)
        self.move(**{f"{name}_discriminator": d_loss})

        fake, cache = made(G, below, z_fooling)
        g_loss, dfake = fool(D, o, fake, real)
        G.backward(dfake, cache, inputs=False)  # fake = below + band, and below is a constant: dband = dfake
        self.move(**{f"{name}_generator": g_loss})
        return {f"{name}_d_loss": d_loss, f"{name}_g_loss": g_loss}

    @property
    def generators(self) -> list[Player]:
        """The three G's, from coarse to fine."""
        return [self.coarse_generator, self.middle_generator, self.fine_generator]

    @property
    def discriminators(self) -> list[Player]:
        """The three D's, from coarse to fine."""
        return [self.coarse_discriminator, self.middle_discriminator, self.fine_discriminator]

    def grown(self, z: np.ndarray, *, averaged: bool = True) -> list[np.ndarray]:
        """The images of all levels, from coarse to fine, that z, (B, latent_dim), makes: (B, H / 4, W / 4[, C]), ..."""
        return grow(self._networks(averaged), split(self.generators, z), self.data_shape)

    def show(self, rng, *data):
        """Thirty samples as they grow: a line of coarse images, below it the middle ones, below it the fine ones."""
        lines = []
        for images in self.grown(self.latents(3 * COLUMNS, rng=rng)):
            by = self.data_shape[0] // images.shape[1]
            lines.append(images.repeat(by, axis=1).repeat(by, axis=2).reshape(-1, COLUMNS, self.width))
        return np.stack(lines, axis=1).reshape(-1, COLUMNS, self.width)

    @property
    def latent_dim(self) -> int:
        """Length of a latent [z0 | z1 | z2]."""
        return sum(latents_of(self.generators))

    def _sampler(self, averaged):
        pyramid = Pyramid(self._networks(averaged), self.data_shape)
        return Sampler(pyramid, noise_prior=self.noise_prior, data_range=self.data_range, data_shape=self.data_shape)

    def _networks(self, averaged) -> list[Sequential]:
        """The three G's; or, where they keep one, their averages, each measured on what those below it make."""
        check_flag("averaged", averaged)
        networks: list[Sequential] = []
        for G in self.generators:
            inputs = functools.partial(self._inputs_above, tuple(networks))
            networks.append(G.average.calibrated(inputs) if averaged and G.average is not None else G)
        return networks

    def _inputs_above(self, networks: tuple[Sequential, ...]) -> np.ndarray:
        """What the next G takes, as these networks make it: the finer, the fewer rows, with as many pixels in all."""
        level = len(networks)
        shape = CALIBRATION_ROWS // 4**level, self.latent_dim
        z = split(self.generators, self.noise_prior(np.random.default_rng(0), shape, self.dtype))
        return beside(doubled(grow(networks, z, self.data_shape)[-1]), z[level]) if level else z[0]

    def _check_levels(self) -> None:
        """Raise ValueError unless each G and each D fits its level."""
        height, width, *channels = self.data_shape if len(self.data_shape) in (2, 3) else (0, 0)
        if height % 4 or width % 4 or not height:
            raise ValueError(
                "LapGAN halves images twice, so data_shape must be (height, width) or (height, width, colours) with "
                f"height and width divisible by 4, got {self.data_shape}"
            )
        for i, level in enumerate(LEVELS):
            G, D, pixels = self.generators[i], self.discriminators[i], height * width // 16 * 4**i
            n = pixels * math.prod(channels)
            planes, beyond = divmod(G.n_in - n, pixels)
            if (G.n_out, G.rows) != (n, 1) or (i and (beyond or planes < 1)):
                takes = f"{n} values and a multiple of {pixels} latents" if i else "latents"
                raise ValueError(
                    f"the {level}_generator must take {takes}, and make {n} values, got {G.n_in} to {G.n_out}"
                )
            if (D.n_in, D.n_out, D.rows) != (n, 1, 1):
                raise ValueError(f"the {level}_discriminator must be {n} to 1, row by row, got {D.n_in} to {D.n_out}")
        if self.noise_prior.codes:
            raise ValueError(f"a LapGAN's latents are noise alone, and {self.noise_prior!r} has a code")
