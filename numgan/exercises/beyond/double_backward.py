import numpy as np

from ... import layers, network
from ..exercise import Exercise, Gradient, Known, Mutant


def double_backward(q, x, W1, b1, W2, slope):
    """A critic's gradient by its input, and what the weights have to do with it.

    The critic: a = x W1 + b1,  h = LeakyReLU(a),  D = h W2 + b2, whose b2 plays no part.

    q : (B, n), dP/dg: the gradient of a penalty P by the critic's slopes g
    x : (B, n), the rows at which the slope is looked at
    W1 : (n, n_hidden);  b1 : (n_hidden,);  W2 : (n_hidden, 1)
    slope : float in (0, 1), LeakyReLU's slope for negative numbers
    Returns g (B, n), row i the gradient of D(x_i) by x_i, with no 1 / B; and dW1, db1, dW2: the gradients by W1, b1 and
    W2 of P = sum(q g), q held.
    """
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    delta = m * W2.T
    g = delta @ W1.T
    dW1 = q.T @ delta
    dW2 = ((q @ W1) * m).sum(axis=0)[:, None]
    return g, dW1, np.zeros_like(b1), dW2


def parts(q, x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    return m, m * W2.T, q @ W1


def first_weights_only(*arguments):
    g, dW1, db1, dW2 = double_backward(*arguments)
    return g, dW1, db1, np.zeros_like(dW2)


def last_weights_only(*arguments):
    g, dW1, db1, dW2 = double_backward(*arguments)
    return g, np.zeros_like(dW1), db1, dW2


def bias_learns(*arguments):
    g, dW1, _, dW2 = double_backward(*arguments)
    return g, dW1, parts(*arguments)[1].sum(axis=0), dW2


def no_mask_on_the_way_back(*arguments):
    g, dW1, db1, _ = double_backward(*arguments)
    return g, dW1, db1, parts(*arguments)[2].sum(axis=0)[:, None]


def mask_of_r(q, x, W1, b1, W2, slope):
    g, dW1, db1, _ = double_backward(q, x, W1, b1, W2, slope)
    return g, dW1, db1, np.maximum(q @ W1, slope * (q @ W1)).sum(axis=0)[:, None]


def no_mask_at_all(q, x, W1, b1, W2, slope):
    return double_backward(q, x, W1, b1, W2, 1.0)


def of_the_score(q, x, W1, b1, W2, slope):
    m, delta, _ = parts(q, x, W1, b1, W2, slope)
    return delta @ W1.T, x.T @ delta, delta.sum(axis=0), (m * (x @ W1 + b1)).sum(axis=0)[:, None]


def draw(rng):
    B, n, n_hidden = (int(n) for n in rng.choice(np.arange(2, 7), size=3, replace=False))
    while True:
        x, W1, b1 = rng.normal(size=(B, n)), rng.normal(size=(n, n_hidden)), rng.normal(size=n_hidden)
        if np.abs(a := x @ W1 + b1).min() > 0.01 and a.min() < 0 < a.max():  # away from the kink, on both sides
            break
    return rng.normal(size=(B, n)), x, W1, b1, rng.normal(size=(n_hidden, 1)), float(rng.uniform(0.1, 0.4))


def score(q, x, W1, b1, W2, slope):
    a = x @ W1 + b1
    return (np.maximum(a, slope * a) @ W2).sum()


def loss(q, x, W1, b1, W2, slope):
    a, g = x @ W1 + b1, np.zeros_like(x)
    for k in range(W1.shape[1]):
        g += np.outer(np.where(a[:, k] > 0, W2[k, 0], slope * W2[k, 0]), W1[:, k])  # hidden unit k's share of dD/dx
    return (q * g).sum()


EXERCISE = Exercise(
    double_backward,
    title="The gradient of a gradient, by hand",
    statement=r"""
        For a critic $a = x W_1 + b_1$, $h = \max(a, s\,a)$, $D = h W_2 + b_2$ backpropagation makes the slope at each
        row, starting from $\partial D / \partial D = 1$,
        $$\delta_i = m_i \odot W_2^T, \qquad g_i = \delta_i W_1^T, \qquad m_{ik} = 1 \text{ if } a_{ik} > 0
        \text{ else } s.$$
        A penalty on $g$ has some gradient $q = \partial P / \partial g$, and $D$'s step needs $P$'s gradients by the
        weights. Read the two equations as a *forward* pass from $W_2$ to $g$: the weights stand in it as factors, as
        plainly as in any network, and it has a backward pass of its own, which runs from $g$ to $W_2$. The mask $m$
        does not change when the weights move a little. (A sigmoid's slope would, and one more term would follow.)

        Write $g$, and the gradients of $P = \sum_{ik} q_{ik} g_{ik}$ by $W_1$, $b_1$ and $W_2$, $q$ held. Which bias
        stands in the two equations?
    """,
    source="Gulrajani et al. 2017, eq. 3; Drucker & Le Cun 1992 (double backpropagation)",
    notebook=12,
    hints=(
        "In g = delta W1^T two things are multiplied, and both depend on weights: W1, and delta, in which W2 stands. "
        "Each has its gradient, as input and matrix of a dense layer have.",
        "By W1: pair q with delta over the rows, to W1's shape. By delta: q, carried the other way through W1. From "
        "there to W2: back through the mask, then add up the rows.",
        "P by delta is q times W1, of shape (B, n_hidden). Each of its rows is multiplied by that row's mask, and the "
        "rows are added up: a column for W2. No bias is a factor of g; where a is positive is all that b1 decides.",
    ),
    explanation="""
        Dense forwards is x W, its backward pass dy W^T, and the backward pass of that is q W: the weights meet q the
        way they meet x. The same mask acts on both ways, for it is one factor of one product. db1 is 0 exactly,
        although b1 decides where the kinks lie: a small step of it moves no row across one.
    """,
    in_numgan=(network.Sequential.double_backward, layers.Dense.double_backward, layers.LeakyReLU.double_backward),
    draw=draw,
    returns=("g", "dW1", "db1", "dW2"),
    known=(
        Known(
            (
                *map(np.array, ([[1.0, -2.0]], [[2.0, 1.0]], [[1.0, -1.0], [2.0, -1.0]], [0.0, 1.0], [[3.0], [4.0]])),
                0.5,
            ),
            tuple(map(np.array, ([[1.0, 4.0]], [[3.0, 2.0], [-6.0, -4.0]], [0.0, 0.0], [[-3.0], [0.5]]))),
            "a = (4, -2), so m = (1, 1/2), delta = (3, 2) and g = (3 - 2, 6 - 2); the rows of dW1 are 1 delta and "
            "-2 delta; q W1 = (-3, 1), and times m that is (-3, 1/2)",
        ),
    ),
    gradients=(
        Gradient("g", "x", score),
        Gradient("dW1", "W1", loss),
        Gradient("db1", "b1", loss),
        Gradient("dW2", "W2", loss),
    ),
    mutants=(
        Mutant(
            first_weights_only,
            "delta depends on W2",
            cause="dW2 is 0, and must not be: g is a product of delta and W1, and delta depends on W2",
        ),
        Mutant(
            last_weights_only,
            "the last factor of g",
            cause="dW1 is 0, and must not be: W1 is the last factor of g = delta W1^T, and has its own gradient",
        ),
        Mutant(
            no_mask_on_the_way_back,
            "back through the mask",
            cause="dW2 lacks the mask: on its way from g to W2 the gradient goes back through the mask as well",
        ),
        Mutant(
            no_mask_at_all,
            "LeakyReLU was left out",
            cause="LeakyReLU was left out: where a < 0 the slope is a factor of delta",
        ),
        Mutant(
            mask_of_r,
            "by the sign of a",
            cause="dW2's mask was chosen by the sign of q W1; it is the one of the forward pass, by the sign of a",
        ),
        Mutant(
            of_the_score,
            "made of slopes",
            cause="these are the gradients of D's scores, with x for input; P is made of slopes, and q takes x's part",
        ),
        Mutant(
            bias_learns,
            "no bias is a factor of g",
            cause="db1 must be 0: no bias is a factor of g, and a small step of b1 moves no row across a kink",
        ),
    ),
)
