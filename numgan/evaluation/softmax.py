"""Softmax and its loss: what a classifier of k classes learns by, as the sigmoid and its loss are for two."""

import numpy as np

from ..checks import check_finite


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities: (B, k) to (B, k), in [0, 1], rows sum to 1, dtype kept.

    softmax(l)_j = exp(l_j) / sum_i exp(l_i) = exp(l_j - max l) / sum_i exp(l_i - max l)

    The second form takes no exp of a positive number, so nothing overflows at +-1000. For k = 2 it is the sigmoid:
    softmax((l, 0))_0 = sigmoid(l).

    Raises TypeError for logits that are not floats; ValueError for another shape, NaN or infinity.
    """
    logits = _check_logits(logits)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def softmax_cross_entropy(logits: np.ndarray, labels: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean negative log-probability of the right class, and its gradient: loss, dlogits (B, k).

    Forward     s       = logits - (the row's maximum)
                log_p   = s - log(sum of the row of exp(s))             = log softmax(logits)
                loss    = -sum_i log_p[i, labels_i] / B                 in nats; log k where all logits are equal
    Backward    dlogits = (softmax(logits) - onehot(labels)) / B        each row sums to 0

    log_p never passes through a probability, which could have been rounded to 0: with the right class 1000 below the
    highest logit the loss is 1000.

    Shapes: logits (B, k) floats, labels (B,) whole numbers from 0 to k - 1. dlogits has the logits' dtype.
    Raises TypeError for logits that are not floats or labels that are not whole numbers; ValueError for shapes that do
    not fit, logits that are NaN or infinite, or a label that is no class.
    Source: Goodfellow, Bengio & Courville 2016, section 6.2.2.3.
    """
    logits = _check_logits(logits)
    labels = _check_labels(labels, *logits.shape)
    B = len(logits)
    s = logits - logits.max(axis=1, keepdims=True)  # (B, k)
    log_p = s - np.log(np.exp(s).sum(axis=1, keepdims=True))
    right = np.arange(B), labels
    loss = -log_p[right].mean(dtype=np.float64)
    dlogits = np.exp(log_p)
    dlogits[right] -= 1
    dlogits *= 1 / B
    return float(loss), dlogits


def _check_logits(logits) -> np.ndarray:
    logits = np.asarray(logits)
    if logits.dtype.kind != "f":
        raise TypeError(f"logits must be an array of floats, got dtype {logits.dtype}")
    if logits.ndim != 2 or logits.size == 0:
        raise ValueError(f"logits must have shape (B, k), B and k at least 1, got {logits.shape}")
    check_finite("logits", logits)
    return logits


def _check_labels(labels, B: int, k: int) -> np.ndarray:
    labels = np.asarray(labels)
    if labels.dtype.kind not in "iu":
        raise TypeError(f"labels must be whole numbers, got dtype {labels.dtype}")
    if labels.shape != (B,):
        raise ValueError(f"labels must have shape ({B},), one for each row of logits, got {labels.shape}")
    if labels.min() < 0 or labels.max() >= k:
        raise ValueError(f"labels must lie in 0 ... {k - 1}, got values from {labels.min()} to {labels.max()}")
    return labels
