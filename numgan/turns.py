"""The two halves of every adversarial game: D judges, and D tells the maker of rows how to fool it.

Instead of that, `match_features` tells the maker how its rows differ from real ones in D's inner layers. All three go
from rows to a loss and its gradient. The game decides what the rows are (images, images beside labels, pairs of image
and code), which player is their maker (in a GAN it is G), and which player moves.
"""

import numpy as np

from .checks import check_flag, check_kind, check_rows
from .network import Sequential
from .objectives import Objective
from .penalties import Penalty


def judge(
    D: Sequential,
    objective: Objective,
    real: np.ndarray,
    fake: np.ndarray,
    penalty: Penalty | None = None,
    *,
    patches: bool = False,
) -> tuple[float, np.ndarray, np.ndarray]:
    """D's loss on real rows (B, n) and generated rows (B', n), and its gradient into D.grads.

    loss = (the objective's, on D's logits) + (the penalty's, if there is one)

    patches : whether D judges patches of each row, m of them, and gives a logit for each, (B, m). All logits then count
        alike, as if they were those of B m rows. No penalty goes with it.
    Returns the loss and the logits of both, (B / D.rows, 1) and (B' / D.rows, 1), with patches (B m, 1) and (B' m, 1).
    The rows' maker gets no gradient.
    Raises ValueError if D packs rows and the number of real or generated rows is no multiple of `D.rows`.
    """
    _check_turn(D, objective, patches)
    if penalty is not None:
        check_kind("penalty", penalty, Penalty, "a Penalty such as GradientPenalty(), or None")
        if patches:
            raise ValueError(f"{penalty!r} is on the slope of one logit per row, and D has one for each patch")
    real_answers, fake_answers, cache = forward_both(D, real, fake)
    real_logits, fake_logits = _logits(real_answers, patches), _logits(fake_answers, patches)
    loss, dreal, dfake = objective.discriminator(real_logits, fake_logits)
    backward_both(D, dreal.reshape(real_answers.shape), dfake.reshape(fake_answers.shape), cache)
    if penalty is not None:
        loss += penalty.gradient(D, real, fake)
    return loss, real_logits, fake_logits


