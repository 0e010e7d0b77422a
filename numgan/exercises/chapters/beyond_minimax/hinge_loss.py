import numpy as np

from .... import objectives
from ...exercise import Exercise, Gradient, Known, Mutant
from ...wording import batch_factors


def hinge_loss(real_logits, fake_logits):
    """The discriminator's hinge loss, with a margin of 1 on both sides of 0, and its gradients.

    real_logits : (B, 1), the scores of B real rows, any numbers
    fake_logits : (B', 1), the scores of B' generated rows; B' may differ from B
    Returns loss, a single number; dreal (B, 1) and dfake (B', 1), its gradients with respect to the scores. The 1 / B
    and 1 / B' of the means belong to them. A row exactly at its kink may have the gradient of either side.
    """
    r, f = real_logits, fake_logits
    loss = np.maximum(0, 1 - r).mean() + np.maximum(0, 1 + f).mean()
    return loss, -(r < 1).astype(r.dtype) / len(r), (f > -1).astype(f.dtype) / len(f)


def hinges(real_logits, fake_logits, margin=1.0):
    r, f = real_logits, fake_logits
    loss = np.maximum(0, margin - r).mean() + np.maximum(0, margin + f).mean()
    return loss, -(r < margin).astype(r.dtype) / len(r), (f > -margin).astype(f.dtype) / len(f)


