import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def maxout(x, W, b):
    """A maxout layer: each unit is the largest of several affine maps, its pieces.

    x : (B, n_in)
    W : (n_in, n_out, pieces), the weights of every piece of every unit
    b : (n_out, pieces)
    Returns y (B, n_out) and piece (B, n_out), the index of the piece that has won: integers from 0 to pieces - 1. Of
    equal pieces the first wins.
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


def winner_without_b(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W)
    return (z + b).max(axis=-1), z.argmax(axis=-1)


def index_as_a_float(x, W, b):
    z = np.einsum("ik,kjp->ijp", x, W) + b
    return z.max(axis=-1), z.argmax(axis=-1).astype(float)


def integers(fn, rng):
    _, piece = fn(*draw(rng))
    if np.asarray(piece).dtype.kind not in "iu":
        return f"piece is {np.asarray(piece).dtype}, and integers are wanted: they index the pieces in backward"
    return None


def draw(rng):
    B, n_in, n_out, pieces = (int(n) for n in rng.permutation([2, 3, 4, 5]))
    while True:
        x, W, b = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out, pieces)), rng.normal(size=(n_out, pieces))
        b[0] -= 3  # the first unit is mostly negative: maxout does not stop at 0
        z = np.sort(np.einsum("ik,kjp->ijp", x, W) + b, axis=-1)
        if (z[..., -1] - z[..., -2]).min() > 1e-3:  # away from a tie, in float32 too
            return x, W, b


EXERCISE = Exercise(
    maxout,
    title="Maxout, forward",
    statement=r"""
        The discriminator of the first GAN has maxout units where other networks have rectifiers. Each unit computes
        several affine maps of its input, and its output is the largest:
        $$y_{ij} = \max_p z_{ijp}, \qquad z_{ijp} = \sum_k x_{ik} W_{kjp} + b_{jp},$$
        for example $i$, unit $j$ and piece $p$ (240 units of 5 pieces each on MNIST). The pieces together form a convex
        curve whose shape is learned: the pieces $x$ and $0$ make ReLU, $x$ and $-x$ make $|x|$. A unit is constant only
        if it has learned that, so the gradient reaches $G$.

        Write $y$, and for the backward pass the index $p$ of the largest piece, which has won. If several pieces are
        equal, the first of them wins.
    """,
    source="Goodfellow et al. 2013 (Maxout Networks), section 3; in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "First all of z, of shape (B, n_out, pieces). The sum is over the index k only: the last axis of x and the "
        "first axis of W.",
        'np.tensordot with axes=1 gives x W, and so does np.einsum with the indices of the formula (as "ik,kj->ij" '
        "for a matrix product). Add b as it is: NumPy repeats it along the first axis.",
        "Add b before the maximum, because it helps to decide which piece wins. Then np.max and np.argmax, both over "
        "the last axis, that of the pieces.",
    ),
    explanation="""
        Each piece has a bias of its own, so it must be added before the maximum is taken. np.argmax gives the first of
        equal pieces, so there is always one winner, and backward counts no gradient twice. The library puts all pieces
        next to each other in one matrix (n_in, pieces n_out), so that one matrix product is enough.
    """,
    in_numgan=(layers.Maxout.forward,),
    draw=draw,
    returns=("y", "piece"),
    known=(
        Known(
            (np.array([[1.0], [3.0]]), np.array([[[3.0, 1.0]]]), np.array([[-10.0, -6.0]])),
            (np.array([[-5.0], [-1.0]]), np.array([[1], [0]])),
            "for x = 1 the pieces are 3 * 1 - 10 = -7 and 1 * 1 - 6 = -5, and piece 1 wins, because of its b\n"
            "for x = 3 they are 3 * 3 - 10 = -1 and 1 * 3 - 6 = -3, and piece 0 wins, although it is negative",
        ),
        Known(
            (np.array([[2.0]]), np.array([[[1.0, 1.5, 1.5]]]), np.array([[1.0, 0.0, 0.0]])),
            (np.array([[3.0]]), np.array([[0]])),
            "2 * 1 + 1, 2 * 1.5 and 2 * 1.5: all pieces are 3, and of equal pieces the first wins, piece 0",
        ),
    ),
    extremes=(
        (np.array([[1.0], [2.0]]), np.array([[[-6e5, -5e5, -4e5, -3e5, -2e5, -1e5]]]), np.zeros((1, 6))),
        (np.array([[1e-9], [-2e-9]]), np.array([[[1.0, 2.0, 3.0], [2.0, -1.0, -3.0]]]), np.zeros((2, 3))),
    ),
    probes={"piece": integers},
    mutants=(
        Mutant(over_units, "y has shape"),
        Mutant(
            bias_afterwards,
            "b is added after the maximum",
            cause="b is added after the maximum: each piece has a b of its own, so add it before the maximum",
        ),
        Mutant(mean_piece, "the mean of the pieces", cause="y is the mean of the pieces: take their maximum"),
        Mutant(
            rectified, "not stop at 0", cause="maxout does not stop at 0: if all pieces are negative, y is negative too"
        ),
        Mutant(
            winner_without_b,
            "without b",
            cause="piece is the largest of x W, without b: add b first, because it helps to decide which piece wins",
        ),
        Mutant(
            last_of_equals,
            "takes the last",
            cause="of equal pieces this takes the last: np.argmax takes the first",
        ),
        Mutant(index_as_a_float, "integers are wanted"),
    ),
)
