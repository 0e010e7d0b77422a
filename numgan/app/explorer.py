"""A web page to walk through the latent space: sliders on z, and G(z) computed in the browser.

The page is one file that needs no server and no network: data/explorer.html, with the generator inside. pages.py says
how it gets there.
"""

from pathlib import Path

import numpy as np

from ..checks import check_count, check_kind
from ..config import to_plain
from ..family import CodedNoise, LabelledNoise, RingNoise
from ..functions import sigmoid
from ..game import Game
from ..network import Sequential
from ..noise import NormalNoise, UniformNoise
from ..sampler import BLOCK, Sampler
from .pages import as_text, embedded, image_shape, page_of, write_page

PRIORS = NormalNoise, UniformNoise, RingNoise
PROBES = 4000  # latents from which the directions are estimated
PASS = 100  # of them at a time: the windows of 128 channels of 28 x 28 take 4 MB per image
SHOWN = 10  # pictures in the grid


def explorer_page(sampler: Sampler, *, encoder: Sequential | None = None, directions: int = 10, rng=0) -> str:
    """The latent explorer of a generator of images: a whole HTML page.

    The page opens with the pictures of `sampler.sample(10, rng=rng)`, or (..., labels=0) if G is conditional, or (...,
    category=0, code=[0, 0]) for an InfoGAN's. For these there is a button for each label or category, and a slider for
    each number of the code, from -2 to 2; z is what stands before their columns.

    With an encoder one can also draw a digit on the page: E runs in the browser like G, and its latent is where the
    sliders begin. The drawing is scaled and centred as MNIST's digits are.

    Parameters
    ----------
    sampler : Sampler
        Of grey or RGB images, from a network of numgan's own layers.
    encoder : Sequential or None
        E, (B, n) to latents: `encoder_of(game)`. Of more columns the first latent_dim count; what is missing is 0.
    directions : int
        Sliders: the first so many `principal_directions`, or as many as z has numbers if that is less.
    rng : None, int, Generator, ...
        Whatever `numpy.random.default_rng` takes: the first pictures and the directions come from it.

    The matrices are stored in float16, which costs 8/3 bytes per weight in base64: 4.0 MB for the 1.5 million weights
    of the recipe `mnist_mlp`, 1.0 MB for the 0.35 million of `dcgan`. Pixels then differ from `sampler.generate`'s by
    less than a hundredth of their range (where the weights were float16 already, as the pretrained ones, by some
    millionths). int8 would halve the page, and err by a tenth. An encoder's weights cost as much again.

    Raises TypeError for a layer, a network or a noise prior that the page's JavaScript does not know, ValueError for a
    generator of points, images that are neither grey nor RGB, an encoder of another width or beside a code, or weights
    that float16 cannot hold.
    """
    check_kind("sampler", sampler, Sampler, "a Sampler: of a GAN pass gan.sampler()")
    shape, rng = image_shape(sampler.data_shape, sampler.data_range), np.random.default_rng(rng)
    code = sampler.noise_prior
    noise = code.prior if type(code) in (LabelledNoise, CodedNoise) else code  # type: ignore[attr-defined]
    if type(noise) not in PRIORS:
        raise TypeError(f"the page can draw from NormalNoise, UniformNoise or RingNoise, and not from {noise!r}")
    if sampler.link not in (None, sigmoid):
        raise TypeError(f"the page's JavaScript knows the sigmoid as a link, and not {sampler.link!r}")
    own = sampler.latent_dim - code.codes  # columns of z itself
    if encoder is not None:
        _check_encoder(encoder, sampler)
    choice, count = next(iter(code.choices.items()), ("", 0))
    network = check_kind("the sampler's generator", sampler.generator, Sequential, "a Sequential")
    generator = embedded(network, "generator", "float16")
    if sampler.link is sigmoid:
        generator["layers"].append({"kind": "sigmoid"})
    model = {
        "shape": shape,
        "range": sampler.data_range,
        "prior": to_plain(noise),
        "latent_dim": own,
        "choice": "label" if choice == "labels" else choice,
        "classes": count,
        "numbers": code.continuous,
        "generator": generator,
        "encoder": embedded(encoder, "encoder", "float16") if encoder else None,
        "first": as_text(sampler.latents(SHOWN, rng=rng)[:, :own]),
        "directions": as_text(principal_directions(sampler, directions, rng=rng)),
    }
    return page_of("explorer.html", model)


def encoder_of(game: Game) -> Sequential | None:
    """The network that the page runs to encode: a game's E, or None if it has no `encode`.

    Of a VAE's or a VAEGAN's E the first columns are the mean, which `encode` returns. Where E has fewer columns than a
    latent, as in VEEGAN, the others are 0.
    Raises TypeError for a game of a user's own whose `encode` is not that.
    """
    encode = getattr(check_kind("game", game, Game, "a game"), "encode", None)
    if encode is None or not game.sampled:
        return None
    E = game.players.get("encoder", game.players.get("reconstructor"))
    low, high = game.data_range or (0.0, 1.0)
    x = np.linspace(low, high, 3 * game.width).reshape(3, -1).astype(game.dtype)
    if E is None or E.n_in != game.width or not np.allclose(_fitted(E(x), game.latent_dim), encode(x), atol=1e-6):
        raise TypeError(f"the page would run E alone, and {type(game).__name__}.encode does something else")
    return E


