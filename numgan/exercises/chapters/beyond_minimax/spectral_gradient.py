import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant


def spectral_gradient(dWn, W, u, v):
    """The gradient with respect to W of a loss that depends on Wn = W / sigma only, where sigma = u^T W v.

    dWn : (n_in, n_out), the gradient of the loss with respect to Wn
    W : (n_in, n_out)
    u : (n_in,) and v : (n_out,), constants of length 1: estimates, not exact singular vectors of W; sigma > 0
    Returns dW (n_in, n_out). It is exact for a sigma such as 1e-8 too.
    """
    sigma = u @ W @ v
    Wn = W / sigma
    return (dWn - (dWn * Wn).sum() * np.outer(u, v)) / sigma


def sigma_constant(dWn, W, u, v):
    return dWn / (u @ W @ v)


def not_divided(dWn, W, u, v):
    return dWn - (dWn * W).sum() / (u @ W @ v) * np.outer(u, v)


def W_for_Wn(dWn, W, u, v):
    return (dWn - (dWn * W).sum() * np.outer(u, v)) / (u @ W @ v)


def along_Wn(dWn, W, u, v):
    Wn = W / (u @ W @ v)
    return (dWn - (dWn * Wn).sum() * Wn) / (u @ W @ v)


def plus(dWn, W, u, v):
    sigma = u @ W @ v
    return (dWn + (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def along_uv(dWn, W, u, v):
    return (dWn - (u @ dWn @ v) * np.outer(u, v)) / (u @ W @ v)


def length_of_Wv(dWn, W, u, v):
    sigma = np.linalg.norm(W @ v)
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def own_sigma(dWn, W, u, v):
    sigma = np.linalg.norm(W, 2)
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice(np.arange(2, 6), size=2, replace=False))
    while True:
        W, u, v = rng.normal(size=(n_in, n_out)), rng.normal(size=n_in), rng.normal(size=n_out)
        u, v = u / np.linalg.norm(u), v / np.linalg.norm(v)
        if u @ W @ v > 0.4:
            return rng.normal(size=W.shape), W, u, v


def loss(dWn, W, u, v):
    return (dWn * W / np.einsum("i,ij,j", u, W, v)).sum()


EXERCISE = Exercise(
    spectral_gradient,
    title="Through the spectral norm, backward",
    statement=r"""
        A spectrally normalised layer multiplies by $\bar W = W / \sigma$ with $\sigma = u^T W v$, and backpropagation
        gives it $\partial L / \partial \bar W$. But what is learned is $W$. Each entry of $W$ acts on $\bar W$ in two
        ways: as the numerator of one entry, and through $\sigma$ on *every* entry.

        Take $u$ and $v$ as constants. (At the true singular vectors this is exact, because there $\sigma$ does not
        change with them to first order.) What is $\partial \sigma / \partial W_{ij}$? Differentiate the quotient
        (Miyato et al. 2018, eq. 9 to 11): the result has two terms, and the second is a number times the matrix
        $u v^T$.

        A check: $2 W$ has the same $\bar W$ as $W$, so $\sum_{ij} W_{ij} \, \partial L / \partial W_{ij} = 0$ for every
        $L$. Write $\partial L / \partial W$.
    """,
    source="Miyato et al. 2018, section 2.3, eq. 9 to 11",
    notebook=11,
    hints=(
        "u^T W v is the sum of u_i W_ij v_j over all i and j. Its derivative with respect to one W_ij is the factor "
        "that W_ij has in this sum.",
        "The quotient W / sigma changes by dW / sigma - W dsigma / sigma^2. Multiply both terms by dWn, entry by "
        "entry, and sum.",
        "Multiply dWn and Wn entry by entry: the sum of all products is one number. Subtract this number times u v^T "
        "from dWn, and divide the result by sigma. np.outer(u, v) is the matrix u v^T.",
    ),
    explanation="""
        If sigma were a constant, the gradient would also try to make W longer or shorter as a whole, and the next
        normalisation would undo that. The second term removes this part: the products of dW and W add up to 0, so dW is
        at a right angle to W. u v^T is the gradient of sigma; with Wn in its place sigma would be the Frobenius norm.
    """,
    in_numgan=(layers.SpectralDense._through_sigma,),
    draw=draw,
    returns=("dW",),
    known=(
        Known(
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.diag([2.0, 1.0]), np.array([1.0, 0.0]), np.array([1.0, 0.0])),
            np.array([[-1.0, 1.0], [1.5, 2.0]]),
            "sigma = 2 and Wn = [[1, 0], [0, 1/2]]; the products of dWn and Wn add up to 1 + 2 = 3, and u v^T is 1 at "
            "(0, 0) and 0 elsewhere: dW = [[1 - 3, 2], [3, 4]] / 2",
        ),
        Known(
            (
                np.array([[0.0, 5.0], [0.0, 0.0]]),
                np.array([[0.0, 3.0], [0.0, 0.0]]),
                np.array([1.0, 0.0]),
                np.array([0.0, 1.0]),
            ),
            np.zeros((2, 2)),
            "sigma = 3 and W = 3 u v^T, so Wn = u v^T; dWn = 5 u v^T; the products add up to 5: dW = (5 - 5) u v^T / 3",
        ),
    ),
    extremes=(
        (
            np.array([[1000.0, -200.0, 5e-9], [20.0, 1.0, -1.0]]),
            np.array([[4.0, 1.0, -2.0], [3.0, -1.0, 2.0]]) * 1e-8,
            np.array([0.6, 0.8]),
            np.array([1.0, 0.0, 0.0]),
        ),
    ),
    gradients=(Gradient("dW", "W", loss),),
    factors=lambda dWn, W, u, v: {
        float(u @ W @ v): "sigma times too large: both terms are divided by sigma, because Wn = W / sigma",
    },
    mutants=(
        Mutant(
            sigma_constant,
            "as a constant",
            cause="sigma was treated as a constant, but it depends on every W_ij: its gradient is u v^T",
        ),
        Mutant(not_divided, "sigma times too large"),
        Mutant(
            W_for_Wn,
            "is W / sigma",
            cause="the number before u v^T is the sum of dWn Wn, and Wn is W / sigma: one 1 / sigma is missing in it",
        ),
        Mutant(
            along_Wn,
            "sigma's gradient is u v^T",
            cause="the second term is a multiple of Wn, and must be a multiple of u v^T: sigma's gradient is u v^T",
        ),
        Mutant(plus, "minus sign", cause="the second term has a minus sign: a larger sigma makes every entry smaller"),
        Mutant(
            along_uv,
            "with Wn, and not with u v^T",
            cause="what multiplies u v^T is the sum of dWn's products with Wn, and not with u v^T",
        ),
        Mutant(
            length_of_Wv,
            "the length of W v",
            cause="sigma is u^T W v; this is the length of W v, which is the same only where u lies along W v",
        ),
        Mutant(
            own_sigma,
            "from an SVD",
            cause="sigma is u^T W v with the u and v given; this one is from an SVD, whose vectors are not u and v",
        ),
    ),
)
