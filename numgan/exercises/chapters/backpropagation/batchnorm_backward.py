import numpy as np

from .... import layers
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def batchnorm_backward(dy, x, gamma, eps):
    """The gradients of batch normalisation, y = gamma xhat + beta, for a training batch.

    dy : (B, n), B >= 2, the gradient of the loss with respect to y
    x : (B, n), the layer's input
    gamma : (n,)
    eps : float > 0, added to the biased variance under the root
    Returns dx (B, n), dgamma (n,) and dbeta (n,). The batch's mean and variance depend on x.
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


def without_gamma(dy, x, gamma, eps):
    return batchnorm_backward(dy, x, np.ones_like(gamma), eps)


def gamma_on_dy_alone(dy, x, gamma, eps):
    scale, xhat, dgamma, dbeta = parts(dy, x, gamma, eps)
    return scale / gamma * (gamma * dy - dbeta / len(x) - xhat * dgamma / len(x)), dgamma, dbeta


def no_eps(dy, x, gamma, eps):
    return batchnorm_backward(dy, x, gamma, 0)


def eps_outside(dy, x, gamma, eps):
    std = x.std(axis=0)
    return batchnorm_backward(dy, x, gamma, 2 * std * eps + eps * eps)  # var + this = (std + eps)^2


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


X = np.array([[1.0, 14.0], [1.0, 8.0], [3.0, 8.0], [3.0, 10.0]])
GAMMA = np.array([4.0, -3.0])
BECAUSE = (
    "the columns of xhat are (-1/2, -1/2, 1/2, 1/2) and (4/3, -2/3, -2/3, 0), and rstd = (1/2, 1/3); each column of dy "
    "has one entry that is not 0: dgamma = (1 * -1/2, 3 * -2/3), dbeta = (1, 3), and dx = gamma rstd (bracket), which "
    "is 2 (dy_i - 1/4 + xhat_i / 8) in column 0 and -1 (dy_i - 3/4 + xhat_i / 2) in column 1"
)

SMALL = np.array([2.0, -1.0]), 1e-10  # gamma and eps: dx is large in a constant column

EXERCISE = Exercise(
    batchnorm_backward,
    title="Batch norm, backward: three paths",
    statement=r"""
        In $y_{ij} = \gamma_j \hat{x}_{ij} + \beta_j$, with $\hat{x}_{ij} = (x_{ij} - \mu_j) / \sqrt{\sigma_j^2 +
        \varepsilon}$, an entry $x_{ij}$ changes the loss along three paths: directly, through the mean $\mu_j$, and
        through the variance $\sigma_j^2$. The last two lead to *every* row of column $j$. Start from
        $\partial L / \partial \hat{x}_{ij} = \gamma_j \, \partial L / \partial y_{ij}$, follow the three paths (Ioffe &
        Szegedy 2015, section 3, list the terms) and add them. Two means over the batch appear, and nothing else is new.

        Check it with a random `dy`. A column of $y$ adds up to $B \beta_j$ for every $x$, so if all of `dy` is 1, the
        exact $dx$ is zero. A test with ones would therefore accept a layer that gives $G$ no gradient at all.

        Write $dx$, $d\gamma$ and $d\beta$.
    """,
    source="Ioffe & Szegedy 2015, section 3 (the gradients after algorithm 1)",
    notebook=3,
    hints=(
        "gamma and beta act on every row of their column, so their gradients are sums over the rows. What multiplies "
        "gamma_j in row i?",
        "With respect to x_ij, the mean has the derivative 1 / B and the variance 2 (x_ij - mean_j) / B. The mean in "
        "the variance adds nothing, because a column of x - mean adds up to 0.",
        "Let rstd be 1 / sqrt(variance + eps). dx is gamma times rstd times a bracket of three terms: dy; minus the "
        "column's mean of dy; minus xhat times the column's mean of dy xhat. These two means are dbeta and dgamma, "
        "divided by B.",
    ),
    explanation="""
        The path through the mean removes from each column of dy what is constant, and the path through the variance
        removes what is parallel to xhat. The reason: shifting or stretching a column of x does not change y (except for
        the effect of eps), so dx holds neither direction. With constant statistics only dx = gamma rstd dy remains.
        That is right only at inference, where running statistics replace those of the batch.
    """,
    in_numgan=(layers.BatchNorm.backward,),
    draw=draw,
    returns=("dx", "dgamma", "dbeta"),
    known=(
        Known(
            (np.array([[1.0, 0.0], [0.0, 3.0], [0.0, 0.0], [0.0, 0.0]]), X, GAMMA, 3.0),
            (
                np.array([[11 / 8, 1 / 12], [-5 / 8, -23 / 12], [-3 / 8, 13 / 12], [-3 / 8, 3 / 4]]),
                np.array([-0.5, -2.0]),
                np.array([1.0, 3.0]),
            ),
            BECAUSE,
        ),
        Known(
            (np.ones((4, 2)), X, GAMMA, 3.0),
            (np.zeros((4, 2)), np.zeros(2), np.array([4.0, 4.0])),
            "each column of y adds up to 4 beta for every x and gamma, so dx and dgamma are 0",
        ),
    ),
    extremes=(
        (np.array([[1.0, 2.0], [-3.0, 0.5]]), np.array([[0.0, 3.0], [0.0, 1.0]]), np.array([2.0, -1.0]), 0.5),  # B = 2
        (np.array([[1.0, 2.0], [0.0, 1.0], [-2.0, 4.0]]), np.array([[0.0, 1.0], [0.0, 2.0], [0.0, 4.0]]), *SMALL),
        (np.array([[1.0], [-2.0], [0.5]]), np.array([[3.0], [1.0], [-1.5]]), np.array([2.0]), 0.5),  # one column
    ),
    gradients=(Gradient("dx", "x", loss), Gradient("dgamma", "gamma", loss)),
    factors=lambda dy, x, gamma, eps: batch_factors(len(x)),
    mutants=(
        Mutant(
            constants,
            "as constants",
            cause="dx treats the mean and the variance as constants: both change with every x_ij, so add their paths",
        ),
        Mutant(
            mean_only,
            "variance",
            cause="dx lacks the path through the variance: also subtract xhat times the mean of dy xhat",
        ),
        Mutant(without_gamma, "lacks gamma", cause="dx lacks gamma: dL/dxhat is gamma times dy"),
        Mutant(
            gamma_on_dy_alone,
            "the whole bracket",
            cause="gamma multiplies only the first term of dx here: it multiplies the whole bracket",
        ),
        Mutant(no_eps, "eps is missing", cause="eps is missing: add it to the variance, under the root"),
        Mutant(
            eps_outside, "after the root", cause="eps was added after the root: add it to the variance, under the root"
        ),
        Mutant(
            sums,
            "divide both by B",
            cause="dx subtracts sums over the batch: it needs means, so divide both by B",
        ),
        Mutant(
            over_columns,
            "along each row",
            cause="the sums run along each row: gamma_j and beta_j act on column j, so sum over axis=0",
        ),
        Mutant(
            gamma_without_xhat,
            "dgamma is not the gradient",
            cause="dgamma is the sum of dy alone: gamma multiplies xhat, so sum dy xhat",
        ),
    ),
)
