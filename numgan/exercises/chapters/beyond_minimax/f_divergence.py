import numpy as np

from .... import objectives
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def f_divergence(real_logits, fake_logits):
    """The f-GAN discriminator's loss for the squared Hellinger distance, f(u) = (sqrt(u) - 1)^2, and its gradients.

    The output activation is g(v) = 1 - exp(-v).

    real_logits : (B, 1), D's outputs v for B real rows, any numbers
    fake_logits : (B', 1), its outputs for B' generated rows; B' may differ from B
    Returns loss, a single number, -F; dreal (B, 1) and dfake (B', 1), its gradients. The 1 / B and 1 / B' of the means
    belong to them. All are exact for |v| = 40 too, where 1 - t is rounded to 0, and for |v| = 500 in float64.
    """
    slope, u = np.exp(-real_logits), np.exp(fake_logits)
    loss = (u - 1).mean() - (1 - slope).mean()
    return loss, -slope / len(real_logits), u / len(fake_logits)


def in_steps(real_logits, fake_logits):
    T, t = 1 - np.exp(-real_logits), 1 - np.exp(-fake_logits)
    dfake = np.exp(-fake_logits) / (1 - t) ** 2
    return (t / (1 - t)).mean() - T.mean(), -np.exp(-real_logits) / len(T), dfake / len(t)


def no_activation(real_logits, fake_logits):
    v, w = real_logits, fake_logits
    return (w / (1 - w)).mean() - v.mean(), np.full_like(v, -1 / len(v)), 1 / (1 - w) ** 2 / len(w)


def no_conjugate(real_logits, fake_logits):
    a, b = np.exp(-real_logits), np.exp(-fake_logits)
    return a.mean() - b.mean(), -a / len(a), b / len(b)


def no_chain_rule(real_logits, fake_logits):
    loss, dreal, _ = f_divergence(real_logits, fake_logits)
    return loss, np.full_like(dreal, -1 / len(dreal)), np.exp(2 * fake_logits) / len(fake_logits)


def of_F(real_logits, fake_logits):
    return tuple(-value for value in f_divergence(real_logits, fake_logits))


def no_mean(real_logits, fake_logits):
    return f_divergence(real_logits, fake_logits)[0], -np.exp(-real_logits), np.exp(fake_logits)


def no_constants(real_logits, fake_logits):
    loss, dreal, dfake = f_divergence(real_logits, fake_logits)
    return loss + 2, dreal, dfake


def number_of_real_rows(real_logits, fake_logits):
    loss, dreal, _ = f_divergence(real_logits, fake_logits)
    return loss, dreal, np.exp(fake_logits) / len(real_logits)


def squared_ratio(real_logits, fake_logits):
    u = np.exp(2 * fake_logits)
    dreal = -np.exp(-real_logits) / len(real_logits)
    return ((np.sqrt(u) - 1) ** 2).mean() - (1 - np.exp(-real_logits)).mean(), dreal, 2 * (u - np.sqrt(u)) / len(u)


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(3, 8), size=2, replace=False))
    return rng.normal(0, 1, (B, 1)), rng.normal(0, 1, (B_fake, 1))


def loss(real_logits, fake_logits):
    T, t = 1 - np.exp(-real_logits), 1 - np.exp(-fake_logits)
    return (t / (1 - t)).mean() - T.mean()


