"""From one image to another, with pairs to learn from: pix2pix (Isola et al. 2017).

G turns x into y, and for each x of the data the right y is known. The distance |G(x) - y| alone has a weakness: where
several y are possible, the best answer to it is their median, a blur. A discriminator refuses blurs. It sees x beside
y, so that G has to make not only a good image, but one that goes with x.

D judges patches: it is a convolutional network that ends in a map of logits, each of which has seen a part of the
image. What is far apart is left to the distance, and D learns what looks right nearby, from many examples in one image.
"""

import math

import numpy as np

from ..checks import check_kind, check_number
from ..datasets import check_data
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..objectives.losses import absolute
from ..player import Player
from ..turns import beliefs, fool, judge
from .autoencoder import first_rows, in_lines
from .ends import check_ends_in_logits


class Pix2Pix(Game):
    """Two players; `fit(x, y)` takes two sets of images of one shape, and row i of x and row i of y are a pair.

    Pairs       (x, y) is real, (x, G(x)) is generated; D gives each a logit for each of m patches
    D           descends the objective's loss, a mean over pairs and patches
    G           descends  adversarial_weight (the maker's loss) + l1_weight mean |G(x) - y|

    adversarial_weight=0 leaves the distance alone (D still learns, and nobody listens to it); l1_weight=0 leaves the
    conditional GAN alone. The noise that makes G(x) more than one image is G's own dropout.

    Parameters
    ----------
    generator : Player, (B, n) to (B, n), such as a U of `Skip` layers
    discriminator : Player, (B, 2 n) to (B, m)
        It takes `pairs(x, y)`: images of data_shape with the channels of x and then those of y, and of data without
        channels [x | y]. m = 1: it judges the whole image.
    objective : Objective
        Default: NonSaturating().
    l1_weight, adversarial_weight : float >= 0
        The paper's lambda, 100, and 1.
    settings : as for `Game`.

    Source: Isola et al. 2017, Image-to-Image Translation with Conditional Adversarial Networks, section 3.
    Deviates from it: D's loss is not halved, which Adam would hardly notice; `translate` runs G as at inference, and
    there dropout and the statistics of the batch stay on.
    """

    takes = "rows", "rows"
    sampled = None

    generator: Player
    discriminator: Player
    objective: Objective

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        objective: Objective = NonSaturating(),
        l1_weight: float = 100.0,
        adversarial_weight: float = 1.0,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.l1_weight = check_number("l1_weight", l1_weight, 0)
        self.adversarial_weight = check_number("adversarial_weight", adversarial_weight, 0)
        n = generator.n_out
        if generator.n_in != n or generator.rows != 1:
            raise ValueError(f"generator must give a row for each and as wide, got {generator.n_in} to {n}")
        if discriminator.n_in != 2 * n or discriminator.rows != 1:
            raise ValueError(f"discriminator must take pairs, {2 * n} values, one by one, got {discriminator.n_in}")
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(**settings)

    def play(self, x, y):
        """D moves, then G, on one translation of x. x, y : (B, n)."""
        G, D, o = self.generator, self.discriminator, self.objective
        fake, cache = G.forward(x)
        real_pairs, fake_pairs = self.pairs(x, y), self.pairs(x, fake)
        d_loss, *logits = judge(D, o, real_pairs, fake_pairs, patches=True)
        d_norm = self.move(discriminator=d_loss)

        g_loss, dpairs = fool(D, o, fake_pairs, real_pairs, patches=True)
        l1, dfake = absolute(fake, y)
        dfake = self.l1_weight * dfake + self.adversarial_weight * self.second_of(dpairs)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=self.adversarial_weight * g_loss + self.l1_weight * l1)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "l1": l1, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(o, *logits)

    def pairs(self, x: np.ndarray, y: np.ndarray) -> np.ndarray:
        """x and y as one image, at each pixel the channels of x and then those of y: (B, n) and (B, n) to (B, 2 n)."""
        images = [rows.reshape(len(rows), -1, self._channels) for rows in (x, y)]
        return np.concatenate(images, axis=2).reshape(len(x), -1)

    def second_of(self, pairs: np.ndarray) -> np.ndarray:
        """The y of pairs, (B, 2 n) to (B, n); the gradient with respect to y is the y of the pairs' gradient."""
        return pairs.reshape(len(pairs), -1, 2, self._channels)[:, :, 1].reshape(len(pairs), -1)

    @property
    def _channels(self) -> int:
        """Values at each pixel of one image. Data that are no images are one pixel."""
        return self.width if len(self.data_shape) == 1 else math.prod(self.data_shape[2:])

    def check_data(self, *data, least=1):
        if len(data) != 2:
            raise ValueError(f"Pix2Pix trains on pairs: two sets of images, x and y, got {len(data)}")
        x, y = (check_data(rows, self.width, self.data_range, least, shape=self.data_shape) for rows in data)
        if len(x) != len(y):
            raise ValueError(f"row i of x and row i of y are a pair, and there are {len(x)} of x and {len(y)} of y")
        return x, y

    def check_batch(self, x, y):
        x, y = self.check_batch_rows("x", x), self.check_batch_rows("y", y)
        if len(x) != len(y):
            raise ValueError(f"row i of x and row i of y are a pair, and there are {len(x)} of x and {len(y)} of y")
        return x, y

    def translate(self, x: np.ndarray) -> np.ndarray:
        """G(x), as at inference: scaled rows (B, n) to rows (B, n)."""
        return self.generator(self.rows_in_range(x))

    def show(self, rng, *data):
        """Rows of x, each above what G makes of it and, below that, the truth."""
        x, y = (first_rows(self, rows, 3) for rows in data)
        return in_lines(x, self.translate(x), y)
