"""The sigmoid, its inverse, softplus and softmax, written so that no logit overflows."""

import numpy as np

from .checks import check_array, check_finite


def sigmoid(x: np.ndarray) -> np.ndarray:
    """The logistic function, elementwise: any shape to the same shape, in [0, 1], dtype kept.

    sigmoid(x) = 1 / (1 + exp(-x)) = exp(min(x, 0)) / (1 + exp(-|x|))

    The second form never takes exp of a positive number, so nothing overflows at +-1000, and small
    probabilities keep all their digits: sigmoid(-50) is 1.9e-22, not 0.
    """
    x = _floats("x", x)
    return np.exp(np.minimum(x, 0)) / (1 + np.exp(-np.abs(x)))


def softplus(x: np.ndarray) -> np.ndarray:
    """log(1 + exp(x)), elementwise: any shape to the same shape, >= 0, dtype kept.

    softplus(x) = max(x, 0) + log(1 + exp(-|x|))

    With D = sigmoid(logit) it gives both logarithms of the game without ever forming D:
    log D = -softplus(-logit) and log(1 - D) = -softplus(logit). Its derivative is the sigmoid.
    """
    x = _floats("x", x)
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def logit(p: np.ndarray) -> np.ndarray:
    """The inverse of the sigmoid, elementwise: log(p / (1 - p)) for p in (0, 1), any shape."""
    p = _floats("p", p)
    if not ((p > 0) & (p < 1)).all():
        raise ValueError(
            f"p must lie in (0, 1), got values from {p.min():g} to {p.max():g}" if p.size else "p is empty"
        )
    return np.log(p) - np.log1p(-p)


def softmax(logits: np.ndarray) -> np.ndarray:
    """Turn each row of logits into probabilities: (B, k) to (B, k), in [0, 1], rows sum to 1, dtype kept.

    softmax(l)_j = exp(l_j) / sum_i exp(l_i) = exp(l_j - max l) / sum_i exp(l_i - max l)

    The second form takes no exp of a positive number, so nothing overflows at +-1000. For k = 2 it is the sigmoid:
    softmax((l, 0))_0 = sigmoid(l).

    Raises TypeError for logits that are not floats; ValueError for another shape, NaN or infinity.
    """
    logits = check_logits(logits)
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def log_sum_exp(logits: np.ndarray) -> np.ndarray:
    """The logarithm of the sum of each row's exponentials: (B, k) to (B, 1), dtype kept.

    log Z = log sum_i exp(l_i) = max l + log sum_i exp(l_i - max l),        its gradient is softmax(l)

    At least the largest logit, and at most log k more. For k = 2 and logits (l, 0) it is softplus(l).

    Raises as `softmax` does.
    """
    logits = check_logits(logits)
    highest = logits.max(axis=1, keepdims=True)
    return highest + np.log(np.exp(logits - highest).sum(axis=1, keepdims=True))


def check_logits(logits) -> np.ndarray:
    """Return rows of logits, (B, k), as an array of finite floats."""
    logits = check_array("logits", logits)
    if logits.ndim != 2 or logits.size == 0:
        raise ValueError(f"logits must have shape (B, k), B and k at least 1, got {logits.shape}")
    check_finite("logits", logits)
    return logits


def _floats(name: str, x) -> np.ndarray:
    """Return numbers as floats. On short integers exp would give few digits (float16), and minus would wrap round."""
    if type(x) is not np.ndarray or x.dtype.kind != "f":
        x = check_array(name, x, "fiu", "a number or an array of numbers")
    return x if x.dtype.kind == "f" else x.astype(np.float64)
