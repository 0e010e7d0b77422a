import numpy as np

from .... import network, penalties
from ...exercise import Exercise, Gradient, Known, Mutant


def zero_centred_penalties(real, fake, W1, b1, W2, slope, weight):
    """R1 and R2 of a critic with one hidden layer, and the gradients of R1 + R2 with respect to its weights.

    The critic: a = x W1 + b1,  h = LeakyReLU(a),  D = h W2. Generated rows are constants here: G pays no penalty.

    real : (B, n), the rows of R1
    fake : (B', n), generated rows, those of R2; B' may differ from B
    W1 : (n, n_hidden);  b1 : (n_hidden,);  W2 : (n_hidden, 1)
    slope : float in (0, 1), s, LeakyReLU's slope for negative numbers
    weight : float > 0, gamma, the weight of both
    Returns R1 and R2, a single number each: weight / 2 times the mean over their own rows of |dD/dx|^2; dW1 and dW2,
    the gradients of their sum.
    """
    R, dW1, dW2 = [], np.zeros_like(W1), np.zeros_like(W2)
    for x in (real, fake):
        m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
        delta = m * W2.T
        g = delta @ W1.T
        R.append(weight / 2 * (g * g).sum(axis=1).mean())
        q = weight / len(x) * g
        dW1 += q.T @ delta
        dW2 += ((q @ W1) * m).sum(axis=0)[:, None]
    return R[0], R[1], dW1, dW2


def slopes(x, W1, b1, W2, slope):
    m = np.where(x @ W1 + b1 > 0, 1, slope).astype(x.dtype)
    return m, m * W2.T, (m * W2.T) @ W1.T


def at(x, W1, b1, W2, slope, q):
    """The gradients with respect to W1 and W2, if q is the penalty's gradient with respect to g."""
    m, delta, _ = slopes(x, W1, b1, W2, slope)
    return q.T @ delta, ((q @ W1) * m).sum(axis=0)[:, None]


def no_half(real, fake, W1, b1, W2, slope, weight):
    return zero_centred_penalties(real, fake, W1, b1, W2, slope, 2 * weight)


def two_kept(*arguments):
    R1, R2, dW1, dW2 = zero_centred_penalties(*arguments)
    return R1, R2, 2 * dW1, 2 * dW2


def R1_alone(real, fake, W1, b1, W2, slope, weight):
    R1, R2, dW1, dW2 = zero_centred_penalties(real, fake, W1, b1, W2, slope, weight)
    _, _, of_R2, of_R2_too = zero_centred_penalties(fake, fake, W1, b1, W2, slope, weight)
    return R1, R2, dW1 - of_R2 / 2, dW2 - of_R2_too / 2


def exchanged(real, fake, *critic):
    return zero_centred_penalties(fake, real, *critic)


def both_at_real(real, fake, *critic):
    return zero_centred_penalties(real, real, *critic)


def one_mean(real, fake, W1, b1, W2, slope, weight):
    of_real, of_fake = len(real) / (len(real) + len(fake)), len(fake) / (len(real) + len(fake))
    R1, R2, *_ = zero_centred_penalties(real, fake, W1, b1, W2, slope, weight)
    x = np.vstack([real, fake])
    _, _, g = slopes(x, W1, b1, W2, slope)
    return of_real * R1, of_fake * R2, *at(x, W1, b1, W2, slope, weight / len(x) * g)


def summed(real, fake, W1, b1, W2, slope, weight):
    R1, R2, *_ = zero_centred_penalties(real, fake, W1, b1, W2, slope, weight)
    x = np.vstack([real, fake])
    return len(real) * R1, len(fake) * R2, *at(x, W1, b1, W2, slope, weight * slopes(x, W1, b1, W2, slope)[2])


def around_one(real, fake, W1, b1, W2, slope, weight):
    R, gradients = [], []
    for x in (real, fake):
        g = slopes(x, W1, b1, W2, slope)[2]
        norm = np.linalg.norm(g, axis=1, keepdims=True)
        R.append(weight / 2 * ((norm - 1) ** 2).mean())
        gradients.append(at(x, W1, b1, W2, slope, weight / len(x) * (1 - 1 / norm) * g))
    return *R, gradients[0][0] + gradients[1][0], gradients[0][1] + gradients[1][1]


def not_squared(real, fake, W1, b1, W2, slope, weight):
    R, gradients = [], []
    for x in (real, fake):
        g = slopes(x, W1, b1, W2, slope)[2]
        norm = np.linalg.norm(g, axis=1, keepdims=True)
        R.append(weight / 2 * norm.mean())
        gradients.append(at(x, W1, b1, W2, slope, weight / 2 / len(x) / norm * g))
    return *R, gradients[0][0] + gradients[1][0], gradients[0][1] + gradients[1][1]


