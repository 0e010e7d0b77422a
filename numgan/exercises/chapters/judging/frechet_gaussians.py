import numpy as np

from .... import evaluation
from ...exercise import Exercise, Known, Mutant


def frechet_gaussians(mean1, cov1, mean2, cov2):
    """The squared Frechet distance of two Gaussians.

    mean1, mean2 : (d,) float64
    cov1, cov2 : (d, d) float64, symmetric, without negative eigenvalues; they may be singular
    Returns a float. It is right for singular covariances, too, to six digits. NumPy has no square root of a matrix.
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


def not_squared(mean1, cov1, mean2, cov2):
    return np.sqrt(frechet_gaussians(mean1, cov1, mean2, cov2))


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
    d = d or int(rng.integers(3, 6))
    rank = d + 1 if rank is None else rank
    return rng.normal(size=d), covariance(rng, d, rank), rng.normal(3, 1, size=d), covariance(rng, d, rank)


def singular(function, rng):
    for rank in (2, 2, 2, 0):  # 0: both covariances are 0, as of a generator that has collapsed to one point
        arguments = draw(rng, d=6, rank=rank)
        distance = np.asarray(function(*arguments)).reshape(())
        if np.iscomplexobj(distance):
            return "the result is complex: solvers for matrices that are not symmetric do that; R C2 R is symmetric"
        if np.isnan(distance):
            return (
                "the result is nan where the covariances are singular: rounding turns eigenvalues of 0 into -1e-17 or "
                "so, and their root is nan\nreplace what is below 0 by 0 before you take the root"
            )
        wanted = frechet_gaussians(*arguments)
        if not (error := abs(distance / wanted - 1)) <= 1e-6:
            message = f"for covariances of rank {rank}, d = 6, it must be {wanted:.9g}, and yours is {distance:.9g}"
            why = ": was a small number added? take the eigenvalues as they are; only those below 0 become 0"
            return message + (why if error < 1e-4 else "")
    return None


EXERCISE = Exercise(
    frechet_gaussians,
    title="The distance inside FID",
    statement=r"""
        FID treats the features of real and of generated images as if they came from two Gaussians, and computes the
        squared distance of these:
        $$d^2 = \lVert m_1 - m_2 \rVert^2 + \operatorname{tr}\bigl(C_1 + C_2 - 2 (C_1 C_2)^{1/2}\bigr).$$
        A trace is the sum of the eigenvalues, and the eigenvalues of a matrix root are the roots of the eigenvalues. So
        only the eigenvalues of $C_1 C_2$ are needed. But $C_1 C_2$ is not symmetric, and solvers for such matrices are
        slower and may return complex numbers. With the symmetric $R = C_1^{1/2}$, show that $R C_2 R$ is symmetric
        and has the same eigenvalues as $C_1 C_2$. (If $R C_2 R v = \lambda v$, multiply by $R$ from the left: $R v$
        is an eigenvector of $C_1 C_2$, except where $R v = 0$. There $\lambda = 0$, which adds nothing to the trace.
        For the other direction, multiply $C_1 C_2 w = \lambda w$ by $R C_2$.)

        Write $d^2$. With few images, or after a mode collapse, the covariances are singular.
    """,
    source="Heusel et al. 2017, eq. 6; Dowson & Landau 1982",
    notebook=10,
    hints=(
        "In one dimension it is (m1 - m2)^2 + (s1 - s2)^2, where s1 and s2 are the standard deviations: multiply that "
        "out, and find the terms of the general formula in it. np.trace gives the trace.",
        "np.linalg.eigh gives w and U of a symmetric C = U diag(w) U^T. The root of C has the same U and the roots of "
        "w. A root taken entry by entry is another matrix.",
        "Compute R from w and U, then R cov2 R, and its eigenvalues with np.linalg.eigvalsh. Rounding can make an "
        "eigenvalue of 0 negative: replace it by 0, in w and here, before you take roots. Their sum is the trace of "
        "the root.",
    ),
    explanation="""
        U * sqrt(w) multiplies the columns of U, which gives U diag(sqrt w) without a diagonal matrix. Two symmetric
        eigendecompositions are enough, all eigenvalues are real, and those below 0 become 0 before the root.
        tr(C1^(1/2) C2^(1/2)) is the same only where C1 and C2 commute, and smaller otherwise.
    """,
    in_numgan=(evaluation.frechet_distance_of_gaussians,),
    draw=draw,
    known=(
        Known(
            (np.array([0.0]), np.array([[1.0]]), np.array([3.0]), np.array([[4.0]])),
            10.0,
            "in one dimension: (0 - 3)^2 + (sqrt 1 - sqrt 4)^2 = 9 + 1",
        ),
        Known(
            (np.zeros(2), np.diag([1.0, 4.0]), np.array([1.0, 2.0]), np.array([[13.0, 3.0], [3.0, 1.0]])),
            14.0,
            "|m1 - m2|^2 = 1 + 4; the traces are 5 and 14; R = diag(1, 2), and R C2 R = [[13, 6], [6, 4]] has trace 17 "
            "and determinant 16, so the eigenvalues are 16 and 1, and their roots 4 and 1: 5 + 5 + 14 - 2 * 5",
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
        Mutant(not_squared, "this is the distance", cause="this is the distance; the squared distance is wanted"),
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