EXERCISE = Exercise(
    f_divergence,
    title="A game for any divergence: squared Hellinger",
    statement=r"""
        Every convex $f$ with $f(1) = 0$ gives a divergence, $D_f = E_{p_g}[f(p_{data} / p_g)]$, and f-GAN has a game
        for each. A convex function is the maximum of its tangents, so with its conjugate
        $f^*(t) = \max_u \, (t u - f(u))$ there is a lower bound that needs only samples (Nowozin et al. 2016, eq. 4, 6
        and 7),
        $$D_f \ge F = E_{p_{data}}[g(D(x))] - E_{p_g}[f^*(g(D(x)))].$$
        $f^*$ is not finite for every $t$. $D$'s output is any number, and the output activation $g$ turns it into a $t$
        for which $f^*$ is finite.

        Take the squared Hellinger distance: $f(u) = (\sqrt u - 1)^2$ and $g(v) = 1 - e^{-v}$. Find $f^*$ with pen and
        paper. Then put $g$ into $f^*$ and simplify *before* you write code: the result is short, and exact where
        $1 - t$ would be rounded to 0.

        Write the loss $-F$ of a batch, and its gradients with respect to $D$'s outputs.
    """,
    source="Nowozin et al. 2016, eq. 4, 6 and 7; tables 1 and 2",
    notebook=13,
    hints=(
        "Where is t u - (sqrt(u) - 1)^2 largest? Its derivative with respect to u is t - 1 + 1 / sqrt(u).",
        "At the maximum sqrt(u) is 1 / (1 - t), and f*(t) comes out as t / (1 - t), for t < 1. Now t is 1 - exp(-v).",
        "f*(g(v)) is a single exponential minus a constant. dreal needs the derivative of g(v), with a minus sign, and "
        "dfake the derivative of f*(g(v)), each over its own number of rows.",
    ),
    explanation="""
        f*(t) = t / (1 - t), and with t = 1 - exp(-v) this is exp(v) - 1. The derivative of f* with respect to t is the
        u at the maximum, so the best D has exp(2 v) = p_data / p_g: its v is half the logit of the first GAN. Computed
        in steps, 1 - t is 0 for v above 38 (float32: 18), and the loss is infinite; the simplified formula is finite up
        to v = 709.
    """,
    in_numgan=(
        objectives.SquaredHellinger.activation,
        objectives.SquaredHellinger.conjugate,
        objectives.FDivergence.discriminator,
    ),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.log(np.array([[2.0], [1.0], [2.0], [1.0]])), np.log(np.array([[3.0], [1.0], [2.0]]))),
            (0.75, np.array([[-1 / 8], [-1 / 4], [-1 / 8], [-1 / 4]]), np.array([[1.0], [1 / 3], [2 / 3]])),
            "g = 1/2, 0, 1/2 and 0 for the real rows, g = 2/3, 0 and 1/2 and f* = 2, 0 and 1 for the others: the loss "
            "is 3/3 - 1/4; the derivative of g is 1/2, 1, 1/2, 1, over 4 rows, that of f*(g) is 3, 1, 2, over 3 rows",
        ),
        Known(
            (np.log(np.array([[2.0]] * 4 + [[0.5]])), np.log(np.array([[2.0]] + [[0.5]] * 4))),
            (-0.4, np.array([[-0.1]] * 4 + [[-0.4]]), np.array([[0.4]] + [[0.1]] * 4)),
            "p_data = (4/5, 1/5) and p_g = (1/5, 4/5) on two points, and the best D, exp(2 v) = 4 and 1/4: F is the "
            "distance itself, 2 (sqrt(4/5) - sqrt(1/5))^2 = 2/5; exp(-v) is 1/2 and 2, exp(v) 2 and 1/2, each over 5",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(
        (np.array([[-40.0], [40.0]]), np.array([[-40.0], [40.0], [38.0]])),
        (np.array([[40.0], [35.0], [38.0]]), np.array([[-40.0], [-36.0]])),
        (np.array([[500.0], [0.0]]), np.array([[500.0], [-500.0], [1.0]])),
        (np.array([[1.5]]), np.array([[-0.5]])),  # one row each
    ),
    factors=lambda real_logits, fake_logits: {
        0.5: "halved: some authors have a factor 1/2 in the squared Hellinger distance, but this f has none",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            in_steps,
            "rounded to 0",
            cause="1 - t is rounded to 0 where exp(-v) is tiny: put g into f* and simplify on paper first",
        ),
        Mutant(
            no_activation,
            "the activation g is missing",
            cause="the activation g is missing: f* takes a t = g(v) below 1, but v can be any number",
        ),
        Mutant(
            no_conjugate,
            "the conjugate is missing",
            cause="the conjugate is missing: for generated rows take the mean of f*(g(v)), not of g(v) itself",
        ),
        Mutant(
            no_chain_rule,
            "with respect to t",
            cause="these are the gradients with respect to t = g(v): multiply both by g'(v), as the chain rule says",
        ),
        Mutant(of_F, "its loss is -F", cause="this is F, which D makes large: its loss is -F"),
        Mutant(
            no_mean,
            "each row counts 1 / B",
            cause="the loss is right, but the gradients are those of sums: in a mean each row counts 1 / B, or 1 / B'",
        ),
        Mutant(
            number_of_real_rows,
            "number of generated rows",
            cause="dfake was divided by the number of real rows: divide it by the number of generated rows",
        ),
        Mutant(
            no_constants,
            "the constants are missing",
            cause="the constants are missing in the loss: g(v) is 1 - exp(-v), and f*(g(v)) is an exponential minus 1",
        ),
        Mutant(
            squared_ratio,
            "f in place of its conjugate",
            cause="for generated rows this takes f in place of its conjugate f*",
        ),
    ),
)
