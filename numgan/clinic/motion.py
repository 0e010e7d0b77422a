"""What the players do: they run away, stand still, or circle."""

from functools import partial

import numpy as np

from .. import plots
from .evidence import Evidence
from .finding import Finding

LARGE = 20.0  # D's loss, which is at most 1.4 in healthy runs
GROWN = 50.0  # a critic's gradients, in norms of the first steps; those of healthy runs grow by less than 20
STILL = 0.01  # how far a player has come, in lengths of its weights; healthy runs from .15 on
APART = 0.9  # of rows that neighbours tell apart: the samples are not yet like the data
PERIODIC = 0.4  # correlation of a curve with itself one period later (and minus this half a period later)
AMPLITUDE = 0.05  # of D(x) - D(G(z)), below which a swing does no harm
PERIODS = 3  # at least, in the second half of the run


def numbers_explode(e: Evidence) -> Finding | None:
    """Do losses and gradients grow without end?

    It is so if the next step diverges, if D's mean |loss| of the last fifth is above LARGE, or if D is a critic and the
    median norm of some gradient has grown by the factor GROWN since the first steps. With a probability for D's output
    such a growth means less: a gradient is small at first where D is sure.
    """
    critic = e.gan.objective.undecided is None
    columns = [name for name in ("d_grad_norm", "g_grad_norm") if name in e.history.names]
    growth: dict[str, float] = {
        name: float(np.median(e.recent(name)) / max(np.median(e.first(name)), 1e-300)) for name in columns
    }
    grown = max(growth, key=lambda name: growth[name], default="")
    loss = float(np.abs(e.recent("d_loss")).mean())
    if not e.broken and loss < LARGE and not (critic and e.long_enough and growth.get(grown, 0.0) >= GROWN):
        return None
    seen = f"the mean size of D's loss is {loss:.3g}"
    if grown:
        who = "D" if grown == "d_grad_norm" else "G"
        seen += f", and the norm of {who}'s gradient is {growth[grown]:.3g} times what it was in the first steps"
    if e.broken:
        seen += "; the next step, or G itself, gives numbers that are not finite"
    unbounded = critic and e.gan.penalty is None
    return Finding(
        "Numbers explode",
        seen,
        {"d_loss": loss, **{f"{name}_growth": value for name, value in growth.items()}},
        "a bound on the critic's slope, GAN(..., penalty=GradientPenalty())"
        if unbounded
        else "a lower learning rate, Adam(lr=2e-4), or a tenth of yours",
        "notebooks/11_wasserstein.ipynb" if unbounded else "notebooks/06_optimizers.ipynb",
        partial(plots.gradient_norms, e.history),
    )


def nothing_moves(e: Evidence) -> Finding | None:
    """Does G stand still although its samples are not like the data?

    way = (|change of G's weights in one more step| / |weights|) times the number of steps

    A way of .01 means: all steps together have changed the weights by at most about one hundredth.
    """
    assert e.moves is not None  # a run that has exploded is not asked
    ways = {name: move * len(e.history) for name, move in e.moves.items()}
    if ways["generator"] >= STILL or e.told_by_neighbours < APART:
        return None
    return Finding(
        "Nothing moves",
        f"at the present pace all {len(e.history):,} steps change G's weights by {ways['generator']:.1e} of their "
        f"size and D's by {ways['discriminator']:.1e}; samples and data are told apart in {e.told_by_neighbours:.0%} "
        "of cases",
        {**{f"{name}_way": way for name, way in ways.items()}, "told_by_neighbours": e.told_by_neighbours},
        "a higher learning rate, Adam(lr=1e-3), or more steps",
        "notebooks/06_optimizers.ipynb",
        partial(plots.losses, e.history, equilibrium=e.gan.objective.equilibrium()),
    )


def players_circle(e: Evidence) -> Finding | None:
    """Do the players run after each other without coming nearer?

    s_t = d_real - d_fake                     over the second half of the run, minus its mean
    r_k = sum_t s_t s_(t+k) / sum_t s_t^2     the correlation of the curve with itself, k steps later

    A swing has a trough of r, half a period later, and then a peak, a period later. Noise has neither.
    """
    if not e.long_enough or "d_real" not in e.history.names:
        return None
    gap = e.history["d_real"] - e.history["d_fake"]
    gap = gap[len(gap) // 2 :]
    peak, trough, period = swing(gap)
    probability = e.gan.objective.undecided is not None
    least = AMPLITUDE if probability else abs(float(gap.mean())) / 2
    amplitude = float(gap.std())
    if peak < PERIODIC or trough > -PERIODIC or amplitude < least:
        return None
    return Finding(
        "The players circle",
        f"D(x) - D(G(z)) swings with a period of about {period} steps (correlation {trough:.2f} after half of it, "
        f"{peak:.2f} after all of it), by {amplitude:.2g} around {gap.mean():.2g}, and comes to no rest",
        {"period": float(period), "correlation": peak, "half_way": trough, "amplitude": amplitude},
        "a penalty on D's slope, GAN(..., penalty=R1()), Adam(beta1=0.0), or lower rates",
        "notebooks/01_two_players.ipynb",
        partial(plots.swings, e.history),
    )


def swing(values: np.ndarray) -> tuple[float, float, int]:
    """(peak, trough, period): the highest correlation of a curve with itself after the lowest one, and its lag.

    (0, 0, 0) if it is constant or never crosses its mean's level within a third of its length.
    """
    x, n = values - values.mean(), len(values)
    if not x.std() > 1e-12:
        return 0.0, 0.0, 0
    r = np.fft.irfft(np.abs(np.fft.rfft(x, 2 * n)) ** 2)[: max(n // PERIODS, 1)]
    r /= r[0]
    below = np.flatnonzero(r < 0)
    if not len(below):
        return 0.0, 0.0, 0
    period = below[0] + int(r[below[0] :].argmax())
    return float(r[period]), float(r[below[0] : period + 1].min()), int(period)
