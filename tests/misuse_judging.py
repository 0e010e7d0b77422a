# ruff: noqa: F403, F405 (a table of all that there is)
"""Every function of numgan.evaluation and numgan.plots with one valid set of arguments, each with its kind."""

import numpy as np
from misuse_parts import *

from numgan import (
    GAN,
    BiGAN,
    CodedNoise,
    Conv2D,
    Dense,
    Flatten,
    History,
    Reshape,
    Sampler,
    Sequential,
    evaluation,
    plots,
)


def loaded(path):
    for name in ("no", "1"):  # the two texts among the bad values
        game().save(name)
    return GAN.load(path)


def seeing():
    """A network that looks at rows as images."""
    convolution = [Reshape((2, 3, 1)), Conv2D(1, 4, kernel=2), Flatten()]
    return Sequential([*convolution, Dense(8, 1)], rng=0, dtype=np.float64)


def two_ways():
    """A game with an encoder, whose D judges pairs."""
    return BiGAN(player(3, 6)(), player(9, 1)(), player(6, 3)(), batch_size=4, rng=0)


def coded():
    """A sampler of images with a category and a number in its latents."""
    G = Sequential([Dense(6, 6)], rng=0, dtype=np.float64)
    return Sampler(G, noise_prior=CodedNoise(2, continuous=1), data_range=(-1, 1), data_shape=(2, 3))


def informed():
    """A history with the bound on a category."""
    history = History()
    history.append(1, {"category_bound": 0.5})
    return history


def gif(**arguments):
    plots.save_images("frame.png", IMAGES)
    return plots.save_gif(**arguments)


def seen_both_ways(latents=3):
    """A game of small images with an encoder."""
    players = player(latents, 6)(), player(6 + latents, 1)(), player(6, latents)()
    return BiGAN(*players, data_range=(0, 1), data_shape=(2, 3), rng=0)


def seen_in_the_plane():
    return seen_both_ways(2)


