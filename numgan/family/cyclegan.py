"""From one set of images to another, with no pairs to learn from: CycleGAN (Zhu et al. 2017).

There are two translators, with a D for each. D demands that a translated image looks like an image of the other set.
The cycle loss demands that it still shows the same thing: x, translated and translated back, must be x again.
"""

import numpy as np

from ..checks import check_kind, check_number
from ..datasets import check_data
from ..game import Game
from ..objectives import LeastSquares, Objective
from ..objectives.losses import absolute
from ..player import Player
from ..sampled import COLUMNS
from ..turns import fool, judge
from .autoencoder import first_rows
from .ends import check_ends_in_logits


class CycleGAN(Game):
    """Four players; `fit(x, y)` takes two unpaired sets of images of one shape.

    Parameters
    ----------
    to_y, to_x : Player, (B, n) to (B, n): the translators, the paper's G and F
    discriminator_y, discriminator_x : Player, (B, n) to (B, 1), the paper's D_Y and D_X
    objective : Objective
        Default: LeastSquares().
    cycle_weight : float >= 0
        The paper's lambda, of mean |F(G(x)) - x| + mean |G(F(y)) - y|.
    settings : as for `Game`.

    Source: Zhu et al. 2017, Unpaired Image-to-Image Translation, eq. 1 to 3 and section 4.
    Deviates from it: both D's are trained on the translations of this step, without a store of older ones. The paper
    has the factor 1/2 of `LeastSquares` only in D's loss, and here it is in the translators' loss too. So a
    cycle_weight of 10 here corresponds to a lambda of 20 in the paper.
    """

    takes = "rows", "rows"
    sampled = None
    paired = False

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
        n = to_y.n_out
        for name, player, wanted in zip(
            ("to_y", "to_x", "discriminator_y", "discriminator_x"),
            (to_y, to_x, discriminator_y, discriminator_x),
            (n, n, 1, 1),
            strict=True,
        ):
            if (player.n_in, player.n_out) != (n, wanted):
                raise ValueError(f"{name} must be {n} to {wanted}, got {player.n_in} to {player.n_out}")
        check_ends_in_logits("discriminator_y", discriminator_y, objective)
        check_ends_in_logits("discriminator_x", discriminator_x, objective)
        super().__init__(**settings)

    def play(self, x, y):
        """Both translators move on one loss, then both D's, on the same translations."""
        G, F, o, weight = self.to_y, self.to_x, self.objective, self.cycle_weight
        (fake_y, y_cache), (fake_x, x_cache) = G.forward(x), F.forward(y)
        (back_x, bx_cache), (back_y, by_cache) = F.forward(fake_y), G.forward(fake_x)
        y_loss, dfake_y = fool(self.discriminator_y, o, fake_y, y)
        x_loss, dfake_x = fool(self.discriminator_x, o, fake_x, x)
        x_cycle, dback_x = absolute(back_x, x)
        y_cycle, dback_y = absolute(back_y, y)
        dfake_y = dfake_y + F.backward(weight * dback_x, bx_cache)  # fake_y goes to D and to F: two gradients
        dfake_x = dfake_x + G.backward(weight * dback_y, by_cache)
        G.backward(dfake_y, y_cache, inputs=False, add=True)
        F.backward(dfake_x, x_cache, inputs=False, add=True)
        cycle = x_cycle + y_cycle
        loss = y_loss + x_loss + weight * cycle
        norm = self.move(to_y=loss, to_x=loss)

        dx_loss, _, _ = judge(self.discriminator_x, o, x, fake_x)
        dy_loss, _, _ = judge(self.discriminator_y, o, y, fake_y)
        d_norm = self.move(discriminator_x=dx_loss, discriminator_y=dy_loss)
        return {"d_loss": dx_loss + dy_loss, "g_loss": x_loss + y_loss, "cycle": cycle} | {
            "d_grad_norm": d_norm,
            "g_grad_norm": norm,
        }

    def check_data(self, *data, least=1):
        if len(data) != 2:
            raise ValueError(f"CycleGAN trains on two sets of images, x and y, got {len(data)}")
        return tuple(check_data(rows, self.width, self.data_range, least, shape=self.data_shape) for rows in data)

    def check_batch(self, x, y):
        return self.check_batch_rows("x", x), self.check_batch_rows("y", y)

    def translate(self, x: np.ndarray) -> np.ndarray:
        """x translated into the set of y, as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.to_y(self.rows_in_range(x))

    def show(self, rng, *data):
        """Rows of x, each above its translation and, below that, the translation back."""
        x = first_rows(self, data[0], 3)
        y = self.translate(x)
        lines = [rows.reshape(-1, COLUMNS, self.width) for rows in (x, y, self.to_x(y))]
        return np.stack(lines, axis=1).reshape(-1, COLUMNS, self.width)
