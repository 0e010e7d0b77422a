"""Pictures of a convolution: its kernels, and what each channel of a layer gives for one image."""

from __future__ import annotations  # to name Axes is no reason to import matplotlib

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from ..checks import check_count, check_finite, check_kind, check_rows
from ..layers import Conv2D, ConvTranspose2D, Layer
from ..network import Sequential
from .images import tile
from .style import given_or_new

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRAWN = 1, 3  # channels of an image: grey or RGB
COLOURS = "RdBu_r"  # below 0 blue, 0 white, above 0 red
WIDTH = 28  # pixels that an image has at least on the sheet, so that the lines between images are thin


def kernels(
    layer_or_network: Layer | Sequential,
    *,
    channel: int | None = None,
    columns: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the kernels of a convolution as small images: what each window of Conv2D looks for, or what a pixel paints.

    Conv2D             image o is W[:, :, :, o], (h, w, n_in): output o is large where the input looks like it
    ConvTranspose2D    image c is W[:, :, :, c], (h, w, n_out): what a 1 in channel c writes, wherever it stands

    One channel is blue below 0, white at 0, and red above. Three channels are mixed as red, green and blue, and 0 is a
    medium grey. All kernels have one scale, symmetric around 0; beside each row stands the number of its first.

    layer_or_network : Conv2D, SpectralConv2D (W before it is divided) or ConvTranspose2D, such as network.layers[1]. Of
        a network: the last convolution, if it gives 1 or 3 channels and the first does not take 1 or 3, as in a
        generator; otherwise the first one, as in a discriminator
    channel : of images with many channels, the one that is drawn: W[:, :, channel]
    columns : how many images stand side by side, by default so many that the picture is nearly square

    A Conv2D that gives 1 or 3 channels and takes many (the last layer of a generator with UpSample2D) is drawn from its
    other side, without `channel`: image c is W[:, :, c], (h, w, n_out), what is done with input channel c.

    Raises TypeError for a layer without kernels, ValueError for a network without convolutions, more channels than can
    be drawn, or weights that are not finite.
    """
    label, layer = _convolution(layer_or_network)
    check_finite(f"W of {label}", layer.W)
    images, numbered = layer.W.transpose(3, 0, 1, 2), "output" if isinstance(layer, Conv2D) else "input"
    if channel is not None:
        if check_count("channel", channel, 0) >= images.shape[3]:
            raise ValueError(f"channel must be below {images.shape[3]}, the channels of {label}, got {channel}")
        images = images[..., [channel]]
    elif images.shape[3] not in DRAWN and len(images) in DRAWN and isinstance(layer, Conv2D):
        images, numbered = layer.W.transpose(2, 0, 1, 3), "input"
    if images.shape[3] not in DRAWN:
        raise ValueError(f"{label} has kernels of {images.shape[3]} channels: choose one of them, such as channel=0")
    ax = _sheet(images, columns, ax)
    shown = ", in red, green and blue" if images.shape[3] == 3 else "" if channel is None else f", of channel {channel}"
    ax.set(xlabel=f"weights of {label}, {images.shape[1]} x {images.shape[2]}{shown}", ylabel=f"{numbered} channel")
    return ax


def feature_maps(
    network: Sequential,
    x: np.ndarray,
    *,
    layer: int | None = None,
    columns: int | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw what each channel of one layer gives for one image, in an inference pass: N channels are N small images.

    Blue is below 0, white is 0, red is above. All channels have one scale, symmetric around 0, so a pale channel says
    little, and a white one is dead for this image.

    x : (1, n_in) floats: a scaled image such as gan.scale(images[:1]) for D, a latent such as gan.latents(1) for G
    layer : the layer's number in network.layers; by default the first convolution
    columns : how many images stand side by side, by default so many that the picture is nearly square

    Raises TypeError or ValueError for no network, one without layers that give images, another layer, more than one
    row in x, or values that are not finite.
    """
    labels = _image_layers(network)
    if layer is None:
        convolutions = [i for i in labels if isinstance(network.layers[i], Conv2D | ConvTranspose2D)]
        layer = [*convolutions, *labels][0]
    if check_count("layer", layer, 0) not in labels:
        wanted = ", ".join(labels.values())
        raise ValueError(f"layer must be the number of a layer that gives images ({wanted}), got {layer}")
    x = check_rows("x", x, network.n_in, network.dtype)
    if len(x) != 1:
        raise ValueError(f"x must be one row, (1, {network.n_in}), got {x.shape}: pass x[:1]")
    check_finite("x", x)
    for i in range(layer + 1):
        x, _ = network.layers[i].forward(x, training=False)
    check_finite(f"the output of layer {labels[layer]}", x)
    ax = _sheet(x.transpose(3, 1, 2, 0), columns, ax)
    ax.set(xlabel=f"values after {labels[layer]}, {x.shape[1]} x {x.shape[2]}", ylabel="channel")
    return ax


def _sheet(images: np.ndarray, columns: int | None, ax: Axes | None) -> Axes:
    """Draw images (N, h, w, 1 or 3) of any numbers, row by row; left of each row stands the number of its first."""
    from matplotlib import colormaps
    from matplotlib.cm import ScalarMappable
    from matplotlib.colors import Normalize

    n, height, width, channels = images.shape
    columns = math.ceil(math.sqrt(n * height / width)) if columns is None else check_count("columns", columns)
    columns = min(columns, n)
    ax = given_or_new(ax)
    most = float(np.abs(images).max()) or 1.0
    share = (images.astype(np.float64) / most + 1) / 2  # of the scale: 0 is in the middle
    colours = np.rint(255 * (colormaps[COLOURS](share[..., 0])[..., :3] if channels == 1 else share)).astype(np.uint8)
    zoom = math.ceil(WIDTH / max(height, width))
    ax.imshow(tile(colours.repeat(zoom, axis=1).repeat(zoom, axis=2), columns=columns), interpolation="nearest")
    rows, pitch = np.arange(math.ceil(n / columns)), zoom * height + 1
    ax.set_yticks(pitch * rows + (pitch - 2) / 2, [str(row * columns) for row in rows], fontsize=8)
    ax.set_xticks([])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    scale = ScalarMappable(Normalize(-most, most), COLOURS if channels == 1 else "gray")
    ax.figure.colorbar(scale, cax=ax.inset_axes((1.03, 0, 0.04, 1)))
    return ax


def _convolution(layer_or_network) -> tuple[str, Any]:
    """The name of the layer whose kernels are drawn, and the layer."""
    kinds = Conv2D | ConvTranspose2D
    if not isinstance(layer_or_network, Sequential):
        layer = check_kind("layer_or_network", layer_or_network, kinds, "a Conv2D, a ConvTranspose2D or a Sequential")
        if layer.params is None:
            raise ValueError(f"layer or network must have weights, and {layer!r} has none yet: call its build(rng=...)")
        return type(layer).__name__, layer
    found = [(f"{i} {type(layer).__name__}", layer) for i, layer in enumerate(layer_or_network.layers)]
    found = [(label, layer) for label, layer in found if isinstance(layer, kinds)]
    if not found:
        raise ValueError("layer or network must have kernels, and in this network is no Conv2D or ConvTranspose2D")
    return found[0] if found[0][1].n_in in DRAWN or found[-1][1].n_out not in DRAWN else found[-1]


def _image_layers(network) -> dict[int, str]:
    """Number and label of each layer that gives images."""
    check_kind("network", network, Sequential, "a Sequential such as gan.discriminator")
    found, shape = {}, (network.n_in,)
    for i, layer in enumerate(network.layers):
        shape = layer.output_shape(shape)
        if len(shape) == 3:
            found[i] = f"{i} {type(layer).__name__}"
    if not found:
        raise ValueError("network must have layers that give images (height, width, channels), and this one has none")
    return found
