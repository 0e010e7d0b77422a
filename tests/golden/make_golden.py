"""Write golden.npz: three small games played in PyTorch, for tests/test_golden.py to play again in numgan.

Needs torch and NumPy, not numgan; the tests never run it. The file in the repository was written with PyTorch 2.13.0
(CPU) and NumPy 2.4.6. To write it again:

    python tests/golden/make_golden.py

Each game draws its first weights, real minibatches and latents from a seeded NumPy generator, and plays ten steps of
algorithm 1 in float64 with autograd and torch.optim. Stored per game, as "<game>.<name>", for S steps, k steps of D
in each, and minibatches of B rows:

    real                (S, k B, n)                     real rows, as many as one step takes
    latents             (S, k + 1, B, latent_dim)       for D's k steps, then for G's
    d_loss, g_loss      (S, k), (S,)
    d_grads, g_grads    (S, k, P_D), (S, P_G)           gradients of all parameters, before the optimiser's step
    {d,g}_first         (P,)                            parameters at the start
    {d,g}_last          (P,)                            parameters at the end
    {d,g}_state         (Q,)                            running statistics at the end

Vectors are in numgan's order: layer by layer, W (n_in, n_out) then b; gamma then beta; running_mean then running_var.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

STEPS = 10


class Maxout(nn.Module):
    """The largest of `pieces` affine maps, whose weights stand side by side, piece by piece."""

    def __init__(self, n_in: int, n_out: int, pieces: int):
        super().__init__()
        self.affine, self.pieces, self.n_out = nn.Linear(n_in, pieces * n_out), pieces, n_out

    def forward(self, x):
        return self.affine(x).view(len(x), self.pieces, self.n_out).max(dim=1).values


class Setup(NamedTuple):
    """One game; numgan's names where it has one."""

    generator: nn.Sequential
    discriminator: nn.Sequential
    g_optimizer: torch.optim.Optimizer
    d_optimizer: torch.optim.Optimizer
    saturating: bool
    label_smoothing: float
    d_steps: int
    batch_size: int
    latent_dim: int
    data_range: tuple[float, float]


def adam_game() -> Setup:
    """Batch norm in G, non-saturating loss, Adam."""
    G = nn.Sequential(
        nn.Linear(4, 8), nn.LeakyReLU(0.2), nn.BatchNorm1d(8, momentum=0.2, eps=1e-3), nn.Linear(8, 6), nn.Tanh()
    )
    D = nn.Sequential(nn.Linear(6, 8), nn.LeakyReLU(0.2), nn.Linear(8, 1))
    return Setup(
        generator=G,
        discriminator=D,
        g_optimizer=torch.optim.Adam(G.parameters(), lr=5e-3, betas=(0.5, 0.999), eps=1e-8),
        d_optimizer=torch.optim.Adam(D.parameters(), lr=1e-2, betas=(0.5, 0.999), eps=1e-8),
        saturating=False,
        label_smoothing=0.0,
        d_steps=1,
        batch_size=16,
        latent_dim=4,
        data_range=(-1, 1),
    )


def maxout_game() -> Setup:
    """Maxout in D, the saturating loss, smoothed labels, SGD with momentum."""
    G = nn.Sequential(nn.Linear(3, 7), nn.ReLU(), nn.Linear(7, 6), nn.Sigmoid())
    D = nn.Sequential(Maxout(6, 5, pieces=3), Maxout(5, 4, pieces=2), nn.Linear(4, 1))
    return Setup(
        generator=G,
        discriminator=D,
        g_optimizer=torch.optim.SGD(G.parameters(), lr=0.2, momentum=0.5),
        d_optimizer=torch.optim.SGD(D.parameters(), lr=0.1, momentum=0.5),
        saturating=True,
        label_smoothing=0.1,
        d_steps=1,
        batch_size=16,
        latent_dim=3,
        data_range=(0, 1),
    )


def batchnorm_game() -> Setup:
    """Batch norm in both, two steps of D for one of G. No bias before it: its gradient would be 0 up to rounding."""
    G = nn.Sequential(nn.Linear(4, 8, bias=False), nn.BatchNorm1d(8), nn.ReLU(), nn.Linear(8, 6), nn.Tanh())
    D = nn.Sequential(
        nn.Linear(6, 8, bias=False), nn.BatchNorm1d(8, momentum=0.3, eps=1e-2), nn.LeakyReLU(0.1), nn.Linear(8, 1)
    )
    return Setup(
        generator=G,
        discriminator=D,
        g_optimizer=torch.optim.Adam(G.parameters(), lr=1e-2, betas=(0.5, 0.99), eps=1e-6),
        d_optimizer=torch.optim.Adam(D.parameters(), lr=5e-3, betas=(0.9, 0.99), eps=1e-6),
        saturating=False,
        label_smoothing=0.0,
        d_steps=2,
        batch_size=12,
        latent_dim=4,
        data_range=(-1, 1),
    )


