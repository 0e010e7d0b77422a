"""G learns from a D that answers: the unrolled GAN (Metz et al. 2017).

In algorithm 1 G fools D as it is. So G may move all its rows to the place that D likes best at this moment, D then
learns to refuse this place, G moves on, and so forth. Here G is told what its rows will be worth after D has made k
steps against them. D itself does not make them: a copy does, and is thrown away.
"""

import copy

import numpy as np

from ..checks import check_count, check_number
from ..layers import LeakyReLU, Maxout, ReLU
from ..network import Sequential
from ..objectives import Minimax, Objective
from ..turns import beliefs, judge
from .gan import GAN


class Unrolled(GAN):
    """A GAN whose G descends the value that the game has after k virtual steps of D.

    Let L be D's loss on real rows x and generated rows y = G(z), and w D's parameters. The game is zero-sum: D descends
    L, and G ascends it, but where D will be: it descends the value.

    Forward     w_0     = w
                w_i+1   = w_i - unroll_lr L_w(w_i, y)           i = 0 ... unroll - 1; L_w, L_y: derivatives of L
                value   = -L(w_k, y),  k = unroll               y occurs in it directly, and through each w_i
    Backward    p       = -L_w(w_k, y)                          p: the gradient of value with respect to w_i; first w_k
                dfake   = -L_y(w_k, y)
        for i = k-1 ... 0:
                dfake   = dfake - unroll_lr L_yw(w_i, y) p      w_i+1 depends on y
                p       = p - unroll_lr L_ww(w_i, y) p          and on w_i

    p and dfake on the right are those before this line's pass. w_0 does not depend on G, so the last p is not used.
    The products with second derivatives come from first derivatives: a step along p changes L_w and L_y by

        (L_ww p, L_yw p)  is about  ((L_w, L_y)(w_i + h p) - (L_w, L_y)(w_i - h p)) / (2 h)

    with h |p| = eps^(1/3) (1 + |w_i|) / 30, eps the rounding of the dtype. In the recipe `unrolled`, at 0, 50 and 400
    steps, the relative error in float32 was at most 8e-5 in a product and 4e-6 in dfake. It takes a smooth D: at the
    kink of a LeakyReLU the first derivative jumps, and a difference across the jump is as large as 1 / h. (A kink in a
    layer of your own is not noticed.) Each virtual step takes three passes forward and back through D, so the time of
    a step grows linearly with unroll.

    unroll = 0 is `GAN`. The larger unroll is, the closer D is to its best, and the value to the divergence of the
    objective. A record has this value (`unrolled_value`) beside the one before D moved (`value`), and as `g_loss` its
    part that comes from generated rows, as the other games have it. Where plain steps circle, unrolled ones come
    nearer: with Wasserstein's objective, D(x) = w x, data at 0, G(z) = y and SGD with the rate lr for both players, a
    step multiplies (y, w) by a matrix with the determinant 1 - 2 lr unroll unroll_lr.

    Parameters
    ----------
    generator, discriminator, d_steps, settings : as for `GAN`
    objective : Objective
        A zero-sum one, default: Minimax(). In others G does not ascend D's loss, and what D's answer is worth to G
        would be another question.
    unroll : int >= 0
        Virtual steps of D.
    unroll_lr : float > 0
        Their rate.

    Raises ValueError for an objective that is not zero-sum; for a penalty, because its derivative with respect to the
    generated rows is not derived; for a D with a LeakyReLU, ReLU or Maxout; and for one with a layer that couples rows,
    keeps running statistics or draws random numbers, because L would then depend on more than w, x and y.

    Source: Metz et al. 2017, Unrolled Generative Adversarial Networks; poolio/unrolled_gan.
    Deviates from the authors' notebook: there the virtual steps are D's own Adam, with its moments; here they are
    gradient descent. There both players learn from the same rows; here G has fresh latents, and D has moved.
    """

    def __init__(
        self,
        generator,
        discriminator,
        *,
        objective: Objective = Minimax(),
        unroll: int = 5,
        unroll_lr: float = 0.1,
        **settings,
    ):
        self.unroll = check_count("unroll", unroll, 0)
        self.unroll_lr = check_number("unroll_lr", unroll_lr, 0, exclusive="low")
        super().__init__(generator, discriminator, objective=objective, **settings)
        if self.penalty is not None:
            raise ValueError(f"Unrolled does not differentiate a penalty: leave out {self.penalty!r}")
        _check_zero_sum(objective)
        _check_smooth(discriminator)

    def play(self, real):
        """D descends its loss; then G descends the loss that it will have after `unroll` more steps of D."""
        G, D = self.generator, self.discriminator
        for x in np.split(real, self.d_steps):
            fake = G(self.noise(len(x)), training=True)
            d_loss, real_logits, fake_logits = judge(D, self.objective, x, fake)
            d_norm = self.move(discriminator=d_loss)
        fake, cache = G.forward(self.noise(len(x)))
        value, dfake, foreseen = self.foresee(x, fake)
        G.backward(dfake, cache, inputs=False)
        g_norm = self.move(generator=value)
        g_loss = self.objective.generator(foreseen)[0]
        seen = {"d_loss": d_loss, "g_loss": g_loss, "d_grad_norm": d_norm, "g_grad_norm": g_norm}
        return seen | {"unrolled_value": value} | beliefs(self.objective, real_logits, fake_logits)

    def foresee(self, real: np.ndarray, fake: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """G's value on its rows (B, n), their gradient (B, n), and their logits, all after the virtual steps of D."""
        D = self.discriminator.copy()
        way = []
        for _ in range(self.unroll):
            way.append(D.params.copy())
            self.slopes(D, real, fake)
            D.params[...] -= self.unroll_lr * D.grads
        loss, dfake, fake_logits = self.slopes(D, real, fake)
        p, dfake = -D.grads, -dfake
        for w in reversed(way):
            Hp, Mp = self.along(D, w, p, real, fake)
            p -= self.unroll_lr * Hp
            dfake -= self.unroll_lr * Mp
        return -loss, dfake, fake_logits

    def slopes(self, D: Sequential, real: np.ndarray, fake: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """L; L_y, like fake; the logits of generated rows. L_w goes into D.grads."""
        logits, cache = D.forward(np.concatenate([real, fake]))
        real_logits, fake_logits = np.split(logits, [len(real) // D.rows])
        loss, dreal, dfake = self.objective.discriminator(real_logits, fake_logits)
        return loss, D.backward(np.concatenate([dreal, dfake]), cache)[len(real) :], fake_logits

    def along(
        self, D: Sequential, w: np.ndarray, p: np.ndarray, real: np.ndarray, fake: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """L_ww p and L_yw p at w, by central differences of L_w and L_y. Leaves D somewhere else."""
        size = float(np.linalg.norm(p))
        if not size:
            return np.zeros_like(p), np.zeros_like(fake)
        h = float(np.cbrt(np.finfo(D.dtype).eps) * (1 + np.linalg.norm(w)) / (30 * size))
        D.params[...] = w + h * p
        above = self.slopes(D, real, fake)[1], D.grads.copy()
        D.params[...] = w - h * p
        below = self.slopes(D, real, fake)[1]
        return (above[1] - D.grads) / (2 * h), (above[0] - below) / (2 * h)


def _check_zero_sum(objective: Objective) -> None:
    """Raise ValueError unless G ascends what D descends: the two gradients, on logits on either side of all margins."""
    real, fake = np.array([[-2.0], [0.3]]), np.array([[-2.5], [-0.4], [1.7]])
    ascent = None if objective.compares else -objective.discriminator(real, fake)[2]
    if ascent is None or not np.allclose(objective.generator(fake)[1], ascent):
        raise ValueError(
            f"Unrolled is a zero-sum game, in which G ascends D's loss, and {objective!r} gives G another loss: take "
            "Minimax(), Wasserstein(), or an f-divergence with zero_sum=True"
        )


def _check_smooth(D: Sequential) -> None:
    """Raise ValueError if D has a kink, or its logit depends on more than its row and its parameters."""
    D = D.copy()
    x = np.zeros((2 * D.rows, D.n_in), D.dtype)
    for layer in D.layers:
        if any(isinstance(part, LeakyReLU | ReLU | Maxout) for part in layer.parts):
            raise ValueError(
                f"Unrolled differentiates D's gradient, which jumps at a kink of {layer!r}: take Tanh or Sigmoid in D"
            )
        drawn = copy.deepcopy(D.rng).random()  # what the stream gives next
        x, _ = layer.forward(x)
        if layer.couples_rows or layer.state.size or copy.deepcopy(D.rng).random() != drawn:
            raise ValueError(
                f"Unrolled takes D as a function of its rows and its parameters alone; {layer!r} couples rows, keeps "
                "running statistics or draws random numbers: leave it out of D"
            )
