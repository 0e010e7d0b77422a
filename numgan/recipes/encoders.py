"""Recipes with an encoder: it stands beside G, or there is no adversary at all."""

from ..checks import check_count
from ..family import AAE, MDGAN, VAE, VAEGAN, Autoencoder, BiGAN
from ..layers import BatchNorm, Dense, Layer, LeakyReLU, ReLU, Tanh
from ..noise import Noise, NormalNoise
from ..optimizers import Adam
from ..penalties import R1
from ..player import Player
from .networks import (
    IMAGE_WIDTHS,
    POINT_WIDTHS,
    convolutional_discriminator,
    convolutional_generator,
    discriminator,
    keras_generator,
    point_generator,
)
from .setting import Setting


def autoencoder(*, epochs=50, batch_size=100, latent_dim=20, **common) -> Autoencoder:
    """`vae` without its noise and its prior: the same networks, the code alone.

    latent_dim : length of a code.  channels : as for `vae`
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    return Autoencoder(*_coders(s, latent_dim, 1), **s.common("autoencoder"))


def vae(*, epochs=50, batch_size=100, latent_dim=20, **common) -> VAE:
    """A generator without a discriminator: blurred, and nothing is missing.

    Encoder: n -> Dense 500 ReLU -> 2 x 20. Decoder: z(20) -> Dense 500 ReLU -> n, logits of pixels in [0, 1]. Adam, lr
    1e-3 falling linearly to a tenth; batch 100.

    latent_dim : length of z
    channels : (c1, c2) for the networks of `dcgan`: its D with 2 x 20 columns is the encoder, its G without Tanh the
        decoder
    Source: Kingma & Welling 2014, section 5 (500 hidden units; batches of 100).
    Deviates from it: Adam and ReLU (there Adagrad and tanh); pixels as they are, not drawn as coins.
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    return VAE(*_coders(s, latent_dim, 2), **s.common("vae"))


def aae(*, epochs=20, batch_size=64, latent_dim=10, noise_prior: Noise = NormalNoise(), **common) -> AAE:
    """An autoencoder whose codes fill a prior of one's choice.

    Encoder: n -> 512 -> 512 -> 10; decoder: 10 -> 512 -> 512 -> n, logits of pixels in [0, 1]; D, of codes: 10 -> 512
    -> 256 -> 1; all with LeakyReLU .2. Non-saturating, adversarial weight 10 (beside some hundred nats of the pixels);
    Adam, lr 1e-3 falling linearly to a tenth, beta1 .5; batch 64. In trials of 1,500 steps on images of 14 x 14
    pixels (one seed each) the codes had a deviation of .9 to 1.1 in each of ten columns, and with `RingNoise` of 1.4 to
    1.5, as the priors have, and D could hardly tell them from the prior.

    latent_dim : length of a code
    noise_prior : what D wants to see. For ten petals in the plane: noise_prior=RingNoise(), latent_dim=2
    Source: Makhzani et al. 2015; eriklindernoren/PyTorch-GAN, implementations/aae (widths, 10 latents, Adam, batch 64).
    Deviates from it: a deterministic encoder and no batch norm; lr (there 2e-4); the likelihood of pixels (there .999
    times the mean absolute error, beside .001 times the adversarial loss).
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    encoder = discriminator((s.n, 512, 512), n_out=latent_dim)
    decoder = discriminator((latent_dim, 512, 512), n_out=s.n)
    players = _players(s, encoder, decoder, discriminator((latent_dim, *IMAGE_WIDTHS)), lr=1e-3, falling=True)
    return AAE(*players, adversarial_weight=10.0, noise_prior=noise_prior, **s.common("aae"))


def vae_gan(*, epochs=10, batch_size=64, latent_dim=20, **common) -> VAEGAN:
    """A VAE that compares what D sees: D's first hidden layer says how much a row and its reconstruction are alike.

    G, D, R1 of weight 5, the average of G's weights and Adam (beta1 0, lr 2e-3 for G and D, 1e-3 for E, all falling
    linearly to a tenth) are those of `mnist_mlp`, with z(20); E: n -> 512 -> 256 -> 2 x 20, LeakyReLU .2. Likeness of
    weight .01 in G's loss, in D's first hidden layer (depth 2); batch 64.

    In a trial of 400 steps (one seed) the likeness fell to 143 nats, where unrelated rows have some 500; kl was 34, and
    D undecided. With v = 1, as in the paper, and the second hidden layer, the likeness was 1.6 nats after 200 steps,
    less than kl, which was 8 and falling.

    latent_dim : length of z
    Source: Larsen et al. 2016; of the weight andersbll/autoencoding_beyond_pixels, model/aegan.py.
    Deviates from it: dense networks for small images, which have two layers of 1024 units and batch norm there
    (architectures.py), RMSProp, and neither R1 nor an average; for faces it is convolutional, with 128 latents.
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    e_rng, g_rng, d_rng = s.weights
    E = discriminator((s.n, *IMAGE_WIDTHS), n_out=2 * latent_dim)
    G = keras_generator(s.n, momentum=0.9, latent_dim=latent_dim)
    D = discriminator((s.n, *IMAGE_WIDTHS))
    e_adam, g_adam, d_adam = (Adam(lr=s.falling(lr, up_to=20), beta1=0.0) for lr in (1e-3, 2e-3, 2e-3))
    return VAEGAN(
        Player(E, optimizer=e_adam, rng=e_rng, dtype=s.dtype),
        Player(G, optimizer=g_adam, ema_decay=0.9995, rng=g_rng, dtype=s.dtype),
        Player(D, optimizer=d_adam, rng=d_rng, dtype=s.dtype),
        depth=2,
        penalty=R1(weight=5.0),
        data_range=(-1, 1),
        **s.common("vae_gan"),
    )


