import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant


def pack_rows(x, dy, rows):
    """Put `rows` neighbouring rows of a batch side by side into one row, and take the gradient apart again.

    x : (B, n), all real or all generated; B is a multiple of rows
    dy : (B / rows, rows n), the gradient of the loss with respect to y
    rows : int >= 1, m
    Returns y (B / rows, rows n), whose row 0 is x's row 0, then x's row 1, ... up to x's row `rows` - 1; and dx (B, n),
    the gradient of the loss with respect to x.
    """
    return x.reshape(len(x) // rows, -1), dy.reshape(x.shape)


def columns_interleaved(x, dy, rows):
    B, n = x.shape
    y = x.reshape(-1, rows, n).transpose(0, 2, 1).reshape(-1, rows * n)
    return y, dy.reshape(-1, n, rows).transpose(0, 2, 1).reshape(B, n)


def from_afar(x, dy, rows):
    return np.hstack(np.split(x, rows)), np.vstack(np.split(dy, rows, axis=1))


def fortran(x, dy, rows):
    return x.reshape((-1, rows * x.shape[1]), order="F"), dy.reshape(x.shape, order="F")


def stacked(x, dy, rows):
    return x.reshape(rows * x.shape[1], -1), dy.reshape(x.shape)


def forward_only(x, dy, rows):
    dx = np.vstack(np.split(dy, rows, axis=1))
    return x.reshape(-1, rows * x.shape[1]), dx


def shared(x, dy, rows):
    dx = sum(np.split(dy, rows, axis=1)) / rows
    return x.reshape(-1, rows * x.shape[1]), np.repeat(dx, rows, axis=0)


def first_only(x, dy, rows):
    dx = np.zeros_like(x)
    dx[::rows] = dy[:, : x.shape[1]]
    return x.reshape(-1, rows * x.shape[1]), dx


def draw(rng):
    packed, rows, n = (int(n) for n in rng.choice([2, 3, 4, 5], size=3, replace=False))
    return rng.normal(size=(packed * rows, n)), rng.normal(size=(packed, rows * n)), rows


def loss(x, dy, rows):
    n = x.shape[1]
    return sum(x[i] @ dy[i // rows, i % rows * n : (i % rows + 1) * n] for i in range(len(x)))


EXERCISE = Exercise(
    pack_rows,
    title="Packing: several samples, one verdict",
    statement=r"""
        A discriminator that sees one row at a time cannot notice that all of $G$'s rows are alike: each row can be
        perfect by itself. PacGAN shows $D$ a pack of $m$ rows at once, side by side in one long row, all of them real
        or all generated (Lin et al. 2018, section 3). A pack of real digits is almost never $m$ times the same 1. If
        $G$'s packs are, $D$ notices it, and $G$ learns to make different rows.

        $D$'s first layer gets $m$ times as many inputs, and nothing else changes. The loss has one logit per pack, and
        the gradient that comes back is cut into pieces again, one piece for each row. A pack is made of neighbours:
        rows $0 \ldots m - 1$, then $m \ldots 2 m - 1$, and so on.

        Write $y$ and $\partial L / \partial x$.
    """,
    source="Lin et al. 2018 (PacGAN), section 3",
    notebook=13,
    hints=(
        "No number changes, in both directions; each number only gets another place. In which order does reshape read "
        "the entries of a (B, n) array: row by row, or column by column?",
        "Row by row: so neighbouring rows follow each other already, and one reshape puts them into one longer row.",
        "The backward pass is the opposite step: from dy's shape to x's shape. Nothing is summed and nothing divided.",
    ),
    explanation="""
        reshape reads row 0, then row 1, and so on, and this is what side by side means. Row k together with row k + B/m
        would be a pack too; but if one array holds real rows first and generated rows after them, such packs hold both
        kinds. Interleaved columns make no difference to a Dense layer, but a pack shown as pictures would be wrong.
    """,
    in_numgan=(layers.Pack.forward, layers.Pack.backward),
    draw=draw,
    returns=("y", "dx"),
    known=(
        Known(
            (np.arange(12.0).reshape(6, 2), np.arange(20.0, 32.0).reshape(2, 6), 3),
            (
                np.array([[0.0, 1.0, 2.0, 3.0, 4.0, 5.0], [6.0, 7.0, 8.0, 9.0, 10.0, 11.0]]),
                np.array([[20.0, 21.0], [22.0, 23.0], [24.0, 25.0], [26.0, 27.0], [28.0, 29.0], [30.0, 31.0]]),
            ),
            "rows 0, 1, 2 of x are (0, 1), (2, 3), (4, 5): side by side they are row 0 of y; row 0 of dy is cut into "
            "(20, 21), (22, 23), (24, 25), the first three rows of dx",
        ),
        Known(
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]), 1),
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])),
            "packs of one row: nothing changes",
        ),
    ),
    gradients=(Gradient("dx", "x", loss),),
    extremes=(
        (np.array([[1000.0], [-2e-15], [3.0]]), np.array([[-4000.0, 5e-15, 6.0]]), 3),
        (np.asfortranarray(np.arange(12.0).reshape(4, 3)), np.asfortranarray(np.arange(12.0).reshape(2, 6)), 2),
    ),
    factors=lambda x, dy, rows: {
        1 / rows: f"divided by rows = {rows}: each entry of dy only gets another place, nothing is divided",
    },
    mutants=(
        Mutant(
            columns_interleaved,
            "interleaved",
            cause="the columns of the rows are interleaved: put all of row 0 first, then all of row 1, and so on",
        ),
        Mutant(
            from_afar,
            "beside its neighbours",
            cause="row k is beside row k + B / rows: put it beside its neighbours, so that a pack is made of rows that "
            "follow each other",
        ),
        Mutant(
            fortran,
            "column by column",
            cause="the numbers were read column by column (order F): read them row by row, as reshape does",
        ),
        Mutant(
            stacked,
            "a whole pack",
            cause="a row of y is a whole pack: y has B / rows rows, and rows times n columns",
        ),
        Mutant(
            forward_only,
            "not cut in the way",
            cause="y is right, but dy is not cut in the way that y was put together: each row gets its own piece",
        ),
        Mutant(
            shared,
            "its own piece",
            cause="every row of a pack got the mean of the pack's pieces: give each row its own piece of dy",
        ),
        Mutant(
            first_only,
            "the other rows",
            cause="only the first row of each pack has a gradient: give the other rows their pieces of dy too",
        ),
    ),
)