SMALL_IMAGES = np.random.default_rng(4).integers(0, 256, (6, 2, 3), np.uint8)
MANY = np.random.default_rng(0).normal(size=(12, 3))
EVALUATION = [
    row("build_classifier", evaluation.build_classifier, rng=RNG),
    row("build_convolutional_classifier", evaluation.build_convolutional_classifier, rng=RNG),
    row(
        "train_classifier",
        evaluation.train_classifier,
        images=PICTURES,
        labels=(np.arange(6), ""),
        shift=(0, "count from 0"),
        epochs=(1, "count"),
        rng=RNG,
    ),
    *(
        row(f.__name__, f, images=PICTURES, classifier=(None, "?"))
        for f in (evaluation.features, evaluation.class_probabilities, evaluation.predict)
    ),
    row("mode_coverage", evaluation.mode_coverage, points=(POINTS, ""), centers=(POINTS, ""), std=ABOVE),
    row("histogram_on_grid", evaluation.histogram_on_grid, points=(POINTS, "whole"), edges=(np.arange(3.0), "")),
    *(row(f.__name__, f, p=X, q=X) for f in (evaluation.js_divergence, evaluation.kl_divergence)),
    row("frechet_distance", evaluation.frechet_distance, a=(ROWS, "whole"), b=(ROWS, "whole")),
    row(
        "frechet_distance_of_gaussians",
        evaluation.frechet_distance_of_gaussians,
        mean_a=(np.ones(3), "latent"),
        cov_a=(np.eye(3), ""),
        mean_b=(np.ones(3), "latent"),
        cov_b=(np.eye(3), ""),
    ),
    row("nearest_neighbours", evaluation.nearest_neighbours, samples=X, images=X, block=COUNT),
    row(
        "nearest_neighbour_accuracy",
        evaluation.nearest_neighbour_accuracy,
        train=(ROWS, "whole"),
        train_labels=(np.arange(len(ROWS)), ""),
        test=(ROWS, "whole"),
        test_labels=(np.arange(len(ROWS)), ""),
        block=COUNT,
    ),
    row("psnr", evaluation.psnr, images=X, truth=(1 - ROWS, "")),
    row(
        "parzen_log_likelihood",
        evaluation.parzen_log_likelihood,
        samples=X,
        validation=X,
        test=X,
        sigmas=(0.2, "sigmas"),
        block=COUNT,
    ),
    row(
        "precision_recall",
        evaluation.precision_recall,
        real=(ROWS, "whole"),
        fake=(ROWS, "whole"),
        k=(1, "count"),
        block=COUNT,
    ),
    row(
        "density_coverage",
        evaluation.density_coverage,
        real=(ROWS, "whole"),
        fake=(ROWS, "whole"),
        k=(1, "count"),
        block=COUNT,
    ),
    row("kernel_distance", evaluation.kernel_distance, real=(ROWS, "whole"), fake=(ROWS, "whole"), block=(2, "")),
    row("frechet_line", evaluation.frechet_line, real=(MANY, ""), fake=(MANY, ""), points=(3, ""), rng=RNG),
    row(
        "stacked_modes",
        evaluation.stacked_modes,
        images=(np.zeros((2, 28, 28, 3), np.uint8), ""),
        classifier=(None, "?"),
    ),
    row("best_assignment", evaluation.best_assignment, counts=(np.eye(3, dtype=int), "whole"), shared=FLAG),
    row(
        "cluster_accuracy",
        evaluation.cluster_accuracy,
        clusters=(np.arange(6), ""),
        labels=(np.arange(6), ""),
        n_clusters=(6, "count"),
        n_labels=(6, "count"),
        shared=FLAG,
    ),
    *(
        row(f.__name__, f, scores=(np.arange(6.0), ""), anomalous=(np.arange(6) > 2, ""))
        for f in (evaluation.roc_auc, evaluation.average_precision)
    ),
    row("reconstruction_scores", evaluation.reconstruction_scores, game=(two_ways, ""), x=X, block=COUNT),
    row(
        "anogan_scores",
        evaluation.anogan_scores,
        game=(game, ""),
        x=X,
        weight=SHARE,
        depth=(-1, "depth?"),
        steps=COUNT,
        lr=RATE,
        starts=COUNT,
        rng=RNG,
        block=COUNT,
    ),
    row(
        "egbad_scores",
        evaluation.egbad_scores,
        game=(two_ways, ""),
        x=X,
        weight=SHARE,
        depth=(-1, "depth?"),
        block=COUNT,
    ),
    row("classifier_score", evaluation.classifier_score, probabilities=(np.full((4, 6), 1 / 6), "")),
    row("digit_histogram", evaluation.digit_histogram, labels=(np.arange(6), "")),
    row("entropy", evaluation.entropy, shares=(np.full(6, 1 / 6), "")),
]