def of_the_mean_slope(real, fake, W1, b1, W2, slope, weight):
    R, gradients = [], []
    for x in (real, fake):
        g = np.broadcast_to(slopes(x, W1, b1, W2, slope)[2].mean(axis=0), x.shape)
        R.append(weight / 2 * (g[0] ** 2).sum())
        gradients.append(at(x, W1, b1, W2, slope, weight / len(x) * g))
    return *R, gradients[0][0] + gradients[1][0], gradients[0][1] + gradients[1][1]


def of_all_entries(real, fake, W1, b1, W2, slope, weight):
    return zero_centred_penalties(real, fake, W1, b1, W2, slope, weight / real.shape[1])


def no_mask(real, fake, W1, b1, W2, slope, weight):
    return zero_centred_penalties(real, fake, W1, b1, W2, 1.0, weight)


def of_the_score(real, fake, W1, b1, W2, slope, weight):
    R, dW1, dW2 = [], np.zeros_like(W1), np.zeros_like(W2)
    for x in (real, fake):
        a = x @ W1 + b1
        m, delta, _ = slopes(x, W1, b1, W2, slope)
        D = (m * a) @ W2
        R.append(weight / 2 * (D * D).mean())
        dD = weight / len(x) * D
        dW1 += x.T @ (dD * delta)
        dW2 += (m * a).T @ dD
    return *R, dW1, dW2


def W1_alone(*arguments):
    R1, R2, dW1, dW2 = zero_centred_penalties(*arguments)
    return R1, R2, dW1, np.zeros_like(dW2)


def W2_alone(*arguments):
    R1, R2, dW1, dW2 = zero_centred_penalties(*arguments)
    return R1, R2, np.zeros_like(dW1), dW2


def draw(rng):
    B, B_fake, n, n_hidden = (int(n) for n in rng.choice(np.arange(2, 8), size=4, replace=False))
    while True:
        x, W1, b1 = rng.normal(size=(B + B_fake, n)), rng.normal(size=(n, n_hidden)), rng.normal(size=n_hidden)
        if np.abs(a := x @ W1 + b1).min() > 0.01 and a.min() < 0 < a.max():  # away from the kink, on both sides
            break
    W2, slope, weight = rng.normal(size=(n_hidden, 1)), float(rng.uniform(0.1, 0.4)), float(rng.uniform(2.5, 12))
    return x[:B], x[B:], W1, b1, W2, slope, weight


def loss(real, fake, W1, b1, W2, slope, weight):
    total = 0.0
    for x in (real, fake):
        a, g = x @ W1 + b1, np.zeros_like(x)
        for k in range(W1.shape[1]):
            g += np.outer(np.where(a[:, k] > 0, W2[k, 0], slope * W2[k, 0]), W1[:, k])  # hidden unit k's part of dD/dx
        total += weight / 2 * np.square(np.linalg.norm(g, axis=1)).mean()
    return total


def small_critic(size):
    """The rows of a are (-2, -4, 2.5) and (-1.5, 7, -2.5) times this size."""
    W1 = np.array([[1.0, -2.0, 0.5], [1.5, 1.0, -1.0]])
    x = size * np.array([[1.0, -2.0], [-3.0, 1.0]])
    return x[:1], x[1:], W1, np.zeros(3), np.array([[2.0], [1.0], [-1.0]]), 0.25, 10.0


