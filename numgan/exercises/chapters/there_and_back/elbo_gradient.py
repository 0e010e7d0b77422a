import numpy as np

from .... import family
from ....functions import sigmoid
from ....objectives import losses
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def elbo_gradient(x, m, log_var, e, W, b):
    """-ELBO of a batch in a VAE, and its gradients with respect to what the encoder said.

    x : (B, n), pixels from 0 to 1
    m, log_var : (B, k), the encoder's mean and log s^2 for each row; the prior is N(0, 1)
    e : (B, k), noise from N(0, 1), one draw for each row
    W, b : (k, n) and (n,), the decoder: its logits are z W + b, one for each pixel. It stands still here
    Returns loss, a single number, in nats per row; dm and dlog_var, (B, k) each. Finite for logits of +-1000.
    """
    B, s = len(x), np.exp(log_var / 2)
    logits = (m + s * e) @ W + b
    nll = (np.logaddexp(0, logits) - x * logits).sum() / B
    kl = (m**2 + s**2 - 1 - log_var).sum() / (2 * B)
    dz = (np.exp(-np.logaddexp(0, -logits)) - x) @ W.T / B
    return nll + kl, dz + m / B, dz * e * s / 2 + (s**2 - 1) / (2 * B)


def parts(x, m, log_var, e, W, b):
    """The two losses; the gradient of each with respect to m and to log_var."""
    B, s = len(x), np.exp(log_var / 2)
    logits = (m + s * e) @ W + b
    nll, dlogits = losses.bernoulli(logits, x)
    dz = dlogits @ W.T
    kl = (m**2 + s**2 - 1 - log_var).sum() / (2 * B)
    return nll, kl, (dz, dz * e * s / 2), (m / B, (s**2 - 1) / (2 * B))


def weighted(arguments, of_pixels=1.0, of_kl=1.0, of_kl_gradient=None):
    nll, kl, pixels, prior = parts(*arguments)
    of_gradient = of_kl if of_kl_gradient is None else of_kl_gradient
    return of_pixels * nll + of_kl * kl, *(of_pixels * d + of_gradient * p for d, p in zip(pixels, prior, strict=True))


def no_kl(*arguments):
    return weighted(arguments, of_kl=0.0)


def no_pixels(*arguments):
    return weighted(arguments, of_pixels=0.0)


def kl_subtracted(*arguments):
    return weighted(arguments, of_kl=-1.0)


def bound_itself(*arguments):
    return weighted(arguments, of_pixels=-1.0, of_kl=-1.0)


def kl_without_gradient(*arguments):
    return weighted(arguments, of_kl_gradient=0.0)


def kl_twice(*arguments):
    return weighted(arguments, of_kl=2.0)


def kl_not_averaged(*arguments):
    return weighted(arguments, of_kl=float(len(arguments[0])))


def kl_gradient_not_averaged(*arguments):
    return weighted(arguments, of_kl_gradient=float(len(arguments[0])))


def mean_over_pixels(*arguments):
    return weighted(arguments, of_pixels=1 / arguments[0].shape[1])


def mean_over_latents(*arguments):
    return weighted(arguments, of_kl=1 / arguments[1].shape[1])


def noise_is_constant(*arguments):
    nll, kl, (dm, _), (km, klog_var) = parts(*arguments)
    return nll + kl, dm + km, klog_var


def no_noise_in_the_gradient(x, m, log_var, e, W, b):
    nll, kl, (dz, _), (km, klog_var) = parts(x, m, log_var, e, W, b)
    return nll + kl, dz + km, dz * np.exp(log_var / 2) / 2 + klog_var


def gradient_of_s(x, m, log_var, e, W, b):
    nll, kl, (dz, _), (km, _) = parts(x, m, log_var, e, W, b)
    s = np.exp(log_var / 2)
    return nll + kl, dz + km, dz * e + (s - 1 / s) / len(x)


def half_missing(x, m, log_var, e, W, b):
    nll, kl, (dz, dlog_var), (km, klog_var) = parts(x, m, log_var, e, W, b)
    return nll + kl, dz + km, 2 * dlog_var + klog_var


def deviation_in_kl(x, m, log_var, e, W, b):
    nll, _, (dz, dlog_var), (km, _) = parts(x, m, log_var, e, W, b)
    B, s = len(x), np.exp(log_var / 2)
    return nll + (m**2 + s - 1 - log_var).sum() / (2 * B), dz + km, dlog_var + (s - 1) / (2 * B)


def noise_from_the_variance(x, m, log_var, e, W, b):
    _, kl, _, (km, klog_var) = parts(x, m, log_var, e, W, b)
    s = np.exp(log_var)
    nll, _, (dz, _), _ = parts(x, m, 2 * log_var, e, W, b)
    return nll + kl, dz + km, dz * e * s + klog_var


