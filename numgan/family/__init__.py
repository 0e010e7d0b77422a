"""The family: one paper a file. Read gan.py first; each of the others is opened for its paper."""

from .aae import AAE, RingNoise
from .acgan import ACGAN
from .adagan import Mixture, adagan, reweight
from .autoencoder import Autoencoder
from .began import BEGAN
from .bigan import BiGAN
from .catgan import CatGAN
from .cgan import CGAN, LabelledNoise
from .cogan import CoGAN
from .completion import Completion, complete
from .context_encoder import ContextEncoder
from .cyclegan import CycleGAN
from .diffusion import Diffusion
from .drifting import Drifting, drift_field
from .ebgan import EBGAN
from .energy import pull_away
from .feature_matching import FeatureMatching
from .gan import GAN
from .half_labelled import HalfLabelled
from .infogan import CodedNoise, InfoGAN
from .inversion import Inversion, invert
from .lapgan import LapGAN
from .latent_regressor import LatentRegressor
from .mdgan import MDGAN
from .mgan import MGAN
from .pix2pix import Pix2Pix
from .pixelda import PixelDA
from .sgan import SGAN
from .shared_fakes import SharedFakes
from .simultaneous import Simultaneous
from .srgan import SRGAN
from .unrolled import Unrolled
from .vae import VAE
from .vae_gan import VAEGAN
from .veegan import VEEGAN

__all__ = [
    "AAE",
    "ACGAN",
    "BEGAN",
    "CGAN",
    "EBGAN",
    "GAN",
    "MDGAN",
    "MGAN",
    "SGAN",
    "SRGAN",
    "VAE",
    "VAEGAN",
    "VEEGAN",
    "Autoencoder",
    "BiGAN",
    "CatGAN",
    "CoGAN",
    "CodedNoise",
    "Completion",
    "ContextEncoder",
    "CycleGAN",
    "Diffusion",
    "Drifting",
    "FeatureMatching",
    "HalfLabelled",
    "InfoGAN",
    "Inversion",
    "LabelledNoise",
    "LapGAN",
    "LatentRegressor",
    "Mixture",
    "Pix2Pix",
    "PixelDA",
    "RingNoise",
    "SharedFakes",
    "Simultaneous",
    "Unrolled",
    "adagan",
    "complete",
    "drift_field",
    "invert",
    "pull_away",
    "reweight",
]