def no_max(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return (1 - r).mean() + (1 + f).mean(), np.full_like(r, -1 / len(r)), np.full_like(f, 1 / len(f))


def no_margin(real_logits, fake_logits):
    return hinges(real_logits, fake_logits, 0.0)


def pulls_everywhere(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return hinges(r, f)[0], np.full_like(r, -1 / len(r)), np.full_like(f, 1 / len(f))


def pulls_outside(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    return hinges(r, f)[0], -(r > 1).astype(r.dtype) / len(r), (f < -1).astype(f.dtype) / len(f)


def max_of_the_mean(real_logits, fake_logits):
    r, f = (1 - real_logits).mean(), (1 + fake_logits).mean()
    pull, push = float(r > 0) / len(real_logits), float(f > 0) / len(fake_logits)
    return max(0, r) + max(0, f), np.full_like(real_logits, -pull), np.full_like(fake_logits, push)


def one_sign(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    loss = np.maximum(0, 1 - r).mean() + np.maximum(0, 1 - f).mean()
    return loss, -(r < 1).astype(r.dtype) / len(r), -(f < 1).astype(f.dtype) / len(f)


def sums(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    loss = np.maximum(0, 1 - r).sum() + np.maximum(0, 1 + f).sum()
    return loss, -(r < 1).astype(r.dtype), (f > -1).astype(f.dtype)


def no_mean(real_logits, fake_logits):
    return hinges(real_logits, fake_logits)[0], *sums(real_logits, fake_logits)[1:]


def number_of_real_rows(real_logits, fake_logits):
    loss, dreal, _ = hinges(real_logits, fake_logits)
    return loss, dreal, sums(real_logits, fake_logits)[2] / len(real_logits)


def violators_only(real_logits, fake_logits):
    r, f = real_logits, fake_logits
    short, over = (r < 1).astype(r.dtype), (f > -1).astype(f.dtype)
    return hinges(r, f)[0], -short / short.sum(), over / over.sum()


def draw(rng):
    B, B_fake = (int(n) for n in rng.choice(np.arange(4, 8), size=2, replace=False))
    while True:
        r, f = rng.normal(0, 2, (B, 1)), rng.normal(0, 2, (B_fake, 1))
        slack = np.abs(1 - r).min() > 0.05 and np.abs(1 + f).min() > 0.05  # away from the kinks
        if slack and r.min() < 0 and f.max() > 0 and r.max() > 1 and f.min() < -1:  # rows of every kind
            return r, f


def loss(real_logits, fake_logits):
    short = (np.clip(1 - real_logits, 0, None), np.clip(1 + fake_logits, 0, None))
    return sum(s.sum() / s.size for s in short)


EXERCISE = Exercise(
    hinge_loss,
    title="The hinge loss: beyond the margin no pull",
    statement=r"""
        In the loss of a Wasserstein critic every row always has a gradient. In the hinge loss a row has none as soon as
        its score is on the right side of 0 by a margin of 1 (Lim & Ye 2017; Miyato et al. 2018, eq. 16):
        $$L_D = E_{p_{data}}[\max(0, 1 - D(x))] + E_{p_g}[\max(0, 1 + D(x))].$$
        For rows inside the margin it is the critic's loss, with a constant gradient; beyond the margin the gradient is
        0, so $D$ learns from the rows that it is not yet sure of. The generator's loss is the same as with a critic,
        $-E_{p_g}[D(x)]$. With spectral normalisation these two losses became the usual choice for large image GANs.

        At one $x$ the expected loss is made of straight pieces. Where is its lowest point, if $p_{data} > p_g$ there?
        Write $D$'s loss for a batch, and its gradients with respect to the scores.
    """,
    source="Lim & Ye 2017 (geometric GAN); Miyato et al. 2018, eq. 16",
    notebook=13,
    hints=(
        "Draw max(0, 1 - r) as a function of r: where does it fall, where is it flat, and how large is its slope?",
        "The maximum is taken row by row, before the mean. A row beyond the margin adds 0 to the loss and has the "
        "gradient 0.",
        "Only rows inside the margin have a gradient: those with r below 1, and those with f above -1. It is -1 for "
        "real rows and 1 for generated rows, over the number of all rows of their kind. (r < 1).astype(r.dtype) makes "
        "numbers 0 and 1 of a comparison.",
    ),
    explanation="""
        The best D at x is 1 where p_data is larger and -1 where p_g is larger: a sign, and no probability. The mean is
        over all rows, also those beyond the margin. If it were over the rows inside the margin only, the last of them
        would have as large a gradient as a whole batch. With the maximum outside the mean a few rows far beyond the
        margin would hide all the bad rows.
    """,
    in_numgan=(objectives.Hinge.discriminator,),
    draw=draw,
    returns=("loss", "dreal", "dfake"),
    known=(
        Known(
            (np.array([[3.0], [0.5], [-1.5]]), np.array([[-2.0], [0.0], [1.0], [-0.5]])),
            (1.875, np.array([[0.0], [-1 / 3], [-1 / 3]]), np.array([[0.0], [0.25], [0.25], [0.25]])),
            "max(0, 1 - r) is 0, 1/2 and 5/2, max(0, 1 + f) is 0, 1, 2 and 1/2: the loss is 3/3 + 3.5/4; a row whose "
            "maximum is not 0 has the gradient -1/3 or 1/4",
        ),
        Known(
            (np.array([[8.0], [-1.0], [2.0]]), np.zeros((2, 1))),
            (5 / 3, np.array([[0.0], [-1 / 3], [0.0]]), np.array([[0.5], [0.5]])),
            "max(0, 1 - r) is 0, 2 and 0, max(0, 1 + f) is 1 and 1: the loss is 2/3 + 2/2; the score 8, far beyond the "
            "margin, adds 0",
        ),
    ),
    gradients=(Gradient("dreal", "real_logits", loss), Gradient("dfake", "fake_logits", loss)),
    extremes=(
        (np.array([[1000.0], [-1000.0], [30.0]]), np.array([[-500.0], [2000.0]])),
        (np.array([[0.99999], [1.00001], [-0.5]]), np.array([[-0.99999], [-1.00001]])),
        (np.array([[0.5]]), np.array([[-0.25]])),  # one row each
    ),
    factors=lambda real_logits, fake_logits: {
        0.5: "halved: the loss is the sum of the two means, with no factor 1/2",
        **batch_factors(len(real_logits)),
        **batch_factors(len(fake_logits)),
    },
    mutants=(
        Mutant(
            no_max,
            "the maximum with 0 is missing",
            cause="the maximum with 0 is missing: rows beyond the margin add 0 to the loss, and have the gradient 0",
        ),
        Mutant(no_margin, "the margin is missing", cause="the margin is missing: it is 1 - r and 1 + f, not -r and f"),
        Mutant(
            pulls_everywhere,
            "a gradient at every row",
            cause="the loss is right, but there is a gradient at every row: beyond the margin it must be 0",
        ),
        Mutant(
            pulls_outside,
            "the comparisons are the wrong way round",
            cause="the comparisons are the wrong way round: there is a gradient where r < 1, and where f > -1",
        ),
        Mutant(
            max_of_the_mean,
            "row by row",
            cause="the maximum was taken of the mean: take it row by row, and the mean after it",
        ),
        Mutant(
            one_sign,
            "generated rows are treated like real ones",
            cause="generated rows are treated like real ones: theirs is max(0, 1 + f), which rises with f",
        ),
        Mutant(
            violators_only,
            "by the number of all rows",
            cause="the gradient was divided by the number of rows inside the margin: divide by the number of all rows "
            "of this kind",
        ),
        Mutant(
            sums,
            "these are sums",
            cause="these are sums over the rows: divide each by its own number of rows, in the gradients too",
        ),
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
    ),
)
