"""The layers: each file holds one concept, its equations, and its forward and backward pass side by side."""

from .activations import LeakyReLU, ReLU, Sigmoid, Tanh
from .attention import SelfAttention
from .base import Layer
from .batchnorm import BatchNorm
from .convolution import Conv2D, ConvTranspose2D
from .dense import Dense
from .dropout import Dropout, SpatialDropout
from .initializers import HeNormal, HeUniform, Initializer, Normal, Uniform, XavierNormal, XavierUniform
from .instance_noise import InstanceNoise
from .label_blocks import LabelBlocks
from .label_planes import LabelPlanes
from .maxout import Maxout
from .minibatch_discrimination import MinibatchDiscrimination
from .pack import Pack
from .reshape import Flatten, Reshape
from .resize import AveragePool2D, GlobalAveragePool, UpSample2D
from .skip import Skip
from .spectral import SpectralConv2D, SpectralDense
from .virtual_batchnorm import AddReference, DropReference, VirtualBatchNorm
from .weight_norm import WeightNormDense

__all__ = [
    "AddReference",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "ConvTranspose2D",
    "Dense",
    "DropReference",
    "Dropout",
    "Flatten",
    "GlobalAveragePool",
    "HeNormal",
    "HeUniform",
    "Initializer",
    "InstanceNoise",
    "LabelBlocks",
    "LabelPlanes",
    "Layer",
    "LeakyReLU",
    "Maxout",
    "MinibatchDiscrimination",
    "Normal",
    "Pack",
    "ReLU",
    "Reshape",
    "SelfAttention",
    "Sigmoid",
    "Skip",
    "SpatialDropout",
    "SpectralConv2D",
    "SpectralDense",
    "Tanh",
    "Uniform",
    "UpSample2D",
    "VirtualBatchNorm",
    "WeightNormDense",
    "XavierNormal",
    "XavierUniform",
]
