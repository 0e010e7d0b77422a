"""One small game of each member of the family, in float64, with every parameter away from its default."""

import numpy as np

from numgan import (
    AAE,
    ACGAN,
    BEGAN,
    CGAN,
    EBGAN,
    GAN,
    MDGAN,
    MGAN,
    R1,
    SGAN,
    SRGAN,
    VAE,
    VAEGAN,
    VEEGAN,
    Adam,
    AddReference,
    Autoencoder,
    BatchNorm,
    BiGAN,
    CatGAN,
    CodedNoise,
    CoGAN,
    ContextEncoder,
    CycleGAN,
    Dense,
    Diffusion,
    Drifting,
    Dropout,
    DropReference,
    FeatureMatching,
    Game,
    GradientPenalty,
    HistoricalAveraging,
    InfoGAN,
    LabelBlocks,
    LabelledNoise,
    LapGAN,
    LatentRegressor,
    LeakyReLU,
    MinibatchDiscrimination,
    Pix2Pix,
    PixelDA,
    Player,
    RelativisticAverage,
    RingNoise,
    SharedFakes,
    Simultaneous,
    Tanh,
    Unrolled,
    VirtualBatchNorm,
    Wasserstein,
)
from numgan.datasets import RandomHole
from numgan.family import HalfLabelled

B, LATENT, WIDTH, CLASSES = 8, 4, 6, 3
LARGE = 12  # values in an image that can be made small


def player(n_in: int, n_out: int, seed: int, *, batch_norm: bool = True, **settings) -> Player:
    """Two layers, with batch norm between them or without."""
    middle = [BatchNorm(7)] if batch_norm else []
    layers = [Dense(n_in, 7, bias=not batch_norm), *middle, LeakyReLU(0.2), Dense(7, n_out)]
    return Player(layers, rng=seed, dtype=np.float64, **settings)


def gan() -> GAN:
    return GAN(player(LATENT, WIDTH, 0, ema_decay=0.9), player(WIDTH, 1, 1, batch_norm=False), batch_size=B, rng=7)


def gan_of_several_steps() -> GAN:
    return GAN(
        player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), objective=RelativisticAverage(), d_steps=2, batch_size=4, rng=7
    )


def penalised_gan() -> GAN:
    return GAN(
        player(LATENT, WIDTH, 0),
        player(WIDTH, 1, 1, batch_norm=False),
        objective=Wasserstein(),
        penalty=GradientPenalty(weight=2.0),
        d_steps=2,
        batch_size=4,
        rng=7,
    )


def improved_gan() -> GAN:
    """What Salimans et al. 2016 add to any game: virtual batch norm, a D that compares rows, historical averages."""
    G = [
        AddReference(LATENT, n_reference=5),
        Dense(LATENT, 7, bias=False),
        VirtualBatchNorm(7, n_reference=5),
        DropReference(n_reference=5),
        LeakyReLU(0.2),
        Dense(7, WIDTH),
    ]
    D = [Dense(WIDTH, 7), LeakyReLU(0.2), MinibatchDiscrimination(7, kernels=3, dim=2), Dense(10, 1)]
    G, D = (
        Player(each, optimizer=HistoricalAveraging(Adam(lr=1e-3), weight=0.1), rng=seed, dtype=np.float64)
        for seed, each in enumerate((G, D))
    )
    return GAN(G, D, batch_size=B, rng=7)


def shared_fakes() -> SharedFakes:
    return SharedFakes(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1, batch_norm=False), batch_size=B, rng=7)


def simultaneous() -> Simultaneous:
    """D has batch norm and dropout: the one pass over the generated rows serves both players."""
    D = [Dense(WIDTH, 7, bias=False), BatchNorm(7), LeakyReLU(0.2), Dropout(0.3), Dense(7, 1)]
    return Simultaneous(player(LATENT, WIDTH, 0), Player(D, rng=1, dtype=np.float64), batch_size=B, rng=7)


def penalised_simultaneous() -> Simultaneous:
    D = player(WIDTH, 1, 1, batch_norm=False)
    return Simultaneous(player(LATENT, WIDTH, 0), D, penalty=R1(weight=2.0), batch_size=B, rng=7)


