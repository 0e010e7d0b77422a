"""Digits of which few have a label, or none: `sgan` and `catgan`, on dense networks."""

from ..checks import check_count
from ..family import SGAN, CatGAN
from ..layers import BatchNorm, Dense, InstanceNoise, Layer, Normal, ReLU, Sigmoid, WeightNormDense
from ..optimizers import Adam
from ..player import Player
from .setting import Setting

WIDTHS = 500, 250, 250  # of D's hidden layers


def sgan(*, epochs=15, batch_size=100, classes=10, unsupervised_weight=0.5, **common) -> SGAN:
    """A classifier that needs ten labels of each digit, because it has to know what digits look like.

    G: z(100) ~ N(0, 1) -> 2 x (Dense 500, BatchNorm, ReLU) -> n -> Sigmoid. D: n -> 500 -> 250 -> 250 -> classes, the
    hidden layers with weights of a fixed length (`WeightNormDense`) and ReLU; in training, normal noise of std .3 on
    the pixels and .5 on the hidden units. Pixels in [0, 1]; G matches the features of D's last hidden layer. Adam,
    beta1 .5, lr 3e-3 falling linearly to a hundredth; batches of 50 labelled and 50 other rows; weight .5 of the
    unsupervised loss.

    classes : how many labels there are, 0 ... classes - 1. Train with gan.fit(images, labels), -1 where none is known.
    unsupervised_weight : 0 leaves D alone with the labelled rows, to see what it would learn from them

    Source: Salimans et al. 2016, section 5; openai/improved-gan, train_mnist_feature_matching.py.
    Deviates from it: smaller (there D has 1000 -> 500 -> 250 -> 250 -> 250) and much shorter (there 300 epochs, with
    100 rows of each kind); first weights (D's hidden ones N(0, .1^2), as there) do not look at data, and the last layer
    of each network has no weight norm; G has ReLU (there softplus) and normal z (there uniform); the rate falls (there
    it does not, and D's weights are averaged); and see `SGAN`. Not tuned: docs/results.md has its errors, which are
    above the paper's.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    layers = _classifier(s.n, classes)
    G, D = _players(s, layers, lr=3e-3)
    return SGAN(
        G, D, unsupervised_weight=unsupervised_weight, depth=len(layers) - 2, data_range=(0, 1), **s.common("sgan")
    )


def catgan(*, epochs=10, batch_size=100, classes=10, label_weight=1.0, **common) -> CatGAN:
    """Groups that nobody has named; or the digits, if a few of them have labels.

    The networks of `sgan`. Adam, beta1 .5, lr 1e-3 falling linearly to a hundredth, over the steps that data with few
    labels need. Without labels an epoch has half as many steps: pass half the number of rows as n_data.

    classes : how many groups. Train with gan.fit(images), or with gan.fit(images, labels), -1 where none is known.
    label_weight : the weight of the cross entropy on labelled rows

    Source: Springenberg 2016. Networks, rates and weights are ours.
    """
    s = Setting(epochs=epochs, batch_size=batch_size, **common)
    G, D = _players(s, _classifier(s.n, classes), lr=1e-3)
    return CatGAN(G, D, label_weight=label_weight, data_range=(0, 1), **s.common("catgan"))


def _classifier(n: int, classes: int) -> list[Layer]:
    """D. The lengths of its weights give every hidden unit about unit variance at first, for digits in [0, 1]."""
    check_count("classes", classes, 2)
    layers: list[Layer] = [InstanceNoise(std=0.3, passes=None)]
    for width in WIDTHS:
        scale = 3.0 if len(layers) == 1 else 1.25
        layers += [
            WeightNormDense(n, width, scale=scale, init=Normal(0.1)),
            ReLU(),
            InstanceNoise(std=0.5, passes=None),
        ]
        n = width
    return [*layers, Dense(n, classes)]


def _players(s: Setting, d: list[Layer], *, lr: float) -> list[Player]:
    """G, and D of these layers."""
    g: list[Layer] = []
    for n_in in (100, 500):
        g += [Dense(n_in, 500, bias=False), BatchNorm(500), ReLU()]
    g += [Dense(500, s.n), Sigmoid()]
    updates = 2 * s.updates  # half of each minibatch goes through the rows without a label
    return [
        Player(layers, optimizer=Adam(lr=s.falling(lr, by=100, updates=updates), beta1=0.5), rng=rng, dtype=s.dtype)
        for layers, rng in zip((g, d), s.weights, strict=True)
    ]