def decodes_the_mean(x, m, log_var, e, W, b):
    _, kl, _, (km, klog_var) = parts(x, m, log_var, e, W, b)
    nll, _, (dz, dlog_var), _ = parts(x, m, log_var, 0 * e, W, b)
    return nll + kl, dz + km, dlog_var + klog_var


def noise_in_the_kl(x, m, log_var, e, W, b):
    """The KL's m replaced by the draw z."""
    nll, kl, (dz, dlog_var), (_, klog_var) = parts(x, m, log_var, e, W, b)
    z = m + np.exp(log_var / 2) * e
    return nll + kl + ((z**2).sum() - (m**2).sum()) / (2 * len(x)), dz + z / len(x), dlog_var + klog_var


def from_probabilities(x, m, log_var, e, W, b):
    _, kl, (dz, dlog_var), (km, klog_var) = parts(x, m, log_var, e, W, b)
    p = sigmoid((m + np.exp(log_var / 2) * e) @ W + b)
    nll = -(x * np.log(p) + (1 - x) * np.log(1 - p)).sum() / len(x)
    return nll + kl, dz + km, dlog_var + klog_var


def draw(rng):
    B, n, k = (int(size) for size in rng.choice(np.arange(2, 7), size=3, replace=False))
    m, e = rng.normal(size=(2, B, k))
    log_var = rng.uniform(0.3, 1.5, (B, k)) * rng.choice([-1, 1], (B, k))
    return rng.uniform(0.05, 0.95, (B, n)), m, log_var, e, rng.normal(size=(k, n)) / np.sqrt(k), rng.normal(size=n)


def minus_elbo(x, m, log_var, e, W, b):
    total = 0.0
    for i in range(len(x)):
        p = 1 / (1 + np.exp(-((m[i] + np.exp(log_var[i] / 2) * e[i]) @ W + b)))
        total -= (x[i] * np.log(p) + (1 - x[i]) * np.log(1 - p)).sum()
        total += 0.5 * (m[i] ** 2 + np.exp(log_var[i]) - 1 - log_var[i]).sum()
    return float(total / len(x))


