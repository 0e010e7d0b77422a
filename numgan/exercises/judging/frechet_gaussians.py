import numpy as np

from ... import evaluation
from ..exercise import Exercise, Known, Mutant


def frechet_gaussians(mean1, cov1, mean2, cov2):
    """The squared Frechet distance of two Gaussians.

    mean1, mean2 : (d,) float64
    cov1, cov2 : (d, d) float64, symmetric, without negative eigenvalues; they may be singular
    Returns a float, finite for singular covariances too. NumPy alone: it has no square root of a matrix.
    """
    w, U = np.linalg.eigh(cov1)
    R = (U * np.sqrt(np.maximum(w, 0))) @ U.T  # R R = cov1
    eigenvalues = np.linalg.eigvalsh(R @ cov2 @ R)
    trace_of_root = np.sqrt(np.maximum(eigenvalues, 0)).sum()
    return float(((mean1 - mean2) ** 2).sum() + np.trace(cov1) + np.trace(cov2) - 2 * trace_of_root)


def root(cov):
    w, U = np.linalg.eigh(cov)
    return (U * np.sqrt(np.maximum(w, 0))) @ U.T


def with_trace(mean1, cov1, mean2, cov2, trace_of_root):
    return ((mean1 - mean2) ** 2).sum() + np.trace(cov1 + cov2) - 2 * trace_of_root


def elementwise(mean1, cov1, mean2, cov2):
    return with_trace(mean1, cov1, mean2, cov2, np.trace(np.sqrt(cov1 @ cov2)))


def once(mean1, cov1, mean2, cov2):
    return (frechet_gaussians(mean1, cov1, mean2, cov2) + with_trace(mean1, cov1, mean2, cov2, 0)) / 2


def length_of_means(mean1, cov1, mean2, cov2):
    return np.linalg.norm(mean1 - mean2) + frechet_gaussians(mean1, cov1, mean1, cov2)


def symmetric_solver(mean1, cov1, mean2, cov2):
    return with_trace(mean1, cov1, mean2, cov2, np.sqrt(np.maximum(np.linalg.eigvalsh(cov1 @ cov2), 0)).sum())


def roots_multiplied(mean1, cov1, mean2, cov2):
    return with_trace(mean1, cov1, mean2, cov2, np.trace(root(cov1) @ root(cov2)))


def trusts_rounding(mean1, cov1, mean2, cov2):
    eigenvalues = np.linalg.eigvalsh(root(cov1) @ cov2 @ root(cov1))
    return with_trace(mean1, cov1, mean2, cov2, np.sqrt(eigenvalues).sum())


def covariance(rng, d, rank):
    A = rng.uniform(0.1, 1.5, size=(d, rank))
    return A @ A.T


def draw(rng, d=None, rank=None):
    d = d or int(rng.integers(2, 5))
    rank = rank or d + 1
    return rng.normal(size=d), covariance(rng, d, rank), rng.normal(3, 1, size=d), covariance(rng, d, rank)


def singular(function, rng):
    for _ in range(3):
        distance = np.asarray(function(*draw(rng, d=6, rank=2)))
        if np.iscomplexobj(distance):
            return "the result is complex: solvers for matrices that are not symmetric do that; R C2 R is symmetric"
        if np.isnan(distance):
            return (
                "the result is nan where the covariances are singular: rounding turns eigenvalues of 0 into -1e-17 or "
                "so, and their root is nan\nraise what is below 0 to 0 before you take the root"
            )
    return None


EXERCISE = Exercise(
    frechet_gaussians,
    title="The distance inside FID",
    statement=r"""
        FID takes the features of real and of generated images for two Gaussians, and gives their squared distance
        $$d^2 = \lVert m_1 - m_2 \rVert^2 + \operatorname{tr}\bigl(C_1 + C_2 - 2 (C_1 C_2)^{1/2}\bigr).$$
        A trace is the sum of the eigenvalues, and a matrix root has the roots of the eigenvalues: only the eigenvalues
        of $C_1 C_2$ are needed. But $C_1 C_2$ is not symmetric, and solvers for such matrices are slower and may
        answer in complex numbers. Show that with $R = C_1^{1/2}$, symmetric, $R C_2 R$ has the same eigenvalues (if
        $R C_2 R v = \lambda v$, multiply by $R$) and is symmetric.

        Write $d^2$. With few images, or a collapsed $G$, the covariances are singular.
    """,
    source="Heusel et al. 2017, eq. 6; Dowson & Landau 1982",
    notebook=10,
    hints=(
        "On the line it is (m1 - m2)^2 + (s1 - s2)^2, s the standard deviations: multiply that out, and find the terms "
        "of the general formula in it.",
        "np.linalg.eigh gives w and U of a symmetric C = U diag(w) U^T. The root of C has the same U and the roots of "
        "w. A root taken entry by entry is another matrix.",
        "Build R from w and U, form R cov2 R, take its eigenvalues with np.linalg.eigvalsh. Raise what rounding has "
        "pushed below 0 up to 0, in w and here, before you take roots; their sum is the trace that is wanted.",
    ),
    explanation="""
        U * sqrt(w) scales the columns of U, which is U diag(sqrt w) without the diagonal matrix. Two symmetric
        eigendecompositions do, all eigenvalues are real, and those that should be 0 are cut off at 0 before the root.
        tr(C1^(1/2) C2^(1/2)) is the same only where C1 and C2 commute, and smaller otherwise.
    """,
    in_numgan=(evaluation.frechet_distance_of_gaussians,),
    draw=draw,
    known=(
        Known(
            (np.array([0.0]), np.array([[1.0]]), np.array([3.0]), np.array([[4.0]])),
            10.0,
            "on the line: (0 - 3)^2 + (sqrt 1 - sqrt 4)^2 = 9 + 1",
        ),
        Known(
            (np.array([0.0, 0.0]), np.eye(2), np.array([1.0, 2.0]), np.array([[5.0, 4.0], [4.0, 5.0]])),
            9.0,
            "|m1 - m2|^2 = 1 + 4; the traces are 2 and 10; the product has the eigenvalues 5 + 4 and 5 - 4, whose "
            "roots add up to 3 + 1: 5 + 2 + 10 - 2 * 4",
        ),
    ),
    probes={"singular covariances": singular},
    float32=False,
    mutants=(
        Mutant(
            elementwise,
            "entry by entry",
            cause="the root was taken entry by entry; (C1 C2)^(1/2) is the matrix whose square is C1 C2",
        ),
        Mutant(
            once, "is subtracted twice", cause="the trace of (C1 C2)^(1/2) is subtracted twice, as in a^2 + b^2 - 2 a b"
        ),
        Mutant(length_of_means, "has to be squared", cause="the distance of the means has to be squared: |m1 - m2|^2"),
        Mutant(
            symmetric_solver,
            "C1 C2 is not symmetric",
            cause="C1 C2 is not symmetric, and eigh and eigvalsh look at one triangle only; R C2 R is symmetric",
        ),
        Mutant(
            roots_multiplied,
            "is not the root of the product",
            cause="C1^(1/2) C2^(1/2) is not the root of the product C1 C2, unless the two commute",
        ),
        Mutant(trusts_rounding, "nan where the covariances are singular"),
    ),
)
