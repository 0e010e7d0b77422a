"""Losses between a network's output and what is wanted, with their gradients: games use them and add them up.

Each returns (loss, gradient with respect to its first argument), with the 1 / B of the mean inside.
"""

import numpy as np

from ..checks import check_array
from ..functions import check_logits, sigmoid, softplus


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
    logits = check_logits(logits)
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


def bernoulli(logits: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Minus the log-probability of pixels x as independent Bernoulli variables with these logits, in nats per row.

    loss     = mean over rows of sum_j (softplus(l_j) - x_j l_j)        = -x log p - (1 - x) log(1 - p), p = sigmoid(l)
    dlogits  = (sigmoid(l) - x) / B

    Shapes: logits and x (B, n), x in [0, 1]. Grey values between 0 and 1 are taken as expectations of 0 or 1.
    Source: Kingma & Welling 2014, appendix C.1.
    """
    logits, x = _check_pair("logits", logits, x)
    if not (x.min() >= 0 and x.max() <= 1):
        raise ValueError(f"x must hold pixels in [0, 1], got values from {x.min():g} to {x.max():g}")
    loss = (softplus(logits) - x * logits).sum(axis=1, dtype=np.float64).mean()
    return float(loss), (sigmoid(logits) - x) / len(x)


def squared(y: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean squared difference over all entries:  loss = mean((y - x)^2),  dy = 2 (y - x) / size. Shapes alike."""
    y, x = _check_pair("y", y, x)
    difference = y - x
    return float((difference**2).mean(dtype=np.float64)), difference * (2 / difference.size)


def absolute(y: np.ndarray, x: np.ndarray) -> tuple[float, np.ndarray]:
    """Mean absolute difference over all entries:  loss = mean(|y - x|),  dy = sign(y - x) / size. Shapes alike."""
    y, x = _check_pair("y", y, x)
    difference = y - x
    return float(np.abs(difference).mean(dtype=np.float64)), np.sign(difference) / difference.size


def _check_pair(y_name: str, y, x) -> tuple[np.ndarray, np.ndarray]:
    y, x = check_array(y_name, y), check_array("x", x)
    if y.shape != x.shape or y.ndim != 2 or not y.size:
        raise ValueError(f"{y_name} and x must have one shape (B, n), B and n at least 1, got {y.shape} and {x.shape}")
    return y, x


def _check_labels(labels, B: int, k: int) -> np.ndarray:
    labels = check_array("labels", labels, "iu", "whole numbers")
    if labels.shape != (B,):
        raise ValueError(f"labels must have shape ({B},), one for each row of logits, got {labels.shape}")
    if labels.min() < 0 or labels.max() >= k:
        raise ValueError(f"labels must lie in 0 ... {k - 1}, got values from {labels.min()} to {labels.max()}")
    return labels
