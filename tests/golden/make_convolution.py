"""Write convolution.npz: convolutions forward and backward in PyTorch, for tests/test_convolution.py.

    python tests/golden/make_convolution.py

Needs torch and NumPy, not numgan; the tests never run it. The file in the repository was written with PyTorch 2.14.1.

For each case there are x, W, b, dy and PyTorch's y, dx, dW, db, in float64 and in numgan's order of axes: images
(B, H, W, C); W of a convolution (h, w, n_in, n_out), where PyTorch has (n_out, n_in, h, w), and of a transposed one
(h, w, n_out, n_in), where PyTorch has (n_in, n_out, h, w). Both are transpose(2, 3, 1, 0) and its inverse (3, 2, 0, 1).
"""

from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

CASES = {  # name: (transposed, B, H, W, n_in, n_out, kernel, stride, padding, output_padding)
    "square": (False, 2, 6, 6, 2, 3, (3, 3), (1, 1), (1, 1), (0, 0)),
    "dcgan": (False, 2, 8, 8, 3, 4, (4, 4), (2, 2), (1, 1), (0, 0)),
    "rectangles": (False, 3, 7, 9, 2, 3, (3, 2), (2, 3), (1, 0), (0, 0)),
    "rim": (False, 2, 8, 7, 1, 2, (3, 3), (3, 2), (0, 0), (0, 0)),
    "transposed_square": (True, 2, 4, 4, 3, 2, (3, 3), (1, 1), (1, 1), (0, 0)),
    "transposed_dcgan": (True, 2, 4, 4, 4, 3, (4, 4), (2, 2), (1, 1), (0, 0)),
    "transposed_rectangles": (True, 3, 3, 5, 2, 3, (3, 2), (2, 3), (1, 0), (0, 0)),
    "transposed_output_padding": (True, 2, 4, 3, 2, 1, (5, 5), (2, 2), (2, 2), (1, 1)),
}


def main():
    rng, golden = np.random.default_rng(0), {}
    for name, (transposed, B, H, W, n_in, n_out, kernel, stride, padding, more) in CASES.items():
        shape = (n_in, n_out) if transposed else (n_out, n_in)
        x = torch.tensor(rng.normal(size=(B, n_in, H, W)), requires_grad=True)
        weight = torch.tensor(rng.normal(size=(*shape, *kernel)), requires_grad=True)
        bias = torch.tensor(rng.normal(size=n_out), requires_grad=True)
        if transposed:
            y = F.conv_transpose2d(x, weight, bias, stride, padding, more)
        else:
            y = F.conv2d(x, weight, bias, stride, padding)
        dy = torch.tensor(rng.normal(size=tuple(y.shape)))
        y.backward(dy)
        images = {"x": x, "y": y, "dy": dy, "dx": x.grad}
        found = {key: value.detach().numpy().transpose(0, 2, 3, 1) for key, value in images.items()}
        found |= {"W": weight.detach().numpy().transpose(2, 3, 1, 0), "dW": weight.grad.numpy().transpose(2, 3, 1, 0)}
        found |= {"b": bias.detach().numpy(), "db": bias.grad.numpy()}
        golden |= {f"{name}.{key}": np.ascontiguousarray(value) for key, value in found.items()}
    np.savez_compressed(Path(__file__).with_name("convolution.npz"), **golden)


if __name__ == "__main__":
    main()