def forward_both(D: Sequential, real: np.ndarray, fake: np.ndarray) -> tuple[np.ndarray, np.ndarray, list]:
    """D's answers to real rows (B, n) and to generated rows (B', n), and the cache for `backward_both`.

    The answers are (B / D.rows, D.n_out) and (B' / D.rows, D.n_out): the logit, then D's further columns.
    D makes one pass over real and generated rows together. If a layer of D couples the rows of a batch, D makes two
    passes, because real and generated rows must not share their statistics.
    Raises ValueError if D packs rows and the number of real or generated rows is no multiple of `D.rows`.
    """
    check_kind("D", D, Sequential, "a Player, or a Sequential")
    real, fake = check_rows("real", real, D.n_in, D.dtype), check_rows("fake", fake, D.n_in, D.dtype)
    if len(real) % D.rows or len(fake) % D.rows:
        raise ValueError(
            f"D packs {D.rows} rows into one: {D.rows} must divide the number of each kind; got {len(real)} real and "
            f"{len(fake)} generated rows, and one pack would hold both"
        )
    if D.couples_rows:
        real_answers, real_cache = D.forward(real)
        fake_answers, fake_cache = D.forward(fake)
        return real_answers, fake_answers, [real_cache, fake_cache]
    answers, cache = D.forward(np.concatenate([real, fake]))
    real_answers, fake_answers = np.split(answers, [len(real) // D.rows])
    return real_answers, fake_answers, cache


def backward_both(D: Sequential, dreal: np.ndarray, dfake: np.ndarray, cache: list) -> None:
    """Write the gradient of a loss into D.grads. dreal, dfake : its gradients with respect to both answers."""
    if D.couples_rows:
        real_cache, fake_cache = cache
        D.backward(dreal, real_cache, inputs=False)
        D.backward(dfake, fake_cache, inputs=False, add=True)
    else:
        D.backward(np.concatenate([dreal, dfake]), cache, inputs=False)


def fool(
    D: Sequential,
    objective: Objective,
    fake: np.ndarray,
    real: np.ndarray | None = None,
    *,
    patches: bool = False,
) -> tuple[float, np.ndarray]:
    """The maker's loss on its rows, (B, n), and the gradient with respect to them: loss, dfake (B, n).

    D passes the gradient on and computes none for its own parameters: it stands still.
    real : rows (B', n). Only an objective that compares needs them, and it raises ValueError without them.
    patches : as for `judge`
    """
    _check_turn(D, objective, patches)
    answers, cache = D.forward(check_rows("fake", fake, D.n_in, D.dtype))
    if objective.compares and real is None:
        raise ValueError(f"{objective!r} compares generated with real rows: pass real, (B, n), as well")
    real_logits = None
    if objective.compares:
        real_logits = _logits(D.forward(check_rows("real", real, D.n_in, D.dtype))[0], patches)
    loss, dlogits = objective.generator(_logits(answers, patches), real_logits)
    return loss, D.backward(dlogits.reshape(answers.shape), cache, params=False)


def match_features(D: Sequential, fake: np.ndarray, real: np.ndarray, depth: int | None) -> tuple[float, np.ndarray]:
    """Feature matching: the squared distance between D's mean features of real and of generated rows: loss, dfake.

    h(x)   = what D.layers[:depth] give for x
    d      = mean_j h(fake_j) - mean_i h(real_i)            one entry for each feature; means over the rows
    loss   = sum(d^2)
    dh_j   = 2 d / B'                                       the same for every generated row
    dfake  = the backward pass of D.layers[:depth] on dh

    D stands still, as in `fool`, and the real rows (B, n) are constants. fake and dfake: (B', n). The loss is 0 where
    the means agree, whatever the single rows are. G is not told to beat D: it is told to match what D looks at.
    Directly behind a BatchNorm the means agree whatever G makes, because it sets both to beta: choose another depth.
    depth : how many of D's layers; -1 leaves out the last one, and None takes them all.
    Raises ValueError if D has not so many layers.
    Source: Salimans et al. 2016, section 3.1.
    """
    check_kind("D", D, Sequential, "a Player, or a Sequential")
    h, cache = D.forward(check_rows("fake", fake, D.n_in, D.dtype), depth=depth)
    wanted, _ = D.forward(check_rows("real", real, D.n_in, D.dtype), depth=depth)
    d = h.mean(axis=0) - wanted.mean(axis=0)
    dh = np.broadcast_to(d * (2 / len(h)), h.shape)
    return float((d * d).sum(dtype=np.float64)), D.backward(dh, cache, params=False, depth=depth)


def beliefs(objective: Objective, real_logits: np.ndarray, fake_logits: np.ndarray) -> dict[str, float]:
    """What a record says about D's logits: `d_real` and `d_fake`, the mean D(x) and D(G(z)), or a critic's mean scores.

    If the objective has a value V(D, G), `value` is V on this minibatch, before D moved.
    """
    value = objective.value(real_logits, fake_logits)
    seen = {} if value is None else {"value": value}
    return seen | {
        "d_real": float(objective.belief(real_logits).mean()),
        "d_fake": float(objective.belief(fake_logits).mean()),
    }


def _logits(answers: np.ndarray, patches: bool) -> np.ndarray:
    """What the objective takes: D's answers, (B, 1); or those for all patches in one column, (B m, 1)."""
    return answers.reshape(-1, 1) if patches else answers


def _check_turn(D: Sequential, objective: Objective, patches: bool) -> None:
    check_flag("patches", patches)
    check_kind("D", D, Sequential, "a Player, or a Sequential")
    check_kind("objective", objective, Objective, "an Objective such as NonSaturating()")
