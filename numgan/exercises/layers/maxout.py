import numpy as np

from ... import layers
from ..exercise import Exercise, Known, Mutant


def maxout(x, W, b):
    """A maxout layer: each unit is the largest of several affine maps, its pieces.

    x : (B, n_in)
    W : (n_in, n_out, pieces), the weights of every piece of every unit
    b : (n_out, pieces)
    Returns y (B, n_out), of x's dtype, and piece (B, n_out), the integer index of the piece that has won; of equal
    pieces the first.
    """
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return z.max(axis=-1), z.argmax(axis=-1)


def over_units(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return z.max(axis=1), z.argmax(axis=1)


def bias_afterwards(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W)
    piece = z.argmax(axis=-1)
    return z.max(axis=-1) + b[np.arange(len(b)), piece], piece


def mean_piece(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return z.mean(axis=-1), z.argmax(axis=-1)


def rectified(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return np.maximum(z.max(axis=-1), 0), z.argmax(axis=-1)


def last_of_equals(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return z.max(axis=-1), W.shape[-1] - 1 - z[..., ::-1].argmax(axis=-1)


def draw(rng):
    B, n_in, n_out, pieces = (int(n) for n in rng.permutation([2, 3, 4, 5]))
    x, W, b = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out, pieces)), rng.normal(size=(n_out, pieces))
    b[0] -= 3  # the first unit is mostly negative: maxout does not stop at 0
    return x, W, b


EXERCISE = Exercise(
    maxout,
    title="Maxout, forward",
    statement=r"""
        The discriminator of the first GAN has maxout units where others have rectifiers. Each computes several affine
        maps of its input and outputs the largest:
        $$y_{ij} = \max_p z_{ijp}, \qquad z_{ijp} = \sum_k x_{ik} W_{kjp} + b_{jp},$$
        for example $i$, unit $j$ and piece $p$ (240 units of 5 pieces each on MNIST). The pieces together form a convex
        curve whose shape is learned: the pieces $x$ and $0$ make ReLU, $x$ and $-x$ make $|x|$. A unit is flat only if
        it has learned to be, so the gradient on its way to $G$ is not stopped.

        Write $y$, and for the backward pass the index $p$ of the piece that has won; in a tie, the first.
    """,
    source="Goodfellow et al. 2013 (Maxout Networks), section 3; in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "First all of z, of shape (B, n_out, pieces). Only the index k is summed over: the last axis of x and the "
        "first of W.",
        "np.tensordot with axes=1, or np.einsum with the indices of the formula, gives x W. b, of shape "
        "(n_out, pieces), lines up with its last two axes and is repeated along the first.",
        "Add b before the maximum, for it helps to decide who wins. Then the maximum and the argmax, both over the "
        "last axis, that of the pieces.",
    ),
    explanation="""
        The bias of each piece is part of the contest: max(z + b) is not max(z) + b. np.argmax names the first of equal
        pieces, so a tie has one winner and backward counts no gradient twice. The library lays all the pieces side by
        side in one matrix (n_in, pieces n_out), so that one matrix product does the work.
    """,
    in_numgan=(layers.Maxout.forward,),
    draw=draw,
    returns=("y", "piece"),
    known=(
        Known(
            (np.array([[1.0], [3.0]]), np.array([[[3.0, 1.0]]]), np.array([[-10.0, -6.0]])),
            (np.array([[-5.0], [-1.0]]), np.array([[1], [0]])),
            "for x = 1 the pieces are 3 - 10 = -7 and 1 - 6 = -5, and the second wins, thanks to its b\n"
            "for x = 3 they are 9 - 10 = -1 and 3 - 6 = -3, and the first wins, negative as it is",
        ),
        Known(
            (np.array([[2.0]]), np.array([[[1.0, 1.5, 1.5]]]), np.array([[1.0, 0.0, 0.0]])),
            (np.array([[3.0]]), np.array([[0]])),
            "all pieces are 3: in a tie the first wins, piece 0",
        ),
    ),
    mutants=(
        Mutant(over_units, "y has shape"),
        Mutant(
            bias_afterwards,
            "b is added after the maximum",
            cause="b is added after the maximum: each piece has a b of its own, and it helps to decide who wins",
        ),
        Mutant(mean_piece, "the mean of the pieces", cause="y is the mean of the pieces, and their maximum is wanted"),
        Mutant(rectified, "not stop at 0", cause="maxout does not stop at 0: if all pieces are negative, so is y"),
        Mutant(last_of_equals, "in a tie the first wins"),
    ),
)
