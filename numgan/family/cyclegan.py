"""From one set of images to another, with no pairs to learn from: CycleGAN (Zhu et al. 2017).

There are two translators, with a D for each. D demands that a translated image looks like an image of the other set.
The cycle loss demands that it still shows the same thing: x, translated and translated back, must be x again.

Two papers of the same spring had the same idea: DiscoGAN (Kim et al. 2017) and DualGAN (Yi et al. 2017). They differ in
the objective and in the distance, and are recipes of this game.
"""

import numpy as np

from ..checks import check_count, check_kind, check_number
from ..objectives import LeastSquares, Objective
from ..objectives.losses import absolute, squared
from ..player import Player
from ..sampled import COLUMNS
from ..turns import fool, judge
from .autoencoder import first_rows
from .ends import check_ends_in_logits
from .two_sets import TwoSets, exchange


class CycleGAN(TwoSets):
    """Four players; `fit(x, y)` takes two unpaired sets of images of one shape.

    Cycle       mean |F(G(x)) - x|^power + mean |G(F(y)) - y|^power         there and back
    Identity    mean |G(y) - y| + mean |F(x) - x|                           what is in the set already, stays
    G, F        descend  (the maker's losses against D_Y and D_X) + cycle_weight cycle + identity_weight identity
    D_Y, D_X    descend the objective's loss on y and G(x), on x and F(y), about half of the translations older ones

    A D may give each image several logits, one for each patch of it that it judges (`judge`, patches).

    Parameters
    ----------
    to_y, to_x : Player, (B, n) to (B, n): the translators, the paper's G and F
    discriminator_y, discriminator_x : Player, (B, n) to (B, m), the paper's D_Y and D_X
        m = 1: it judges the whole image.
    objective : Objective
        Default: LeastSquares().
    cycle_weight : float >= 0, the paper's lambda
    identity_weight : float >= 0
        With 0 the term is not computed, and the record's `identity` is 0. It helps where colours should stay.
    power : 1 or 2, of the cycle's distance
    store : int >= 0, how many older translations there are for each D (see `exchange`)
    settings : as for `Game`.

    Attributes: stored_y, stored_x, (k, n), the older translations; a checkpoint keeps them.

    Source: Zhu et al. 2017, Unpaired Image-to-Image Translation, eq. 1 to 3 and section 4; of the identity, off by
    default as there, its section 5.2, and of order and store junyanz/pytorch-CycleGAN-and-pix2pix,
    models/cycle_gan_model.py, where it has half the weight of the cycle.
    Deviates from it: the paper has the factor 1/2 of `LeastSquares` only in D's loss, and here it is in the
    translators' loss too. So a cycle_weight of 5 here is a lambda of 10 in the paper.
    """

    sampled = None
    remembered = "stored_y", "stored_x"

    to_y: Player
    to_x: Player
    discriminator_y: Player
    discriminator_x: Player
    objective: Objective

    def __init__(
        self,
        to_y: Player,
        to_x: Player,
        discriminator_y: Player,
        discriminator_x: Player,
        *,
        objective: Objective = LeastSquares(),
        cycle_weight: float = 10.0,
        identity_weight: float = 0.0,
        power: int = 1,
        store: int = 50,
        **settings,
    ):
        self.to_y, self.to_x = (
            check_kind("to_y", to_y, Player, "a Player"),
            check_kind("to_x", to_x, Player, "a Player"),
        )
        self.discriminator_y = check_kind("discriminator_y", discriminator_y, Player, "a Player")
        self.discriminator_x = check_kind("discriminator_x", discriminator_x, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as LeastSquares()")
        self.cycle_weight = check_number("cycle_weight", cycle_weight, 0)
        self.identity_weight = check_number("identity_weight", identity_weight, 0)
        self.power = check_count("power", power)
        if power > 2:
            raise ValueError(f"power must be 1, the absolute distance, or 2, the squared one, got {power}")
        self.store = check_count("store", store, 0)
        n = to_y.n_out
        for name, translator in (("to_y", to_y), ("to_x", to_x)):
            if (translator.n_in, translator.n_out, translator.rows) != (n, n, 1):
                raise ValueError(f"{name} must be {n} to {n}, got {translator.n_in} to {translator.n_out}")
        for name, D in (("discriminator_y", discriminator_y), ("discriminator_x", discriminator_x)):
            if D.n_in != n:
                raise ValueError(f"{name} must take what the translators give, {n} values, got {D.n_in} to {D.n_out}")
            check_ends_in_logits(name, D, objective)
        self.stored_y = self.stored_x = np.empty((0, n), to_y.dtype)
        super().__init__(**settings)

    def play(self, x, y):
        """Both translators move on one loss, then both D's, on these translations and older ones. x, y : (B, n)."""
        G, F, o, distance = self.to_y, self.to_x, self.objective, (absolute, squared)[self.power - 1]
        (fake_y, y_cache), (fake_x, x_cache) = G.forward(x), F.forward(y)
        (back_x, bx_cache), (back_y, by_cache) = F.forward(fake_y), G.forward(fake_x)
        y_loss, dfake_y = fool(self.discriminator_y, o, fake_y, y, patches=True)
        x_loss, dfake_x = fool(self.discriminator_x, o, fake_x, x, patches=True)
        x_cycle, dback_x = distance(back_x, x)
        y_cycle, dback_y = distance(back_y, y)
        dfake_y = dfake_y + F.backward(self.cycle_weight * dback_x, bx_cache)  # it goes to D and to F
        dfake_x = dfake_x + G.backward(self.cycle_weight * dback_y, by_cache)
        G.backward(dfake_y, y_cache, inputs=False, add=True)
        F.backward(dfake_x, x_cache, inputs=False, add=True)
        cycle, identity = x_cycle + y_cycle, self._stay(G, y) + self._stay(F, x)
        loss = y_loss + x_loss + self.cycle_weight * cycle + self.identity_weight * identity
        norm = self.move(to_y=loss, to_x=loss)

        judged_y, self.stored_y = exchange(fake_y, self.stored_y, self.store, self.noise_rng)
        judged_x, self.stored_x = exchange(fake_x, self.stored_x, self.store, self.noise_rng)
        dx_loss, _, _ = judge(self.discriminator_x, o, x, judged_x, patches=True)
        dy_loss, _, _ = judge(self.discriminator_y, o, y, judged_y, patches=True)
        d_norm = self.move(discriminator_x=dx_loss, discriminator_y=dy_loss)
        seen = {"d_loss": dx_loss + dy_loss, "g_loss": x_loss + y_loss, "cycle": cycle, "identity": identity}
        return seen | {"d_grad_norm": d_norm, "g_grad_norm": norm}

    def _stay(self, translator: Player, rows: np.ndarray) -> float:
        """mean |translator(rows) - rows|, its weighted gradient added to the translator's grads; 0 without a weight."""
        if not self.identity_weight:
            return 0.0
        same, cache = translator.forward(rows)
        loss, dsame = absolute(same, rows)
        translator.backward(self.identity_weight * dsame, cache, inputs=False, add=True)
        return loss

    def translate(self, x: np.ndarray) -> np.ndarray:
        """x translated into the set of y, as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.to_y(self.rows_in_range(x))

    def translate_back(self, y: np.ndarray) -> np.ndarray:
        """y translated into the set of x, as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.to_x(self.rows_in_range(y))

    def show(self, rng, *data):
        """Rows of x, each above its translation and, below that, the translation back; then the same of rows of y."""
        lines = []
        for rows, there, back in zip(data, (self.to_y, self.to_x), (self.to_x, self.to_y), strict=True):
            first = first_rows(self, rows, 2)
            other = there(first)
            shown = [each.reshape(-1, COLUMNS, self.width) for each in (first, other, back(other))]
            lines.append(np.stack(shown, axis=1).reshape(-1, COLUMNS, self.width))
        return np.concatenate(lines)
