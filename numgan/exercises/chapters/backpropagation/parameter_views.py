import numpy as np

from ....layers import views
from ...exercise import Exercise, Known, Mutant


def parameter_views(params, n_in, n_out):
    """A dense layer's W and b as views into the vector that holds both.

    params : (n_in n_out + n_out,): first the rows of W, one after the other, then b
    n_in, n_out : ints >= 1
    Returns W (n_in, n_out) and b (n_out,). Both share the memory of params: what is written to params shows in W and
    b, and what is written to W or b shows in params.
    """
    size = n_in * n_out
    return params[:size].reshape(n_in, n_out), params[size:]


def copies(params, n_in, n_out):
    size = n_in * n_out
    return np.array(params[:size]).reshape(n_in, n_out), np.array(params[size:])


def flattened(params, n_in, n_out):
    W, b = parameter_views(params, n_in, n_out)
    return W, b.flatten()


def starts_again(params, n_in, n_out):
    return params[: n_in * n_out].reshape(n_in, n_out), params[:n_out]


def bias_first(params, n_in, n_out):
    return params[n_out:].reshape(n_in, n_out), params[:n_out]


def column_by_column(params, n_in, n_out):
    size = n_in * n_out
    return params[:size].reshape(n_out, n_in).T, params[size:]


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice(np.arange(2, 8), size=2, replace=False))
    return rng.normal(size=n_in * n_out + n_out), n_in, n_out


def shares_memory(fn, rng):
    for dtype in (np.float64, np.float32):
        n_in, n_out = (int(n) for n in rng.integers(8, 30, size=2))
        params = rng.normal(size=n_in * n_out + n_out).astype(dtype)
        outputs = fn(params, n_in, n_out)
        before = [np.array(output) for output in outputs]
        params += 1
        for name, old, new in zip(("W", "b"), before, outputs, strict=True):
            if not np.array_equal(new, old + 1):
                return (
                    f"{name} is a copy: after params += 1, in {params.dtype}, it still holds the old values\n"
                    "an optimiser changes only params, and the layer would never learn; a slice and its reshape are "
                    "views; np.array, copy, flatten and astype make copies"
                )
            if not new.flags.writeable:
                return f"{name} is read-only: what is written to {name} must show in params; return the slice itself"
    return None


EXERCISE = Exercise(
    parameter_views,
    title="All parameters in one vector",
    statement=r"""
        Algorithm 1 of Goodfellow et al. 2014 changes $\theta_d$ and $\theta_g$, one vector for each player. A layer
        needs a matrix $W$ and a bias $b$. One array can serve both: a 1-D array `params` owns the numbers, and $W$ and
        $b$ are *views*, arrays of other shapes over the same memory. A step $\theta \leftarrow \theta - \eta \nabla L$,
        the norm of a gradient, Adam's moments, an average of weights, saving to a file: each takes one line of code
        with a vector, and the layers see the new values immediately.

        In `params`, $W_{kj}$ has the index $k \, n_{out} + j$ (rows one after the other), and $b$ follows $W$.
        Write the two views. Do not copy any number.
    """,
    source="Goodfellow et al. 2014, algorithm 1 (the vectors theta_d and theta_g)",
    notebook=6,
    hints=(
        "A basic slice of an array, params[start:stop], is a view: writing through it changes params.",
        "W takes the first n_in n_out numbers, b starts where W ends.",
        "reshape of such a slice is a view again. It fills W row after row, and that is the order that is wanted. "
        "np.array, copy, flatten, astype and lists of indices make copies.",
    ),
    explanation="""
        A slice has no numbers of its own, and reshape only changes how the same memory is read. From then on W must be
        written in place, W[...] = values: W = W - step would give the name W to a new array, and params would keep the
        old values. numgan's layers refuse that with an error.
    """,
    in_numgan=(views.Views.bind, views._views),
    draw=draw,
    returns=("W", "b"),
    known=(
        Known(
            (np.arange(8.0), 3, 2),
            (np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]), np.array([6.0, 7.0])),
            "the first 3 * 2 = 6 numbers are W, row by row, and the 2 that follow are b",
        ),
    ),
    probes={"shares memory": shares_memory},
    mutants=(
        Mutant(copies, "W is a copy"),
        Mutant(flattened, "b is a copy"),
        Mutant(starts_again, "where W ends", cause="b was taken from the start of params: b starts where W ends"),
        Mutant(
            bias_first, "W comes first", cause="b was taken first, and W after it: in params, W comes first, then b"
        ),
        Mutant(column_by_column, "row by row", cause="W was filled column by column: params holds W row by row"),
    ),
)