def feature_matching() -> FeatureMatching:
    """D couples rows, packs none, and its features are those behind its first nonlinearity."""
    return FeatureMatching(player(LATENT, WIDTH, 0), player(WIDTH, 1, 1), depth=-1, d_steps=2, batch_size=4, rng=7)


def sgan() -> SGAN:
    return SGAN(
        player(LATENT, WIDTH, 0),
        player(WIDTH, CLASSES, 1, batch_norm=False),
        unsupervised_weight=0.7,
        batch_size=B,
        rng=7,
    )


def sgan_with_batch_norm() -> SGAN:
    """D couples rows: each kind of them goes through it by itself."""
    return SGAN(player(LATENT, WIDTH, 0), player(WIDTH, CLASSES, 1), depth=3, batch_size=B, rng=7)


def catgan() -> CatGAN:
    D = player(WIDTH, CLASSES, 1, batch_norm=False)
    return CatGAN(player(LATENT, WIDTH, 0), D, label_weight=1.5, batch_size=B, rng=7)


def unrolled() -> Unrolled:
    D = Player([Dense(WIDTH, 7), Tanh(), Dense(7, 1)], rng=1, dtype=np.float64)
    return Unrolled(player(LATENT, WIDTH, 0), D, unroll=3, unroll_lr=0.2, d_steps=2, batch_size=4, rng=7)


def cgan() -> CGAN:
    return CGAN(
        player(LATENT + CLASSES, WIDTH, 0),
        player(WIDTH + CLASSES, 1, 1),
        noise_prior=LabelledNoise(CLASSES),
        batch_size=B,
        rng=7,
    )


def acgan() -> ACGAN:
    """D has batch norm, so it looks at real and generated rows apart."""
    return ACGAN(
        player(LATENT + CLASSES, WIDTH, 0),
        player(WIDTH, 1 + CLASSES, 1),
        noise_prior=LabelledNoise(CLASSES),
        class_weight=0.7,
        batch_size=B,
        rng=7,
    )


def penalised_acgan() -> ACGAN:
    """Two steps of D, a penalty on its logit, and an objective that compares."""
    return ACGAN(
        player(LATENT + CLASSES, WIDTH, 0),
        player(WIDTH, 1 + CLASSES, 1, batch_norm=False),
        noise_prior=LabelledNoise(CLASSES),
        objective=RelativisticAverage(),
        penalty=R1(weight=2.0),
        d_steps=2,
        batch_size=4,
        rng=7,
    )


def bigan() -> BiGAN:
    return BiGAN(player(LATENT, WIDTH, 0), player(WIDTH + LATENT, 1, 1), player(WIDTH, LATENT, 2), batch_size=B, rng=7)


def penalised_bigan() -> BiGAN:
    """D's slope is that in the row and in the code."""
    D = player(WIDTH + LATENT, 1, 1, batch_norm=False)
    return BiGAN(player(LATENT, WIDTH, 0), D, player(WIDTH, LATENT, 2), penalty=R1(weight=2.0), batch_size=B, rng=7)


def infogan() -> InfoGAN:
    prior = CodedNoise(CLASSES, continuous=2)
    return InfoGAN(
        player(LATENT + prior.codes, WIDTH, 0),
        player(WIDTH, 1 + prior.codes, 1),
        noise_prior=prior,
        category_weight=1.5,
        continuous_weight=0.7,
        batch_size=B,
        rng=7,
    )


def penalised_infogan() -> InfoGAN:
    """Without a number in its code, and D makes one pass over both kinds of rows."""
    return InfoGAN(
        player(LATENT + CLASSES, WIDTH, 0),
        player(WIDTH, 1 + CLASSES, 1, batch_norm=False),
        noise_prior=CodedNoise(CLASSES, continuous=0),
        penalty=R1(weight=2.0),
        batch_size=B,
        rng=7,
    )


def vae() -> VAE:
    return VAE(player(WIDTH, 2 * LATENT, 0), player(LATENT, WIDTH, 1), batch_size=B, rng=7)


