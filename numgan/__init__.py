"""numgan: generative adversarial networks in NumPy, to be read.

The README has the reading order.
"""

from . import plots, recipes
from .checkpoint import CheckpointError
from .conditional import Conditional, LabelledNoise, one_hot
from .datasets import load_idx, load_images, load_labels, load_mnist
from .game import TrainingDiverged
from .gan import GAN
from .history import History, Record
from .layers import (
    BatchNorm,
    Dense,
    Dropout,
    InstanceNoise,
    Layer,
    LeakyReLU,
    Maxout,
    Pack,
    ReLU,
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
from .pretrained import load_pretrained
from .sampler import Sampler

__version__ = "0.1.0"

__all__ = [
    "DRAGAN",
    "GAN",
    "KL",
    "R1",
    "SGD",
    "Adam",
    "BatchNorm",
    "CheckpointError",
    "Clipped",
    "Conditional",
    "Dense",
    "Dropout",
    "Exponential",
    "FDivergence",
    "GradientPenalty",
    "Hinge",
    "History",
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
    "RMSProp",
    "ReLU",
    "Record",
    "RelativisticAverage",
    "ReverseKL",
    "Sampler",
    "Sequential",
    "Sigmoid",
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