def bigan(*, epochs=20, batch_size=64, latent_dim=50, **common) -> BiGAN:
    """There and back: an encoder learns what G undoes.

    G: z(50) ~ N(0, 1) -> 2 x (Dense 512, BatchNorm, ReLU) -> n -> Tanh. E: n -> Dense 512 LeakyReLU .2 -> Dense 512,
    BatchNorm, LeakyReLU .2 -> 50. D: [x | z] -> 512 -> 512 -> 1, LeakyReLU .2. Adam, lr 5e-4 falling linearly to a
    tenth, beta1 .5; batch 64; non-saturating.

    In trials of 1,600 steps on images of 14 x 14 pixels (one seed, 256 hidden units, 30 latents) the reconstructions
    came to .71 of the distance of another image with lr 1e-3, and to .80 with 2e-4. With batch norm in D, at lr 1e-3, D
    won and nothing came back. R1 of weights 5, 1 and .3 with the rates of `mnist_mlp` or half of them had .76 to .79.

    latent_dim : length of z
    Source: Donahue et al. 2017; jeffdonahue/bigan, train_mnist.sh, gan.py and net.py (dense networks, 50 latents, Adam,
    lr 2e-4, beta1 .5, batch 128).
    Deviates from it: lr and batch; z is normal (there uniform, and E ends in a sigmoid); 512 hidden units (there 1024);
    D has no batch norm, and z enters its first layer (there batch norm in the second layer, where z is added); no
    weight decay (there 2.5e-5); pixels in [-1, 1]; 20 epochs (there 200, and 200 more with a falling rate).
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    g = [*_normalised(latent_dim, ReLU()), *_normalised(512, ReLU()), Dense(512, s.n), Tanh()]
    d = discriminator((s.n + latent_dim, 512, 512))
    e = [Dense(s.n, 512), LeakyReLU(0.2), *_normalised(512, LeakyReLU(0.2)), Dense(512, latent_dim)]
    return BiGAN(*_players(s, g, d, e, lr=5e-4, falling=True), data_range=(-1, 1), **s.common("bigan"))


def mdgan(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=64, latent_dim=2, **common) -> MDGAN:
    """Reconstructions as a bridge between noise and data, and a discriminator at each of its ends. For points.

    G of `ring`, z(2) ~ N(0, 1); E: n -> 3 x 128 -> 2; both discriminators: n -> 3 x 128 -> 1; LeakyReLU .2 in all
    except G. Adversarial weight .01; Adam, lr 1e-3, beta1 .5; batch 64. On the ring all eight modes had samples after
    2,000 steps, and 72 % of the samples lay within .1 of a mode (one run).

    latent_dim : length of z
    Source: Che et al. 2017, section 3.3.
    Deviates from it: points (there images), and all settings, which are ours.
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, players=4, **common)
    encoder = discriminator((s.n, *POINT_WIDTHS), n_out=latent_dim)
    judges = [discriminator((s.n, *POINT_WIDTHS)) for _ in range(2)]
    players = _players(s, point_generator(s.n, latent_dim=latent_dim), encoder, *judges, lr=1e-3)
    return MDGAN(*players, **s.common("mdgan"))


def _coders(s: Setting, latent_dim: int, columns: int) -> list[Player]:
    """Encoder and decoder of images; the encoder gives `columns` numbers for each latent, the decoder logits."""
    encoder: list[Layer]
    decoder: list[Layer]
    if s.channels:
        encoder = convolutional_discriminator(s.data_shape, s.channels, n_out=columns * latent_dim)
        *decoder, _ = convolutional_generator(s.data_shape, s.channels, latent_dim=latent_dim)  # without its Tanh
    else:
        encoder = [Dense(s.n, 500), ReLU(), Dense(500, columns * latent_dim)]
        decoder = [Dense(latent_dim, 500), ReLU(), Dense(500, s.n)]
    return [
        Player(layers, optimizer=Adam(lr=s.falling(1e-3)), rng=rng, dtype=s.dtype)
        for layers, rng in zip((encoder, decoder), s.weights, strict=True)
    ]


def _normalised(width: int, activation: Layer) -> list[Layer]:
    """A hidden layer of 512 units with batch norm."""
    return [Dense(width, 512), BatchNorm(512), activation]


def _players(s: Setting, *networks: list[Layer], lr: float = 2e-4, falling: bool = False) -> list[Player]:
    """A player for each of these networks, with Adam, beta1 .5; falling: the rate falls to a tenth."""
    return [
        Player(layers, optimizer=Adam(lr=s.falling(lr) if falling else lr, beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip(networks, s.weights, strict=True)
    ]