PLOTS = [
    row("tile", plots.tile, images=PICTURES, columns=COUNT),
    row("image_grid", plots.image_grid, images=PICTURES, columns=(2, "count?"), labels=(None, "?"), **AX),
    row("filmstrip", plots.filmstrip, frames=([IMAGES, IMAGES], ""), titles=(None, "?"), **AX),
    row("interpolation_strip", plots.interpolation_strip, sampler=(images, ""), n=COUNT, steps=COUNT, rng=RNG, **AX),
    row("latent_map", plots.latent_map, sampler=(images, ""), n=COUNT, spread=ABOVE, rng=RNG, **AX),
    row(
        "code_walk",
        plots.code_walk,
        sampler=(coded, ""),
        code=(0, "count from 0"),
        steps=COUNT,
        spread=ABOVE,
        rng=RNG,
        **AX,
    ),
    row(
        "reconstructions",
        plots.reconstructions,
        game=(seen_both_ways, ""),
        images=(SMALL_IMAGES, ""),
        found=(None, "?"),
        **AX,
    ),
    row(
        "residuals",
        plots.residuals,
        images=(SMALL_IMAGES, ""),
        made=(SMALL_IMAGES, ""),
        scores=(np.arange(6), "?"),
        **AX,
    ),
    row(
        "latent_codes",
        plots.latent_codes,
        game=(seen_in_the_plane, ""),
        images=(SMALL_IMAGES, ""),
        labels=(np.arange(6), ""),
        **AX,
    ),
    row(
        "image_walk",
        plots.image_walk,
        game=(seen_both_ways, ""),
        images=(SMALL_IMAGES, ""),
        steps=COUNT,
        linear=FLAG,
        **AX,
    ),
    row(
        "latent_arithmetic",
        plots.latent_arithmetic,
        game=(seen_both_ways, ""),
        **dict.fromkeys("abc", (SMALL_IMAGES, "")),
        titles=(("a", "b", "c"), ""),
        **AX,
    ),
    row("information", plots.information, history=(informed, ""), entropy=(1.0, "number from 0?"), **AX),
    row("manifold", plots.manifold, gan_or_sampler=(plane, ""), n=COUNT, **AX),
    row("losses", plots.losses, history=(played, ""), equilibrium=(None, "?"), **AX),
    row("probabilities", plots.probabilities, history=(played, ""), undecided=(0.5, "number?"), **AX),
    row("columns", plots.columns, history=(played, ""), names=(None, "?"), **AX),
    row("plots.digit_histogram", plots.digit_histogram, shares=(np.full(10, 0.1), ""), **AX),
    row("distributions", plots.distributions, values=({"a": ROWS}, ""), xlabel=("value", "text"), **AX),
    row(
        "shares",
        plots.shares,
        real=(np.full(6, 1 / 6), ""),
        fake=(np.full(6, 1 / 6), ""),
        xlabel=("modes", "text"),
        **AX,
    ),
    *(row(f.__name__, f, history=(played, ""), **AX) for f in (plots.gradient_norms, plots.swings)),
    row("points", plots.points, fake=(POINTS, ""), real=(POINTS, "?"), **AX),
    row(
        "discriminator_field", plots.discriminator_field, gan=(plane, ""), limits=((-1, 1), ""), resolution=COUNT, **AX
    ),
    row("gradient_arrows", plots.gradient_arrows, gan=(plane, ""), n=COUNT, real=(None, "?"), rng=RNG, **AX),
    row(
        "densities",
        plots.densities,
        gan=(line, ""),
        data=(np.ones((4, 1)), ""),
        grid=(np.arange(3.0), ""),
        p_data=(None, "?"),
        samples=(50, "count"),
        rng=RNG,
        **AX,
    ),
    *(row(f.__name__, f, network=(passed, ""), **AX) for f in (plots.weight_histograms, plots.gradient_flow)),
    row("activation_histograms", plots.activation_histograms, network=(net, ""), x=X, **AX),
    row(
        "kernels",
        plots.kernels,
        layer_or_network=(seeing, ""),
        channel=(None, "count from 0?"),
        columns=(2, "count?"),
        **AX,
    ),
    row(
        "feature_maps",
        plots.feature_maps,
        network=(seeing, ""),
        x=(ROWS[:1], ""),
        layer=(1, "count from 0?"),
        columns=(2, "count?"),
        **AX,
    ),
    row("live", lambda **k: plots.live([], **k), draw=DRAW, every=(1.0, "number from 0"), axes=(1, "count")),
]

PATHS = [
    row(
        "save_images",
        plots.save_images,
        path=("a.png", "text"),
        images=PICTURES,
        columns=(2, "count?"),
        zoom=(1, "count"),
    ),
    row("save_figure", plots.save_figure, path=("a.png", "text"), draw=DRAW, size=((2, 2), "")),
    row("save_gif", gif, path=("a.gif", "text"), frames=(["frame.png"], ""), seconds=ABOVE),
    row(
        "animate",
        plots.animate,
        draw=DRAW,
        frames=(1, "count"),
        path=("a.gif", ""),
        fps=(5, "number above 0"),
        size=((1, 1), ""),
    ),
    row(
        "animation_html",
        plots.animation_html,
        draw=DRAW,
        frames=(1, "count"),
        fps=(5, "number above 0"),
        size=((1, 1), ""),
    ),
    row("GAN.save", lambda path: game().save(path), path=("a.npz", "text")),
    row("GAN.load", loaded, path=("no", "text")),
]
