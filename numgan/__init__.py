"""numgan: generative adversarial networks in NumPy, to be read.

docs/reading.md has the reading order.
"""

from . import plots, recipes
from .app.pretrained import load_pretrained
from .datasets import load_idx, load_images, load_labels, load_mnist, one_hot
from .family import (
    CGAN,
    GAN,
    VAE,
    Autoencoder,
    BiGAN,
    CodedNoise,
    CycleGAN,
    InfoGAN,
    LabelledNoise,
    SharedFakes,
    Simultaneous,
)
from .files.checkpoint import CheckpointError
from .game import Game, TrainingDiverged
from .history import History
from .layers import (
    BatchNorm,
    Dense,
    Dropout,
    Flatten,
    InstanceNoise,
    Layer,
    LeakyReLU,
    Maxout,
    Pack,
    ReLU,
    Reshape,
    Sigmoid,
    SpectralDense,
    Tanh,
)
from .network import Sequential
from .noise import NormalNoise, UniformNoise, great_circle_interpolation, linear_interpolation
from .objectives import (
    KL,
    FDivergence,
    Hinge,
    JensenShannon,
    LeastSquares,
    Minimax,
    NonSaturating,
    Objective,
    PearsonChiSquared,
    RelativisticAverage,
    ReverseKL,
    SquaredHellinger,
    Wasserstein,
    value_function,
)
from .optimizers import SGD, Adam, Clipped, Exponential, Linear, RMSProp
from .penalties import DRAGAN, R1, GradientPenalty, Penalty
from .player import Player
from .sampler import Sampler

__version__ = "0.1.0"

__all__ = [
    "CGAN",
    "DRAGAN",
    "GAN",
    "KL",
    "R1",
    "SGD",
    "VAE",
    "Adam",
    "Autoencoder",
    "BatchNorm",
    "BiGAN",
    "CheckpointError",
    "Clipped",
    "CodedNoise",
    "CycleGAN",
    "Dense",
    "Dropout",
    "Exponential",
    "FDivergence",
    "Flatten",
    "Game",
    "GradientPenalty",
    "Hinge",
    "History",
    "InfoGAN",
    "InstanceNoise",
    "JensenShannon",
    "LabelledNoise",
    "Layer",
    "LeakyReLU",
    "LeastSquares",
    "Linear",
    "Maxout",
    "Minimax",
    "NonSaturating",
    "NormalNoise",
    "Objective",
    "Pack",
    "PearsonChiSquared",
    "Penalty",
    "Player",
    "RMSProp",
    "ReLU",
    "RelativisticAverage",
    "Reshape",
    "ReverseKL",
    "Sampler",
    "Sequential",
    "SharedFakes",
    "Sigmoid",
    "Simultaneous",
    "SpectralDense",
    "SquaredHellinger",
    "Tanh",
    "TrainingDiverged",
    "UniformNoise",
    "Wasserstein",
    "great_circle_interpolation",
    "linear_interpolation",
    "load_idx",
    "load_images",
    "load_labels",
    "load_mnist",
    "load_pretrained",
    "one_hot",
    "plots",
    "recipes",
    "value_function",
]
