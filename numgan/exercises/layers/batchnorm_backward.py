import numpy as np

from ... import layers
from ..exercise import Exercise, Gradient, Known, Mutant
from ..wording import batch_factors


def batchnorm_backward(dy, x, gamma, eps):
    """The gradients of batch normalisation, y = gamma xhat + beta, for a training batch.

    dy : (B, n), the gradient of the loss by y
    x : (B, n), the layer's input
    gamma : (n,)
    eps : float > 0, beside the biased variance under the root
    Returns dx (B, n), dgamma (n,), dbeta (n,). The batch's mean and variance depend on x.
    """
    B = len(x)
    xc = x - x.mean(axis=0)
    rstd = 1 / np.sqrt((xc * xc).mean(axis=0) + eps)
    xhat = xc * rstd
    dbeta = dy.sum(axis=0)
    dgamma = (dy * xhat).sum(axis=0)
    dx = gamma * rstd * (dy - dbeta / B - xhat * dgamma / B)
    return dx, dgamma, dbeta


def parts(dy, x, gamma, eps):
    rstd = 1 / np.sqrt(x.var(axis=0) + eps)
    xhat = (x - x.mean(axis=0)) * rstd
    return gamma * rstd, xhat, (dy * xhat).sum(axis=0), dy.sum(axis=0)


def constants(dy, x, gamma, eps):
    scale, _, dgamma, dbeta = parts(dy, x, gamma, eps)
    return scale * dy, dgamma, dbeta


def mean_only(dy, x, gamma, eps):
    scale, _, dgamma, dbeta = parts(dy, x, gamma, eps)
    return scale * (dy - dbeta / len(x)), dgamma, dbeta


def sums(dy, x, gamma, eps):
    scale, xhat, dgamma, dbeta = parts(dy, x, gamma, eps)
    return scale * (dy - dbeta - xhat * dgamma), dgamma, dbeta


def over_columns(dy, x, gamma, eps):
    scale, xhat, _, _ = parts(dy, x, gamma, eps)
    dgamma, dbeta = (dy * xhat).sum(axis=1, keepdims=True), dy.sum(axis=1, keepdims=True)
    return scale * (dy - dbeta / len(x) - xhat * dgamma / len(x)), dgamma, dbeta


def gamma_without_xhat(dy, x, gamma, eps):
    dx, _, dbeta = batchnorm_backward(dy, x, gamma, eps)
    return dx, dbeta, dbeta


def draw(rng):
    B, n = (int(size) for size in rng.choice(np.arange(3, 7), size=2, replace=False))
    return rng.normal(size=(B, n)), rng.normal(size=(B, n)), rng.normal(size=n), float(rng.uniform(0.1, 1))


def loss(dy, x, gamma, eps):
    return (dy * gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)).sum()


COLUMN = np.array([[1.0], [1.0], [3.0], [3.0]])

EXERCISE = Exercise(
    batchnorm_backward,
    title="Batch norm, backward: three paths",
    statement=r"""
        In $y_{ij} = \gamma_j \hat{x}_{ij} + \beta_j$, with $\hat{x}_{ij} = (x_{ij} - \mu_j) / \sqrt{\sigma_j^2 +
        \varepsilon}$, an entry $x_{ij}$ acts on the loss by three paths: directly, through the mean $\mu_j$, and
        through the variance $\sigma_j^2$. The last two lead to *every* row of column $j$. Start from
        $\partial L / \partial \hat{x}_{ij} = \gamma_j \, \partial L / \partial y_{ij}$, follow the three paths (Ioffe &
        Szegedy 2015, section 3, list the pieces) and collect: two means over the batch appear, and nothing else is new.

        Check it with a random `dy`. A column of $y$ adds up to $B \beta_j$ whatever $x$ is, so for `dy` of all ones the
        exact $dx$ is zero, and a test with ones lets a layer pass that hands G no gradient at all.

        Write $dx$, $d\gamma$ and $d\beta$.
    """,
    source="Ioffe & Szegedy 2015, section 3 (the gradients after algorithm 1)",
    notebook=3,
    hints=(
        "gamma and beta act on every row of their column, so their gradients are sums over the rows. What multiplies "
        "gamma_j in row i?",
        "By x_ij, the mean has the derivative 1 / B and the variance 2 (x_ij - mean_j) / B: the mean's own share in "
        "the variance vanishes, since a centred column adds up to 0.",
        "In the bracket that gamma and rstd multiply stand three terms: dy; minus the column's mean of dy; minus xhat "
        "times the column's mean of dy xhat. Those two means are gradients that you have already, over B.",
    ),
    explanation="""
        The mean's path takes away what is constant in a column of dy, the variance's path what is parallel to xhat: to
        shift or stretch a column of x does not change y (but for eps), so dx holds neither direction. With constant
        statistics dx = gamma rstd dy is left, which is right only at inference, where running statistics stand in.
    """,
    in_numgan=(layers.BatchNorm.backward,),
    draw=draw,
    returns=("dx", "dgamma", "dbeta"),
    known=(
        Known(
            (np.array([[1.0], [0.0], [0.0], [0.0]]), COLUMN, np.array([2.0]), 3.0),
            (np.array([[11 / 16], [-5 / 16], [-3 / 16], [-3 / 16]]), np.array([-0.5]), np.array([1.0])),
            "xhat = (-1/2, -1/2, 1/2, 1/2) and rstd = 1/2; only row 0 of dy counts: dgamma = 1 * -1/2, dbeta = 1, "
            "and dx_i = 2 * 1/2 * (dy_i - 1/4 - xhat_i * -1/8)",
        ),
        Known(
            (np.ones((4, 1)), COLUMN, np.array([2.0]), 3.0),
            (np.zeros((4, 1)), np.array([0.0]), np.array([4.0])),
            "the column of y adds up to 4 beta whatever x and gamma are",
        ),
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dgamma", "gamma", loss)),
    factors=lambda dy, x, gamma, eps: batch_factors(len(x)),
    mutants=(
        Mutant(constants, "for constants", cause="dx takes mean and variance for constants; both move with every x_ij"),
        Mutant(mean_only, "variance", cause="dx lacks the path through the variance: it is not orthogonal to xhat yet"),
        Mutant(
            sums, "1 / B", cause="dx subtracts sums over the batch: the mean's derivative by x_ij is 1 / B, so means"
        ),
        Mutant(
            over_columns,
            "along each row",
            cause="the sums run along each row: gamma_j and beta_j gather column j, axis=0",
        ),
        Mutant(
            gamma_without_xhat,
            "dgamma is not the gradient",
            cause="dgamma is the sum of dy alone: gamma multiplies xhat",
        ),
    ),
)
