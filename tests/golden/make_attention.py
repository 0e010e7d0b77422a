"""Write attention.npz: self-attention in PyTorch, for tests/test_attention.py.

    python tests/golden/make_attention.py

Needs torch and NumPy, not numgan; the tests never run it. The file in the repository was written with PyTorch 2.14.1.

f, g and h are `F.conv2d` with 1 x 1 kernels, as in the public code for SAGAN, the mean is
`F.scaled_dot_product_attention` with scale 1, and autograd finds the gradients.
For each case there are x, dy, the learned arrays, and y, dx and the learned arrays' gradients, in float64; images are
(B, H, W, C), and matrices (n_in, n_out).
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

CASES = {"small": ((3, 2, 4, 5), 2), "paper": ((2, 3, 3, 16), 2), "one": ((2, 1, 1, 3), 4)}  # shape of x, inner


def self_attention(x, Wf, Wg, Wh, gamma):
    images = x.movedim(3, 1)
    f, g, h = (F.conv2d(images, W.T[:, :, None, None]).flatten(2).mT for W in (Wf, Wg, Wh))  # (B, H W, channels)
    o = F.scaled_dot_product_attention(g, f, h, scale=1.0)
    return x + gamma * o.reshape(x.shape)


def main():
    rng, golden = np.random.default_rng(0), {}
    for name, (shape, inner) in CASES.items():
        n = shape[3]
        x = torch.tensor(rng.normal(size=shape), requires_grad=True)
        sizes = {"Wf": (n, inner), "Wg": (n, inner), "Wh": (n, n), "gamma": (1,)}
        arrays = {key: torch.tensor(0.5 * rng.normal(size=size), requires_grad=True) for key, size in sizes.items()}
        y = self_attention(x, **arrays)
        dy = torch.tensor(rng.normal(size=shape))
        y.backward(dy)
        found = {"x": x, "y": y, "dy": dy, "dx": x.grad} | arrays
        found |= {f"d{key}": array.grad for key, array in arrays.items()}
        golden |= {f"{name}.{key}": value.detach().numpy() for key, value in found.items()}
    np.savez_compressed(Path(__file__).with_name("attention.npz"), **golden)


if __name__ == "__main__":
    main()
