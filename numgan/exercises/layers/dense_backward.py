import numpy as np

from ... import layers
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def dense_backward(dy, x, W):
    """The gradients of a fully connected layer y = x W + b.

    dy : (B, n_out), the gradient of the loss by y; the 1 / B of a mean loss is in it already
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
        Forward, $y_{ij} = \sum_k x_{ik} W_{kj} + b_j$. The loss $L$ reaches $W_{kj}$ through column $j$ of every row
        of $y$, and each row's contribution adds up:
        $$\frac{\partial L}{\partial W_{kj}} = \sum_i \frac{\partial L}{\partial y_{ij}} x_{ik}.$$
        Write that as a matrix product. Do the same for $x$ and for $b$. The shapes alone nearly tell you the answer.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.5",
    notebook=2,
    hints=(
        "The gradient of an array has that array's shape. Which products of dy (B, n_out), x (B, n_in) and W "
        "(n_in, n_out) have the shapes wanted?",
        "A sum over the rows i of x and dy together is a product with one factor transposed: B becomes the inner axis.",
        "dx is dy times a transposed W; dW is a transposed x times dy; b acts on every row alike, so db adds up dy's "
        "rows.",
    ),
    explanation="""
        No line divides by B. The loss is a mean over the batch, and its 1 / B entered where the loss was
        differentiated; it travels inside dy. To divide again is the commonest wrong gradient of all, and Adam
        hides it, for its step does not depend on the gradient's scale.
    """,
    in_numgan=(layers.Dense.backward,),
    draw=draw,
    returns=("dx", "dW", "db"),
    known=(
        Known(
            (np.array([[1.0], [2.0]]), np.array([[3.0, 4.0], [5.0, 6.0]]), np.array([[7.0], [8.0]])),
            (np.array([[7.0, 8.0], [14.0, 16.0]]), np.array([[13.0], [16.0]]), np.array([3.0])),
            "dW = [3 * 1 + 5 * 2, 4 * 1 + 6 * 2], db = 1 + 2, and row i of dx is dy_i (7, 8)",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dW", "W", loss)),
    factors=lambda dy, x, W: batch_factors(len(x)),
    mutants=(
        Mutant(divides_again, "it has been divided by B = 2 once too often"),
        Mutant(bias_mean, "db must be [3], and yours is [1.5]"),
        Mutant(bias_keeps_axis, "db has shape"),
        Mutant(negative, "sign flipped"),
    ),
)
