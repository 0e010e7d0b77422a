import numpy as np

from ... import layers
from ..exercise import Exercise, Gradient, Known, Mutant


def pack_rows(x, dy, rows):
    """Put `rows` neighbouring rows of a batch side by side into one, and take the gradient apart again.

    x : (B, n), all real or all generated; rows divides B
    dy : (B / rows, rows n), the gradient of the loss by y
    rows : int >= 1
    Returns y (B / rows, rows n), whose row 0 is x's row 0, then its row 1, ... up to row `rows` - 1; and dx (B, n).
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
        A discriminator that sees one row at a time cannot notice that all of $G$'s rows are alike: each may be perfect
        by itself. PacGAN shows it $m$ rows at once, side by side in one long row, all of them real or all generated
        (Lin et al. 2018, section 3). A pack of real digits is seldom the same 1 several times over; if $G$'s packs are,
        $D$ sees it at a glance, and $G$ hears of it.

        $D$'s first layer gets $m$ times as many inputs, and nothing else changes: the loss has one verdict a pack, and
        the gradient that comes back is cut up again, each piece to the row it is about. Rows from different batches
        must never share a pack, so a pack is made of neighbours: rows $0 \ldots m - 1$, then $m \ldots 2 m - 1$, and so
        on.

        Write $y$ and $\partial L / \partial x$.
    """,
    source="Lin et al. 2018 (PacGAN), section 3",
    notebook=13,
    hints=(
        "No number changes in either direction, each only gets another place. How does NumPy lay a (B, n) array out in "
        "memory: by rows or by columns?",
        "By rows: so neighbouring rows follow each other in memory already, and one call gives them a new shape.",
        "The backward pass is the same step taken back: from dy's shape to x's. Nothing is summed and nothing divided.",
    ),
    explanation="""
        In C order row 1 follows row 0 in memory, which is what side by side means: a reshape moves nothing. To pair row
        k with row k + B/m instead would make packs too; but where real rows stand above generated ones in one array,
        each pack would hold both kinds. Interleaved columns are harmless to a Dense layer alone, until somebody looks
        at a pack as pictures.
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
            "rows 0, 1, 2 of x are (0, 1), (2, 3), (4, 5): side by side they are row 0 of y; dx takes dy apart again",
        ),
        Known(
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]]), 1),
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[5.0, 6.0], [7.0, 8.0]])),
            "packs of one row: nothing changes",
        ),
    ),
    gradients=(Gradient("dx", "x", loss),),
    mutants=(
        Mutant(
            columns_interleaved,
            "interleaved",
            cause="the rows' columns are interleaved: first all of row 0, then all of row 1, and so on",
        ),
        Mutant(
            from_afar,
            "real and generated rows",
            cause="row k stands beside row k + B / rows and not beside its neighbour: where an array holds real and "
            "generated rows, one kind above the other, such packs would mix them",
        ),
        Mutant(
            fortran, "column by column", cause="the numbers were read column by column (order F): read them by rows"
        ),
        Mutant(
            stacked, "a whole pack", cause="a row of y is a whole pack: y has rows n columns, and B / rows such rows"
        ),
        Mutant(
            forward_only,
            "not cut up the way",
            cause="y is right, but dy is not cut up the way y was put together: row k's pieces must go back to row k",
        ),
        Mutant(
            shared,
            "its own piece",
            cause="dx shares the mean of a pack's gradient among its rows; each row gets its own piece of dy",
        ),
        Mutant(
            first_only,
            "the other rows",
            cause="only the first row of each pack has a gradient; the other rows have too",
        ),
    ),
)