def _fitted(code: np.ndarray, n: int) -> np.ndarray:
    """The first n columns of a code, or all of them and columns of 0 behind: (B, m) to (B, n)."""
    return np.pad(code[:, :n], ((0, 0), (0, max(0, n - code.shape[1]))))


def write_explorer(path: str | Path, sampler: Sampler, **options) -> None:
    """Write `explorer_page(sampler, **options)` to a file, which appears whole or not at all."""
    write_page(path, explorer_page(sampler, **options))


def show_explorer(sampler: Sampler, path: str | Path = "explorer.html", *, height: int = 720, **options):
    """Write the explorer to a file and return an IPython IFrame of it: the last line of a notebook's cell.

    The notebook itself holds no more than the file's name, so `path` must lie beside or below it, where its server
    finds it. Readers without a server see no frame; show them the same ten pictures in another cell:

    >>> plots.image_grid(sampler.to_images(sampler.sample(10, rng=0)), columns=10)
    """
    from IPython.display import IFrame  # only in a notebook, where IPython is at hand

    write_explorer(path, sampler, **options)
    return IFrame(str(path), width="100%", height=height)


def principal_directions(sampler: Sampler, k: int = 10, *, rng=None) -> np.ndarray:
    """The k unit vectors of latent space along which G's pictures change most, the strongest first: (k, latent_dim).

    A small step h along a unit vector v changes the picture by J v h, where J = dG/dz, (n, latent_dim). Its squared
    length, on average over the latents, is a quadratic form in v:

        E |J v|^2 = v^T C v,  C = E[J^T J]                      (latent_dim, latent_dim)

    so the v sought is C's eigenvector of the largest eigenvalue; among the v at right angles to it, the second is best;
    and so on. J is never formed: backpropagating an arbitrary gradient u gives J^T u, and if u ~ N(0, 1), then
    E[u u^T] is the identity, and

        g = J(z)^T u  has  E[g g^T] = E[J^T E[u u^T] J] = C

    One backward pass with random output gradients, a new z and u in every row, is all it takes. For a linear G,
    z -> z W, C is W W^T, and the directions are the left singular vectors of W.

    An eigenvector's sign is arbitrary; here z . v and the sum of G(z)'s pixels grow together: more ink to the right.
    `k` above latent_dim gives latent_dim of them. Where z is followed by a label or another code, the directions are
    those of z only, on average over the codes. Source: "active subspaces", Constantine et al. 2014; for one z at a
    time in a GAN, Ramesh et al. 2018 (A Spectral Regularizer for Unsupervised Disentanglement).
    """
    k, rng = check_count("k", k), np.random.default_rng(rng)
    generator: Sequential = check_kind("the sampler's generator", sampler.generator, Sequential, "a Sequential")
    own = sampler.latent_dim - sampler.noise_prior.codes
    C, ink = np.zeros((own, own)), np.zeros(own)
    with np.errstate(over="ignore", invalid="ignore"):  # found below, and raised in words
        for _ in range(PROBES // BLOCK):
            z = sampler.latents(BLOCK, rng=rng)
            total = np.empty(BLOCK)  # sums of pixels
            for i in range(0, BLOCK, PASS):
                y, cache = generator.forward(z[i : i + PASS], training=False)
                u = rng.standard_normal(y.shape, y.dtype)
                if sampler.link is sigmoid:
                    y = sigmoid(y)
                    u *= y * (1 - y)  # the link's own backward pass
                g = generator.backward(u, cache, params=False)[:, :own].astype(np.float64)
                C = C + g.T @ g / PROBES
                total[i : i + PASS] = y.sum(axis=1, dtype=np.float64)
            ink = ink + z[:, :own].T @ (total - total.mean())  # (own,), the covariance of z and the sum, up to a factor
    if not (np.isfinite(C).all() and np.isfinite(ink).all()):
        raise ValueError("the generator has pictures or slopes that are not finite: its weights are too large")
    v = np.linalg.eigh(C)[1].T[::-1][:k]
    return v * np.where(v @ ink < 0, -1, 1)[:, None]


def _check_encoder(encoder: Sequential, sampler: Sampler) -> None:
    check_kind("encoder", encoder, Sequential, "a Sequential, such as encoder_of(game), or None")
    if sampler.noise_prior.codes:
        raise ValueError(f"an encoder finds no code, and the latents of {sampler.noise_prior!r} have one")
    if encoder.n_in != sampler.width:
        raise ValueError(f"the encoder must take the {sampler.width} values of an image, and takes {encoder.n_in}")
