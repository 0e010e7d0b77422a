"""Train the packaged digit classifiers, and write them into numgan/data.

    python benchmarks/make_classifier.py                                   both
    python benchmarks/make_classifier.py convolutional_classifier.npz      this one alone

A file holds weights and running statistics in float16, and how they came about. The accuracy stated is that of the
float16 weights. Another machine or BLAS gives other last digits, and so another file of the same quality.
"""

import argparse
import hashlib
import time
from pathlib import Path

import numpy as np

from numgan import load_mnist
from numgan.evaluation import build_convolutional_classifier, predict, train_classifier
from numgan.evaluation.classifier import CLASSIFIER_FILE
from numgan.evaluation.convolutional import CONVOLUTIONAL_FILE
from numgan.files import checkpoint

SEED = 0
CONVOLUTIONAL = {"build": build_convolutional_classifier, "shift": 2, "epochs": 10}
FILES = {
    CLASSIFIER_FILE.name: (CLASSIFIER_FILE, {"epochs": 8}),
    CONVOLUTIONAL_FILE.name: (CONVOLUTIONAL_FILE, CONVOLUTIONAL),
}


def make(file: Path, settings: dict) -> None:
    data, start = load_mnist(), time.process_time()
    classifier = train_classifier(data.train_images, data.train_labels, rng=SEED, **settings)
    print(f"{time.process_time() - start:.0f} core seconds")
    for vector in (classifier.params, classifier.state):
        vector[...] = vector.astype(np.float16)
    accuracy = float((predict(data.test_images, classifier=classifier) == data.test_labels).mean())
    print(f"test accuracy of the float16 weights: {accuracy:.2%}")
    checkpoint.save(
        file,
        {
            "params": classifier.params.astype(np.float16),
            "state": classifier.state.astype(np.float16),
            "seed": SEED,
            "epochs": settings["epochs"],
            "shift": settings.get("shift", 0),
            "test_accuracy": accuracy,
            "sha256": hashlib.sha256(data.train_images.tobytes() + data.train_labels.tobytes()).hexdigest(),
        },
    )
    print(f"{file}: {file.stat().st_size / 1e6:.2f} MB")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("files", nargs="*", metavar="FILE.npz", help=f"which of {', '.join(FILES)}; by default all")
    for name in parser.parse_args().files or FILES:
        make(*FILES[name])


if __name__ == "__main__":
    main()