def draw_weights(network: nn.Module, rng: np.random.Generator) -> None:
    """Fill all parameters; none stays at 0 or 1, where a mistake could hide."""
    for module in network.modules():
        if isinstance(module, nn.Linear):
            fill(module.weight, rng.normal(0, module.in_features**-0.5, module.weight.shape))
            if module.bias is not None:
                fill(module.bias, rng.normal(0, 0.1, module.bias.shape))
        elif isinstance(module, nn.BatchNorm1d):
            fill(module.weight, rng.uniform(0.5, 1.5, module.weight.shape))
            fill(module.bias, rng.normal(0, 0.1, module.bias.shape))


def fill(parameter: nn.Parameter, values: np.ndarray) -> None:
    with torch.no_grad():
        parameter.copy_(torch.from_numpy(values))


def vector(tensors) -> np.ndarray:
    """All values in numgan's order. torch's weights are (n_out, n_in), numgan's (n_in, n_out)."""
    return np.concatenate([np.zeros(0), *(t.detach().numpy().T.ravel() for t in tensors)])


def parameters(network: nn.Module) -> np.ndarray:
    return vector(network.parameters())


def gradients(network: nn.Module) -> np.ndarray:
    return vector(p.grad for p in network.parameters())


def state(network: nn.Module) -> np.ndarray:
    return vector(b for name, b in network.named_buffers() if not name.endswith("num_batches_tracked"))


def play(game: Setup, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Ten steps of algorithm 1: all that went in and all that came out."""
    G, D, k, B = game.generator, game.discriminator, game.d_steps, game.batch_size
    draw_weights(G, rng)
    draw_weights(D, rng)
    n = G[-2].out_features
    low, high = game.data_range
    # Columns with peaks in different places, so that D has something to learn.
    real = low + (high - low) * rng.beta(np.linspace(1, 4, n), 2, (STEPS, k * B, n))
    latents = rng.standard_normal((STEPS, k + 1, B, game.latent_dim))
    stored = {"real": real, "latents": latents, "g_first": parameters(G), "d_first": parameters(D)}
    seen = {name: [] for name in ("d_loss", "d_grads", "g_loss", "g_grads")}

    for rows, z in zip(torch.from_numpy(real), torch.from_numpy(latents), strict=True):
        for i in range(k):
            fake = G(z[i]).detach()
            real_logits, fake_logits = D(rows[i * B : (i + 1) * B]), D(fake)
            loss = cross_entropy(real_logits, torch.full_like(real_logits, 1 - game.label_smoothing))
            loss = loss + cross_entropy(fake_logits, torch.zeros_like(fake_logits))
            game.d_optimizer.zero_grad()
            loss.backward()
            seen["d_loss"].append(loss.item())
            seen["d_grads"].append(gradients(D))
            game.d_optimizer.step()

        logits = D(G(z[k]))
        if game.saturating:
            loss = -cross_entropy(logits, torch.zeros_like(logits))
        else:
            loss = cross_entropy(logits, torch.ones_like(logits))
        game.g_optimizer.zero_grad()
        loss.backward()  # leaves gradients in D too, which its own next step clears
        seen["g_loss"].append(loss.item())
        seen["g_grads"].append(gradients(G))
        game.g_optimizer.step()

    stored |= {name: np.array(values) for name, values in seen.items()}
    stored["d_loss"] = stored["d_loss"].reshape(STEPS, k)
    stored["d_grads"] = stored["d_grads"].reshape(STEPS, k, -1)
    return stored | {"g_last": parameters(G), "d_last": parameters(D), "g_state": state(G), "d_state": state(D)}


def main() -> None:
    torch.set_default_dtype(torch.float64)
    # Under maxout's seed no unit of D is won by one piece throughout: it would be a Dense layer, and test no maximum.
    games = [("adam", adam_game(), 0), ("maxout", maxout_game(), 106), ("batchnorm", batchnorm_game(), 2)]
    arrays = {}
    for name, game, seed in games:
        played = play(game, np.random.default_rng(seed))
        arrays |= {f"{name}.{key}": value for key, value in played.items()}
        print(f"{name}: D's loss {played['d_loss'][:, -1].round(3)}, G's {played['g_loss'].round(3)}")
    np.savez_compressed(Path(__file__).with_name("golden.npz"), **arrays)


if __name__ == "__main__":
    main()
