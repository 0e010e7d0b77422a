import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def dense_forward(x, W, b):
    """A fully connected layer: one affine map, applied to every row.

    x : (B, n_in), a row for each example
    W : (n_in, n_out), a column for each output
    b : (n_out,), a number for each output
    Returns y (B, n_out). x, W and b stay as they are.
    """
    return x @ W + b


def W_first(x, W, b):
    return W @ x + b


def rows_are_outputs(x, W, b):
    return x @ W.T + b


def bias_along_rows(x, W, b):
    return x @ W + b[:, None]


def in_place(x, W, b):
    x[...] = x @ W + b
    return x


def float64_result(x, W, b):
    y = np.zeros((len(x), W.shape[1]))
    y += x @ W + b
    return y


def draw(rng):
    n = int(rng.integers(3, 6))  # all square: a wrong product is then seen by its values, and its cause can be named
    return rng.normal(size=(n, n)), rng.normal(size=(n, n)), rng.normal(size=n)


def other_shapes(fn, rng):
    for B, n_in, n_out in ((4, 3, 2), (2, 5, 3), (1, 2, 4)):
        x, W, b = rng.normal(size=(B, n_in)), rng.normal(size=(n_in, n_out)), rng.normal(size=n_out)
        y, call = fn(x, W, b), f"for x {x.shape}, W {W.shape} and b {b.shape}"
        if np.shape(y) != (B, n_out):
            return f"{call}, y has shape {np.shape(y)}, and ({B}, {n_out}) is wanted"
        wanted = np.einsum("ik,kj->ij", x, W) + b
        wrong = np.argwhere(~np.isclose(y, wanted))
        if len(wrong):
            i, j = wrong[0]
            return (
                f"{call}, y is wrong at ({i}, {j}): yours {np.asarray(y)[i, j]:.6g}, wanted {wanted[i, j]:.6g}\n"
                "here B, n_in and n_out are three different numbers"
            )
    return None


EXERCISE = Exercise(
    dense_forward,
    title="The dense layer, forward",
    statement=r"""
        Most of a GAN on digits is this one layer. Output $j$ of row $i$ is a weighted sum of the inputs in that row,
        plus a bias that belongs to the output:
        $$y_{ij} = \sum_k x_{ik} W_{kj} + b_j.$$
        The indices say how to compute all of it at once: the sum runs over the inner index of a matrix product, and $b$
        has the index $j$ in every row. Be careful with sizes that are equal by chance. With as many examples as
        outputs, $b$ can be added along the wrong axis, and NumPy raises no error.

        Write $y$ for a whole batch, without a loop.
    """,
    source="Goodfellow, Bengio & Courville 2016, section 6.1 (there for one example, as a column: W^T x + c)",
    notebook=2,
    hints=(
        "Which product of x (B, n_in) and W (n_in, n_out) has the shape (B, n_out)? The index of the sum "
        "is the inner one: last in the first factor, first in the second.",
        "NumPy aligns shapes at their last axis. An array of shape (n_out,) plus one of shape (B, n_out) is "
        "therefore repeated for every row, as b_j must be.",
        "One matrix product with the `@` operator, x on its left and W on its right, both not transposed. Then add b "
        "as it is, without a new axis.",
    ),
    explanation="""
        Rows are examples, so x stands on the left and W needs no transpose (PyTorch stores the transposed matrix). In
        y_ij + b_j the last axes agree, so NumPy repeats b for every row. b[:, None] would be b_i: a number for each
        example, and an error without a message when B = n_out. The result is a new array, because backward still needs
        x: dW = x^T dy.
    """,
    in_numgan=(layers.Dense.forward,),
    draw=draw,
    returns=("y",),
    known=(
        Known(
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[1.0, 0.0], [2.0, 1.0]]), np.array([10.0, 20.0])),
            np.array([[15.0, 22.0], [21.0, 24.0]]),
            "row 0: 1 * 1 + 2 * 2 + 10 and 1 * 0 + 2 * 1 + 20; row 1: 3 * 1 + 4 * 2 + 10 and 3 * 0 + 4 * 1 + 20\n"
            "b = (10, 20) adds 10 to the whole of column 0 and 20 to column 1",
        ),
    ),
    extremes=(
        (np.array([[1e-6, 2e-6], [-3e-6, 4e-6]]), np.array([[1e-3, 2e-3], [3e-3, -1e-3]]), np.array([1e-9, -2e-9])),
        (np.array([[1e3, -2e3], [3e3, 1e3]]), np.array([[10.0, 20.0], [-30.0, 10.0]]), np.array([1e4, -1e4])),
    ),
    probes={"other shapes": other_shapes},
    mutants=(
        Mutant(
            W_first,
            "this is W x",
            cause="this is W x + b: it mixes the examples. Rows are examples, so the product is x W",
        ),
        Mutant(
            rows_are_outputs,
            "W is transposed",
            cause="W is transposed here. Its shape is (n_in, n_out) already (PyTorch stores it as (n_out, n_in)): "
            "take W itself",
        ),
        Mutant(
            bias_along_rows,
            "b runs down the rows",
            cause="b runs down the rows: example i gets b_i. But b_j belongs to output j, which is column j: add b as "
            "it is",
        ),
        Mutant(in_place, "the argument x was changed in place"),
        Mutant(float64_result, "y is float64 for arguments in float32"),
    ),
)
