"""Completing an image with a hole: the context encoder (Pathak et al. 2016).

G sees an image with a hole and has to say what was there. No one has to label anything: the images are their own truth,
and the holes are made on the spot. The squared distance in the hole alone has one best answer, the mean of all that may
have been there, which is a blur. The discriminator knows no digits that end in a blur.

    image         its hole, grey         G's guess, of which      completed
    . # # .         . # # .              the hole is taken         . # # .
    . . # .   to    . : : .     to          . . # .         to     . . # .
    . . # .         . : : .                 . : # .                . : # .
    . . # .         . . # .                 . . # .                . . # .
"""

from __future__ import annotations  # np.random.Generator in a signature would import np.random: 20 ms

import numpy as np

from ..checks import check_kind, check_number, check_rng
from ..datasets.holes import CentreHole, Hole, mask_rows
from ..game import Game
from ..objectives import NonSaturating, Objective
from ..player import Player
from ..turns import beliefs, fool, judge
from .autoencoder import first_rows, in_lines
from .ends import check_ends_in_logits


class ContextEncoder(Game):
    """Two players; `fit(images)` takes images without holes.

    Holes       m = 1 in the hole and 0 elsewhere, drawn anew for each row of each step
    Guess       g = G((1 - m) x + m grey),  completed: c = (1 - m) x + m g
    D           descends the objective's loss: x is real, c is generated
    G           descends  l2_weight (the mean of (g - x)^2 in the hole) + adversarial_weight (the maker's loss on c)

    adversarial_weight=0 leaves the distance alone (D still learns, and nobody listens to it). G's output outside the
    hole counts nowhere: the known pixels are kept.

    Parameters
    ----------
    generator : Player, (B, n) to (B, n): the whole image is guessed
    discriminator : Player, (B, n) to (B, 1)
    hole : Hole
        CentreHole(), HalfHole(), RandomHole(), or one of your own.
    objective : Objective
        Default: NonSaturating().
    l2_weight, adversarial_weight : float >= 0
        The paper's .999 and .001.
    settings : as for `Game`; data_shape must be that of images.

    Source: Pathak et al. 2016, Context Encoders: Feature Learning by Inpainting, section 3.2; pathak22/context-encoder,
    train.lua (centre) and train_random.lua.
    Deviates from it: for a hole in the centre its D sees what is in the hole alone, and for random ones all that G
    gives, with the distance taken over the whole image; here D sees the completed image, and both losses are about the
    hole. Random holes are squares, one for each image (there one of irregular form for all images of a step). Grey is
    the middle of data_range (there the mean colour of the data). That code also guesses a rim of 4 known pixels in the
    centre's hole, where the distance counts tenfold.
    """

    sampled = None

    generator: Player
    discriminator: Player
    hole: Hole
    objective: Objective

    def __init__(
        self,
        generator: Player,
        discriminator: Player,
        *,
        hole: Hole = CentreHole(),
        objective: Objective = NonSaturating(),
        l2_weight: float = 0.999,
        adversarial_weight: float = 0.001,
        **settings,
    ):
        self.generator = check_kind("generator", generator, Player, "a Player")
        self.discriminator = check_kind("discriminator", discriminator, Player, "a Player")
        self.hole = check_kind("hole", hole, Hole, "a Hole such as CentreHole()")
        self.objective = check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
        self.l2_weight = check_number("l2_weight", l2_weight, 0)
        self.adversarial_weight = check_number("adversarial_weight", adversarial_weight, 0)
        n = generator.n_out
        if generator.n_in != n or generator.rows != 1:
            raise ValueError(f"generator must give a row for each and as wide, got {generator.n_in} to {n}")
        if (discriminator.n_in, discriminator.n_out) != (n, 1):
            raise ValueError(
                f"discriminator must be {n} to 1, got {discriminator.n_in} to {discriminator.n_out}: it takes what the "
                "generator gives"
            )
        check_ends_in_logits("discriminator", discriminator, objective)
        super().__init__(**settings)
        if not self.masks(1, check_rng(0)).any():
            raise ValueError(f"{hole!r} leaves nothing to guess in images of shape {self.data_shape}")

    def play(self, real):
        """D moves, then G, on one completion of each row. real : (B, n)."""
        G, D, o = self.generator, self.discriminator, self.objective
        hole = self.masks(len(real), self.noise_rng)
        guess, cache = G.forward(self.with_grey(real, hole))
        completed = np.where(hole, guess, real)
        d_loss, *logits = judge(D, o, real, completed)
        d_norm = self.move(discriminator=d_loss)

        g_loss, dcompleted = fool(D, o, completed, real)
        l2, dguess = squared_in(hole, guess, real)
        dguess = self.l2_weight * dguess + self.adversarial_weight * np.where(hole, dcompleted, 0)
        G.backward(dguess, cache, inputs=False)
        g_norm = self.move(generator=self.l2_weight * l2 + self.adversarial_weight * g_loss)
        seen = {"d_loss": d_loss, "g_loss": g_loss, "l2": l2, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | beliefs(o, *logits)

    def masks(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Where n rows have their holes, (n, values) of True and False, drawn from rng."""
        if len(self.data_shape) < 2:
            raise ValueError(f"only images have holes: data_shape must be (height, width), got {self.data_shape}")
        height, width = self.data_shape[:2]
        return mask_rows(self.hole(rng, (n, height, width)), n, self.data_shape)

    def with_grey(self, rows: np.ndarray, hole: np.ndarray) -> np.ndarray:
        """The rows with the middle of data_range in their holes, 0 if there is no range. hole: as from `masks`."""
        low, high = self.data_range or (0, 0)
        return np.where(hole, self.dtype.type((low + high) / 2), rows)

    def complete(self, x: np.ndarray, mask: np.ndarray) -> np.ndarray:
        """G's guess in the hole, as at inference, and x elsewhere: scaled rows (B, n) to rows (B, n).

        mask : (B, height, width), True in the hole, where x itself is not looked at
        """
        x = self.rows_in_range(x)
        hole = mask_rows(mask, len(x), self.data_shape)
        return np.where(hole, self.generator(self.with_grey(x, hole)), x)

    def show(self, rng, *data):
        """Rows with their holes, each above its completion and, below that, the truth."""
        truth = first_rows(self, data[0], 3)
        hole = self.masks(len(truth), check_rng(rng))
        holed = self.with_grey(truth, hole)
        completed = np.where(hole, self.generator(holed), truth)
        return in_lines(holed, completed, truth)


def squared_in(hole: np.ndarray, guess: np.ndarray, truth: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean squared difference over the values in the hole, and its gradient with respect to the guess.

    n = the number of True in hole,  loss = sum_hole (guess - truth)^2 / n,  dguess = 2 (guess - truth) / n, 0 elsewhere

    All (B, n). A hole of no values has the loss 0.
    """
    difference = np.where(hole, guess - truth, 0)
    n = max(1, int(np.count_nonzero(hole)))
    return float((difference**2).sum(dtype=np.float64) / n), difference * (2 / n)
