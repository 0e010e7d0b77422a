import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def minibatch_discrimination_backward(dy, x, T):
    """The gradients of minibatch discrimination, y = [x | o].

    dy : (B, n + kernels), the gradient of the loss with respect to y
    x : (B, n), the layer's input
    T : (n, kernels, dim)
    Returns dx (B, n) and dT (n, kernels, dim). The slope of |u| counts as 0 at u = 0.
    """
    n = x.shape[1]
    M = np.einsum("in,nbk->ibk", x, T)
    u = M[:, None] - M  # (B, B, kernels, dim)
    do = dy[:, n:]
    w = (do[:, None] + do) * np.exp(-np.abs(u).sum(axis=3))
    dM = -(w[..., None] * np.sign(u)).sum(axis=1)
    return dy[:, :n] + np.einsum("ibk,nbk->in", dM, T), np.einsum("in,ibk->nbk", x, dM)


def parts(dy, x, T):
    M = np.einsum("in,nbk->ibk", x, T)
    u = M[:, None] - M
    return u, np.exp(-np.abs(u).sum(axis=3)), dy[:, x.shape[1] :]


def finish(dy, x, T, dM):
    dx = dy[:, : x.shape[1]] + np.einsum("ibk,nbk->in", dM, T)
    return dx.astype(x.dtype), np.einsum("in,ibk->nbk", x, dM).astype(x.dtype)


def own_sum_only(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -((do[:, None] * c)[..., None] * np.sign(u)).sum(axis=1))


def sums_of_others_only(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -((do * c)[..., None] * np.sign(u)).sum(axis=1))


def own_gradient_twice(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -((2 * do[:, None] * c)[..., None] * np.sign(u)).sum(axis=1))


def difference_of_gradients(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -(((do[:, None] - do) * c)[..., None] * np.sign(u)).sum(axis=1))


def minus_missing(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, (((do[:, None] + do) * c)[..., None] * np.sign(u)).sum(axis=1))


def no_sign(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -((do[:, None] + do) * c).sum(axis=1)[..., None] * np.ones_like(u[:, 0]))


def of_squares(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -(((do[:, None] + do) * c)[..., None] * 2 * u).sum(axis=1))


def no_closeness(dy, x, T):
    u, _, do = parts(dy, x, T)
    return finish(dy, x, T, -((do[:, None] + do)[..., None] * np.sign(u)).sum(axis=1))


def closeness_squared(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -(((do[:, None] + do) * c**2)[..., None] * np.sign(u)).sum(axis=1))


def features_forgotten(dy, x, T):
    dx, dT = minibatch_discrimination_backward(dy, x, T)
    return dx - dy[:, : x.shape[1]], dT


def only_the_features(dy, x, T):
    return dy[:, : x.shape[1]].copy(), minibatch_discrimination_backward(dy, x, T)[1]


def T_left_out(dy, x, T):
    return minibatch_discrimination_backward(dy, x, T)[0], np.zeros_like(T)


def T_averaged(dy, x, T):
    dx, dT = minibatch_discrimination_backward(dy, x, T)
    return dx, dT / len(x)


def averaged(dy, x, T):
    u, c, do = parts(dy, x, T)
    return finish(dy, x, T, -(((do[:, None] + do) * c)[..., None] * np.sign(u)).mean(axis=1))


def one_kernel_for_all(dy, x, T):
    u, c, do = parts(dy, x, T)
    w = ((do[:, None] + do) * c).sum(axis=2, keepdims=True)
    return finish(dy, x, T, -(w[..., None] * np.sign(u)).sum(axis=1))


def draw(rng):
    B, n, kernels, dim = (int(n) for n in rng.choice(np.arange(2, 7), size=4, replace=False))
    B = max(B, 3)
    while True:
        x, T = rng.normal(size=(B, n)), rng.normal(0, 1.5, size=(n, kernels, dim)) / (n * dim)
        M = np.einsum("in,nbk->ibk", x, T)
        if np.abs((M[:, None] - M)[~np.eye(B, dtype=bool)]).min() > 3e-4:  # away from the kinks
            break
    return rng.normal(size=(B, n + kernels)), x, T


def loss(dy, x, T):
    total = (dy[:, : x.shape[1]] * x).sum()
    for b in range(T.shape[1]):
        M = x @ T[:, b]
        for i in range(len(x)):
            total += dy[i, x.shape[1] + b] * np.exp(-np.abs(M[i] - M).sum(axis=1)).sum()
    return float(total)


FAR = np.array([[1000.0, 0.0], [-1000.0, 0.5], [998.0, 0.25]]), np.array([[[1.0], [2.0]], [[0.5], [-0.25]]])
ALIKE = np.array([[0.5, 1.0], [0.25, -1.0], [0.5, 1.0]]), np.array([[[1.0, 0.5]], [[-0.5, 0.25]]])  # rows 0 and 2
DY = np.array([[0.5, -1.0, 2.0, 1.0], [1.5, 0.25, -1.0, 2.0], [-2.0, 1.0, 0.75, -0.5]])

