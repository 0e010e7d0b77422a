"""Write improved.npz: minibatch discrimination and virtual batch norm in PyTorch, for tests/test_golden.py.

    python tests/golden/make_improved.py

Needs torch and NumPy, not numgan; the tests never run it. The file in the repository was written with PyTorch 2.14.1.

Both are built here from PyTorch's own functions, and autograd finds the gradients: the distances are `torch.cdist`'s
with p = 1; a row's virtual batch norm is the last row of `F.batch_norm` of the reference batch and that row.
For each case there are x, dy, the learned arrays, and y, dx and the learned arrays' gradients, in float64; images are
(B, H, W, C).
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

B, N, KERNELS, DIM, REFERENCE, EPS = 6, 5, 4, 3, 4, 1e-3


def minibatch_discrimination(x, T):
    M = torch.einsum("in,nbk->bik", x, T)
    return torch.cat([x, torch.exp(-torch.cdist(M, M, p=1)).sum(dim=2).T], dim=1)


def virtual_batchnorm(x, gamma, beta):
    def norm(rows):
        return F.batch_norm(rows, None, None, gamma, beta, training=True, eps=EPS)

    channels_first = x.movedim(-1, 1)
    reference = channels_first[:REFERENCE]
    rest = [norm(torch.cat([reference, row[None]]))[-1:] for row in channels_first[REFERENCE:]]
    return torch.cat([norm(reference), *rest]).movedim(1, -1)


def main():
    rng, golden = np.random.default_rng(0), {}
    scale = {"gamma": (N,), "beta": (N,)}
    for name, function, shape, learned in (
        ("minibatch", minibatch_discrimination, (B, N), {"T": (N, KERNELS, DIM)}),
        ("rows", virtual_batchnorm, (REFERENCE + B, N), scale),
        ("images", virtual_batchnorm, (REFERENCE + B, 3, 2, N), scale),
    ):
        x = torch.tensor(rng.normal(0.5, 1.5, shape), requires_grad=True)
        arrays = {key: torch.tensor(0.5 * rng.normal(size=size), requires_grad=True) for key, size in learned.items()}
        y = function(x, **arrays)
        dy = torch.tensor(rng.normal(size=tuple(y.shape)))
        y.backward(dy)
        found = {"x": x, "y": y, "dy": dy, "dx": x.grad} | arrays
        found |= {f"d{key}": array.grad for key, array in arrays.items()}
        golden |= {f"{name}.{key}": value.detach().numpy() for key, value in found.items()}
    np.savez_compressed(Path(__file__).with_name("improved.npz"), **golden)


if __name__ == "__main__":
    main()