EXERCISE = Exercise(
    zero_centred_penalties,
    title="R1 and R2: flat around both kinds of rows",
    statement=r"""
        At the equilibrium $D$ is flat: it cannot tell the two kinds of rows apart, and if it is not flat there, it
        drives $G$ away again. R1 asks for that at the real rows, R2 at the generated ones (Mescheder et al. 2018).
        R3GAN uses both at every step:
        $$R_1 = \frac{\gamma}{2 B} \sum_i |\nabla D(x_i)|^2, \qquad
        R_2 = \frac{\gamma}{2 B'} \sum_j |\nabla D(G(z_j))|^2.$$
        The target is slope 0 and not 1, so there is no root, and no row without a direction. You have written all the
        parts for the critic $a = x W_1 + b_1$, $h = \max(a, s\,a)$, $D = h W_2$: a row's slope $g$, and the gradients
        of any function of $g$ with respect to $W_1$ and $W_2$. What is $q = \partial P / \partial g$ for these
        penalties?

        Write $R_1$ and $R_2$, and the gradients of $R_1 + R_2$.
    """,
    source="Mescheder et al. 2018, eq. 9 and section 4.1; Huang et al. 2024, section 2.2 (both at once)",
    notebook=15,
    hints=(
        "Do one kind of rows first. The derivative of |g|^2 with respect to g is 2 g, and the 1/2 was put there for "
        "it: what is left of q, with the mean over rows?",
        "`double_backward` has the rest: delta is the mask times the row W2^T, g is delta W1^T; W1's gradient is made "
        "of q and delta, and W2's of q W1 and the mask.",
        "The same lines for the generated rows, with their own number of rows in the mean, and add the two gradients. "
        "A loop over the two arrays does both. np.where(condition, 1, slope) is float64: cast it with "
        ".astype(x.dtype).",
    ),
    explanation="""
        R1 alone says nothing about D's slope where no data are, and this is where G stands and learns. With R2 D is
        flat there too. The gradient penalty of Wasserstein critics wants slope 1 between the two kinds; a D of slope 1
        pushes G on even if it has arrived. Generated rows count as constants here: the gradient of R2 with respect to
        them would reach G, and G should not be told to go where D is flat. A bias is in no slope: its gradient is 0.
    """,
    in_numgan=(penalties.R1.height, penalties.R2.points, penalties.Penalty.at, network.Sequential.double_backward),
    draw=draw,
    returns=("R1", "R2", "dW1", "dW2"),
    known=(
        Known(
            (
                *map(np.array, ([[1.0]], [[-1.0], [-1.0]], [[1.0, -2.0, 3.0]], [0.0, 1.0, -1.0])),
                np.array([[2.0], [1.0], [-1.0]]),
                0.5,
                4.0,
            ),
            (8.0, 12.5, np.array([[-26.0, -14.0, 13.0]]), np.array([[-13.0], [28.0], [-39.0]])),
            "at the real row a = (1, -1, 2), m = (1, 1/2, 1), delta = (2, 1/2, -1) and g = 2 - 1 - 3 = -2: R1 = 4/2 * "
            "4 and q = 4 * -2; at both generated rows a = (-1, 3, -4), m = (1/2, 1, 1/2), delta = (1, 1, -1/2) and g = "
            "1 - 2 - 3/2 = -5/2: R2 = 4/2 * 25/4 and q = 4/2 * -5/2, twice: dW1 is -8 times the first delta and -10 "
            "times the second, and dW2 is (-8, 16, -24) m plus (-10, 20, -30) m",
        ),
    ),
    gradients=(Gradient("dW1", "W1", loss), Gradient("dW2", "W2", loss)),
    extremes=(small_critic(1e-15), small_critic(1e6)),
    factors=lambda real, fake, W1, b1, W2, slope, weight: {
        2.0: "twice too large: R1 and R2 have the factor weight / 2, and the 2 of the square cancels it",
        1 / weight: "weight is missing: it multiplies R1 and R2, and so the gradients as well",
    },
    mutants=(
        Mutant(no_half, "the factor weight / 2"),
        Mutant(
            two_kept,
            "the 1/2 cancels",
            cause="the gradients are twice too large, but R1 and R2 are right: the 1/2 cancels the 2 of the square",
        ),
        Mutant(
            R1_alone,
            "of R1 only",
            cause="these are the gradients of R1 only: add those of R2",
        ),
        Mutant(exchanged, "R1 belongs to the real rows", cause="R1 and R2 are exchanged: R1 belongs to the real rows"),
        Mutant(
            both_at_real,
            "R2 is taken at the generated rows",
            cause="both penalties were taken at the real rows: R2 is taken at the generated rows",
        ),
        Mutant(
            one_mean,
            "its own rows",
            cause="all was divided by the number of all rows: each penalty is a mean over its own rows",
        ),
        Mutant(
            summed,
            "sums over rows",
            cause="these are sums over rows: divide each penalty by its own number of rows, in the gradients too",
        ),
        Mutant(
            around_one,
            "to slope 1",
            cause="these penalties draw to slope 1, as a Wasserstein critic's does: here the target is 0, so nothing "
            "is subtracted from |g|",
        ),
        Mutant(
            not_squared,
            "the square of the slope",
            cause="this is the mean of |g|: take the square of the slope, without a root",
        ),
        Mutant(
            of_the_mean_slope,
            "square first",
            cause="the slopes were averaged over the rows and then squared, so that they cancel: square first, row by "
            "row",
        ),
        Mutant(
            of_all_entries,
            "the mean is over rows only",
            cause="the squares were averaged over the columns as well: add them up in each row, the mean is over rows "
            "only",
        ),
        Mutant(
            no_mask,
            "LeakyReLU was left out",
            cause="LeakyReLU was left out: where a < 0 the slope is a factor of delta",
        ),
        Mutant(
            of_the_score,
            "the slope of D",
            cause="this takes D's score itself: take the slope of D, its derivative with respect to x",
        ),
        Mutant(
            W1_alone,
            "delta depends on W2",
            cause="dW2 is 0, but delta depends on W2: go back from g to delta, and from delta to W2",
        ),
        Mutant(
            W2_alone,
            "the last factor of g",
            cause="dW1 is 0, but W1 is the last factor of g = delta W1^T: it has a gradient of its own",
        ),
    ),
)
