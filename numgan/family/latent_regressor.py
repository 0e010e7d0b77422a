"""A latent regressor: an encoder for a G that is trained already (Donahue et al. 2017).

Draw z and make G(z): this is a row whose latent is known, and there are as many of them as one likes. So E can learn to
read z back by plain regression, without a discriminator. But E sees generated rows alone. What it says of a real row is
only as good as G: of what G cannot make, E knows nothing. In a BiGAN E sees the data, and G learns from E.
"""

import numpy as np

from ..checks import check_kind
from ..game import Game
from ..network import Sequential
from ..objectives.losses import squared
from ..player import Player
from ..sampler import Sampler
from .autoencoder import samples_and_pairs
from .ends import check_ends


class LatentRegressor(Game):
    """Two players, of which one stands still.

    G           makes y = G(z), as at inference, and never moves
    E           descends   mean over all entries of (E(y) - z)^2

    The loss is 0 if E inverts G. It is the variance of the prior's entries, 1 for the priors here, if E says nothing
    and gives the prior's mean for every row. The data that it is trained with give the number of steps alone.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n). From a trained game: `LatentRegressor.of`
    encoder : Player, (B, n) to (B, latent_dim)
    settings : as for `Game`; noise_prior must be the one that G was trained with.

    Source: Donahue, Krahenbuhl & Darrell 2017, Adversarial Feature Learning, which compares it with BiGAN; its code,
    jeffdonahue/bigan, trains E while G learns, and takes the cross entropy of uniform latents.
    """

    resting = ("generator",)

    generator: Player
    encoder: Player

    def __init__(self, generator: Player, encoder: Player, **settings):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.encoder = check_kind("encoder", encoder, Player, "a Player")
        check_ends("encoder", encoder, generator, generator.n_out, generator.n_in)
        super().__init__(**settings)

    @classmethod
    def of(cls, trained: Game | Sampler, encoder: Player, **settings) -> "LatentRegressor":
        """A regressor of a trained game's generator, the averaged one if there is one, with the game's prior and scale.

        trained : a game, or a sampler such as `load_pretrained()`; its generator is copied
        Raises ValueError for one whose network gives logits, which are no rows yet; TypeError if what makes its rows is
        no network (`Diffusion`).
        """
        check_kind("trained", trained, Game | Sampler, "a game or a Sampler")
        sampler = trained.sampler() if isinstance(trained, Game) else trained
        if sampler.link is not None:
            raise ValueError("this generator gives logits, and E would have to read them instead of rows")
        G = check_kind("its generator", sampler.generator, Sequential, "a network, whose layers can be copied")
        player = Player([type(layer)(**layer.config()) for layer in G.layers], rng=0, dtype=G.dtype)
        player.params[...], player.state[...] = G.params, G.state
        same = {name: getattr(sampler, name) for name in ("noise_prior", "data_range", "data_shape")}
        return cls(player, encoder, **same | settings)

    def play(self, real):
        """One step of E, on as many generated rows as there are real ones."""
        E, z = self.encoder, self.noise(len(real))
        h, cache = E.forward(self.generator(z))
        loss, dh = squared(h, z)
        E.backward(dh, cache, inputs=False)
        return {"loss": loss, "grad_norm": self.move(encoder=loss)}

    def encode(self, x: np.ndarray) -> np.ndarray:
        """E(x) as at inference: scaled rows (B, n) to latents (B, latent_dim)."""
        return self.encoder(self.rows_in_range(x))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """G(E(x)) as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generate(self.encode(x))

    def show(self, rng, *data):
        return samples_and_pairs(self, rng, *data)
