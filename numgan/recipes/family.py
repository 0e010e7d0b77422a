"""One set-up for each further member of the family.

`cgan` and `acgan` have the settings of `mnist_mlp`; the others are known to train, and are not tuned.
"""

from ..checks import check_count
from ..family import ACGAN, CGAN, CodedNoise, InfoGAN, LabelledNoise, Unrolled
from ..layers import Dense, HeNormal, Layer, Tanh
from ..optimizers import Adam
from ..penalties import R1
from ..player import Player
from .networks import (
    IMAGE_WIDTHS,
    convolutional_discriminator,
    convolutional_generator,
    discriminator,
    keras_generator,
    point_generator,
)
from .setting import Setting


def cgan(*, epochs=20, batch_size=64, classes=10, **common) -> CGAN:
    """Ask for a seven and get one: the first conditional GAN's idea, on the networks of `mnist_mlp`.

    G: [z(100) | label(10)] -> Dense 256 -> 512 -> 1024, each with LeakyReLU .2 and then BatchNorm (momentum .9, eps
    1e-3), -> Dense 784 -> Tanh, the label beside it. D: [x(784) | label(10)] -> 512 -> 256 -> 1, LeakyReLU .2. Labels
    are one-hot rows, for G drawn uniformly. z ~ N(0, 1), Glorot uniform, pixels in [-1, 1],
    non-saturating with R1 of weight 2 (on the slope in x and label alike), batch 64, Adam with beta1 0 and lr 2e-3 for
    both, falling linearly to a tenth, an average of G's weights (decay .9995): all as in `mnist_mlp`, except for the
    weight, which is 5 there.

    classes : how many labels there are, 0 ... classes - 1. Train with gan.fit(images, labels).
    channels : (c1, c2) for the networks of `dcgan`: the label's columns enter G beside z, and are planes beside the
        image's channels in D's first layer (`LabelPlanes`). The weight of R1 is not tuned for them: the slope in the
        label is then a sum over all pixels, and the larger part of the penalty.

    Source: Mirza & Osindero 2014, Conditional Generative Adversarial Nets; of the planes Newmu/dcgan_code,
    mnist/train_cond_dcgan.py, which has the label before every layer of either network.
    Deviates from it in all but the idea. Its section 4.1 has, for G, z(100) from the unit hypercube -> 200 ReLU and
    the label -> 1000 ReLU, both -> 1200 ReLU -> 784 Sigmoid; for D, x -> Maxout 240 x 5 and the label -> Maxout 50 x
    5, both -> Maxout 240 x 4 -> 1 Sigmoid; dropout .5 in both players; SGD, batch 100, lr .1 divided by 1.00004 at
    every update, floor 1e-6, momentum from .5 to .7. There the label has a hidden layer to itself in either network;
    here its columns enter the first layer beside z's or x's. The paper's Parzen figure is 132 +- 1.8 nats.
    """
    classes = check_count("classes", classes, 2)
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g, d = _networks(s, latent_dim=100 + classes, labels=classes)
    return CGAN(
        *_as_in_mnist_mlp(s, g, d),
        penalty=R1(weight=2.0),
        noise_prior=LabelledNoise(classes),
        data_range=(-1, 1),
        **s.common("cgan"),
    )


def acgan(*, epochs=20, batch_size=64, classes=10, **common) -> ACGAN:
    """Digits on demand from a D that is not told the digit and names it: the auxiliary classifier GAN.

    All as in `cgan`, except for D: n -> 512 -> 256 -> 1 + 10, LeakyReLU .2, a logit and ten class logits. The class
    loss has weight .1, and R1 (of weight 2) is on the logit's slope. In schedules of four epochs (one seed) class
    weights of 1, .2, .1 and .03 gave a Frechet distance of 4.2, 2.8, 2.7 and 3.8, a recall of .37, .46, .52 and .51,
    and the digit that was asked for in 99.7, 99.3, 98.1 and 82.8 % of samples: the weight buys pure classes with
    variety. The length and the rates of 20 epochs are those of `cgan`, and not tuned: three seeds have a
    distance of 2.0 to 2.5 and 99.6 to 99.7 % (docs/results.md).

    classes : how many labels there are, 0 ... classes - 1. Train with gan.fit(images, labels).
    channels : (c1, c2) for the networks of `dcgan`, D's last layer with 1 + 10 columns

    Source: Odena, Olah & Shlens 2017, Conditional Image Synthesis with Auxiliary Classifier GANs.
    Deviates from it in all but the two losses, and weighs them otherwise (there alike). There: convolutional networks
    for colour images of 32 x 32 and of 128 x 128, on ImageNet a hundred games of ten classes each, in batches of 100.
    G's loss is the non-saturating one. Known code for digits, keras-team/keras, examples/mnist_acgan.py: convolutions,
    dropout .3 in D, batch 100, Adam with lr 2e-4 and beta1 .5; z is multiplied by an embedding of the label, and here
    they stand side by side.
    """
    classes = check_count("classes", classes, 2)
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    g, d = _networks(s, latent_dim=100 + classes, n_out=1 + classes)
    return ACGAN(
        *_as_in_mnist_mlp(s, g, d),
        class_weight=0.1,
        penalty=R1(weight=2.0),
        noise_prior=LabelledNoise(classes),
        data_range=(-1, 1),
        **s.common("acgan"),
    )