EXERCISE = Exercise(
    elbo_gradient,
    title="The bound of a VAE, and its gradient",
    statement=r"""
        Put it together. A VAE ascends a lower bound on the log-likelihood of its data. With one draw
        $z = m + s \odot e$, $s = e^{l/2}$, for each row, what it descends is
        $$-ELBO = \frac{1}{B} \sum_i \bigl( -\log p(x_i \mid z_i) + KL(N(m_i, s_i^2) \| N(0, 1)) \bigr).$$
        The first term is `bernoulli_loss` of the decoder's logits, here of the smallest decoder, $z W + b$: "the code
        must tell the row". The second is `gaussian_kl` with the standard normal as its second Gaussian:
        $\frac12 \sum (m^2 + s^2 - 1 - l)$, "the code should say as little as possible". In the encoder's outputs the
        two pull against each other.

        Write the loss and its gradients with respect to $m$ and to $l$.
    """,
    source="Kingma & Welling 2014, eq. 10",
    notebook=19,
    hints=(
        "First the code and the logits; then the two losses, both with a mean over rows; then dz, from dlogits through "
        "W.",
        "dz goes to m and l as in `reparameterise_backward`. The KL term adds its own derivatives: of m^2 / 2 and of "
        "(s^2 - l) / 2, where the derivative of s^2 = exp(l) is s^2.",
        "dlogits is (sigmoid - x) / B, and dz is dlogits times the transposed W. The KL term is divided by B as well: "
        "it adds m / B to dm, and half of s^2 - 1, over B, to dlog_var.",
    ),
    explanation="""
        Where the pixels do not care, the KL term alone is left, and pulls m to 0 and s to 1: a latent that says nothing
        is exactly the prior and costs nothing, so a VAE switches off what it does not need. Where they care, s shrinks
        until a little more precision costs as much as it brings. A row that could have come from many codes is
        decoded to the mean of what they could mean: this is the blur of a VAE.
    """,
    in_numgan=(family.VAE.play, family.gaussian_code.GaussianCode),
    draw=draw,
    returns=("loss", "dm", "dlog_var"),
    known=(
        Known(
            (
                np.array([[1.0]]),
                np.array([[1.0]]),
                np.array([[np.log(4.0)]]),
                np.array([[-0.5]]),
                np.array([[2.0]]),
                np.array([np.log(3.0)]),
            ),
            (np.log(4 / 3) + 2 - np.log(2), np.array([[1 / 2]]), np.array([[7 / 4]])),
            "s = 2, so z = 1 - 1 = 0 and the logit is log 3: p = 3/4 and nll = log(4/3). KL = (1 + 4 - 1 - log 4) / 2. "
            "dz = (3/4 - 1) * 2 = -1/2; dm = -1/2 + 1; dlog_var = -1/2 * -1/2 * 2 / 2 + (4 - 1) / 2",
        ),
        Known(
            (
                np.array([[1.0, 0.0], [0.0, 1.0]]),
                np.zeros((2, 1)),
                np.zeros((2, 1)),
                np.array([[2.0], [-1.0]]),
                np.zeros((1, 2)),
                np.zeros(2),
            ),
            (2 * np.log(2), np.zeros((2, 1)), np.zeros((2, 1))),
            "the decoder does not look at its code: log 2 for each pixel. The codes are the prior, so KL = 0, and "
            "nothing pulls",
        ),
    ),
    gradients=(Gradient("dm", "m", minus_elbo), Gradient("dlog_var", "log_var", minus_elbo)),
    extremes=(
        (
            np.array([[1.0, 0.0], [0.0, 1.0]]),
            np.array([[1.0], [-1.0]]),
            np.zeros((2, 1)),
            np.array([[0.5], [-0.25]]),
            np.array([[1000.0, -500.0]]),
            np.array([0.0, 100.0]),
        ),
        (np.array([[0.5]]), np.array([[0.0]]), np.array([[-40.0]]), np.array([[1.0]]), np.ones((1, 1)), np.zeros(1)),
    ),
    factors=lambda x, m, log_var, e, W, b: {
        **batch_factors(len(x)),
        -1: "sign flipped: this is the bound itself, and the loss is minus the bound",
    },
    mutants=(
        Mutant(
            no_kl,
            "the KL term is missing",
            cause="the KL term is missing: this is an autoencoder with noise, and s would go to 0",
        ),
        Mutant(
            no_pixels,
            "the row itself is missing",
            cause="only the KL term is there: the row itself is missing, -log p(x | z)",
        ),
        Mutant(
            kl_subtracted,
            "both are losses",
            cause="the KL term was subtracted: both are losses, and are added",
        ),
        Mutant(bound_itself, "minus the bound"),
        Mutant(
            kl_without_gradient,
            "gradients of the KL term",
            cause="the loss is right, but the gradients of the KL term are missing: it depends on m and l directly",
        ),
        Mutant(
            kl_twice,
            "a 1/2 stands before",
            cause="the KL term is twice too large: a 1/2 stands before it",
        ),
        Mutant(
            kl_not_averaged,
            "the KL term is a mean over rows",
            cause="the pixels are a mean over rows and the KL term is a sum: the KL term is a mean over rows too",
        ),
        Mutant(
            kl_gradient_not_averaged,
            "the KL term's gradients",
            cause="the loss is right, but the KL term's gradients are those of a sum: divide them by B",
        ),
        Mutant(
            mean_over_pixels,
            "a sum over pixels",
            cause="the pixels were averaged: it is a sum over pixels, or the KL term weighs n times too much",
        ),
        Mutant(
            mean_over_latents,
            "a sum over the k coordinates",
            cause="the KL term was averaged over coordinates: it is a sum over the k coordinates",
        ),
        Mutant(
            noise_is_constant,
            "through s",
            cause="dlog_var has the KL term alone: the code depends on l too, through s",
        ),
        Mutant(
            no_noise_in_the_gradient,
            "dz/ds = e",
            cause="the noise is missing in dlog_var: dz/ds = e",
        ),
        Mutant(
            gradient_of_s,
            "with respect to s",
            cause="dlog_var is the gradient with respect to s: multiply it by ds/dl = s / 2",
        ),
        Mutant(
            half_missing,
            "ds/dl = s / 2",
            cause="the decoder's part of dlog_var is twice too large: ds/dl = s / 2",
        ),
        Mutant(
            deviation_in_kl,
            "contains s^2",
            cause="the KL term was computed with s: it contains s^2 = exp(l)",
        ),
        Mutant(
            noise_from_the_variance,
            "scaled by s^2",
            cause="the noise was scaled by s^2 = exp(l): the deviation is exp(l / 2)",
        ),
        Mutant(
            decodes_the_mean,
            "the draw z",
            cause="the mean was decoded, without noise: the decoder gets the draw z",
        ),
        Mutant(
            noise_in_the_kl,
            "of the Gaussian, not of the draw",
            cause="the KL term has z in the place of m: it is a property of the Gaussian, not of the draw",
        ),
        Mutant(
            from_probabilities,
            "before its logarithm",
            cause="a probability is rounded to 0 or 1 before its logarithm is taken: use np.logaddexp(0, .) of the "
            "logits",
        ),
    ),
)
