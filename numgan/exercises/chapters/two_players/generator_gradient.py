import numpy as np

from .... import turns
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def generator_gradient(z, A, w):
    """The gradient of the non-saturating loss with respect to the generator's weights, through the discriminator.

    z : (B, k), latents
    A : (k, n), the generator's weights: its rows are x = z A
    w : (n, 1), the discriminator's weights: its logits are l = x w. They do not change in the generator's step
    Returns dA (k, n), the gradient of -mean(log sigmoid(l)), with the 1 / B of the mean inside. Finite for logits of
    +-1000, and exact where it is tiny (1e-20) too.
    """
    logits = z @ A @ w
    dlogits = -np.exp(-np.logaddexp(0, logits)) / len(z)
    dx = dlogits @ w.T
    return z.T @ dx


def without_D(z, A, w):
    dlogits = -sigmoid(-(z @ A @ w)) / len(z)
    return z.T @ np.repeat(dlogits, len(w), axis=1)


def no_mean(z, A, w):
    return z.T @ (-sigmoid(-(z @ A @ w)) @ w.T)


def saturating(z, A, w):
    return z.T @ (-sigmoid(z @ A @ w) @ w.T) / len(z)


def ascends(z, A, w):
    return z.T @ (sigmoid(-(z @ A @ w)) @ w.T) / len(z)


def belief_minus_1(z, A, w):
    return z.T @ ((sigmoid(z @ A @ w) - 1) @ w.T) / len(z)


def draw(rng):
    B, k, n = (int(m) for m in rng.choice(np.arange(2, 7), size=3, replace=False))
    return rng.normal(size=(B, k)), rng.normal(size=(k, n)), rng.normal(size=(n, 1))


def loss(z, A, w):
    return -np.log(1 / (1 + np.exp(-(z @ A @ w)))).mean()


EXERCISE = Exercise(
    generator_gradient,
    title="Through the discriminator into the generator",
    statement=r"""
        The generator never sees a real row. Everything that it learns comes backwards through the discriminator: from
        the loss to the logits, from the logits to the generated rows, from the rows to its own weights. Take the
        smallest pair of networks that shows the whole path, one matrix each,
        $$x = z A, \qquad l = x w, \qquad L_G = -\frac{1}{B} \sum_i \log \sigma(l_i).$$
        $D$'s weights $w$ do not change in this step, but $\partial L_G / \partial x$ goes through them: they tell $G$
        which direction is "more real". Code that leaves them out runs, and $G$ moves too, but not towards the data.

        Write $\partial L_G / \partial A$ by the chain rule, one factor per line.
    """,
    source="Goodfellow et al. 2014, section 3 and algorithm 1 (the generator's update)",
    notebook=4,
    hints=(
        "Go forward first: the logits (B, 1). Then backward in three steps: dlogits (B, 1), dx (B, n), dA (k, n).",
        "dlogits is belief minus target, D - 1, over B, as in `non_saturating_loss`; it is also minus sigmoid(-l), "
        "over B. Both networks are dense layers without bias: the gradients with respect to a layer's input and to "
        "its weights are the two products of `dense_backward`.",
        "dlogits needs sigmoid(-l), the exponential of -np.logaddexp(0, l). dx is dlogits times the transposed w: D "
        "passes it on. dA is the transposed z times dx: G receives it.",
    ),
    explanation="""
        dlogits says how much the logit of each row should rise, dx = dlogits w^T turns that into a direction in the
        space of x, and dA = z^T dx turns it into a change of G. w is used and not changed: D does not move because no
        dw is computed, and the path through D stays whole. 1/B enters once, in dlogits.
    """,
    in_numgan=(turns.fool,),
    draw=draw,
    returns=("dA",),
    known=(
        Known(
            (
                np.array([[2.0, 0.0, 1.0], [0.0, 2.0, 1.0]]),
                np.array([[-np.log(3.0) / 2, 0.0], [0.0, 0.0], [0.0, 0.0]]),
                np.array([[1.0], [3.0]]),
            ),
            np.array([[-3 / 4, -9 / 4], [-1 / 2, -3 / 2], [-5 / 8, -15 / 8]]),
            "l = -log 3, 0; D = 1/4, 1/2; dlogits = (D - 1) / 2 = -3/8, -1/4; dx = dlogits (1, 3); "
            "z^T dlogits = -3/4, -1/2, -5/8",
        ),
    ),
    gradients=(Gradient("dA", "A", loss),),
    extremes=(
        (np.array([[1000.0], [-1000.0], [0.0]]), np.array([[1.0, 2.0]]), np.array([[1.0], [0.0]])),
        (np.array([[25.0, 0.0], [0.0, 17.0]]), np.array([[2.0], [2.0]]), np.array([[1.0]])),
        (np.array([[3.0, 1.0]]), np.array([[2.0], [6.0]]), np.array([[1.0]])),  # one row
    ),
    factors=lambda z, A, w: {
        -1: "sign flipped: the loss falls as a logit rises, so dlogits is negative",
        **batch_factors(len(z)),
    },
    mutants=(
        Mutant(
            without_D,
            "the path bypasses D",
            cause="the path bypasses D: dlogits is copied into every column of dx; multiply it by the transposed w",
        ),
        Mutant(no_mean, "that is the batch; divide by B"),
        Mutant(
            saturating,
            "the saturating loss",
            cause="dlogits is that of the saturating loss, -D / B: the gradient of -log D is -(1 - D) / B",
        ),
        Mutant(ascends, "sign flipped: the loss falls as a logit rises"),
        Mutant(
            belief_minus_1,
            "D - 1 loses its digits",
            cause="D - 1 loses its digits where D is near 1, and is 0 for logits above 37: 1 - sigmoid(l) is "
            "sigmoid(-l), so no subtraction is needed",
        ),
    ),
)