def infogan(*, epochs=20, batch_size=64, categories=10, continuous=2, **common) -> InfoGAN:
    """A code in the latent that comes to mean something: ten categories and two numbers beside 62 of noise.

    Dense: G has keras_gan's layers, from z(62) and the code; D: n -> 512 -> 256 -> 1 + 10 + 2, LeakyReLU .2, one
    network with two heads. R1 of weight 20; weights of the category .02 and of the numbers .01; Adam with beta1 0 and
    lr 2e-3 for both, falling linearly to a tenth.
    With channels=(c1, c2): the networks of `dcgan`, with batch norm in D. No penalty; weights 1 and .1; Adam with beta1
    .5, lr 1e-3 for G and 2e-4 for D.
    Both: non-saturating, an average of G's weights (decay .9995), batch 64.

    The bound on the category is soon near its maximum, and that does not say that a category is a digit. With dense
    networks and weight 1 it is there after some hundred steps, before there are digits, and the categories hardly move
    afterwards. So the weights are small there. benchmarks/README.md has what was tried, docs/results.md what came of
    it.

    Source: Chen et al. 2016; openai/InfoGAN, launchers/run_mnist_exp.py (62 + 10 + 2 latents, rates) and
    infogan/models/regularized_gan.py (networks).
    Deviates from it, with channels=(32, 64): they are 64 and 128 there; D's hidden layer has 256 units (there 1024), Q
    none of its own (there 128), G no hidden dense layer (there 1024); the numbers have weight .1 (there 1); an average
    of G's weights. Without channels in more: dense networks, R1, rates, beta1, weights. In both z is normal (there
    uniform), the batch 64 (there 128), and G learns from fresh latents, as in algorithm 1 of the first paper.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, convolves=True, **common)
    prior = CodedNoise(categories, continuous=continuous)
    latent_dim, n_out = 62 + prior.codes, 1 + prior.codes
    settings = {"noise_prior": prior, "data_range": (-1, 1), **s.common("infogan")}
    if not s.channels:
        players = _as_in_mnist_mlp(s, *_networks(s, latent_dim=latent_dim, n_out=n_out))
        return InfoGAN(*players, category_weight=0.02, continuous_weight=0.01, penalty=R1(weight=20.0), **settings)
    g = convolutional_generator(s.data_shape, s.channels, latent_dim=latent_dim)
    d = convolutional_discriminator(s.data_shape, s.channels, batch_norm=True, n_out=n_out)
    return InfoGAN(
        Player(g, optimizer=Adam(lr=1e-3, beta1=0.5), ema_decay=0.9995, rng=s.weights[0], dtype=s.dtype),
        Player(d, optimizer=Adam(lr=2e-4, beta1=0.5), rng=s.weights[1], dtype=s.dtype),
        continuous_weight=0.1,
        **settings,
    )


def _networks(s: Setting, *, latent_dim: int, labels: int = 0, n_out: int = 1) -> tuple[list[Layer], list[Layer]]:
    """G's layers and D's: those of `dcgan` if there are channels, else those of `mnist_mlp`.

    latent_dim, labels, n_out : columns of z with its code, of what stands behind x, and of D's output
    """
    if s.channels:
        g = convolutional_generator(s.data_shape, s.channels, latent_dim=latent_dim)
        return g, convolutional_discriminator(s.data_shape, s.channels, labels=labels, n_out=n_out)
    g = keras_generator(s.n, momentum=0.9, latent_dim=latent_dim)
    return g, discriminator((s.n + labels, *IMAGE_WIDTHS), n_out=n_out)


def _as_in_mnist_mlp(s: Setting, g: list[Layer], d: list[Layer]) -> tuple[Player, Player]:
    """G and D of these layers, with the optimisers of `mnist_mlp` and its average of G's weights."""
    adams = [Adam(lr=s.falling(2e-3, up_to=20), beta1=0.0) for _ in range(2)]
    return (
        Player(g, optimizer=adams[0], ema_decay=0.9995, rng=s.weights[0], dtype=s.dtype),
        Player(d, optimizer=adams[1], rng=s.weights[1], dtype=s.dtype),
    )


def unrolled(*, n_data=100_000, data_shape=(2,), epochs=10, batch_size=128, unroll=5, **common) -> Unrolled:
    """Points, and a G that learns from the D that it will meet after five more steps of D.

    G: z(2) ~ N(0, 1) -> 4 x (Dense 128 ReLU) -> n, as in `ring`. D: n -> 2 x (Dense 128 Tanh) -> 1, He normal. Minimax;
    Adam with beta1 .5 and lr 1e-3 falling to 1e-5 for both players, batch 128; virtual steps of rate .03.

    unroll : virtual steps of D; 0 is the plain GAN
    Source: Metz et al. 2017, Unrolled Generative Adversarial Networks; of D's layers and beta1 the authors' notebook,
    poolio/unrolled_gan.
    Deviates from the notebook: there G is z(256) -> 2 x (Dense 128 Tanh) -> 2, all weights are orthogonal, times 1.4,
    lr is 1e-3 for G and 1e-4 for D, the batch 512, and training takes 25,000 steps; the virtual steps are Adam's.
    """
    s = Setting(n_data=n_data, data_shape=data_shape, epochs=epochs, batch_size=batch_size, **common)
    init = HeNormal()
    D = [Dense(s.n, 128, init=init), Tanh(), Dense(128, 128, init=init), Tanh(), Dense(128, 1, init=init)]
    g_lr, d_lr = s.falling(1e-3, by=100), s.falling(1e-3, by=100)
    return Unrolled(
        Player(point_generator(s.n), optimizer=Adam(lr=g_lr, beta1=0.5), rng=s.weights[0], dtype=s.dtype),
        Player(D, optimizer=Adam(lr=d_lr, beta1=0.5), rng=s.weights[1], dtype=s.dtype),
        unroll=unroll,
        unroll_lr=0.03,
        **s.common("unrolled"),
    )
