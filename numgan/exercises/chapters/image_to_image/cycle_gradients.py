import numpy as np

from .... import family
from ....objectives import losses
from ...exercise import Exercise, Gradient, Known, Mutant


def cycle_gradients(x, W, V, pull, weight):
    """There and back again: the cycle loss, and the gradients of both translators.

    x : (B, n); the translators are y = tanh(x W), with W (n, k), and back = y V, with V (k, n)
    pull : (B, k), what a discriminator of y says: the gradient of the first one's adversarial loss with respect to y
    weight : float, of the cycle
    Returns cycle, the mean over all entries of |back - x|; dW and dV, the gradients of (the adversarial loss) +
    weight cycle.
    """
    y = np.tanh(x @ W)
    difference = y @ V - x
    dback = weight / x.size * np.sign(difference)
    dy = pull + dback @ V.T
    return np.abs(difference).mean(), x.T @ (dy * (1 - y**2)), y.T @ dback


def passes(x, W, V, weight):
    y = np.tanh(x @ W)
    difference = y @ V - x
    return y, difference, weight / x.size * np.sign(difference)


def pull_forgotten(x, W, V, pull, weight):
    return cycle_gradients(x, W, V, 0 * pull, weight)


def cycle_forgotten(x, W, V, pull, weight):
    cycle, _, dV = cycle_gradients(x, W, V, pull, weight)
    return cycle, x.T @ (pull * (1 - np.tanh(x @ W) ** 2)), dV


def weight_forgotten(x, W, V, pull, weight):
    return cycle_gradients(x, W, V, pull, 1.0)


def weight_on_the_pull(x, W, V, pull, weight):
    return cycle_gradients(x, W, V, weight * pull, weight)


def weighted_loss(x, W, V, pull, weight):
    cycle, dW, dV = cycle_gradients(x, W, V, pull, weight)
    return weight * cycle, dW, dV


def weight_in_dW_alone(x, W, V, pull, weight):
    cycle, dW, dV = cycle_gradients(x, W, V, pull, weight)
    return cycle, dW, dV / weight


def sum_over_columns(x, W, V, pull, weight):
    cycle, dW, dV = cycle_gradients(x, W, V, pull, weight * x.shape[1])
    return cycle * x.shape[1], dW, dV


def columns_forgotten(x, W, V, pull, weight):
    cycle, _, _ = cycle_gradients(x, W, V, pull, weight)
    return cycle, *cycle_gradients(x, W, V, pull, weight * x.shape[1])[1:]


def mean_of_the_codes(x, W, V, pull, weight):
    """Divides by y's size."""
    cycle, _, _ = cycle_gradients(x, W, V, pull, weight)
    return cycle, *cycle_gradients(x, W, V, pull, weight * x.shape[1] / W.shape[1])[1:]


def squares(x, W, V, pull, weight):
    y, difference, _ = passes(x, W, V, weight)
    dback = 2 * weight / x.size * difference
    return (difference**2).mean(), x.T @ ((pull + dback @ V.T) * (1 - y**2)), y.T @ dback


def size_of_the_difference(x, W, V, pull, weight):
    y, difference, _ = passes(x, W, V, weight)
    dback = weight / x.size * difference
    return np.abs(difference).mean(), x.T @ ((pull + dback @ V.T) * (1 - y**2)), y.T @ dback


def wrong_sign(x, W, V, pull, weight):
    cycle, _, _ = cycle_gradients(x, W, V, pull, weight)
    return cycle, *cycle_gradients(x, W, V, pull, -weight)[1:]


def no_slope(x, W, V, pull, weight):
    y, difference, dback = passes(x, W, V, weight)
    return np.abs(difference).mean(), x.T @ (pull + dback @ V.T), y.T @ dback


def no_slope_for_the_pull(x, W, V, pull, weight):
    y, difference, dback = passes(x, W, V, weight)
    return np.abs(difference).mean(), x.T @ (pull + dback @ V.T * (1 - y**2)), y.T @ dback


def pull_subtracted(x, W, V, pull, weight):
    return cycle_gradients(x, W, V, -pull, weight)


def x_in_dV(x, W, V, pull, weight):
    """What goes into the second translator is y before its tanh."""
    _, _, dback = passes(x, W, V, weight)
    cycle, dW, _ = cycle_gradients(x, W, V, pull, weight)
    return cycle, dW, (x @ W).T @ dback


def draw(rng):
    while True:
        B, n, k = (int(size) for size in rng.choice(np.arange(2, 7), size=3, replace=False))
        x, W, V = rng.normal(size=(B, n)), rng.normal(size=(n, k)) / np.sqrt(n), rng.normal(size=(k, n))
        if np.abs(np.tanh(x @ W) @ V - x).min() > 0.02:
            return x, W, V, rng.normal(size=(B, k)) / B, float(rng.uniform(2, 5))


def translators_loss(x, W, V, pull, weight):
    y = np.tanh(x @ W)
    return float((pull * y).sum() + weight * np.abs(x - y @ V).mean())


