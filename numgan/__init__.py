"""numgan: generative adversarial networks in NumPy, to be read.

The README has the reading order.
"""

from . import plots, recipes
from .checkpoint import CheckpointError
from .datasets import load_idx, load_images, load_mnist
from .game import TrainingDiverged
from .gan import GAN
from .history import History, Record
from .layers import (
    BatchNorm,
    Dense,
    Dropout,
    Layer,
    LeakyReLU,
    Maxout,
    ReLU,
    Sigmoid,
    Tanh,
)
from .network import Sequential
from .noise import NormalNoise, UniformNoise, great_circle_interpolation, linear_interpolation
from .objectives import Minimax, NonSaturating, Objective, value_function
from .optimizers import SGD, Adam, Exponential, Linear
from .pretrained import load_pretrained
from .sampler import Sampler

__version__ = "0.1.0"

__all__ = [
    "GAN",
    "SGD",
    "Adam",
    "BatchNorm",
    "CheckpointError",
    "Dense",
    "Dropout",
    "Exponential",
    "History",
    "Layer",
    "LeakyReLU",
    "Linear",
    "Maxout",
    "Minimax",
    "NonSaturating",
    "NormalNoise",
    "Objective",
    "ReLU",
    "Record",
    "Sampler",
    "Sequential",
    "Sigmoid",
    "Tanh",
    "TrainingDiverged",
    "UniformNoise",
    "great_circle_interpolation",
    "linear_interpolation",
    "load_idx",
    "load_images",
    "load_mnist",
    "load_pretrained",
    "plots",
    "recipes",
    "value_function",
]
