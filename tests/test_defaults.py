"""What an argument is when nothing is said: numbers that the docstrings quote from papers and other libraries."""

import inspect

import pytest

from numgan import (
    AAE,
    ACGAN,
    BEGAN,
    DRAGAN,
    EBGAN,
    GAN,
    MDGAN,
    MGAN,
    R1,
    R2,
    SGAN,
    SGD,
    SRGAN,
    VAEGAN,
    VEEGAN,
    Adam,
    AddReference,
    ApproximateR1,
    ApproximateR2,
    AveragePool2D,
    BatchNorm,
    CatGAN,
    CodedNoise,
    ContextEncoder,
    Conv2D,
    CycleGAN,
    Diffusion,
    Drifting,
    DropReference,
    Exponential,
    FeatureMatching,
    GradientPenalty,
    InfoGAN,
    LeakyReLU,
    LeastSquares,
    Maxout,
    MinibatchDiscrimination,
    Minimax,
    Pack,
    Pix2Pix,
    RingNoise,
    RMSProp,
    SelfAttention,
    UpSample2D,
    VirtualBatchNorm,
    WeightNormDense,
)
from numgan.datasets import CentreHole, RandomHole
from numgan.evaluation import (
    anogan_scores,
    density_coverage,
    egbad_scores,
    frechet_line,
    kernel_distance,
    nearest_neighbour_accuracy,
    nearest_neighbours,
    parzen_log_likelihood,
    precision_recall,
    reconstruction_scores,
)
from numgan.family import Autoencoder, Unrolled, complete, invert
from numgan.layers import HeNormal, HeUniform
from numgan.objectives import KL

DEFAULTS = {
    LeakyReLU: {"negative_slope": 0.2},  # Radford et al. 2016
    BatchNorm: {"momentum": 0.9, "eps": 1e-5},
    Maxout: {"pieces": 5},  # Goodfellow et al. 2014
    WeightNormDense: {"scale": 1},
    Pack: {"rows": 2},  # PacGAN2
    MinibatchDiscrimination: {"kernels": 100, "dim": 5},  # Salimans et al. 2016, the code for CIFAR-10
    VirtualBatchNorm: {"n_reference": 64, "eps": 1e-5},
    AddReference: {"n_reference": 64},
    DropReference: {"n_reference": 64},
    Conv2D: {"stride": 1, "padding": 0, "bias": True},
    UpSample2D: {"factor": 2},
    AveragePool2D: {"kernel": 2},
    HeNormal: {"negative_slope": 0},
    HeUniform: {"negative_slope": 0},
    SGD: {"momentum": 0},
    Adam: {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "eps_hat": False},  # Kingma & Ba 2015, algorithm 1
    RMSProp: {"rho": 0.99, "eps": 1e-8},
    Exponential: {"floor": 0},
    Minimax: {"label_smoothing": 0},
    LeastSquares: {"a": 0, "b": 1, "c": 1},  # Mao et al. 2017, eq. 9
    KL: {"zero_sum": True},
    GradientPenalty: {"weight": 10},  # Gulrajani et al. 2017
    R1: {"weight": 10},  # Mescheder et al. 2018
    R2: {"weight": 10},
    ApproximateR1: {"weight": 10, "sigma": 0.01},
    ApproximateR2: {"weight": 10, "sigma": 0.01},
    DRAGAN: {"weight": 10},
    GAN: {"d_steps": 1},  # the k of Goodfellow et al. 2014, algorithm 1
    FeatureMatching: {"depth": -1},
    ACGAN: {"class_weight": 1},  # Odena et al. 2017: L_S + L_C
    SGAN: {"unsupervised_weight": 1, "depth": -1},  # Salimans et al. 2016, section 5
    CatGAN: {"label_weight": 1},
    # Zhu et al. 2017, section 4
    CycleGAN: {"cycle_weight": 10, "identity_weight": 0, "power": 1, "store": 50},
    Pix2Pix: {"l1_weight": 100, "adversarial_weight": 1},  # Isola et al. 2017, section 4.2
    ContextEncoder: {"l2_weight": 0.999, "adversarial_weight": 0.001},  # pathak22/context-encoder, README: wtl2
    SRGAN: {
        "by": 4,
        "pixel_steps": 0,
        "content_weight": 1,
        "adversarial_weight": 0.001,
    },  # Ledig et al. 2017, section 2.2
    CentreHole: {"side": 14},
    RandomHole: {"side": 14},
    SelfAttention: {"inner": None},
    Diffusion: {
        "timesteps": 1000,
        "sampling_steps": 50,
        "predicts_data": False,
    },  # Ho et al. 2020, section 4; Song et al. 2021, table 1
    Drifting: {"temperatures": (0.1, 0.2, 0.4)},
    CodedNoise: {"categories": 10, "continuous": 2},  # Chen et al. 2016, on digits
    InfoGAN: {"category_weight": 1, "continuous_weight": 0.1},
    Unrolled: {"unroll": 5, "unroll_lr": 0.1},
    AAE: {"adversarial_weight": 1, "data_range": (0, 1)},
    RingNoise: {"petals": 10, "radius": 2, "length": 0.5, "width": 0.15},
    VEEGAN: {"reconstruction_weight": 0.5, "code_std": 1},
    MDGAN: {"adversarial_weight": 0.01},
    MGAN: {"diversity_weight": 0.01},  # qhoangdl/MGAN
    VAEGAN: {"depth": -1, "like_weight": 0.01},
    EBGAN: {"pull_away_weight": 0.1},
    BEGAN: {"gamma": 0.5, "k_rate": 0.001},  # Berthelot et al. 2017, section 3.4
    Autoencoder: {"data_range": (0, 1)},
    precision_recall: {"k": 3, "block": 500},  # Kynkaanniemi et al. 2019
    density_coverage: {"k": 5, "block": 500},  # Naeem et al. 2020
    kernel_distance: {"block": 1000},  # Binkowski et al. 2018, the size of a subset
    frechet_line: {"points": 10},
    parzen_log_likelihood: {"sigmas": None, "block": 500},
    nearest_neighbours: {"block": 2000},
    nearest_neighbour_accuracy: {"block": 2000},
    complete: {"window": 7, "prior_weight": 0.003},
    invert: {"steps": 300, "lr": 0.05, "starts": 4},
    reconstruction_scores: {"block": 1000},
    anogan_scores: {
        "weight": 0.1,
        "depth": -1,
        "steps": 500,
        "lr": 0.05,
        "starts": 1,
        "block": 500,
    },  # Schlegl et al. 2017; the steps of the code of Zenati et al. 2018
    egbad_scores: {"weight": 0.1, "depth": -1, "block": 1000},  # Zenati et al. 2018, their code
}


@pytest.mark.parametrize("what", DEFAULTS, ids=lambda what: what.__name__)
def test_defaults(what):
    parameters = inspect.signature(what.__init__ if isinstance(what, type) else what).parameters
    assert {name: parameters[name].default for name in DEFAULTS[what]} == DEFAULTS[what]
    numbers = {n for n, p in parameters.items() if isinstance(p.default, int | float) and p.default is not True}
    assert numbers <= {*DEFAULTS[what]}, "a default that this table does not know"
