import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def skip_backward(dy, x, W):
    """The backward pass of a layer with a way around it, y = [x | tanh(x W)].

    dy : (B, n + m), the gradient of the loss with respect to y
    x : (B, n); W : (n, m)
    Returns dx (B, n) and dW (n, m).
    """
    n = x.shape[1]
    h = np.tanh(x @ W)
    ds = dy[:, n:] * (1 - h**2)
    return dy[:, :n] + ds @ W.T, x.T @ ds


def parts(dy, x, W):
    """The way around, and the way through: ds."""
    n = x.shape[1]
    return dy[:, :n], dy[:, n:] * (1 - np.tanh(x @ W) ** 2)


def way_around_forgotten(dy, x, W):
    _, ds = parts(dy, x, W)
    return ds @ W.T, x.T @ ds


def way_through_forgotten(dy, x, W):
    around, ds = parts(dy, x, W)
    return around.copy(), x.T @ ds


def layer_first(dy, x, W):
    m = W.shape[1]
    ds = dy[:, :m] * (1 - np.tanh(x @ W) ** 2)
    return dy[:, m:] + ds @ W.T, x.T @ ds


def mean_of_both(dy, x, W):
    dx, dW = skip_backward(dy, x, W)
    return dx / 2, dW


def difference(dy, x, W):
    around, ds = parts(dy, x, W)
    return around - ds @ W.T, x.T @ ds


def product(dy, x, W):
    around, ds = parts(dy, x, W)
    return around * (ds @ W.T), x.T @ ds


def no_slope(dy, x, W):
    n = x.shape[1]
    return dy[:, :n] + dy[:, n:] @ W.T, x.T @ dy[:, n:]


def slope_at_the_input(dy, x, W):
    n = x.shape[1]
    ds = dy[:, n:] * (1 - (x @ W) ** 2)
    return dy[:, :n] + ds @ W.T, x.T @ ds


def mean_over_rows(dy, x, W):
    dx, dW = skip_backward(dy, x, W)
    return dx, dW / len(x)


def way_around_in_dW(dy, x, W):
    """W as if it acted on dx."""
    around, ds = parts(dy, x, W)
    dx = around + ds @ W.T
    return dx, x.T @ (ds + around @ W)


def slope_around_too(dy, x, W):
    around, ds = parts(dy, x, W)
    return around * (1 - np.tanh(x) ** 2) + ds @ W.T, x.T @ ds


def draw(rng):
    B, n, m = (int(size) for size in rng.choice(np.arange(2, 8), size=3, replace=False))
    return rng.normal(size=(B, n + m)), rng.normal(size=(B, n)), rng.normal(size=(n, m)) / np.sqrt(n)


def loss(dy, x, W):
    y = np.concatenate([x, np.tanh(x @ W)], axis=1)
    return float((dy * y).sum())


EXERCISE = Exercise(
    skip_backward,
    title="A way around: the skip connection, backwards",
    statement=r"""
        A generator that turns images into images squeezes them through a narrow place, and every edge must fit through
        it. A *skip connection* takes them past it: a layer's input stands beside its output,
        $$y = [\, x \mid \tanh(x W) \,],$$
        in a U-Net as further channels, here as further columns. So $x$ reaches the loss in two ways. On one of them
        nothing happens to it.

        Given $dy = \partial L / \partial y$, write $\partial L / \partial x$ and $\partial L / \partial W$.
    """,
    source="Ronneberger et al. 2015 (U-Net); in a generator Isola et al. 2017, section 3.2.1",
    notebook=21,
    hints=(
        "The first n columns of dy belong to x itself, the others to tanh(x W). How does x change the loss through "
        "each of them?",
        "Go backwards through tanh, whose slope is one minus the square of its output, and call the result ds. It is "
        "all that W needs: W is only on one of the two ways.",
        "What is used twice gets two gradients, and they are added: the first columns as they are, and ds through the "
        "transposed W.",
    ),
    explanation="""
        One of the two parts of dx has gone through nothing: no weights, no slope. However deep and flat the layers
        are, the gradient finds its way around them. In a U-Net the layers in the middle may be useless at the start of
        training, and the outer ones learn all the same. In a residual network, y = x + F(x), the same sum stands in
        one array.
    """,
    in_numgan=(layers.Skip.backward,),
    draw=draw,
    returns=("dx", "dW"),
    known=(
        Known(
            (np.array([[1.0, 4.0], [0.0, 25.0]]), np.array([[1.0], [2.0]]), np.array([[np.arctanh(0.5)]])),
            (1.0 * np.array([[1.0], [0.0]]) + np.arctanh(0.5) * np.array([[3.0], [9.0]]), np.array([[21.0]])),
            "tanh is 1/2 and 4/5, with the slopes 3/4 and 9/25, so ds = 4 * 3/4 = 3 and 25 * 9/25 = 9. dx = 1 + 3 W "
            "and 0 + 9 W; dW = 1 * 3 + 2 * 9",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dW", "W", loss)),
    extremes=(
        (np.ones((2, 4)), np.array([[1000.0], [-1000.0]]), np.ones((1, 3))),  # tanh is flat
        (np.array([[1.0, 2.0, 3.0]]), np.zeros((1, 2)), np.zeros((2, 1))),
    ),
    factors=lambda dy, x, W: batch_factors(len(x)),
    mutants=(
        Mutant(
            way_around_forgotten,
            "the way around is missing",
            cause="dx goes through W only, and the way around is missing: x also stands in y as it is",
        ),
        Mutant(
            way_through_forgotten,
            "the way through the layer is missing",
            cause="dx has the first columns only, and the way through the layer is missing",
        ),
        Mutant(layer_first, "x stands first", cause="the columns are exchanged: in y, x stands first"),
        Mutant(
            mean_of_both, "not averaged", cause="the two ways were averaged: their gradients are added, not averaged"
        ),
        Mutant(difference, "are added", cause="the two ways were subtracted: their gradients are added"),
        Mutant(product, "are added", cause="the two ways were multiplied: their gradients are added"),
        Mutant(
            no_slope, "the slope of tanh is missing", cause="the slope of tanh is missing: 1 - h^2, with h = tanh(x W)"
        ),
        Mutant(
            slope_at_the_input,
            "the square of its output",
            cause="the slope of tanh was computed from its input: it is one minus the square of its output",
        ),
        Mutant(
            mean_over_rows,
            "nothing is divided",
            cause="dW was divided by B: a mean, if there is one, is in dy already, and nothing is divided",
        ),
        Mutant(
            way_around_in_dW,
            "W is not on it",
            cause="dW also has what went around: W is not on it",
        ),
        Mutant(
            slope_around_too,
            "nothing happens to x",
            cause="the way around got a slope of tanh: on it nothing happens to x",
        ),
    ),
)
