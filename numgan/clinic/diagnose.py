"""All symptoms in their order, and the findings of one run."""

import numpy as np

from ..checks import check_kind, check_rng
from ..family import GAN
from . import balance, motion, networks, samples, set_up
from .evidence import Evidence
from .finding import Finding

SYMPTOMS = (  # causes before what follows from them: read the first finding first
    set_up.ranges_differ,
    set_up.d_cannot_say_no,
    set_up.noise_too_narrow,
    set_up.batch_too_small,
    set_up.stale_statistics,
    networks.stuck_at_the_ends,
    networks.dead_units,
    balance.gradient_vanishes,
    motion.nothing_moves,
    balance.d_too_weak,
    balance.d_wins,
    motion.players_circle,
    samples.learnt_by_heart,
    samples.modes_missing,
)


def diagnose(gan: GAN, *data: np.ndarray, rng=0) -> list[Finding]:
    """What is wrong with this run? Findings, the cause before its consequences; an empty list if nothing was found.

    data : what the game was trained on, as for `fit`: images or points, and labels where the game takes them
    rng : of the samples that are looked at, and of the choice of rows

    >>> for finding in numgan.diagnose(gan, images):
    ...     print(finding)
    ...     finding.draw()

    It reads the history, a thousand samples and as many rows, and lets a copy of the game play one step. The game
    itself is not changed, bit for bit, and no random stream of its own is used. Of the digits it takes the shares if
    `gan.trained_on` is "mnist", of ring and grid the modes if it is "ring" or "grid", as `numgan train` sets it.
    An empty list is no proof of health: docs/clinic.md says what each symptom can miss.

    Raises TypeError for a game that is no GAN; ValueError for one without a step, and for data that do not fit.
    """
    check_kind("gan", gan, GAN, "a GAN, or a game derived from it")
    if not len(gan.history):
        raise ValueError("gan has made no step yet: there is nothing to diagnose; train it first, gan.fit(data)")
    evidence = Evidence(gan, *data, rng=check_rng(rng))
    with np.errstate(over="ignore", invalid="ignore"):  # numbers that explode are a finding, and no warning
        exploded = motion.numbers_explode(evidence)
        if exploded and evidence.broken:
            return [exploded]  # nothing else can be measured
        found = [symptom(evidence) for symptom in SYMPTOMS]
    return [finding for finding in [exploded, *found] if finding]
