"""Every public callable with bad values for each of its arguments: taken where they are good, else refused by name.

No call may end in NumPy's words, in Python's, or in a result that means nothing. misuse.py has the bad values and which
are good for what; misuse_core.py and misuse_judging.py have the callables.
"""

import matplotlib.pyplot as plt
import misuse
import misuse_core
import misuse_judging
import pytest

import numgan

TABLES = [
    *misuse_core.CONSTRUCTORS,
    *misuse_core.CALLS,
    *misuse_judging.EVALUATION,
    *misuse_judging.PLOTS,
    *misuse_judging.PATHS,
]
DRAWN = "densities", "interpolation_strip", "latent_map", "gradient_arrows", "discriminator_field", "goodfellow2014"
SLOW = [row for row in TABLES if row[1] in numgan.recipes.ALL.values() or row[0] in DRAWN]
OTHERWISE = {  # public names without a row, and why
    "CheckpointError": "an error",
    "TrainingDiverged": "an error",
    "Flatten": "no arguments",
    "GlobalAveragePool": "no arguments",
    "History": "no arguments",
    "NormalNoise": "no arguments",
    "ReLU": "no arguments",
    "Sigmoid": "no arguments",
    "Tanh": "no arguments",
    "UniformNoise": "no arguments",
    "BatchSoftmax": "no arguments",
    "Hinge": "no arguments",
    "RelativisticAverage": "no arguments",
    "RelativisticPairing": "no arguments",
    "Wasserstein": "no arguments",
    "Layer": "a base class without arguments",
    "Objective": "a base class without arguments",
    "Game": "its arguments are those of GAN",
    "FDivergence": "its argument is that of KL",
    "JensenShannon": "its argument is that of KL",
    "PearsonChiSquared": "its argument is that of KL",
    "ReverseKL": "its argument is that of KL",
    "SquaredHellinger": "its argument is that of KL",
    "BoundarySeeking": "its argument is that of Minimax",
    "NonSaturating": "its argument is that of Minimax",
    "Penalty": "its argument is that of R1",
    "Penalties": "a list: test_penalties.py",
    "Finding": "made by diagnose",
    "diagnose": "test_clinic.py",
    "load_idx": "files: test_datasets.py",
    "load_images": "files: test_datasets.py",
    "load_labels": "files: test_datasets.py",
    "load_mnist": "no arguments",
    "load_pretrained": "files: test_datasets.py",
    "one_hot": "test_datasets.py",
    "load_points": "files: test_datasets.py",
    "load_rows": "files: test_datasets.py",
}


def misuses(name, call, table) -> list[str]:
    """What is wrong with how calls of this row went, in one line each."""
    found = []
    for argument, (_, kind) in table.items():
        for label, value in misuse.BAD.items():

            def once(argument=argument, value=value):
                return call(**misuse.arguments(table) | {argument: value})

            verdict = misuse.verdict(once, argument, label, kind)
            if verdict != "good":
                found.append(f"{name}({argument}={label}): {verdict[:200]}")
    plt.close("all")
    return found


@pytest.mark.filterwarnings("ignore")  # of matplotlib's legends, and of data in another scale
@pytest.mark.parametrize("row", [row for row in TABLES if row not in SLOW], ids=lambda row: row[0])
def test_bad_arguments_are_refused_by_name(row, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert misuses(*row) == []


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("row", SLOW, ids=lambda row: row[0])
def test_bad_arguments_of_what_takes_long_are_refused_by_name(row):
    assert misuses(*row) == []


def test_the_table_s_own_arguments_are_good(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for _, call, table in [row for row in TABLES if row not in SLOW]:
        call(**misuse.arguments(table))
        plt.close("all")


def test_every_public_name_has_a_row():
    rows = {name for name, _, _ in TABLES}
    public = {name for name in numgan.__all__ if callable(getattr(numgan, name))}
    assert public - rows - set(OTHERWISE) == set()
