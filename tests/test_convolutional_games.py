"""Games of convolutional players, and convolutions that do not fit."""

import numpy as np
import pytest

from numgan import (
    CGAN,
    DRAGAN,
    GAN,
    R1,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Flatten,
    GradientPenalty,
    LabelledNoise,
    LabelPlanes,
    LeakyReLU,
    Pack,
    Player,
    ReLU,
    Reshape,
    Sequential,
    SpectralConv2D,
    Tanh,
    UpSample2D,
)
from numgan.gradcheck import check_play


def draw(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def players(*, spectral=False, latent_dim=3, first=None, seen=1):
    conv = SpectralConv2D if spectral else Conv2D
    G = Player(
        [
            Dense(latent_dim, 8),
            Reshape((2, 2, 2)),
            BatchNorm(2),
            ReLU(),
            ConvTranspose2D(2, 3, kernel=4, stride=2, padding=1),
            LeakyReLU(0.2),
            UpSample2D((1, 2)),
            Conv2D(3, 1, kernel=3, padding=1),
            Flatten(),
            Tanh(),
        ],
        rng=0,
        dtype=np.float64,
    )
    D = Player(
        [
            *(first or [Reshape((4, 8, 1))]),
            conv(seen, 3, kernel=(3, 4), stride=(1, 2), padding=1),
            LeakyReLU(0.2),
            AveragePool2D(2),
            conv(3, 4, kernel=2),
            LeakyReLU(0.2),
            Flatten(),
            Dense(4, 1),
        ],
        rng=1,
        dtype=np.float64,
    )
    for player in (G, D):
        player.params[...] += draw(player.params.size, seed=2) / 10  # with b = 0, values stand at LeakyReLU's kink
    for layer in D.layers:
        if isinstance(layer, SpectralConv2D):
            layer.settle()
    return G, D


@pytest.mark.parametrize("penalty", [None, R1(), GradientPenalty(), DRAGAN()], ids=repr)
def test_a_game_of_convolutional_players_has_the_gradients_of_its_losses(penalty):
    gan = GAN(*players(), penalty=penalty, rng=0)
    errors = {name: found.error for name, found in check_play(gan, draw(5, 32)).items()}
    assert max(errors.values()) <= 1e-6, errors


@pytest.mark.parametrize("penalty", [None, R1(weight=0.5)], ids=repr)
def test_a_conditional_game_of_convolutional_players_has_the_gradients_of_its_losses(penalty):
    """R1's slope is that in the image and in the label."""
    G, D = players(latent_dim=5, first=(LabelPlanes((4, 8, 1), labels=3),), seen=4)
    gan = CGAN(G, D, noise_prior=LabelledNoise(3), penalty=penalty, rng=0)
    errors = {name: found.error for name, found in check_play(gan, draw(5, 32), np.arange(5) % 3).items()}
    assert max(errors.values()) <= 1e-6, errors


@pytest.mark.parametrize("penalty", [None, R1(weight=0.5)], ids=repr)
def test_a_game_whose_convolutional_discriminator_packs_has_the_gradients_of_its_losses(penalty):
    gan = GAN(*players(first=(Reshape((4, 8, 1)), Pack(1, rows=2)), seen=2), penalty=penalty, rng=0)
    errors = {name: found.error for name, found in check_play(gan, draw(6, 32)).items()}
    assert max(errors.values()) <= 1e-6, errors


def test_a_convolutional_game_resumes_bit_for_bit(tmp_path):
    def made():
        G, D = players(spectral=True)
        return GAN(G, D, batch_size=4, rng=0)

    rows = draw(12, 32)
    whole, half = made(), made()
    whole.fit(rows, epochs=2)
    half.fit(rows, epochs=1)
    half.save(tmp_path / "half.npz")
    half = GAN.load(tmp_path / "half.npz")
    half.fit(rows, epochs=1)
    np.testing.assert_array_equal(half.generator.params, whole.generator.params)
    np.testing.assert_array_equal(half.discriminator.state, whole.discriminator.state)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Conv2D(1, 2, kernel=0), "kernel must be a whole number, at least 1, got 0"),
        (
            lambda: Conv2D(1, 2, kernel=(2, 3, 4)),
            r"kernel must be a whole number or \(height, width\), got \(2, 3, 4\)",
        ),
        (
            lambda: Conv2D(1, 2, kernel=3, stride=(1, 0)),
            "each number of stride must be a whole number, at least 1, got 0",
        ),
        (lambda: Conv2D(1, 2, kernel=3, padding=-1), "padding must be a whole number, at least 0, got -1"),
        (
            lambda: Conv2D(1, 2, kernel=3, padding=((1, 2), 3)),
            r"padding must be .*\(\(top, bottom\), \(left, right\)\), got",
        ),
        (lambda: Conv2D(1, 2, kernel=3, padding="same"), "padding must be a whole number, at least 0, got 'same'"),
        (lambda: UpSample2D(0), "factor must be a whole number, at least 1, got 0"),
        (
            lambda: Sequential([Reshape((4, 4, 1)), Conv2D(1, 2, kernel=7, padding=1), Flatten()]),
            r"layers\[1\], Conv2D\(1, 2, kernel=7, padding=1\), has a window of 7 x 7, which is larger than the image: "
            r"4 x 4, with padding 6 x 6",
        ),
        (
            lambda: Sequential([Reshape((4, 4, 1)), Conv2D(1, 2, kernel=3), Conv2D(3, 1, kernel=1), Flatten()]),
            r"layers\[2\], Conv2D\(3, 1, kernel=1\), takes images \(B, height, width, 3\), but layers\[1\], "
            r"Conv2D\(1, 2, kernel=3\), gives \(B, 2, 2, 2\)",
        ),
        (
            lambda: Sequential([Conv2D(1, 2, kernel=3), Flatten()]),
            r"layers\[0\], Conv2D\(1, 2, kernel=3\), takes images \(B, height, width, 1\), but players exchange rows",
        ),
        (
            lambda: Sequential([Dense(2, 9), Conv2D(1, 2, kernel=3), Flatten()]),
            r"takes images \(B, height, width, 1\), but layers\[0\], Dense\(2, 9\), gives \(B, 9\)",
        ),
        (
            lambda: Sequential([Reshape((1, 1, 2)), ConvTranspose2D(2, 1, kernel=3, padding=2), Flatten()]),
            "has a padding that cuts off all that it makes: it would make -1 x -1 of 1 x 1 pixels",
        ),
        (
            lambda: Sequential([Reshape((3, 1, 2)), AveragePool2D(2), Flatten()]),
            "has a block of 2 x 2, which is larger",
        ),
        (
            lambda: Conv2D(2, 3, kernel=3).build(rng=0).forward(draw(4, 18)),
            r"takes images \(B, height, width, 2\), got x of sh",
        ),
        (
            lambda: Conv2D(2, 3, kernel=3).build(rng=0).forward(draw(4, 2, 2, 2)),
            "has a window of 3 x 3, which is larger than",
        ),
        (lambda: Conv2D(2, 3, kernel=3).build(rng=0).forward(draw(4, 0, 5, 2)), "takes images"),
    ],
)
def test_bad_input_is_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
