import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant


def attention_backward(do, f, g, h):
    """The backward pass of self-attention, for one image of N pixels: o = A h, A the softmax of each row of g f^T.

    do : (N, n), the gradient with respect to o
    f, g : (N, k), keys and queries; h : (N, n), values
    Returns df (N, k), dg (N, k) and dh (N, n).
    """
    s = g @ f.T
    A = np.exp(s - s.max(axis=1, keepdims=True))
    A = A / A.sum(axis=1, keepdims=True)
    dA = do @ h.T
    ds = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return ds.T @ g, ds @ f, A.T @ do


def weights(f, g):
    s = g @ f.T
    A = np.exp(s - s.max(axis=1, keepdims=True))
    return A / A.sum(axis=1, keepdims=True)


def back(ds, A, do, f, g):
    return ds.T @ g, ds @ f, A.T @ do


def ds_not_transposed(do, f, g, h):
    A = weights(f, g)
    dA = do @ h.T
    ds = A * (dA - (dA * A).sum(axis=1, keepdims=True))
    return ds @ g, ds.T @ f, A.T @ do


def A_not_transposed(do, f, g, h):
    df, dg, _ = attention_backward(do, f, g, h)
    return df, dg, weights(f, g) @ do


def sum_over_columns(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(A * (dA - (dA * A).sum(axis=0)), A, do, f, g)


def sum_not_kept_as_a_column(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(A * (dA - (dA * A).sum(axis=1)), A, do, f, g)


def dA_transposed(do, f, g, h):
    A, dA = weights(f, g), h @ do.T
    return back(A * (dA - (dA * A).sum(axis=1, keepdims=True)), A, do, f, g)


def own_score_alone(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(A * (1 - A) * dA, A, do, f, g)


def no_sum(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(A * dA, A, do, f, g)


def no_softmax(do, f, g, h):
    return back(do @ h.T, weights(f, g), do, f, g)


def A_missing_in_front(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(dA - (dA * A).sum(axis=1, keepdims=True), A, do, f, g)


def mean_of_dA(do, f, g, h):
    A, dA = weights(f, g), do @ h.T
    return back(A * (dA - dA.mean(axis=1, keepdims=True)), A, do, f, g)


def exchanged(do, f, g, h):
    df, dg, dh = attention_backward(do, f, g, h)
    return dg, df, dh


def values_alone(do, f, g, h):
    return np.zeros_like(f), np.zeros_like(g), weights(f, g).T @ do


def softmax_over_columns(do, f, g, h):
    A = weights(g, f).T
    dA = do @ h.T
    return back(A * (dA - (dA * A).sum(axis=0)), A, do, f, g)


def draw(rng):
    N, n, k = (int(size) for size in rng.choice(np.arange(2, 7), size=3, replace=False))
    N = max(N, 3)
    return rng.normal(size=(N, n)), rng.normal(size=(N, k)), rng.normal(size=(N, k)), rng.normal(size=(N, n))


def loss(do, f, g, h):
    e = np.exp(g @ f.T)
    return float((do * ((e / e.sum(axis=1, keepdims=True)) @ h)).sum())


EXERCISE = Exercise(
    attention_backward,
    title="Attention, backwards: through a softmax",
    statement=r"""
        The middle of a self-attention layer, for one image: scores $s = g f^T$, weights $A$, the softmax of each *row*
        of $s$, and the output $o = A h$. Given $do = \partial L / \partial o$, go back. Matrix products you know; what
        is new is the softmax. In one row, with weights $A_{ji}$ that add up to 1,
        $$\frac{\partial A_{ji}}{\partial s_{jl}} = A_{ji} ([i = l] - A_{jl}) .$$
        A score raises its own weight and lowers all the others. Multiply by $dA_{ji}$, sum over $i$, and simplify: no
        N x N matrix for each row is needed.

        Write $\partial L / \partial f$, $\partial L / \partial g$ and $\partial L / \partial h$.
    """,
    source="derived from Zhang et al. 2019 (SAGAN), eq. 1 and 2",
    notebook=22,
    hints=(
        "First the two factors of o = A h, as in a dense layer: dA is do times the transposed h, and dh is the "
        "transposed A times do.",
        "The sum over i of dA_ji A_ji ([i = l] - A_jl) is A_jl (dA_jl - c_j), where c_j is one number for each row j: "
        "which?",
        "s = g f^T is a product too. dg is ds times f. In df, pixel i collects from all j that looked at it, so there "
        "ds "
        "is transposed.",
    ),
    explanation="""
        c_j is the mean of dA in row j, with the weights A: only what is better than the mean of what pixel j sees now
        gets more weight. So each row of ds has the sum 0, and adding one number to all scores of a row changes nothing,
        forward or backward. Every transpose has a meaning: pixel j asks (its row), and pixel i is asked by all (its
        column).
    """,
    in_numgan=(layers.SelfAttention.backward,),
    draw=draw,
    returns=("df", "dg", "dh"),
    known=(
        Known(
            (
                np.array([[1.0], [0.0]]),
                np.array([[np.log(3.0)], [0.0]]),
                np.array([[1.0], [5.0]]),
                np.array([[4.0], [8.0]]),
            ),
            (
                np.array([[-0.75], [0.75]]),
                np.array([[-0.75 * np.log(3.0)], [0.0]]),
                np.array([[0.75], [0.25]]),
            ),
            "only pixel 1 counts, since do is 0 for the other. Its scores are (log 3, 0), the weights 3/4 and 1/4; dA "
            "= "
            "(4, 8), whose mean is 5, so ds = 3/4 (4 - 5) and 1/4 (8 - 5): -3/4 and 3/4. df = ds^T g with g_1 = 1",
        ),
    ),
    gradients=(Gradient("df", "f", loss), Gradient("dg", "g", loss), Gradient("dh", "h", loss)),
    extremes=(
        (
            np.array([[1.0], [-2.0]]),
            np.array([[1000.0], [-1000.0]]),
            np.array([[1.0], [0.5]]),
            np.array([[3.0], [4.0]]),
        ),
        (np.array([[2.0, 1.0]]), np.array([[1.0]]), np.array([[3.0]]), np.array([[1.0, 5.0]])),  # one pixel
        (np.eye(3), np.zeros((3, 2)), np.ones((3, 2)), np.arange(9.0).reshape(3, 3)),  # all weights are 1/3
    ),
    cancels=lambda do, f, g, h: float(np.abs(do @ h.T).max() * max(np.abs(f).max(), np.abs(g).max())),
    mutants=(
        Mutant(
            ds_not_transposed,
            "the wrong transpose",
            cause="ds has the wrong transpose in df and dg: row j of ds is about the query of pixel j",
        ),
        Mutant(
            A_not_transposed,
            "A has the wrong transpose",
            cause="in dh, A has the wrong transpose: pixel i's value went to all pixels j that looked at it",
        ),
        Mutant(
            sum_over_columns,
            "over the wrong axis",
            cause="in the softmax's backward pass the sum is over the wrong axis: each row of A is a softmax of its "
            "own",
        ),
        Mutant(
            sum_not_kept_as_a_column,
            "keepdims",
            cause="the sums of the rows were subtracted as a row, from every column: keepdims=True keeps them a column",
        ),
        Mutant(dA_transposed, "dA is transposed", cause="dA is transposed: dA_ji is about row j of do, and value i"),
        Mutant(
            own_score_alone,
            "lowers all the others",
            cause="ds has only what a score does to its own weight: it lowers all the others as well",
        ),
        Mutant(
            no_sum,
            "the others are forgotten",
            cause="ds is A dA, and the others are forgotten: the weights of a row add up to 1, so something is "
            "subtracted",
        ),
        Mutant(no_softmax, "no softmax in it", cause="ds is dA: there is no softmax in it"),
        Mutant(A_missing_in_front, "in front of it", cause="in ds, the factor A in front of it is missing"),
        Mutant(
            mean_of_dA,
            "with the weights A",
            cause="the plain mean of dA was subtracted: it is a mean with the weights A",
        ),
        Mutant(exchanged, "df and dg are exchanged", cause="df and dg are exchanged"),
        Mutant(
            values_alone,
            "A depends on them",
            cause="A was treated as a constant, so keys and queries learn nothing: A depends on them",
        ),
        Mutant(
            softmax_over_columns,
            "of each column",
            cause="the softmax is of each column here: it is of each row",
        ),
    ),
)
