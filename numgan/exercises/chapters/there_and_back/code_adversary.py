import numpy as np

from .... import family, turns
from ....functions import sigmoid
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def code_adversary(prior, codes, W, b, v):
    """A discriminator of codes: its own loss, the encoder's loss, and what it tells the encoder.

    prior : (B', k), draws from the prior
    codes : (B, k), the encoder's codes of B rows; B' may differ from B
    W, b, v : (k, h), (h,) and (h, 1), the discriminator: its logits are tanh(c W + b) v
    Returns d_loss and e_loss, single numbers, both non-saturating; dcodes (B, k), the gradient of e_loss with respect
    to the codes. Finite for logits of +-1000, and exact where it is tiny.
    """
    h = np.tanh(codes @ W + b)
    logits, prior_logits = h @ v, np.tanh(prior @ W + b) @ v
    d_loss = np.logaddexp(0, -prior_logits).mean() + np.logaddexp(0, logits).mean()
    dlogits = -np.exp(-np.logaddexp(0, logits)) / len(codes)
    return d_loss, np.logaddexp(0, -logits).mean(), (dlogits @ v.T * (1 - h**2)) @ W.T


def backward(dlogits, codes, W, b, v):
    return (dlogits @ v.T * (1 - np.tanh(codes @ W + b) ** 2)) @ W.T


def judged(prior, codes, W, b, v):
    return np.tanh(prior @ W + b) @ v, np.tanh(codes @ W + b) @ v


def codes_are_real(prior, codes, W, b, v):
    p, c = judged(prior, codes, W, b, v)
    d_loss = np.logaddexp(0, -c).mean() + np.logaddexp(0, p).mean()
    return d_loss, np.logaddexp(0, c).mean(), backward(sigmoid(c) / len(c), codes, W, b, v)


def d_loss_the_wrong_way(prior, codes, W, b, v):
    p, c = judged(prior, codes, W, b, v)
    _, e_loss, dcodes = code_adversary(prior, codes, W, b, v)
    return np.logaddexp(0, -c).mean() + np.logaddexp(0, p).mean(), e_loss, dcodes


def saturating(prior, codes, W, b, v):
    _, c = judged(prior, codes, W, b, v)
    d_loss, *_ = code_adversary(prior, codes, W, b, v)
    return d_loss, -np.logaddexp(0, c).mean(), backward(-sigmoid(c) / len(c), codes, W, b, v)


def gradient_of_d_loss(prior, codes, W, b, v):
    _, c = judged(prior, codes, W, b, v)
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, backward(sigmoid(c) / len(c), codes, W, b, v)


def ascends(*arguments):
    d_loss, e_loss, dcodes = code_adversary(*arguments)
    return d_loss, e_loss, -dcodes


def no_mean(prior, codes, W, b, v):
    d_loss, e_loss, dcodes = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, dcodes * len(codes)


def number_of_draws(prior, codes, W, b, v):
    d_loss, e_loss, dcodes = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, dcodes * (len(codes) / len(prior))