EXERCISE = Exercise(
    minibatch_discrimination_backward,
    title="What the batch tells each of its rows",
    statement=r"""
        Now backwards. With the gradient $dy$ of a loss with respect to $y = [x \mid o]$, its last columns are $do$.
        Each closeness
        $$c_{ijb} = \exp\Bigl( -\sum_k |M_{ibk} - M_{jbk}| \Bigr), \qquad o_{ib} = \sum_{j=1}^B c_{ijb}, \qquad
        M_{ibk} = \sum_a x_{ia} T_{abk}$$
        stands in two sums: $c_{ijb} = c_{jib}$ is a part of $o_{ib}$ and of $o_{jb}$. So if row $i$ moves, its own $o$
        changes, and that of every other row. Derive $\partial L / \partial M_{ibk}$ first. The slope of $|u|$ is the
        sign of $u$; at $u = 0$, where it has none, take 0. From $M$ it goes to $x$ and to $T$ as through any dense
        layer, and $x$ also has its direct way into $y$.

        Write both gradients.
    """,
    source="derived from Salimans et al. 2016, section 3.2",
    notebook=18,
    hints=(
        "How does c_ij change with M_i? By -c_ij sign(M_i - M_j), and with M_j by the opposite. Now collect, for one "
        "row i, all c that contain M_i: those of its own sum, and one of each other row's.",
        "Together each pair (i, j) counts with (do_i + do_j) c_ij, a symmetric array (B, B, kernels). do[:, None] + do "
        "makes the first factor.",
        "dM has one axis less than the differences: give the pairs a last axis with [..., None], multiply by np.sign "
        "of the differences, sum over j, and do not forget the minus sign. np.einsum does the two products with T and "
        "x; dx also has the first n columns of dy.",
    ),
    explanation="""
        The gradient of a pair acts on both of its rows, with opposite signs: if the loss falls with a smaller o, each
        pair is driven apart. c is a factor of it: rows that are near feel each other, far rows do not. With absolute
        values the force does not fade where rows meet, as with squares it would; equal rows are exactly on the kink,
        and stay together until noise separates them. Nothing of this reaches G with a D that judges rows one by one.
    """,
    in_numgan=(layers.MinibatchDiscrimination.backward,),
    draw=draw,
    returns=("dx", "dT"),
    known=(
        Known(
            (
                np.array([[1.0, 2.0, 3.0], [-1.0, 2.0, -9.0]]),
                np.array([[0.0], [1.0]]),
                np.log(np.array([[[2.0, 1 / 2], [3.0, 2.0]]])),
            ),
            (
                np.array([[1 + np.log(2 / 3)], [-1 - np.log(2 / 3)]]),
                np.array([[[-1.0, 1.0], [1.0, 1.0]]]),
            ),
            "c = 1/4 in kernel 0 and 1/6 in kernel 1, so the pair counts with (2 + 2) / 4 = 1 and (3 - 9) / 6 = -1; "
            "the signs of M_0 - M_1 are (-1, 1) and (-1, -1), so dM of row 0 is (1, -1) and (-1, -1), and of row 1 the "
            "opposite: dT = dM of row 1, and dx of row 0 = 1 + 2 log 2 - log 3 - log 2",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dT", "T", loss)),
    extremes=((DY, *FAR), (DY[:, :3], *ALIKE), (DY[:1], np.array([[2.0, -1.0]]), np.ones((2, 2, 3)))),
    factors=lambda dy, x, T: batch_factors(len(x)),
    mutants=(
        Mutant(
            own_sum_only,
            "the sums of the other rows",
            cause="row i's gradient has its own o only: it is in the sums of the other rows too, so do_j counts as "
            "well",
        ),
        Mutant(
            sums_of_others_only,
            "its own sum",
            cause="row i's gradient has only the other rows' o: it is in its own sum too, so do_i counts as well",
        ),
        Mutant(
            own_gradient_twice,
            "do_i + do_j",
            cause="each pair counts with 2 do_i: the two sums have different gradients, do_i + do_j",
        ),
        Mutant(
            difference_of_gradients,
            "do_i + do_j",
            cause="each pair counts with do_i - do_j: both sums grow with c, so it is do_i + do_j",
        ),
        Mutant(
            minus_missing,
            "closeness falls",
            cause="the minus sign is missing: the closeness falls where the distance grows (or the sum went over i, "
            "the first axis: the differences M_i - M_j are summed over j)",
        ),
        Mutant(
            no_sign,
            "the sign of M_i - M_j",
            cause="the slope of |u| is missing: multiply by the sign of M_i - M_j",
        ),
        Mutant(
            of_squares,
            "of absolute values",
            cause="this is the gradient for squared differences: here the distance is a sum of absolute values",
        ),
        Mutant(
            no_closeness,
            "c itself is a factor",
            cause="the derivative of exp is missing: c itself is a factor of the gradient",
        ),
        Mutant(
            closeness_squared,
            "c is there once",
            cause="c was multiplied twice: the derivative of exp(-d) is -exp(-d), so c is there once",
        ),
        Mutant(
            features_forgotten,
            "first n columns of dy",
            cause="x is in y directly too: add the first n columns of dy to dx",
        ),
        Mutant(
            only_the_features,
            "through M",
            cause="dx is only the direct part: o depends on x as well, through M",
        ),
        Mutant(T_left_out, "T is learned", cause="dT is 0: T is learned, and M depends on it"),
        Mutant(
            T_averaged,
            "not divided by B",
            cause="dT was divided by the batch: a mean is already in dy, so dT is not divided by B",
        ),
        Mutant(
            averaged,
            "a sum over j",
            cause="the pairs were averaged over j: o is a sum over j, and so is dM",
        ),
        Mutant(
            one_kernel_for_all,
            "kernel by kernel",
            cause="the kernels were added up before the sign: each has its own, so keep them apart, kernel by kernel",
        ),
    ),
)
