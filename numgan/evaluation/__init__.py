"""How good is a generator? Every figure here answers a narrower question than that; each docstring says which.

Reading order: rows, divergence, coverage, parzen, neighbours, psnr; classifier, convolutional, and on their features
and probabilities scores, frechet and its line, precision_recall, density_coverage, kernel_distance, stacked;
assignment, categories; encoders; ranking, anomalies; own, report.
"""

from .anomalies import anogan_scores, egbad_scores, reconstruction_scores
from .assignment import Assignment, best_assignment, cluster_accuracy
from .categories import category_accuracy
from .classifier import (
    build_classifier,
    class_probabilities,
    features,
    load_classifier,
    predict,
    train_classifier,
)
from .convolutional import build_convolutional_classifier, load_convolutional_classifier
from .coverage import Coverage, mode_coverage
from .density_coverage import DensityCoverage, density_coverage
from .divergence import histogram_on_grid, js_divergence, kl_divergence
from .encoders import encodes, evaluate_codes, evaluate_reconstruction, nearest_neighbour_accuracy
from .frechet import frechet_distance, frechet_distance_of_gaussians
from .frechet_line import FrechetLine, frechet_line
from .kernel_distance import KernelDistance, kernel_distance
from .neighbours import nearest_neighbours
from .own import evaluate_images, evaluate_points
from .parzen import ParzenResult, parzen_log_likelihood
from .precision_recall import PrecisionRecall, precision_recall
from .psnr import psnr
from .ranking import average_precision, roc_auc
from .report import MODES, PUBLISHED_PARZEN, REAL_PARZEN, evaluate_digits, evaluate_modes, report
from .scores import classifier_score, digit_histogram, entropy
from .stacked import StackedModes, stacked_modes

__all__ = [
    "MODES",
    "PUBLISHED_PARZEN",
    "REAL_PARZEN",
    "Assignment",
    "Coverage",
    "DensityCoverage",
    "FrechetLine",
    "KernelDistance",
    "ParzenResult",
    "PrecisionRecall",
    "StackedModes",
    "anogan_scores",
    "average_precision",
    "best_assignment",
    "build_classifier",
    "build_convolutional_classifier",
    "category_accuracy",
    "class_probabilities",
    "classifier_score",
    "cluster_accuracy",
    "density_coverage",
    "digit_histogram",
    "egbad_scores",
    "encodes",
    "entropy",
    "evaluate_codes",
    "evaluate_digits",
    "evaluate_images",
    "evaluate_modes",
    "evaluate_points",
    "evaluate_reconstruction",
    "features",
    "frechet_distance",
    "frechet_distance_of_gaussians",
    "frechet_line",
    "histogram_on_grid",
    "js_divergence",
    "kernel_distance",
    "kl_divergence",
    "load_classifier",
    "load_convolutional_classifier",
    "mode_coverage",
    "nearest_neighbour_accuracy",
    "nearest_neighbours",
    "parzen_log_likelihood",
    "precision_recall",
    "predict",
    "psnr",
    "reconstruction_scores",
    "report",
    "roc_auc",
    "stacked_modes",
    "train_classifier",
]
