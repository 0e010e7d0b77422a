"""Recipes with an encoder beside G. They are known to train, and are not tuned."""

from ..checks import check_count
from ..family import AAE, MDGAN
from ..layers import Layer
from ..noise import Noise, NormalNoise
from ..optimizers import Adam
from ..player import Player
from .networks import IMAGE_WIDTHS, POINT_WIDTHS, discriminator, point_generator
from .setting import Setting


def aae(*, epochs=20, batch_size=64, latent_dim=10, noise_prior: Noise = NormalNoise(), **common) -> AAE:
    """An autoencoder whose codes fill a prior of one's choice.

    Encoder: n -> 512 -> 512 -> 10; decoder: 10 -> 512 -> 512 -> n, logits of pixels in [0, 1]; D, of codes: 10 -> 512
    -> 256 -> 1; all with LeakyReLU .2. Non-saturating, adversarial weight 10 (beside some hundred nats of the pixels);
    Adam, lr 2e-4, beta1 .5; batch 64.

    latent_dim : length of a code
    noise_prior : what D wants to see. For ten petals in the plane: noise_prior=RingNoise(), latent_dim=2
    Source: Makhzani et al. 2015; eriklindernoren/PyTorch-GAN, implementations/aae (widths, 10 latents, Adam, batch 64).
    Deviates from it: a deterministic encoder and no batch norm; the likelihood of pixels (there .999 times the mean
    absolute error, beside .001 times the adversarial loss).
    """
    latent_dim = check_count("latent_dim", latent_dim)
    s = Setting(epochs=epochs, batch_size=batch_size, players=3, **common)
    encoder = discriminator((s.n, 512, 512), n_out=latent_dim)
    decoder = discriminator((latent_dim, 512, 512), n_out=s.n)
    players = _players(s, encoder, decoder, discriminator((latent_dim, *IMAGE_WIDTHS)))
    return AAE(*players, adversarial_weight=10.0, noise_prior=noise_prior, **s.common("aae"))


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


def _players(s: Setting, *networks: list[Layer], lr: float = 2e-4) -> list[Player]:
    """A player for each of these networks, with Adam, beta1 .5."""
    return [
        Player(layers, optimizer=Adam(lr=lr, beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip(networks, s.weights, strict=True)
    ]
