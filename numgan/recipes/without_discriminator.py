"""Two recipes without a discriminator, for images or points, by the data_shape."""

from ..checks import check_count
from ..family import Diffusion, Drifting
from ..layers import Dense, Layer, ReLU
from ..optimizers import Adam
from ..player import Player
from .networks import keras_generator, point_generator
from .setting import Setting


def drifting(*, epochs=20, batch_size=256, temperatures=None, **common) -> Drifting:
    """A generator that follows a formula: towards the data, away from its own other rows.

    Points: the generator of `ring`, z(2). Images: that of `keras_gan`, z(100), with pixels in [-1, 1]. Adam, lr 1e-2
    (images: 2e-3) falling linearly to a hundredth, an average of G's weights (decay .999); batch 256.

    temperatures : reaches of the kernel, as shares of the mean distance between rows; None: .1 for points, and for
        images .1, .2 and .4 (with .05 alone six of 100 samples were far from any digit)

    Source: Deng et al. 2026, Generative Modeling via Drifting, section 5.1 (toys; there a batch of 2,048, z(32) and a
    temperature of .05 in the units of the data, in the authors' notebook).
    Deviates from it for images: there the field is one of features, from a pretrained encoder, at the temperatures .02,
    .05 and .2; here it is one of pixels.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, players=1, **common)
    layers = keras_generator(s.n, momentum=0.9) if s.image else point_generator(s.n)
    generator = Player(
        layers,
        optimizer=Adam(lr=s.falling(2e-3 if s.image else 1e-2, by=100)),
        ema_decay=0.999,
        rng=s.weights[0],
        dtype=s.dtype,
    )
    scale = (-1, 1) if s.image else None
    if temperatures is None:
        temperatures = (0.1, 0.2, 0.4) if s.image else (0.1,)
    return Drifting(generator, temperatures=temperatures, data_range=scale, **s.common("drifting"))


def diffusion(
    *, epochs=20, batch_size=128, timesteps=1000, sampling_steps=50, predicts_data=None, **common
) -> Diffusion:
    """A denoiser, trained on a thousand degrees of noise, that makes a sample in fifty passes.

    [x_t | 32 columns of t] -> 3 x (Dense 1024 ReLU) -> n for images, with pixels in [-1, 1]; for points 16 columns and
    256 units. Adam, lr 1e-3 (points: 2e-3) falling linearly to a hundredth, an average of the weights (decay .9995);
    batch 128.

    timesteps : T.  sampling_steps : passes for one sample.  predicts_data : None is True for images, False for points

    Source: Ho, Jain & Abbeel 2020 (T, columns of t, the average; there lr 2e-4, batch 128); Song et al. 2021 for the
    way back in 50 steps.
    Deviates from it: dense layers (there a U-Net of convolutions and attention), which for images give the data and not
    the noise; see `Diffusion`.
    """
    timesteps, sampling_steps = check_count("timesteps", timesteps), check_count("sampling_steps", sampling_steps)
    s = Setting(epochs=epochs, batch_size=batch_size, players=1, **common)
    columns, units, lr = (32, 1024, 1e-3) if s.image else (16, 256, 2e-3)
    layers: list[Layer] = [Dense(s.n + columns, units), ReLU()]
    for _ in range(2):
        layers += [Dense(units, units), ReLU()]
    denoiser = Player(
        [*layers, Dense(units, s.n)],
        optimizer=Adam(lr=s.falling(lr, by=100)),
        ema_decay=0.9995,
        rng=s.weights[0],
        dtype=s.dtype,
    )
    return Diffusion(
        denoiser,
        timesteps=timesteps,
        sampling_steps=sampling_steps,
        predicts_data=s.image if predicts_data is None else predicts_data,
        data_range=(-1, 1) if s.image else None,
        **s.common("diffusion"),
    )
