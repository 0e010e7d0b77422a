"""Write objectives.json: losses of the games beyond minimax, and their gradients, by PyTorch's autograd.

Needs torch and NumPy, not numgan; the tests never run it. The file in the repository was written with PyTorch 2.14.1
(CPU) and NumPy 2.4.6. To write it anew:

    python tests/golden/make_objectives.py

Each loss is written down as in its source, and autograd finds the gradient; so an f-GAN's conjugate f* is applied to
the slope T = g(v) itself, both from table 2 of Nowozin et al. 2016. Stored, in float64: `real` and `fake`, the logits,
7 and 5 of them, and for each objective by name

    d_loss, dreal, dfake        D's loss and its gradients
    g_loss, dfake_g             G's loss and its gradient

No logit stands on a kink of the hinge.
"""

import json
from pathlib import Path

import numpy as np
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy
from torch.nn.functional import kl_div, log_softmax, mse_loss, relu, sigmoid


def least_squares(a: float, b: float, c: float):
    def towards(v, target):
        return mse_loss(v, torch.full_like(v, target)) / 2

    return lambda r, f: towards(r, b) + towards(f, a), lambda r, f: towards(f, c)


def raise_the_score(r, f):
    return -f.mean()


def relativistic(label: float):
    """D's loss for label 1: real rows are to win the comparison. With label 0 generated rows are, which is G's."""

    def loss(r, f):
        a, b = r - f.mean(), f - r.mean()
        return cross_entropy(a, torch.full_like(a, label)) + cross_entropy(b, torch.full_like(b, 1 - label))

    return loss


def pairing(r, f):
    """D's loss with as many pairs as there are generated rows; with real and generated rows exchanged it is G's."""
    a = r[: len(f)] - f[: len(r)]
    return cross_entropy(a, torch.ones_like(a))


def boundary(smoothing: float):
    """D by targets 1 - smoothing and 0; G's by the logarithms of probabilities, against those of the D in doubt."""
    doubt = np.log((1 - smoothing) / 2) - np.log((1 + smoothing) / 2)

    def D(r, f):
        return cross_entropy(r, torch.full_like(r, 1 - smoothing)) + cross_entropy(f, torch.zeros_like(f))

    def G(r, f):
        return ((torch.log(sigmoid(f)) - torch.log(1 - sigmoid(f)) - doubt) ** 2).mean() / 2

    return D, G


def batch_softmax(towards_all: bool):
    """The divergence of the softmax over all rows from equal shares of the real ones, or of all."""

    def loss(r, f):
        target = torch.cat([torch.ones_like(r), torch.full_like(f, float(towards_all))])
        return kl_div(log_softmax(torch.cat([r, f]), dim=0), target / target.sum(), reduction="sum")

    return loss


def f_gan(activation, conjugate, zero_sum: bool):
    def D(r, f):
        return conjugate(activation(f)).mean() - activation(r).mean()

    def G(r, f):
        return -(conjugate(activation(f)) if zero_sum else activation(f)).mean()

    return D, G


F_GANS = {  # g(v) and f*(t)
    "KL": (lambda v: v, lambda t: torch.exp(t - 1)),
    "ReverseKL": (lambda v: -torch.exp(-v), lambda t: -1 - torch.log(-t)),
    "PearsonChiSquared": (lambda v: v, lambda t: t**2 / 4 + t),
    "SquaredHellinger": (lambda v: 1 - torch.exp(-v), lambda t: t / (1 - t)),
    "JensenShannon": (lambda v: np.log(2) - torch.log(1 + torch.exp(-v)), lambda t: -torch.log(2 - torch.exp(t))),
}

# numgan's repr of the objective: D's loss, G's loss
OBJECTIVES = {
    "LeastSquares()": least_squares(0.0, 1.0, 1.0),
    "LeastSquares(a=-1.0, c=0.0)": least_squares(-1.0, 1.0, 0.0),
    "Wasserstein()": (lambda r, f: f.mean() - r.mean(), raise_the_score),
    "Hinge()": (lambda r, f: relu(1 - r).mean() + relu(1 + f).mean(), raise_the_score),
    "RelativisticAverage()": (relativistic(1.0), relativistic(0.0)),
    "RelativisticPairing()": (pairing, lambda r, f: pairing(f, r)),
    "BoundarySeeking()": boundary(0.0),
    "BoundarySeeking(label_smoothing=0.2)": boundary(0.2),
    "BatchSoftmax()": (batch_softmax(False), batch_softmax(True)),
}
for name, (g, f_star) in F_GANS.items():
    OBJECTIVES[f"{name}()"] = f_gan(g, f_star, zero_sum=True)
    OBJECTIVES[f"{name}(zero_sum=False)"] = f_gan(g, f_star, zero_sum=False)


def main() -> None:
    rng = np.random.default_rng(0)
    real, fake = (torch.tensor(1.5 * rng.standard_normal(n) + shift) for n, shift in ((7, 0.5), (5, -0.5)))
    stored = {"real": real.tolist(), "fake": fake.tolist()}
    r, f = real.requires_grad_(), fake.requires_grad_()
    for name, (D, G) in OBJECTIVES.items():
        d_loss, g_loss = D(r, f), G(r, f)
        dreal, dfake = torch.autograd.grad(d_loss, (r, f))
        (dfake_g,) = torch.autograd.grad(g_loss, (f,))
        stored[name] = {
            "d_loss": d_loss.item(),
            "dreal": dreal.tolist(),
            "dfake": dfake.tolist(),
            "g_loss": g_loss.item(),
            "dfake_g": dfake_g.tolist(),
        }
        print(f"{name}: D's loss {d_loss.item():.3f}, G's {g_loss.item():.3f}")
    Path(__file__).with_name("objectives.json").write_text(json.dumps(stored, indent=1) + "\n")


if __name__ == "__main__":
    main()
