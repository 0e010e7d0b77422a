import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def maxout_backward(dy, x, W, piece):
    """The gradients of a maxout layer: y is the largest over p of z = x W + b.

    dy : (B, n_out), the gradient of the loss with respect to y; it already holds the 1 / B of a mean loss
    x : (B, n_in), the layer's input
    W : (n_in, n_out, pieces)
    piece : (B, n_out), the index of the piece that won in the forward pass, integers from 0 to pieces - 1
    Returns dx (B, n_in), dW (n_in, n_out, pieces), db (n_out, pieces).
    """
    won = piece[..., None] == np.arange(W.shape[-1])
    dz = dy[..., None] * won
    dx = np.einsum("ijp,kjp->ik", dz, W)
    dW = np.einsum("ik,ijp->kjp", x, dz)
    db = dz.sum(axis=0)
    return dx, dW, db


def linear(dz, x, W):
    return np.einsum("ijp,kjp->ik", dz, W), np.einsum("ik,ijp->kjp", x, dz), dz.sum(axis=0)


def winners(dy, W, piece):
    return dy[..., None] * (piece[..., None] == np.arange(W.shape[-1]))


def all_pieces(dy, x, W, piece):
    return linear(dy[..., None] * np.ones_like(W[0]), x, W)


def mean_piece(dy, x, W, piece):
    return linear(dy[..., None] * np.ones_like(W[0]) / W.shape[-1], x, W)


def without_bias(dy, x, W, piece):
    return linear(winners(dy, W, np.einsum("ik,kjp->ijp", x, W).argmax(axis=-1)), x, W)


def divides_again(dy, x, W, piece):
    dx, dW, db = linear(winners(dy, W, piece), x, W)
    return dx, dW / len(x), db / len(x)


def equal_indices_once(dy, x, W, piece):
    dW, db, j = np.zeros_like(W), np.zeros_like(W[0]), np.arange(dy.shape[1])
    dW[:, j, piece] += x.T[:, :, None] * dy
    db[j, piece] += dy
    return np.einsum("ij,kij->ik", dy, W[:, j, piece]), dW, db


def draw(rng):
    B, n_in, n_out, pieces = (int(n) for n in rng.permutation([2, 3, 4, 5]))
    x, W, b = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out, pieces)), rng.normal(size=(n_out, pieces))
    b[:, -1] += 3  # the last piece wins often, and would not without b
    return rng.normal(size=(B, n_out)), x, W, (np.einsum("ik,kjp->ijp", x, W) + b).argmax(axis=-1)


def loss(dy, x, W, piece):
    """sum(dy y). Near these arguments y is the z of the winner; b only adds a constant."""
    z = np.einsum("ik,kjp->ijp", x, W)
    return (dy * np.take_along_axis(z, piece[..., None], axis=-1)[..., 0]).sum()


EXERCISE = Exercise(
    maxout_backward,
    title="Maxout, backward",
    statement=r"""
        Forward, $y_{ij} = \max_p z_{ijp}$ with $z_{ijp} = \sum_k x_{ik} W_{kjp} + b_{jp}$. Change a piece that has
        lost by a little: it still loses, and $y$ stays the same. So
        $$\frac{\partial y_{ij}}{\partial z_{ijp}} = \begin{cases} 1 & p \text{ has won for example } i, \text{ unit } j
        \\ 0 & \text{else.} \end{cases}$$
        After $\partial L / \partial z$ it is the backward pass of a dense layer, with one index more. Every example
        trains only one piece of each unit of $D$, and its gradient reaches $G$ through the weights of that piece.

        Write the gradients with respect to $x$, $W$ and $b$. The argument `piece` holds the winners of the forward
        pass.
    """,
    source="Goodfellow et al. 2013 (Maxout Networks), section 3; in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "First dz, of shape (B, n_out, pieces): dy at the winner, 0 at all others. You need a mask: compare `piece` "
        "with the numbers 0 to pieces - 1.",
        "`[..., None]` adds a last axis of length 1. With it, piece can be compared with all numbers of np.arange at "
        "once, and the result is True at the winner only. Times dy, with such an axis too, this is dz.",
        "Now as in the dense layer: dx_ik is the sum of dz_ijp W_kjp over j and p, dW_kjp the sum of x_ik dz_ijp over "
        'i, db_jp the sum of dz_ijp over i. np.einsum takes such indices (as "ik,kj->ij" for a matrix product).',
    ),
    explanation="""
        The winner gets the whole gradient, and the other pieces get nothing. The winner comes from the forward pass:
        with x W alone it would often be another piece, because b helped to decide. As in the dense layer, no line
        divides by B. True times a number has the dtype of the number, so float32 stays float32.
    """,
    in_numgan=(layers.Maxout.backward,),
    draw=draw,
    returns=("dx", "dW", "db"),
    known=(
        Known(
            (
                *map(np.array, ([[10.0], [20.0], [1.0]], [[1.0], [3.0], [4.0]], [[[3.0, 5.0]]])),
                np.array([[0], [1], [1]]),
            ),
            (np.array([[30.0], [100.0], [5.0]]), np.array([[[10.0, 64.0]]]), np.array([[10.0, 21.0]])),
            "three examples; example 0 went through piece 0 (with b = (4, 0): 3 + 4 > 5), the others through piece 1\n"
            "dx = (10 * 3, 20 * 5, 1 * 5); dW = (10 * 1, 20 * 3 + 1 * 4); db = (10, 20 + 1)",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dW", "W", loss)),
    extremes=(
        (
            *(np.array([[1e3, -2e3], [3e3, 4e3], [5e3, 1e3]]), np.array([[10.0], [20.0], [-30.0]])),
            *(np.array([[[1.0, 2.0], [3.0, -4.0]]]), np.array([[0, 1], [1, 1], [1, 0]])),
        ),
        (
            *(np.array([[1e-6, -2e-6], [3e-6, 4e-6], [5e-6, 1e-6]]), np.array([[1e-4], [2e-4], [-3e-4]])),
            *(np.array([[[1.0, 2.0], [3.0, -4.0]]]), np.array([[0, 1], [1, 1], [1, 0]])),
        ),
        (  # one row
            *(np.array([[2.0, -1.0]]), np.array([[3.0]])),
            *(np.array([[[1.0, 2.0], [3.0, -4.0]]]), np.array([[1, 0]])),
        ),
    ),
    factors=lambda dy, x, W, piece: batch_factors(len(x)),
    mutants=(
        Mutant(
            all_pieces,
            "every piece gets dy",
            cause="every piece gets dy, as if y were their sum: y is the winner alone, and the others get 0",
        ),
        Mutant(
            mean_piece,
            "the mean of the pieces",
            cause="dy is divided among the pieces, as if y were the mean of the pieces: only the winner "
            "gets dy, all of it",
        ),
        Mutant(
            without_bias,
            "computed from x W",
            cause="the winner was computed from x W, without b: take `piece`, the winner of the forward pass",
        ),
        Mutant(divides_again, "it has been divided by B = 3 once too often"),
        Mutant(
            equal_indices_once,
            "only once",
            cause="a[index] += values adds only once where an index repeats: use a mask, or np.add.at",
        ),
    ),
)