def autoencoder() -> Autoencoder:
    return Autoencoder(player(WIDTH, LATENT, 0), player(LATENT, WIDTH, 1), batch_size=B, rng=7)


def aae() -> AAE:
    players = player(WIDTH, LATENT, 0), player(LATENT, WIDTH, 1), player(LATENT, 1, 2, batch_norm=False)
    return AAE(*players, adversarial_weight=0.7, batch_size=B, rng=7)


def aae_of_petals() -> AAE:
    """D compares rows, and the prior is in the plane."""
    players = player(WIDTH, 2, 0), player(2, WIDTH, 1), player(2, 1, 2)
    return AAE(*players, noise_prior=RingNoise(3), objective=RelativisticAverage(), batch_size=B, rng=7)


def vae_gan() -> VAEGAN:
    players = player(WIDTH, 2 * LATENT, 0), player(LATENT, WIDTH, 1), player(WIDTH, 1, 2, batch_norm=False)
    return VAEGAN(*players, like_weight=0.6, depth=1, batch_size=B, rng=7)


def penalised_vae_gan() -> VAEGAN:
    players = player(WIDTH, 2 * LATENT, 0), player(LATENT, WIDTH, 1), player(WIDTH, 1, 2, batch_norm=False)
    return VAEGAN(*players, like_weight=0.6, penalty=R1(weight=2.0), batch_size=B, rng=7)


def latent_regressor() -> LatentRegressor:
    """G stands still. It has batch norm, which runs as at inference; the encoder's does not."""
    return LatentRegressor(player(LATENT, WIDTH, 0), player(WIDTH, LATENT, 1), batch_size=B, rng=7)


def veegan() -> VEEGAN:
    """F reads three columns of the latent, and G alone sees the fourth."""
    players = player(LATENT, WIDTH, 0), player(WIDTH + 3, 1, 1, batch_norm=False), player(WIDTH, 3, 2)
    return VEEGAN(*players, reconstruction_weight=0.8, code_std=0.6, batch_size=B, rng=7)


def mdgan() -> MDGAN:
    judges = player(WIDTH, 1, 2, batch_norm=False), player(WIDTH, 1, 3)
    return MDGAN(
        player(LATENT, WIDTH, 0), player(WIDTH, LATENT, 1), *judges, adversarial_weight=0.3, batch_size=B, rng=7
    )


def mgan() -> MGAN:
    """D couples rows, and the generators share all but the first layer."""
    G = [LabelBlocks(LATENT, labels=CLASSES), Dense(CLASSES * (LATENT + 1), 7, bias=False), Tanh(), Dense(7, WIDTH)]
    G = Player(G, rng=0, dtype=np.float64)
    prior = CodedNoise(CLASSES, continuous=0)
    return MGAN(G, player(WIDTH, 1 + CLASSES, 1), noise_prior=prior, diversity_weight=0.6, batch_size=B, rng=7)


def ebgan() -> EBGAN:
    """A margin that some generated rows have passed, and others not."""
    players = player(LATENT, WIDTH, 0), player(WIDTH, 3, 1), player(3, WIDTH, 2)
    return EBGAN(*players, margin=1.5, pull_away_weight=0.4, batch_size=B, rng=7)


def began() -> BEGAN:
    """Its k is above 0 from the start, and moves far in each step."""
    game = BEGAN(player(LATENT, WIDTH, 0), player(WIDTH, WIDTH, 1), gamma=0.6, k_rate=0.2, batch_size=B, rng=7)
    game.k = 0.3
    return game


def cyclegan() -> CycleGAN:
    translators = (player(WIDTH, WIDTH, 0), player(WIDTH, WIDTH, 1))
    judges = (player(WIDTH, 1, 2, batch_norm=False), player(WIDTH, 1, 3))
    return CycleGAN(*translators, *judges, cycle_weight=2.0, batch_size=B, rng=7)


def cyclegan_of_patches() -> CycleGAN:
    """All that a CycleGAN may have: patches, an identity term, squared distances, a store that is soon full."""
    players = *(player(WIDTH, WIDTH, seed) for seed in (0, 1)), player(WIDTH, 3, 2), player(WIDTH, 2, 3)
    weights = {"cycle_weight": 2.0, "identity_weight": 0.7, "power": 2, "store": 5}
    return CycleGAN(*players, objective=RelativisticAverage(), **weights, batch_size=B, rng=7)


