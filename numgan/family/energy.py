"""The energy of a row: how badly an autoencoder reproduces it. For games whose D is an autoencoder.

The row stands twice in it, as the autoencoder's input and as what its output is compared with. So its gradient has two
parts: dx = (dy backwards through the autoencoder) - dy.
"""

import numpy as np

from ..checks import check_array, check_finite, check_rows


def squared_energy(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows x and their reconstructions y, (B, n) each:  e = mean_j (y_j - x_j)^2, (B,);  dy = 2 (y - x) / n, (B, n)."""
    difference = y - x
    return (difference**2).mean(axis=1), difference * (2 / y.shape[1])


def absolute_energy(y: np.ndarray, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows x and their reconstructions y, (B, n) each:  e = mean_j |y_j - x_j|, (B,);  dy = sign(y - x) / n, (B, n)."""
    difference = y - x
    return np.abs(difference).mean(axis=1), np.sign(difference) / y.shape[1]


def pull_away(s: np.ndarray) -> tuple[float, np.ndarray]:
    """The mean squared cosine between two different rows: 0 if all are at right angles, 1 if all are on one line.

    Forward     u_i  = s_i / |s_i|,   c = u u^T
                P    = sum over i != j of c_ij^2 / (B (B - 1))
    Backward    c'   = c with zeros on its diagonal
                du   = 4 c' u / (B (B - 1))
                ds_i = (du_i - (du_i . u_i) u_i) / |s_i|

    s : (B, m), B at least 2; a row of zeros has no direction, and counts as at right angles to all.
    Returns P, and ds (B, m).
    Source: Zhao et al. 2017, section 2.4. Some code leaves out the square: opposite rows are then better than rows at
    right angles.
    """
    s = check_array("s", s)
    s = check_rows("s", s, None, s.dtype)
    check_finite("s", s)
    B = len(s)
    if B < 2:
        raise ValueError(f"a row is pulled away from others: s must hold at least 2 rows, got {B}")
    length = np.linalg.norm(s, axis=1, keepdims=True)
    u = np.divide(s, length, out=np.zeros_like(s), where=length > 0)
    c = u @ u.T
    np.fill_diagonal(c, 0)
    du = c @ u * (4 / (B * (B - 1)))
    along = (du * u).sum(axis=1, keepdims=True)
    ds = np.divide(du - along * u, length, out=np.zeros_like(s), where=length > 0)
    return float((c**2).sum(dtype=np.float64) / (B * (B - 1))), ds
