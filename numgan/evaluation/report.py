"""All measures of one generator: a dict, a table that puts them beside published ones, and the figures.

Which measures apply depends on what the game was trained on: MNIST's digits and points on ring or grid have figures of
their own, here; everything else is judged by its own data (own.py).
"""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np

from .. import plots
from ..datasets import ImageData, grid_centers, load_mnist, ring_centers
from ..files.checkpoint import atomic_write
from ..game import Game
from .categories import BLOCKS, category_accuracy
from .classifier import class_probabilities, features
from .coverage import mode_coverage
from .density_coverage import density_coverage
from .encoders import draw_reconstructions, encodes, evaluate_codes, evaluate_reconstruction, reconstruction_lines
from .frechet import frechet_distance
from .kernel_distance import kernel_distance
from .own import ROWS, draw_images, draw_points, evaluate_images, evaluate_points, own_table
from .parzen import parzen_log_likelihood
from .precision_recall import precision_recall
from .scores import classifier_score, digit_histogram, entropy

SAMPLES, POINTS = 10_000, 2_500
PUBLISHED_PARZEN = {  # Goodfellow et al. 2014, table 1: mean and standard error in nats
    "DBN": (138, 2),
    "stacked CAE": (121, 1.6),
    "deep GSN": (214, 1.1),
    "adversarial nets": (225, 2),
}
# What MNIST's first 10,000 training images have in place of samples, by the same protocol; test_report.py measures it.
REAL_PARZEN = (241, 2)
MODES = {"ring": (ring_centers(), 0.01), "grid": (grid_centers(), 0.05)}

Say = Callable[[str], None]


def evaluate_digits(gan: Game, *, seed: int = 0, say: Say = lambda text: None) -> dict:
    """Judge a generator of digits by 10,000 samples: every figure of this package, by name.

    The figures are Parzen as in the paper (sigma from train[50000:51000], so it is fair only if training left these
    out); the Frechet distance to the test images, beside its floor (10,000 training images against the test images);
    the classifier's score, histogram and entropy; precision and recall, density and coverage, and the kernel distance
    against the test images. `say` is told what is being computed.

    For a conditional GAN of ten classes 1,000 samples of each are drawn, as in Mirza & Osindero 2014. There is one more
    figure, label_accuracy: the share of samples in which the classifier sees the digit that was asked for. The
    classifier itself is right about 98.2 % of the test images; a generator whose sevens are all alike, and clear, can
    have more. For a game that classifies rows itself (that has a method `classify`) there is test_accuracy: the share
    of the 10,000 test images whose digit it names, at inference; it means nothing if no image had a label in training.

    A game whose latents have a category, or that reads one (InfoGAN), has the figures of `category_accuracy` too. A
    game with an encoder has those of `evaluate_reconstruction`, on the test images, and of `evaluate_codes`; if it
    makes nothing from latents, no others.

    Raises ValueError if the game was trained on something else (`gan.trained_on` says what; None is taken for MNIST),
    or does not make images of 28 x 28.
    """
    if gan.trained_on not in (None, "mnist"):
        raise ValueError(
            f"this game was trained on {gan.trained_on!r}, and figures for digits do not apply to it: judge it by "
            "its own data, report(gan, folder, data)"
        )
    if gan.data_range is None or gan.data_shape[:2] != (28, 28) or gan.width != 784:
        raise ValueError(
            f"judged are digits, images of shape (28, 28), and points on {' and '.join(MODES)}; this game was trained "
            f"on {gan.trained_on!r} and makes data of shape {gan.data_shape}: judge it by its own data (--data)"
        )
    _check_judged(gan)
    data = load_mnist()
    found: dict = {"seed": seed}
    if gan.sampled is not None:
        found |= _evaluate_samples(gan, data, seed, say)
    if hasattr(gan, "classify"):
        say("test images")
        parts = np.array_split(data.test_images, BLOCKS)
        named = np.concatenate([gan.classify(gan.scale(images)) for images in parts])
        found["test_accuracy"] = float(np.mean(named == data.test_labels))
    if encodes(gan):
        say("reconstructions and codes")
        found |= evaluate_reconstruction(gan, data.test_images, seed=seed) | evaluate_codes(gan)
    return found | category_accuracy(gan, seed=seed)


