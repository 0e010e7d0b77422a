import numpy as np

from ... import layers
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def maxout_backward(dy, x, W, piece):
    """The gradients of a maxout layer, y the largest over p of z = x W + b.

    dy : (B, n_out), the gradient of the loss by y; the 1 / B of a mean loss is in it already
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


def draw(rng):
    B, n_in, n_out, pieces = (int(n) for n in rng.permutation([2, 3, 4, 5]))
    x, W, b = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out, pieces)), rng.normal(size=(n_out, pieces))
    b[:, -1] += 3  # the last piece wins often, and would not without b
    return rng.normal(size=(B, n_out)), x, W, (np.einsum("ik,kjp->ijp", x, W) + b).argmax(axis=-1)


def loss(dy, x, W, piece):
    """sum(dy y); close to a point y is the winner's z, and b is a constant of no interest."""
    z = np.einsum("ik,kjp->ijp", x, W)
    return (dy * np.take_along_axis(z, piece[..., None], axis=-1)[..., 0]).sum()


EXERCISE = Exercise(
    maxout_backward,
    title="Maxout, backward",
    statement=r"""
        Forward, $y_{ij} = \max_p z_{ijp}$ with $z_{ijp} = \sum_k x_{ik} W_{kjp} + b_{jp}$. Move a piece that has
        lost, by a little: it still loses, and $y$ stays as it is. So
        $$\frac{\partial y_{ij}}{\partial z_{ijp}} = \begin{cases} 1 & p \text{ has won for example } i, \text{ unit } j
        \\ 0 & \text{else.} \end{cases}$$
        From $\partial L / \partial z$ on it is a dense layer's backward pass with one index more. Every example trains
        just one piece of each unit of $D$, and its gradient reaches $G$ through that piece's weights alone.

        Write the gradients by $x$, $W$ and $b$. The forward pass has kept the winners.
    """,
    source="Goodfellow et al. 2013 (Maxout Networks), section 3; in D: Goodfellow et al. 2014, section 5",
    notebook=2,
    hints=(
        "First dz, of shape (B, n_out, pieces): dy at the winner, 0 at all others. A mask that compares `piece` with "
        "the numbers 0 to pieces - 1 gets you there.",
        "Give piece a last axis of length 1, and a comparison with all the pieces' numbers at once is True at the "
        "winner only. Times dy, with a last axis of 1 as well, that is dz.",
        "Now as in the dense layer, by indices: dx_ik sums dz_ijp W_kjp over j and p; dW_kjp sums x_ik dz_ijp over i; "
        "db_jp sums dz_ijp over i.",
    ),
    explanation="""
        A maximum passes its gradient to the winner whole, not in parts: nothing is shared out or averaged. The winner
        comes from the forward pass; x W alone would name another one, since b took part in the contest. And, as in the
        dense layer, no line divides by B. A True times a number keeps the number's dtype, so float32 stays.
    """,
    in_numgan=(layers.Maxout.backward,),
    draw=draw,
    returns=("dx", "dW", "db"),
    known=(
        Known(
            (np.array([[10.0], [20.0]]), np.array([[1.0], [3.0]]), np.array([[[3.0, 5.0]]]), np.array([[0], [1]])),
            (np.array([[30.0], [100.0]]), np.array([[[10.0, 60.0]]]), np.array([[10.0, 20.0]])),
            "example 0 went through piece 0 alone (with b = (4, 0): 3 + 4 > 5): dx = 10 * 3, dW_0 = 10 * 1, db_0 = 10\n"
            "example 1 through piece 1 alone (9 + 4 < 15): dx = 20 * 5, dW_1 = 20 * 3, db_1 = 20",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dW", "W", loss)),
    factors=lambda dy, x, W, piece: batch_factors(len(x)),
    mutants=(
        Mutant(
            all_pieces,
            "every piece gets dy",
            cause="every piece gets dy as if y were their sum: y is the winner alone, and the others get 0",
        ),
        Mutant(
            mean_piece,
            "the mean of the pieces",
            cause="dy is shared out as if y were the mean of the pieces: y is the winner, which gets all of dy",
        ),
        Mutant(
            without_bias,
            "the winner is looked for in x W",
            cause="the winner is looked for in x W, and it won with its b: take `piece`, from the forward pass",
        ),
        Mutant(divides_again, "once too often"),
    ),
)
