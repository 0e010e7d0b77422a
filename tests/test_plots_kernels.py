"""Pictures of convolutions: each small image has the colours that its numbers ask for, at the place of its channel."""

import copy
from io import BytesIO

import numpy as np
import pytest
from matplotlib.figure import Figure

from numgan import (
    Conv2D,
    ConvTranspose2D,
    Dense,
    Flatten,
    GlobalAveragePool,
    ReLU,
    Reshape,
    Sequential,
    SpectralConv2D,
    Tanh,
    UpSample2D,
    plots,
)

RED, WHITE, BLUE = (103, 0, 31), (247, 246, 246), (5, 48, 97)  # of ColorBrewer's RdBu; white is one of 256 steps


@pytest.fixture
def ax():
    return Figure().subplots()


def small_images(ax, n: int, shape: tuple[int, int], columns: int) -> np.ndarray:
    """What the sheet shows, cut up again: (n, h, w, 3), with one pixel for each number."""
    (picture,) = ax.images
    sheet, rows = np.asarray(picture.get_array()), -(-n // columns)
    height, width = ((length + 1) // k for length, k in zip(sheet.shape[:2], (rows, columns), strict=True))
    zoom = (height - 1) // shape[0]
    assert (height - 1, width - 1) == (zoom * shape[0], zoom * shape[1])
    cut = [sheet[height * (i // columns) :, width * (i % columns) :][: height - 1, : width - 1] for i in range(n)]
    coarse = np.array(cut)[:, ::zoom, ::zoom]
    np.testing.assert_array_equal(coarse.repeat(zoom, axis=1).repeat(zoom, axis=2), cut)
    return coarse


def row_numbers(ax) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def discriminator():
    return Sequential([Reshape((6, 5, 1)), Conv2D(1, 5, kernel=(2, 3)), ReLU(), Flatten(), Dense(75, 1)], rng=0)


def generator():
    layers = [Dense(3, 2 * 2 * 7), Reshape((2, 2, 7)), ReLU(), ConvTranspose2D(7, 1, kernel=(2, 3), stride=2)]
    return Sequential([*layers, Flatten(), Tanh()], rng=0)


@pytest.mark.parametrize("layer", [Conv2D(1, 5, kernel=(2, 3)), ConvTranspose2D(5, 1, kernel=(2, 3))])
def test_kernels_of_one_channel_are_blue_white_and_red(ax, layer):
    layer.build(rng=0)
    layer.W[...] = 0
    layer.W[1, 2, 0, 3], layer.W[0, 1, 0, 4] = 0.5, -0.5
    assert plots.kernels(layer, columns=3, ax=ax) is ax
    expected = np.full((5, 2, 3, 3), WHITE)
    expected[3, 1, 2], expected[4, 0, 1] = RED, BLUE
    np.testing.assert_array_equal(small_images(ax, 5, (2, 3), 3), expected)
    assert row_numbers(ax) == ["0", "3"]
    assert ax.child_axes[0].get_ylim() == (-0.5, 0.5)
    assert ax.get_xlabel() == f"weights of {type(layer).__name__}, 2 x 3"
    assert ax.get_ylabel() == ("output channel" if type(layer) is Conv2D else "input channel")
    ax.figure.savefig(BytesIO())


def test_kernels_share_one_scale_that_is_symmetric_around_0(ax):
    layer = Conv2D(1, 2, kernel=1).build(rng=0)
    layer.W[...] = [[[[1, -4]]]]
    plots.kernels(layer, ax=ax)
    first, second = small_images(ax, 2, (1, 1), 2)[:, 0, 0]
    assert tuple(second) == BLUE
    np.testing.assert_allclose(
        first, (250.75, 205.5, 181.75), atol=2
    )  # 1/4: between (253, 219, 199) and (244, 165, 130)
    assert ax.child_axes[0].get_ylim() == (-4, 4)


def test_kernels_of_three_channels_are_colours(ax):
    layer = SpectralConv2D(3, 4, kernel=2).build(rng=0)
    layer.W[...] = 0
    layer.W[0, 1, :, 2] = 2, 0, -2
    plots.kernels(layer, columns=9, ax=ax)
    images = small_images(ax, 4, (2, 2), 4)
    assert tuple(images[2, 0, 1]) == (255, 128, 0)
    images[2, 0, 1] = 128
    assert (images == 128).all()
    assert ax.child_axes[0].get_ylim() == (-2, 2)
    assert ax.get_xlabel() == "weights of SpectralConv2D, 2 x 2, in red, green and blue"


def test_kernels_of_many_channels_are_drawn_one_channel_at_a_time(ax):
    layer = Conv2D(4, 5, kernel=2).build(rng=0)
    with pytest.raises(ValueError, match="Conv2D has kernels of 4 channels: choose one of them, such as channel=0"):
        plots.kernels(layer, ax=ax)
    with pytest.raises(ValueError, match="channel must be below 4, the channels of Conv2D, got 4"):
        plots.kernels(layer, channel=4, ax=ax)
    layer.W[...] = 0
    layer.W[0, 0, 3, 1] = 1
    plots.kernels(layer, channel=3, columns=5, ax=ax)
    images = small_images(ax, 5, (2, 2), 5)
    assert tuple(images[1, 0, 0]) == RED
    assert (images == WHITE).all(axis=-1).sum() == 19
    assert ax.get_xlabel() == "weights of Conv2D, 2 x 2, of channel 3"


def test_of_a_discriminator_the_first_kernels_are_drawn_and_of_a_generator_the_last(ax):
    for make, label in (discriminator, "1 Conv2D"), (generator, "3 ConvTranspose2D"):
        plots.kernels(make(), ax=ax)
        assert ax.get_xlabel() == f"weights of {label}, 2 x 3"
        ax.clear()
    several = [Conv2D(1, 4, kernel=3), Conv2D(4, 1, kernel=2), Flatten()]  # from images to images
    plots.kernels(Sequential([Reshape((5, 5, 1)), *several], rng=0), ax=ax)
    assert ax.get_xlabel() == "weights of 1 Conv2D, 3 x 3"


def test_a_last_convolution_is_drawn_from_its_other_side(ax):
    network = Sequential([Reshape((2, 2, 5)), UpSample2D(), Conv2D(5, 3, kernel=2), Flatten()], rng=0)
    W = network.layers[2].W
    W[...] = 0
    W[1, 0, 4] = 1, -1, 0
    plots.kernels(network, columns=5, ax=ax)
    images = small_images(ax, 5, (2, 2), 5)
    assert tuple(images[4, 1, 0]) == (255, 0, 128)
    assert (images == 128).all(axis=-1).sum() == 19
    assert ax.get_ylabel() == "input channel"


def test_a_generator_s_kernel_is_what_one_pixel_paints(ax):
    network = generator()
    plots.kernels(network, columns=7, ax=ax)
    layer = network.layers[3]
    pixel = np.zeros((1, 1, 1, 7), np.float32)
    pixel[..., 5] = 1
    painted = layer.forward(pixel)[0][0, :, :, 0]
    shown = small_images(ax, 7, (2, 3), 7)[5].astype(int)
    np.testing.assert_array_equal(shown[..., 0] > shown[..., 2], painted > 0)  # red where it paints white


def test_kernels_say_what_is_wrong(ax):
    wrong = "layer_or_network must be a Conv2D, a ConvTranspose2D or a Sequential, got Dense"
    with pytest.raises(TypeError, match=wrong):
        plots.kernels(Dense(2, 3), ax=ax)
    with pytest.raises(ValueError, match=r"no Conv2D or ConvTranspose2D"):
        plots.kernels(Sequential([Dense(2, 3)], rng=0), ax=ax)
    with pytest.raises(ValueError, match=r"Conv2D\(1, 2, kernel=3\) has none yet: call its build"):
        plots.kernels(Conv2D(1, 2, kernel=3), ax=ax)
    network = discriminator()
    network.layers[1].W[0, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="W of 1 Conv2D must be finite"):
        plots.kernels(network, ax=ax)


def seeing():
    """Of an image (2, 3): itself, its negative, nothing, and half of it; then only what is above 0."""
    network = Sequential([Reshape((2, 3, 1)), Conv2D(1, 4, kernel=1), ReLU(), GlobalAveragePool()], rng=0)
    network.layers[1].W[...] = [1, -1, 0, 0.5]
    return network


def test_feature_maps_show_each_channel(ax):
    x = np.array([[0, 2, 0, 0, 0, -2]])
    assert plots.feature_maps(seeing(), x.astype(float), columns=2, ax=ax) is ax
    images = small_images(ax, 4, (2, 3), 2)
    expected = np.full((3, 2, 3, 3), WHITE)
    expected[0, 0, 1], expected[0, 1, 2] = RED, BLUE
    expected[1, 0, 1], expected[1, 1, 2] = BLUE, RED
    np.testing.assert_array_equal(images[:3], expected)
    assert images[3, 0, 1].min() > RED[2]  # half as far from white
    assert row_numbers(ax) == ["0", "2"]
    assert ax.child_axes[0].get_ylim() == (-2, 2)
    assert ax.get_xlabel() == "values after 1 Conv2D, 2 x 3"
    ax.figure.savefig(BytesIO())


def test_feature_maps_of_another_layer(ax):
    x = np.array([[0, 2.0, 0, 0, 0, -2]])
    plots.feature_maps(seeing(), x, layer=2, columns=4, ax=ax)
    images = small_images(ax, 4, (2, 3), 4)
    assert [tuple(images[c, 1, 2]) for c in range(4)] == [WHITE, RED, WHITE, WHITE]
    assert ax.get_xlabel() == "values after 2 ReLU, 2 x 3"


def test_feature_maps_that_are_all_0_are_white(ax):
    plots.feature_maps(seeing(), np.zeros((1, 6)), ax=ax)
    assert (small_images(ax, 4, (2, 3), 2) == WHITE).all()


def test_feature_maps_say_what_is_wrong(ax):
    network, x = seeing(), np.zeros((1, 6))
    with pytest.raises(ValueError, match="network must have layers that give images"):
        plots.feature_maps(Sequential([Dense(6, 3)], rng=0), x, ax=ax)
    wanted = r"layer must be the number of a layer that gives images \(0 Reshape, 1 Conv2D, 2 ReLU\), got 3"
    with pytest.raises(ValueError, match=wanted):
        plots.feature_maps(network, x, layer=3, ax=ax)
    with pytest.raises(ValueError, match=r"x must be one row, \(1, 6\), got \(2, 6\): pass x\[:1\]"):
        plots.feature_maps(network, np.zeros((2, 6)), ax=ax)
    with pytest.raises(ValueError, match=r"x must have shape \(B, 6\), got \(2, 3\)"):
        plots.feature_maps(network, np.zeros((2, 3)), ax=ax)
    network.layers[1].b[1] = np.inf
    with pytest.raises(ValueError, match="the output of layer 1 Conv2D must be finite"):
        plots.feature_maps(network, x, ax=ax)


def test_the_pictures_leave_the_network_alone(ax):
    network = generator()
    before = copy.deepcopy(network)
    plots.kernels(network, ax=ax)
    plots.feature_maps(network, np.ones((1, 3)), ax=ax)
    for name in ("params", "grads", "state"):
        np.testing.assert_array_equal(getattr(network, name), getattr(before, name))
    assert network.rng.bit_generator.state == before.rng.bit_generator.state