def _coupled(**how) -> list[Player]:
    """T is 4 to 5, D's end takes 4 features."""
    widths = (LATENT, 5), (5, WIDTH), (5, WIDTH), (WIDTH, 4), (WIDTH, 4)
    return [*(player(*ends, seed, **how) for seed, ends in enumerate(widths)), player(4, 1, 5, batch_norm=False)]


def cogan() -> CoGAN:
    """Batch norm in all but the end of D; averages of the weights."""
    return CoGAN(*_coupled(ema_decay=0.9), batch_size=B, rng=7)


def cogan_that_compares() -> CoGAN:
    return CoGAN(*_coupled(batch_norm=False), objective=RelativisticAverage(), batch_size=B, rng=7)


def pix2pix() -> Pix2Pix:
    """D judges three patches of a pair, each of which sees all of it."""
    return Pix2Pix(player(WIDTH, WIDTH, 0), player(2 * WIDTH, 3, 1), l1_weight=5.0, batch_size=B, rng=7)


def pix2pix_that_compares() -> Pix2Pix:
    players = player(WIDTH, WIDTH, 0), player(2 * WIDTH, 3, 1, batch_norm=False)
    weights = {"l1_weight": 2.0, "adversarial_weight": 0.6}
    return Pix2Pix(*players, objective=RelativisticAverage(), **weights, batch_size=B, rng=7)


def lapgan() -> LapGAN:
    """Images of 1, 4 and 16 pixels, with one plane of noise, and with two."""
    coarse = player(LATENT, 1, 0, ema_decay=0.9), player(1, 1, 1, batch_norm=False)
    middle = player(4 + 4, 4, 2, ema_decay=0.9), player(4, 1, 3)
    fine = player(16 + 32, 16, 4), player(16, 1, 5, batch_norm=False)
    return LapGAN(*coarse, *middle, *fine, data_shape=(4, 4), batch_size=B, rng=7)


def penalised_lapgan() -> LapGAN:
    """Two channels, and an objective that compares."""
    players = [
        each
        for level, pixels in enumerate((1, 4, 16))
        for each in (
            player(2 * pixels + pixels if level else LATENT, 2 * pixels, level),
            player(2 * pixels, 1, 3 + level, batch_norm=False),
        )
    ]
    settings = {"objective": RelativisticAverage(), "penalty": R1(weight=2.0), "data_shape": (4, 4, 2)}
    return LapGAN(*players, **settings, batch_size=B, rng=7)


def context_encoder() -> ContextEncoder:
    """Images of 2 x 3 pixels, each with a hole in a place of its own; weights under which both parts count."""
    weights = {"l2_weight": 0.7, "adversarial_weight": 0.4}
    shape = {"hole": RandomHole(side=1), "data_shape": (2, 3)}
    return ContextEncoder(player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1), **weights, **shape, batch_size=B, rng=7)


def context_encoder_that_compares() -> ContextEncoder:
    """Pixels of three colours, and D makes one pass over both kinds of rows."""
    players = player(WIDTH, WIDTH, 0), player(WIDTH, 1, 1, batch_norm=False)
    hole = {"hole": RandomHole(side=1), "data_shape": (1, 2, 3)}
    return ContextEncoder(*players, objective=RelativisticAverage(), **hole, batch_size=B, rng=7)


