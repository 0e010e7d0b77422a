"""Looking at a run does not change it: the GAN after every picture is the GAN before, bit for bit."""

import json

import families
import numpy as np
import pytest
from games import images, real_rows, small_gan
from matplotlib.figure import Figure
from test_plots_plane import points_gan

from numgan import BiGAN, plots, recipes
from numgan.files.snapshot import pack

NUMBERS = np.random.default_rng(0)


def fingerprint(gan) -> dict:
    """Every array by its bytes, gradients included, and every random stream."""
    content = pack(gan)
    for player, network in gan.players.items():
        content |= {f"{player}.{name}": getattr(network, name) for name in ("params", "grads", "state")}
    return {k: v.tobytes() if isinstance(v, np.ndarray) else json.dumps(v) for k, v in content.items()}


def trained(kind):
    """A GAN in the middle of a run, with gradients and running statistics."""
    if kind == "coded":
        gan, data = recipes.infogan(data_shape=(2, 3), rng=0, dtype=np.float64), images()
    elif kind in ("both ways", "both ways in the plane"):
        n = 3 if kind == "both ways" else 2
        players = families.player(n, 6, 0), families.player(6 + n, 1, 1), families.player(6, n, 2)
        gan, data = BiGAN(*players, data_range=(0, 1), data_shape=(2, 3), batch_size=8, rng=0), images()
    elif kind == "images":
        gan, data = small_gan(data_shape=(2, 3), ema_decay=0.9), images()
    else:
        width = {"line": 1, "plane": 2}[kind]
        gan, data = points_gan(width, width, ema_decay=0.9), NUMBERS.normal(size=(64, width))
    gan.fit(data, epochs=1)
    return gan, data


PICTURES = {
    "losses": ("images", lambda gan, data, ax: plots.losses(gan.history, ax=ax)),
    "columns": ("images", lambda gan, data, ax: plots.columns(gan.history, ax=ax)),
    "probabilities": ("images", lambda gan, data, ax: plots.probabilities(gan.history, ax=ax)),
    "gradient_flow": ("images", lambda gan, data, ax: plots.gradient_flow(gan.discriminator, ax=ax)),
    "weights": ("images", lambda gan, data, ax: plots.weight_histograms(gan.generator, ax=ax)),
    "activations": ("images", lambda gan, data, ax: plots.activation_histograms(gan.discriminator, real_rows(), ax=ax)),
    "interpolation": ("images", lambda gan, data, ax: plots.interpolation_strip(gan, n=2, ax=ax)),
    "latent_map": ("images", lambda gan, data, ax: plots.latent_map(gan, n=3, ax=ax)),
    "code_walk": ("coded", lambda gan, data, ax: plots.code_walk(gan, steps=3, ax=ax)),
    "reconstructions": ("both ways", lambda gan, data, ax: plots.reconstructions(gan, data[:3], ax=ax)),
    "residuals": ("both ways", lambda gan, data, ax: plots.residuals(data[:3], data[3:6], ax=ax)),
    "latent_codes": (
        "both ways in the plane",
        lambda gan, data, ax: plots.latent_codes(gan, data[:5], np.arange(5), ax=ax),
    ),
    "image_walk": ("both ways", lambda gan, data, ax: plots.image_walk(gan, data[:4], steps=3, ax=ax)),
    "arithmetic": ("both ways", lambda gan, data, ax: plots.latent_arithmetic(gan, *np.split(data[:6], 3), ax=ax)),
    "information": ("coded", lambda gan, data, ax: plots.information(gan.history, entropy=np.log(3), ax=ax)),
    "field": ("plane", lambda gan, data, ax: plots.discriminator_field(gan, limits=(-1, 1), resolution=9, ax=ax)),
    "arrows": ("plane", lambda gan, data, ax: plots.gradient_arrows(gan, real=data, ax=ax)),
    "manifold": ("plane", lambda gan, data, ax: plots.manifold(gan, ax=ax)),
    "densities": ("line", lambda gan, data, ax: plots.densities(gan, data, grid=[-1.0, 0.0, 1.0], p_data=abs, ax=ax)),
}


@pytest.mark.parametrize("name", PICTURES)
def test_no_picture_changes_what_it_shows(name):
    kind, draw = PICTURES[name]
    gan, data = trained(kind)
    before, going_on = fingerprint(gan), gan.copy()
    ax = Figure().subplots()
    assert draw(gan, data, ax) is ax
    assert fingerprint(gan) == before
    for one in (gan, going_on):
        one.fit(data, epochs=1)
    assert fingerprint(gan) == fingerprint(going_on)


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_rng_draws_the_same_picture_and_every_axis_says_what_it_is(name):
    kind, draw = PICTURES[name]
    gan, data = trained(kind)
    figures = [Figure(figsize=(5, 4), layout="constrained", dpi=50) for _ in range(2)]
    shown = []
    for figure in figures:
        ax = draw(gan, data, figure.subplots())
        figure.canvas.draw()
        shown.append([np.asarray(image.get_array()) for image in ax.images] + [line.get_xydata() for line in ax.lines])
        assert ax.get_xlabel()
        assert ax.get_ylabel() or not len(ax.get_yticks())
    for one, other in zip(*shown, strict=True):
        np.testing.assert_array_equal(one, other)
