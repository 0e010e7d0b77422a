import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def dense_backward(dy, x, W):
    """The gradients of a fully connected layer y = x W + b.

    dy : (B, n_out), the gradient of the loss with respect to y; it already holds the 1 / B of a mean loss
    x : (B, n_in), the layer's input
    W : (n_in, n_out)
    Returns dx (B, n_in), dW (n_in, n_out), db (n_out,).
    """
    dx = dy @ W.T
    dW = x.T @ dy
    db = dy.sum(axis=0)
    return dx, dW, db


def divides_again(dy, x, W):
    return dy @ W.T, x.T @ dy / len(x), dy.sum(axis=0) / len(x)


def bias_mean(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.mean(axis=0)


def bias_keeps_axis(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0, keepdims=True)


def negative(dy, x, W):
    return dy @ W.T, -x.T @ dy, dy.sum(axis=0)


def draw(rng):
    B, n_in, n_out = (int(n) for n in rng.choice(np.arange(2, 8), size=3, replace=False))
    return rng.normal(size=(B, n_out)), rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out))


def loss(dy, x, W):
    return (dy * (x @ W)).sum()


EXERCISE = Exercise(
    dense_backward,
    title="The dense layer, backward",
    statement=r"""
        Forward, $y_{ij} = \sum_k x_{ik} W_{kj} + b_j$. The loss $L$ depends on $W_{kj}$ through column $j$ of every
        row of $y$, and the contributions of all rows add up:
        $$\frac{\partial L}{\partial W_{kj}} = \sum_i \frac{\partial L}{\partial y_{ij}} x_{ik}.$$
        Write that as a matrix product. Do the same for $x$ and for $b$. The shapes alone almost give you the answer.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.5",
    notebook=2,
    hints=(
        "The gradient of an array has that array's shape. Which products of dy (B, n_out), x (B, n_in) and W "
        "(n_in, n_out) have these shapes?",
        "A sum over the rows i of x and dy is a matrix product with one factor transposed (`.T`): B becomes the inner "
        "axis.",
        "dx is dy times a transposed W. dW is a transposed x times dy. b is added to every row, so db is the sum of "
        "all rows of dy: a sum over axis 0.",
    ),
    explanation="""
        No line divides by B. The loss is a mean over the batch, and its 1 / B came in where the loss was
        differentiated: dy holds it. To divide again is the most common wrong gradient of all, and Adam hides it,
        because its step does not depend on the scale of the gradient.
    """,
    in_numgan=(layers.Dense.backward,),
    draw=draw,
    returns=("dx", "dW", "db"),
    known=(
        Known(
            (np.array([[1.0, 0.0], [2.0, 1.0], [0.0, 3.0]]), np.array([[3.0], [5.0], [1.0]]), np.array([[7.0, 8.0]])),
            (np.array([[7.0], [22.0], [24.0]]), np.array([[13.0, 8.0]]), np.array([3.0, 4.0])),
            "three examples, one input, two outputs: dx = (1 * 7 + 0 * 8, 2 * 7 + 1 * 8, 0 * 7 + 3 * 8)\n"
            "dW = (3 * 1 + 5 * 2 + 1 * 0, 3 * 0 + 5 * 1 + 1 * 3), db = (1 + 2 + 0, 0 + 1 + 3)",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dW", "W", loss)),
    extremes=(
        (np.array([[1e-15], [2e-15], [-3e-15]]), np.array([[1e-4, 2e-4], [3e-4, 0.0], [-1e-4, 1e-4]]), np.ones((2, 1))),
        (np.array([[1e3], [2e3], [-3e3]]), np.array([[10.0, 20.0], [30.0, 0.0], [-10.0, 10.0]]), np.ones((2, 1))),
        (np.array([[2.0, -1.0]]), np.array([[3.0]]), np.array([[1.0, 4.0]])),  # one row
    ),
    factors=lambda dy, x, W: batch_factors(len(x)),
    mutants=(
        Mutant(divides_again, "it has been divided by B = 3 once too often"),
        Mutant(bias_mean, "db must be [3, 4], and yours is [1, 1.33333]"),
        Mutant(bias_keeps_axis, "db has shape"),
        Mutant(negative, "sign flipped"),
    ),
)
