"""What step_time.py compares: numgan, the matrix products alone, and the same game in PyTorch and in JAX.

Each function takes a GAN and uint8 images (N, 784) and returns `run(steps)`, which does that many steps and comes back
when they are done. All translate numgan's own two networks, layer by layer and weights included, so that none can have
another architecture; all draw their rows at random from images in memory and scale them to [-1, 1] in float32.
"""

import math
from itertools import islice

import numpy as np

from numgan import BatchNorm, Conv2D, ConvTranspose2D, Dense, Flatten, LeakyReLU, ReLU, Reshape, SharedFakes, Tanh

LR, BETA1, BETA2, EPS = 2e-4, 0.5, 0.999, 1e-7


def numgan(gan, images, *, shared):
    """`gan.steps(images)`. Beyond losses it records V, both mean beliefs and both gradient norms, at every step.

    shared : train G on the rows that D has just been trained on, as `SharedFakes` does with this GAN's players
    """
    if shared:
        gan = SharedFakes(**gan.config(), rng=0)
    records = gan.steps(images, epochs=10**6)

    def run(steps):
        for _ in islice(records, steps):
            pass

    return run


def matrix_products(gan, images, *, shared):
    """The floor: one step's products of activations and weights, with NumPy's BLAS, and nothing else at all.

    Same shapes and transposes as in numgan, in the order of the step, each into an array made beforehand. No program
    that takes this step through this BLAS can be faster.
    """
    rows, rng = gan.batch_size, np.random.default_rng(0)
    D_both, _ = _products(gan.discriminator, 2 * rows, rng)  # real and generated rows in one pass
    D_fake, D_inputs = _products(gan.discriminator, rows, rng)
    G, _ = _products(gan.generator, rows, rng)
    D_grads = _products(gan.discriminator, 2 * rows, rng, only="weights")[1]
    G_grads = _products(gan.generator, rows, rng, only="weights")[1]
    products = [*G, *D_both, *D_grads, *([] if shared else G), *D_fake, *D_inputs, *G_grads]

    def run(steps):
        for _ in range(steps):
            for a, b, out in products:
                np.matmul(a, b, out=out)

    return run


def _products(network, rows, rng, only="inputs"):
    """(a, b, out) of every product of a pass of `rows` rows: forward, and backward for the inputs or the weights.

    A convolution multiplies its windows by W as a matrix; a transposed convolution multiplies its pixels.
    """
    forward, backward, out, shape = [], [], None, (network.n_in,)
    for layer in network.layers:
        shape_before, shape = shape, layer.output_shape(shape)
        if not isinstance(layer, Dense | Conv2D | ConvTranspose2D):
            continue
        W = layer.W.reshape(-1, layer.W.shape[-1])
        if isinstance(layer, ConvTranspose2D):
            W = W.T
        pixels = rows * math.prod((shape_before if isinstance(layer, ConvTranspose2D) else shape)[:-1])
        first, size = out is None, (pixels, W.shape[0])
        x = out if not first and out.shape == size else rng.standard_normal(size, np.float32)
        out = np.empty((pixels, W.shape[1]), np.float32)
        forward.append((x, W, out))
        dy = rng.standard_normal(out.shape, np.float32)
        if only == "weights":
            backward.append((x.T, dy, np.empty(W.shape, np.float32)))
        if only == "inputs" or not first:
            backward.append((dy, W.T, np.empty(size, np.float32)))
    return forward, backward[::-1]


def torch_as_published(gan, images):
    """The loop of eriklindernoren/PyTorch-GAN's gan.py, with Keras-GAN's networks. To be compared with shared fakes.

    G's step comes first, on the rows that D then learns from; D ends in a sigmoid, gets its rows in two passes, and has
    its weights' gradients computed a second time, for nothing, in G's step. Kinder than the source in one thing: noise
    comes from torch.randn and not from NumPy.
    """
    import torch
    from torch import nn

    G, D = (_torch_network(network) for network in (gan.generator, gan.discriminator))
    D.append(nn.Sigmoid())
    G_adam = torch.optim.Adam(G.parameters(), lr=LR, betas=(BETA1, BETA2), eps=EPS)
    D_adam = torch.optim.Adam(D.parameters(), lr=LR, betas=(BETA1, BETA2), eps=EPS)
    images, rows, loss = torch.tensor(images), gan.batch_size, nn.BCELoss()

    def run(steps):
        for _ in range(steps):
            valid, fake = torch.ones(rows, 1), torch.zeros(rows, 1)
            real_imgs = _torch_minibatch(images, rows)
            G_adam.zero_grad()
            gen_imgs = G(torch.randn(rows, gan.latent_dim))
            g_loss = loss(D(gen_imgs), valid)
            g_loss.backward()
            G_adam.step()
            D_adam.zero_grad()
            d_loss = (loss(D(real_imgs), valid) + loss(D(gen_imgs.detach()), fake)) / 2
            d_loss.backward()
            D_adam.step()
            g_loss.item(), d_loss.item()

    return run


