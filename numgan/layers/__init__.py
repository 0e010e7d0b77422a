"""The layers: each file holds one concept, its equations, and its forward and backward pass side by side."""

from .activations import LeakyReLU, ReLU, Sigmoid, Tanh
from .base import Layer
from .batchnorm import BatchNorm
from .dense import Dense
from .dropout import Dropout
from .initializers import HeNormal, HeUniform, Initializer, Normal, Uniform, XavierNormal, XavierUniform
from .instance_noise import InstanceNoise
from .maxout import Maxout
from .pack import Pack
from .reshape import Flatten, Reshape
from .spectral import SpectralDense

__all__ = [
    "BatchNorm",
    "Dense",
    "Dropout",
    "Flatten",
    "HeNormal",
    "HeUniform",
    "Initializer",
    "InstanceNoise",
    "Layer",
    "LeakyReLU",
    "Maxout",
    "Normal",
    "Pack",
    "ReLU",
    "Reshape",
    "Sigmoid",
    "SpectralDense",
    "Tanh",
    "Uniform",
    "XavierNormal",
    "XavierUniform",
]
