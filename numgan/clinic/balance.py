"""Who is ahead: D's judgement of both kinds of rows, and what of it reaches G."""

from functools import partial

import numpy as np

from .. import plots
from .evidence import Evidence
from .finding import Finding
from .motion import APART, STILL

WON = 0.9  # D(x) - D(G(z)), of at most 1; healthy runs stay below .5
SURE = 0.9  # of the pairs that D orders rightly
VANISHED = 0.02  # of the slope that G's loss has at an undecided D
BEHIND = -0.02  # D(x) - D(G(z)): D takes samples for real, and real rows for generated; noise is ten times smaller


def gradient_vanishes(e: Evidence) -> Finding | None:
    """Is D so sure that G's loss is flat where its rows are?

    slope = mean |dL_G / dlogit| on G's rows, over the same at logits of 0

    Minimax has sigmoid(f) / B for this gradient, and so the slope 2 D(G(z)): nothing is left where D is right.
    """
    real, fake = e.logits
    objective = e.gan.objective
    now = np.abs(objective.generator(fake, real)[1]).mean()
    undecided = np.abs(objective.generator(np.zeros_like(fake), np.zeros_like(real))[1]).mean()
    slope = float(now / max(undecided, 1e-300))
    if slope >= VANISHED or e.told_by_d < SURE:
        return None
    norms = {name: float(np.median(read("g_grad_norm"))) for name, read in (("first", e.first), ("now", e.recent))}
    return Finding(
        "G's gradient vanishes",
        f"D orders {e.told_by_d:.1%} of pairs rightly, and on G's rows the slope of G's loss is {slope:.1e} of what it "
        f"is at an undecided D; the norm of G's gradient is {norms['now']:.1e} ({norms['first']:.1e} in the first "
        "steps)",
        {"slope": slope, "told_by_d": e.told_by_d, "g_grad_norm": norms["now"], "g_grad_norm_first": norms["first"]},
        "the other loss for G, GAN(..., objective=NonSaturating()), and no pretraining of D",
        "notebooks/04_the_objective.ipynb",
        partial(plots.gradient_norms, e.history),
    )


def d_wins(e: Evidence) -> Finding | None:
    """Is D nearly always right, over the last fifth of the run? A critic, which should be, is not asked."""
    undecided = e.gan.objective.undecided
    if undecided is None or not e.long_enough or "d_real" not in e.history.names:
        return None
    real, fake = (float(e.recent(name).mean()) for name in ("d_real", "d_fake"))
    if real - fake < WON * 2 * undecided:
        return None
    return Finding(
        "D wins",
        f"in the last {len(e.recent('d_real')):,} steps D(x) is {real:.3f} and D(G(z)) {fake:.3f} on average, where "
        f"both would be {undecided:g} at equilibrium",
        {"d_real": real, "d_fake": fake},
        "a penalty on D's slope, GAN(..., penalty=R1()), a lower rate for D, or a higher one for G",
        "notebooks/09_what_can_go_wrong.ipynb",
        partial(plots.probabilities, e.history, undecided=undecided),
    )


def d_too_weak(e: Evidence) -> Finding | None:
    """Does D stand still while G moves, or take samples for real and real rows for generated?

    Only while the nearest neighbours still tell samples from data: at equilibrium D has nothing to see.

    gap = mean of d_real - d_fake over the last fifth of the run
    way = how far D has come, as in `nothing_moves`

    Where G stands still too, it is `nothing_moves`. A critic's gap has no scale, and its swings may take it below 0: of
    a critic only the way is asked.
    """
    if not e.long_enough or "d_real" not in e.history.names or e.told_by_neighbours < APART:
        return None
    assert e.moves is not None  # a run that has exploded is not asked
    gap = float((e.recent("d_real") - e.recent("d_fake")).mean())
    g_way, way = (e.moves[name] * len(e.history) for name in ("generator", "discriminator"))
    wrong = e.gan.objective.undecided is not None and gap < BEHIND
    if g_way < STILL or not (wrong or (way < STILL and gap < -BEHIND)):
        return None
    real, fake = e.logits
    return Finding(
        "D is too weak",
        f"D(x) - D(G(z)) is {gap:.2f}, and all steps together change D's weights by {way:.1e} of their size, but a "
        f"look at nearest neighbours tells samples from data in {e.told_by_neighbours:.0%} of cases",
        {"gap": gap, "discriminator_way": way, "told_by_neighbours": e.told_by_neighbours},
        "a higher rate for D, Adam(lr=1e-3), wider layers, or d_steps=2",
        "notebooks/05_theory_in_pictures.ipynb",
        partial(plots.distributions, {"real rows": real, "samples": fake}, xlabel="D's logit"),
    )