EXERCISE = Exercise(
    cycle_gradients,
    title="There and back again: the cycle's two gradients",
    statement=r"""
        Two sets of images, and no pairs. A first translator makes $y$ of $x$, a second one makes images like $x$ of
        those like $y$, and nobody knows what the right $y$ of an $x$ is. A discriminator can only say whether $y$
        looks like the second set. So the *cycle* must hold: back from $y$, there is $x$ again,
        $$c = \frac{1}{B n} \sum_{i, j} |\text{back}_{ij} - x_{ij}|, \qquad y = \tanh(x W), \qquad \text{back} = y V .$$
        Both translators descend (the adversarial loss) $+ \lambda\, c$. A translation $y$ is used twice: the
        discriminator looks at it, and the second translator goes back from it. What the discriminator says is given,
        `pull` $= \partial (\text{adversarial loss}) / \partial y$, and $\lambda$ is `weight`.

        Write $c$ and the gradients with respect to $W$ and $V$. (No entry of `back` equals that of x.)
    """,
    source="Zhu et al. 2017 (CycleGAN), eq. 2 and 3, in one of the two directions",
    notebook=22,
    hints=(
        "Begin at the end: dback is the sign of (back - x), with the weight and the 1 / (B n) of the mean. V stands "
        "between y and back, as in any dense layer.",
        "y has two uses, so its gradient has two parts: pull, and what comes back from dback through the transposed V.",
        "W is before tanh: the whole dy goes through its slope, one minus the square of its output. x as the target of "
        "the cycle is data, and needs no gradient.",
    ),
    explanation="""
        The second translator learns from the cycle only here; in the whole game there is a cycle that begins at the
        other set as well, and a discriminator for each. Without `pull`, the first translator need not translate: the
        identity closes every cycle. Without the cycle it may send every x to any row of the second set. Programs that
        keep one gradient for each network, and go backwards through D after the cycle, must add and not write over.
    """,
    in_numgan=(family.CycleGAN.play, losses.absolute),
    draw=draw,
    returns=("cycle", "dW", "dV"),
    known=(
        Known(
            (
                np.array([[1.0], [1.0]]),
                np.array([[np.arctanh(0.5)]]),
                np.array([[4.0]]),
                np.array([[1.0], [3.0]]),
                10.0,
            ),
            (1.0, np.array([[33.0]]), np.array([[5.0]])),
            "y = 1/2, back = 2, so the cycle is 1 and dback = 10 / 2 = 5 for both rows. dy = pull + 5 * 4 = 21 and 23, "
            "times the slope 3/4: dW = 44 * 3/4; dV = 1/2 * 5 + 1/2 * 5",
        ),
    ),
    gradients=(Gradient("dW", "W", translators_loss), Gradient("dV", "V", translators_loss)),
    extremes=(
        (np.array([[1000.0], [-1000.0]]), np.array([[1.0]]), np.array([[3.0]]), np.array([[0.5], [0.5]]), 10.0),
        (np.array([[1.0, -2.0]]), np.zeros((2, 1)), np.array([[1.0, 1.0]]), np.array([[0.25]]), 0.0),
    ),
    mutants=(
        Mutant(
            pull_forgotten,
            "the discriminator's part",
            cause="dW has the cycle's part alone, and the discriminator's part, pull, is missing: y is used twice",
        ),
        Mutant(
            cycle_forgotten,
            "the cycle's part is missing",
            cause="dW has pull alone, and the cycle's part is missing: the second translator goes back from y",
        ),
        Mutant(weight_forgotten, "the weight is missing", cause="the weight is missing in both gradients"),
        Mutant(
            weight_on_the_pull,
            "only the cycle",
            cause="pull was multiplied by the weight: only the cycle has it",
        ),
        Mutant(
            weighted_loss,
            "without its weight",
            cause="the gradients are right, and cycle was multiplied by the weight: it is returned without its weight",
        ),
        Mutant(weight_in_dW_alone, "in dV the weight", cause="in dV the weight is missing"),
        Mutant(
            sum_over_columns,
            "over all entries",
            cause="the differences of a row were added up: the mean is over all entries",
        ),
        Mutant(
            columns_forgotten,
            "1 / n is missing",
            cause="the cycle is right, but in its gradients 1 / n is missing: the mean is over B n entries",
        ),
        Mutant(
            mean_of_the_codes,
            "the entries of x",
            cause="the cycle's gradients were divided by the entries of y: the mean is over the entries of x",
        ),
        Mutant(squares, "absolute differences", cause="these are squared differences: absolute differences are wanted"),
        Mutant(
            size_of_the_difference,
            "the sign alone",
            cause="the gradient contains the difference: of an absolute difference it is the sign alone",
        ),
        Mutant(
            wrong_sign,
            "the cycle's part has the wrong sign",
            cause="the cycle's part has the wrong sign: it is sign(back - x)",
        ),
        Mutant(no_slope, "the slope of tanh is missing", cause="in dW the slope of tanh is missing: 1 - y^2"),
        Mutant(
            no_slope_for_the_pull,
            "pull has to go through tanh",
            cause="only the cycle's part has the slope of tanh: pull has to go through tanh as well",
        ),
        Mutant(
            pull_subtracted,
            "pull was subtracted",
            cause="pull was subtracted: it is the gradient of a loss, and both losses are descended",
        ),
        Mutant(
            x_in_dV,
            "goes into V",
            cause="dV was computed with x W: it is y = tanh(x W) that goes into V",
        ),
    ),
)
