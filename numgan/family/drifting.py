"""Drifting of Deng et al. 2026: nobody judges. The generated rows are told where to go by the data and by each other.

A GAN's generator follows the slope of a second network, which has to learn first. Here the slope is a formula: a sum
over the pairs of a minibatch.
"""

import numpy as np

from ..checks import check_array, check_finite, check_kind, check_number, check_rows, shown
from ..functions import softmax
from ..game import Game
from ..objectives.losses import squared
from ..player import Player

NEVER = -1e9  # a logit to which softmax gives 0
TINY = 1e-30  # the reach where all rows are one point, and the size of a field that is 0


class Drifting(Game):
    """One player, a generator, that moves each of its rows a little way along a field V.

    Fields      V_t = drift_field(G(z), real), one for each temperature t: towards the data, away from generated rows
    Size        s_t = sqrt(mean over all entries of V_t^2)
    Direction   V   = sum over t of V_t / s_t               so that each temperature counts alike
    Target      y   = stop_gradient(G(z) + V)               a constant, although it is computed from G(z)
    Loss        mean over all entries of (G(z) - y)^2       the mean of V^2: 1 at every step for one temperature
    Backward    dG(z) = 2 (G(z) - y) / size = -2 V / size

    The loss does not tell how far training is. The record's `drift` does: the mean of the s_t, in the data's units.

    If G makes what the data are, V is 0 on average and G rests. The converse does not hold for every field: rows out of
    the kernel's reach do not feel each other, so with too short a reach modes can be missing while V is nearly 0.

    Parameters
    ----------
    generator : Player, (B, latent_dim) to (B, n)
    temperatures : tuple of floats > 0
        Reaches of the kernel, as shares of the mean distance between rows. Too short: G does not notice that one mode
        has too many of its rows and another none, and rows far from all data stay there. Too long: the rows within a
        mode all look alike, and its shape is learned slowly. Several of them do both.
    settings : as for `Game`. Each minibatch, of at least two rows, is compared with as many generated rows.

    Source: Deng, Li, Li, Du & He 2026, Generative Modeling via Drifting (arXiv 2602.04770), eq. 6, algorithm 1, and
    appendix A.6 for sizes and temperatures.
    """

    generator: Player

    def __init__(self, generator: Player, *, temperatures: tuple[float, ...] = (0.1, 0.2, 0.4), **settings):
        self.generator = check_kind("generator", generator, Player, "a Player")
        if generator.rows != 1:
            raise ValueError("the generator must give one row for each latent; Pack is a layer of a discriminator")
        self.temperatures = check_temperatures(temperatures)
        super().__init__(**settings)

    def play(self, real):
        """Algorithm 1 of the paper: the generated rows are what repels, too."""
        G = self.generator
        fake, cache = G.forward(self.noise(len(real)))
        fields = [drift_field(fake, real, temperature=t) for t in self.temperatures]
        sizes = [float(np.sqrt((field**2).mean(dtype=np.float64))) for field in fields]
        V = sum(field / max(size, TINY) for field, size in zip(fields, sizes, strict=True))
        loss, dfake = squared(fake, self.stop_gradient(fake + V))
        G.backward(dfake, cache, inputs=False)
        norm = self.move(generator=loss)
        return {"loss": loss, "drift": sum(sizes) / len(sizes), "grad_norm": norm}


def drift_field(
    x: np.ndarray, data: np.ndarray, generated: np.ndarray | None = None, *, temperature: float
) -> np.ndarray:
    """How each row of x should move: V (B, n), attraction to the data minus repulsion from the generated rows.

        reach     = temperature * the mean of |x_i - y| over all pairs
        k(x_i, y) = exp(-|x_i - y| / reach)                 y: a row of the data, y+, or a generated one, y-
        a(x_i, y) = k(x_i, y) / sqrt(sum_y k(x_i, y) * sum_i k(x_i, y))
                  = sqrt(softmax over y * softmax over i)   of the logits -|x_i - y| / reach
        V_i       = sum over all pairs of a(x_i, y+) a(x_i, y-) (y+ - y-)
                  = (sum a(x_i, y-)) (sum a(x_i, y+) y+) - (sum a(x_i, y+)) (sum a(x_i, y-) y-)

    The first sum under the root is over both sets, so a weight of 1 is shared between data and generated rows. The
    second lets each row of the data pull with one strength altogether: where G makes few rows, these are pulled more.
    (With the first alone, the recipe `drifting` found 1, 3 and 2 of the ring's 8 modes in 6 epochs on three seeds; with
    both all 8 on each.)

    If data and generated rows change places, V changes its sign. So V = 0 for equal sets, at every x; and if both are
    drawn from one distribution, V is 0 on average over the draws.

    x, data, generated : (B, n), (M, n), (N, n)
    generated : None for x itself. Then a row does not repel itself: its pair with itself is left out. If it counted,
        every row would have one neighbour more among the generated rows than a row of the data has, at distance 0;
        pairs with it pull to the data alone, and at p = q everything would shrink towards the middle of its mode.
    temperature : float > 0. The reach follows the scale of the rows: 1000 times the rows, 1000 times V.

    Returns x's dtype; distances and weights are computed in float64. Raises TypeError for rows that are not floats,
    ValueError for shapes that do not fit, values that are not finite, or a single row without `generated`.
    Source: Deng et al. 2026, eqs. 11 and 12, algorithm 2 in the appendix, and the scale from appendix A.6.
    """
    temperature = check_number("temperature", temperature, 0, exclusive="low")
    x = check_array("x", x)
    x = check_rows("x", x, None, x.dtype)
    rows = {"x": x, "data": data} | ({} if generated is None else {"generated": generated})
    for name, each in rows.items():
        rows[name] = check_rows(name, each, x.shape[1], np.float64)
        check_finite(name, rows[name])
    here, positive, negative = rows["x"], rows["data"], rows.get("generated", rows["x"])
    if generated is None and len(x) < 2:
        raise ValueError("one generated row has no others that repel it: x must hold at least two")
    distances = np.hstack([_distances(here, positive), _distances(here, negative)])  # (B, M + N)
    counts = np.ones(distances.shape, bool)
    if generated is None:
        np.fill_diagonal(counts[:, len(positive) :], False)
    reach = max(temperature * distances[counts].mean(), TINY)
    logits = np.where(counts, -distances / reach, NEVER)
    a = np.sqrt(softmax(logits) * softmax(logits.T).T)
    plus, minus = a[:, : len(positive)], a[:, len(positive) :]
    attraction = minus.sum(axis=1, keepdims=True) * (plus @ positive)
    repulsion = plus.sum(axis=1, keepdims=True) * (minus @ negative)
    return (attraction - repulsion).astype(x.dtype)


def check_temperatures(temperatures) -> tuple[float, ...]:
    """Return the temperatures, at least one, as a tuple of floats above 0."""
    if not isinstance(temperatures, tuple | list) or not temperatures:
        raise ValueError(f"temperatures must be a tuple such as (0.1, 0.2, 0.4), got {shown(temperatures)}")
    return tuple(check_number("each of the temperatures", t, 0, exclusive="low") for t in temperatures)


def _distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """|a_i - b_j| of all pairs: |a - b|^2 = |a|^2 + |b|^2 - 2 a.b, which rounding may put below 0."""
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))