def torch_tuned(gan, images):
    """The same step as numgan's, in PyTorch as fast as plain means make it. To be compared with fresh noise for G.

    Fused Adam, one pass of D over real and generated rows (two if its batch norm couples them), logits, no graph of G
    in D's step, no gradients of D's weights in G's step. Images are in PyTorch's channels-last format.
    """
    import torch
    from torch import nn

    G, D = (_torch_network(network) for network in (gan.generator, gan.discriminator))
    G_adam = torch.optim.Adam(G.parameters(), lr=LR, betas=(BETA1, BETA2), eps=EPS, fused=True)
    D_adam = torch.optim.Adam(D.parameters(), lr=LR, betas=(BETA1, BETA2), eps=EPS, fused=True)
    images, rows, loss = torch.tensor(images), gan.batch_size, nn.BCEWithLogitsLoss()
    valid = torch.ones(rows, 1)
    valid_then_fake = torch.cat([valid, torch.zeros(rows, 1)])

    def run(steps):
        for _ in range(steps):
            with torch.no_grad():
                fake = G(torch.randn(rows, gan.latent_dim))
            real = _torch_minibatch(images, rows)
            if gan.discriminator.couples_rows:
                d_loss = loss(D(real), valid) + loss(D(fake), 1 - valid)
            else:
                d_loss = loss(D(torch.cat([real, fake])), valid_then_fake)
            D_adam.zero_grad(set_to_none=True)
            d_loss.backward()
            D_adam.step()
            D.requires_grad_(False)
            g_loss = loss(D(G(torch.randn(rows, gan.latent_dim))), valid)
            G_adam.zero_grad(set_to_none=True)
            g_loss.backward()
            G_adam.step()
            D.requires_grad_(True)
            g_loss.item(), d_loss.item()

    return run


def _torch_network(network):
    """A network of numgan's as torch.nn.Sequential, with the same weights. Images are (B, C, H, W), channels last."""
    import torch
    from torch import nn

    class Images(nn.Module):
        def __init__(self, shape):
            super().__init__()
            self.shape = shape

        def forward(self, x):
            return x.view(-1, *self.shape).permute(0, 3, 1, 2)

    class Rows(nn.Module):
        def forward(self, x):
            return x.permute(0, 2, 3, 1).flatten(1)

    def convolution(kind, layer):
        made = kind(layer.n_in, layer.n_out, layer.kernel, layer.stride, layer.padding, bias=layer.bias)
        with torch.no_grad():
            made.weight[...] = torch.tensor(layer.W.transpose(3, 2, 0, 1).copy())
            if layer.bias:
                made.bias[...] = torch.tensor(layer.b)
        return made.to(memory_format=torch.channels_last)

    layers, image = [], False
    for layer in network.layers:
        match layer:
            case Dense():
                layers.append(nn.Linear(layer.n_in, layer.n_out, bias=layer.bias))
                with torch.no_grad():
                    layers[-1].weight[...] = torch.tensor(layer.W.T.copy())
                    if layer.bias:
                        layers[-1].bias[...] = torch.tensor(layer.b)
            case Conv2D():
                layers.append(convolution(nn.Conv2d, layer))
            case ConvTranspose2D():
                layers.append(convolution(nn.ConvTranspose2d, layer))
            case Reshape():
                layers.append(Images(layer.shape))
                image = True
            case Flatten():
                layers.append(Rows())
                image = False
            case ReLU():
                layers.append(nn.ReLU(inplace=True))
            case LeakyReLU():
                layers.append(nn.LeakyReLU(layer.negative_slope, inplace=True))
            case BatchNorm():
                kind = nn.BatchNorm2d if image else nn.BatchNorm1d
                layers.append(kind(layer.n, eps=layer.eps, momentum=1 - layer.momentum))
            case Tanh():
                layers.append(nn.Tanh())
            case _:
                raise ValueError(f"no translation of {layer!r}")
    made = nn.Sequential(*layers)
    assert sum(p.numel() for p in made.parameters()) == network.params.size
    return made


