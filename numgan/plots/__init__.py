"""Pictures. Every function draws on a matplotlib Axes, makes one if none is given, and returns it.

matplotlib is imported when a function is called, so that `import numgan` needs NumPy alone. No picture changes what it
shows: networks run as at inference, and random numbers come from the caller's `rng`. So training goes on bit for bit as
if nothing had been drawn.

Reading order: style; images, curves; networks, kernels; plane, latents, codes, encoders, figure1, dirac; clinic;
animation, live.
"""

from .animation import animate, animation_html, save_gif
from .clinic import distributions, gradient_norms, shares, swings
from .codes import code_walk
from .curves import columns, digit_histogram, information, losses, probabilities
from .dirac import eigenvalues, orbit
from .encoders import image_walk, latent_arithmetic, latent_codes, reconstructions, residuals
from .figure1 import densities
from .images import filmstrip, image_grid, interpolation_strip, latent_map, save_images, tile
from .kernels import feature_maps, kernels
from .latents import manifold
from .live import live
from .networks import activation_histograms, gradient_flow, weight_histograms
from .plane import discriminator_field, gradient_arrows, points
from .style import BLUE, GREEN, GREY, ORANGE, save_figure

__all__ = [
    "BLUE",
    "GREEN",
    "GREY",
    "ORANGE",
    "activation_histograms",
    "animate",
    "animation_html",
    "code_walk",
    "columns",
    "densities",
    "digit_histogram",
    "discriminator_field",
    "distributions",
    "eigenvalues",
    "feature_maps",
    "filmstrip",
    "gradient_arrows",
    "gradient_flow",
    "gradient_norms",
    "image_grid",
    "image_walk",
    "information",
    "interpolation_strip",
    "kernels",
    "latent_arithmetic",
    "latent_codes",
    "latent_map",
    "live",
    "losses",
    "manifold",
    "orbit",
    "points",
    "probabilities",
    "reconstructions",
    "residuals",
    "save_figure",
    "save_gif",
    "save_images",
    "shares",
    "swings",
    "tile",
    "weight_histograms",
]
