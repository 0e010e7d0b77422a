import numpy as np

from ... import layers
from ..exercise import Exercise, Known, Mutant


def power_iteration(W, u):
    """One step of the power iteration for the largest singular value of W.

    W : (n_in, n_out), a dense layer's matrix, y = x W
    u : (n_in,), of length 1: the last step's estimate of the left singular vector
    Returns v (n_out,) and u (n_in,), the new estimates, each of length 1; and sigma, a single number, made with both.
    """
    v = u @ W
    v = v / np.linalg.norm(v)
    u = W @ v
    u = u / np.linalg.norm(u)
    return v, u, u @ W @ v


def unit(vector):
    return vector / np.linalg.norm(vector)


def never_normalised(W, u):
    v = W.T @ u
    u = W @ v
    return v, u, u @ W @ v


def only_sigma(W, u):
    v = W.T @ u
    u = W @ v
    return v, u, unit(u) @ W @ unit(v)


def transposed(W, u):
    v = unit(W @ u)
    u = unit(W.T @ v)
    return v, u, v @ W @ u


def old_u(W, u):
    v = unit(W.T @ u)
    return v, unit(W @ v), u @ W @ v


def v_from_the_new_u(W, u):
    u = unit(W @ unit(W.T @ u))
    v = unit(W.T @ u)
    return v, u, u @ W @ v


def frobenius(W, u):
    v = unit(W.T @ u)
    return v, unit(W @ v), np.linalg.norm(W)


def exact(W, u):
    v = unit(W.T @ u)
    return v, unit(W @ v), np.linalg.norm(W, 2)


def draw(rng):
    n_in, n_out = (int(n) for n in rng.choice(np.arange(2, 7), size=2, replace=False))
    return rng.normal(size=(n_in, n_out)), unit(rng.normal(size=n_in))


EXERCISE = Exercise(
    power_iteration,
    title="The largest singular value, a step at a time",
    statement=r"""
        No vector is stretched by a matrix more than $\sigma(W)$ times, its largest singular value. Divide each of $D$'s
        matrices by its own, and the whole of $D$ has a slope of at most 1: LeakyReLU adds none. An SVD in every step is
        dear, but $W$ changes little from step to step, so one round of the power iteration from where the last one
        ended will do (Miyato et al. 2018, algorithm 1):
        $$v \leftarrow \frac{W^T u}{|W^T u|}, \qquad u \leftarrow \frac{W v}{|W v|}, \qquad \sigma = u^T W v.$$
        Write $u$ in the basis of the left singular vectors: each round multiplies every coordinate by its own
        $\sigma_k^2$, and the largest wins.

        Here a row $x$ is multiplied from the left, $y = x W$, so $W$ is $(n_{in}, n_{out})$ and the paper's is its
        transpose; $\sigma$ is the same. Write one round for our $W$.
    """,
    source="Miyato et al. 2018, section 2.2 and algorithm 1 (appendix A)",
    notebook=11,
    hints=(
        "u has as many entries as W has rows, v as many as W has columns. The formulas fit together in one way only.",
        "Both are brought to length 1, each as soon as it is made: the Euclidean norm of a vector is np.linalg.norm.",
        "The new u is made with the new v, and sigma with the new u and the new v: a row times W times a column, one "
        "number.",
    ),
    explanation="""
        Without the division by their lengths the vectors would grow by about sigma^2 in each round, and soon overflow.
        The estimate never exceeds the true sigma, for no pair of unit vectors gives more: at first the layer is divided
        by too little. With the new u it is |W v|; with the old one it would be |W^T u|, half a round behind and no
        larger.
    """,
    in_numgan=(layers.SpectralDense._iterate, layers.SpectralDense.forward),
    draw=draw,
    returns=("v", "u", "sigma"),
    known=(
        Known(
            (np.array([[0.0, 3.0], [0.0, 0.0], [0.0, 4.0]]), np.array([1.0, 0.0, 0.0])),
            (np.array([0.0, 1.0]), np.array([0.6, 0.0, 0.8]), 5.0),
            "W^T u = (0, 3), of length 3; W v = (3, 0, 4), of length 5; W has rank 1, so 5 is its singular value",
        ),
        Known(
            (np.diag([np.sqrt(3.0), 2.0]), np.full(2, np.sqrt(0.5))),
            (np.array([np.sqrt(3 / 7), 2 / np.sqrt(7)]), np.array([0.6, 0.8]), 5 / np.sqrt(7)),
            "W^T u is along (sqrt 3, 2), of length sqrt 7; W v = (3, 4) / sqrt 7, of length 5 / sqrt 7 = 1.89: one "
            "round from 2, the singular value",
        ),
    ),
    mutants=(
        Mutant(
            never_normalised,
            "must have length 1",
            cause="v and u must have length 1: divide each by its norm as soon as it is made",
        ),
        Mutant(
            only_sigma,
            "the next round starts from them",
            cause="sigma is right, but v and u are returned with their lengths; the next round starts from them: "
            "divide each by its norm",
        ),
        Mutant(transposed, "it raised ValueError"),
        Mutant(old_u, "made with the old u", cause="sigma was made with the old u: it is the new u that goes with v"),
        Mutant(
            v_from_the_new_u,
            "one half-step too many",
            cause="v was made once more, from the new u: that is one half-step too many; the paper's v comes first",
        ),
        Mutant(
            frobenius,
            "the Frobenius norm",
            cause="sigma is the Frobenius norm, the root of the sum of all squared singular values: it is u^T W v",
        ),
        Mutant(
            exact,
            "what the iteration tends to",
            cause="sigma is what the iteration tends to; this round's estimate is u^T W v, with no SVD",
        ),
    ),
)