def _torch_minibatch(images, rows):
    import torch

    return images[torch.randint(len(images), (rows,))].float().mul_(2 / 255).sub_(1)


def jax_jitted(gan, images):
    """The same step as numgan's in one jax.jit: drawing, noise, both players and both Adams, all buffers donated.

    To be compared with fresh noise for G. Losses stay on the device, so that no step waits for the one before; random
    bits come from "rbg", which is quicker on a processor than JAX's default.
    """
    import jax
    import jax.numpy as jnp

    rows, images = gan.batch_size, jnp.asarray(images)
    G, D = gan.generator.layers, gan.discriminator.layers

    def adam(params, grads, moments, t):
        """Adam in the efficient form of its paper's section 2, as keras_gan has it."""
        lr = LR * jnp.sqrt(1 - BETA2**t) / (1 - BETA1**t)
        m = jax.tree.map(lambda m, g: BETA1 * m + (1 - BETA1) * g, moments[0], grads)
        v = jax.tree.map(lambda v, g: BETA2 * v + (1 - BETA2) * g * g, moments[1], grads)
        return jax.tree.map(lambda p, m, v: p - lr * m / (jnp.sqrt(v) + EPS), params, m, v), (m, v)

    def d_loss(params, real, fake):
        logits, _ = _jax_forward(D, params, None, jnp.concatenate([real, fake]))
        return jax.nn.softplus(-logits[:rows]).mean() + jax.nn.softplus(logits[rows:]).mean()

    def g_loss(params, D_params, statistics, z):
        fake, statistics = _jax_forward(G, params, statistics, z)
        logits, _ = _jax_forward(D, D_params, None, fake)
        return jax.nn.softplus(-logits).mean(), statistics

    def step(state, images):
        key, pick, noise = jax.random.split(state["key"], 3)
        t = state["t"] + 1
        real = images[jax.random.randint(pick, (rows,), 0, len(images))].astype(jnp.float32) * (2 / 255) - 1
        z = jax.random.normal(noise, (2, rows, gan.latent_dim))
        fake, statistics = _jax_forward(G, state["G"], state["statistics"], z[0])
        loss_d, grads = jax.value_and_grad(d_loss)(state["D"], real, fake)
        D_params, D_moments = adam(state["D"], grads, state["D_moments"], t)
        (loss_g, statistics), grads = jax.value_and_grad(g_loss, has_aux=True)(state["G"], D_params, statistics, z[1])
        G_params, G_moments = adam(state["G"], grads, state["G_moments"], t)
        return {
            "key": key,
            "t": t,
            "G": G_params,
            "D": D_params,
            "G_moments": G_moments,
            "D_moments": D_moments,
            "statistics": statistics,
        }, (loss_d, loss_g)

    def arrays(layers, names):
        return [{name: jnp.array(getattr(layer, name)) for name in getattr(layer, names)} for layer in layers]

    state = {"key": jax.random.key(0, impl="rbg"), "t": jnp.float32(0), "statistics": arrays(G, "state_shapes")}
    for player, layers in (("G", G), ("D", D)):
        state[player] = arrays(layers, "param_shapes")
        state[f"{player}_moments"] = tuple(jax.tree.map(jnp.zeros_like, state[player]) for _ in range(2))
    jitted = jax.jit(step, donate_argnums=0)

    def run(steps):
        nonlocal state
        for _ in range(steps):
            state, losses = jitted(state, images)
        jax.block_until_ready((state, losses))

    return run


def _jax_forward(layers, params, statistics, x):
    """A training pass of numgan's layers with these parameters: the output, and the moved running statistics."""
    import jax.numpy as jnp

    moved = []
    for layer, p, s in zip(layers, params, statistics or [{}] * len(layers), strict=True):
        match layer:
            case Dense():
                x = x @ p["W"] + p["b"]
            case LeakyReLU():
                x = jnp.maximum(x, layer.negative_slope * x)
            case BatchNorm():
                mean, var, keep = x.mean(axis=0), x.var(axis=0), layer.momentum
                x = (x - mean) / jnp.sqrt(var + layer.eps) * p["gamma"] + p["beta"]
                s = {
                    "running_mean": keep * s["running_mean"] + (1 - keep) * mean,
                    "running_var": keep * s["running_var"] + (1 - keep) * len(x) / (len(x) - 1) * var,
                }
            case Tanh():
                x = jnp.tanh(x)
            case _:
                raise ValueError(f"no translation of {layer!r}")
        moved.append(s)
    return x, moved