def srgan() -> SRGAN:
    """From one pixel of four, and F has batch norm, which runs as at inference."""
    players = player(LARGE // 4, LARGE, 0), player(LARGE, 1, 1), player(LARGE, 5, 2)
    weights = {"content_weight": 0.7, "adversarial_weight": 0.4}
    return SRGAN(*players, by=2, **weights, data_shape=(2, 6), batch_size=B, rng=7)


def srgan_of_pixels() -> SRGAN:
    """Without F, and in colours."""
    players = player(LARGE // 4, LARGE, 0), player(LARGE, 1, 1, batch_norm=False)
    settings = {"objective": RelativisticAverage(), "adversarial_weight": 0.6, "data_shape": (2, 2, 3)}
    return SRGAN(*players, by=2, **settings, batch_size=B, rng=7)


def pixelda() -> PixelDA:
    """D judges three patches, and T couples rows."""
    G, D, T = player(2 * WIDTH, WIDTH, 0), player(WIDTH, 3, 1), player(WIDTH, CLASSES, 2)
    return PixelDA(G, D, T, task_weight=0.7, batch_size=B, rng=7)


def pixelda_that_compares() -> PixelDA:
    """Two planes of noise on one of colour, in images of 2 x 3."""
    G, T = player(3 * WIDTH, WIDTH, 0), player(WIDTH, CLASSES, 2)
    settings = {"objective": RelativisticAverage(), "data_shape": (2, 3)}
    return PixelDA(G, player(WIDTH, 1, 1, batch_norm=False), T, **settings, batch_size=B, rng=7)


def drifting() -> Drifting:
    return Drifting(player(LATENT, WIDTH, 0), temperatures=(0.3, 1.0), batch_size=B, rng=7)


def diffusion() -> Diffusion:
    denoiser = player(WIDTH + 4, WIDTH, 0, batch_norm=False, ema_decay=0.9)
    return Diffusion(denoiser, timesteps=20, sampling_steps=6, batch_size=B, rng=7)


def diffusion_of_data() -> Diffusion:
    denoiser = player(WIDTH + 4, WIDTH, 0, batch_norm=False)
    return Diffusion(denoiser, timesteps=20, sampling_steps=6, predicts_data=True, batch_size=B, rng=7)


FAMILY = [
    gan,
    gan_of_several_steps,
    penalised_gan,
    improved_gan,
    shared_fakes,
    simultaneous,
    penalised_simultaneous,
    feature_matching,
    sgan,
    sgan_with_batch_norm,
    catgan,
    unrolled,
    cgan,
    acgan,
    penalised_acgan,
    bigan,
    penalised_bigan,
    infogan,
    penalised_infogan,
    vae,
    autoencoder,
    aae,
    aae_of_petals,
    vae_gan,
    penalised_vae_gan,
    latent_regressor,
    veegan,
    mdgan,
    mgan,
    ebgan,
    began,
    cyclegan,
    cyclegan_of_patches,
    cogan,
    cogan_that_compares,
    pix2pix,
    pix2pix_that_compares,
    lapgan,
    penalised_lapgan,
    context_encoder,
    context_encoder_that_compares,
    srgan,
    srgan_of_pixels,
    pixelda,
    pixelda_that_compares,
    drifting,
    diffusion,
    diffusion_of_data,
]


def shaken(make) -> Game:
    """The game with every parameter moved."""
    game, rng = make(), np.random.default_rng(9)
    for each in game.players.values():
        each.params += rng.normal(0, 0.3, each.params.size)
    return game


def data(game: Game, n: int = 32, seed: int = 5) -> tuple[np.ndarray, ...]:
    """What the game takes: rows in [0, 1], labels with every class, pairs, or two sets that differ in length."""
    rng = np.random.default_rng(seed)
    rows = rng.random((n, game.width))
    if game.takes == ("rows", "labels"):
        labels = np.arange(n) % CLASSES
        if isinstance(game, HalfLabelled):
            labels[1::2] = -1
        return rows, labels
    if game.takes == ("rows", "labels", "rows"):
        return rows, np.arange(n) % CLASSES, rng.random((n + 3, game.width))
    return (rows,) if game.takes == ("rows",) else (rows, rng.random((n if game.paired else n + 3, game.width)))


def batch(game: Game) -> tuple[np.ndarray, ...]:
    """One minibatch of that."""
    return tuple(array[:B] for array in data(game))


class TanhVAE(VAE):
    """A class of a user's own, with nothing new."""


def own_vae() -> TanhVAE:
    return TanhVAE(Player([Dense(WIDTH, 2 * LATENT), Tanh()], rng=0, dtype=np.float64), player(LATENT, WIDTH, 1), rng=7)
