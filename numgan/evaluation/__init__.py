"""How good is a generator? Every figure here answers a narrower question than that; each docstring says which.

Reading order: rows, divergence, coverage, parzen, neighbours; classifier, and on its features and
probabilities scores, frechet, precision_recall; own, report.
"""

from .classifier import (
    build_classifier,
    class_probabilities,
    features,
    load_classifier,
    predict,
    train_classifier,
)
from .coverage import Coverage, mode_coverage
from .divergence import histogram_on_grid, js_divergence, kl_divergence
from .frechet import frechet_distance, frechet_distance_of_gaussians
from .neighbours import nearest_neighbours
from .own import evaluate_images, evaluate_points
from .parzen import ParzenResult, parzen_log_likelihood
from .precision_recall import PrecisionRecall, precision_recall
from .report import MODES, PUBLISHED_PARZEN, REAL_PARZEN, evaluate_digits, evaluate_modes, report
from .scores import classifier_score, digit_histogram, entropy

__all__ = [
    "MODES",
    "PUBLISHED_PARZEN",
    "REAL_PARZEN",
    "Coverage",
    "ParzenResult",
    "PrecisionRecall",
    "build_classifier",
    "class_probabilities",
    "classifier_score",
    "digit_histogram",
    "entropy",
    "evaluate_digits",
    "evaluate_images",
    "evaluate_modes",
    "evaluate_points",
    "features",
    "frechet_distance",
    "frechet_distance_of_gaussians",
    "histogram_on_grid",
    "js_divergence",
    "kl_divergence",
    "load_classifier",
    "mode_coverage",
    "nearest_neighbours",
    "parzen_log_likelihood",
    "precision_recall",
    "predict",
    "report",
    "train_classifier",
]
