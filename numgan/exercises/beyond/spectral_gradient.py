import numpy as np

from ... import layers
from ..exercise import Exercise, Gradient, Known, Mutant


def spectral_gradient(dWn, W, u, v):
    """The gradient by W of a loss that sees Wn = W / sigma, sigma = u^T W v, with u and v held.

    dWn : (n_in, n_out), the gradient of the loss by Wn
    W : (n_in, n_out)
    u : (n_in,) and v : (n_out,), of length 1, estimates of W's first singular vectors; sigma > 0
    Returns dW (n_in, n_out).
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


def own_sigma(dWn, W, u, v):
    sigma = np.linalg.norm(W, 2)
    return (dWn - (dWn * W).sum() / sigma * np.outer(u, v)) / sigma


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice(np.arange(2, 6), size=2, replace=False))
    W, u = rng.normal(size=(n_in, n_out)), rng.normal(size=n_in)
    v = u @ W / np.linalg.norm(u @ W)
    return rng.normal(size=W.shape), W, W @ v / np.linalg.norm(W @ v), v


def loss(dWn, W, u, v):
    return (dWn * W / np.einsum("i,ij,j", u, W, v)).sum()


EXERCISE = Exercise(
    spectral_gradient,
    title="Through the spectral norm, backward",
    statement=r"""
        A spectrally normalised layer multiplies by $\bar W = W / \sigma$ with $\sigma = u^T W v$, and backpropagation
        hands it $\partial L / \partial \bar W$, in its shape. What is learned is $W$, and each of its entries acts on
        $\bar W$ in two ways: as its own numerator, and through $\sigma$, on *every* entry.

        Hold $u$ and $v$ (at the true singular vectors that is exact, for there $\sigma$ does not change with them to
        first order). What is $\partial \sigma / \partial W_{ij}$? Differentiate the quotient (Miyato et al. 2018, eq. 9
        to 11), and collect: there are two terms, and the second is a number times the matrix $u v^T$.

        A check: to stretch $W$ changes nothing, so $\sum_{ij} W_{ij} \, \partial L / \partial W_{ij} = 0$ whatever $L$
        is. Write $\partial L / \partial W$.
    """,
    source="Miyato et al. 2018, section 2.3, eq. 9 to 11",
    notebook=11,
    hints=(
        "u^T W v is the sum of u_i W_ij v_j over all i and j. Its derivative by one W_ij is what stands beside it.",
        "The quotient W / sigma changes by dW / sigma - W dsigma / sigma^2. Pair both terms with dWn, entry by entry, "
        "and sum.",
        "The second term: the sum of all products of dWn and Wn is one number. It multiplies u v^T, is taken from dWn, "
        "and what is left is divided by sigma.",
    ),
    explanation="""
        With sigma taken for a constant the gradient counts on stretching W, which the next normalisation undoes. The
        correction takes that out: the products of dW and W add up to 0, so a step leaves W at a right angle. u v^T is
        the gradient of sigma; Wn in its place would belong to the Frobenius norm.
    """,
    in_numgan=(layers.SpectralDense._through_sigma,),
    draw=draw,
    returns=("dW",),
    known=(
        Known(
            (np.array([[1.0, 2.0], [3.0, 4.0]]), np.diag([2.0, 1.0]), np.array([1.0, 0.0]), np.array([1.0, 0.0])),
            np.array([[-1.0, 1.0], [1.5, 2.0]]),
            "sigma = 2 and Wn = diag(1, 1/2); dWn Wn adds up to 1 + 2 = 3, u v^T holds a single 1 at (0, 0): "
            "dW = [[1 - 3, 2], [3, 4]] / 2",
        ),
        Known(
            (
                np.array([[0.0, 5.0], [0.0, 0.0]]),
                np.array([[0.0, 3.0], [0.0, 0.0]]),
                np.array([1.0, 0.0]),
                np.array([0.0, 1.0]),
            ),
            np.zeros((2, 2)),
            "W is sigma u v^T with sigma = 3, and so is dWn with 5: to stretch W leaves Wn as it is",
        ),
    ),
    gradients=(Gradient("dW", "W", loss),),
    factors=lambda dWn, W, u, v: {
        float(u @ W @ v): "sigma times too large: both terms are divided by sigma, for Wn = W / sigma",
    },
    mutants=(
        Mutant(
            sigma_constant,
            "for a constant",
            cause="sigma is taken for a constant, and it moves with every W_ij: its gradient is u v^T",
        ),
        Mutant(not_divided, "sigma times too large"),
        Mutant(
            W_for_Wn,
            "is W / sigma",
            cause="the number before u v^T is the sum of dWn Wn, and Wn is W / sigma: one 1 / sigma is missing in it",
        ),
        Mutant(
            along_Wn,
            "the Frobenius norm",
            cause="the second term is a multiple of Wn, as if sigma were the Frobenius norm; sigma's gradient is u v^T",
        ),
        Mutant(plus, "minus sign", cause="the second term has a minus sign: a larger sigma makes every entry smaller"),
        Mutant(
            along_uv,
            "with Wn, and not with u v^T",
            cause="what multiplies u v^T is the sum of dWn's products with Wn, and not with u v^T",
        ),
        Mutant(
            own_sigma,
            "from an SVD",
            cause="sigma is u^T W v with the u and v given; this one is from an SVD, and they are not yet its vectors",
        ),
    ),
)
