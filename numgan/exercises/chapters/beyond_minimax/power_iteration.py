import numpy as np

from .... import layers
from ...exercise import Exercise, Known, Mutant


def power_iteration(W, u):
    """One step of the power iteration for the largest singular value of W.

    W : (n_in, n_out), a dense layer's matrix, y = x W, not all 0
    u : (n_in,), of length 1: the last step's estimate of the left singular vector
    Returns v (n_out,) and u (n_in,), the new estimates, each of length 1; and sigma, a single number, made with both.
    All three are exact for entries of W such as 1e-8 too.
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


def u_not_renewed(W, u):
    v = unit(W.T @ u)
    return v, u, u @ W @ v


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
        A matrix makes no vector more than $\sigma(W)$ times as long; $\sigma(W)$ is its largest singular value. Divide
        each of $D$'s matrices by its own $\sigma$: then all of $D$ has a slope of at most 1, because LeakyReLU has no
        larger slope either. An SVD in every step would be slow. But $W$ changes little from step to step, so one
        round of the power iteration is enough, if it starts from the last round's $u$ (Miyato et al. 2018,
        algorithm 1):
        $$v \leftarrow \frac{W^T u}{|W^T u|}, \qquad u \leftarrow \frac{W v}{|W v|}, \qquad \sigma = u^T W v.$$
        In the basis of the left singular vectors each round multiplies every coordinate of $u$ by its own $\sigma_k^2$,
        so after some rounds only the coordinate with the largest $\sigma_k$ is left.

        Here a row $x$ stands on the left, $y = x W$, so $W$ is $(n_{in}, n_{out})$ and the paper's $W$ is its
        transpose; $\sigma$ is the same. Write one round for our $W$.
    """,
    source="Miyato et al. 2018, section 2.2 and algorithm 1 (appendix A)",
    notebook=11,
    hints=(
        "u has as many entries as W has rows, v as many as W has columns. What shape has W^T u, and what shape W v?",
        "Divide each vector by its length, as soon as it is made. np.linalg.norm(a) is the Euclidean length of a.",
        "The new u is made with the new v, and sigma with the new u and the new v: a row times W times a column, which "
        "is one number.",
    ),
    explanation="""
        Without the division by their lengths the vectors would become sigma^2 times as long in each round, and soon
        overflow. The estimate is never larger than the true sigma, because no two vectors of length 1 give more: in the
        first rounds the layer is divided by too little. With the new u the estimate is |W v|. With the old u it would
        be |W^T u|, which is half a round older and never larger.
    """,
    in_numgan=(layers.SpectralDense._iterate, layers.SpectralDense.forward),
    draw=draw,
    returns=("v", "u", "sigma"),
    known=(
        Known(
            (np.array([[0.0, 3.0], [0.0, 0.0], [0.0, 4.0]]), np.array([1.0, 0.0, 0.0])),
            (np.array([0.0, 1.0]), np.array([0.6, 0.0, 0.8]), 5.0),
            "W^T u = (0, 3), of length 3; W v = (3, 0, 4), of length 5; W has rank 1, so 5 is its largest singular "
            "value",
        ),
        Known(
            (np.diag([np.sqrt(3.0), 2.0]), np.full(2, np.sqrt(0.5))),
            (np.array([np.sqrt(3 / 7), 2 / np.sqrt(7)]), np.array([0.6, 0.8]), 5 / np.sqrt(7)),
            "W^T u = (sqrt 3, 2) / sqrt 2, and with length 1 it is (sqrt 3, 2) / sqrt 7; W v = (3, 4) / sqrt 7, of "
            "length 5 / sqrt 7 = 1.89, an estimate of 2, the largest singular value",
        ),
    ),
    extremes=(
        (np.array([[1.0, -2.0], [0.5, 3.0], [-1.5, 1.0]]) * 1e-8, np.array([0.6, 0.0, -0.8])),
        (np.array([[-4e6, 3e6]]), np.array([1.0])),
    ),
    mutants=(
        Mutant(
            never_normalised,
            "must have length 1",
            cause="v and u must have length 1: divide each by its norm as soon as it is made",
        ),
        Mutant(
            only_sigma,
            "the next round starts from",
            cause="sigma is right, but v and u must have length 1, because the next round starts from them: divide "
            "each by its norm",
        ),
        Mutant(
            transposed,
            "v must be along W^T u",
            cause="W and its transpose are exchanged: v must be along W^T u, which has n_out entries, and u along W v",
        ),
        Mutant(old_u, "made with the old u", cause="sigma was made with the old u: make it with the new u and v"),
        Mutant(
            u_not_renewed,
            "u is still the old one",
            cause="u is still the old one: after v make the new u from W v, and sigma with it",
        ),
        Mutant(
            v_from_the_new_u,
            "half a round too much",
            cause="v was made once more, from the new u: that is half a round too much; return the first v",
        ),
        Mutant(
            frobenius,
            "the Frobenius norm",
            cause="sigma is the Frobenius norm of W, the root of the sum of all squared entries: return u^T W v",
        ),
        Mutant(
            exact,
            "the exact singular value",
            cause="sigma is the exact singular value: return this round's estimate, u^T W v, which needs no SVD",
        ),
    ),
)