def no_tanh_slope(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, -sigmoid(-judged(prior, codes, W, b, v)[1]) / len(codes) @ v.T @ W.T


def slope_at_the_input(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    dlogits = -sigmoid(-judged(prior, codes, W, b, v)[1]) / len(codes)
    return d_loss, e_loss, (dlogits @ v.T * (1 - (codes @ W + b) ** 2)) @ W.T


def target_forgotten(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, backward(np.full((len(codes), 1), -1 / len(codes), v.dtype), codes, W, b, v)


def slope_again(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    D = sigmoid(judged(prior, codes, W, b, v)[1])
    return d_loss, e_loss, backward(-((1 - D) ** 2) * D / len(codes), codes, W, b, v)


def mean_of_two(*arguments):
    d_loss, e_loss, dcodes = code_adversary(*arguments)
    return d_loss / 2, e_loss, dcodes


def half_of_d_loss(prior, codes, W, b, v):
    _, c = judged(prior, codes, W, b, v)
    _, e_loss, dcodes = code_adversary(prior, codes, W, b, v)
    return np.logaddexp(0, c).mean(), e_loss, dcodes


def belief_minus_1(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    c = judged(prior, codes, W, b, v)[1]
    return d_loss, e_loss, backward((1 / (1 + np.exp(-c)) - 1) / len(codes), codes, W, b, v)


def from_probabilities(prior, codes, W, b, v):
    _, _, dcodes = code_adversary(prior, codes, W, b, v)
    real, made = map(sigmoid, judged(prior, codes, W, b, v))
    return -np.log(real).mean() - np.log(1 - made).mean(), -np.log(made).mean(), dcodes


def towards_the_prior(prior, codes, W, b, v):
    d_loss, e_loss, _ = code_adversary(prior, codes, W, b, v)
    return d_loss, e_loss, (codes - prior.mean(axis=0)) / len(codes)


def draw(rng):
    B, B_prior, k, h = (int(size) for size in rng.choice(np.arange(2, 8), size=4, replace=False))
    prior, codes = rng.normal(size=(B_prior, k)), rng.normal(0.5, 1.5, (B, k))
    return prior, codes, rng.normal(size=(k, h)) / np.sqrt(k), rng.normal(size=h), rng.normal(size=(h, 1))


def encoders_loss(prior, codes, W, b, v):
    return float(np.log1p(np.exp(-np.tanh(codes @ W + b) @ v)).mean())


EXERCISE = Exercise(
    code_adversary,
    title="An adversary for codes",
    statement=r"""
        A VAE needs a formula for its divergence from the prior. An adversarial autoencoder (Makhzani et al. 2015) needs
        only *draws* from the prior, so the prior may be anything: a ring, ten petals. A discriminator $D$ looks at
        codes. Draws from the prior are real, and the encoder's codes are generated,
        $$L_D = \frac{1}{B'} \sum_j \log(1 + e^{-l'_j}) + \frac1B \sum_i \log(1 + e^{l_i}), \qquad
        L_E = \frac1B \sum_i \log(1 + e^{-l_i}),$$
        where $l = \tanh(c W + b)\, v$ are $D$'s logits of the $B$ codes, and $l'$ those of $B'$ draws. The encoder
        plays the part that $G$ has in a GAN: it makes codes out of data, as $G$ makes rows out of noise. What $D$ tells
        it is added to what the decoder tells it.

        Write both losses, and the gradient of $L_E$ with respect to the codes.
    """,
    source="Makhzani et al. 2015 (AAE), section 2, with the non-saturating loss of Goodfellow et al. 2014",
    notebook=19,
    hints=(
        "It is the first GAN, one floor higher: the prior stands where the data stood, and the codes where G(z) stood.",
        "dlogits is -(1 - D) / B, and 1 - D is sigmoid(-l), the exponential of -np.logaddexp(0, l).",
        "From dlogits (B, 1) go back with the transposed v, through np.tanh, whose slope is one minus the square of "
        "its output, and with the transposed W. The prior's draws have no part in it.",
    ),
    explanation="""
        Nothing is new except for what is judged. D sees single codes and learns where the codes of *all* rows together
        are too many or too few. So the aggregate fills the prior, while one row's code may be a single point, where a
        VAE pulls each row's own Gaussian towards the prior. And D lives in a few dimensions, where its task is easier
        than among images.
    """,
    in_numgan=(family.AAE.play, turns.fool),
    draw=draw,
    returns=("d_loss", "e_loss", "dcodes"),
    known=(
        Known(
            (
                np.array([[0.0]]),
                np.array([[0.0], [0.0]]),
                np.array([[2.0]]),
                np.array([np.arctanh(0.5)]),
                np.array([[2 * np.log(3.0)]]),
            ),
            (2 * np.log(4) - np.log(3), np.log(4 / 3), np.full((2, 1), -3 * np.log(3.0) / 8)),
            "tanh = 1/2, so each logit is log 3 and D = 3/4. d_loss = log(4/3) + log 4; "
            "dlogits = -1/4 / 2, times v = 2 log 3, times the slope 1 - 1/4, times W = 2",
        ),
    ),
    gradients=(Gradient("dcodes", "codes", encoders_loss),),
    extremes=(
        (
            np.array([[0.5], [-0.5]]),
            np.array([[1.0], [-1.0], [0.25]]),
            np.array([[1.0]]),
            np.zeros(1),
            np.array([[1000.0]]),
        ),
        (
            np.array([[0.5]]),
            np.array([[0.75], [-0.75]]),
            np.array([[1.0, -1.0]]),
            np.array([0.0, 0.5]),
            np.array([[60.0], [-5.0]]),
        ),
    ),
    factors=lambda prior, codes, W, b, v: batch_factors(len(codes)),
    mutants=(
        Mutant(
            codes_are_real,
            "draws from the prior are real",
            cause="real and generated are exchanged: draws from the prior are real, codes are generated",
        ),
        Mutant(
            d_loss_the_wrong_way,
            "in d_loss",
            cause="the two kinds are exchanged in d_loss: draws from the prior are real there as well",
        ),
        Mutant(
            saturating,
            "the saturating loss",
            cause="e_loss is the saturating loss, log(1 - D): the non-saturating one is -log D",
        ),
        Mutant(
            gradient_of_d_loss,
            "D's loss with respect to the codes",
            cause="dcodes is the gradient of D's loss with respect to the codes: the encoder would help D",
        ),
        Mutant(
            ascends,
            "dcodes has the wrong sign",
            cause="dcodes has the wrong sign: e_loss falls as a logit rises",
        ),
        Mutant(
            no_mean,
            "each code counts 1 / B",
            cause="the losses are right, but dcodes is that of a sum: each code counts 1 / B",
        ),
        Mutant(
            number_of_draws,
            "the number of codes",
            cause="dcodes was divided by the number of the prior's draws: it is the number of codes that counts",
        ),
        Mutant(
            no_tanh_slope,
            "the slope of tanh is missing",
            cause="the slope of tanh is missing: 1 - h^2, with h = tanh(c W + b)",
        ),
        Mutant(
            slope_at_the_input,
            "the square of its output",
            cause="the slope of tanh was computed from its input: it is one minus the square of its output",
        ),
        Mutant(
            target_forgotten,
            "belief is missing",
            cause="dlogits is -1 / B for all codes, so D's belief is missing: it is -(1 - D) / B",
        ),
        Mutant(
            slope_again,
            "D (1 - D) is multiplied in once too often",
            cause="D (1 - D) is multiplied in once too often: belief minus target already contains it",
        ),
        Mutant(
            mean_of_two,
            "a sum of two means",
            cause="d_loss was halved: it is a sum of two means",
        ),
        Mutant(
            half_of_d_loss,
            "the draws are missing",
            cause="d_loss has the codes alone: the draws are missing, from which D learns what is real",
        ),
        Mutant(
            belief_minus_1,
            "D - 1 loses its digits",
            cause="D - 1 loses its digits where D is near 1: 1 - sigmoid(l) is sigmoid(-l), so no subtraction is "
            "needed",
        ),
        Mutant(
            from_probabilities,
            "before its logarithm",
            cause="a probability is rounded to 0 before its logarithm is taken: use np.logaddexp(0, .) of the logits",
        ),
        Mutant(
            towards_the_prior,
            "only D knows",
            cause="dcodes pulls every code to the middle of the draws: how codes must move, only D knows",
        ),
    ),
)
