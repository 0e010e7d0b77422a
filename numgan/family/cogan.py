"""Pairs of images, learned without a pair: coupled GANs (Liu & Tuzel 2016).

Two GANs, one for each of two sets of images, share what is abstract: the first layers of their G's, which decide what
there is in an image, and the last layers of their D's, which decide whether it makes sense. Only the layers next to the
pixels differ. Each D sees one set alone, so nothing says that the two images of one latent must belong together. They
do because the shared layers can hold one decision about the image, and not two.
"""

import numpy as np

from ..checks import check_flag, check_kind
from ..network import Sequential
from ..objectives import NonSaturating, Objective
from ..player import Player
from ..sampled import COLUMNS
from ..turns import beliefs
from .ends import check_ends_in_logits
from .two_sets import TwoSets


class CoGAN(TwoSets):
    """Six players: two trunks that are shared, and a G and a D for each of two sets of images of one shape.

    x~          = G_x(T(z))                     T: generator_trunk
    y~          = G_y(T(z))                     of the same z: a pair
    D(x)        = S(D_x(x)),  S(D_y(y))         S: discriminator_trunk; a logit for each row
    D_x, D_y, S descend  (the objective's loss on x and x~) + (the one on y and y~)
    T, G_x, G_y descend  (the maker's loss on x~) + (the one on y~)

    A trunk is one player, so the sharing is exact, and its gradient is the sum of what comes from both sets.

    Parameters
    ----------
    generator_trunk : Player, (B, latent_dim) to (B, h)
    generator_x, generator_y : Player, (B, h) to (B, n)
    discriminator_x, discriminator_y : Player, (B, n) to (B, k)
    discriminator_trunk : Player, (B, k) to (B, 1)
    objective : Objective
        Default: NonSaturating().
    settings : as for `Game`.

    game.pairs(64) draws both images of each latent; game.sample(64) only those of x.
    Source: Liu & Tuzel 2016, Coupled Generative Adversarial Networks, section 3.
    """

    sampled = "generator_x"

    generator_trunk: Player
    generator_x: Player
    generator_y: Player
    discriminator_x: Player
    discriminator_y: Player
    discriminator_trunk: Player
    objective: Objective

    def __init__(
        self,
        generator_trunk: Player,
        generator_x: Player,
        generator_y: Player,
        discriminator_x: Player,
        discriminator_y: Player,
        discriminator_trunk: Player,
        *,
        objective: Objective = NonSaturating(),
        **settings,
    ):
        kind = "a Player"
        self.generator_trunk = check_kind("generator_trunk", generator_trunk, Player, kind)
        self.generator_x = check_kind("generator_x", generator_x, Player, kind)
        self.generator_y = check_kind("generator_y", generator_y, Player, kind)
        self.discriminator_x = check_kind("discriminator_x", discriminator_x, Player, kind)
        self.discriminator_y = check_kind("discriminator_y", discriminator_y, Player, kind)
        self.discriminator_trunk = check_kind("discriminator_trunk", discriminator_trunk, Player, kind)
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        h, k, n = generator_trunk.n_out, discriminator_trunk.n_in, generator_x.n_out
        for name, (n_in, n_out) in {
            "generator_x": (h, n),
            "generator_y": (h, n),
            "discriminator_x": (n, k),
            "discriminator_y": (n, k),
            "discriminator_trunk": (k, 1),
        }.items():
            player = getattr(self, name)
            if (player.n_in, player.n_out) != (n_in, n_out):
                raise ValueError(f"{name} must be {n_in} to {n_out}, got {player.n_in} to {player.n_out}")
        if any(player.rows != 1 for player in self.players.values()):
            raise ValueError("each player must give one row for each: CoGAN's D judges images one by one")
        check_ends_in_logits("discriminator_trunk", discriminator_trunk, objective)
        super().__init__(**settings)

    def play(self, x, y):
        """The D's move on real rows and on pairs, then the G's, each on fresh latents. x, y : (B, n)."""
        T, S, o = self.generator_trunk, self.discriminator_trunk, self.objective
        sides = (self.generator_x, self.discriminator_x, x), (self.generator_y, self.discriminator_y, y)
        h, d_loss, logits = T(self.noise(len(x)), training=True), 0.0, []
        S.grads[...] = 0
        for G, D, real in sides:
            (a, a_cache), (b, b_cache) = D.forward(real), D.forward(G(h, training=True))
            (r, r_cache), (f, f_cache) = S.forward(a), S.forward(b)
            loss, dr, df = o.discriminator(r, f)
            D.backward(S.backward(dr, r_cache, add=True), a_cache, inputs=False)
            D.backward(S.backward(df, f_cache, add=True), b_cache, inputs=False, add=True)
            d_loss += loss
            logits.append((r, f))
        d_norm = self.move(discriminator_x=d_loss, discriminator_y=d_loss, discriminator_trunk=d_loss)

        h, h_cache = T.forward(self.noise(len(x)))
        dh, g_loss = np.zeros_like(h), 0.0
        for G, D, real in sides:
            fake, g_cache = G.forward(h)
            b, b_cache = D.forward(fake)
            f, f_cache = S.forward(b)
            loss, df = o.generator(f, S(D(real, training=True), training=True) if o.compares else None)
            dfake = D.backward(S.backward(df, f_cache, params=False), b_cache, params=False)
            dh += G.backward(dfake, g_cache)
            g_loss += loss
        T.backward(dh, h_cache, inputs=False)
        g_norm = self.move(generator_x=g_loss, generator_y=g_loss, generator_trunk=g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(o, *map(np.concatenate, zip(*logits, strict=True)))

    def pairs(self, n: int, *, rng=None, averaged: bool = True) -> tuple[np.ndarray, np.ndarray]:
        """n pairs, each of one latent, as at inference: rows (n, width) and (n, width) in the networks' scale."""
        z = self.latents(n, rng=rng)
        return self.generate(z, averaged=averaged), self._beneath(self.generator_y, averaged)(z)

    def show(self, rng, *data):
        """Five lines of rows of the first set, each above the row of the second set that has the same latent."""
        lines = [rows.reshape(-1, COLUMNS, self.width) for rows in self.pairs(5 * COLUMNS, rng=rng)]
        return np.stack(lines, axis=1).reshape(-1, COLUMNS, self.width)

    @property
    def latent_dim(self) -> int:
        """Length of a latent z: what the shared layers take."""
        return self.generator_trunk.n_in

    def _network(self, averaged):
        return self._beneath(self.generator_x, averaged)

    def _beneath(self, G: Player, averaged: bool) -> Sequential:
        """The shared layers, and G behind them, as one network; the averages of their weights, if asked for."""
        check_flag("averaged", averaged)
        T: Sequential = self.generator_trunk
        last: Sequential = G
        if averaged and self.generator_trunk.average is not None:
            T = self.generator_trunk.average.calibrated(self._inputs)
        if averaged and G.average is not None:
            last = G.average.calibrated(lambda: T(self._inputs()))
        return in_a_row(T, last)


def in_a_row(first: Sequential, second: Sequential) -> Sequential:
    """second(first(z)) as one network, of new layers with equal weights and state: its vectors are both, end to end."""
    layers = [type(layer)(**layer.config()) for layer in (*first.layers, *second.layers)]
    network = Sequential(layers, rng=0, dtype=first.dtype)
    network.params[...] = np.concatenate([first.params, second.params])
    network.state[...] = np.concatenate([first.state, second.state])
    return network