def _evaluate_samples(gan: Game, data: ImageData, seed: int, say: Say) -> dict:
    """What `evaluate_digits` says of samples."""
    sampler = gan.sampler()
    say("sampling")
    asked = np.arange(10).repeat(SAMPLES // 10) if sampler.noise_prior.choices == {"labels": 10} else None
    wanted = {} if asked is None else {"labels": asked}
    samples = sampler.to_unit(sampler.sample(SAMPLES, rng=seed, **wanted))
    say("Parzen windows")
    parzen = parzen_log_likelihood(samples, data.train_images[50_000:51_000], data.test_images)
    say("Frechet distance and classes")
    real, fake = features(data.test_images), features(samples)
    probabilities = class_probabilities(samples)
    digits = probabilities.argmax(axis=1)
    shares = digit_histogram(digits)
    say("precision and recall, density and coverage")
    manifold, balls = precision_recall(real, fake), density_coverage(real, fake)
    found = {
        "samples": SAMPLES,
        "parzen": parzen._asdict(),
        "frechet": frechet_distance(fake, real),
        "frechet_floor": frechet_distance(features(data.train_images[:SAMPLES]), real),
        "classifier_score": classifier_score(probabilities),
        "digit_shares": shares.tolist(),
        "digit_entropy": entropy(shares),
        "precision": manifold.precision,
        "recall": manifold.recall,
        **balls._asdict(),
        "kernel_distance": kernel_distance(real, fake, block=SAMPLES // 10)._asdict(),
    }
    if asked is not None:
        found["label_accuracy"] = float(np.mean(digits == asked))
    return found


def evaluate_modes(gan: Game, *, seed: int = 0) -> dict:
    """Judge a generator on ring or grid by 2,500 samples: modes, high-quality share, reverse KL (None: undefined).

    Raises ValueError for a game that was trained on something else (`gan.trained_on` says what).
    """
    if gan.trained_on not in MODES:
        raise ValueError(
            f"mode coverage knows the points of {' and '.join(MODES)}, and this game was trained on "
            f"{gan.trained_on!r}; after training in Python say so: gan.trained_on = 'ring'"
        )
    centers, std = MODES[gan.trained_on]
    found = mode_coverage(gan.sample(POINTS, rng=seed), centers, std=std)._asdict()
    if not np.isfinite(found["reverse_kl"]):
        found["reverse_kl"] = None  # no high-quality sample; JSON knows no infinity
    return {"samples": POINTS, "seed": seed, "of": len(centers), **found}


def report(
    gan: Game, folder: str | Path, data: np.ndarray | None = None, *, seed: int = 0, say: Say = lambda text: None
) -> str:
    """Evaluate, write evaluation.json and the figures into the folder, and return the table as text.

    data : what the game was trained on, uint8 images or points, if that is neither MNIST nor ring nor grid (for which
        `gan.trained_on` is enough)

    Figures of digits: neighbours.png, interpolation.png, digit_histogram.png; of points on ring or grid: modes.png; of
    other images: neighbours.png, interpolation.png; of other points: points.png. An InfoGAN of images also has
    information.png, and code_1.png, code_2.png, ..., one for each number of its code (`plots.code_walk`). A game that
    reconstructs images has reconstructions.png, images each above what came back; an `Autoencoder` has no other figure.
    Raises ValueError for a game that makes nothing from latents and encodes nothing, and for one whose data are wanted
    and not given; FileNotFoundError if there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise FileNotFoundError(f"there is no folder {folder} to write the figures into")
    _check_judged(gan)
    if data is not None:
        return _report_own(gan, folder, data, seed, say)
    digits = gan.trained_on not in MODES
    found = evaluate_digits(gan, seed=seed, say=say) if digits else evaluate_modes(gan, seed=seed)
    _write(found, folder)
    say("figures")
    if digits:
        if gan.sampled is not None:
            draw_images(gan, load_mnist().train_images, folder, seed)
            shares = np.array(found["digit_shares"])
            plots.save_figure(folder / "digit_histogram.png", lambda ax: plots.digit_histogram(shares, ax=ax))
        draw_reconstructions(gan, load_mnist().test_images, folder)
        return _digits_table(found, known=gan.trained_on is not None)
    points, (centers, _) = gan.sample(POINTS, rng=seed), MODES[str(gan.trained_on)]
    plots.save_figure(folder / "modes.png", lambda ax: plots.points(points, centers, ax=ax), size=(5, 5))
    return _modes_table(found)


def _report_own(gan: Game, folder: Path, data: np.ndarray, seed: int, say: Say) -> str:
    points, found = gan.data_range is None, {}
    if gan.sampled is not None:
        say("divergence, precision and recall" if points else "Parzen windows, precision and recall")
        found = evaluate_points(gan, data, seed=seed) if points else evaluate_images(gan, data, seed=seed)
    if encodes(gan) and not points:
        say("reconstructions")
        found |= evaluate_reconstruction(gan, data[:ROWS], seed=seed)
    _write(found, folder)
    say("figures")
    draw_reconstructions(gan, data, folder)
    lines = reconstruction_lines(found)
    if gan.sampled is not None:
        (draw_points if points else draw_images)(gan, data, folder, seed)
        lines = [own_table(found, gan.trained_on), *([""] if lines else []), *lines]
    return "\n".join(lines)


def _check_judged(gan: Game) -> None:
    if gan.sampled is None and not encodes(gan):
        raise ValueError(f"{type(gan).__name__} makes nothing from latents: there is nothing to sample, or to judge")


def _write(found: dict, folder: Path) -> None:
    with atomic_write(folder / "evaluation.json") as file:
        file.write(json.dumps(found, indent=1).encode())


def _digits_table(found: dict, *, known: bool) -> str:
    lines = [*(_sample_lines(found) if "samples" in found else []), *_reading_lines(found)]
    if not known:
        lines += ["", "The game does not say what it was trained on: all this holds only if that was MNIST."]
    return "\n".join(lines)


def _sample_lines(found: dict) -> list[str]:
    parzen, (real, real_error), kernel = found["parzen"], REAL_PARZEN, found["kernel_distance"]
    shares = found["digit_shares"]
    return [
        f"{found['samples']:,} samples, judged by numgan's own classifier (not comparable with Inception figures)",
        "",
        "Parzen log-likelihood, nats",
        *(f"  {name:<28}{mean:>8} +- {error}" for name, (mean, error) in PUBLISHED_PARZEN.items()),
        f"  {'real training images':<28}{real:>8} +- {real_error}       more than this is blur, not merit",
        f"  {'this generator':<28}{parzen['mean']:>8.1f} +- {parzen['standard_error']:.1f}     "
        f"sigma {parzen['sigma']:.3f}",
        "",
        f"Frechet distance              {found['frechet']:>8.2f}            "
        f"floor, real images: {found['frechet_floor']:.2f}",
        f"classifier score              {found['classifier_score']:>8.2f}            at most 10",
        f"digit entropy, nats           {found['digit_entropy']:>8.3f}            at most {np.log(10):.3f}",
        f"precision, recall             {found['precision']:>8.3f}, {found['recall']:.3f}",
        f"density, coverage             {found['density']:>8.3f}, {found['coverage']:.3f}",
        f"kernel distance               {kernel['distance']:>8.2f} +- {kernel['standard_error']:.2f}",
        f"rarest, most frequent digit   {min(shares):>8.1%}, {max(shares):.1%}",
        "digits 0-9                    " + " ".join(f"{share:.1%}" for share in shares),
    ]


def _reading_lines(found: dict) -> list[str]:
    """Of games that are told labels, and of those that read rows."""
    lines = []
    if "label_accuracy" in found:
        lines.append(f"the digit that was asked for  {found['label_accuracy']:>8.1%}            real images: 98.2%")
    if "test_accuracy" in found:
        lines.append(f"test images named rightly     {found['test_accuracy']:>8.1%}            the judge itself: 98.2%")
    for name, label in (("category", "samples by their category"), ("test_category", "test images by category")):
        if f"{name}_accuracy" in found:
            digits = " ".join("-" if digit < 0 else str(digit) for digit in found[f"{name}_digits"])
            lines.append(f"{label:<30}{found[f'{name}_accuracy']:>8.1%}            the categories' digits: {digits}")
    return lines + reconstruction_lines(found)


def _modes_table(found: dict) -> str:
    kl = "undefined" if found["reverse_kl"] is None else f"{found['reverse_kl']:.3f}"
    return "\n".join(
        [
            f"{found['samples']:,} samples",
            f"modes captured        {found['modes']} of {found['of']}",
            f"high-quality samples  {found['high_quality']:.1%}   a perfect sampler: 98.9%",
            f"reverse KL, nats      {kl}",
        ]
    )
