"""A code that is a Gaussian for each row: drawing from it with a gradient, and its distance from the prior."""

import numpy as np


class GaussianCode:
    """The code of a batch: q(z | x) = N(m, s^2), independently in each coordinate, from an encoder's output h.

    Forward     [m | l] = h,  s = exp(l / 2)                l is the log variance, (B, latent_dim) like m
                z  = m + s e,  e ~ N(0, 1)                  the reparameterisation: dz/dm = 1, dz/ds = e
                kl_i = sum_j (m_ij^2 + s_ij^2 - 1 - l_ij) / 2               of q(z | x_i) from N(0, 1), in nats
                kl = mean over rows of kl_i
    Backward    dm = dz + m / B                             of a loss that depends on z, plus kl
                dl = dz e s / 2 + (s^2 - 1) / (2 B)

    h : (B, 2 latent_dim).  e : (B, latent_dim)
    Attributes: m, log_var, s, e, z, (B, latent_dim) each; kl_rows, (B,) float64; kl, a float.
    Source: Kingma & Welling 2014, section 2.4 and appendix B.
    """

    def __init__(self, h: np.ndarray, e: np.ndarray):
        self.m, self.log_var = np.split(h, 2, axis=1)
        self.s, self.e = np.exp(self.log_var / 2), e
        self.z = self.m + self.s * e
        self.kl_rows = (self.m**2 + self.s**2 - 1 - self.log_var).sum(axis=1, dtype=np.float64) / 2
        self.kl = float(self.kl_rows.mean())

    def backward(self, dz: np.ndarray) -> np.ndarray:
        """dh (B, 2 latent_dim) of the loss plus kl, where dz (B, latent_dim) is the gradient of the loss alone."""
        B = len(dz)
        dm = dz + self.m / B
        dlog_var = dz * self.e * self.s / 2 + (self.s**2 - 1) / (2 * B)
        return np.hstack([dm, dlog_var])
